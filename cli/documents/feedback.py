"""What the feedback session on the last day shows: a theme at a time, what is strong, what to consider, and the evidence's own words.

A quote stands without its source, so that nobody is recognised by it, and what was said in confidence is never quoted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from cli.report.findings import FindingRead
from cli.report.page import Page
from cli.report.reading import Gathered
from cli.report.words import named, percent, ranged, sentence
from engine.assessment import Grade, RulebookUsed

_LONGEST = 120
"""How many letters a quote on a slide may have."""

_PEOPLE = "statement"


@dataclass(frozen=True)
class Theme:
    """One slide: the theme, its grade in a sentence, its findings, and quotes."""

    title: str
    grade: str
    strengths: tuple[FindingRead, ...]
    considered: tuple[FindingRead, ...]
    quotes: tuple[str, ...]


def themes(page: Page) -> tuple[Theme, ...]:
    """The themes of every rulebook in its own order; where no grades are given, each rulebook is one theme."""
    out = []
    for shown in page.maps:
        nodes = [row.node for row in shown.rows if row.node.grade.level == "theme"] or [shown.rows[0].node]
        for node in nodes:
            whole = node.grade.level == "whole"
            within = f"{shown.book.title}: " if len(page.maps) > 1 and not whole else ""
            out.append(_theme(page, shown.book.title if whole else node.grade.title, within + _graded(node.grade, shown.book), frozenset(node.criteria)))
    if not page.maps:
        reasons = page.assessment.reasons.items()
        out = [_theme(page, book.title, "", frozenset(r for r, why in reasons if why.book == book.id)) for book in page.assessment.rulebooks]
    return tuple(out)


def _graded(grade: Grade, book: RulebookUsed) -> str:
    if grade.outcome == "not_applicable":
        return "Does not apply here."
    known = f"{percent(grade.completeness)} of it has evidence"
    if grade.grade is None:
        return f"Not graded: {known}."
    return f"{named(grade.grade, book)}. " + (f"Range {ranged(grade)}; {known}." if grade.at_least != grade.could_be else f"{known}.")


def _theme(page: Page, title: str, grade: str, criteria: frozenset[str]) -> Theme:
    def found(*kinds: str) -> tuple[FindingRead, ...]:
        groups = [group for section in page.sections if section.kind in kinds for group in section.groups]
        return _in_turn([Gathered(g.title, tuple(f for f in g.things if f.rule in criteria)) for g in groups])

    strengths, considered = found("strength"), found("breach", "weakness")
    return Theme(title, grade, strengths, considered, _quotes(page, (*considered, *strengths)))


def _in_turn(groups: Sequence[Gathered[FindingRead]]) -> tuple[FindingRead, ...]:
    """The first finding of each element, then the second of each, so that no element is left out for another."""
    return tuple(f for f in chain.from_iterable(zip_longest(*(g.things for g in groups))) if f is not None)


def _quotes(page: Page, findings: Sequence[FindingRead]) -> tuple[str, ...]:
    """Short excerpts of open evidence behind the findings, what people said first; each once."""
    evidence = page.assessment.evidence
    items = {item.id: item for f in findings for item in f.evidence if item.excerpt and len(item.excerpt) <= _LONGEST and not item.protected}
    ordered = sorted(items.values(), key=lambda item: evidence[item.id].kind != _PEOPLE)
    return tuple(dict.fromkeys(f"“{sentence(item.excerpt or '')}”" for item in ordered))
