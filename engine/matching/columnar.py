"""The columnar matcher: the facts of many authorities at once, each leaf in one pass over slices of columns.

Facts stand sorted by kind and key, and within these by row, so that what a leaf looks at lies in one piece. What a
column answers for a comparison is kept for the other leaves that ask the same. The semantics are `direct`'s.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Protocol

import numpy as np

from engine.counts import Hits, Seen, pairs, whole_numbers
from engine.dues import of_something_else
from engine.facts import Fact
from engine.layout import layout_of
from engine.matching.direct import in_doubt
from engine.matching.matches import NOTHING, Found, Matches
from engine.plan import DUE, Comparison, Figure, Leaf, Pairing, Plan
from engine.rows import Array

Slice = tuple[int, int]
"""From which fact to which."""


@dataclass(frozen=True)
class Column:
    """What the facts of a slice state of one attribute.

    `stated` says which of them say anything. A figure is `num` over `den`, where `figures` says that it is one; a text
    is a number in `words`, -1 where there is none.
    """

    stated: Array
    num: Array
    den: int = 1
    figures: Array | None = None
    text: Array | None = None
    words: Mapping[str, int] | None = None


class Block(Protocol):
    """Facts of some authorities, sorted by kind, key and row."""

    @property
    def seen(self) -> Seen:
        """The facts."""
        ...

    @property
    def slices(self) -> Mapping[tuple[str, str], Slice]:
        """Where the facts of each kind and key lie."""
        ...

    @property
    def doubted(self) -> Mapping[int, Fact]:
        """Facts of which something is not known for sure."""
        ...

    def column(self, attribute: str, where: Slice) -> Column | None:
        """What the facts of a slice state of an attribute; None where none states it."""
        ...

    @property
    def denials(self) -> Mapping[int, Fact]:
        """Facts that deny something."""
        ...


def match(plan: Plan, block: Block) -> Hits:
    """Match every leaf and pairing of the plan against a block."""
    seen = block.seen
    older = np.zeros((len(plan.leaves), seen.rows.authorities), dtype=bool)
    asked, found = _Asked(block), []
    wide, narrow = _shapes(plan, block)
    for shape in wide:
        ageless, scope, satisfying = asked.leaf(shape.asks, shape.where, shape)
        if ageless is not None:
            leaves = shape.leaves
            late = np.flatnonzero(_late(block, ageless, scope) & (leaves >= 0))
            older[leaves[late], seen.authority[late + shape.where[0]]] = True
            bearing = np.flatnonzero(scope & (leaves >= 0))
            found.append((leaves[bearing], bearing + shape.where[0], satisfying[bearing]))
    for n, slices in narrow:
        fact, satisfies = _of_leaf(plan.leaves[n], slices, asked, older[n])
        found.append((np.full(len(fact), n), fact, satisfies))
    hits = _joined(plan, found, older)
    if block.doubted:
        doubtful, satisfies = _apart(plan, block, hits)
        hits = replace(hits, doubtful=doubtful, satisfying=satisfies)
    paired = tuple(np.unique(pairs(seen, hits.satisfy(p.act), hits.satisfy(p.other), p)[0]) for p in plan.pairings)
    return replace(hits, paired=paired, denied=dict(_due_and_denied(plan, block, hits)))


def _late(block: Block, ageless: Array, scope: Array) -> Array:
    """The facts that would bear on a leaf if they were not too old; those that do bear matter only beside facts in doubt."""
    if scope is ageless:
        return np.zeros_like(ageless)
    return ageless if block.doubted else ageless & ~scope


def _of_leaf(leaf: Leaf, slices: Sequence[Slice], asked: "_Asked", older: Array) -> tuple[Array, Array]:
    """The facts that bear on one leaf, by row, and which of them satisfy it. Marks in `older` who has some that are too old."""
    seen, parts = asked.block.seen, []
    for where in slices:
        ageless, scope, satisfying = asked.leaf(leaf, where)
        if ageless is not None:
            older[seen.authority[where[0] : where[1]][_late(asked.block, ageless, scope)]] = True
            bearing = np.flatnonzero(scope)
            parts.append((bearing + where[0], satisfying[bearing]))
    if not parts:
        return np.zeros(0, dtype=np.int64), _NOTHING
    fact, satisfies = (np.concatenate(side) for side in zip(*parts, strict=True))
    if len(parts) == 1:
        return fact, satisfies
    order = np.argsort(seen.row[fact], kind="stable")
    return fact[order], satisfies[order]


@dataclass(frozen=True)
class _Wide:
    """Leaves that ask the same, looked at over all facts of their kind at once.

    The keys of the kind have `many` facts each, and by its `place` each finds its leaf among the `numbers` (-1: it has none).
    """

    where: Slice
    asks: Leaf
    numbers: tuple[int, ...]
    place: Array
    many: Array

    @cached_property
    def leaves(self) -> Array:
        """The leaf that each fact bears on, -1 for none."""
        return self.spread([*self.numbers, -1])

    def spread(self, by_leaf: list[int]) -> Array:
        """What belongs to each leaf, for each fact; the last stands for facts that bear on none."""
        return np.repeat(whole_numbers(by_leaf)[self.place], self.many)


_ENOUGH = 64
"""Leaves that ask the same are looked at together where they look at so large a part (1 in so many) of the facts of their kind."""


def _shapes(plan: Plan, block: Block) -> tuple[list[_Wide], list[tuple[int, list[Slice]]]]:
    """The leaves that facts may bear on: those that ask the same of many keys together, and the others one by one with their slices."""
    keys: dict[str, dict[str, Slice]] = {}
    for (kind, key), where in block.slices.items():
        keys.setdefault(kind, {})[key] = where
    many = {kind: np.array([last - first for first, last in slices.values()]) for kind, slices in keys.items()}
    wide: list[_Wide] = []
    narrow: list[tuple[int, list[Slice]]] = []
    for shape in layout_of(plan).shapes:
        slices = keys.get(shape.asks.kind, {})
        own = {key: n for n, key in enumerate(shape.asks.keys) if key in slices}
        every = sum(slices[key][1] - slices[key][0] for key in own)
        if len(own) > 1 and every * _ENOUGH >= many[shape.asks.kind].sum():
            where = min(slices.values())[0], max(slices.values())[1]
            place = np.array([own.get(key, -1) for key in slices])
            wide.append(_Wide(where, shape.asks, shape.leaves, place, many[shape.asks.kind]))
        else:
            narrow += [(shape.leaves[n], [slices[key]]) for key, n in own.items()]
    for n in layout_of(plan).broad:
        leaf = plan.leaves[n]
        slices = keys.get(leaf.kind, {})
        here = [slices[key] for key in dict.fromkeys(leaf.keys or slices) if key in slices]
        narrow += [(n, here)] if here else []
    return wide, narrow


def matches_of(plan: Plan, block: Block, hits: Hits, authority: int, ids: Sequence[str]) -> Matches:
    """What `direct` answers for one authority: the ids of what was matched. `ids` are those of the block's facts."""
    seen = block.seen
    leaves = []
    for n in range(len(plan.leaves)):
        mine = slice(hits.starts[n], hits.starts[n + 1])
        of = seen.authority[hits.fact[mine]] == authority
        fact, satisfying, doubtful = hits.fact[mine][of], hits.satisfying[mine][of], hits.doubtful[mine][of]
        sets = (fact[~doubtful], fact[satisfying], fact[seen.denied[fact]], fact[doubtful])
        leaves.append(Found(*(frozenset(ids[f] for f in some) for some in sets)) if len(fact) else NOTHING)
    pairings = []
    for p in plan.pairings:
        acts, others = pairs(seen, hits.satisfy(p.act), hits.satisfy(p.other), p)
        pairings.append(frozenset((ids[a], ids[o]) for a, o in zip(acts, others, strict=True) if seen.authority[a] == authority))
    return Matches(tuple(leaves), tuple(pairings))


