"""Bringing the copies of a workbook together: a cell that one person filled in is taken, and who it was is written beside it.

Where people say different things nobody is chosen: the cell stays empty, and the sheet Conflicts lists what each says.
Narratives and reasons are all kept, with their names; every reviewer's score becomes a row of the sheet Scores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cli.workbook.conflicts import Conflict, list_conflicts
from cli.workbook.copies import Copy, Key, Line, read_copy, tell_apart
from evidence.workbook.cells import Cell
from evidence.workbook.edit import not_kept, open_for_editing
from evidence.workbook.layout import CONFLICTS, EVIDENCE, NARRATIVE, REASON, RESULTS, REVIEWER, Sheet, list_sheets
from evidence.workbook.looks import HEADING_ROW
from evidence.workbook.pack import packed
from evidence.workbook.tables import Table
from evidence.workbook.text import put_text

WRITTEN_BY = "Written by"
_ALL_KEPT = frozenset({NARRATIVE, REASON, "What was said or written", "Note"})
"""Headings under which what everybody says is kept."""


@dataclass
class Merging:
    """The workbook that the copies go into, and what they disagree on."""

    book: Workbook
    first: Copy
    conflicts: list[Conflict] = field(default_factory=list)
    scores: list[Mapping[str, Cell]] = field(default_factory=list)
    free: dict[str, int] = field(default_factory=dict)
    """The first free row of each sheet."""


def merged(paths: Sequence[Path], base: Path | None = None) -> tuple[bytes, tuple[Conflict, ...], tuple[str, ...]]:
    """The merged workbook, what its copies disagree on, and what could not come along."""
    copies = tell_apart([read_copy(path) for path in paths])
    was = read_copy(base).lines if base else {}
    held = copies[0].gathered
    merging = Merging(open_for_editing(paths[0], held.tables), copies[0])
    if CONFLICTS in merging.book.sheetnames:
        merging.book.remove(merging.book[CONFLICTS])
    _merge_start(merging, copies)
    for table in held.tables:
        _merge_table(merging, table, copies, was)
    _add_scores(merging)
    list_conflicts(merging.book, merging.conflicts)
    notes = [f"Kept both: {old} of {copy.who} is now {new}." for copy in copies for old, new in copy.renamed.items()]
    notes += [f"Not carried over from {copy.who}: {thing}." for copy in copies[1:] for thing in copy.gathered.unread if thing.startswith("the sheet")]
    notes += [f"Not kept: {thing}." for thing in not_kept(paths[0])]
    return packed(merging.book), tuple(merging.conflicts), tuple(notes)


def _merge_start(merging: Merging, copies: Sequence[Copy]) -> None:
    """The first sheet: who filled it in, all of them; and what they say of the council."""
    for heading in dict.fromkeys(h for copy in copies for h in copy.head):
        said = [(copy.who, copy.head[heading][1]) for copy in copies if heading in copy.head and copy.head[heading][1] is not None]
        place = merging.first.head.get(heading)
        if place is None or len({_plainly(v) for _, v in said}) < 2:
            if place is not None and said and place[1] is None:
                _set(_sheet(merging, place[0][0]), place[0][1], place[0][2], said[0][1])
            continue
        (name, row, column), _ = place
        if heading == "Filled in by":
            put_text(_sheet(merging, name).cell(row, column), ", ".join(dict.fromkeys(_plainly(v) for _, v in said)))
            continue
        _set(_sheet(merging, name), row, column, None)
        merging.conflicts.append(Conflict(name, f"row {row}", heading, tuple((who, _plainly(v)) for who, v in said)))


def _merge_table(merging: Merging, table: Table, copies: Sequence[Copy], was: Mapping[Key, Line]) -> None:
    sheet = _sheet(merging, table.name)
    columns = dict(table.columns)
    keyed = table.spec.of in ("criteria", "items")
    mine = [key for key, line in merging.first.lines.items() if line.table is table]
    others = [key for copy in copies[1:] for key, line in copy.lines.items() if line.table.spec is table.spec and key not in merging.first.lines]
    if table.spec.of == "criteria":
        # A theme's sheets are told apart by their names: a row that the first copy lacks goes to the sheet of its name, or the first of all.
        themes = [t for t in merging.first.gathered.tables if t.spec is table.spec]
        others = [k for k in others if _home(k, copies, themes) is table]
    free = _last(table) + 1
    for key in dict.fromkeys((*mine, *others)):
        line = merging.first.lines.get(key)
        row = line.row if line else free
        free += line is None
        said = {copy.who: copy.lines[key].cells for copy in copies if key in copy.lines}
        if keyed and len(said) + (key in was) > 1:
            _merge_row(merging, table, sheet, columns, row, key, said, was[key].cells if key in was else {})
        elif line is None:
            for heading, cell in next(iter(said.values())).items():
                _set(sheet, row, _column(sheet, table, columns, heading), cell)
        if keyed and len(said) == 1 and key not in was:
            _sign(sheet, table, columns, row, next(iter(said)))
    merging.free[table.name] = free


def _last(table: Table) -> int:
    """The last row of a table in which anything stands under a heading."""
    columns = set(table.columns.values())
    return max((row for row, cells in table.rows.items() if not columns.isdisjoint(cells)), default=table.heading_row)


def _home(key: Key, copies: Sequence[Copy], themes: Sequence[Table]) -> Table:
    name = next(copy.lines[key].table.name for copy in copies if key in copy.lines)
    return next((t for t in themes if t.name == name), themes[0])


def _merge_row(
    merging: Merging,
    table: Table,
    sheet: Worksheet,
    columns: dict[str, int],
    row: int,
    key: Key,
    said: Mapping[str, Mapping[str, Cell]],
    before: Mapping[str, Cell],
) -> None:
    wrote: dict[str, list[str]] = {}
    for heading in dict.fromkeys(h for cells in said.values() for h in cells):
        if heading in RESULTS or heading == WRITTEN_BY:
            continue
        values = {who: cells[heading] for who, cells in said.items() if heading in cells}
        changed = {who: v for who, v in values.items() if _plainly(v) != _plainly(before.get(heading))} or values
        distinct = dict.fromkeys(_plainly(v) for v in changed.values())
        if heading in table.spec.by_heading and table.spec.by_heading[heading].path:
            for who in changed if len(distinct) > 1 or len(changed) < len(said) else ():
                wrote.setdefault(who, []).append(heading)
        column = _column(sheet, table, columns, heading)
        if len(distinct) == 1:
            _set(sheet, row, column, next(iter(changed.values())))
        elif heading in _ALL_KEPT:
            together = {text: [who for who, v in changed.items() if _plainly(v) == text] for text in distinct}
            _set(sheet, row, column, "\n\n".join(f"{', '.join(names)}: {text}" for text, names in together.items()))
        elif heading == EVIDENCE:
            _set(sheet, row, column, ", ".join(dict.fromkeys(p.strip() for text in distinct for p in text.replace(";", ",").split(",") if p.strip())))
        elif heading == REVIEWER:
            _set(sheet, row, column, None)
            merging.scores += [_score(merging, key, who, grade, said[who].get(REASON)) for who, grade in changed.items()]
        else:
            _set(sheet, row, column, None)
            merging.conflicts.append(Conflict(table.name, key[1], heading, tuple((who, _plainly(v)) for who, v in changed.items())))
    if wrote:
        _sign(sheet, table, columns, row, "; ".join(f"{who}: {', '.join(headings)}" for who, headings in wrote.items()))


def _score(merging: Merging, key: Key, who: str, grade: Cell, reason: Cell | None) -> Mapping[str, Cell]:
    as_of = merging.first.head.get("Assessed as of")
    scored: dict[str, Cell] = {"Score of": key[1], "Grade": grade, "Reason": reason or "Given in the workbook, without a reason.", "By whom": who}
    return scored | ({"Date": as_of[1]} if as_of and as_of[1] is not None else {})


def _add_scores(merging: Merging) -> None:
    spec = next(s for s in list_sheets() if s.of == "scores")
    table = next((t for t in merging.first.gathered.tables if t.spec is spec), None)
    if not merging.scores:
        return
    if table is None:
        sheet, columns, row = _new_sheet(merging.book, spec), {c.heading: n for n, c in enumerate(spec.columns, start=1)}, HEADING_ROW + 1
    else:
        # Scores of the other copies were added beneath those of the first.
        sheet, columns, row = _sheet(merging, table.name), dict(table.columns), merging.free.get(table.name, _last(table) + 1)
    for scored in merging.scores:
        for heading, cell in scored.items():
            _set(sheet, row, columns[heading], cell)
        row += 1


def _new_sheet(book: Workbook, spec: Sheet) -> Worksheet:
    sheet = book.create_sheet(spec.name)
    for n, column in enumerate(spec.columns, start=1):
        put_text(sheet.cell(HEADING_ROW, n), column.heading)
    return sheet


def _sign(sheet: Worksheet, table: Table, columns: dict[str, int], row: int, who: str) -> None:
    """Write beside a row who wrote it, or what of it."""
    _set(sheet, row, _column(sheet, table, columns, WRITTEN_BY), who)


def _column(sheet: Worksheet, table: Table, columns: dict[str, int], heading: str) -> int:
    """Where a heading stands; a new one goes at the end."""
    if heading not in columns:
        columns[heading] = max(columns.values()) + 1
        put_text(sheet.cell(table.heading_row, columns[heading]), heading)
        sheet.cell(table.heading_row, columns[heading])._style = sheet.cell(table.heading_row, columns[table.spec.mark])._style  # noqa: SLF001
    return columns[heading]


def _sheet(merging: Merging, name: str) -> Worksheet:
    found = merging.book[name]
    assert isinstance(found, Worksheet)
    return found


def _set(sheet: Worksheet, row: int, column: int, value: Cell | None) -> None:
    if isinstance(value, str):
        put_text(sheet.cell(row, column), value)
    else:
        sheet.cell(row, column).value = value
        if value is not None and hasattr(value, "isoformat"):
            sheet.cell(row, column).number_format = "yyyy-mm-dd"


def _plainly(value: Cell | None) -> str:
    return "" if value is None else str(value).strip()
