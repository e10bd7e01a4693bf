"""Decisions in words: on what, what is indicated and adopted, whether it departs, and why it is to be renewed."""

from dataclasses import dataclass

from cli.report.standings import title_of
from cli.report.words import capital, counted, dated, named, plain
from engine.assessment import Assessment, DecisionShown

STAGES = {"draft": "draft", "consistency_check": "consistency check", "final": "final"}


@dataclass(frozen=True)
class Decided:
    """What people decided, in words, and whether it departs from what is indicated; `renewal` is empty where it stands."""

    on: str
    indicated: str | None
    adopted: str
    departs: bool
    stage: str
    renewal: str
    decision: DecisionShown


def decided(d: DecisionShown, a: Assessment) -> Decided:
    """A decision of an assessment in words."""
    indicated = _value(d.indicated, d.matter, a) if d.indicated is not None else None
    return Decided(title_of_matter(d.matter, a), indicated, _value(d.adopted, d.matter, a), d.departs, STAGES[d.stage], _renewal(d, a), d)


def _value(value: str, matter: str, a: Assessment) -> str:
    grade = a.grades.get(matter)
    if grade is not None and value.isdecimal():
        return named(int(value), next(book for book in a.rulebooks if book.id == grade.book))
    return plain(title_of(value, a.ladder) if a.ladder else value)


def _renewal(d: DecisionShown, a: Assessment) -> str:
    if d.binds != "no longer":
        return ""
    then, now = (_value(value, d.matter, a) if value is not None else "nothing" for value in (d.was, d.indicated))
    if then == now:
        return f"The evidence or the rules have changed since; {now} was indicated then and is now."
    return f"The evidence or the rules have changed since: {then} was indicated then, and {now} is now."


def title_of_matter(matter: str, a: Assessment) -> str:
    """On what a decision is, as a report names it."""
    if matter in ("ladder", "authority"):
        return "The authority's rung"
    if matter in a.grades:
        return a.grades[matter].title
    if a.ladder and matter in a.ladder.services:
        return f"The rung of {plain(matter)}"
    return next((f.title for f in a.findings if f.id == matter), None) or capital(plain(matter))


def standing_of(a: Assessment) -> str:
    """How far the result has come on the way from what is indicated to what is final, in a few words."""
    if a.status == "final":
        return "final: people decided on it"
    if not a.decisions:
        return "provisional: the engine indicates it, and nobody has decided on it"
    open_ = f"{counted(len(a.undecided), 'matter')} provisional" if a.undecided else "nothing provisional"
    renew = sum(d.binds == "no longer" for d in a.decisions)
    return f"draft: {counted(len(a.decisions), 'matter')} decided, {open_}" + (f", {renew} to be renewed" if renew else "")


def rung_adopted(matter: str, a: Assessment) -> str:
    """Whether the rung that is recommended was adopted: only a decision does that."""
    d = next((d for d in a.decisions if d.matter == matter or (matter == "ladder" and d.matter == "authority")), None)
    if d is None:
        return "Recommended, and not adopted: a rung is adopted by decision alone, and none is recorded."
    shown = decided(d, a)
    beside = f", where “{shown.indicated}” is recommended" if d.departs else ", as recommended" if d.indicated else ""
    return f"Adopted by decision of {dated(d.date)} ({shown.stage}): “{shown.adopted}”{beside}."
