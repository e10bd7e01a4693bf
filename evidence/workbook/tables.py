"""Finding the tables in a workbook that people have sorted, filtered, renamed and added to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from evidence.problems import Place, Problem
from evidence.workbook.cells import Cell, SheetOfCells
from evidence.workbook.layout import RESULTS, Column, Sheet, known_sheets
from evidence.workbook.values import blank

_SEARCHED = 40
"""In how many rows from the top the headings are looked for."""


@dataclass(frozen=True)
class Table:
    """A sheet whose headings were found: which kind it is, where its columns are, and its rows that say anything."""

    spec: Sheet
    name: str
    file: str
    heading_row: int
    columns: Mapping[str, int]
    rows: Mapping[int, Mapping[int, Cell]]
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
    """Headings that people added."""

    @property
    def where(self) -> str:
        """The sheet as a place names it."""
        return f"{self.file}, sheet {self.name}"

    def place(self, row: int, heading: str) -> Place:
        """A cell of the table."""
        return Place(self.where, row, self.columns.get(heading, 0), heading)

    def cells(self, row: int) -> Iterator[tuple[Column, Cell]]:
        """What a row says under each heading that is read."""
        held = self.rows[row]
        for column, at in self._read:
            cell = held.get(at)
            if cell is not None and not blank(cell):
                yield column, cell

    @cached_property
    def _read(self) -> tuple[tuple[Column, int], ...]:
        """The columns that are read, and where they stand."""
        return tuple((c, self.columns[c.heading]) for c in self.spec.columns if c.path and c.heading in self.columns)


def find_table(sheet: SheetOfCells, file: str) -> Table | None:
    """The table of a sheet, known by its headings; None where it has none that is read."""
    for number in sorted(sheet.rows)[:_SEARCHED]:
        texts = {column: text.strip() for column, text in sheet.rows[number].items() if isinstance(text, str)}
        said = set(texts.values())
        spec = next((s for s in known_sheets() if s.mark in said and len(said & s.by_heading.keys()) >= 2), None)
        if spec is not None:
            return _table(sheet, file, spec, number, texts)
    return None


def lost(sheet: SheetOfCells, file: str) -> Problem | None:
    """What is wrong with a sheet that has the name of one of ours and not its headings."""
    if not any(s.name == sheet.name for s in known_sheets()) or not sheet.rows:
        return None
    mend = "put the headings back, or rename the sheet if it is your own"
    return Problem(Place(f"{file}, sheet {sheet.name}"), "the row with the headings is not there", mend)


def _table(sheet: SheetOfCells, file: str, spec: Sheet, number: int, texts: Mapping[int, str]) -> Table:
    columns: dict[str, int] = {}
    problems = []
    where = f"{file}, sheet {sheet.name}"
    for column, text in texts.items():
        if text in columns and text in spec.by_heading:
            problems.append(Problem(Place(where, number, column, text), f"the heading '{text}' stands twice", "rename the column that is your own"))
        columns.setdefault(text, column)
    own = [t for t in columns if t not in spec.by_heading and t not in RESULTS]
    for heading in spec.by_heading:
        near = [] if heading in columns else get_close_matches(heading, own, n=1, cutoff=0.75)
        if near:
            place = Place(where, number, columns[near[0]], near[0])
            problems.append(Problem(place, f"the heading was '{heading}'", "put it back: columns are known by their headings"))
    rows = {n: cells for n, cells in sorted(sheet.rows.items()) if n > number}
    return Table(spec, sheet.name, file, number, columns, rows, tuple(problems), tuple(own))
