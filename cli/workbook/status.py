"""Who owes what by when: the rows of a workbook that are not done, the soonest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from evidence.problems import BadInput
from evidence.read import read_evidence
from evidence.workbook.read import Gathered, read_workbook
from evidence.workbook.rows import CriterionRow


@dataclass(frozen=True)
class Owed:
    """A row that is not done: whose it is, by when, and what it still lacks."""

    due: str
    owner: str
    criterion: str
    where: str
    status: str
    lacks: str


@dataclass(frozen=True)
class Status:
    """The state of a workbook: its themes (sheet, criteria, with how far said, done), what is owed, what changed in the rulebooks."""

    themes: tuple[tuple[str, int, int, int], ...]
    owed: tuple[Owed, ...]
    nobody: int
    changed: tuple[str, ...]
    problems: int


def status_of(path: Path) -> Status:
    """The state of a workbook. What is wrong in its cells does not keep it from being told, and is counted."""
    held = read_workbook(path).gathered
    try:
        read_evidence(path)
        problems = 0
    except BadInput as bad:
        problems = len(bad.problems)
    by_sheet: dict[str, list[Mapping[str, Any]]] = {}
    for row in held.rows:
        by_sheet.setdefault(row.table.name, []).append(row.data)
    themes = tuple((name, len(rows), sum("extent" in r for r in rows), sum(_done(r) for r in rows)) for name, rows in by_sheet.items())
    ids = {str(item["id"]) for item in held.data.get("items", ()) if item.get("id") is not None}
    owed = sorted((_owed(row, ids) for row in held.rows if not _done(row.data) and row.data), key=lambda o: (o.due or "9", o.owner or "~", o.criterion))
    nobody = sum(not row.data.get("owner") and not _done(row.data) for row in held.rows)
    return Status(themes, tuple(owed), nobody, tuple(_changed(held)), problems)


def _done(row: Mapping[str, Any]) -> bool:
    return row.get("status") == "done"


def _owed(row: CriterionRow, ids: set[str]) -> Owed:
    due, said = row.data.get("due"), row.data
    lacks = []
    if "extent" not in said:
        lacks.append("how far it goes")
    if "narrative" not in said:
        lacks.append("a narrative")
    if "evidence" not in said:
        lacks.append("evidence")
    else:
        # Free text may stand under Evidence; a word that looks like an id, and is none, is worth a look.
        named = (part.strip() for part in str(said["evidence"]).replace(";", ",").split(","))
        lacks += [f"'{name}', which is in no sheet" for name in named if name and " " not in name and name not in ids]
    where = f"{row.table.name}, row {row.row}"
    return Owed(str(due) if due else "", str(said.get("owner", "")), row.criterion, where, str(said.get("status", "not started")), ", ".join(lacks))


def _changed(held: Gathered) -> Iterator[str]:
    """How the rulebooks of a workbook differ from those that are installed."""
    from engine.home import installed
    from engine.load import load

    have = {row.criterion for row in held.rows}
    for name, version in held.books:
        if name not in installed():
            yield f"Made for {name} {version}, which is not installed here."
            continue
        book = load(installed()[name])
        if book.book.version != version:
            yield f"Made for {name} {version}; version {book.book.version} is installed."
        if missing := [c for c in book.criteria if c not in have]:
            yield f"In {name} and not in the workbook: {_some(missing)}. `peerbench workbook export` makes a workbook that has them."
    if all(name in installed() for name, _ in held.books):
        known = {c for name, _ in held.books for c in load(installed()[name]).criteria}
        if held.books and (gone := [row.criterion for row in held.rows if row.criterion not in known]):
            yield f"No longer asked, and kept: {_some(gone)}."


def _some(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def draw_status(status: Status, console: Console, *, owner: str | None = None) -> None:
    """Draw the state of a workbook: of one owner's rows, or of all."""
    if owner is None:
        _draw_themes(status, console)
    owed = [o for o in status.owed if owner is None or o.owner.lower() == owner.lower()]
    if owed:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in ("Due", "Owner", "Criterion", "Where", "Status", "It lacks"):
            table.add_column(heading, overflow="fold", no_wrap=heading in ("Due", "Status"))
        for o in owed:
            table.add_row(o.due or "no day", o.owner or "nobody", o.criterion, o.where, o.status, o.lacks)
        console.print(table)
    else:
        console.print(f"{owner} owes nothing." if owner else "No row that was begun is owed by anybody.")
    if owner is None:
        console.print(f"\n{status.nobody} rows that are not done have no owner." if status.nobody else "")
    for line in status.changed:
        console.print(line)
    if status.problems:
        console.print(f"{status.problems} problem{'s' if status.problems > 1 else ''} in its cells: `peerbench assess` names each with its place.")


def _draw_themes(status: Status, console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Sheet", "Criteria", "Answered", "Done"):
        table.add_column(heading, justify="left" if heading == "Sheet" else "right")
    for name, criteria, told, done in status.themes:
        table.add_row(name, str(criteria), str(told), str(done))
    console.print(table)
    console.print()
