"""Adding to a journal: one writer at a time, a line whole or, where the machine stops, torn and noted."""

import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.record.journal import NAME, Deed, end_of, line_of, parsed

PATIENCE = 10.0
"""For how many seconds a run waits while others write."""
_FAR = 0x7FFFFFFF  # Windows locks bytes; one that no journal reaches stands for the whole


def append(folder: Path, deed: Deed) -> str:
    """Add a line to the journal of a folder, and return its link. Raises OSError where that cannot be done."""
    file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with _alone(file):
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


@contextmanager
def _alone(file: int) -> Iterator[None]:
    """While nobody else writes. The system lets go of the lock when a run ends, however it ends."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _lock(file)
            break
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
    try:
        yield
    finally:
        _unlock(file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _unlock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
