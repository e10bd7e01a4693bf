"""A text in a cell: written so that it stays one, and read back as it was."""

import re
from typing import Any

from evidence.plain_csv import STARTS

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NEEDS_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """A text as Excel writes it, which has a way of its own for characters that XML lacks."""
    return _NEEDS_ESCAPE.sub(lambda m: f"_x{ord(m[0]):04X}_", text)


def unescaped(text: str) -> str:
    """The text behind Excel's way of writing it."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def put_text(cell: Any, text: str) -> None:
    """Write a text into a cell of openpyxl. It is no formula, whatever it begins with, and does not become one when somebody edits it."""
    cell.value = escaped(text)
    cell.data_type = "s"
    if text[:1] in STARTS:
        cell.quotePrefix = True
