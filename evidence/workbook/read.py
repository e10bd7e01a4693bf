"""Reading a workbook: the same data as a YAML file holds, and for each part of it the sheet, row and column where it stands."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from evidence.located import Located
from evidence.problems import Place, Problem
from evidence.workbook.cells import Cell, Failed, SheetOfCells, read_sheets
from evidence.workbook.guard import Package
from evidence.workbook.layout import LAYOUT, START_MARK, Column, Sheet, head_columns
from evidence.workbook.rows import CriterionRow, Words, criterion_row
from evidence.workbook.tables import Table, find_table, lost
from evidence.workbook.values import blank, from_cell

Steps = tuple[str | int, ...]
_VERSION = re.compile(r"([a-z0-9][a-z0-9_.\-]*) (\d+\.\d+\.\d+)\Z")


@dataclass
class Gathered:
    """A workbook while it is read."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    rows: list[CriterionRow] = field(default_factory=list)
    books: list[tuple[str, str]] = field(default_factory=list)
    """The rulebooks that it was made for, with their versions."""
    filled_in_by: str | None = None
    start_name: str = ""
    start: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    """The cells of the first sheet, by row and column."""
    unread: list[str] = field(default_factory=list)
    """Sheets and columns that people added."""
    problems: list[Problem] = field(default_factory=list)
    head: dict[Steps, Place] = field(default_factory=dict)
    origins: dict[Steps, tuple[Table, int, Mapping[Steps, str]]] = field(default_factory=dict)
    """Of each entry of a list: its table and row, and the heading under which each of its words stands."""


@dataclass(frozen=True, slots=True)
class Filled(Located):
    """What a workbook says. It answers where a part of its data stands, as a YAML document does."""

    gathered: Gathered = field(default_factory=lambda: Gathered(""))

    def node(self, path: Steps) -> None:
        """No part of a workbook is written in YAML."""

    def place(self, path: Steps, *, key: bool = False) -> Place:  # noqa: ARG002 - as YAML documents are asked
        """The cell at the end of a path, or the nearest: the first under it, or the one above it."""
        held = self.gathered
        if path[:2] in held.origins:
            table, row, headings = held.origins[path[:2]]
            words = path[2:]
            found = next((headings[words[:end]] for end in range(len(words), 0, -1) if words[:end] in headings), table.spec.columns[0].heading)
            return table.place(row, found)
        return next((held.head[path[:end]] for end in range(len(path), 0, -1) if path[:end] in held.head), Place(self.file))


def read_workbook(path: Path) -> Filled:
    """Read a workbook. Raises BadInput where it cannot be opened safely; what is wrong in its cells is listed in `problems`."""
    with Package(path) as package:
        sheets = read_sheets(package)
    filled = Gathered(path.name)
    for sheet in sheets:
        table = find_table(sheet, filled.file)
        if table is not None:
            filled.tables.append(table)
            filled.problems += table.problems
            filled.unread += [f"the column '{heading}' of sheet {sheet.name}" for heading in table.unread]
        elif _start(sheet, filled) or sheet.name in _OURS:
            continue
        elif gone := lost(sheet, filled.file):
            filled.problems.append(gone)
        else:
            filled.unread.append(f"the sheet {sheet.name}")
    for table in filled.tables:
        _read_table(table, filled)
    if not filled.tables and "authority" not in filled.data:
        mend = "give one that `peerbench workbook new` wrote, or name a table of figures beside an evidence set (docs/tables.md)"
        filled.problems = [Problem(Place(filled.file), "no sheet of it has the headings of Peerbench's workbook", mend)]
    return Filled(filled.file, filled.data, None, tuple(filled.problems), filled)


_OURS = frozenset({"Lists", "Conflicts"})


