"""`peerbench calendar`: who must receive which report when; what is due next, what was missed or late, what is not known."""

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli import common
from cli.assess import drawn
from cli.common import AsOf, EvidencePath, PutAside, Rules, Set
from cli.files import write_out
from cli.report.words import dated, joined, plain
from engine.language.words import MONTHS

if TYPE_CHECKING:
    from engine.plan import Plan
    from engine.reports_due import ReportDue
    from engine.working import Working

_BECAME = {
    "breached": ("Missed", "red"),
    "voiced": ("Missed, as one kind of people says and nothing else yet", "cyan"),
    "mended": ("Late, and received since", "yellow"),
    "unknown": ("Not known: nothing on record says whether it came", "cyan"),
    "excused": ("Excused", ""),
}
"""What became of what fell due, in the order in which a reader wants it, and in which colour."""
_QUARTERS = (3, 6, 9, 12)
_SOON = dt.timedelta(days=92)
"""How far ahead of the day `next` reaches, at least."""


class CalendarFormat(StrEnum):
    """What a calendar is written as."""

    text = "text"
    json = "json"


def calendar(
    evidence: EvidencePath,
    rules: Rules = None,
    format_: Annotated[CalendarFormat, typer.Option("--format", "-f", help="Text for people, JSON for machines.")] = CalendarFormat.text,
    settings: Set = None,
    as_of: AsOf = None,
    set_aside: PutAside = False,
) -> None:
    """Show who must receive which report when, what is due next, what was missed or late, and what is not known."""
    from engine.assess import Options, work
    from engine.report import report
    from engine.reports_due import reports_due
    from engine.result import json_text
    from engine.scope import in_scope

    known, aside = common.read_set(evidence, "public", set_aside=set_aside)
    books, plan = common.load_rules(rules or ["all"], common.overrides(settings or []))
    if not _with_dues(plan):
        have = list(_with_dues(common.load_rules(["all"], {})[1]).values())
        raise common.refuse("--rules", "nothing falls due under these rulebooks", f"add --rules {have[0]}" if have else "name one that has `each: {due: …}`")
    options = Options(matcher="direct", ladder=False, as_of=common.day(as_of))
    working = work(in_scope(plan, _with_dues(plan)), books, known, options)
    due = reports_due(working, report(working, options, 0.0).findings)
    if format_ is CalendarFormat.json:
        head = {
            "authority": known.authority.name,
            "as_of": working.facts.as_of.isoformat(),
            "set_aside": len(aside),
            "due": [d.model_dump(mode="json") for d in due],
        }
        write_out(json_text(head))
    else:
        write_out(drawn(lambda console: _print(working, due, len(aside), console)))


def _with_dues(plan: "Plan") -> dict[str, str]:
    """The criteria under which something falls due, each with its rulebook."""
    rules = {due.rule for due in plan.dues}
    return {c.id: c.book for c in plan.criteria if c.id in rules}


def _print(working: "Working", due: "Sequence[ReportDue]", aside: int, console: Console) -> None:
    console.print(Text(f"{working.evidence.authority.name}, as of {dated(working.facts.as_of)}", style="bold"))
    if working.evidence.authority.made_up:
        console.print("A made-up authority: everything about it is invented.", style="yellow")
    if aside:
        console.print(
            f"DRAFT: {aside} item{'s were' if aside > 1 else ' was'} set aside because {'they' if aside > 1 else 'it'} could not be read.", style="bold yellow"
        )
    _year(due, console)
    for became, (heading, style) in _BECAME.items():
        _list(heading, [(day.day, d) for d in due for day in d.past if day.became == became], console, style)
    _silent([d for d in due if not d.past], console)
    kept = sum(day.became == "kept" for d in due for day in d.past)
    counted = sum(len(d.past) for d in due)
    if counted:
        console.print(f"\nIn time: {kept} of the {counted} that fell due and that the evidence bears on.")
    horizon = max(min(d.next_day for d in due), working.facts.as_of + _SOON)
    coming = [(d.next_day, d) for d in due if d.next_day <= horizon]
    _list("Due next", [(day, d) for day, d in coming if not d.is_in], console, "bold")
    _list("Due next, and there already", [(day, d) for day, d in coming if d.is_in], console, "green")


def _year(due: "Sequence[ReportDue]", console: Console) -> None:
    """A year's table: what is due by the end of which month and to whom, and under which key it is recorded."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("By the end of", "What, and its key in the evidence", "To"):
        table.add_column(column)
    keys = {d.report: d.keys for d in due}
    for (months, report), bodies in sorted(_by_report(due).items(), key=lambda entry: (entry[0][0] == _QUARTERS, entry[0][0])):
        table.add_row(_named(months), Text("\n".join((report, *keys[report]))), Text(joined(bodies)))
    console.print()
    console.print(table)


def _by_report(due: "Iterable[ReportDue]") -> dict[tuple[tuple[int, ...], str], list[str]]:
    found: dict[tuple[tuple[int, ...], str], list[str]] = {}
    for d in due:
        found.setdefault((d.months, d.report), []).extend(plain(body) for body in d.to)
    return found


def _named(months: Sequence[int]) -> str:
    return "each quarter" if tuple(months) == _QUARTERS else joined([MONTHS[month - 1].capitalize() for month in months])


def _list(heading: str, entries: "Iterable[tuple[dt.date, ReportDue]]", console: Console, style: str) -> None:
    """One line for each day and report, with everybody to whom it goes."""
    lines: dict[tuple[dt.date, str], list[str]] = {}
    for day, d in entries:
        lines.setdefault((day, d.report), []).extend(plain(body) for body in d.to)
    if not lines:
        return
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for (day, report), bodies in sorted(lines.items()):
        table.add_row(dated(day), Text(report), Text(joined(bodies)))
    console.print(Text(f"\n{heading}", style=style))
    console.print(Padding(table, (0, 0, 0, 2)))


def _silent(due: "Sequence[ReportDue]", console: Console) -> None:
    """What fell due on no day that counts."""
    if due:
        console.print(Text("\nNot counted: the evidence is silent on it, or begins later", style="cyan"))
        for (_, report), bodies in _by_report(due).items():
            console.print(Padding(Text(report + (f": {joined(bodies)}" if bodies else "")), (0, 0, 0, 2)))
