"""Counting hits: for each leaf and each row, how many sources are in scope and satisfy, of which kinds, and whether one denies.

Facts and hits come as arrays, one entry each, of one authority or of many. Copies of one source count once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.dues import denies
from engine.facts import Facts
from engine.matching.matches import Matches
from engine.plan import DUE, Pairing, Plan
from engine.rows import Array, Rows
from evidence.model import EXTENTS, VOICES, WHOLE

_KINDS = len(VOICES)


@dataclass(frozen=True)
class Seen:
    """Facts as arrays, one entry a fact.

    `row` is a fact's own row (its service's, or that of the authority as a whole), `root` the number of the item it was
    derived from, and `copied` marks those that share it. `due` marks days on which something falls due. `voice` is an
    index of VOICES, `extent` of EXTENTS (-1: not stated). A value is `num` over `den`; `den` is 0 where there is none. `as_of` has one entry an authority.
    """

    rows: Rows
    as_of: Array
    authority: Array
    row: Array
    root: Array
    copied: Array
    voice: Array
    date: Array
    denied: Array
    due: Array
    extent: Array
    results: Array
    num: Array
    den: Array


@dataclass(frozen=True)
class Hits:
    """What was matched, as arrays, one entry for each fact in the scope of a leaf and for each in doubt; the leaves ascend.

    `paired` holds, for each pairing, the acts that have a pair, and `denied`, for each pairing of days on which something
    falls due, those of which a denial says that they lack it. `older` (leaves × authorities) says whether facts would
    bear on a leaf if they were not too old for it.
    """

    leaf: Array
    fact: Array
    satisfying: Array
    doubtful: Array
    paired: tuple[Array, ...]
    denied: Mapping[int, Array]
    older: Array

    @cached_property
    def starts(self) -> Array:
        """Where the hits of each leaf begin; one entry more than there are leaves."""
        return np.searchsorted(self.leaf, np.arange(len(self.older) + 1))

    def satisfy(self, leaf: int) -> Array:
        """The facts that satisfy a leaf, in ascending order."""
        mine = slice(self.starts[leaf], self.starts[leaf + 1])
        return np.sort(self.fact[mine][self.satisfying[mine]])


@dataclass(frozen=True)
class Counts:
    """Arrays of leaves × rows.

    `scope`, `satisfying` and `doubtful` count sources, `kinds` has a bit for each kind of source among those that satisfy, `denied`
    marks a denial. `said` (extents × said leaves × rows) has the kinds of source that say at least an extent, `results`
    (said leaves × rows) whether a statement speaks of results.
    """

    scope: Array
    satisfying: Array
    doubtful: Array
    kinds: Array
    denied: Array
    said: Array
    results: Array


def seen_of(facts: Facts) -> Seen:
    """The facts of one authority as arrays, in the order of their ids."""
    subjects = {subject: n for n, subject in enumerate(facts.subjects, start=2)} | {WHOLE: 1}
    roots: dict[str, int] = {}
    root = np.array([roots.setdefault(f.root, len(roots)) for f in facts.facts], dtype=np.int64)
    # Only figures have a numerator: those of a fact that states a text as its value, or none, are never asked for.
    pairs = [v.as_integer_ratio() if (v := f.attributes.get("value")) is not None and not isinstance(v, str) else (0, 0) for f in facts.facts]
    return Seen(
        rows=Rows(1, np.zeros(len(facts.subjects), dtype=np.int64)),
        as_of=np.array([facts.as_of], dtype="M8[D]"),
        authority=np.zeros(len(facts.facts), dtype=np.int64),
        row=np.array([subjects[f.about] for f in facts.facts], dtype=np.int64),
        root=root,
        copied=np.bincount(root, minlength=1)[root] > 1,
        voice=np.array([VOICES.index(f.voice) for f in facts.facts], dtype=np.int64),
        date=np.array([f.date for f in facts.facts], dtype="M8[D]"),
        denied=np.array([f.denied for f in facts.facts], dtype=bool),
        due=np.array([f.kind == DUE for f in facts.facts], dtype=bool),
        extent=np.array([f.attributes.get("extent", -1) for f in facts.facts], dtype=np.int64),
        results=np.array([bool(f.attributes.get("results")) for f in facts.facts], dtype=bool),
        num=whole_numbers([n for n, _ in pairs]),
        den=whole_numbers([d for _, d in pairs]),
    )


def whole_numbers(values: list[int]) -> Array:
    """Whole numbers as an array: of 64 bits where they are far from its ends, else Python's own."""
    return np.array(values, dtype=np.int64 if all(-(2**62) < v < 2**62 for v in values) else object)


