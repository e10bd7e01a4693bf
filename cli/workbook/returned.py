"""The workbook given back: beside each row the grade, its range, the reason, and the next step.

The team gets its own workbook, with everything in it. Everybody else gets a workbook of what the assessment shows them.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cli.report.outline import outline, paths
from cli.report.rendering import PLAIN, Rendering
from cli.report.words import OUTCOMES, TERMS, House, capital, dated, joined, named, plain, ranged, sentence, voices
from cli.workbook.outline import outline_of
from engine.assessment import Assessment, Finding, Why
from evidence.located import Located
from evidence.read import open_evidence
from evidence.workbook import looks
from evidence.workbook.cells import Cell, SheetOfCells
from evidence.workbook.edit import open_for_editing
from evidence.workbook.layout import RESULTS
from evidence.workbook.looks import HEADING_ROW, Looks
from evidence.workbook.pack import packed
from evidence.workbook.read import Filled
from evidence.workbook.tables import find_table
from evidence.workbook.write import sheet_names, workbook_of

if TYPE_CHECKING:
    from engine.plan import Plan
    from engine.rulebook import Rulebook
    from evidence.model import EvidenceSet

_WIDTHS = (16, 9, 52, 44)


def given_back(result: Assessment, path: Path, known: "EvidenceSet", books: "Sequence[Rulebook]", plan: "Plan", house: House = PLAIN.house) -> bytes:
    """The team's own workbook with its results beside each row; of evidence that is no workbook, one is made."""
    opened: Located = open_evidence(path)
    book = open_for_editing(path, opened.gathered.tables) if isinstance(opened, Filled) else workbook_of(known, outline_of(books, plan))
    styles, told = Looks(book), _told(house.over(result), house)
    for sheet in book.worksheets:
        table = find_table(_cells(sheet), sheet.title)
        if table is None or table.spec.of != "criteria":
            continue
        columns = dict(table.columns)
        for heading, width in zip(RESULTS, _WIDTHS, strict=True):
            if heading not in columns:
                columns[heading] = max(columns.values()) + 1
                looks.widen(sheet, columns[heading], width)
            styles.put(sheet, table.heading_row, columns[heading], heading, look="result heading")
        for row in table.rows:
            criterion = str(sheet.cell(row, columns[table.spec.mark]).value or "").strip()
            for heading, text in zip(RESULTS, told.get(criterion, ("",) * len(RESULTS)), strict=True):
                styles.put(sheet, row, columns[heading], text, look="result")
        looks.filter_to(sheet, max(columns.values()))
    styles.done(book)
    return packed(book)


def _cells(sheet: Worksheet) -> SheetOfCells:
    """An open sheet as it would be read."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sheet._cells.items():  # noqa: SLF001 - asked in any other way, it makes a cell of every place up to the last
        if cell.value is not None:
            rows.setdefault(row, {})[column] = cell.value
    return SheetOfCells(sheet.title, rows)


def _told(result: Assessment, house: House) -> Mapping[str, tuple[str, str, str, str]]:
    """Of each criterion the grade, the range, the reason, and the next step."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in result.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    books = {book.id: book for book in result.rulebooks}
    out = {}
    for criterion, why in result.reasons.items():
        grade, found = result.grades.get(criterion), by_rule.get(criterion, [])
        told = [_reason(finding, house) for finding in found if finding.kind != "gap_in_evidence"]
        if not told:
            told = [sentence(why.says)] if why.says else list(_steps(why)) or ([sentence(OUTCOMES.get(grade.outcome, plain(grade.outcome)))] if grade else [])
        next_ = next((f.next for f in found if f.next), None) or (why.next if grade is None or grade.grade != max(books[why.book].scale, default=0) else None)
        shown = named(grade.grade, books[why.book]) if grade else ""
        ranges = ranged(grade) if grade and grade.outcome != "not_applicable" else ""
        out[criterion] = (shown, ranges, " ".join(told), next_ or "")
    return out


