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
    """What was matched, as arrays, one entry for each fact in the scope of a leaf and for each in doubt; the leaves ascend, and the rows of each.

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
    """Arrays of leaves × rows, each leaf in its place in the layout.

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


def hits_of(plan: Plan, facts: Facts, seen: Seen, matches: Matches, older: Array) -> Hits:
    """The matches of one authority as arrays. `seen` are its facts."""
    number = {fact.id: n for n, fact in enumerate(facts.facts)}
    leaf: list[int] = []
    found: list[int] = []
    satisfying: list[bool] = []
    doubtful: list[bool] = []
    for n, of in enumerate(matches.leaves):
        if of.scope or of.doubtful:
            ids = [*of.scope, *of.doubtful]
            leaf += [n] * len(ids)
            found += [number[i] for i in ids]
            satisfying += [i in of.satisfying for i in ids]
            doubtful += [False] * len(of.scope) + [True] * len(of.doubtful)
    leaves, fact = np.array(leaf, dtype=np.int64), np.array(found, dtype=np.int64)
    order = np.lexsort((seen.row[fact], leaves))
    paired = tuple(np.array(sorted({number[act] for act, _ in pairs}), dtype=np.int64) for pairs in matches.pairings)
    denied = {n: np.array([number[act] for act in acts], dtype=np.int64) for n, acts in _due_and_denied(plan, facts, matches)}
    return Hits(leaves[order], fact[order], np.array(satisfying, dtype=bool)[order], np.array(doubtful, dtype=bool)[order], paired, denied, older)


def _due_and_denied(plan: Plan, facts: Facts, matches: Matches) -> Iterator[tuple[int, list[str]]]:
    """For each pairing of days on which something falls due, those that a denial is about."""
    for n, pairing in enumerate(plan.pairings):
        if plan.leaves[pairing.act].kind == DUE:
            denials = [facts.by_id[i] for i in matches.leaves[pairing.other].denying]
            other = plan.leaves[pairing.other]
            yield n, sorted(act for act in matches.leaves[pairing.act].satisfying if any(denies(d, facts.by_id[act], other, facts) for d in denials))


def count(seen: Seen, hits: Hits, place: Array, said: Array) -> Counts:
    """Count hits. `place` says where each leaf is counted, `said` are the leaves of statements about criteria, ascending."""
    rows = seen.rows
    shape = len(place), rows.count
    key = np.repeat(place * rows.count, np.diff(hits.starts)) + seen.row[hits.fact]
    again = np.flatnonzero(key[1:] == key[:-1])
    narrow = np.min_scalar_type(-_longest(again) * (1 + rows.most_services))
    copied = np.flatnonzero(seen.copied[hits.fact])

    def sources(part: Array) -> Array:
        out, ones, mine = np.zeros(shape, dtype=narrow), part.astype(narrow), copied[part[copied]]
        fact = hits.fact[mine]
        once(ones, mine, key[mine], seen.root[fact])
        np.add.at(out.ravel(), key, ones)
        rows.join(out, np.add)
        _less_repeated(out, place[hits.leaf[mine]], seen.row[fact], seen.authority[fact], seen.root[fact])
        return out

    doubtful = sources(hits.doubtful) if hits.doubtful.any() else np.broadcast_to(np.zeros((), dtype=narrow), shape)
    kinds = np.zeros(shape, dtype=np.int16)
    bits = hits.satisfying * (np.int16(1) << seen.voice[hits.fact].astype(np.int16))
    kinds.ravel()[key] = bits
    np.bitwise_or.at(kinds.ravel(), key[again], bits[again])
    denied = np.zeros(shape, dtype=bool)
    denied.ravel()[key[seen.denied[hits.fact]]] = True
    rows.join(kinds, np.bitwise_or)
    rows.join(denied, np.logical_or)
    return Counts(sources(~hits.doubtful), sources(hits.satisfying), doubtful, kinds, denied, *_said(seen, hits, said))


def _longest(again: Array) -> int:
    """How many hits at most stand in one cell. `again` are those that are followed by one of the same cell."""
    begins = np.flatnonzero(np.diff(again, prepend=-2) != 1)
    return 1 + int(np.diff(begins, append=len(again)).max(initial=0))


def once(counted: Array, copied: Array, key: Array, root: Array) -> None:
    """Leave one count (in place) to each source and its copies in a cell. `copied` are the entries that may repeat a source, each with its cell and root."""
    if len(copied):
        _, first = np.unique(np.stack([key, root]), axis=1, return_index=True)
        counted[copied] = 0
        counted[copied[first]] = 1


def _less_repeated(array: Array, leaf: Array, row: Array, authority: Array, root: Array) -> None:
    """Take off the rows of everything what was counted for several services of an authority and is one source."""
    if len(leaf):
        cells = np.unique(np.stack([leaf, authority, root, row]), axis=1)
        sources, times = np.unique(cells[:3], axis=1, return_counts=True)
        np.subtract.at(array, (sources[0], sources[1]), (times - 1).astype(array.dtype))


def _said(seen: Seen, hits: Hits, said: Array) -> tuple[Array, Array]:
    """Which kinds of source say at least each extent, and where results are spoken of."""
    rows = seen.rows
    by_extent = np.zeros((len(EXTENTS), len(said), rows.count), dtype=np.int16)
    results = np.zeros((len(said), rows.count), dtype=bool)
    place = np.full(len(hits.older), -1)
    place[said] = np.arange(len(said))
    every = np.repeat(place, np.diff(hits.starts))
    spoken = np.flatnonzero(every >= 0)
    fact = hits.fact[spoken]
    cell = every[spoken] * rows.count + seen.row[fact]
    np.bitwise_or.at(by_extent.ravel(), seen.extent[fact] * np.int64(results.size) + cell, np.int16(1) << seen.voice[fact].astype(np.int16))
    # Who says that it goes so far says that it goes less far, too.
    for extent in reversed(range(len(EXTENTS) - 1)):
        by_extent[extent] |= by_extent[extent + 1]
    results.ravel()[cell[seen.results[fact]]] = True
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
