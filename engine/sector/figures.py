"""The latest values of many series at once: how many periods, how many changes running, target, quarter among peers."""

from collections.abc import Mapping

import numpy as np

from engine.matching.columnar import Slice
from engine.measures.peers import SMALLEST_GROUP
from engine.plan import Plan
from engine.rows import Array
from engine.sector.reading import Read, Values, exact
from evidence.columns import QUARTILES


def runs(plan: Plan, items: Read, series: Array, order: Array, values: Values, slices: Mapping[tuple[str, str], Slice]) -> dict[str, Array]:
    """What `derive` tells of the latest of each series, for the facts in `order`; -1 where nothing is told.

    `series` are the numbers of the items that make up series of measures.
    """
    place = np.full(len(items.kind), -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    names = ("latest", "periods", "rises", "falls", "target_met", "quarter")
    out = {name: np.full(len(order), -1, dtype=np.int32) for name in names}
    row = _series_of(items, order, slices)
    ratings = [where for (kind, _), where in slices.items() if kind == "rating"]
    if ratings:
        facts = _by_time(items, order, np.concatenate([np.arange(*where) for where in ratings]), row)
        out["latest"][facts[_ends(row[facts])]] = 1
    measured = [where for (kind, _), where in slices.items() if kind == "measure"]
    for begin, end in measured:
        out["latest"][begin:end][items.denied[order[begin:end]]] = 1
    facts = np.sort(place[series[~items.denied[series]]])
    if not len(facts):
        return out
    facts = _corrected(items, order, _by_time(items, order, facts, row), row)
    ends = _ends(row[facts])
    starts = np.concatenate([[0], ends[:-1] + 1])
    last = facts[ends]
    sign = _signs(plan, items, order, last, slices)
    out["latest"][last], out["periods"][last] = 1, ends - starts + 1
    way = np.repeat(sign, ends - starts + 1)
    value = values.num[facts]
    change = np.zeros(len(facts), dtype=np.int64)
    change[1:] = (value[1:] > value[:-1]).astype(np.int64) - (value[1:] < value[:-1])
    change *= way
    change[starts] = 0
    index = np.arange(len(facts))
    for name, goes in (("rises", change > 0), ("falls", change < 0)):
        # How far back from the end the last change lies that did not go that way.
        stopped = np.maximum.accumulate(np.where(goes, 0, index))
        out[name][last] = ends - stopped[ends]
    _beside(items, order, last, sign, values, out)
    return out


def _series_of(items: Read, order: Array, slices: Mapping[tuple[str, str], Slice]) -> Array:
    """A number for the series of each measure and rating: what it is of, and about whom. It ascends."""
    out = np.zeros(len(order), dtype=np.int64)
    mine = [where for (kind, _), where in slices.items() if kind in ("measure", "rating")]
    if mine:
        # Sorted by kind, measures and ratings lie in one piece.
        begin, end = mine[0][0], mine[-1][1]
        item = order[begin:end]
        about = items.authority[item].astype(np.int64) * max(len(items.abouts), 1) + items.about[item]
        new = np.diff(about, prepend=-1) != 0
        new[[first - begin for first, _ in mine]] = True
        out[begin:end] = np.cumsum(new)
    return out


def _by_time(items: Read, order: Array, facts: Array, row: Array) -> Array:
    """Facts by series and then by day, by when they were known, and by id."""
    item = order[facts]
    keys = (items.known[item], items.date[item], row[facts])
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
    item = order[facts]
    twice = np.flatnonzero(_same(row[facts]) & _same(items.date[item]))
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
    """1 where more is better, -1 where less is, by what the latest of each series says itself or else the rulebook."""
    lower = np.zeros(len(order), dtype=bool)
    for (kind, key), (first, end) in slices.items():
        if kind == "measure" and key in plan.lower_is_better:
            lower[first:end] = True
    said = items.lower[order[last]]
    return np.where(np.where(said >= 0, said == 1, lower[last]), -1, 1)


def _beside(items: Read, order: Array, last: Array, sign: Array, values: Values, out: Mapping[str, Array]) -> None:
    """Tell whether the latest figures reach their targets, and in which quarter of their peers they stand."""
    frame, item, value = items.frame, order[last], values.num[last]

    def reached(bound: str, which: Array) -> Array:
        """Whether figures are as good as a bound, or better."""
        return np.asarray(sign[which] * (value[which] - exact(frame[bound][item[which]], values.places)) >= 0).astype(np.int32)

    aimed = np.flatnonzero(frame["target"].is_not_null().to_numpy()[item])
    out["target_met"][last[aimed]] = reached("target", aimed)
    many = (frame["peers_n"].fill_null(0) >= SMALLEST_GROUP) & frame[QUARTILES[0]].is_not_null()
    among = np.flatnonzero(many.to_numpy()[item])
    # The quarter counts from the worst: 1 is the worst quarter, 4 the best.
    out["quarter"][last[among]] = 1 + sum(reached(quartile, among) for quartile in QUARTILES)
