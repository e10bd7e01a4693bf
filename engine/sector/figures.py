"""The series of figures of many authorities at once: how many periods, how many changes running, target, quarter among peers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.matching.slices import Slice
from engine.measures.peers import SMALLEST_GROUP
from engine.plan import Plan
from engine.rows import Array
from engine.sector.reading import Read, Values, exact
from evidence.columns import QUARTILES
from evidence.model import KINDS


@dataclass(frozen=True)
class Runs:
    """Series of figures, one after another: the places of all their `facts`, each series in the order of time, from its `first` to its `last` among them.

    `sign` is 1 where more is better, -1 where less is, 0 where neither is.
    """

    facts: Array
    first: Array
    last: Array
    sign: Array

    @property
    def latest(self) -> Array:
        """The figure of each series that counts."""
        return self.facts[self.last]

    @property
    def periods(self) -> Array:
        """How many figures each series has."""
        return self.last - self.first + 1

    def repeated(self, of_facts: Array) -> Array:
        """Which of the `facts` have the same as the one before them in their series."""
        same = np.append(False, _same(of_facts[self.facts]))[: len(self.facts)]
        same[self.first] = False
        return np.asarray(same)

    def any(self, figures: Array) -> Array:
        """Of what is true of some of the `facts`, of which series it is true of any."""
        return np.logical_or.reduceat(figures, self.first) if len(self.first) else np.zeros(0, dtype=bool)


def runs_of(plan: Plan, items: Read, figures: Array, order: Array, slices: Mapping[tuple[str, str], Slice], row: Array) -> Runs:
    """The series of figures. `figures` are the places of the measures that count, ascending; `row` has the number of each fact's series."""
    facts = _corrected(items, order, _by_time(items, order, figures, row), row)
    last = _ends(row.take(facts))
    first = np.append(0, last + 1)[:-1]
    return Runs(facts, first, last, _signs(plan, items, order, facts[last], slices))


def told_of(items: Read, runs: Runs, order: Array, values: Values) -> dict[str, Array]:
    """What `derive` tells of the latest figure of each series, by the places of facts; -1 where nothing is told."""
    names = ("periods", "rises", "falls", "target_met", "quarter")
    out = {name: np.full(len(order), -1, dtype=np.int32) for name in names}
    if not len(runs.facts):
        return out
    latest, directed = runs.latest, np.flatnonzero(runs.sign)
    out["periods"][latest] = runs.periods
    value = values.num.take(runs.facts)
    change = np.zeros(len(value), dtype=np.int8)
    change[1:] = (value[1:] > value[:-1]).astype(np.int8) - (value[1:] < value[:-1])
    change *= np.repeat(runs.sign, runs.periods)
    change[runs.first] = 0
    index = np.arange(len(value))
    for name, goes in (("rises", change > 0), ("falls", change < 0)):
        # How far back from the end the last change lies that did not go that way.
        stopped = np.maximum.accumulate(index * ~goes)
        out[name][latest[directed]] = (runs.last - stopped[runs.last])[directed]
    _beside(items, order, latest[directed], runs.sign[directed], values, out)
    return out


def latest_of(items: Read, runs: Runs, order: Array, slices: Mapping[tuple[str, str], Slice], row: Array) -> Array:
    """1 for the latest figure of each series, the latest of each rating, and what denies a measure; -1 for all others."""
    out = np.full(len(order), -1, dtype=np.int32)
    out[runs.latest] = 1
    denied = np.flatnonzero(items.denied.take(order))
    out[denied[items.kind[order[denied]] == KINDS.index("measure")]] = 1
    ratings = [np.arange(*where) for (kind, _), where in slices.items() if kind == "rating"]
    if ratings:
        facts = _by_time(items, order, np.concatenate(ratings), row)
        out[facts[_ends(row[facts])]] = 1
    return out


