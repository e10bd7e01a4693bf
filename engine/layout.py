"""A plan's numbers as arrays: worked out once for a plan, whoever is judged by it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from engine.circuit import Circuit
from engine.plan import Comparison, CriterionPlan, Expression, GroupPlan, Leaf, Plan
from engine.rows import Array

T = TypeVar("T")


@dataclass(frozen=True)
class Shape:
    """Leaves that ask the same, each of one key of its own: their numbers, and one leaf in place of all.

    That leaf has the keys of all in turn; where they compare with figures of their own, its comparison has all of these in turn.
    """

    leaves: tuple[int, ...]
    asks: Leaf


@dataclass(frozen=True)
class Tier:
    """Criteria without a rubric, and groups, that rest only on what stands in earlier tiers; and their conditions."""

    criteria: tuple[int, ...]
    groups: tuple[int, ...]
    conditions: Circuit
    """First those of the criteria: of each its grades' and what excuses it; then those of the groups: limiters', then rows'."""
    place: Mapping[int, int]
    """For each criterion and group, where its conditions begin."""


class Layout:
    """The arrays of one plan. Use `layout_of`, which keeps them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.node = {c.id: n for n, c in enumerate(plan.criteria)} | {g.id: n for n, g in enumerate(plan.groups, start=len(plan.criteria))}
        """The number of each criterion and group, criteria first."""
        self.column = {c.id: n for n, c in enumerate(plan.criteria)}
        self.leaf = np.array([t.leaf for t in plan.tests], dtype=np.int64)
        first = dict.fromkeys([*self.leaf.tolist(), *range(len(plan.leaves))])
        self.place = np.argsort(np.fromiter(first, dtype=np.int64, count=len(first)))
        """Where each leaf is counted: those of tests come first, in the order of the tests."""
        self.tested = index_of(self.place[self.leaf], len(plan.tests))
        """Where the leaf of each test is counted."""
        self.demanding = np.array([n for n, t in enumerate(plan.tests) if t.times > 1 or t.sources > 1], dtype=np.int64)
        """The tests that ask for more than one source, and how many, of how many kinds, they ask for."""
        self.times = np.array([plan.tests[n].times for n in self.demanding], dtype=np.int64)[:, None]
        self.sources = np.array([plan.tests[n].sources for n in self.demanding], dtype=np.uint8)[:, None]
        self.acts = tuple(n for n, t in enumerate(plan.tests) if t.each)
        self.shares = tuple(n for n, t in enumerate(plan.tests) if t.share and not t.each)
        self.said = np.array(sorted({c.said for c in plan.criteria}), dtype=np.int64)
        """The leaves of statements about criteria."""
        self.said_of = index_of(np.searchsorted(self.said, np.array([c.said for c in plan.criteria], dtype=np.int64)), len(plan.criteria))
        """Of each criterion, its place among them."""
        every: tuple[CriterionPlan | GroupPlan, ...] = (*plan.criteria, *plan.groups)
        levels = [level for book in plan.books for level in book.levels]
        self.small = np.int8 if max(levels, default=0) < 127 else np.int64
        books = {b.id: b for b in plan.books}
        self.low = np.array([books[x.book].levels[0] for x in every], dtype=self.small)[:, None]
        self.top = np.array([books[x.book].levels[-1] for x in every], dtype=self.small)[:, None]
        self.weight = np.array([x.weight for x in every], dtype=np.int64)

    @cached_property
    def leaves_of(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """The leaves that ask about each (kind, key); of those that ask about any key, (kind, "")."""
        out: dict[tuple[str, str], list[int]] = {}
        for n, leaf in enumerate(self._plan.leaves):
            for key in dict.fromkeys(leaf.keys) or ("",):
                out.setdefault((leaf.kind, key), []).append(n)
        return {key: tuple(leaves) for key, leaves in out.items()}

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The leaves of one key by what they ask. Of several that ask so of the same key each is of another shape."""
        alike: dict[object, list[int]] = {}
        turns: Counter[object] = Counter()
        for n, leaf in enumerate(self._plan.leaves):
            if len(leaf.keys) == 1:
                form = leaf.kind, tuple(map(_form, leaf.scope)), tuple(map(_form, leaf.wanted))
                alike.setdefault((form, turns[form, leaf.keys]), []).append(n)
                turns[form, leaf.keys] += 1
        return tuple(_shape(leaves, [self._plan.leaves[n] for n in leaves]) for leaves in alike.values())

    @cached_property
    def broad(self) -> tuple[int, ...]:
        """The leaves that ask of several keys, or of any."""
        return tuple(n for n, leaf in enumerate(self._plan.leaves) if len(leaf.keys) != 1)

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """Criteria without a rubric and groups, in the order in which they can be graded; loading has refused circles."""
        plan, level = self._plan, {c.id: 0 for c in self._plan.criteria if has_rubric(c) and c.unless is None}
        every: tuple[CriterionPlan | GroupPlan, ...] = (*plan.criteria, *plan.groups)
        conditional = {x.id: x for x in every if x.id not in level}
        open_: set[str] = set()

        def visit(name: str) -> int:
            if name not in level and name in conditional and name not in open_:
                open_.add(name)
                level[name] = max((visit(n) + 1 for n in _rests_on(conditional[name])), default=0)
                open_.discard(name)
            return level.get(name, -1)

        for name in conditional:
            visit(name)
        tiers = []
        for n in range(max((level[name] for name in conditional), default=-1) + 1):
            criteria = tuple(self.node[c.id] for c in plan.criteria if c.id in conditional and level[c.id] == n)
            groups = tuple(self.node[g.id] for g in plan.groups if level[g.id] == n)
            asked: list[Expression] = []
            place = {}
            for i in (*criteria, *groups):
                place[i] = len(asked)
                asked += _conditions(every[i])
            tiers.append(Tier(criteria, groups, Circuit(asked, self.node), place))
        return tuple(tiers)

    @cached_property
    def triggers(self) -> Circuit:
        """The conditions of triggers: of each what proves it and what averts it, in the order of the plan."""
        return Circuit([e for t in self._plan.triggers for e in (t.when, t.unless) if e is not None], self.node)


