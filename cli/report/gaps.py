"""What is not known: by element and heading, with what to look for."""

from collections import Counter
from dataclasses import dataclass

from cli.report.reading import Gathered, Reading, gather
from cli.report.words import OUTCOMES, joined, number
from engine.assessment import Finding


@dataclass(frozen=True)
class GapRead:
    """A criterion that is not settled: how far it is known, and what would settle it."""

    id: str
    title: str
    rule: str
    state: str | None
    look_for: str
    next: str | None
    cited: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class GapGroup:
    """The gaps of one element, by heading."""

    title: str
    count: int
    of: int
    headings: tuple[Gathered[GapRead], ...]


@dataclass(frozen=True)
class Gaps:
    """All gaps, with their number by kind in a sentence."""

    count: int
    of: int
    summary: str
    elements: tuple[GapGroup, ...]
    not_applicable: tuple[tuple[str, str], ...]


_SUMMARY = {
    "no_evidence": ("has no evidence at all", "have no evidence at all"),
    "stale": ("has only evidence that is too old", "have only evidence that is too old"),
    "unsettled": ("has evidence that settles nothing yet", "have evidence that settles nothing yet"),
    "partly_shown": ("is shown in part and may be better than it looks", "are shown in part and may be better than they look"),
}


def gaps(reading: Reading) -> Gaps:
    """Every gap, gathered by element and then by heading, and the criteria that do not apply."""
    assessment = reading.assessment
    found = {f.rule: f for f in assessment.findings if f.kind == "gap_in_evidence"}
    not_applicable = {rule: grade.title for rule, grade in assessment.grades.items() if grade.outcome == "not_applicable" and rule in reading.criteria}
    asked = [rule for rule in reading.criteria if rule not in not_applicable]
    all_of = Counter(reading.element(rule) for rule in asked)
    kinds = Counter(f.outcome for f in found.values())
    parts = [f"{number(kinds[k])} {words[kinds[k] > 1]}" for k, words in _SUMMARY.items() if kinds[k]]
    ordered = [found[rule] for rule in reading.in_order(found)]
    return Gaps(
        count=len(found),
        of=len(asked),
        summary=f"Of {reading.house.counted(len(asked), 'criterion')}, {joined(parts)}." if parts else "",
        elements=tuple(
            GapGroup(
                element.title,
                len(element.things),
                all_of[element.title],
                tuple(Gathered(h.title, tuple(_read(reading, f) for f in h.things)) for h in gather(element.things, lambda f: reading.heading(f.rule))),
            )
            for element in gather(ordered, lambda f: reading.element(f.rule))
        ),
        not_applicable=tuple((title, reading.criteria[rule].says or "") for rule, title in not_applicable.items()),
    )


def _read(reading: Reading, f: Finding) -> GapRead:
    why = reading.criteria.get(f.rule)
    return GapRead(
        id=f.id,
        title=f.title,
        rule=f.rule,
        # That there is no evidence is said once for all; only what is different is said again.
        state=None if f.outcome == "no_evidence" else OUTCOMES.get(f.outcome, f.outcome),
        look_for=(why.looks_for if why else None) or "",
        next=f.next,
        cited=reading.citations.of(f.book, f.cite),
        because=f.because,
    )
