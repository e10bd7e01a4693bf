"""The improvement plan as tables and data: CSV, XLSX and YAML."""

import csv
import io

import yaml

from cli.improve.words import KINDS, TERMS
from cli.machines.spreadsheets import guarded
from engine.improve.result import Action, Improvement

HEADINGS = (
    "Term", "Criterion", "Title", "Grade now", "Grade sought", "Change", "In our gift", "What to do", "Target", "Measure", "Owner", "By", "Effort",
    "Impact", "Lifts the limit",
)  # fmt: skip
_WIDTHS = (12, 24, 40, 10, 12, 28, 10, 70, 24, 60, 20, 12, 8, 8, 40)


def _row(a: Action) -> list[str | int]:
    now = "not graded" if a.grade is None else a.grade
    return [
        TERMS[a.term], a.criterion, a.title, now, a.to, KINDS[a.kind], "yes" if a.in_gift else "no: others judge it", a.what, a.target, a.measure,
        a.owner or "", a.by.isoformat() if a.by else "", a.effort, a.impact, "; ".join(a.lifts),
    ]  # fmt: skip


def render_csv(result: Improvement) -> str:
    """The plan as CSV, a line for each action."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([guarded(v) if isinstance(v, str) else v for v in _row(a)] for a in result.plan)
    return out.getvalue()


def render_xlsx(result: Improvement) -> bytes:
    """The plan as a workbook: the same bytes for the same plan."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    from evidence.workbook.pack import packed
    from evidence.workbook.text import put_text

    book = Workbook()
    book.properties.creator = "Peerbench"
    sheet = book.active
    sheet.title = "Improvement plan"
    for row, values in enumerate([HEADINGS, *map(_row, result.plan)], start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = value
            cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(bold=row == 1)
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions
    return packed(book)


def render_yaml(result: Improvement) -> str:
    """The plan as YAML."""
    data = {
        "authority": result.authority.name,
        "as_of": result.as_of.isoformat(),
        "plan": [a.model_dump(mode="json", exclude_none=True) for a in result.plan],
    }
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)