def hits_of(plan: Plan, facts: Facts, matches: Matches, older: Array) -> Hits:
    """The matches of one authority as arrays."""
    number = {fact.id: n for n, fact in enumerate(facts.facts)}
    leaf: list[int] = []
    fact: list[int] = []
    satisfying: list[bool] = []
    doubtful: list[int] = []
    for n, found in enumerate(matches.leaves):
        if found.scope:
            ids = list(found.scope)
            leaf += [n] * len(ids)
            fact += [number[i] for i in ids]
            satisfying += [i in found.satisfying for i in ids]
        if found.doubtful:
            leaf += [n] * len(found.doubtful)
            fact += [number[i] for i in found.doubtful]
            doubtful += range(len(satisfying), len(leaf))
            satisfying += [False] * len(found.doubtful)
    in_doubt = np.zeros(len(leaf), dtype=bool)
    in_doubt[doubtful] = True
    paired = tuple(np.array(sorted({number[act] for act, _ in pairs}), dtype=np.int64) for pairs in matches.pairings)
    denied = {n: np.array([number[act] for act in acts], dtype=np.int64) for n, acts in _due_and_denied(plan, facts, matches)}
    return Hits(np.array(leaf, dtype=np.int64), np.array(fact, dtype=np.int64), np.array(satisfying, dtype=bool), in_doubt, paired, denied, older)


def _due_and_denied(plan: Plan, facts: Facts, matches: Matches) -> Iterator[tuple[int, list[str]]]:
    """For each pairing of days on which something falls due, those that a denial is about."""
    for n, pairing in enumerate(plan.pairings):
        if plan.leaves[pairing.act].kind == DUE:
            denials = [facts.by_id[i] for i in matches.leaves[pairing.other].denying]
            other = plan.leaves[pairing.other]
            yield n, sorted(act for act in matches.leaves[pairing.act].satisfying if any(denies(d, facts.by_id[act], other, facts) for d in denials))


