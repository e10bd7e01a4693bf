"""What `compare` finds, as frozen values that every renderer reads."""

import datetime as dt

from engine.assessment import AuthorityShown, Finding
from engine.result import Part, Result, SchemaName
from evidence.audience import Audience

SCHEMA = "peerbench/comparison/1"


class Side(Part):
    """One of the assessments: whose, of when, under which versions of the rulebooks."""

    authority: AuthorityShown
    as_of: dt.date
    content_hash: str
    versions: dict[str, str]


class BookHeld(Part):
    """A rulebook of both sides, and whether the grades of its two versions may be held against each other."""

    id: str
    title: str
    before: str
    after: str
    scale: dict[int, str]
    comparable: bool


class EvidenceMoved(Part):
    """Evidence that any rule rests on now and did not, that none does any more, or that says something else now.

    What is in both evidence sets comes where it stood behind something newer, and goes when it is too old. Of what was said
    in confidence only the number is told, before and after.
    """

    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    in_confidence: tuple[int, int] = (0, 0)


class TestMoved(Part):
    """A test that is answered otherwise; before or after is null where the rule did not have it."""

    __test__ = False
    test: str
    says: str
    before: str | None
    after: str | None
    missed: str | None


class GradeMoved(Part):
    """A grade that is another one, or whose range or outcome is, and why."""

    rule: str
    title: str
    level: str
    book: str
    before: int | None
    after: int | None
    range_before: tuple[int, int]
    range_after: tuple[int, int]
    uncapped: tuple[int | None, int | None]
    """What it was and is without limiters."""
    outcome_before: str
    outcome_after: str
    evidence: EvidenceMoved
    tests: tuple[TestMoved, ...]
    parts: tuple[str, ...]
    """Of a group: its parts that moved, or have a part that did."""
    limits_came: tuple[str, ...]
    limits_went: tuple[str, ...]
    says: str | None
    """Why none of these tells it: the rule, the day, or what applies."""


class FindingMoved(Part):
    """A finding that both sides have, and that is not the same."""

    before: Finding
    after: Finding
    what: tuple[str, ...]
    evidence: EvidenceMoved


class RungMoved(Part):
    """The rung that is recommended, before and after, and the triggers that came and went."""

    subject: str
    before: str
    after: str
    came: tuple[str, ...]
    went: tuple[str, ...]


class AssumptionMoved(Part):
    """A figure of the rules that is set otherwise."""

    parameter: str
    before: str
    after: str


class Comparison(Part):
    """From one assessment of an authority to another."""

    before: Side
    after: Side
    books: tuple[BookHeld, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    grades: tuple[GradeMoved, ...]
    titles: dict[str, str]
    """The titles of what moved, and of what it stands in."""
    same: int
    """How many grades are the same, with the same range."""
    came: tuple[Finding, ...]
    went: tuple[Finding, ...]
    changed: tuple[FindingMoved, ...]
    evidence: EvidenceMoved
    rungs: tuple[RungMoved, ...]
    assumptions: tuple[AssumptionMoved, ...]


class PeerGrade(Part):
    """A grade among those of others. With too few others that have one, nothing but their number is told."""

    rule: str
    title: str
    level: str
    book: str
    ours: int | None
    others: int
    lowest: int | None = None
    middle: tuple[int, int] | None = None
    """The middle one of the others, or the two middle ones."""
    highest: int | None = None
    above: int | None = None
    level_with: int | None = None
    below: int | None = None


class Peers(Part):
    """An authority among others, none of which is named."""

    ours: Side
    others: int
    smallest: int
    books: tuple[BookHeld, ...]
    """`before` is our version; `comparable` is false where some of the others were assessed under another one, and left out for it."""
    withheld: str | None
    grades: tuple[PeerGrade, ...]


class Compared(Result):
    """What was compared: one authority over time, step by step, or one among its peers."""

    schema_: SchemaName = SCHEMA
    audience: Audience
    steps: tuple[Comparison, ...]
    peers: Peers | None
