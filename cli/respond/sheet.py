"""The form for a reply as an Excel workbook, and the way back."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook

from cli.respond.form import HEADINGS, ID, KIND, KINDS, WIDTHS, Form, Reply, Words, place_in, read_row
from cli.respond.statements import Statement
from evidence.problems import Problem
from evidence.workbook import looks
from evidence.workbook.cells import read_sheets
from evidence.workbook.guard import Package, refuse
from evidence.workbook.pack import packed
from evidence.workbook.text import unescaped

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from evidence.workbook.cells import Cell

SHEET, GUIDANCE = "Reply", "How to reply"
_SPACE = " \t\r\n\xa0"


def write(form: Form) -> bytes:
    """The workbook: a sheet that says how to reply, and one row for each statement."""
    book = Workbook()
    styles = looks.Looks(book)
    sheet: Worksheet = book.active
    sheet.title = SHEET
    styles.put(sheet, 1, 1, form.title, look="title")
    styles.put(sheet, 2, 1, form.guidance[0], look="plain")
    for n, heading in enumerate(HEADINGS, start=1):
        styles.put(sheet, looks.HEADING_ROW, n, heading, look="heading")
    for n, s in enumerate(form.statements, start=1):
        row = looks.HEADING_ROW + n
        for column, text in enumerate((n, s.id, s.says, s.rests_on), start=1):
            styles.put(sheet, row, column, text, look="given")
        for column in range(5, len(HEADINGS) + 1):
            styles.put(sheet, row, column, None, "long")
    looks.choose(sheet, HEADINGS.index(KIND) + 1, f'"{",".join(KINDS.values())}"', strict=False)
    looks.set_up(sheet, dict(enumerate(WIDTHS, start=1)), frozen=3, rows=looks.HEADING_ROW + len(form.statements), title=SHEET)
    looks.fit_rows(sheet, [3, 4])
    told = book.create_sheet(GUIDANCE)
    told.column_dimensions["A"].width = 110
    styles.put(told, 1, 1, form.title, look="title")
    for row, line in enumerate(form.guidance, start=3):
        styles.put(told, row, 1, line, look="plain")
        looks.fit_row(told, row, [1])
    styles.done(book)
    return packed(book)


def read(path: Path, draft: Sequence[Statement]) -> Reply:
    """What a filled-in workbook says. Raises BadInput where it is no form for a reply."""
    with Package(path) as package:
        sheets = read_sheets(package)
    found = next(((sheet, row) for sheet in sheets for row, cells in sheet.rows.items() if {ID, KIND} <= set(cells.values())), None)
    if found is None:
        raise refuse(path, "this is no form for a reply", "give the file that `peerbench respond new` wrote")
    sheet, heading_row = found
    headings = {column: str(cell) for column, cell in sheet.rows[heading_row].items()}
    reply = Reply()
    for row in sorted(r for r in sheet.rows if r > heading_row):
        place, cells = place_in(path, row), {headings.get(column): cell for column, cell in sheet.rows[row].items()}
        said = {heading: _said(cells[heading]) for heading in HEADINGS if heading in cells}
        bad = [heading for heading, text in said.items() if text is None]
        reply.problems += [Problem(place(heading), "the cell holds neither a text nor a date", "write it as text") for heading in bad]
        words: Words = {heading: text for heading, text in said.items() if text}
        if not bad:
            read_row(words, place, draft, reply)
    return reply


def _said(cell: "Cell") -> str | dt.date | None:
    """What a cell says; None where it holds neither a text nor a date nor a number."""
    if isinstance(cell, str):
        return unescaped(cell).strip(_SPACE)
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return str(cell)
    return None
