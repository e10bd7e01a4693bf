"""Saving a workbook so that the same content gives the same bytes: no day of the machine is in it."""

import datetime as dt
import io
import re
from typing import TYPE_CHECKING

from evidence.zipped import same_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook

_NO_DAY = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - it stands for no time
_CHANGED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def packed(book: "Workbook") -> bytes:
    """The bytes of a workbook, without the hour at which it was saved."""
    book.properties.created = _NO_DAY
    made = io.BytesIO()
    book.save(made)
    return same_bytes(made.getvalue(), _undated)


def _undated(name: str, content: bytes) -> bytes:
    return _CHANGED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", content) if name == "docProps/core.xml" else content
