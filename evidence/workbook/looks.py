"""How a workbook looks: headings, borders, drop-downs, colours, print. Contrast is kept for readers on paper and on a projector."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from evidence.workbook.text import put_text

HEADING_ROW = 3
LAST = 2000
"""The last row that has drop-downs."""

_INK, _SKY, _MIST, _LINE = "1F3A5F", "DCE6F2", "F3F5F8", "C9D1DB"
_SIDE = Side(style="thin", color=_LINE)
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_WRAPPED = Alignment(horizontal="left", wrap_text=True, vertical="top")
_EXTENT_COLOURS = {"absent": "F4C7C3", "planned": "FCE3C0", "partial": "FFF2B8", "in place": "D5EBD0", "embedded": "A9D8A5"}
_STATE_COLOURS = {"done": "D5EBD0", "to be checked": "DCE6F2", "under way": "FFF2B8"}
_TEXT, _DAY = "@", "yyyy-mm-dd"
_FORMATS = {"text": _TEXT, "long": _TEXT, "choice": _TEXT, "yes": _TEXT, "topics": _TEXT, "numbers": _TEXT, "pairs": _TEXT, "date": _DAY}


class _Fitted(RowDimension):  # type: ignore[misc]  # openpyxl's classes have no types
    """A row that is as high as its text needs, and grows with what is typed."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - openpyxl's name
        """A height that somebody chose would stay as it is."""
        return False


def fit_rows(sheet: Worksheet, columns: Sequence[int]) -> None:
    """Make the rows under the headings as high as the texts in these columns need: not every program does it by itself."""
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        fit_row(sheet, row, columns)


