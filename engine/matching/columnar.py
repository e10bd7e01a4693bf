"""The columnar matcher: the facts of many authorities at once, each leaf in one pass over slices of columns.

Facts stand sorted by kind and key, and within these by row, so that what a leaf looks at lies in one piece. The semantics are `direct`'s.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.counts import Hits, pairs, whole_numbers
from engine.dues import of_something_else
from engine.layout import layout_of
from engine.matching.comparisons import NO_FACTS, Asked
from engine.matching.direct import in_doubt
from engine.matching.matches import NOTHING, Found, Matches
from engine.matching.slices import Block, Slice
from engine.plan import DUE, Leaf, Pairing, Plan
from engine.rows import Array


def match(plan: Plan, block: Block) -> Hits:
    """Match every leaf and pairing of the plan against a block."""
    seen = block.seen
    older = np.zeros((len(plan.leaves), seen.rows.authorities), dtype=bool)
    asked, found = Asked(block), []
    wide, narrow = _shapes(plan, block)
    for shape in wide:
        ageless, scope, satisfying = asked.leaf(shape.asks, shape.where, shape.spread)
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


def _of_leaf(leaf: Leaf, slices: Sequence[Slice], asked: Asked, older: Array) -> tuple[Array, Array]:
    """The facts that bear on one leaf, by row, and which of them satisfy it. Marks in `older` who has some that are too old."""
    seen, parts = asked.block.seen, []
    for where in slices:
        ageless, scope, satisfying = asked.leaf(leaf, where)
        if ageless is not None:
            older[seen.authority[where[0] : where[1]][_late(asked.block, ageless, scope)]] = True
            bearing = np.flatnonzero(scope)
            parts.append((bearing + where[0], satisfying[bearing]))
    if not parts:
        return np.zeros(0, dtype=np.int64), NO_FACTS
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


def _joined(plan: Plan, found: Sequence[tuple[Array, Array, Array]], older: Array) -> Hits:
    """All hits, sorted by leaf and then as they were found, which is by row."""
    nobody = np.zeros(0, dtype=np.int64)
    if not found:
        return Hits(nobody, nobody, NO_FACTS, NO_FACTS, (nobody,) * len(plan.pairings), {}, older)
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
