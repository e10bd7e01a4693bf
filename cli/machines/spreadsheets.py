"""Tables as CSV and as a workbook. No text becomes a formula, whatever it begins with, and what was changed for that can be undone."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.formats import Of
from cli.machines.tables import Value, table, tables
from cli.report.rendering import PLAIN, Rendering
from engine.assessment import Assessment
from evidence.plain_csv import STARTS

if TYPE_CHECKING:
    from openpyxl import Workbook

BOM = "\ufeff"
"""The sign at the head of a CSV file by which Excel knows that it is UTF-8; programs that read a pipe get none."""


def guarded(text: str) -> str:
    """A text that a spreadsheet shows as it is: an apostrophe stands before one that would begin a formula.

    One that begins so after apostrophes of its own gets another, so that taking one away always gives the text back.
    """
    return f"'{text}" if text.lstrip("'")[:1] in STARTS and text.lstrip("'") else text


def unguarded(text: str) -> str:
    """The text behind `guarded`."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text


def render_csv(result: Assessment, of: Of, rendering: Rendering = PLAIN) -> str:
    """One table of an assessment as CSV (RFC 4180): headings, then rows; dates as 2006-02-20, an empty field for what is not there."""
    made = table(of, rendering.house.over(result))
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([column.name for column in made.columns])
    rows.writerows([[_plain(value) for value in row] for row in made.rows])
    return out.getvalue()


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)


_WIDEST, _NARROWEST = 60, 10
_SAMPLE = 200
"""How many rows are looked at for the width of a column."""


def render_tables(result: Assessment, rendering: Rendering = PLAIN) -> bytes:
    """Every table of an assessment in one workbook, a sheet each, and a sheet that says what the columns mean."""
    from openpyxl import Workbook

    from evidence.workbook.pack import packed

    book = Workbook(write_only=True)
    made = tables(rendering.house.over(result))
    for one in made:
        _sheet(book, one.of.value, [column.name for column in one.columns], one.rows)
    _sheet(book, "columns", ["table", "column", "says"], [(one.of.value, column.name, column.says) for one in made for column in one.columns])
    return packed(book)


def _sheet(book: "Workbook", name: str, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    from evidence.workbook.text import put_text

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"
    for n, heading in enumerate(headings):
        longest = max([len(heading) + 2, *(len(str(row[n] or "")) for row in rows[:_SAMPLE])])
        sheet.column_dimensions[get_column_letter(n + 1)].width = min(max(longest + 1, _NARROWEST), _WIDEST)

    def cell(value: Value, *, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, value=None if isinstance(value, str) else value)
        if isinstance(value, str):
            put_text(made, value)
        elif isinstance(value, dt.date):
            made.number_format = "yyyy-mm-dd"
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([cell(value) for value in row])
