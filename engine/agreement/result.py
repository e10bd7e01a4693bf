"""What `agree` finds, as one frozen value that every renderer reads."""

import datetime as dt
from typing import Literal

from engine.assessment import AuthorityShown, Outcome
from engine.result import Part, Result, SchemaName
from evidence.audience import Audience

SCHEMA = "peerbench/agreement/1"


class BookScored(Part):
    """A rulebook whose criteria were scored."""

    id: str
    title: str
    version: str
    scale: dict[int, str]


class Given(Part):
    """One score. The reason is told to the team alone, and so is who gave it: others read a number."""

    by: str
    grade: int
    reason: str | None


class Middle(Part):
    """The median of some scores: one score, or of an even number the two middle ones, which may be the same."""

    low: int
    high: int


class GroupMove(Part):
    """A group whose grade or range hangs on which end of the scores is right: its grade and range at the one, and at the other."""

    group: str
    title: str
    level: str
    lowest: tuple[int | None, int, int]
    highest: tuple[int | None, int, int]


class Scored(Part):
    """A criterion that was scored, with what is indicated beside it."""

    criterion: str
    title: str
    book: str
    scores: tuple[Given, ...]
    """Those of independent assessors."""
    own: tuple[Given, ...]
    """The council's own."""
    consensus: Middle | None
    spread: int
    """From the lowest to the highest of the independent scores, in grades."""
    indicated: int | None
    at_least: int
    could_be: int
    outcome: Outcome
    against_evidence: bool
    """Whether the consensus lies outside the range that the evidence leaves open."""
    moves: tuple[GroupMove, ...]
    """What moves between the lowest and the highest score, the largest part first."""


class Alpha(Part):
    """Krippendorff's alpha for ordinal data, to two decimals; null with the reason where it is withheld."""

    book: str
    subjects: int
    """Criteria that two assessors or more scored."""
    alpha: str | None
    withheld: str | None


class Assessor(Part):
    """How one assessor's scores lie to those of the others who scored the same."""

    by: str
    scored: int
    shared: int
    higher: int
    same: int
    lower: int


class SelfView(Part):
    """How a council's own score of a criterion lies to the assessors' consensus; where there is none, to the range of the evidence."""

    criterion: str
    title: str
    book: str
    own: Middle
    against: Middle
    by: Literal["assessors", "evidence"]
    sees_itself: Literal["better", "the same", "worse"]


class Agreement(Result):
    """Scores held beside each other. `agenda` names the criteria to talk about, the gravest first."""

    schema_: SchemaName = SCHEMA
    authority: AuthorityShown
    as_of: dt.date
    audience: Audience
    books: tuple[BookScored, ...]
    criteria: tuple[Scored, ...]
    alphas: tuple[Alpha, ...]
    assessors: tuple[Assessor, ...]
    agenda: tuple[str, ...]
    self_view: tuple[SelfView, ...]
    not_asked: tuple[str, ...]
    """Criteria that were scored and are in none of these rulebooks."""
