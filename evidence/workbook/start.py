"""The first sheet: what the workbook is for, whose it is, for which rulebooks it was made, how far it has come."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evidence.model import EvidenceSet
from evidence.workbook import looks
from evidence.workbook.layout import CRITERION, EXTENT, LAYOUT, START, START_MARK, STATUS, head_columns, theme_sheet
from evidence.workbook.lists import Lists
from evidence.workbook.looks import Looks
from evidence.workbook.outline import Outline
from evidence.workbook.values import to_cell

LINES = (
    "1.  Fill in what your council knows of itself. Peerbench reads it, says which grade it comes to, and why.",
    "2.  Each theme has a sheet (blue) with a row for each criterion: say in Narrative how things are, and in How far it goes how far that reaches.",
    "3.  A row counts when How far it goes is filled in, as what the council's officers say of themselves. Leave it empty where you do not know.",
    "4.  Documents, Statements, Measures, Events, Acts and Ratings (green) hold the evidence itself: a row each, with its date and who says so.",
    "5.  One document may support many criteria: enter it once, and write its id (such as d3) under Evidence in each row.",
    "6.  Drop-downs take their words from the sheet Lists, which also says what each word stands for.",
    "7.  Owner, Due and Status are for your own work; they do not count. Self-score, reviewer's and moderated score stand beside the grade.",
    "8.  What people said in confidence is shown to the team alone. Choose the handling 'open' only for what everybody may read.",
    "9.  Sort, filter, insert rows, add columns and sheets as you like. Keep the headings and the ids: rows are found by them.",
    "10. When you are ready: peerbench assess FILE.xlsx. It needs no network, and this workbook has no macros and no passwords.",
)


def write_start(sheet: Worksheet, evidence: EvidenceSet, outline: Outline, names: Sequence[str], filled_in_by: str | None, styles: Looks, lists: Lists) -> None:
    """Write the first sheet. `names` are those of the themes' sheets."""
    for letter, width in (("A", 34), ("B", 46), ("C", 13), ("D", 13), ("E", 13)):
        sheet.column_dimensions[letter].width = width
    styles.put(sheet, 1, 1, START_MARK, look="title")
    for row, line in enumerate(LINES, start=3):
        styles.put(sheet, row, 1, line, look="plain")
    row = len(LINES) + 4
    for column in head_columns():
        value = filled_in_by if column.path == ("filled_in_by",) else _of(evidence, column.path)
        styles.put(sheet, row, 1, column.heading, look="label")
        styles.put(sheet, row, 2, to_cell(column, value), column.form)
        if column.path == ("authority", "name"):
            sheet["B1"] = f"=B{row}"
            sheet["B1"]._style = sheet["A1"]._style  # noqa: SLF001 - the title's
        looks.fit_row(sheet, row, (2,))
        if source := lists.source(column):
            rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
            rule.add(f"B{row}")
            sheet.add_data_validation(rule)
        row += 1
    row += 1
    for name, version, title in outline.books:
        styles.put(sheet, row, 1, "Rulebook", look="label")
        styles.put(sheet, row, 2, f"{name} {version}", look="given")
        styles.put(sheet, row, 3, title, look="plain")
        row += 1
    styles.put(sheet, row, 1, "Workbook layout", look="label")
    styles.put(sheet, row, 2, LAYOUT, "whole", "given")
    _write_progress(sheet, row + 2, names, styles)
    sheet.sheet_properties.tabColor = "1F3A5F"
    sheet.sheet_view.showGridLines = False
    looks.print_on_paper(sheet, START)
    sheet.page_setup.fitToHeight = 1


def _write_progress(sheet: Worksheet, row: int, names: Sequence[str], styles: Looks) -> None:
    """How far each theme has come, counted by formulas that stay right when rows are inserted."""
    letters = {column.heading: get_column_letter(n) for n, column in enumerate(theme_sheet().columns, start=1)}
    for n, heading in enumerate(("Progress", "", "Criteria", "Answered", "Done"), start=1):
        styles.put(sheet, row, n, heading, look="heading")
    first = row + 1
    for name in names:
        row += 1
        quoted = "'" + name.replace("'", "''") + "'"
        extent, criterion, status = (f"{quoted}!{letters[h]}:{letters[h]}" for h in (EXTENT, CRITERION, STATUS))
        styles.put(sheet, row, 1, name, look="input")
        styles.put(sheet, row, 2, None)
        for n, formula in enumerate((f"=COUNTA({criterion})-1", f"=COUNTA({extent})-1", f'=COUNTIF({status},"done")'), start=3):
            styles.put(sheet, row, n, None, "whole")
            sheet.cell(row, n).value = formula
        sheet.cell(row, 2).value = f'=REPT("█",ROUND(20*D{row}/MAX(1,C{row}),0))&REPT("░",20-ROUND(20*D{row}/MAX(1,C{row}),0))'
    if names:
        styles.put(sheet, row + 1, 1, "All", look="label")
        styles.put(sheet, row + 1, 2, None, look="label")
        for n in (3, 4, 5):
            styles.put(sheet, row + 1, n, None, "whole", "label")
            letter = get_column_letter(n)
            sheet.cell(row + 1, n).value = f"=SUM({letter}{first}:{letter}{row})"


def _of(evidence: EvidenceSet, path: tuple[str, ...]) -> object:
    found: object = evidence
    for word in path:
        found = getattr(found, word, None)
    return found
