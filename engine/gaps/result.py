"""What `gaps` finds, as one frozen value that every renderer reads."""

import datetime as dt
from typing import Literal

from engine.assessment import AuthorityShown, RulebookUsed
from engine.result import Part, Result, SchemaName
from evidence.audience import Audience
from evidence.model import Voice

SCHEMA = "peerbench/gaps/1"

Weak = Literal["contradicted", "silent", "stale", "thin", "one_kind"]
"""Sources contradict each other; nothing bears on it; only what is too old does; one item, or what settles nothing; one kind of source."""

Range = tuple[int, int]
"""What is proved, and what is not excluded."""


class CriterionShown(Part):
    """A criterion as the lists name it, with how it is known."""

    title: str
    book: str
    parent: str | None
    grade: int | None
    could_be: Range
    weak: Weak | None
    items: int
    """How many items bear on it."""
    kinds: tuple[str, ...]
    """The kinds of source that speak of it, as the audience may read of them."""
    looks_for: str | None
    cite: dict[str, str]


class Settled(Part):
    """The range of a group if a criterion were settled at a grade."""

    grade: int
    could_be: Range


class Closing(Part):
    """What settling a criterion would do to a group above it.

    `open` is how wide the group's range is, and `closes` the most of it that settling can close: in grades, exactly, as text
    such as "1/12"; by the group's own figure where that is finer than its grade. `settled` holds the range for each grade
    that the criterion may turn out to have.
    """

    part: str
    title: str
    level: str
    could_be: Range
    open: str
    closes: str
    settled: tuple[Settled, ...]

    @property
    def moves(self) -> bool:
        """Whether the range in whole grades changes."""
        return any(s.could_be != self.could_be for s in self.settled)


class Unknown(Part):
    """A criterion that is not settled: what settling it would close, the highest group first, and whom to ask."""

    criterion: str
    closings: tuple[Closing, ...]
    ask: tuple[Voice, ...]


class Request(Part):
    """A document, record, figure or published judgement to ask for: in the rules' words, and for which criteria."""

    kind: str
    key: str
    title: str
    wanted: tuple[str, ...]
    have: int
    """How many items of this key there are already; they do not settle it."""
    missing: tuple[str, ...]
    """What those lack."""
    criteria: tuple[str, ...]


class Prompt(Part):
    """What to raise with people about a criterion: what the rule looks for, and its tests that are not settled, in their own words."""

    criterion: str
    looks_for: str | None
    tests: tuple[str, ...]


class Interviews(Part):
    """The prompts for one kind of people, what would close most first."""

    voice: Voice
    prompts: tuple[Prompt, ...]


class Meeting(Part):
    """A session: when, with whom (or over documents or figures), on which criteria, and the reviewers who hold it, by number."""

    day: int
    slot: int
    ask: Voice
    topic: str
    criteria: tuple[str, ...]
    reviewers: tuple[int, ...]


class Timetable(Part):
    """Sessions for a team of so many reviewers over so many days, and what did not fit."""

    reviewers: int
    days: int
    meetings: tuple[Meeting, ...]
    left: tuple[Meeting, ...]


class Moved(Part):
    """A group whose grade or range would be another."""

    part: str
    title: str
    level: str
    before: int | None
    after: int | None
    could_be_before: Range
    could_be_after: Range


class RungMoved(Part):
    """A recommended rung that would be another: of the authority (None) or a service, by the titles of the rungs."""

    service: str | None
    before: str
    after: str


class Loss(Part):
    """An item of evidence, and what the assessment would be without it and what derives from it."""

    item: str
    title: str
    grades: tuple[Moved, ...]
    criteria: int
    """How many criteria would have another grade or range."""
    rungs: tuple[RungMoved, ...]


class Losses(Part):
    """Every item left out in turn: those that carry something, most first. Protected ones are counted, and not shown."""

    tried: int
    carrying: tuple[Loss, ...]
    protected: int
    """How many protected items carry something."""
    rung_survives: bool | None
    """Whether the recommended rung of the authority stays whichever item is lost; None where there is no ladder."""
    whole_survives: tuple[tuple[str, bool], ...]
    """For each rulebook's whole, whether its grade stays whichever item is lost."""


class Nudge(Part):
    """An assumption with another value, and what that changes."""

    value: str
    first: bool
    """Whether it is the first step away from the value that is set."""
    grades: tuple[Moved, ...]
    criteria: int
    rungs: tuple[RungMoved, ...]


class Assumed(Part):
    """An assumption, the values that were tried beside its own, and whether the first step already changes a whole's grade or a rung."""

    parameter: str
    value: str
    reason: str
    nudges: tuple[Nudge, ...]
    flips: bool


class Robustness(Part):
    """How far the grades could still move, and what they would bear."""

    open: tuple[Moved, ...]
    """Groups whose range is wider than a grade; before and after are the ends of the range."""
    losses: Losses
    assumptions: tuple[Assumed, ...]
    untried: tuple[str, ...]
    """Assumptions for which there is no neighbouring value to try."""


class Gaps(Result):
    """Everything that is not known, and what to do about it."""

    schema_: SchemaName = SCHEMA
    authority: AuthorityShown
    as_of: dt.date
    audience: Audience
    rulebooks: tuple[RulebookUsed, ...]
    criteria: dict[str, CriterionShown]
    unknowns: tuple[Unknown, ...]
    requests: tuple[Request, ...]
    interviews: tuple[Interviews, ...]
    timetable: Timetable | None = None
    robustness: Robustness | None = None
