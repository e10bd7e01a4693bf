"""Why a rule has its grade, as JSON for machines and as a page to hand on; the tree for the terminal is in `cli.tree`."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import to_jsonable_python

from cli.report.words import AUDIENCES, OUTCOMES, VOICES, capital, capped, dated, named, percent, plain, pointed, ranged, sentence, voices
from cli.sheets.sheet import Entry, Section, Sheet, Table
from engine.assessment import Assessment, Finding, Grade, Reason, RulebookUsed, Why
from engine.result import json_text
from engine.rulebook import Rulebook
from evidence.audience import Shown

SCHEMA = "peerbench/explanation/1"

_STEPS = {"met": "shown", "not met": "excluded", "unknown": "not shown yet"}


def as_json(rule: str, a: Assessment) -> str:
    """The rule's part of an assessment: its grade, paragraph, reasons, findings, the grades under it, and the evidence that these name."""
    whole: dict[str, Any] = {
        "schema": SCHEMA,
        "content_hash": a.content_hash,
        "authority": a.authority,
        "as_of": a.as_of,
        "audience": a.audience,
        "draft": a.draft,
        "rule": rule,
        "grade": a.grades.get(rule),
        "paragraph": a.paragraphs.get(rule),
        "reasons": a.reasons.get(rule),
        "findings": _findings(rule, a),
        "parts": _parts(rule, a),
        "evidence": _evidence(rule, a),
    }
    return json_text(to_jsonable_python(whole))


def sheet_of(rule: str, a: Assessment, books: Sequence[Rulebook]) -> Sheet:
    """The same as a page: why this grade, why not the next, and on which evidence."""
    grade, why = a.grades.get(rule), a.reasons.get(rule)
    ruling = next(b for b in books if (b.id == grade.book if grade else rule in b.triggers))
    book = next(b for b in a.rulebooks if b.id == ruling.id)
    title = grade.title if grade else ruling.triggers[rule].title
    outcome = _graded(grade, book) if grade else [("What became of it", _standing(rule, a)), ("Where it is proved", ruling.triggers[rule].next)]
    facts = [("Rule", f"{title.rstrip('.')} ({rule})"), *outcome]
    if why:
        source = book.sources[why.cite["source"]].title if why.cite["source"] in book.sources else why.cite["source"]
        facts.append(("Source", f"{source}, {why.cite['at']}"))
    facts += [("Rulebook", f"{book.title}, version {book.version}"), ("Written for", AUDIENCES[a.audience])]
    if a.draft:
        facts.append(("Draft", "some items could not be read and were set aside"))
    sections = [s for s in (_why(rule, a), *(_reasons(why, book) if why else ()), _parts_shown(rule, a, book), _found(rule, a), _rests_on(rule, a)) if s]
    return Sheet("why it came out so", a.authority.name, f"as of {dated(a.as_of)}", tuple(facts), tuple(sections), made_up=a.authority.made_up)


def _graded(grade: Grade, book: RulebookUsed) -> list[tuple[str, str]]:
    facts = [("Grade", f"{named(grade.grade, book)}{pointed(grade)}"), ("Could be", ranged(grade)), ("Outcome", capital(OUTCOMES[grade.outcome]))]
    if grade.level != "criterion":
        facts.append(("Settled", f"{percent(grade.completeness)} of its weight has evidence that settles a grade"))
    facts += [("Limit", f"{capital(capped(grade, book))} {sentence(cap.because)}") for cap in grade.capped_by]
    return facts


def _standing(rule: str, a: Assessment) -> str:
    if a.ladder is not None and rule in a.ladder.because:
        return "Proved of the authority"
    return "Not proved, and not ruled out" if a.ladder is not None and rule in a.ladder.not_ruled_out else "Not so of the authority"


