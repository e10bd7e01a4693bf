"""Changing a workbook that people filled in: what they added, and how it looks, stays."""

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook, load_workbook

from evidence.workbook.guard import Package, refuse
from evidence.workbook.tables import Table
from evidence.workbook.text import escaped, put_text

_DRAWN = re.compile(r"xl/(charts|media|diagrams|threadedComments|slicers|pivotTables)/")


def open_for_editing(path: Path, tables: Iterable[Table]) -> Workbook:
    """Open a workbook that was read already, so that it can be changed and saved. Raises BadInput where that cannot be done."""
    try:
        book = load_workbook(path, keep_links=False, rich_text=True)
    except Exception:  # noqa: BLE001 - the library has no error of its own for what it does not understand
        raise refuse(path, "it can be read, and not be changed", "open it in Excel, save it under another name, and give that") from None
    for table in tables:
        # The library undoes only half of Excel's way of writing odd characters.
        for row, cells in table.rows.items():
            for column, text in cells.items():
                if isinstance(text, str) and escaped(text) != text:
                    put_text(book[table.name].cell(row, column), text)
    return book


def not_kept(path: Path) -> tuple[str, ...]:
    """What of a workbook is lost when it is changed here: pictures, charts and the like."""
    words = {
        "media": "pictures",
        "charts": "charts",
        "diagrams": "diagrams",
        "threadedComments": "replies to comments",
        "slicers": "slicers",
        "pivotTables": "pivot tables",
    }
    with Package(path) as package:
        found = {posixpath.basename(posixpath.dirname(name)) for name in package.names if _DRAWN.match(name)}
    return tuple(word for part, word in words.items() if part in found)
