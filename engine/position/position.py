"""A position statement: the council's own scores beside what is indicated, and every document and figure by theme, with the gaps."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from engine.assessment import Assessment, AuthorityShown, RulebookUsed
from engine.result import Part, Result, SchemaName
from engine.story.file import StoryFile
from engine.story.propose import ancestor
from evidence.audience import Audience, Shown, View
from evidence.model import EvidenceSet

SCHEMA = "peerbench/position/1"
INDEXED = ("document", "measure", "rating", "event")
"""The kinds of item that an evidence index lists; what people say is no document, and is asked of people."""


class Listed(Part):
    """An item of the index, and the rules of the theme that it bears on."""

    id: str
    shown: Shown
    bears_on: tuple[str, ...]


class Lacking(Part):
    """A criterion that the evidence does not settle, and what there is to look for."""

    rule: str
    title: str
    text: str


class Theme(Part):
    """A theme: its evidence, by kind, and its gaps."""

    title: str
    evidence: tuple[Listed, ...]
    gaps: tuple[Lacking, ...]


class OwnScore(Part):
    """The council's own score of a criterion, beside the grade that is indicated."""

    rule: str
    title: str
    theme: str
    book: str
    own: int
    indicated: int | None
    reason: str
    by: str
    date: dt.date


class Position(Result):
    """A position statement, with the story that goes before it."""

    schema_: SchemaName = SCHEMA
    authority: AuthorityShown
    as_of: dt.date
    audience: Audience
    content_hash: str
    rulebooks: tuple[RulebookUsed, ...]
    story: StoryFile
    scores: tuple[OwnScore, ...]
    themes: tuple[Theme, ...]
    elsewhere: tuple[Listed, ...]
    """What bears on no rule."""
    in_confidence: int
    """How many documents, figures and events the audience may not see."""


def position(evidence: EvidenceSet, assessment: Assessment, story: StoryFile) -> Position:
    """The position statement of an authority, as the assessment's audience may read it."""
    view = View(evidence, assessment.audience)
    items = [item for item in evidence.items if item.kind in INDEXED and item.known_on <= assessment.as_of]
    open_items = {item.id: view.show(item.id) for item in items if not view.protected(item.id)}
    bears_on = _bears_on(assessment)
    by_theme = _by_theme(assessment)
    themes = tuple(
        Theme(
            title=title,
            evidence=_listed(open_items, {i: tuple(r for r in bears_on.get(i, ()) if r in rules) for i in open_items}),
            gaps=tuple(Lacking(rule=f.rule, title=f.title, text=f.text) for f in assessment.findings if f.kind == "gap_in_evidence" and f.rule in rules),
        )
        for title, rules in by_theme.items()
    )
    return Position(
        authority=assessment.authority,
        as_of=assessment.as_of,
        audience=assessment.audience,
        content_hash=assessment.content_hash,
        rulebooks=assessment.rulebooks,
        story=story,
        scores=tuple(_scores(evidence, assessment, by_theme)),
        themes=tuple(theme for theme in themes if theme.evidence or theme.gaps),
        elsewhere=tuple(Listed(id=i, shown=shown, bears_on=()) for i, shown in _in_order(open_items) if not bears_on.get(i)),
        in_confidence=len(items) - len(open_items),
    )


def _bears_on(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """For each item the rules that it bears on, as the rulebooks stand."""
    out: dict[str, dict[str, None]] = {}
    for rule, why in assessment.reasons.items():
        grade = assessment.grades.get(rule)
        for i in [*(grade.because if grade else ()), *(i for test in why.tests for i in test.because)]:
            out.setdefault(i, {})[rule] = None
    return {i: tuple(rules) for i, rules in out.items()}


def _by_theme(assessment: Assessment) -> dict[str, frozenset[str]]:
    """The rules of each theme; those in no theme stand under their rulebook's title."""
    books = {book.id: book.title for book in assessment.rulebooks}
    out: dict[str, set[str]] = {}
    for rule, why in assessment.reasons.items():
        out.setdefault(ancestor(rule, "theme", assessment.grades) or books[why.book], set()).add(rule)
    return {title: frozenset(rules) for title, rules in out.items()}


def _listed(items: Mapping[str, Shown], bears_on: Mapping[str, Sequence[str]]) -> tuple[Listed, ...]:
    return tuple(Listed(id=i, shown=shown, bears_on=tuple(bears_on[i])) for i, shown in _in_order(items) if bears_on[i])


def _in_order(items: Mapping[str, Shown]) -> list[tuple[str, Shown]]:
    """By kind, then by key, the newest first."""
    return sorted(items.items(), key=lambda x: (INDEXED.index(x[1].kind), x[1].key or "", -(x[1].date or dt.date.min).toordinal(), x[0]))


def _scores(evidence: EvidenceSet, assessment: Assessment, by_theme: Mapping[str, frozenset[str]]) -> Iterator[OwnScore]:
    order = {rule: n for n, rule in enumerate(assessment.reasons)}
    for s in sorted((s for s in evidence.scores if s.own and s.criterion in assessment.grades), key=lambda s: (order[s.criterion], s.date)):
        grade = assessment.grades[s.criterion]
        theme = next(title for title, rules in by_theme.items() if s.criterion in rules)
        yield OwnScore(
            rule=s.criterion, title=grade.title, theme=theme, book=grade.book, own=s.grade, indicated=grade.grade, reason=s.reason, by=s.by, date=s.date
        )
