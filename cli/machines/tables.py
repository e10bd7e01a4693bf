"""An assessment as tables for a data team: one thing to a row, the same first columns everywhere, so that councils can be stacked.

Each table is declared once, column by column, with what the column says: the file's headings, the explanations in the
data workbook and the documentation are all made of it.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cli.formats import Of
from engine.assessment import Assessment, CappedBy, Standing
from evidence.model import WHOLE

Value = str | int | float | dt.date | None


@dataclass(frozen=True)
class Column:
    """A column: its heading, and what it says."""

    name: str
    says: str


@dataclass(frozen=True)
class Table:
    """A table: its columns, and its rows, a value for each column."""

    of: Of
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


_COMMON = {
    "authority": "the authority's name",
    "authority_code": "its code, where the evidence gives one",
    "as_of": "the day for which it was assessed",
    "content": "the hash of the result's content, by which `verify` knows it",
}
_OWN: Mapping[Of, Mapping[str, str]] = {
    Of.grades: {
        "rulebook": "the rulebook",
        "version": "its version; scores of versions that differ in the first number do not compare",
        "id": "the criterion or group",
        "title": "its title",
        "level": "criterion, heading, element, theme or whole",
        "parent": "the group that it is in",
        "grade": "the grade as a number; empty where nothing is proved",
        "grade_name": "what the rulebook, or the house, calls that grade",
        "at_least": "the grade that is proved",
        "could_be": "the grade that is not excluded",
        "uncapped": "the grade before limiters",
        "capped_by": "the limiters that hold, each with the grade it caps at",
        "outcome": "graded, no_evidence, not_applicable, contested, stale or unsettled",
        "completeness": "the share of weight that has evidence, from 0 to 1, to four places",
        "points_at_least": "of a group that counts points, those that are proved, exactly, as text",
        "points_could_be": "and those that are not excluded",
        "points_out_of": "and how many there are",
        "scores": "the scores that assessors gave, apart from the grade",
        "adopted": "what people decided; empty where nobody did",
        "evidence": "the ids of the evidence that it rests on",
    },
    Of.findings: {
        "id": "the finding's fingerprint: the same finding of two runs has the same one",
        "rule": "the rule that found it",
        "rulebook": "its rulebook",
        "title": "the rule's title",
        "about": "the service; `authority` where it is the whole council",
        "kind": "trigger, breach, weakness, line_of_enquiry, contested, advice, strength or gap_in_evidence",
        "outcome": "what became of it, such as proved or mended",
        "text": "the finding in words",
        "next": "the next step that the rule advises",
        "source": "the title of the source that the rule cites",
        "at": "the place in that source",
        "kinds_of_source": "who speaks for it",
        "newest": "the day of the newest evidence",
        "adopted": "what people decided; empty where nobody did",
        "evidence": "the ids of the evidence that it rests on",
    },
    Of.reasons: {
        "rule": "the criterion or trigger",
        "rulebook": "its rulebook",
        "test": "the test's name in the rule",
        "says": "what it asks",
        "truth": "met, not met or unknown",
        "shows": "the extent that it shows where it is met",
        "against": "yes where it speaks against the criterion",
        "results": "yes where it shows results",
        "missed": "how far it missed, where it did",
        "evidence": "the ids of the evidence that decided it",
    },
    Of.ladder: {
        "rulebook": "the rulebook that has the ladder",
        "about": "the service; `authority` for the whole council",
        "current": "the rung on which it stands",
        "recommended": "the rung that the evidence points to",
        "recommended_title": "that rung's title",
        "who": "who acts there",
        "because": "the triggers that call for it",
        "not_ruled_out": "the triggers that are neither proved nor excluded",
        "next": "the next step on the ladder",
        "adopted": "the rung that people decided on; empty where nobody did",
    },
    Of.evidence: {
        "id": "the item's id, as this audience knows it",
        "kind": "document, measure, event, statement or rating",
        "key": "what it is",
        "about": "the service; `authority` where it is the whole council",
        "date": "the day of the thing itself",
        "source": "the kind of source",
        "title": "the document that it is in",
        "at": "the place in it",
        "says": "what it says",
        "excerpt": "its words",
        "person": "who said so; for the team alone",
        "role": "in which role; for the team alone",
        "protected": "yes where the rest is for the team alone",
    },
}
COLUMNS: Mapping[Of, tuple[Column, ...]] = {of: tuple(Column(name, says) for name, says in {**_COMMON, **own}.items()) for of, own in _OWN.items()}
"""The columns of each table, in order."""


def table(of: Of, result: Assessment) -> Table:
    """One table of an assessment, in the assessment's order. It holds what the assessment shows its audience, and no more."""
    whose = result.authority
    common: dict[str, Value] = {"authority": whose.name, "authority_code": whose.code, "as_of": result.as_of, "content": result.content_hash}
    rows = (common | row for row in _ROWS[of](result))
    return Table(of, COLUMNS[of], tuple(tuple(row[column.name] for column in COLUMNS[of]) for row in rows))


