"""What would move an authority up, and what a change of the evidence would do, as text."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.improve.words import TERMS, book_of, moves, says, told
from cli.report.words import dated, joined, named, plain
from engine.assessment import Assessment, Finding
from engine.improve.actions import TERMS as ORDER
from engine.improve.result import Distance, Improvement, LadderMove, LadderMoves
from engine.improve.what_if import WhatIf

_SHOWN, _PLANNED = 8, 12
"""How many changes of a set, and how many lines of a term of the plan, are listed before the rest is only counted."""


def print_improvement(result: Improvement, console: Console, *, everything: bool = False) -> None:
    """Print the distances, the sets, the plan and the ladder for a person."""
    console.print(Text(f"{result.authority.name}, as of {dated(result.as_of)}: what would move it up", style="bold"))
    console.print("A step is one criterion up by one grade: shown by evidence that it is so already, or newly done.")
    if result.authority.made_up:
        console.print("A made-up authority: everything about it is invented.", style="yellow")
    for book in result.rulebooks:
        mine = [d for d in result.distances if d.book == book.id]
        _limits([d for d in mine if d.limits], result, console)
        shown = [d for d in mine if d.level != "heading" or everything] or mine
        if shown:
            _distances(book.title, shown, result, console)
        for d in sorted((d for d in shown if d.changes), key=lambda d: d.effort or 0):
            _set(d, result, console, everything=everything)
    _plan(result, console, everything=everything)
    for ladder in result.ladder:
        _ladder(ladder, console, everything=everything)


def _limits(limited: Sequence[Distance], result: Improvement, console: Console) -> None:
    if not limited:
        return
    console.print(Text("\nFirst: what holds grades down. Nothing else helps until these limits are lifted", style="bold yellow"))
    for d in limited:
        for limit in d.limits:
            console.print(Padding(Text(f"{d.title} cannot be above {named(limit.at, book_of(result, d.book))}: {limit.because}"), (0, 0, 0, 2)))
            by = joined([result.criteria[c].title.rstrip(".") for c in limit.lifted_by])
            console.print(Padding(Text(f"Lifted by: {by}" if by else "No set of changes was found that lifts it."), (0, 0, 0, 4)))


def _distances(title: str, distances: Sequence[Distance], result: Improvement, console: Console) -> None:
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("", ratio=4)
    table.add_column("From, to", ratio=4)
    table.add_column("Distance", ratio=4)
    for d in distances:
        table.add_row(d.title, moves(d, result), told(d, result) + (" (with judgements by others)" if d.by_others else ""))
    console.print(table)


def _set(d: Distance, result: Improvement, console: Console, *, everything: bool) -> None:
    changes = d.changes or ()
    console.print(Text(f"\n{d.title}, {moves(d, result)}", style="bold"))
    own = [c for c in changes if result.criteria[c.criterion].in_gift]
    others = [c for c in changes if not result.criteria[c.criterion].in_gift]
    listed = own if everything else own[:_SHOWN]
    for c in listed:
        console.print(Padding(Text.assemble(says(c, result), (f" ({c.criterion})", "dim")), (0, 0, 0, 2)))
    if len(own) > len(listed):
        console.print(Padding(Text(f"and {len(own) - len(listed)} more; --all lists them", style="dim"), (0, 0, 0, 2)))
    if others:
        console.print(Padding(Text("Not in the council's gift; others judge it:", style="italic"), (0, 0, 0, 2)))
        for c in others:
            console.print(Padding(Text.assemble(says(c, result), (f" ({c.criterion})", "dim")), (0, 0, 0, 4)))


def _plan(result: Improvement, console: Console, *, everything: bool) -> None:
    if not result.plan:
        return
    console.print(Text("\nImprovement plan", style="bold"))
    for term in ORDER:
        lines = [a for a in result.plan if a.term == term]
        if not lines:
            continue
        console.print(Padding(Text(TERMS[term], style="bold"), (0, 0, 0, 2)))
        for a in lines if everything else lines[:_PLANNED]:
            who = f" Owner: {a.owner}." if a.owner else ""
            by = f" By {dated(a.by)}." if a.by else ""
            theirs = "" if a.in_gift else " (others judge it)"
            console.print(Padding(Text.assemble((f"{a.title.rstrip('.')}{theirs}. ", "bold"), f"{a.what} Target: {a.target}.{who}{by}"), (0, 0, 0, 4)))
        if not everything and len(lines) > _PLANNED:
            console.print(Padding(Text(f"and {len(lines) - _PLANNED} more; --all lists them", style="dim"), (0, 0, 0, 4)))


def _ladder(ladder: LadderMoves, console: Console, *, everything: bool) -> None:
    who = f"The ladder of intervention, {plain(ladder.service)}" if ladder.service else "The ladder of intervention"
    console.print(Text(f"\n{who}: {ladder.title}", style="bold"))
    if ladder.held_from:
        by = f" Held by: {'; '.join(ladder.held_by)}." if ladder.held_by else ""
        console.print(Padding(Text(f"Held here, where “{ladder.held_from}” is called for.{by}"), (0, 0, 0, 2)))
    if ladder.left_by:
        console.print(Padding(Text(f"It comes down again with this: {ladder.left_by}."), (0, 0, 0, 2)))
    ways = (("Averted if this were not so:", ladder.averted_if_not), ("A higher rung would be called for if this were proved:", ladder.called_for_if))
    for heading, found in ways:
        if not found:
            continue
        console.print(Padding(Text(heading, style="italic"), (0, 0, 0, 2)))
        for move in found if everything else found[:_SHOWN]:
            _move(move, console)
        if not everything and len(found) > _SHOWN:
            console.print(Padding(Text(f"and {len(found) - _SHOWN} more; --all lists them", style="dim"), (0, 0, 0, 4)))


def _move(move: LadderMove, console: Console) -> None:
    console.print(Padding(Text(f"{joined([t.title.rstrip('.') for t in move.triggers])}: then “{move.title}”."), (0, 0, 0, 4)))
    for trigger in move.triggers:
        if trigger.next:
            console.print(Padding(Text(trigger.next, style="dim"), (0, 0, 0, 6)))


def print_what_if(found: WhatIf, assessment: Assessment, console: Console) -> None:
    """Print what a change of the evidence would do."""
    console.print(Text(f"{assessment.authority.name}: what would change. Nothing is written.", style="bold"))
    books = {b.id: b for b in assessment.rulebooks}
    if not (found.grades or found.came or found.went):
        console.print("Nothing: every grade and finding stays as it is.")
    for m in found.grades:
        before, after = (f"{named(g, books[m.book])} ({_range(r)})" for g, r in ((m.before, m.could_be_before), (m.after, m.could_be_after)))
        console.print(Padding(Text(f"{m.title}: {before} becomes {after}"), (0, 0, 0, 2)))
    for heading, findings in (("New findings", found.came), ("Findings that go", found.went)):
        _findings(heading, findings, console)
    if found.rung and assessment.ladder:
        titles = {r.id: r.title for r in assessment.ladder.rungs}
        was, now = (titles[r] for r in found.rung)
        console.print(Text(f"\nThe ladder: “{was}” " + ("stays recommended" if was == now else f"becomes “{now}”") + ".", style="bold"))


def _findings(heading: str, findings: Sequence[Finding], console: Console) -> None:
    if findings:
        console.print(Text(f"\n{heading}", style="bold"))
        for f in findings:
            console.print(Padding(Text(f"{f.kind.replace('_', ' ')}: {f.title.rstrip('.')}. {f.text}"), (0, 0, 0, 2)))


def _range(ends: tuple[int, int]) -> str:
    return f"can be {ends[0]} to {ends[1]}" if ends[0] != ends[1] else "settled"