class _Asked:
    """What comparisons answer for slices; each is worked out once."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self._kept: dict[tuple[Slice, Comparison], tuple[Array | None, Array | None]] = {}
        self._columns: dict[tuple[Slice, str], Column | None] = {}
        self._denied: dict[Slice, Array | None] = {}

    def leaf(self, leaf: Leaf, where: Slice, wide: _Wide | None = None) -> tuple[Array | None, Array, Array]:
        """For the facts of a slice: whether they bear on a leaf whatever their age, whether they do, whether they satisfy it.

        None for the first where none does. `wide` are the leaves that the one stands for, if it stands for several.
        """
        denied = self._denials(where)
        nothing = None, _NOTHING, _NOTHING
        ageless: Array | None = None
        age = [c for c in leaf.scope if c.attribute == "age"]
        for c in leaf.scope:
            if c.attribute != "age":
                holds, stated = self._ask(c, where, wide)
                if denied is not None:
                    exempt = denied if stated is None else denied & ~stated
                    holds = exempt if holds is None else holds | exempt
                if holds is None:
                    return nothing
                ageless = holds if ageless is None else ageless & holds
        if ageless is None:
            ageless = np.ones(where[1] - where[0], dtype=bool)
        scope = ageless
        for c in age:
            young, _ = self._ask(c, where, wide)
            scope = scope & young if young is not None else np.zeros_like(ageless)
        satisfying = scope if denied is None else scope & ~denied
        for c in leaf.wanted:
            holds, _ = self._ask(c, where, wide)
            satisfying = satisfying & holds if holds is not None else np.zeros_like(ageless)
        return ageless, scope, satisfying

    def _denials(self, where: Slice) -> Array | None:
        if where not in self._denied:
            denied = self.block.seen.denied[where[0] : where[1]]
            self._denied[where] = denied if denied.any() else None
        return self._denied[where]

    def _column(self, attribute: str, where: Slice) -> Column | None:
        if (where, attribute) not in self._columns:
            self._columns[where, attribute] = self.block.column(attribute, where)
        return self._columns[where, attribute]

    def _ask(self, c: Comparison, where: Slice, wide: _Wide | None) -> tuple[Array | None, Array | None]:
        """Which facts of a slice a comparison holds for, and which state its attribute; None where none does."""
        if isinstance(c.value, tuple) and c.operator != "in":
            column = self._column(c.attribute, where)
            return (None, None) if column is None or wide is None else (_holds(c, column, wide.spread), column.stated)
        key = where, c
        if key not in self._kept:
            column = self._column(c.attribute, where)
            self._kept[key] = (None, None) if column is None else (_holds(c, column), column.stated)
        return self._kept[key]


_NOTHING = np.zeros(0, dtype=bool)


def _holds(c: Comparison, column: Column, spread: Callable[[list[int]], Array] | None = None) -> Array:
    """Where one comparison holds; what is not stated never does. `spread` gives each fact what belongs to its leaf, where leaves have figures of their own."""
    match c.operator:
        case "stated":
            return column.stated
        case "in":
            assert isinstance(c.value, tuple)
            return np.asarray(np.logical_or.reduce([np.zeros_like(column.stated), *(_equals(v, column) for v in c.value)]))
        case "==":
            return _equals(c.value, column)  # type: ignore[arg-type]
    if isinstance(c.value, str):
        return np.zeros_like(column.stated)
    bounds = [_bound(c.operator, value, column.den) for value in (c.value if isinstance(c.value, tuple) else (c.value,))]
    bound = bounds[0] if spread is None else spread([*bounds, 0])
    holds = column.num >= bound if c.operator == ">=" else column.num <= bound
    return np.asarray(holds & (column.stated if column.figures is None else column.figures))


def _bound(operator: str, value: Figure, den: int) -> int:
    """The bound in parts: a whole number of them is at least (at most) a figure where it is at least (at most) the next whole number up (down)."""
    over, under = value.as_integer_ratio()  # type: ignore[union-attr]
    return -(-over * den // under) if operator == ">=" else over * den // under


def _equals(value: Figure, column: Column) -> Array:
    if isinstance(value, str):
        if column.text is None or column.words is None or value not in column.words:
            return np.zeros_like(column.stated)
        return np.asarray(column.text == column.words[value])
    over, under = Decimal(value).as_integer_ratio()
    if over * column.den % under:
        return np.zeros_like(column.stated)
    return np.asarray((column.num == over * column.den // under) & (column.stated if column.figures is None else column.figures))


def _joined(plan: Plan, found: Sequence[tuple[Array, Array, Array]], older: Array) -> Hits:
    """All hits, sorted by leaf and then as they were found, which is by row."""
    nobody = np.zeros(0, dtype=np.int64)
    if not found:
        return Hits(nobody, nobody, _NOTHING, _NOTHING, (nobody,) * len(plan.pairings), {}, older)
    leaf, fact, satisfying = (np.concatenate(side) for side in zip(*found, strict=True))
    order = np.argsort(leaf.astype(np.int16 if len(plan.leaves) < 2**15 else np.int32), kind="stable")
    return Hits(leaf[order].astype(np.int64), fact[order], satisfying[order], np.zeros(len(fact), dtype=bool), (nobody,) * len(plan.pairings), {}, older)


def _apart(plan: Plan, block: Block, hits: Hits) -> tuple[Array, Array]:
    """Which hits are in doubt, and which satisfy, those apart."""
    doubtful, satisfying = hits.doubtful.copy(), hits.satisfying.copy()
    for k in np.flatnonzero(np.isin(hits.fact, list(block.doubted))):
        fact = block.doubted[int(hits.fact[k])]
        if not fact.denied and in_doubt(plan.leaves[hits.leaf[k]], fact):
            doubtful[k], satisfying[k] = True, False
    return doubtful, satisfying


def _due_and_denied(plan: Plan, block: Block, hits: Hits) -> Iterator[tuple[int, Array]]:
    """For each pairing of days on which something falls due, those that a denial is about."""
    seen = block.seen
    for n, pairing in enumerate(plan.pairings):
        if plan.leaves[pairing.act].kind == DUE:
            mine = slice(hits.starts[pairing.other], hits.starts[pairing.other + 1])
            denials = hits.fact[mine][seen.denied[hits.fact[mine]]]
            yield n, np.intersect1d(hits.satisfy(pairing.act), days_denied(plan, block, pairing, denials))


def days_denied(plan: Plan, block: Block, pairing: Pairing, denials: Array) -> Array:
    """For each of these denials the day on which something fell due that it says lacks its pair, as `dues.denies` tells; -1 where there is none."""
    seen, (key,) = block.seen, plan.leaves[pairing.act].keys
    days = np.arange(*block.slices.get((DUE, key), (0, 0)))
    when = (seen.row.astype(np.int64) << _DAYS) + seen.date.astype(np.int64)
    days = days[np.argsort(when[days], kind="stable")]
    last = np.append(days, -1)[np.searchsorted(when[days], when[denials], "right") - 1]
    about = (last >= 0) & (seen.row[last] == seen.row[denials])
    about[about] = [not of_something_else(block.denials[n], plan.leaves[pairing.other]) for n in denials[about].tolist()]
    return np.where(about, last, -1)


_DAYS = 32
"""So many bits hold a day."""
