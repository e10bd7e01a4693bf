"""The plan: rulebooks compiled to flat, frozen values that matchers and judges read.

A *leaf* is a test of single facts, shared by all tests that ask the same. A *pairing* joins an act with what it
needs. A *test* counts what its leaf finds. Expressions join tests, grades and triggers.

What there are thousands of is a named tuple: a plan that was kept is then read five times as fast.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

Figure = int | str | Decimal
Operator = Literal["==", ">=", "<=", "in", "stated"]


class Comparison(NamedTuple):
    """One comparison on one attribute of a fact. `stated` asks only whether the fact says anything of it."""

    attribute: str
    operator: Operator
    value: Figure | tuple[Figure, ...] = 1


class Leaf(NamedTuple):
    """Which facts bear on a test (`scope`), and which of those satisfy it (`wanted`). No keys stands for any key."""

    kind: str
    keys: tuple[str, ...]
    scope: tuple[Comparison, ...] = ()
    wanted: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """Acts (a leaf) joined with other facts (a leaf) about the same subject, in an order, within so many months."""

    act: int
    other: int
    order: Literal["before", "after", "any"]
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What an act needs: a pairing (by number), something of the act itself (a leaf), or a tree of these."""

    how: Literal["pair", "itself", "all", "any"]
    index: int = -1
    parts: tuple["Need", ...] = ()


@dataclass(frozen=True, slots=True)
class EachAct:
    """`each ACT needs X`: the acts are those of the test's leaf."""

    needs: Need
    mended: int | None = None
    unless: int | None = None


DUE = "due"
"""The kind of the facts that are days on which something falls due."""


@dataclass(frozen=True, slots=True)
class DuePlan:
    """When something falls due each year, for one test, which its leaf knows by `key`.

    `answers` is what bears on it, by (kind, key) or (kind, "") for any; `age` how many months back a day counts, and
    `late` how many months after the day what was due may still have come.
    """

    key: str
    rule: str
    months: tuple[int, ...]
    age: int
    answers: frozenset[tuple[str, str]]
    late: int = 0


@dataclass(frozen=True, slots=True)
class ShareRule:
    """What part of the facts in scope satisfies."""

    at_least: Decimal | None
    at_most: Decimal | None
    of_at_least: int


class Test(NamedTuple):
    """A test as the judge counts it. `name` is the test's name within its rule."""

    rule: str
    name: str
    leaf: int
    times: int = 1
    sources: int = 1
    share: ShareRule | None = None
    each: EachAct | None = None
    says: str = ""


class Expression(NamedTuple):
    """A condition, compiled. `test` and the ids name what it looks at; `parts` are its branches."""

    how: Literal["test", "all", "any", "not", "count", "grade", "trigger", "persisted", "not_called", "stood_on"]
    test: int = -1
    name: str = ""
    operator: Literal[">=", "<=", "=="] = ">="
    bound: int = 0
    parts: tuple["Expression", ...] = ()


class Showing(NamedTuple):
    """What a test shows of a criterion, and which way."""

    test: int
    extent: int
    against: bool = False
    results: bool = False


@dataclass(frozen=True, slots=True)
class RubricStep:
    """What must be shown for a grade."""

    grade: int
    extent: int
    kinds: int
    results: bool


@dataclass(frozen=True, slots=True)
class ScorePlan:
    """The range of a figure that is a score, and the lowest score that each grade takes."""

    least: Fraction
    most: Fraction
    bands: tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True, slots=True)
class CriterionPlan:
    """How one criterion is graded: by showings, by conditions a grade at a time, by a published rating, or by a score.

    `rated` is the test that finds the rating or the score.
    """

    id: str
    book: str
    weight: int
    per_service: bool
    types: tuple[str, ...]
    said: int
    showings: tuple[Showing, ...] = ()
    grades: tuple[tuple[int, Expression], ...] = ()
    rated: int | None = None
    score: ScorePlan | None = None
    each: int | None = None
    unless: Expression | None = None
    tests: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CapPlan:
    """A limiter, compiled."""

    at: int
    when: Expression
    because: str


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """How a group's grade comes from its children's."""

    id: str
    book: str
    children: tuple[str, ...]
    weight: int
    by: str
    using: str
    bands: tuple[tuple[int, Fraction], ...]
    out_of: int
    rows: tuple[tuple[int, Expression | None], ...]
    decimals: int | None
    half: str
    caps: tuple[CapPlan, ...]
    enough: Fraction
    silence_scores_nothing: bool
    not_applicable_counts: bool


@dataclass(frozen=True, slots=True)
class TriggerPlan:
    """A trigger, compiled."""

    id: str
    book: str
    per: str
    when: Expression
    unless: Expression | None
    tests: tuple[int, ...]
    calls: bool = True
    """Whether it calls for a response; one that gives advice does not."""


@dataclass(frozen=True, slots=True)
class RungPlan:
    """A rung, compiled; its place in the ladder is its place in the plan."""

    id: str
    per: str
    urgent: Expression | None
    enter: Expression | None
    hold: Expression | None
    leave: Expression | None
    to: str | None
    support: tuple[tuple[str, Expression | None], ...]


@dataclass(frozen=True, slots=True)
class LadderPlan:
    """The ladder of one rulebook."""

    book: str
    rungs: tuple[RungPlan, ...]
    starts_on: str
    reviews: str


@dataclass(frozen=True, slots=True)
class BookPlan:
    """What judging needs of a rulebook's head."""

    id: str
    levels: tuple[int, ...]
    rubric: tuple[RubricStep, ...]
    min_kinds: int
    strong_from: int


@dataclass(frozen=True)
class Plan:
    """Everything compiled from one or more rulebooks, in a fixed order."""

    books: tuple[BookPlan, ...]
    leaves: tuple[Leaf, ...]
    pairings: tuple[Pairing, ...]
    tests: tuple[Test, ...]
    criteria: tuple[CriterionPlan, ...]
    groups: tuple[GroupPlan, ...]
    """Children stand before their parents."""
    triggers: tuple[TriggerPlan, ...]
    ladders: tuple[LadderPlan, ...]
    ratings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The values of each published rating, as text, the lowest first."""
    lower_is_better: frozenset[str] = frozenset()
    known_keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Per kind, the keys that any rule asks about, each by its one name."""
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The one name of what has several, by kind and key."""
    trends: tuple[int, ...] = ()
    """Over how many periods tests ask how sure a trend is."""
    projections: tuple[int, ...] = ()
    """From how many periods tests carry figures on."""
    dues: tuple[DuePlan, ...] = ()

    def name(self, kind: str, key: str) -> str:
        """The one name under which the plan knows a thing."""
        return self.names.get((kind, key), key)