def count(seen: Seen, hits: Hits, said: Array) -> Counts:
    """Count hits. `said` are the leaves of statements about criteria, ascending."""
    rows, leaves = seen.rows, len(hits.older)
    key = hits.leaf * rows.count + seen.row[hits.fact]
    leaf, fact, satisfying, doubtful = hits.leaf, hits.fact, hits.satisfying, hits.doubtful
    if len(key) > 1 and (key[1:] < key[:-1]).any():
        order = np.argsort(key, kind="stable")
        key, leaf, fact, satisfying, doubtful = key[order], leaf[order], fact[order], satisfying[order], doubtful[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    cells = key[starts]
    most = int(np.bincount(seen.authority, minlength=1).max(initial=0))
    narrow = np.int16 if most < 2**15 else np.int32

    def dense(ufunc: np.ufunc, values: Array, dtype: object) -> Array:
        out: Array = np.zeros((leaves, rows.count), dtype=dtype)  # type: ignore[call-overload]
        if len(starts):
            out.ravel()[cells] = values if len(starts) == len(values) else ufunc.reduceat(values, starts, dtype=values.dtype)
        return out

    copied = np.flatnonzero(seen.copied[fact])
    parts = (~doubtful, satisfying, doubtful)
    counted = []
    for part in parts:
        if part is doubtful and not doubtful.any():
            counted.append(np.zeros((leaves, rows.count), dtype=bool))
            continue
        mine, ones = copied[part[copied]], part.astype(narrow)
        once(ones, mine, key, seen.root[fact])
        cells_of = dense(np.add, ones, narrow)
        rows.join(cells_of, np.add)
        _less_repeated(cells_of, leaf[mine], seen.row[fact[mine]], seen.authority[fact[mine]], seen.root[fact[mine]])
        counted.append(cells_of)
    bits = np.int16(1) << seen.voice[fact].astype(np.int16)
    kinds = dense(np.bitwise_or, np.where(satisfying, bits, np.int16(0)), np.int16)
    denied = dense(np.logical_or, seen.denied[fact], bool)
    rows.join(kinds, np.bitwise_or)
    rows.join(denied, np.logical_or)
    return Counts(counted[0], counted[1], counted[2], kinds, denied, *_said(seen, leaf, fact, key, said))


def once(counted: Array, copied: Array, key: Array, root: Array) -> None:
    """Leave one count (in place) to each source and its copies in a cell. `copied` are the entries that may repeat a source."""
    if len(copied):
        both = np.stack([key[copied], root[copied]])
        _, first = np.unique(both, axis=1, return_index=True)
        counted[copied] = 0
        counted[copied[first]] = 1


def _less_repeated(array: Array, leaf: Array, row: Array, authority: Array, root: Array) -> None:
    """Take off the rows of everything what was counted for several services of an authority and is one source."""
    if len(leaf):
        cells = np.unique(np.stack([leaf, authority, root, row]), axis=1)
        sources, times = np.unique(cells[:3], axis=1, return_counts=True)
        np.subtract.at(array, (sources[0], sources[1]), (times - 1).astype(array.dtype))


def _said(seen: Seen, leaf: Array, fact: Array, key: Array, said: Array) -> tuple[Array, Array]:
    """Which kinds of source say at least each extent, and where results are spoken of."""
    rows = seen.rows
    by_extent = np.zeros((len(EXTENTS), len(said), rows.count), dtype=np.int16)
    results = np.zeros((len(said), rows.count), dtype=bool)
    place = np.searchsorted(said, leaf)
    spoken = np.flatnonzero(said[np.minimum(place, len(said) - 1)] == leaf) if len(said) else place[:0]
    if len(spoken):
        mine, cell = fact[spoken], place[spoken] * rows.count + seen.row[fact[spoken]]
        starts = np.flatnonzero(np.diff(key[spoken], prepend=-1))
        packed = np.bitwise_or.reduceat(np.left_shift(1, seen.extent[mine].astype(np.int64) * _KINDS + seen.voice[mine]), starts)
        further = np.zeros(len(starts), dtype=np.int64)
        for extent in reversed(range(len(EXTENTS))):
            further |= packed >> extent * _KINDS & (1 << _KINDS) - 1
            by_extent[extent].ravel()[cell[starts]] = further
        results.ravel()[cell[starts]] = np.logical_or.reduceat(seen.results[mine], starts)
    rows.join(by_extent, np.bitwise_or)
    rows.join(results, np.logical_or)
    return by_extent, results


def pairs(seen: Seen, acts: Array, others: Array, pairing: Pairing) -> tuple[Array, Array]:
    """The pairs (act, other) about the same subject, in the order and time that a pairing asks for."""
    others = others[np.argsort(seen.row[others], kind="stable")]
    row = seen.row[others]
    first, last = np.searchsorted(row, seen.row[acts], "left"), np.searchsorted(row, seen.row[acts], "right")
    many = last - first
    act = np.repeat(acts, many)
    other = others[np.repeat(first - np.cumsum(many) + many, many) + np.arange(int(many.sum()))]
    fits = act != other
    if pairing.order != "any":
        earlier, later = (other, act) if pairing.order == "before" else (act, other)
        fits &= seen.date[earlier] <= seen.date[later]
        if pairing.within is not None:
            begun = months_between(seen.date[earlier], seen.date[later])
            calendar = (seen.date[later].astype("M8[M]") - seen.date[earlier].astype("M8[M]")).astype(np.int64) + seen.due[later]
            fits &= np.where(seen.due[act] | seen.due[other], calendar, begun) <= pairing.within
    return act[fits], other[fits]


def months_between(earlier: Array, later: Array) -> Array:
    """How many months have begun between days, as `facts.months_begun` counts them."""
    months = (earlier.astype("M8[M]"), later.astype("M8[M]"))
    days = (earlier - months[0], later - months[1])
    return np.asarray(np.maximum((months[1] - months[0]).astype(np.int64) + (days[1] > days[0]), 0))


Closed = Mapping[tuple[str, str], Array]
"""For lists of which somebody has everything, by (kind, key): for each authority whether it has."""