def _form(c: Comparison) -> object:
    """What leaves of one shape have in common of a comparison: all of it but for the figure that bounds."""
    return (c.attribute, c.operator) if c.operator in (">=", "<=") and not isinstance(c.value, str) else c


def _shape(numbers: Sequence[int], leaves: Sequence[Leaf]) -> Shape:
    first, keys = leaves[0], tuple(leaf.keys[0] for leaf in leaves)
    scope, wanted = (tuple(map(_in_turn, zip(*side, strict=True))) for side in ((leaf.scope for leaf in leaves), (leaf.wanted for leaf in leaves)))
    return Shape(tuple(numbers), Leaf(first.kind, keys, scope, wanted))


def _in_turn(comparisons: Sequence[Comparison]) -> Comparison:
    """One comparison in place of those of several leaves."""
    first = comparisons[0]
    return first if len(set(comparisons)) == 1 else first._replace(value=tuple(c.value for c in comparisons))  # type: ignore[misc]


def layout_of(plan: Plan) -> Layout:
    """The plan's arrays."""
    return kept(plan, Layout)


def kept(plan: Plan, make: Callable[[Plan], T]) -> T:
    """What is made of a plan alone: made when first asked for, and kept with the plan."""
    name = f"{make.__module__}.{make.__qualname__}"
    if name not in plan.__dict__:
        plan.__dict__[name] = make(plan)
    found: T = plan.__dict__[name]
    return found


def has_rubric(c: CriterionPlan) -> bool:
    """Whether a criterion is graded by the rubric of its rulebook."""
    return not c.grades and c.rated is None and c.each is None


def index_of(places: Array, many: int) -> Array | slice:
    """Places as an index: where they are the first so many in turn, as they mostly are, one that takes them without a copy."""
    return slice(many) if np.array_equal(places, np.arange(many)) else places


def by_place(lists: Sequence[Sequence[int]]) -> tuple[tuple[Array, Array], ...]:
    """Lists of different length as arrays by place: which lists have a first, second … entry, and what it is."""
    out = []
    for k in range(max(map(len, lists), default=0)):
        having = [n for n, one in enumerate(lists) if len(one) > k]
        out.append((np.array(having, dtype=np.int64), np.array([lists[n][k] for n in having], dtype=np.int64)))
    return tuple(out)


def _conditions(of: CriterionPlan | GroupPlan) -> list[Expression]:
    if isinstance(of, CriterionPlan):
        return [*(e for _, e in of.grades), *([of.unless] if of.unless is not None else [])]
    return [*(cap.when for cap in of.caps), *(when for _, when in of.rows if when is not None)]


def _rests_on(of: CriterionPlan | GroupPlan) -> set[str]:
    below: Iterable[str] = of.children if isinstance(of, GroupPlan) else ()
    return {*below, *(name for e in _conditions(of) for name in _names(e))}


def _names(expression: Expression) -> set[str]:
    return {expression.name, *(n for part in expression.parts for n in _names(part))} - {""}
