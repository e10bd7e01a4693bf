"""From evidence in columns to the facts of many authorities at once: what `derive` makes of plain evidence, as arrays.

Plain is evidence of which nothing is open or out of the ordinary: no margins of error, provisional figures, targets of
their own, or other words that only `derive` knows. `not_plain` tells which authorities have other evidence: they go
through `derive` one by one, so that nothing of what is rare is written twice. Of plans that ask how sure a trend is, carry
figures on, measure distances from the median, or know days on which something falls due, all authorities do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.counts import Seen, months_between
from engine.facts import Fact, Facts
from engine.matching.columnar import Column, Slice
from engine.plan import Plan
from engine.rows import Array, Rows
from engine.sector.figures import runs
from engine.sector.reading import Read, scaled
from evidence.columns import HEAD, NOT_APPLICABLE
from evidence.model import KINDS, WHOLE

if TYPE_CHECKING:
    import polars as pl

_TEXTS = ("scope", "result", "by", "with", "topic")
_TRUTHS = ("results", "audited", "priority")
_SELDOM = ("margin", "sample", "provisional")


@dataclass(frozen=True)
class Derived:
    """The facts of authorities with plain evidence, sorted by kind, key and row. `number` has the row of each in the table."""

    seen: Seen
    slices: Mapping[tuple[str, str], Slice]
    attributes: Mapping[str, "Told"]
    lists: Mapping[str, tuple[Array, Array, Mapping[str, int]]]
    """Of `includes` and `to`: the facts and the words on their lists, one entry a word, by word and fact; and the words' numbers."""
    number: Array
    services: tuple[str, ...]
    doubted: Mapping[int, Fact] = field(default_factory=dict)

    def fact(self, number: int) -> Fact:
        """Facts of plain evidence are not asked for one by one."""
        raise LookupError(number)

    def facts_of(self, fact: int) -> Facts:
        """Facts of plain evidence are not asked for one by one."""
        raise LookupError(fact)

    def column(self, attribute: str, where: Slice) -> Column | None:
        """What the facts of a slice state of an attribute; None where none states it."""
        first, last = where
        word, _, topic = attribute.partition(".")
        if topic:
            facts, words, numbers = self.lists[word]
            if topic not in numbers:
                return None
            mine = facts[np.searchsorted(words, numbers[topic], "left") : np.searchsorted(words, numbers[topic], "right")]
            mine = mine[np.searchsorted(mine, first) : np.searchsorted(mine, last)] - first
            if not len(mine):
                return None
            stated = np.zeros(last - first, dtype=bool)
            stated[mine] = True
            return Column(stated, stated.view(np.int8))
        told = self.attributes.get(attribute)
        if told is None:
            return None
        stated = told.stated[first:last]
        if not stated.any():
            return None
        values = told.values[first:last]
        if told.words is None:
            return Column(stated, values, int(self.seen.den[first:last].max()) if attribute == "value" else 1)
        nothing = np.zeros(last - first, dtype=bool)
        return Column(stated, nothing.view(np.int8), figures=nothing, text=values, words=told.words)


@dataclass(frozen=True)
class Told:
    """An attribute of all facts: whether it is stated, and its value, a number of `words` where it is a text."""

    stated: Array
    values: Array
    words: Mapping[str, int] | None = None


def suits(plan: Plan) -> bool:
    """Whether all that a plan asks can be derived in columns."""
    asked = {c.attribute.partition(".")[0] for leaf in plan.leaves for c in (*leaf.scope, *leaf.wanted)}
    return not (plan.trends or plan.projections or plan.dues or asked & {"worse_by", "better_by"})


def not_plain(frame: "pl.DataFrame") -> "pl.Series":
    """The authorities of a table whose evidence is not plain."""
    import polars as pl

    seldom = [pl.col(c).is_not_null() for c in _SELDOM if frame[c].null_count() < len(frame)]
    if frame["better"].null_count() < len(frame):
        seldom.append(pl.col("better") == "neither")
    if frame["more"].null_count() < len(frame):
        # What stands in `more` may decide; so may the targets beside an authority's own row.
        seldom.append(pl.col("more").is_not_null() & ((pl.col("kind") != HEAD) | pl.col("more").str.contains('"targets"')) & (pl.col("kind") != NOT_APPLICABLE))
    if not seldom:
        return frame["authority"].clear()
    return frame.select("authority", strange=pl.any_horizontal(*seldom)).filter(pl.col("strange"))["authority"].unique()


