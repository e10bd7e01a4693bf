"""A statement of compliance: section by section what is kept, partly kept, missing and not known, and what to ask for next.

    statement_of(assessment, book, reader) -> Statement

It is read off the Assessment, for any rulebook whose criteria are clauses to be kept. A rulebook may say who reads such
statements (`readers:`), which clauses are theirs, and in which words they are spoken to.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from engine.assessment import Assessment, Finding, Grade, RulebookUsed
from engine.language.rules import Reader
from engine.references import matching
from engine.result import Part, Result, SchemaName
from engine.rulebook import Rulebook
from evidence.audience import Audience, Shown
from evidence.model import WHOLE

SCHEMA = "peerbench/compliance/1"

State = Literal["kept", "partly", "missing", "unknown", "not_applicable"]
STATES: tuple[State, ...] = ("kept", "partly", "missing", "unknown", "not_applicable")


class ReaderShown(Part):
    """For whom the statement is written, and the words of the rulebook for that reader."""

    id: str
    title: str
    opening: str | None
    says: dict[str, str]
    """For each state that the rulebook has a word on, that word; `ask` among them."""


class Clause(Part):
    """One clause: how it stands, what says so, what would show more, and what to ask for."""

    rule: str
    title: str
    state: State
    grade: str | None
    says: tuple[str, ...]
    because: tuple[str, ...]
    would_show: str | None
    """What an assessor would look for, where more evidence could still show the clause kept."""
    tested_by: tuple[str, ...]
    """The tests behind that, as far as nothing is known of them."""
    next: str | None
    """What to ask for where the clause is missing or kept in part."""
    source: str
    at: str


class Section(Part):
    """A section, its grade in words, and its clauses."""

    id: str
    title: str
    grade: str | None
    clauses: tuple[Clause, ...]

    def of(self, state: State) -> tuple[Clause, ...]:
        """The clauses in a state."""
        return tuple(clause for clause in self.clauses if clause.state == state)

    @property
    def asks(self) -> tuple[Clause, ...]:
        """The clauses that come with something to ask for: first what is missing, then what is kept in part."""
        return tuple(c for c in (*self.of("missing"), *self.of("partly")) if c.next)


class Statement(Result):
    """The whole statement."""

    schema_: SchemaName = SCHEMA
    authority: str
    made_up: bool
    as_of: str
    audience: Audience
    draft: bool
    rulebook: RulebookUsed
    reader: ReaderShown | None
    sections: tuple[Section, ...]
    evidence: dict[str, Shown]
    content_hash: str
    """Of the assessment that the statement was read off."""

    def count(self, state: State) -> int:
        """How many clauses are in a state."""
        return sum(len(section.of(state)) for section in self.sections)


def statement_of(assessment: Assessment, book: Rulebook, reader: str | None = None) -> Statement:
    """The statement of a rulebook's clauses for one of its readers, or for anybody. Raises KeyError for a reader that it has not."""
    wanted = book.book.readers[reader] if reader else None
    used = next(b for b in assessment.rulebooks if b.id == book.id)
    theirs = _theirs(book, wanted)
    findings: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        findings.setdefault(finding.rule, []).append(finding)
    sections: dict[str, list[Clause]] = {}
    for rule, grade in assessment.grades.items():
        if grade.book == book.id and grade.level == "criterion" and rule in theirs:
            clause = _clause(rule, grade, findings.get(rule, []), assessment, used)
            sections.setdefault(_section(rule, assessment.grades) or book.id, []).append(clause)
    shown = {i for clauses in sections.values() for clause in clauses for i in clause.because}
    return Statement(
        authority=assessment.authority.name,
        made_up=assessment.authority.made_up,
        as_of=assessment.as_of.isoformat(),
        audience=assessment.audience,
        draft=assessment.draft,
        rulebook=used,
        reader=_shown(reader, wanted) if reader and wanted else None,
        sections=tuple(_as_section(i, sections[i], assessment, used) for i in sorted(sections, key=_in_order)),
        evidence={i: item for i, item in assessment.evidence.items() if i in shown},
        content_hash=assessment.content_hash,
    )


