"""Findings as a report shows them: by kind, within a kind by element or subject."""

import datetime as dt
from dataclasses import dataclass

from cli.report.quoted import Quoted
from cli.report.reading import Gathered, Reading, gather
from cli.report.words import KIND_TERMS, capital, plain, voices
from engine.assessment import Finding, FindingKind
from evidence.model import WHOLE

SECTIONS: tuple[tuple[FindingKind, str], ...] = (
    ("strength", "What the evidence shows to be in place and working."),
    ("weakness", "What the evidence shows to be missing or not working, each with a first step."),
    ("breach", "What has to be done every time, and at least once was not. A breach that was mended stays on the record and says so."),
    ("trigger", "What calls for a response on the {ladder of intervention}."),
    ("line_of_enquiry", "What one voice says, and nothing else yet. These are questions to follow up, not findings against anybody."),
    ("contested", "Where sources that should agree do not. These grades cannot be relied on until the difference is understood."),
)
"""The kinds of finding in the order of the report, with the introduction of each. Gaps have a section of their own."""

_TEXT_LEADS = frozenset({"strength", "weakness", "breach"})
"""Kinds whose text is the message; the others are led by the title of their rule."""


@dataclass(frozen=True)
class FindingRead:
    """A finding as it is read: what leads, what stands under it, and what it rests on."""

    id: str
    rule: str
    lead: str
    under: str
    under_is_title: bool
    next: str | None
    about: str | None
    mended: bool
    cited: str
    kinds: str
    newest: dt.date | None
    evidence: tuple[Quoted, ...]
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FindingSection:
    """All findings of a kind."""

    kind: FindingKind
    title: str
    intro: str
    count: int
    mended: int
    groups: tuple[Gathered[FindingRead], ...]


def finding_sections(reading: Reading) -> tuple[FindingSection, ...]:
    """A section for each kind of finding that there is, gaps aside."""
    sections = []
    house = reading.house
    for kind, intro in SECTIONS:
        found = [f for f in reading.assessment.findings if f.kind == kind]
        if found:
            mended = sum(f.outcome == "mended" for f in found)
            groups = gather(sorted(found, key=lambda f: f.about != WHOLE) if kind == "trigger" else found, lambda f: _place(reading, f))
            read = tuple(Gathered(g.title, tuple(_read(reading, f) for f in g.things)) for g in groups)
            sections.append(FindingSection(kind, capital(house(KIND_TERMS[kind])), house.filled(intro), len(found), mended, read))
    return tuple(sections)


def _place(reading: Reading, finding: Finding) -> str:
    """Findings on criteria stand under their element, those on triggers under whom they are about."""
    element = reading.element(finding.rule)
    return element or ("The authority as a whole" if finding.about == WHOLE else capital(plain(finding.about)))


def _read(reading: Reading, f: Finding) -> FindingRead:
    text_leads = f.kind in _TEXT_LEADS
    why = reading.criteria.get(f.rule) if f.kind == "contested" else None
    return FindingRead(
        id=f.id,
        rule=f.rule,
        lead=f.text if text_leads else f.title,
        under=f.title if text_leads else f.text,
        under_is_title=text_leads,
        next=f.next,
        about=None if f.about == WHOLE or not reading.element(f.rule) else capital(plain(f.about)),
        mended=f.outcome == "mended",
        cited=reading.citations.of(f.book, f.cite),
        kinds=voices(f.kinds_of_source),
        newest=f.newest,
        evidence=reading.quotes(f.because, f.rule),
        said=tuple((capital(voices([v.kind])), plain(v.extent)) for v in why.voices) if why else (),
    )
