"""What the screen and a pipe are told, on any machine: a Windows console that lacks a sign shows another instead of failing."""

import os
import sys
from typing import TextIO


def make_steady(*streams: TextIO) -> None:
    """Let no sign stop the output.

    A pipe and a file get UTF-8 and the lines as they are, the same bytes everywhere, unless PYTHONIOENCODING asks for
    something else. A terminal keeps its encoding. A sign that the encoding lacks becomes `?`.
    """
    for stream in streams:
        if not hasattr(stream, "reconfigure"):
            continue  # somebody reads along in this process
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def steady() -> None:
    """Let no sign stop what goes to standard output and standard error."""
    make_steady(sys.stdout, sys.stderr)