def tables(result: Assessment) -> tuple[Table, ...]:
    """Every table of an assessment."""
    return tuple(table(of, result) for of in Of)


def _grades(a: Assessment) -> Iterator[dict[str, Value]]:
    books, adopted = {book.id: book for book in a.rulebooks}, _adopted(a)
    for rule, g in a.grades.items():
        book, points = books[g.book], g.points
        yield {
            "rulebook": book.id,
            "version": book.version,
            "id": rule,
            **_same(g, "title", "level", "parent", "grade", "at_least", "could_be", "uncapped", "outcome"),
            "grade_name": book.scale[g.grade] if g.grade is not None else None,
            "capped_by": "; ".join(map(_cap, g.capped_by)),
            "completeness": float(round(Fraction(g.completeness), 4)),
            "points_at_least": points.at_least if points else None,
            "points_could_be": points.could_be if points else None,
            "points_out_of": points.out_of if points else None,
            "scores": " ".join(map(str, g.assessed)),
            "adopted": adopted.get(rule),
            "evidence": " ".join(g.because),
        }


def _cap(cap: CappedBy) -> str:
    return f"{cap.at}: {cap.because}"


def _findings(a: Assessment) -> Iterator[dict[str, Value]]:
    sources, adopted = {(book.id, name): source.title for book in a.rulebooks for name, source in book.sources.items()}, _adopted(a)
    for f in a.findings:
        yield {
            **_same(f, "id", "rule", "title", "about", "kind", "outcome", "text", "next", "newest"),
            "rulebook": f.book,
            "source": sources.get((f.book, f.cite["source"]), f.cite["source"]),
            "at": f.cite["at"],
            "kinds_of_source": " ".join(f.kinds_of_source),
            "adopted": adopted.get(f.id),
            "evidence": " ".join(f.because),
        }


def _reasons(a: Assessment) -> Iterator[dict[str, Value]]:
    for rule, why in a.reasons.items():
        for t in why.tests:
            flags = {word: "yes" if getattr(t, word) else "no" for word in ("against", "results")}
            yield {"rule": rule, "rulebook": why.book, **_same(t, "test", "says", "truth", "shows", "missed"), **flags, "evidence": " ".join(t.because)}


def _ladder(a: Assessment) -> Iterator[dict[str, Value]]:
    if a.ladder is None:
        return
    rungs, adopted = {rung.id: rung for rung in a.ladder.rungs}, _adopted(a)
    standings: dict[str, Standing] = {WHOLE: a.ladder, **a.ladder.services}
    for about, s in standings.items():
        yield {
            "rulebook": a.ladder.book,
            "about": about,
            **_same(s, "current", "recommended", "next"),
            "recommended_title": rungs[s.recommended].title,
            "who": rungs[s.recommended].who,
            "because": " ".join(s.because),
            "not_ruled_out": " ".join(s.not_ruled_out),
            "adopted": adopted.get(about) or (adopted.get("ladder") if about == WHOLE else None),
        }


def _evidence(a: Assessment) -> Iterator[dict[str, Value]]:
    for item, shown in a.evidence.items():
        fields = ("kind", "key", "about", "date", "source", "title", "at", "says", "excerpt", "person", "role")
        yield {"id": item, **_same(shown, *fields), "protected": "yes" if shown.protected else "no"}


def _same(of: Any, *names: str) -> dict[str, Value]:
    return {name: getattr(of, name) for name in names}


def _adopted(a: Assessment) -> dict[str, str]:
    """What people decided, by what they decided on; the last word counts."""
    return {d.matter: d.adopted for d in a.decisions}


_ROWS: Mapping[Of, Callable[[Assessment], Iterator[dict[str, Value]]]] = {
    Of.grades: _grades,
    Of.findings: _findings,
    Of.reasons: _reasons,
    Of.ladder: _ladder,
    Of.evidence: _evidence,
}
