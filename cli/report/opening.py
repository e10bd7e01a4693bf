"""What a report opens with: whose it is, what has to be known before it is read, and the result in a few sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from cli.report.decided import rung_adopted, standing_of
from cli.report.outline import Node
from cli.report.reading import Reading
from cli.report.standings import LadderRead
from cli.report.words import AUDIENCES, capital, counted, joined, named, number, percent, sentence
from engine.assessment import Assessment, FindingKind, RulebookUsed, SourceShown


@dataclass(frozen=True)
class Banner:
    """Something to know before anything else; `strong` where the report must not be used without it, `more` where it is told further down."""

    lead: str
    says: str
    strong: bool = False
    more: bool = False


@dataclass(frozen=True)
class Verdict:
    """The result under one rulebook; `grade` is None where none is given."""

    title: str
    book: RulebookUsed
    grade: int | None
    says: str


@dataclass(frozen=True)
class Count:
    """How many findings of a kind there are, and the word that goes with the number."""

    kind: FindingKind
    n: int
    word: str


def facts(a: Assessment) -> tuple[tuple[str, str], ...]:
    """Whose assessment this is, under which rulebooks, and who it is written for."""
    who = a.authority
    places = ", ".join(part for part in (capital(who.type), who.region, who.code) if part)
    books = [(f"Rulebook {n}" if len(a.rulebooks) > 1 else "Rulebook", f"{b.title}, version {b.version}") for n, b in enumerate(a.rulebooks, start=1)]
    shy = "" if a.audience == "team" else ". What people said in confidence shows only the kind of source that it came from"
    return (
        ("Authority", places + (f"; compared within {who.family}" if who.family else "")),
        *books,
        ("Standing", capital(standing_of(a))),
        ("Written for", capital(AUDIENCES[a.audience]) + shy),
    )


def banners(a: Assessment, scope: Sequence[str], superseded: Sequence[tuple[RulebookUsed, SourceShown]]) -> tuple[Banner, ...]:
    """What has to be known before the report is read."""
    out = []
    if a.draft:
        n = sum(x.at is not None for x in a.left_out)
        says = f"{capital(counted(n, 'row'))} of the evidence could not be read and took no part. {'It stands' if n == 1 else 'They stand'} first below"
        out.append(Banner("Draft.", f"{says}, and must be mended before this report is used.", strong=True))
    elif a.status == "draft":
        out.append(Banner("Draft.", "It is not final and must not be published or quoted; what people decide on it may still change.", strong=True))
    if a.authority.made_up:
        out.append(Banner("Made up.", "This authority does not exist. Everything about it is invented, to show what a report looks like.", strong=True))
    if any(shown.protected and shown.key is not None for shown in a.evidence.values()):
        says = "This copy quotes what people said in confidence. Do not pass it on; make one for the authority or the public instead."
        out.append(Banner("For the assessment team only.", says, strong=True))
    if scope:
        out.append(Banner("Part of the benchmark.", f"Only this was assessed: {joined(scope)}. Completeness is counted over that part."))
    if superseded:
        told = [
            f"{book.title} rests on “{source.title}”{f' by the {source.by}' if source.by else ''} of {source.year}, which is no longer in force."
            for book, source in superseded
        ]
        out.append(Banner("A superseded source." if len(superseded) == 1 else "Superseded sources.", " ".join(told), more=True))
    return tuple(out)


def verdicts(reading: Reading) -> tuple[Verdict, ...]:
    """The result under each rulebook that gives grades."""
    return tuple(_verdict(tops[0], book, reading) for book in reading.assessment.rulebooks if (tops := reading.outlines[book.id]))


def _verdict(top: Node, book: RulebookUsed, reading: Reading) -> Verdict:
    grade = top.grade
    title = book.title if grade.level == "whole" else f"{book.title}: {grade.title}"
    part = "this part" if reading.assessment.scope else "the benchmark"
    known = percent(grade.completeness)
    if grade.grade is None:
        lack = f"Nothing of {part} has evidence yet." if grade.completeness == "0" else f"Only {known} of {part} has evidence, too little to grade it."
        could = f"On what is known it could be anything from {named(grade.at_least, book)} to {named(grade.could_be, book)}."
        return Verdict(title, book, None, f"{lack} {could}")
    settled = grade.at_least == grade.could_be
    could = "Nothing that is still unknown can change this grade"
    could = could if settled else f"What is still unknown could put it anywhere from {grade.at_least} to {grade.could_be}"
    limit = f" Without a limit it would be {named(grade.uncapped, book)}." if grade.capped_by and grade.uncapped != grade.grade else ""
    return Verdict(title, book, grade.grade, f"{could}; {known} of {part} has evidence.{limit}")


def recommended(ladder: LadderRead, reading: Reading) -> str:
    """Which rung the ladder recommends, for the authority and for the services that stand elsewhere."""
    own, rung = ladder.authority, reading.house("rung")
    others = [f" For {s.subject.lower()} it recommends “{s.rung}”." for s in ladder.services if s.called and s.rung != own.rung]
    return f"This is the {rung} that the ladder recommends for the authority: {own.says}.{''.join(others)} {rung_adopted('ladder', reading.assessment)}"


def counts(reading: Reading) -> tuple[Count, ...]:
    """How many findings of each kind there are, gaps aside; triggers only where there is a ladder."""
    house, a = reading.house, reading.assessment
    terms: tuple[tuple[FindingKind, str, str], ...] = (
        ("strength", "strength", "strengths"),
        ("weakness", "weakness", "weaknesses"),
        ("breach", "breach", "breaches"),
        ("trigger", "trigger", "triggers"),
        ("line_of_enquiry", "line of enquiry", "lines of enquiry"),
        ("contested", "contested", "contested"),
    )
    found = [(kind, sum(f.kind == kind for f in a.findings), one, many) for kind, one, many in terms if kind != "trigger" or a.ladder]
    return tuple(Count(kind, n, house(one if n == 1 else many)) for kind, n, one, many in found)


def nought(mended: Sequence[tuple[str, int]]) -> str:
    """What a nought means, and of which findings some were mended since."""
    since = "".join(f" Of the {title.lower()}, {number(n)} {'was' if n == 1 else 'were'} mended since." for title, n in mended if n)
    return sentence("Nought means that the evidence shows none, not that there is none") + since
