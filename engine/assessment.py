"""The one result: what every report, interface and test reads. It serialises to the JSON that others rely on."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import PlainSerializer

from engine.result import Part, Result, SchemaName
from evidence.audience import Audience, Shown
from evidence.model import Stage

SCHEMA = "peerbench/assessment/1"

FindingKind = Literal["strength", "weakness", "breach", "line_of_enquiry", "gap_in_evidence", "contested", "trigger", "advice"]
KINDS_OF_FINDING: tuple[FindingKind, ...] = ("trigger", "breach", "weakness", "line_of_enquiry", "contested", "advice", "strength", "gap_in_evidence")
"""In the order in which a reader wants them."""

Outcome = Literal["graded", "no_evidence", "not_applicable", "contested", "stale", "unsettled"]


def _plain(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else str(number)


Figure = Annotated[Decimal, PlainSerializer(_plain)]


class AuthorityShown(Part):
    """Whose assessment this is."""

    name: str
    code: str | None
    type: str
    region: str | None
    family: str | None = None
    made_up: bool = False


class SourceShown(Part):
    """A source that rules cite."""

    title: str
    by: str | None
    year: int
    status: Literal["current", "superseded"]
    note: str | None


class RulebookUsed(Part):
    """Which rulebook, in which version, and how its scale reads."""

    id: str
    version: str
    content_hash: str
    title: str
    about: str
    decides: str
    scale: dict[int, str]
    means: dict[int, str]
    scale_assumption: str | None
    strong_from: int
    sources: dict[str, SourceShown]


class CappedBy(Part):
    """A limiter that holds: what it caps the grade at, and why."""

    at: int
    because: str


class Points(Part):
    """What a group that counts points comes to, before limiters: exact numbers, as text, such as "614" or "1229/2"."""

    out_of: int
    at_least: str
    could_be: str


class Grade(Part):
    """A criterion's or group's grade. `grade` is null where nothing is proved; the range says what is still possible."""

    title: str
    level: Literal["criterion", "heading", "element", "theme", "whole"]
    book: str
    parent: str | None
    grade: int | None
    at_least: int
    could_be: int
    uncapped: int | None
    outcome: Outcome
    completeness: str
    because: tuple[str, ...]
    capped_by: tuple[CappedBy, ...]
    assessed: tuple[int, ...] = ()
    """Scores that assessors gave; a council's own scores are not among them."""
    points: Points | None = None


class Reason(Part):
    """One test of a criterion: what it asks, which way it counts, whether it is met, and how far it missed."""

    test: str
    says: str
    shows: str | None
    against: bool
    results: bool
    truth: Literal["met", "not met", "unknown"]
    because: tuple[str, ...]
    missed: str | None
    acts: tuple[tuple[str, str], ...] = ()
    """For a test over acts, each act's id and what became of it."""


class Step(Part):
    """One grade of the rubric: what it needs, whether that is shown, and by which kinds of source."""

    grade: int
    needs: str
    truth: Literal["met", "not met", "unknown"]
    supported_by: tuple[str, ...]


class Voice(Part):
    """What a kind of source says of a criterion, at its furthest."""

    kind: str
    extent: str


