"""What a draft says of an authority, statement by statement, each under an id that stays the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from cli.report.decided import title_of_matter
from cli.report.words import KIND_TERMS, capital, joined, named, plain, ranged, voices
from engine.assessment import KINDS_OF_FINDING, Assessment, Finding

GENERAL = "general"
"""What a comment is about that is about no single statement."""
_SHOWN = 4


@dataclass(frozen=True)
class Statement:
    """One statement of a draft: the part of the form that it stands in, its id, what it says and what it rests on."""

    part: str
    id: str
    says: str
    rests_on: str


def statements(draft: Assessment) -> tuple[Statement, ...]:
    """Everything that a draft says, in the order of its report; the draft must not be the team's own."""
    assert draft.audience != "team", "a form for the authority is made from what the authority may see"
    return (*_grades(draft), *_rungs(draft), *_findings(draft), Statement("The draft as a whole", GENERAL, "Anything that is about no single statement.", ""))


def _grades(a: Assessment) -> Iterator[Statement]:
    books = {book.id: book for book in a.rulebooks}
    for rule, g in a.grades.items():
        if g.level != "criterion" and g.grade is not None:
            could = "" if g.at_least == g.could_be else f" (it could be {ranged(g)})"
            limits = "".join(f" Limited: {cap.because}" for cap in g.capped_by)
            yield Statement("Grades", rule, f"{g.title}: {named(g.grade, books[g.book])}{could}.{limits}", "")


def _rungs(a: Assessment) -> Iterator[Statement]:
    if a.ladder is None:
        return
    rungs = {rung.id: rung.title for rung in a.ladder.rungs}
    for matter, standing in (("ladder", a.ladder), *a.ladder.services.items()):
        titles = [a.ladder.trigger_titles[t].rstrip(".") for t in standing.because]
        why = f" Called for by: {'; '.join(titles)}." if titles else ""
        yield Statement("The ladder of intervention", matter, f"{title_of_matter(matter, a)}: “{rungs[standing.recommended]}” is recommended.{why}", "")


def _findings(a: Assessment) -> Iterator[Statement]:
    for kind in KINDS_OF_FINDING:
        for f in a.findings:
            if f.kind == kind:
                about = "" if f.about == "authority" else f" ({plain(f.about)})"
                yield Statement(capital(KIND_TERMS.get(kind, "what is advised")), f.id, f"{f.title}{about}: {f.text}", _rests_on(f, a))


def _rests_on(f: Finding, a: Assessment) -> str:
    """The documents that a finding rests on, and the kinds of source; of what was said in confidence the kind alone."""
    shown = [a.evidence[i] for i in f.because if i in a.evidence]
    titles = list(dict.fromkeys(", ".join(part for part in (item.title, item.at) if part) for item in shown if item.title))
    more = [f"{len(titles) - _SHOWN} more"] if len(titles) > _SHOWN else []
    said = f"said by {voices(f.kinds_of_source)}" if f.kinds_of_source else ""
    return "; ".join(part for part in (joined([*titles[:_SHOWN], *more]), said) if part)