def fit_row(sheet: Worksheet, row: int, columns: Sequence[int]) -> None:
    """Make one row as high as its texts need."""
    lines = 1
    for column in columns:
        text, width = sheet.cell(row, column).value, sheet.column_dimensions[get_column_letter(column)].width
        if isinstance(text, str):
            lines = max(lines, sum(1 + int(len(line) * 1.08 // width) for line in text.split("\n")))
    if lines > 1:
        sheet.row_dimensions[row] = _Fitted(sheet, index=row, ht=min(4 + 13 * lines, 400))


class Looks:
    """The styles of one workbook. A style is made once, and each cell takes a copy: thousands of cells stay quick."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = book.create_sheet("styles of this workbook")
        self._made: dict[tuple[str, str], Any] = {}

    def done(self, book: Workbook) -> None:
        """Take away the sheet on which the styles were made."""
        book.remove(self._sheet)

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, form: str = "text", look: str = "input") -> Cell:
        """Write a cell. A text stays a text, whatever it begins with."""
        cell: Cell = sheet.cell(row, column)
        cell._style = copy(self._style(form, look))  # noqa: SLF001 - the only way to give a cell a style that was made already
        if isinstance(value, str):
            put_text(cell, value)
        elif value is not None:
            cell.value = value
        return cell

    def _style(self, form: str, look: str) -> Any:
        key = (form, look)
        if key not in self._made:
            cell = self._sheet.cell(len(self._made) + 1, 1)
            cell.number_format = _FORMATS.get(form, "General")
            if look in ("input", "given", "result"):
                cell.border, cell.alignment = _FRAME, _WRAPPED
                cell.font = Font(name="Calibri", size=10, color="000000" if look == "input" else "333333")
                if look != "input":
                    cell.fill = PatternFill("solid", start_color=_MIST if look == "given" else "EAF3E6")
            elif look == "heading":
                cell.font, cell.fill = Font(name="Calibri", size=10, bold=True, color="FFFFFF"), PatternFill("solid", start_color=_INK)
                cell.alignment, cell.border = Alignment(wrap_text=True, vertical="center"), _FRAME
            elif look == "result heading":
                cell.font, cell.fill = Font(name="Calibri", size=10, bold=True, color="FFFFFF"), PatternFill("solid", start_color="35682D")
                cell.alignment, cell.border = Alignment(wrap_text=True, vertical="center"), _FRAME
            elif look == "title":
                cell.font = Font(name="Calibri", size=16, bold=True, color=_INK)
            elif look == "label":
                cell.font, cell.fill, cell.border = Font(name="Calibri", size=11, bold=True, color=_INK), PatternFill("solid", start_color=_SKY), _FRAME
                cell.alignment = _WRAPPED
            else:
                cell.font, cell.alignment = Font(name="Calibri", size=11, color="333333"), Alignment(vertical="top")
            self._made[key] = cell._style  # noqa: SLF001
        return self._made[key]


def set_up(sheet: Worksheet, widths: Mapping[int, float], *, frozen: int, rows: int, title: str, colour: str = _INK) -> None:
    """Widths, frozen headings (and the first `frozen` columns), filters, and a print one page wide."""
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    first = f"{get_column_letter(frozen + 1)}{HEADING_ROW + 1}"
    sheet.freeze_panes = first
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(max(widths))}{max(rows, HEADING_ROW + 1)}"
    sheet.row_dimensions[HEADING_ROW].height = 32
    sheet.sheet_view.zoomScale = 90
    sheet.sheet_properties.tabColor = colour
    print_on_paper(sheet, title, large=sum(widths.values()) > 180)
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"


def print_on_paper(sheet: Worksheet, title: str, *, large: bool = False) -> None:
    """Landscape A4 or A3, one page wide, with the sheet and the page at the foot."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3 if large else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = title.replace("&", "&&"), "&P / &N"


def choose(sheet: Worksheet, column: int, source: str, *, strict: bool) -> None:
    """A drop-down from a list; with `strict`, nothing else may stand here."""
    rule = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="stop" if strict else "warning")
    rule.errorTitle, rule.error = "Not in the list", "Choose from the list." if strict else "No rule asks for this. Keep it if it is meant."
    _apply(sheet, column, rule)


def choose_number(sheet: Worksheet, column: int, least: int, most: int) -> None:
    """Only whole numbers of the scale may stand here."""
    rule = DataValidation(type="whole", operator="between", formula1=str(least), formula2=str(most), allow_blank=True)
    rule.errorTitle, rule.error = "Not a grade", f"Write a grade from {least} to {most}."
    _apply(sheet, column, rule)


def _apply(sheet: Worksheet, column: int, rule: DataValidation) -> None:
    rule.showErrorMessage = True
    letter = get_column_letter(column)
    rule.add(f"{letter}{HEADING_ROW + 1}:{letter}{LAST}")
    sheet.add_data_validation(rule)


def colour_words(sheet: Worksheet, column: int, colours: Mapping[str, str]) -> None:
    """A colour for each word in a column."""
    letter = get_column_letter(column)
    for word, colour in colours.items():
        fill = PatternFill("solid", start_color=colour, end_color=colour)
        sheet.conditional_formatting.add(f"{letter}{HEADING_ROW + 1}:{letter}{LAST}", CellIsRule(operator="equal", formula=[f'"{word}"'], fill=fill))


def colour_extents(sheet: Worksheet, column: int) -> None:
    """How far something goes, from red to green."""
    colour_words(sheet, column, _EXTENT_COLOURS)


def colour_states(sheet: Worksheet, column: int) -> None:
    """How far the work is."""
    colour_words(sheet, column, _STATE_COLOURS)


def colour_where(sheet: Worksheet, column: int, formula: str, colour: str) -> None:
    """A colour where a formula, written for the first row under the headings, is true."""
    letter = get_column_letter(column)
    fill = PatternFill("solid", start_color=colour, end_color=colour)
    sheet.conditional_formatting.add(f"{letter}{HEADING_ROW + 1}:{letter}{LAST}", FormulaRule(formula=[formula], fill=fill))


def widen(sheet: Worksheet, column: int, width: float) -> None:
    """Set a column's width."""
    sheet.column_dimensions[get_column_letter(column)].width = width


def filter_to(sheet: Worksheet, column: int) -> None:
    """Let the filter reach as far as this column, where there is one."""
    if sheet.auto_filter.ref:
        first, _, last = sheet.auto_filter.ref.partition(":")
        sheet.auto_filter.ref = f"{first}:{get_column_letter(column)}{last.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ$') or sheet.max_row}"