def _why(rule: str, a: Assessment) -> Section | None:
    told = a.paragraphs.get(rule)
    parts = [("What was found", told.found), ("What is missing", told.missing), ("What would change it", told.change)] if told else []
    return Section("In short", entries=tuple(Entry(title, (text,)) for title, text in parts if text)) if parts else None


def _reasons(why: Why, book: RulebookUsed) -> Iterator[Section]:
    rubric = tuple((named(s.grade, book), sentence(s.needs), capital(_STEPS[s.truth]), voices(s.supported_by)) for s in why.steps)
    if rubric:
        intro = f"Looks for: {why.looks_for}" if why.looks_for else ""
        yield Section("What each grade needs", intro, tables=(Table("", ("Grade", "Needs", "Is it so?", "Supported by"), rubric),))
    if why.voices:
        said = tuple((capital(VOICES.get(v.kind, plain(v.kind))), plain(v.extent)) for v in why.voices)
        yield Section("What people and papers say of it", tables=(Table("", ("Who", "How far it goes"), said),))
    if why.tests:
        yield Section("What was tested", entries=tuple(_test(t) for t in why.tests))


def _test(test: Reason) -> Entry:
    missed = f", {test.missed}" if test.missed else ""
    way = (
        (f"Where it is met, it {'speaks against' if test.against else 'shows'}: {plain(test.shows)}{', with results' if test.results else ''}.",)
        if test.shows
        else ()
    )
    rests = (f"It rests on {', '.join(test.because)}.",) if test.because else ()
    acts = tuple(f"{act}: {verdict}" for act, verdict in test.acts)
    return Entry(f"{sentence(test.says).rstrip('.')}: {test.truth}{missed}", (*way, *acts, *rests), test.test)


def _parts(rule: str, a: Assessment) -> dict[str, Grade]:
    return {child: grade for child, grade in a.grades.items() if grade.parent == rule}


def _parts_shown(rule: str, a: Assessment, book: RulebookUsed) -> Section | None:
    rows = tuple((f"{g.title} ({child})", named(g.grade, book), ranged(g), OUTCOMES[g.outcome]) for child, g in _parts(rule, a).items())
    return Section("What it is made up of", tables=(Table("", ("Part", "Grade", "Could be", "Outcome"), rows),)) if rows else None


def _findings(rule: str, a: Assessment) -> list[Finding]:
    return [f for f in a.findings if f.rule == rule]


def _found(rule: str, a: Assessment) -> Section | None:
    entries = tuple(
        Entry(f"{capital(plain(f.kind))}: {f.title}", tuple(t for t in (sentence(f.text), f"Next step: {f.next}" if f.next else "") if t), f.id)
        for f in _findings(rule, a)
    )
    return Section("Findings", entries=entries) if entries else None


def _evidence(rule: str, a: Assessment) -> dict[str, Shown]:
    """Every item that the grade, its paragraph, its tests and findings name, as the audience may see it."""
    grade, paragraph, why = a.grades.get(rule), a.paragraphs.get(rule), a.reasons.get(rule)
    named_ = [*(grade.because if grade else ()), *(paragraph.rests_on if paragraph else ())]
    named_ += [i for test in (why.tests if why else ()) for i in test.because] + [i for f in _findings(rule, a) for i in f.because]
    return {i: a.evidence[i] for i in dict.fromkeys(named_) if i in a.evidence}


def _rests_on(rule: str, a: Assessment) -> Section | None:
    rows = tuple(_row(i, shown) for i, shown in _evidence(rule, a).items())
    return Section("The evidence", tables=(Table("", ("Item", "What it is", "Date", "What it says", "Where"), rows),)) if rows else None


def _row(item: str, shown: Shown) -> tuple[str, ...]:
    if shown.key is None:
        return item, f"protected ({shown.source})", "", "", ""
    where = ", ".join(x for x in (shown.title, shown.at) if x)
    return item, f"{shown.kind} {shown.key}", dated(shown.date) if shown.date else "", shown.says or "", where