def _start(sheet: SheetOfCells, filled: Gathered) -> bool:
    """The first sheet: what it says of the authority, and for which rulebooks it was made."""
    lines = [(row, column, cell) for row, cells in sheet.rows.items() for column, cell in cells.items() if isinstance(cell, str)]
    if not any(cell.strip() == START_MARK for _, _, cell in lines):
        return False
    filled.start_name = sheet.name
    filled.start = {(row, column): cell for row, cells in sheet.rows.items() for column, cell in cells.items()}
    known = {c.heading: c for c in head_columns()}
    where = f"{filled.file}, sheet {sheet.name}"
    for row, at, label in lines:
        beside, column = sheet.rows[row].get(at + 1), known.pop(label.strip(), None)
        if column is not None:
            words: Steps = column.path
            for end in range(1, len(words) + 1):
                filled.head.setdefault(words[:end], Place(where, row, at + 1, label.strip()))
            if beside is not None and not blank(beside):
                for what, mend in _put(filled.data, column, beside):
                    filled.problems.append(Problem(Place(where, row, at + 1, label.strip()), what, mend))
        elif label.strip() == "Rulebook" and isinstance(beside, str) and (mark := _VERSION.match(beside.strip())):
            filled.books.append((mark[1], mark[2]))
        elif label.strip() == "Workbook layout" and isinstance(beside, int) and beside > LAYOUT:
            place = Place(where, row, at + 1, label.strip())
            filled.problems.append(Problem(place, "a newer Peerbench made this workbook", "install that version, or a newer one"))
    filled.filled_in_by = filled.data.pop("filled_in_by", None)
    return True


def _put(data: dict[str, Any], column: Column, cell: Cell) -> Iterator[tuple[str, str]]:
    """Put a cell's value where its words lead; of a cell that shows an error, what is wrong and how to mend it."""
    if isinstance(cell, Failed):
        yield f"the cell shows {cell.shows}", "write what it should say"
        return
    *way, last = column.path
    for word in way:
        data = data.setdefault(word, {})
    data[last] = from_cell(column, cell)


def _said_in(table: Table, row: int, filled: Gathered) -> dict[str, Any]:
    """What a row of a table says, by word."""
    data: dict[str, Any] = {}
    for column, cell in table.cells(row):
        for what, mend in _put(data, column, cell):
            filled.problems.append(Problem(table.place(row, column.heading), what, mend))
    return data


def _read_table(table: Table, filled: Gathered) -> None:
    if table.spec.of == "criteria":
        _read_criteria(table, filled)
        return
    held = filled.data.setdefault(table.spec.of, [])
    for row in table.rows:
        data = _said_in(table, row, filled)
        if not data or (table.spec.kind and set(data) == {"id"}):
            continue
        if table.spec.of == "all_there_is" and isinstance(data.get("kind"), str):
            data = {data["kind"]: data.get("key")}
        filled.origins[table.spec.of, len(held)] = (table, row, _headings(table.spec))
        held.append(data)


@cache
def _headings(spec: Sheet) -> Mapping[Steps, str]:
    """Under which heading each word of a row stands; of a word made of words, the first of them."""
    found: dict[Steps, str] = {}
    for column in spec.columns:
        for end in range(1, len(column.path) + 1):
            found.setdefault(column.path[:end], column.heading)
    return found


def _read_criteria(table: Table, filled: Gathered) -> None:
    seen = {row.criterion: row for row in filled.rows}
    for row in table.rows:
        data = _said_in(table, row, filled)
        criterion = data.pop("criterion", None)
        if not data:
            if criterion:
                filled.rows.append(CriterionRow(criterion, table, row, {}))
            continue
        if not isinstance(criterion, str):
            filled.problems.append(Problem(table.place(row, table.spec.mark), "something is written here, and the criterion's id is gone", "put the id back"))
            continue
        if criterion in seen:
            what = f"'{criterion}' stands in row {seen[criterion].row} of sheet {seen[criterion].table.name}, too"
            filled.problems.append(Problem(table.place(row, table.spec.mark), what, "put what both say into one row"))
            continue
        seen[criterion] = said = CriterionRow(criterion, table, row, data)
        filled.rows.append(said)
        for of, words, headings in _said(said, filled):
            held = filled.data.setdefault(of, [])
            filled.origins[of, len(held)] = (table, row, {(word,): heading for word, heading in headings.items()})
            held.append(words)


def _said(row: CriterionRow, filled: Gathered) -> Iterator[tuple[str, Words, Mapping[str, str]]]:
    authority = filled.data.get("authority", {})
    as_of = filled.data.get("as_of", dt.date.min)  # without one nothing is read in the end
    return criterion_row(row.criterion, row.data, as_of=as_of, council=authority.get("name"), reviewer=filled.filled_in_by)
