"""The report's page: an assessment arranged for its readers, from the first line to the last."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cli.report import ladder_picture
from cli.report.actions import Action, actions
from cli.report.advised import Advised, advised
from cli.report.decided import Decided, decided, title_of_matter
from cli.report.findings import FindingSection, finding_sections
from cli.report.gaps import Gaps, gaps
from cli.report.glossary import glossary
from cli.report.opening import Banner, Count, Verdict, banners, counts, facts, nought, recommended, verdicts
from cli.report.outline import Node
from cli.report.quoted import Citations, Quoted, quoted
from cli.report.reading import Gathered, Reading, gather
from cli.report.standings import LadderRead, read_ladder, told
from cli.report.whys import PartRead, WhyRead, parts, whys
from cli.report.words import STANDARD, House, named
from engine.assessment import Assessment, Assumption, Disagreement, Finding, Grade, LeftOut, RulebookUsed, SourceShown


@dataclass(frozen=True)
class Track:
    """One level of a scale beside a grade: the grade itself, still possible, or neither."""

    is_grade: bool
    possible: bool


@dataclass(frozen=True)
class Row:
    """A row of the heatmap."""

    node: Node
    shade: int | None
    track: tuple[Track, ...]
    silent: int
    """How many headings under it are not listed, because nothing at all is known of them."""


@dataclass(frozen=True)
class Map:
    """The heatmap of one rulebook."""

    book: RulebookUsed
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Scored:
    """A criterion that assessors scored, beside what is indicated."""

    rule: str
    grade: Grade
    book: RulebookUsed
    scores: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class Item:
    """An item of evidence in the register, and the criteria and triggers that rest on it."""

    quoted: Quoted
    used: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """Everything that a report shows, whatever it is written as."""

    assessment: Assessment
    house: House
    facts: tuple[tuple[str, str], ...]
    banners: tuple[Banner, ...]
    verdicts: tuple[Verdict, ...]
    recommended: str
    counts: tuple[Count, ...]
    nought: str
    maps: tuple[Map, ...]
    set_aside: tuple[LeftOut, ...]
    sections: tuple[FindingSection, ...]
    advised: tuple[Advised, ...]
    actions: tuple[Action, ...]
    gaps: Gaps
    parts: tuple[PartRead, ...]
    whys: tuple[Gathered[WhyRead], ...]
    ladder: LadderRead | None
    rungs_picture: ladder_picture.Rungs | None
    way_picture: ladder_picture.Way | None
    way_told: str
    decisions: tuple[Decided, ...]
    undecided: tuple[str, ...]
    """What is provisional, where people have begun to decide."""
    scores: tuple[Scored, ...]
    disagreements: tuple[Disagreement, ...]
    titles: Mapping[str, str]
    assumptions: tuple[Gathered[Assumption], ...]
    left_out: tuple[Gathered[LeftOut], ...]
    register: tuple[Item, ...]
    glossary: tuple[tuple[str, str], ...]

    @property
    def mark(self) -> str:
        """What stands across every page of a report that is not to be used as it is; nothing where there is no such need."""
        return "Draft" if self.assessment.status == "draft" else ""

    @property
    def explained(self) -> frozenset[str]:
        """The criteria whose grade is explained."""
        return frozenset(w.id for group in self.whys for w in group.things)

    def cited(self, finding: Finding) -> str:
        """Where the rule of a finding stands in its source."""
        return Citations(self.assessment).of(finding.book, finding.cite)


SHADES = 6
"""How many steps the colour scale has, from the lowest grade of a scale to its highest."""


def arrange(assessment: Assessment, house: House = STANDARD) -> Page:
    """Arrange an assessment as a page, in the words of the house."""
    assessment = house.over(assessment)
    reading = Reading(assessment, house)
    ladder = assessment.ladder
    told_ladder = read_ladder(ladder, house) if ladder else None
    sections = finding_sections(reading)
    scope = tuple(reading.titles.get(part, part) for part in assessment.scope)
    return Page(
        assessment=assessment,
        house=house,
        facts=facts(assessment),
        banners=banners(assessment, scope, _superseded(assessment)),
        verdicts=verdicts(reading),
        recommended=recommended(told_ladder, reading) if told_ladder else "",
        counts=counts(reading),
        nought=nought([(section.title, section.mended) for section in sections]),
        maps=tuple(Map(book, _rows(reading.outlines[book.id], book)) for book in assessment.rulebooks if reading.outlines[book.id]),
        set_aside=tuple(x for x in assessment.left_out if x.at),
        sections=sections,
        advised=advised(assessment),
        actions=actions(assessment),
        gaps=gaps(reading),
        parts=parts(reading),
        whys=whys(reading),
        ladder=told_ladder,
        rungs_picture=ladder_picture.rungs(ladder) if ladder else None,
        way_picture=ladder_picture.way(ladder) if ladder else None,
        way_told=told(ladder.history, ladder) if ladder else "",
        decisions=tuple(decided(d, assessment) for d in assessment.decisions),
        undecided=tuple(title_of_matter(matter, assessment) for matter in assessment.undecided) if assessment.decisions else (),
        scores=_scores(reading),
        disagreements=assessment.disagreements,
        titles=reading.titles | {f.rule: f.title for f in assessment.findings},
        assumptions=_assumptions(assessment),
        left_out=gather((x for x in assessment.left_out if not x.at), lambda x: x.why),
        register=_register(reading),
        glossary=glossary(assessment, house),
    )


def _superseded(assessment: Assessment) -> tuple[tuple[RulebookUsed, SourceShown], ...]:
    return tuple((book, source) for book in assessment.rulebooks for source in book.sources.values() if source.status == "superseded")


def shade(grade: int | None, book: RulebookUsed) -> int | None:
    """The step of the colour scale for a grade, 0 the lowest; None where there is no grade."""
    levels = sorted(book.scale)
    if grade not in book.scale or len(levels) < 2:
        return None
    return round(Fraction(levels.index(grade) * (SHADES - 1), len(levels) - 1))


def _rows(tops: tuple[Node, ...], book: RulebookUsed) -> tuple[Row, ...]:
    rows: list[Row] = []

    def visit(node: Node) -> None:
        silent = node.silent and node.grade.level == "element"
        rows.append(Row(node, shade(node.grade.grade, book), _track(node.grade, book), len(node.groups) if silent else 0))
        for child in () if silent else node.groups:
            visit(child)

    for top in tops:
        visit(top)
    return tuple(rows)


def _track(grade: Grade, book: RulebookUsed) -> tuple[Track, ...]:
    if grade.outcome == "not_applicable":
        return ()
    return tuple(Track(level == grade.grade, grade.at_least <= level <= grade.could_be) for level in sorted(book.scale))


def _scores(reading: Reading) -> tuple[Scored, ...]:
    grades = reading.assessment.grades
    return tuple(
        Scored(rule, grades[rule], book, tuple(named(s, book) for s in grades[rule].assessed), any(s != grades[rule].grade for s in grades[rule].assessed))
        for rule in reading.in_order(rule for rule, grade in grades.items() if grade.assessed)
        if (book := reading.books[grades[rule].book])
    )


def _assumptions(assessment: Assessment) -> tuple[Gathered[Assumption], ...]:
    titles = {book.id: book.title for book in assessment.rulebooks}

    def book(x: Assumption) -> str:
        return titles.get(x.parameter.partition(": ")[0], "")

    return gather(assessment.assumptions, book)


def _register(reading: Reading) -> tuple[Item, ...]:
    assessment = reading.assessment
    used: dict[str, dict[str, None]] = {}
    for rule, why in assessment.reasons.items():
        grade = assessment.grades.get(rule)
        for i in [*(grade.because if grade else ()), *(i for test in why.tests for i in test.because)]:
            used.setdefault(i, {})[rule] = None
    for finding in assessment.findings:
        for i in finding.because:
            used.setdefault(i, {})[finding.rule] = None
    return tuple(
        Item(quoted(i, shown, reading.titles), tuple((rule, reading.titles.get(rule, rule)) for rule in used.get(i, ())))
        for i, shown in assessment.evidence.items()
    )
