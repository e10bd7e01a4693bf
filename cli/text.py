"""The assessment as text: what a person reads first, at a terminal or in a file."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.advice import print_advice
from cli.decisions_text import print_decisions
from cli.report.actions import actions
from cli.report.decided import rung_adopted, standing_of
from cli.report.words import KIND_TERMS, STANDARD, House, capital, dated, joined, named, percent, plain, pointed, ranged, voices
from engine.assessment import Assessment, Finding, FindingKind, Ladder, RulebookUsed

_UNDER = {
    "trigger": ": what calls for a response",
    "breach": ": not kept",
    "line_of_enquiry": ": one voice, and nothing else yet",
    "contested": ": sources that should agree do not",
}
"""What the headings of some kinds of finding say beside their name."""
_STYLES = {"trigger": "red", "breach": "red", "weakness": "yellow", "line_of_enquiry": "cyan", "contested": "magenta", "strength": "green"}


def print_assessment(assessment: Assessment, console: Console, *, everything: bool = False, house: House = STANDARD) -> None:
    """Print an assessment for a person: grades, what is strong, weak and not known, the rung, what it rests on; in the words of the house."""
    assessment = house.over(assessment)
    _head(assessment, console)
    for book in assessment.rulebooks:
        if assessment.grades:
            _grades(assessment, book, console, everything=everything)
    by_kind: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        by_kind.setdefault(finding.kind, []).append(finding)
    kinds: tuple[FindingKind, ...] = ("strength", "weakness", "breach", "trigger", "line_of_enquiry", "contested")
    for kind in kinds:
        if by_kind.get(kind):
            _findings(capital(house(KIND_TERMS[kind])) + _UNDER.get(kind, ""), by_kind[kind], assessment, console, _STYLES[kind])
    print_advice(assessment, console, lambda finding: _basis(finding, assessment))
    _gaps(by_kind.get("gap_in_evidence", []), assessment, console, house, everything=everything)
    if assessment.ladder:
        _ladder(assessment.ladder, assessment, console, house)
    print_decisions(assessment, console)
    _moves(assessment, console)
    _rests_on(assessment, console, everything=everything)
    _disagreements(assessment, console)


def _head(a: Assessment, console: Console) -> None:
    console.print(Text(f"{a.authority.name}, as of {dated(a.as_of)}", style="bold"))
    if a.authority.made_up:
        console.print("A made-up authority: everything about it is invented.", style="yellow")
    if a.draft:
        console.print(f"DRAFT: {sum(x.at is not None for x in a.left_out)} items were set aside because they could not be read.", style="bold yellow")
        for x in a.left_out:
            if x.at:
                console.print(Padding(Text(f"{x.at}: {x.id}: {x.why}"), (0, 0, 0, 2)))
    for book in a.rulebooks:
        old = [s for s in book.sources.values() if s.status == "superseded"]
        console.print(Text(f"{book.title}, version {book.version}" + (f" (its source, of {old[0].year}, is superseded)" if old else "")))
    if a.scope:
        console.print(f"In part: {joined(a.scope)}. Completeness is counted over that part.")
    console.print(Text(f"{capital(standing_of(a))}.", style="bold yellow" if a.status == "draft" else ""))
    console.print(f"For: {a.audience}" + (". Protected evidence shows its kinds of source only." if a.audience != "team" else ""))


def _grades(a: Assessment, book: RulebookUsed, console: Console, *, everything: bool) -> None:
    groups = [g for g in a.grades.values() if g.book == book.id and g.level != "criterion"]
    # A heading that nothing is known of says no more than its element does.
    rows = [g for g in groups if g.level != "heading" or g.outcome != "no_evidence" or everything]
    if not rows:
        return
    table = Table(title=f"\n{book.title}", title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("", no_wrap=False, ratio=5)
    table.add_column("Grade", ratio=3)
    table.add_column("Could be", ratio=2)
    table.add_column("Evidence", justify="right", ratio=2)
    for g in rows:
        capped = f", capped from {named(g.uncapped, book)}" if g.capped_by and g.uncapped != g.grade else ""
        indent = {"whole": 0, "theme": 0, "element": 1, "heading": 2}[g.level]
        style = "bold" if g.level in ("whole", "theme") else ""
        table.add_row(Text("  " * indent + g.title, style=style), named(g.grade, book) + capped + pointed(g), ranged(g), percent(g.completeness))
    console.print(table)
    for g in rows:
        for cap in g.capped_by:
            verb = "is held at" if g.uncapped != g.grade else "cannot be above"
            console.print(Padding(Text(f"{g.title} {verb} {named(cap.at, book)}: {cap.because}", style="yellow"), (0, 0, 0, 2)))


def _findings(heading: str, findings: Iterable[Finding], a: Assessment, console: Console, style: str) -> None:
    console.print(Text(f"\n{heading}", style=f"bold {style}"))
    for f in findings:
        about = "" if f.about == "authority" else f" [{f.about}]"
        mended = " (mended since)" if f.outcome == "mended" else ""
        console.print(Padding(Text(f"{f.text}{about}{mended}"), (0, 0, 0, 2)))
        console.print(Padding(Text(_basis(f, a), style="dim"), (0, 0, 0, 4)))
        for d in a.decisions:
            if d.matter == f.id:
                console.print(Padding(Text(f"People adopted of this finding: {plain(d.adopted)}. {d.reason}"), (0, 0, 0, 4)))


def _basis(f: Finding, a: Assessment) -> str:
    source = next((b.sources[f.cite["source"]].title for b in a.rulebooks if f.cite["source"] in b.sources), f.cite["source"])
    kinds = f"; said by {voices(f.kinds_of_source)}" if f.kinds_of_source else ""
    items = f" ({', '.join(f.because[:4])}{' …' if len(f.because) > 4 else ''})" if f.because else ""
    return f"{f.rule}: {source}, {f.cite['at']}{kinds}{items}"


def _gaps(gaps: Sequence[Finding], a: Assessment, console: Console, house: House, *, everything: bool) -> None:
    if not gaps:
        return
    total = sum(g.level == "criterion" for g in a.grades.values()) or len(a.reasons)
    console.print(Text(f"\n{capital(house('what is not known'))}", style="bold"))
    none = sum(f.outcome == "no_evidence" for f in gaps)
    parts = [f"{none} of {total} {house('criteria')} have no evidence"]
    for outcome, words in (
        ("stale", "only old evidence"),
        ("unsettled", "evidence that settles nothing yet"),
        ("partly_shown", "a grade that more evidence may raise"),
    ):
        n = sum(f.outcome == outcome for f in gaps)
        if n:
            parts.append(f"{n} {'has' if n == 1 else 'have'} {words}")
    console.print(Padding(Text("; ".join(parts) + ". Unknown is not failed."), (0, 0, 0, 2)))
    if everything:
        for f in gaps:
            console.print(Padding(Text(f"{f.rule}: {f.title}. {f.text}"), (0, 0, 0, 2)))
    else:
        console.print(Padding(Text("--all lists them, with what to look for.", style="dim"), (0, 0, 0, 2)))


def _ladder(ladder: Ladder, a: Assessment, console: Console, house: House) -> None:
    console.print(Text(f"\nThe {house('ladder of intervention')}", style="bold"))
    rungs = {r.id: r for r in ladder.rungs}
    for subject, standing in (("The authority", ladder), *ladder.services.items()):
        if subject != "The authority" and standing.recommended == ladder.rungs[0].id and not standing.because:
            continue
        rung = rungs[standing.recommended]
        titles = [ladder.trigger_titles[t].rstrip(".") for t in standing.because]
        why = f"called for by: {'; '.join(titles)}" if titles else "nothing called for" + (", and nothing ruled out" if standing.not_ruled_out else "")
        console.print(Padding(Text.assemble((f"{subject}: ", "bold"), f"{rung.title} ({rung.who}); {why}."), (0, 0, 0, 2)))
        if standing.spoken_against:
            console.print(
                Padding(Text(f"Evidence speaks against: {'; '.join(ladder.trigger_titles[t].rstrip('.') for t in standing.spoken_against)}."), (0, 0, 0, 4))
            )
        last = standing.history[-1]
        if last.averted:
            console.print(Padding(Text(f"Held here, where “{rungs[last.averted].title}” is called for."), (0, 0, 0, 4)))
        excused = [ladder.trigger_titles[i].rstrip(".") for i in standing.averted_by if i in ladder.trigger_titles]
        if excused:
            console.print(Padding(Text(f"Averted, with a reason that is accepted: {'; '.join(excused)}."), (0, 0, 0, 4)))
        console.print(Padding(Text(rung_adopted("ladder" if standing is ladder else subject, a)), (0, 0, 0, 4)))
        console.print(Padding(Text(f"Next: {standing.next}"), (0, 0, 0, 4)))
        for support in standing.support:
            console.print(Padding(Text(f"Support: {ladder.support_texts[support]}"), (0, 0, 0, 4)))
    decides = next(b.decides for b in a.rulebooks if b.id == ladder.book)
    console.print(Padding(Text(decides, style="dim"), (0, 0, 0, 2)))


def _disagreements(a: Assessment, console: Console) -> None:
    """Where the rulebooks disagree on the same evidence; their grades stay apart."""
    if not a.disagreements:
        return
    titles = {f.rule: f.title for f in a.findings}
    console.print(Text("\nWhere the rulebooks disagree on the same evidence", style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for heading in ("Evidence", "Praised", "Faulted"):
        table.add_column(heading, ratio=1 if heading == "Evidence" else 2)
    for d in a.disagreements:
        table.add_row(d.evidence, *("\n".join(f"{titles[r]} ({r})" for r in rules) for rules in (d.praised_by, d.faulted_by)))
    console.print(Padding(table, (0, 0, 0, 2)))


def _moves(a: Assessment, console: Console) -> None:
    """What would move a grade: the next steps of what is weak, the heaviest finding first."""
    steps = actions(a)
    if not steps:
        return
    console.print(Text("\nWhat would move it", style="bold"))
    for action in steps[:12]:
        about = joined([plain(subject) for subject in action.subjects])
        console.print(Padding(Text(f"{action.step} ({action.rule})" + (f" [{about}]" if about else "")), (0, 0, 0, 2)))
    if len(steps) > 12:
        console.print(Padding(Text(f"and {len(steps) - 12} more", style="dim"), (0, 0, 0, 2)))


def _rests_on(a: Assessment, console: Console, *, everything: bool) -> None:
    if a.assumptions:
        console.print(Text("\nAssumptions that this rests on", style="bold"))
        for assumption in a.assumptions if everything else ():
            console.print(Padding(Text.assemble(f"{assumption.parameter} = {assumption.value}. ", (assumption.reason, "dim")), (0, 0, 0, 2)))
        if not everything:
            figures: dict[str, list[str]] = {}
            for assumption in a.assumptions:
                book, _, name = assumption.parameter.partition(": ")
                figures.setdefault(book, []).append("the scale" if name == "scale" else f"{name} = {assumption.value}")
            for book, listed in figures.items():
                console.print(Padding(Text(f"{book}: {'; '.join(listed)}"), (0, 0, 0, 2)))
            console.print(Padding(Text("--all gives the reasons; --set changes a figure.", style="dim"), (0, 0, 0, 2)))
    aside = [x for x in a.left_out if not x.at]
    if aside:
        console.print(Text(f"\nLeft out: {len(aside)} item{'s' if len(aside) != 1 else ''}", style="bold"))
        for x in aside[:8]:
            console.print(Padding(Text(f"{x.id}: {x.why}"), (0, 0, 0, 2)))
        if len(aside) > 8:
            console.print(Padding(Text(f"and {len(aside) - 8} more", style="dim"), (0, 0, 0, 2)))
    by = joined(a.run.matchers)
    agreed = " (they agreed)" if len(a.run.matchers) > 1 else ""
    console.print(Text(f"\nMatched by {by}{agreed}. Content {a.content_hash[:12]}.", style="dim"))
    if a.run.fallback:
        console.print(Text(f"Note: {a.run.fallback}", style="dim"))