class Paragraph(Part):
    """A grade in plain English: what was found, what is missing, what would change it; and the evidence that decided."""

    found: str
    missing: str = ""
    change: str = ""
    rests_on: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The paragraph as one text."""
        return " ".join(part for part in (self.found, self.missing, self.change) if part)


class Why(Part):
    """Why a criterion has its grade."""

    looks_for: str | None
    next: str | None
    cite: dict[str, str]
    voices: tuple[Voice, ...]
    steps: tuple[Step, ...]
    tests: tuple[Reason, ...]
    book: str
    says: str | None = None
    advises: str | None = None
    """What a trigger advises where it is proved."""


class Finding(Part):
    """Something an assessor may report, with what it rests on."""

    id: str
    rule: str
    book: str
    title: str
    about: str
    kind: FindingKind
    outcome: str
    text: str
    because: tuple[str, ...]
    kinds_of_source: tuple[str, ...]
    newest: dt.date | None
    cite: dict[str, str]
    next: str | None


class ReviewShown(Part):
    """One review on the way up or down the ladder."""

    date: dt.date
    rung: str
    by: str
    because: tuple[str, ...]
    averted: str | None


class Standing(Part):
    """Where a subject stands on the ladder, and why."""

    current: str | None
    recommended: str
    per: Literal["authority", "service"]
    because: tuple[str, ...]
    not_ruled_out: tuple[str, ...]
    spoken_against: tuple[str, ...]
    """Of those not ruled out, the triggers that some evidence speaks against."""
    averted_by: tuple[str, ...]
    support: tuple[str, ...]
    next: str
    history: tuple[ReviewShown, ...]


class RungShown(Part):
    """A rung as the report names it."""

    id: str
    title: str
    who: str


class Ladder(Standing):
    """The authority's place on the ladder, and each service's."""

    book: str
    services: dict[str, Standing]
    rungs: tuple[RungShown, ...]
    support_texts: dict[str, str]
    trigger_titles: dict[str, str]


class Assumption(Part):
    """A figure that the source leaves open, and why it was set so."""

    parameter: str
    value: str
    reason: str


class LeftOut(Part):
    """An item that took no part, and why."""

    id: str
    why: str
    at: str | None = None


class DecisionShown(Part):
    """What people decided, and whether it departs from what is indicated.

    `binds` says whether what it was made on is still what is known; where it is not, the decision is to be renewed, and
    `was` is what was indicated when it was made.
    """

    matter: str
    indicated: str | None
    adopted: str
    reason: str
    date: dt.date
    stage: Stage
    by: str
    considered: tuple[str, ...]
    departs: bool
    binds: Literal["still", "no longer", "to nothing"]
    was: str | None
    made_on: str | None = None
    """The basis of the assessment that it was made on; for the team alone."""


class Disagreement(Part):
    """An item of evidence that one rulebook's rules praise and another's fault."""

    evidence: str
    praised_by: tuple[str, ...]
    faulted_by: tuple[str, ...]


class Run(Part):
    """How this run went. Alone not part of the content hash."""

    matchers: tuple[str, ...]
    agreed: bool
    fallback: str | None
    seconds: float


class Assessment(Result):
    """The result of one assessment."""

    schema_: SchemaName = SCHEMA
    content_hash: str = ""
    authority: AuthorityShown
    as_of: dt.date
    audience: Audience
    draft: bool = False
    status: Literal["indicated", "draft", "final"] = "indicated"
    """Indicated by the engine alone; a draft once people decide on it; final when they have."""
    scope: tuple[str, ...] = ()
    rulebooks: tuple[RulebookUsed, ...]
    grades: dict[str, Grade]
    findings: tuple[Finding, ...]
    ladder: Ladder | None
    assumptions: tuple[Assumption, ...]
    reasons: dict[str, Why]
    paragraphs: dict[str, Paragraph] = {}
    """Each grade in plain English."""
    evidence: dict[str, Shown]
    disagreements: tuple[Disagreement, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    decisions: tuple[DecisionShown, ...] = ()
    undecided: tuple[str, ...] = ()
    """Grades and rungs that nobody decided on: they are provisional."""
    basis: str | None = None
    """The hash of what a decision is made on; for the team alone."""
    run: Run

    def hashed(self) -> "Assessment":
        """The same with its content hash: over everything but the run and the hash itself."""
        return self.model_copy(update={"content_hash": hash_of(self.as_json())})


def hash_of(content: Mapping[str, Any]) -> str:
    """The hash of an assessment's JSON object, its run, its own hash and the story that people told of it aside."""
    hashed = {k: v for k, v in content.items() if k not in ("run", "content_hash", "story")}
    return hashlib.sha256(json.dumps(hashed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def finding_id(rule: str, kind: str, about: str) -> str:
    """A fingerprint: the same finding of two runs has the same id."""
    return "f-" + hashlib.sha256(f"{rule}\0{kind}\0{about}".encode()).hexdigest()[:12]