def numbered(items: Read, order: Array, slices: Mapping[tuple[str, str], Slice]) -> Array:
    """A number for the series of each measure and rating: what it is of, and about whom. It ascends."""
    out = np.zeros(len(order), dtype=np.int64)
    mine = [where for (kind, _), where in slices.items() if kind in ("measure", "rating")]
    if mine:
        # Sorted by kind, measures and ratings lie in one piece.
        begin, end = mine[0][0], mine[-1][1]
        item = order[begin:end]
        about = items.authority.take(item).astype(np.int64) * max(len(items.abouts), 1) + items.about.take(item)
        new = np.diff(about, prepend=-1) != 0
        new[[first - begin for first, _ in mine]] = True
        out[begin:end] = np.cumsum(new)
    return out


def _by_time(items: Read, order: Array, facts: Array, row: Array) -> Array:
    """Facts by series and then by day, by when they were known, and by id."""
    item = order.take(facts)
    keys = (items.known.take(item), items.date.take(item), row.take(facts))
    before = _same(keys[2]) & ((keys[1][1:] < keys[1][:-1]) | ((keys[1][1:] == keys[1][:-1]) & (keys[0][1:] <= keys[0][:-1])))
    if not before.any():
        return facts
    sort = np.lexsort(keys)
    tied = np.flatnonzero(np.logical_and.reduce([_same(k[sort]) for k in keys]))
    if len(tied):
        both = np.unique(np.concatenate([tied, tied + 1]))
        rank = np.zeros(len(facts), dtype=np.int64)
        ids = items.frame["id"][item[sort[both]]].to_list()
        rank[sort[both]] = [sorted_ids[i] for sorted_ids in ({i: n for n, i in enumerate(sorted(set(ids)))},) for i in ids]
        sort = np.lexsort((rank, *keys))
    return facts[sort]


def _same(values: Array) -> Array:
    """Whether each is the same as the one before."""
    return np.asarray(values[1:] == values[:-1])


def _ends(row: Array) -> Array:
    """The last of each run of equal numbers."""
    return np.flatnonzero(np.diff(row, append=-1))


def _corrected(items: Read, order: Array, facts: Array, row: Array) -> Array:
    """The facts without those that a later item of the same day and period corrects; the correction stands where the first stood."""
    item = order.take(facts)
    twice = np.flatnonzero(_same(row.take(facts)) & _same(items.date.take(item)))
    if not len(twice):
        return facts
    keep = np.ones(len(facts), dtype=bool)
    moved = facts.copy()
    for series in np.unique(row[facts[twice]]).tolist():
        first, last = np.searchsorted(row[facts], [series, series + 1]).tolist()
        run: dict[tuple[object, int], int] = {}
        for n in range(first, last):
            run[items.date[item[n]], int(items.period[item[n]])] = int(facts[n])
        moved[first : first + len(run)] = list(run.values())
        keep[first + len(run) : last] = False
    return moved[keep]


def _signs(plan: Plan, items: Read, order: Array, last: Array, slices: Mapping[tuple[str, str], Slice]) -> Array:
    """1 where more is better, -1 where less is, 0 where neither is, by what the latest of each series says itself or else the rulebook."""
    lower = np.zeros(len(order), dtype=bool)
    for (kind, key), (first, end) in slices.items():
        if kind == "measure" and key in plan.lower_is_better:
            lower[first:end] = True
    said = items.lower[order[last]]
    return np.array([1, -1, 0], dtype=np.int8)[np.where(said >= 0, said, lower[last])]


def _beside(items: Read, order: Array, last: Array, sign: Array, values: Values, out: Mapping[str, Array]) -> None:
    """Tell whether the latest figures reach their targets, and in which quarter of their peers they stand."""
    frame, item, value = items.frame, order[last], values.num[last]

    def reached(bound: str, which: Array) -> Array:
        """Whether figures are as good as a bound, or better."""
        return np.asarray(sign[which] * (value[which] - exact(frame[bound][item[which]], values.places)) >= 0).astype(np.int32)

    aimed = np.flatnonzero(frame["target"].is_not_null().to_numpy().take(item))
    out["target_met"][last[aimed]] = reached("target", aimed)
    many = (frame["peers_n"].fill_null(0) >= SMALLEST_GROUP) & frame[QUARTILES[0]].is_not_null()
    among = np.flatnonzero(many.to_numpy().take(item))
    # The quarter counts from the worst: 1 is the worst quarter, 4 the best.
    out["quarter"][last[among]] = 1 + sum(reached(quartile, among) for quartile in QUARTILES)
