"""What `improve` finds, as one frozen value that every renderer reads."""

import datetime as dt
from typing import Literal

from engine.assessment import AuthorityShown, RulebookUsed
from engine.result import Part, Result, SchemaName
from evidence.audience import Audience

SCHEMA = "peerbench/improvement/1"

Kind = Literal["show", "do", "show and do"]
"""Evidence may show that it is so already; it must be newly done; or the one for a part of the way and then the other."""
Term = Literal["short", "medium", "long"]


class Change(Part):
    """A criterion brought to a grade."""

    criterion: str
    to: int
    kind: Kind
    effort: int


class Limit(Part):
    """A limiter that keeps a group below the grade it seeks, and the changes of its set that lift it."""

    at: int
    because: str
    lifted_by: tuple[str, ...]


class Distance(Part):
    """How far a group is from a grade: the smallest set of changes that reaches it.

    `changes` is null where none was found; `least` is the effort below which there is surely no set, null where no set
    of any size reaches the grade. With `effort` equal to `least` the set is proved to be the smallest.
    """

    part: str
    title: str
    level: str
    book: str
    grade: int | None
    to: int
    limits: tuple[Limit, ...]
    changes: tuple[Change, ...] | None
    effort: int | None
    least: int | None
    proved: bool
    by_others: bool
    """Whether the set needs judgements that others publish: without them the grade is out of reach."""


class CriterionShown(Part):
    """A criterion as a list of changes names it."""

    title: str
    book: str
    parent: str | None
    grade: int | None
    at_least: int
    could_be: int
    in_gift: bool
    looks_for: str | None
    next: str | None
    wanting: tuple[str, ...]
    """The tests that count for it and are not met, in the rule's words."""


class Action(Part):
    """A line of the improvement plan."""

    term: Term
    criterion: str
    title: str
    kind: Kind
    in_gift: bool
    grade: int | None
    to: int
    what: str
    target: str
    measure: str
    owner: str | None
    by: dt.date | None
    effort: int
    impact: int
    lifts: tuple[str, ...]
    """The reasons of the limiters that it helps to lift."""
    parts: tuple[str, ...]


class TriggerShown(Part):
    """A trigger of the ladder: what it says and asks, and what to do about it."""

    id: str
    title: str
    next: str | None
    tests: tuple[tuple[str, str], ...]
    """Each test in words, and whether it is met."""


class LadderMove(Part):
    """Triggers that together move the recommendation, and where to."""

    triggers: tuple[TriggerShown, ...]
    to: str
    title: str


class LadderMoves(Part):
    """For the authority (None) or a service: what averts its rung, what would call for a higher one, and what holds it where it is."""

    service: str | None
    recommended: str
    title: str
    averted_if_not: tuple[LadderMove, ...]
    called_for_if: tuple[LadderMove, ...]
    held_from: str | None
    """The title of the rung that is called for, where something holds it off."""
    held_by: tuple[str, ...]
    left_by: str | None
    """What would have to be shown for it to come down again, in words."""


class Improvement(Result):
    """The distances, the criteria that they name, the plan made of them, and the ladder."""

    schema_: SchemaName = SCHEMA
    authority: AuthorityShown
    as_of: dt.date
    audience: Audience
    rulebooks: tuple[RulebookUsed, ...]
    weighed: bool
    """Whether the user said what changes cost; else effort counts steps."""
    distances: tuple[Distance, ...]
    criteria: dict[str, CriterionShown]
    plan: tuple[Action, ...]
    ladder: tuple[LadderMoves, ...]