def derive_all(plan: Plan, read: Read) -> Derived:
    """The facts of all authorities that were read, each as if it were alone."""
    as_of = read.as_of[read.authority]
    known = (read.known <= as_of) & ((read.date <= as_of) | (read.kind == KINDS.index("document")))
    root, parent = read.root, read.parent
    rows, row, services = _rows(read, known)
    facts = np.flatnonzero(known)
    facts = facts[np.argsort(row[facts], kind="stable")] if (np.diff(row[facts]) < 0).any() else facts
    key, slices_of = _keys(plan, read)
    order = facts[np.argsort(key[facts], kind="stable")]
    slices: dict[tuple[str, str], Slice] = {}
    ends = np.flatnonzero(np.diff(key[order], append=-1)) + 1
    first = 0
    for last in ends.tolist():
        slices[slices_of[int(key[order[first]])]] = (first, last)
        first = last
    shared = np.zeros(len(root), dtype=bool)
    copies = np.flatnonzero(known & (root != np.arange(len(root))))
    shared[root[copies]] = True
    series = _series(read, key, known, parent)
    values = scaled(read, order, slices, plan)
    told = {
        "age": Told(np.ones(len(order), dtype=bool), _ages(read, order)),
        "value": Told(values.stated, values.num),
    }
    numbers = {"extent": read.extent, "status": read.status, **{word: read.truths[word] for word in _TRUTHS}}
    told |= {word: _told(column[order]) for word, column in numbers.items() if (column >= 0).any()}
    told |= {word: Told(read.texts[word][order] >= 0, read.texts[word][order], read.words) for word in _TEXTS if (read.texts[word] >= 0).any()}
    told |= {word: Told(read.lists[word].stated[order], np.ones(len(order), dtype=np.int8)) for word in ("includes", "to")}
    told |= {word: _told(column) for word, column in runs(plan, read, series, order, values, slices).items()}
    place = np.full(len(known), -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    seen = Seen(
        rows=rows,
        as_of=read.as_of,
        authority=read.authority[order],
        row=row[order],
        root=root[order],
        copied=shared[root[order]],
        voice=read.voice[root[order]],
        date=read.date[order],
        denied=read.denied[order],
        due=np.zeros(len(order), dtype=bool),
        extent=read.extent[order],
        results=read.truths["results"][order] == 1,
        num=values.num,
        den=np.where(values.stated, values.den, 0),
    )
    lists = {word: (*read.lists[word].by_word(place), read.lists[word].words) for word in ("includes", "to")}
    return Derived(seen, slices, told, lists, order, services)


def _ages(read: Read, order: Array) -> Array:
    """How many months have begun since the date of each item. Each day is counted once for each as-of date, for they are few."""
    day, as_of = read.date[order].astype(np.int64), read.as_of.astype(np.int64)
    first, days = int(day.min(initial=0)), np.unique(as_of)
    span = int(day.max(initial=0)) - first + 1
    if span * len(days) > len(order):
        return months_between(read.date[order], read.as_of[read.authority[order]])
    every = np.arange(first, first + span).astype("M8[D]")
    table = np.stack([months_between(every, np.full(span, d).astype("M8[D]")) for d in days])
    which = np.searchsorted(days, as_of)
    return table[which[read.authority[order]], day - first] if len(days) > 1 else table[0][day - first]


def _told(values: Array) -> Told:
    return Told(values >= 0, values)


def _rows(read: Read, known: Array) -> tuple[Rows, Array, tuple[str, ...]]:
    """The rows of the authorities and of what their known evidence is about, the row of each item, and the names of services."""
    whole = read.abouts.index(WHOLE) if WHOLE in read.abouts else -1
    n, subjects = len(read.as_of), max(len(read.abouts), 1)
    row = n + read.authority.astype(np.int64)
    services = np.flatnonzero(known & (read.about != whole))
    which = read.authority[services].astype(np.int64) * subjects + read.about[services]
    distinct, place = np.unique(which, return_inverse=True)
    row[services] = 2 * n + place
    return Rows(n, distinct // subjects), row, tuple(read.abouts[k] for k in (distinct % subjects).tolist())


def _keys(plan: Plan, read: Read) -> tuple[Array, dict[int, tuple[str, str]]]:
    """A number for the kind and key of each item, by their one name, and what each number stands for."""
    both = read.kind.astype(np.int64) * len(read.keys) + read.key
    present = np.flatnonzero(np.bincount(both, minlength=1))
    names = [(KINDS[n // len(read.keys)], read.keys[n % len(read.keys)]) for n in present.tolist()]
    one = [(kind, plan.name(kind, key)) for kind, key in names]
    numbers = {name: n for n, name in enumerate(sorted(set(one)))}
    table = np.zeros(len(both) and int(both.max()) + 1, dtype=np.int16 if len(numbers) < 2**15 else np.int32)
    table[present] = [numbers[name] for name in one]
    return table[both], {n: name for name, n in numbers.items()}


def _series(read: Read, key: Array, known: Array, parent: Array) -> Array:
    """The figures that make up series: measures known that repeat no other of the same measure and subject."""
    figures = known & (read.kind == KINDS.index("measure"))
    copy = np.zeros(len(known), dtype=bool)
    line = np.flatnonzero(figures & (parent >= 0))
    above = parent[line]
    while len(line):
        same = figures[above] & (key[above] == key[line]) & (read.about[above] == read.about[line])
        copy[line[same]] = True
        on = ~same & (parent[above] >= 0)
        line, above = line[on], parent[above[on]]
    return np.flatnonzero(figures & ~copy)