def _shown(name: str, reader: Reader) -> ReaderShown:
    said = {word: text for word in ("kept", "partly", "missing", "unknown", "ask") if (text := getattr(reader, word))}
    return ReaderShown(id=name, title=reader.title, opening=reader.opening, says=said)


def _theirs(book: Rulebook, reader: Reader | None) -> frozenset[str]:
    """The criteria that a reader is spoken to about: those named, and those in the groups named; without any, all."""
    if reader is None or not reader.of:
        return frozenset(book.criteria)

    def under(name: str) -> Iterator[str]:
        if name in book.criteria:
            yield name
        for child in book.children.get(name, ()):
            yield from under(child)

    return frozenset(rule for reference in reader.of for name in matching(reference, [*book.criteria, *book.groups]) for rule in under(name))


def _section(rule: str, grades: dict[str, Grade]) -> str | None:
    """The element that a criterion belongs to; where there is none, the group next to it."""
    above: list[str] = []
    parent = grades[rule].parent
    while parent is not None and parent in grades:
        above.append(parent)
        parent = grades[parent].parent
    return next((group for group in above if grades[group].level == "element"), above[0] if above else None)


def _in_order(name: str) -> list[tuple[bool, int, str]]:
    """Section 2 before section 10."""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", name) if part]


def _as_section(name: str, clauses: Iterable[Clause], assessment: Assessment, book: RulebookUsed) -> Section:
    grade = assessment.grades.get(name)
    return Section(
        id=name,
        title=grade.title if grade else book.title,
        grade=book.scale[grade.grade] if grade and grade.grade is not None else None,
        clauses=tuple(clauses),
    )


def _clause(rule: str, grade: Grade, findings: Iterable[Finding], assessment: Assessment, book: RulebookUsed) -> Clause:
    why = assessment.reasons[rule]
    found = [f for f in findings if f.kind != "gap_in_evidence"]
    state = _state(grade, found, book)
    open_ = state == "unknown" or (state == "partly" and grade.grade is not None and grade.could_be > grade.grade)
    says = tuple(f.text if f.about == WHOLE else f"{f.text} This is about {f.about.replace('-', ' ')}." for f in found) or (
        (why.says,) if state == "not_applicable" and why.says else ()
    )
    source = book.sources[why.cite["source"]]
    return Clause(
        rule=rule,
        title=grade.title,
        state=state,
        grade=book.scale[grade.grade] if grade.grade is not None else None,
        says=says or ((_UNSETTLED[grade.outcome],) if state == "unknown" and grade.outcome in _UNSETTLED else ()),
        because=_because(state, grade, found),
        would_show=why.looks_for if open_ else None,
        tested_by=tuple(test.says for test in why.tests if test.truth == "unknown" and not test.against) if open_ else (),
        next=why.next if state in ("partly", "missing") else None,
        source=f"{source.title} ({source.year})",
        at=why.cite["at"],
    )


def _because(state: State, grade: Grade, findings: Iterable[Finding]) -> tuple[str, ...]:
    """What shows how a clause stands: of one that was broken, what shows the breach."""
    if state == "not_applicable":
        return ()
    shows = {i for f in findings for i in f.because}
    return tuple(sorted(shows if state == "missing" else shows.union(grade.because)))


_UNSETTLED = {
    "stale": "All the evidence that bears on it is too old.",
    "unsettled": "There is evidence, and it settles nothing yet.",
    "contested": "Sources that should agree say different things.",
}


def _state(grade: Grade, findings: Iterable[Finding], book: RulebookUsed) -> State:
    """How a clause stands. What only one voice says against it is not known, and neither is what has no grade and nothing against it."""
    if grade.outcome == "not_applicable":
        return "not_applicable"
    if grade.grade is not None and grade.grade >= book.strong_from:
        return "kept"
    if grade.grade is not None and grade.grade > min(book.scale):
        return "partly"
    against = any(f.kind == "weakness" or (f.kind == "breach" and f.outcome != "mended") for f in findings)
    return "missing" if against else "unknown"
