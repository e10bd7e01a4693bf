"""Decisions as text: indicated and adopted side by side, departures with their reasons, what is to be renewed, what is provisional."""

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.report.decided import Decided, decided, standing_of, title_of_matter
from cli.report.words import counted, dated, joined, sentence
from engine.assessment import Assessment, DecisionShown
from engine.between import bearing, evidence_moved, rules_moved, stands_at


def print_decisions(a: Assessment, console: Console) -> None:
    """What people decided, as a report tells it; nothing where they did not."""
    if not a.decisions:
        return
    console.print(Text("\nWhat people decided, beside what is indicated", style="bold"))
    made = [decided(d, a) for d in a.decisions]
    _table(made, console)
    departures = [d for d in made if d.departs]
    if departures:
        console.print(Padding(Text("Departures, and why", style="bold"), (1, 0, 0, 2)))
        for d in departures:
            console.print(Padding(Text(f"{d.on}: {d.adopted}, where {d.indicated} is indicated. {sentence(d.decision.reason)}"), (0, 0, 0, 2)))
    for d in made:
        if d.renewal:
            console.print(Padding(Text(f"To be renewed: {d.on}. {d.renewal}", style="yellow"), (0, 0, 0, 2)))
    if a.undecided:
        console.print(Padding(Text(f"Provisional, for nobody has decided on it: {joined([title_of_matter(m, a) for m in a.undecided])}."), (1, 0, 0, 2)))


def _table(made: Iterable[Decided], console: Console) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for heading, ratio in (("On", 4), ("Indicated", 3), ("Adopted", 3), ("Decision", 4)):
        table.add_column(heading, ratio=ratio)
    for d in made:
        comments = f"; comments considered: {joined(d.decision.considered)}" if d.decision.considered else ""
        style = "bold" if d.departs else ""
        table.add_row(
            Text(d.on),
            Text(d.indicated or "nothing"),
            Text(d.adopted, style=style),
            Text(f"{d.stage}, by {d.decision.by} on {dated(d.decision.date)}{comments}"),
        )
    console.print(Padding(table, (0, 0, 0, 2)))


def print_matters(now: Assessment, kept: Assessment | None, console: Console, *, everything: bool) -> None:
    """What is to be decided and renewed; with an assessment that was kept, what changed since it for each decision made on it."""
    console.print(Text(f"{now.authority.name}, as of {dated(now.as_of)}: {standing_of(now)}", style="bold"))
    done = [d for d in now.decisions if d.binds == "still"]
    for heading, binds in (("To be renewed", "no longer"), ("Not bound to any evidence and rules: to be decided again, or confirmed", "to nothing")):
        found = [d for d in now.decisions if d.binds == binds]
        # Of what is indicated as it was a line will do, unless somebody asks what changed.
        steady = [] if kept else [d for d in found if binds == "no longer" and d.was == d.indicated]
        others = [d for d in found if d not in steady]
        if others:
            console.print(Text(f"\n{heading}", style="bold yellow"))
        for d in others:
            shown = decided(d, now)
            console.print(Padding(Text(f"{d.matter}  {shown.on}: {_adopted(shown)}. {shown.renewal}"), (0, 0, 0, 2)))
            for line in _changes(d, kept, now) if kept and binds == "no longer" else ():
                console.print(Padding(Text(line, style="dim"), (0, 0, 0, 4)))
        if steady:
            console.print(Text("\nTo be renewed, and indicated now as it was then, on other evidence or rules", style="bold yellow"))
            _listed(((d.matter, _adopted(decided(d, now))) for d in steady), now, console)
    if now.undecided:
        console.print(Text("\nProvisional: nobody has decided on it", style="bold"))
        _listed(((matter, stands_at(matter, now) or "") for matter in now.undecided), now, console)
    if done and everything:
        console.print(Text("\nDecided", style="bold"))
        _table([decided(d, now) for d in done], console)
    elif done:
        console.print(Text(f"\n{counted(len(done), 'decision')} {'stands' if len(done) == 1 else 'stand'}; --all shows them.", style="dim"))


def _adopted(shown: Decided) -> str:
    return shown.adopted + (f", where {shown.indicated} is indicated" if shown.departs else "")


def _listed(matters: Iterable[tuple[str, str]], now: Assessment, console: Console) -> None:
    """Matters in lines: the id, the title, where it stands."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, show_header=False)
    for matter, stands in matters:
        table.add_row(Text(matter), Text(title_of_matter(matter, now)), Text(stands))
    console.print(Padding(table, (0, 0, 0, 2)))


def _changes(d: DecisionShown, kept: Assessment, now: Assessment) -> Iterable[str]:
    """What changed for a matter since the assessment that was kept, if that is what the decision was made on."""
    if d.made_on != kept.basis:
        yield "It was made on another assessment than the one given."
        return
    before, after = stands_at(d.matter, kept), stands_at(d.matter, now)
    if before == after:
        yield f"Since the assessment that was kept it still reads: {after or 'nothing'}."
    else:
        yield f"Since the assessment that was kept it went from {before or 'nothing'} to {after or 'nothing'}."
    moved = evidence_moved(d.matter, kept, now)
    for word, items in (("came", moved.came), ("went", moved.went), ("changed", moved.changed)):
        if items:
            yield f"Evidence that {word}: {joined(items)}."
    if not moved:
        n = len(bearing(d.matter, now))
        yield (
            f"{'The evidence' if n != 1 else 'The item'} that bears on it is the same ({counted(n, 'item')})." if n else "No evidence bears on it, then as now."
        )
    books = rules_moved(kept, now)
    if books:
        yield f"Rulebooks that changed: {joined(books)}."
