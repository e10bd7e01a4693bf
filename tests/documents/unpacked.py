"""All that is in a document, as text: a zip's parts, a PDF's streams, and what a PDF's reader reads."""

import re
import shutil
import subprocess
import zipfile
import zlib
from pathlib import Path

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def unpacked(path: Path) -> str:
    """Everything that a curious reader could find in a file, names of parts included."""
    if path.suffix != ".pdf":
        with zipfile.ZipFile(path) as parts:
            return "\n".join(f"{name}\n{parts.read(name).decode('utf-8', 'replace')}" for name in parts.namelist())
    raw = path.read_bytes()
    streams = b"\n".join(_inflated(found[1]) for found in _STREAM.finditer(raw))
    return (raw + streams).decode("latin-1") + read(path)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def read(pdf: Path) -> str:
    """A PDF as it is read."""
    tool = shutil.which("pdftotext")
    assert tool, "pdftotext is not installed; .ci/install-system installs it"
    return subprocess.run([tool, "-layout", str(pdf), "-"], capture_output=True, check=True, text=True, encoding="utf-8").stdout
