"""Adding to a journal: one writer at a time, a line whole or, where the machine stops, torn and noted."""

import os
import secrets
from pathlib import Path

from engine.lock import alone
from engine.record.journal import NAME, Deed, end_of, line_of, parsed

PATIENCE = 10.0
"""For how many seconds a run waits while others write."""


def append(folder: Path, deed: Deed) -> str:
    """Add a line to the journal of a folder, and return its link. Raises OSError where that cannot be done."""
    file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with alone(file, PATIENCE):
            os.lseek(file, 0, os.SEEK_SET)
            with os.fdopen(os.dup(file), "rb") as reading:
                journal = reading.read()
            line = line_of(deed, end_of(journal), secrets.token_hex(32))
            begin = "\n" if journal and not journal.endswith(b"\n") else ""
            _write(file, f"{begin}{line}\n".encode())
            os.fsync(file)
    finally:
        os.close(file)
    made = parsed(line.encode())
    assert made is not None
    return made.link


def _write(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]