def _steps(why: Why) -> Iterator[str]:
    """Where nothing is to be reported of a criterion that something is known of: which grade is shown, by whom, and what the next one needs."""
    if not why.voices:
        return
    met = [step for step in why.steps if step.truth == "met"]
    if met:
        yield f"Shown by {voices(met[-1].supported_by)}: {met[-1].needs}."
    else:
        yield "Said so far: " + ", ".join(f"{plain(voice.extent)} ({voices([voice.kind])})" for voice in why.voices) + "."
    if beyond := next((step for step in why.steps if step.truth != "met"), None):
        yield f"A {beyond.grade} needs: {beyond.needs}."


def _reason(finding: Finding, house: House) -> str:
    rests = f" Rests on {joined(finding.because)}." if finding.because else ""
    kind = plain(finding.kind)
    return f"{capital(house(kind) if kind in TERMS else kind)}: {sentence(finding.text)}{rests}"


def render_xlsx(result: Assessment, rendering: Rendering = PLAIN) -> bytes:
    """A workbook of an assessment: its criteria by theme with their grades, and the evidence as its audience may see it."""
    result = rendering.house.over(result)
    book = Workbook()
    styles, told = Looks(book), _told(result, rendering.house)
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Result"
    _head(first, result, styles)
    themes = list(_themes(result))
    for name, (title, criteria) in zip(sheet_names([title for title, _ in themes]), themes, strict=True):
        lines = [(c, heading, result.grades[c].title, result.reasons[c].looks_for or "", *told[c]) for c, heading in criteria]
        _table(
            book.create_sheet(name), title, ("Criterion id", "Heading", "Criterion", "What to look for", *RESULTS), (19, 16, 34, 40, *_WIDTHS), lines, styles
        )
    shown = [
        (i, e.kind, e.key or "", str(e.date or ""), e.source, e.title or "", e.at or "", e.says or "", e.excerpt or "", e.person or "", e.role or "")
        for i, e in result.evidence.items()
    ]
    headings = ("Id", "Kind", "Key", "Date", "Who says so", "In which document", "Where in it", "What it says", "Excerpt", "Person", "Role")
    _table(book.create_sheet("Evidence"), "The evidence that the findings rest on", headings, (12, 12, 24, 12, 12, 28, 18, 40, 50, 16, 16), shown, styles)
    styles.done(book)
    return packed(book)


def _themes(result: Assessment) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The criteria by theme, each with its heading; where no grades are given, by rulebook."""
    for book in result.rulebooks:
        tops = outline(result, book)
        by_theme: dict[str, list[tuple[str, str]]] = {}
        above = paths(tops)
        for top in tops:
            themes = [node for node in top.walk() if node.grade.level == "theme"] or [top]
            for theme in themes:
                by_theme.setdefault(theme.grade.title, []).extend((c, " / ".join(filter(None, above[c]))) for c in theme.criteria)
        yield from by_theme.items()


def _head(sheet: Worksheet, result: Assessment, styles: Looks) -> None:
    styles.put(sheet, 1, 1, result.authority.name, look="title")
    lines = [("As of", dated(result.as_of)), ("For", result.audience)]
    lines += [("Rulebook", f"{book.title} {book.version}") for book in result.rulebooks]
    lines += [(g.title, named(g.grade, next(b for b in result.rulebooks if b.id == g.book))) for g in result.grades.values() if g.level in ("whole", "theme")]
    for row, (label, text) in enumerate(lines, start=3):
        styles.put(sheet, row, 1, label, look="label")
        styles.put(sheet, row, 2, text)
    looks.widen(sheet, 1, 44)
    looks.widen(sheet, 2, 60)
    looks.print_on_paper(sheet, "Result")


def _table(sheet: Worksheet, title: str, headings: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]], styles: Looks) -> None:
    styles.put(sheet, 1, 1, title, look="title")
    for n, heading in enumerate(headings, start=1):
        styles.put(sheet, HEADING_ROW, n, heading, look="result heading" if heading in RESULTS else "heading")
    for row, texts in enumerate(rows, start=HEADING_ROW + 1):
        for n, text in enumerate(texts, start=1):
            styles.put(sheet, row, n, text, look="result" if headings[n - 1] in RESULTS else "input")
    looks.set_up(sheet, dict(enumerate(widths, start=1)), frozen=1, rows=HEADING_ROW + len(rows), title=sheet.title)
    looks.fit_rows(sheet, [n for n, width in enumerate(widths, start=1) if width > 15])
