"""Explanations as trees, and the ladder as a drawing, for the terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from cli.report.words import STANDARD, VOICES, House, dated, joined, named, percent, pointed, ranged, voices
from engine.assessment import Assessment, Reason, RulebookUsed, Standing
from engine.rulebook import Rulebook

_MARKS = {"met": ("✓", "green"), "not met": ("✗", "red"), "unknown": ("?", "yellow")}
_OUTCOMES = {
    "graded": "graded",
    "no_evidence": "no evidence",
    "not_applicable": "not applicable",
    "contested": "contested: sources that should agree do not",
    "stale": "all the evidence is too old",
    "unsettled": "there is evidence, and it settles nothing yet",
}


def grade_tree(rule: str, assessment: Assessment, books: Sequence[Rulebook]) -> Tree:
    """Why a rule has its grade, why not the next, and what each test found."""
    if rule not in assessment.grades:
        return _trigger_tree(rule, assessment, books)
    grade = assessment.grades[rule]
    book = next(b for b in assessment.rulebooks if b.id == grade.book)
    says = f"{rule}  {grade.title}\n{named(grade.grade, book)}{pointed(grade)}; could be {ranged(grade)}; {_OUTCOMES[grade.outcome]}"
    tree = Tree(Text(says, style="bold"), guide_style="dim")
    paragraph = assessment.paragraphs.get(rule)
    if paragraph is not None:
        tree.add(Text("\n".join(part for part in (paragraph.found, paragraph.missing, paragraph.change) if part)))
    if grade.level == "criterion":
        _criterion(tree, rule, assessment, book)
        return tree
    tree.add(Text(f"{percent(grade.completeness)} of its weight has evidence that settles a grade"))
    for cap in grade.capped_by:
        tree.add(Text(f"held at {named(cap.at, book)} (without limiters: {named(grade.uncapped, book)}): {cap.because}", style="yellow"))
    for child, g in assessment.grades.items():
        if g.parent == rule:
            tree.add(Text(f"{child}  {g.title}: {named(g.grade, book)}; could be {ranged(g)}; {_OUTCOMES[g.outcome]}"))
    return tree


def _criterion(tree: Tree, rule: str, a: Assessment, book: RulebookUsed) -> None:
    why = a.reasons[rule]
    source = book.sources[why.cite["source"]].title if why.cite["source"] in book.sources else why.cite["source"]
    tree.add(Text(f"source: {source}, {why.cite['at']}", style="dim"))
    if why.says:
        tree.add(Text(why.says))
    if why.looks_for:
        tree.add(Text(f"looks for: {why.looks_for}"))
    for step in why.steps:
        mark, style = _MARKS[step.truth]
        words = {"met": "shown", "not met": "excluded", "unknown": "not shown yet"}[step.truth]
        by = f" (supported by {voices(step.supported_by)})" if step.supported_by else ""
        tree.add(Text(f"{mark} {named(step.grade, book)} needs {step.needs}: {words}{by}", style=style))
    if why.voices:
        said = tree.add(Text("what people and papers say of it"))
        for voice in why.voices:
            said.add(Text(f"{VOICES.get(voice.kind, voice.kind)}: {voice.extent.replace('_', ' ')}"))
    for test in why.tests:
        _test(tree, test, a)
    grade = a.grades[rule]
    if grade.assessed:
        tree.add(Text(f"assessors gave {joined([str(s) for s in grade.assessed])}"))
    if why.next and grade.grade != max(book.scale):
        tree.add(Text(f"next: {why.next}"))


def _test(tree: Tree, test: Reason, a: Assessment) -> None:
    mark, style = _MARKS[test.truth]
    if test.against:
        mark, style = {"met": ("✗", "red"), "not met": ("✓", "green"), "unknown": ("?", "yellow")}[test.truth]
    way = f" speaks against {test.shows.replace('_', ' ')}" if test.against and test.shows else f" shows {test.shows.replace('_', ' ')}" if test.shows else ""
    results = ", with results" if test.results else ""
    node = tree.add(
        Text(
            f"{mark} {test.test}: {test.says} → {test.truth}{f', {test.missed}' if test.missed else ''}{f' [{way.strip()}{results}]' if way else ''}",
            style=style,
        )
    )
    for act, verdict in test.acts:
        node.add(Text(f"act {act}: {verdict}"))
    for item in test.because:
        shown = a.evidence.get(item)
        if shown is None:
            continue
        if shown.key is None:
            node.add(Text(f"{item}: protected ({shown.source})", style="dim"))
        else:
            where = ", ".join(x for x in (shown.title, shown.at) if x)
            node.add(
                Text(f"{item}: {shown.kind} {shown.key}, {shown.date}{f': {shown.says}' if shown.says else ''}{f' ({where})' if where else ''}", style="dim")
            )


def _trigger_tree(rule: str, a: Assessment, books: Sequence[Rulebook]) -> Tree:
    trigger = next(b.triggers[rule] for b in books if rule in b.triggers)
    tree = Tree(Text(f"{rule}  {trigger.title}", style="bold"), guide_style="dim")
    for f in (f for f in a.findings if f.rule == rule):
        node = tree.add(Text(f"{f.about}: {f.outcome}. {f.text}"))
        for item in f.because:
            node.add(Text(item, style="dim"))
    if a.ladder is not None and rule in a.ladder.because:
        verdict = "proved of the authority"
    elif a.ladder is not None and rule in a.ladder.not_ruled_out:
        verdict = "not proved of the authority, and not ruled out"
    else:
        verdict = "not so of the authority"
    node = tree.add(Text(verdict))
    for test in a.reasons[rule].tests if rule in a.reasons else ():
        _test(node, test, a)
    tree.add(Text(f"next, where it is proved: {trigger.next}"))
    return tree


def draw_ladder(a: Assessment, console: Console, house: House = STANDARD) -> None:
    """The ladder, the highest rung first, and every subject's way on it, review by review."""
    assert a.ladder is not None
    console.print(Text(f"{a.authority.name}: the {house('ladder of intervention')}, as of {dated(a.as_of)}", style="bold"))
    here: dict[str, list[str]] = {}
    subjects: list[tuple[str, Standing]] = [("the authority", a.ladder), *a.ladder.services.items()]
    for subject, standing in subjects:
        here.setdefault(standing.recommended, []).append(subject)
    for rung in reversed(a.ladder.rungs):
        mark = "●" if rung.id in here else "│"
        console.print(
            Text(f"  {mark} {rung.title} ({rung.who})" + (f"   ← {joined(here[rung.id])}" if rung.id in here else ""), style="bold" if rung.id in here else "")
        )
    for subject, standing in subjects:
        console.print(Text(f"\n{subject[0].upper()}{subject[1:]}", style="bold"))
        if standing.current:
            console.print(Text(f"  on record as being on: {_title(standing.current, a)}"))
        for review in standing.history:
            proved = "; ".join(a.ladder.trigger_titles[t].rstrip(".") for t in review.because) or "nothing proved"
            averted = f"; {_title(review.averted, a)} averted" if review.averted else ""
            console.print(Text(f"  {review.date}  {_title(review.rung, a)}  ({review.by}{averted}): {proved}"))
        if not standing.because:
            console.print(
                Text(
                    "  Nothing called for"
                    + (f", and nothing ruled out: {len(standing.not_ruled_out)} {house('triggers')} are unknown." if standing.not_ruled_out else "."),
                    style="dim",
                )
            )
        console.print(Text(f"  Next: {standing.next}"))


def _title(rung: str, a: Assessment) -> str:
    assert a.ladder is not None
    return next((r.title for r in a.ladder.rungs if r.id == rung), rung)
