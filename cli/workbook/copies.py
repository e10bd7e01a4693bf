"""One person's copy of a workbook, as rows that can be laid beside those of another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from evidence.workbook.cells import Cell, Failed
from evidence.workbook.layout import EVIDENCE, head_columns
from evidence.workbook.read import Gathered, read_workbook
from evidence.workbook.tables import Table
from evidence.workbook.values import blank

Key = tuple[str, str]
"""Which row: the list that it belongs to, and its id; where rows have none, all that it says."""


@dataclass(frozen=True)
class Line:
    """A row of a copy: its table, where it stands, and what it says by heading."""

    table: Table
    row: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Copy:
    """A copy: whose it is, its first sheet by heading (place and cell), its rows."""

    who: str
    gathered: Gathered
    head: Mapping[str, tuple[tuple[str, int, int], Cell | None]]
    lines: Mapping[Key, Line]
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Ids that stood for another thing in an earlier copy, and what they are called now."""


def read_copy(path: Path) -> Copy:
    """Read a copy. Raises BadInput where it cannot be read, or its headings are damaged."""
    from evidence.problems import BadInput

    opened = read_workbook(path)
    if opened.problems and not opened.gathered.tables:
        raise BadInput(opened.problems)
    held = opened.gathered
    head = {}
    for column in head_columns():
        place = held.head.get(column.path)
        if place is not None:
            cell = held.start.get((place.line, place.column))
            head[column.heading] = ((held.start_name, place.line, place.column), cell)
    lines: dict[Key, Line] = {}
    for table in held.tables:
        headings = {at: heading for heading, at in table.columns.items()}
        first = table.columns.get(table.spec.columns[0].heading)
        for row, cells in table.rows.items():
            said = {headings[at]: cell for at, cell in cells.items() if at in headings and not blank(cell) and not isinstance(cell, Failed)}
            if not said or (table.spec.of == "items" and set(said) == {"Id"}):
                continue
            by_id = table.spec.of in ("criteria", "items") and first in cells
            name = str(cells[first]).strip() if by_id and first else repr(sorted((h, str(c)) for h, c in said.items()))
            lines.setdefault((table.spec.of, name), Line(table, row, said))
    return Copy(held.filled_in_by or path.stem, held, head, lines)


def tell_apart(copies: Sequence[Copy]) -> list[Copy]:
    """Give each copy a name of its own, and an id of its own to each thing that only shares its id with another.

    People who fill in the same empty row of their copies mean different things by one id: the kind or the key differs.
    Both are kept, and where a copy names the id as evidence it names the new one.
    """
    out: list[Copy] = []
    taken: dict[Key, tuple[str, str]] = {}
    for n, copy in enumerate(copies, start=1):
        who = copy.who if copy.who not in {c.who for c in out} else f"{copy.who} ({n})"
        renamed = {}
        for key, line in copy.lines.items():
            if key[0] != "items":
                continue
            thing = (line.table.spec.kind or "", str(line.cells.get(line.table.spec.mark, "")))
            if taken.setdefault(key, thing) != thing:
                renamed[key[1]] = f"{key[1]}-{n}"
                taken[key[0], renamed[key[1]]] = thing
        lines = {_rename(key, renamed): _renamed(key, line, renamed) for key, line in copy.lines.items()}
        out.append(replace(copy, who=who, lines=lines, renamed=renamed))
    return out


def _rename(key: Key, renamed: Mapping[str, str]) -> Key:
    return (key[0], renamed.get(key[1], key[1])) if key[0] == "items" else key


def _renamed(key: Key, line: Line, renamed: Mapping[str, str]) -> Line:
    if not renamed:
        return line
    cells = dict(line.cells)
    if key[0] == "items":
        cells["Id"] = _rename(key, renamed)[1]
    for heading in (EVIDENCE, "Copied from (id)"):
        named = cells.get(heading)
        parts = [part.strip() for part in named.replace(";", ",").split(",")] if isinstance(named, str) else []
        if not renamed.keys().isdisjoint(parts):
            cells[heading] = ", ".join(renamed.get(part, part) for part in parts)
    return replace(line, cells=cells)
