"""Workbooks for tests: filled in as a person would, or damaged as an attacker would."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from evidence.model import EvidenceSet
from evidence.workbook.pack import packed
from evidence.workbook.write import workbook_of
from tests.workbook.sets import OUTLINE


def empty(**words: Any) -> EvidenceSet:
    """A council about which nothing is known yet."""
    return EvidenceSet.model_validate({"authority": {"name": "Ambleford", "type": "unitary"}, "as_of": dt.date(2009, 6, 30), **words})


def heading(sheet: Worksheet, text: str) -> int:
    """The column under a heading."""
    return next(c.column for row in sheet.iter_rows(max_row=10) for c in row if c.value == text)


def row_of(sheet: Worksheet, id_: str) -> int:
    """The row that begins with an id."""
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == id_)


def fill(book: Workbook, sheet: str, id_: str, cells: Mapping[str, Any]) -> None:
    """Type into the row of an id."""
    row = row_of(book[sheet], id_)
    for text, value in cells.items():
        book[sheet].cell(row, heading(book[sheet], text)).value = value


def made(path: Path, change: Callable[[Workbook], object] = lambda _: None, known: EvidenceSet | None = None, **words: Any) -> Path:
    """A workbook of the small outline, changed by hand and saved."""
    path.write_bytes(packed(workbook_of(known or empty(), OUTLINE, **words)))
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def with_parts(path: Path, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> Path:
    """The workbook with parts added, or changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = parts.get(name)
            new.writestr(name, change(old.read(name)) if callable(change) else old.read(name))
        for name, content in parts.items():
            if not callable(content):
                new.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path
