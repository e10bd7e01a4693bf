"""Writing an evidence set into a workbook: a first sheet that explains it, a sheet for each theme, sheets for all else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evidence.model import Closed, EvidenceSet
from evidence.workbook import looks
from evidence.workbook.layout import CONFLICTS, CRITERION, EXTENT, LISTS, START, STATUS, Column, Sheet, item_sheets, list_sheets, theme_sheet
from evidence.workbook.lists import Lists
from evidence.workbook.looks import HEADING_ROW, Looks
from evidence.workbook.outline import Outline, Theme
from evidence.workbook.rows import COUNTED, Placed, Words, place
from evidence.workbook.start import write_start
from evidence.workbook.values import to_cell

EMPTY_ROWS = 40
"""How many rows with an id and nothing else wait for entries in each sheet of items."""

_BARRED = re.compile(r"[\[\]:*?/\\]")


def workbook_of(evidence: EvidenceSet, outline: Outline, *, filled_in_by: str | None = None, work: Mapping[str, Words] | None = None) -> Workbook:
    """The workbook of an evidence set. Reading it gives the set back.

    `outline` says for which criteria and keys it is laid out; `work` is what rows say beside the set: owners, drafts.
    """
    book = Workbook()
    styles, lists = Looks(book), Lists(outline)
    start = book.active
    assert isinstance(start, Worksheet)
    start.title = START
    placed = place(evidence, outline.criteria, filled_in_by)
    for criterion, words in (work or {}).items():
        placed.rows[criterion] = {**{w: v for w, v in words.items() if w not in COUNTED or _draft(words, w)}, **placed.rows.get(criterion, {})}
    names = list(sheet_names([theme.title for theme in outline.themes]))
    for theme, name in zip(outline.themes, names, strict=True):
        _write_theme(book.create_sheet(name), theme, placed, outline, styles, lists)
    for spec in item_sheets():
        _write_items(book.create_sheet(spec.name), spec, placed, outline, styles, lists)
    for spec in list_sheets():
        left: Sequence[Any] = placed.scores if spec.of == "scores" else placed.decisions if spec.of == "decisions" else getattr(evidence, spec.of)
        sheet = book.create_sheet(spec.name)
        _write_rows(sheet, spec, left, styles, lists, outline)
        _finish(sheet, spec, spec.columns, len(left), 1, colour="7A869A")
    lists.write(book.create_sheet(LISTS), styles)
    write_start(start, evidence, outline, names, filled_in_by, styles, lists)
    styles.done(book)
    return book


def _draft(words: Words, word: str) -> bool:
    """Whether a word that goes into a statement or a score is in neither yet, for want of how far it goes or of a score."""
    if word == "reason":
        return words.keys().isdisjoint({"self", "reviewer", "moderated"})
    return "extent" not in words and word in ("narrative", "evidence", "date", "handling")


def sheet_names(titles: Sequence[str]) -> Iterator[str]:
    """Names for sheets, each once: no more than 31 characters, and none that Excel refuses."""
    taken = {s.name.lower() for s in (*item_sheets(), *list_sheets())} | {START.lower(), LISTS.lower(), CONFLICTS.lower(), "result", "evidence", "history"}
    for title in titles:
        plain = " ".join(_BARRED.sub(" ", title).split()).strip("'")
        short = plain if len(plain) <= 31 else plain[:31].rsplit(" ", 1)[0].removesuffix(" and").rstrip(" ,;")
        name, n = short or "Theme", 1
        while name.lower() in taken:
            n += 1
            name = f"{short[:27]} {n}"
        taken.add(name.lower())
        yield name


def _headings(sheet: Worksheet, spec: Sheet, title: str, about: str, styles: Looks) -> None:
    styles.put(sheet, 1, 1, title, look="title")
    styles.put(sheet, 2, 1, about, look="plain")
    for n, column in enumerate(spec.columns, start=1):
        styles.put(sheet, HEADING_ROW, n, column.heading, look="heading")


def _finish(sheet: Worksheet, spec: Sheet, columns: Sequence[Column], rows: int, frozen: int, colour: str) -> None:
    widths = {n: column.width for n, column in enumerate(columns, start=1)}
    looks.set_up(sheet, widths, frozen=frozen, rows=HEADING_ROW + rows, title=sheet.title, colour=colour)
    looks.fit_rows(sheet, [n for n, c in enumerate(columns, start=1) if c.width > 15])
    extent = next((n for n, c in enumerate(spec.columns, start=1) if c.heading == EXTENT), None)
    if extent:
        looks.colour_extents(sheet, extent)


def _drop_downs(sheet: Worksheet, spec: Sheet, lists: Lists, outline: Outline) -> None:
    for n, column in enumerate(spec.columns, start=1):
        source = lists.source(column, acts=spec.mark == "Act")
        if source:
            looks.choose(sheet, n, source, strict=column.keys is None)
        elif column.path[-1:] in (("grade",), ("self",), ("reviewer",), ("moderated",)) and outline.levels:
            looks.choose_number(sheet, n, outline.levels[0], outline.levels[-1])


def _write_theme(sheet: Worksheet, theme: Theme, placed: Placed, outline: Outline, styles: Looks, lists: Lists) -> None:
    spec = theme_sheet()
    letters = {column.heading: get_column_letter(n) for n, column in enumerate(spec.columns, start=1)}
    _headings(sheet, spec, theme.title, "", styles)
    said_so, criteria = (f"{letters[h]}:{letters[h]}" for h in (EXTENT, CRITERION))
    sheet["A2"] = f'=(COUNTA({said_so})-1)&" of "&(COUNTA({criteria})-1)&" criteria say how far it goes."'
    for row, line in enumerate(theme.criteria, start=HEADING_ROW + 1):
        said_of: Words = placed.rows.get(line.id, {})
        given = {"Criterion id": line.id, "Heading": line.heading, CRITERION: line.title, "What to look for": line.looks_for}
        for n, column in enumerate(spec.columns, start=1):
            if column.heading in given:
                styles.put(sheet, row, n, given[column.heading], look="given")
            else:
                styles.put(sheet, row, n, to_cell(column, said_of.get(column.path[0])), column.form)
    _drop_downs(sheet, spec, lists, outline)
    _finish(sheet, spec, spec.columns, len(theme.criteria), 3, colour="2E75B6")
    first = HEADING_ROW + 1
    number = {heading: n for n, heading in enumerate(letters, start=1)}
    looks.colour_states(sheet, number[STATUS])
    looks.colour_where(sheet, number["Due"], f'AND(${letters["Due"]}{first}<>"",${letters["Due"]}{first}<TODAY(),${letters[STATUS]}{first}<>"done")', "F4C7C3")
    looks.colour_where(sheet, number[EXTENT], f'AND(${letters["Narrative"]}{first}<>"",${letters[EXTENT]}{first}="")', "FCE3C0")


def _write_items(sheet: Worksheet, spec: Sheet, placed: Placed, outline: Outline, styles: Looks, lists: Lists) -> None:
    acts = {line.key for line in outline.keys if line.act}
    mine = [i for i in placed.items if i.kind == spec.kind and (i.kind != "event" or (i.key in acts) == (spec.mark == "Act"))]
    _write_rows(sheet, spec, mine, styles, lists, outline)
    taken = {i.id for i in placed.items}
    free = (f"{spec.prefix}{n}" for n in range(1, len(taken) + EMPTY_ROWS + 1) if f"{spec.prefix}{n}" not in taken)
    for row in range(HEADING_ROW + 1 + len(mine), HEADING_ROW + 1 + len(mine) + EMPTY_ROWS):
        for n, column in enumerate(spec.columns, start=1):
            styles.put(sheet, row, n, next(free) if n == 1 else None, column.form, "given" if n == 1 else "input")
    _finish(sheet, spec, spec.columns, len(mine) + EMPTY_ROWS, 2, colour="548235")


def _write_rows(sheet: Worksheet, spec: Sheet, entries: Sequence[Any], styles: Looks, lists: Lists, outline: Outline) -> None:
    _headings(sheet, spec, sheet.title, spec.about, styles)
    for row, entry in enumerate(entries, start=HEADING_ROW + 1):
        for n, column in enumerate(spec.columns, start=1):
            value = to_cell(column, _of(entry, column.path))
            if value is not None:
                styles.put(sheet, row, n, value, column.form)
    _drop_downs(sheet, spec, lists, outline)


def _of(entry: Any, path: tuple[str, ...]) -> Any:
    """The value to which words lead."""
    if isinstance(entry, Closed):
        return entry.entry[path == ("key",)]
    for word in path:
        entry = getattr(entry, word, None) if hasattr(entry, word) else getattr(entry, f"{word}_", None)
        if entry is None:
            return None
    return entry
