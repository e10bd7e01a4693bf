"""The columnar matcher: the facts of many authorities at once, each leaf in one pass over slices of columns.

Facts stand sorted by kind and key, and within these by row, so that what a leaf looks at lies in one piece. What a
column answers for a comparison is kept for the other leaves that ask the same. The semantics are `direct`'s.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

import numpy as np

from engine.counts import Hits, Seen, pairs
from engine.dues import denies
from engine.facts import Fact, Facts
from engine.layout import layout_of
from engine.matching.direct import in_doubt
from engine.matching.matches import NOTHING, Found, Matches
from engine.plan import DUE, Comparison, Figure, Leaf, Plan
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

    def fact(self, number: int) -> Fact:
        """A fact by itself."""
        ...

    def facts_of(self, fact: int) -> Facts:
        """All facts of the authority of a fact."""
        ...


def match(plan: Plan, block: Block) -> Hits:
    """Match every leaf and pairing of the plan against a block."""
    seen = block.seen
    older = np.zeros((len(plan.leaves), seen.rows.authorities), dtype=bool)
    asked, found = _Asked(block), []
    wide, narrow = _shapes(plan, block)
    for where, leaves, leaf in wide:
        ageless, scope, satisfying = asked.leaf(leaf, where)
        if ageless is not None:
            late = _late(block, ageless, scope) & (leaves >= 0)
            older[leaves[late], seen.authority[where[0] : where[1]][late]] = True
            bearing = np.flatnonzero(scope & (leaves >= 0))
            found.append((leaves[bearing], bearing + where[0], satisfying[bearing]))
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
    order = np.argsort(seen.row[fact], kind="stable")
    return fact[order], satisfies[order]


_Wide = tuple[Slice, Array, Leaf]
"""All facts of a kind, the leaf that each bears on (-1: none), and one of these leaves, which all ask the same."""
_ENOUGH = 64
"""Leaves that ask the same are looked at together where they look at so large a part (1 in so many) of the facts of their kind."""


def _shapes(plan: Plan, block: Block) -> tuple[list[_Wide], list[tuple[int, list[Slice]]]]:
    """The leaves that facts may bear on: those that ask the same of many keys together, and the others one by one."""
    kinds: dict[str, Slice] = {}
    for (kind, _), (first, last) in block.slices.items():
        kinds[kind] = (min(kinds.get(kind, (first, last))[0], first), max(kinds.get(kind, (first, last))[1], last))
    shape = layout_of(plan).shape
    alike: dict[int, list[tuple[int, Slice]]] = {}
    narrow = []
    for n, slices in _bearing(plan, block):
        leaf = plan.leaves[n]
        if len(leaf.keys) == 1:
            alike.setdefault(shape[n], []).append((n, slices[0]))
        else:
            narrow.append((n, slices))
    wide = []
    for leaves in alike.values():
        begin, end = kinds[plan.leaves[leaves[0][0]].kind]
        if len(leaves) == 1 or sum(last - first for _, (first, last) in leaves) * _ENOUGH < end - begin:
            narrow += [(n, [where]) for n, where in leaves]
            continue
        which = np.full(end - begin, -1, dtype=np.int32)
        for n, (first, last) in leaves:
            which[first - begin : last - begin] = n
        wide.append(((begin, end), which, plan.leaves[leaves[0][0]]))
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


def _bearing(plan: Plan, block: Block) -> Iterator[tuple[int, list[Slice]]]:
    """The leaves that facts may bear on, in order, each with the slices it looks at."""
    layout = layout_of(plan)
    kinds: dict[str, list[Slice]] = {}
    for (kind, _), where in block.slices.items():
        kinds.setdefault(kind, []).append(where)
    asked = {n for entry in block.slices for n in layout.leaves_of.get(entry, ())}
    for n in sorted(asked | {n for kind in kinds for n in layout.leaves_of.get((kind, ""), ())}):
        leaf = plan.leaves[n]
        yield n, [block.slices[leaf.kind, key] for key in dict.fromkeys(leaf.keys) if (leaf.kind, key) in block.slices] if leaf.keys else kinds[leaf.kind]


class _Asked:
    """What comparisons answer for slices; each is worked out once."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self._kept: dict[tuple[Slice, Comparison], tuple[Array | None, Array | None]] = {}
        self._denied: dict[Slice, Array | None] = {}

    def leaf(self, leaf: Leaf, where: Slice) -> tuple[Array | None, Array, Array]:
        """For the facts of a slice: whether they bear on a leaf whatever their age, whether they do, whether they satisfy it.

        None for the first where none does.
        """
        denied = self._denials(where)
        nothing = None, _NOTHING, _NOTHING
        ageless: Array | None = None
        age = [c for c in leaf.scope if c.attribute == "age"]
        for c in leaf.scope:
            if c.attribute != "age":
                holds, stated = self._ask(c, where)
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
            young, _ = self._ask(c, where)
            scope = scope & young if young is not None else np.zeros_like(ageless)
        satisfying = scope if denied is None else scope & ~denied
        for c in leaf.wanted:
            holds, _ = self._ask(c, where)
            satisfying = satisfying & holds if holds is not None else np.zeros_like(ageless)
        return ageless, scope, satisfying

    def _denials(self, where: Slice) -> Array | None:
        if where not in self._denied:
            denied = self.block.seen.denied[where[0] : where[1]]
            self._denied[where] = denied if denied.any() else None
        return self._denied[where]

    def _ask(self, c: Comparison, where: Slice) -> tuple[Array | None, Array | None]:
        """Which facts of a slice a comparison holds for, and which state its attribute; None where none does."""
        key = where, c
        if key not in self._kept:
            column = self.block.column(c.attribute, where)
            self._kept[key] = (None, None) if column is None else (_holds(c, column), column.stated)
        return self._kept[key]


_NOTHING = np.zeros(0, dtype=bool)


def _holds(c: Comparison, column: Column) -> Array:
    """Where one comparison holds; what is not stated never does."""
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
    over, under = c.value.as_integer_ratio()  # type: ignore[union-attr]
    # A whole number of parts is at least (at most) a bound where it is at least (at most) the next whole number up (down).
    bound = -(-over * column.den // under) if c.operator == ">=" else over * column.den // under
    holds = column.num >= bound if c.operator == ">=" else column.num <= bound
    return np.asarray(holds & (column.stated if column.figures is None else column.figures))


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
            acts = []
            for act in hits.satisfy(pairing.act).tolist():
                near = [d for d in denials.tolist() if seen.authority[d] == seen.authority[act]]
                facts = block.facts_of(act) if near else None
                if facts and any(denies(block.fact(d), block.fact(act), plan.leaves[pairing.other], facts) for d in near):
                    acts.append(act)
            yield n, np.array(acts, dtype=np.int64)
