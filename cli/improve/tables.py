"""The improvement plan as tables and data: CSV, XLSX and YAML."""

import csv
import io

import yaml

from cli.improve.words import KINDS, TERMS
from engine.improve.result import Action, Improvement

HEADINGS = (
    "Term", "Criterion", "Title", "Grade now", "Grade sought", "Change", "In our gift", "What to do", "Target", "Measure", "Owner", "By", "Effort",
    "Impact", "Lifts the limit",
)  # fmt: skip
_WIDTHS = (12, 24, 40, 10, 12, 28, 10, 70, 24, 60, 20, 12, 8, 8, 40)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _row(a: Action) -> list[str | int]:
    now = "not graded" if a.grade is None else a.grade
    return [
        TERMS[a.term], a.criterion, a.title, now, a.to, KINDS[a.kind], "yes" if a.in_gift else "no: others judge it", a.what, a.target, a.measure,
        a.owner or "", a.by.isoformat() if a.by else "", a.effort, a.impact, "; ".join(a.lifts),
    ]  # fmt: skip


def _safe(value: str | int) -> str | int:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def render_csv(result: Improvement) -> str:
    """The plan as CSV, a line for each action."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([_safe(v) for v in _row(a)] for a in result.plan)
    return out.getvalue()


def render_xlsx(result: Improvement) -> bytes:
    """The plan as a workbook: the same bytes for the same plan."""
    import datetime as dt

    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    day = dt.datetime.combine(result.as_of, dt.time())
    book.properties.creator, book.properties.created, book.properties.modified = "Peerbench", day, day
    sheet = book.active
    sheet.title = "Improvement plan"
    sheet.append(HEADINGS)
    for a in result.plan:
        sheet.append([_safe(v) for v in _row(a)])
    for n, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return _dated(out.getvalue(), day.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _dated(content: bytes, day: str) -> bytes:
    """The same workbook as if it had been written on that day: saving puts the clock's time into it."""
    import re
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", lambda found: found[1] + day.encode(), part)
            new.writestr(zipfile.ZipInfo(info.filename), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def render_yaml(result: Improvement) -> str:
    """The plan as YAML."""
    data = {
        "authority": result.authority.name,
        "as_of": result.as_of.isoformat(),
        "plan": [a.model_dump(mode="json", exclude_none=True) for a in result.plan],
    }
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)
