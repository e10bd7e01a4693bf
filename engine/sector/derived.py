"""From evidence in columns to the facts of many authorities at once: what `derive` makes of it, as arrays.

What is rare is not written twice: what hangs on errors, on targets of their own, on comparator groups or on a line through
figures, the ordinary functions work out for the series concerned (`singly.py`, `trends.py`).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from engine.counts import Seen, months_between, whole_numbers
from engine.facts import Between
from engine.matching.slices import Slice
from engine.plan import DUE, Figure, Plan
from engine.rows import Array, Rows
from engine.sector.block import Derived, Told
from engine.sector.due import KINDS_OF_FACTS, with_days_due
from engine.sector.figures import latest_of, numbered, runs_of, told_of
from engine.sector.reading import Read, Values, scaled
from engine.sector.singly import Asked, asks_more, more_of
from engine.sector.trends import PARTS, trends_of
from evidence.model import KINDS, WHOLE

if TYPE_CHECKING:
    import polars as pl

_TEXTS = ("scope", "result", "by", "with", "topic")
_TRUTHS = ("results", "audited", "priority")
_LISTS = ("includes", "to")
_THOUSANDTHS = 1000


def derive_all(plan: Plan, read: Read, frame: "pl.DataFrame") -> Derived:
    """The facts of all authorities that were read from a table, each as if it were alone."""
    known = _known(read, frame)
    if plan.dues:
        read, known = with_days_due(plan, read, known)
    rows, row, services = _rows(read, known)
    facts = np.flatnonzero(known)
    rows_of = row.take(facts)
    facts = facts.take(np.argsort(rows_of, kind="stable")) if (rows_of[1:] < rows_of[:-1]).any() else facts
    key, slices_of = _keys(plan, read)
    order = facts.take(np.argsort(key.take(facts), kind="stable"))
    slices: dict[tuple[str, str], Slice] = {}
    ends = np.flatnonzero(np.diff(key.take(order), append=-1)) + 1
    first = 0
    for last in ends.tolist():
        slices[slices_of[int(key[order[first]])]] = (first, last)
        first = last
    values = scaled(read, order, slices, plan)
    told, between = _figures(plan, read, frame, np.flatnonzero(_in_series(read, key, known).take(order)), order, values, slices)
    root, copied = _roots(read, known, order)
    seen = Seen(
        rows=rows,
        as_of=read.as_of,
        authority=read.authority.take(order),
        row=row.take(order),
        root=root,
        copied=copied,
        voice=read.voice.take(root),
        date=read.date.take(order),
        denied=read.denied.take(order),
        due=read.kind.take(order) == KINDS_OF_FACTS.index(DUE),
        extent=read.extent.take(order),
        results=read.truths["results"].take(order) == 1,
        num=values.num,
        den=np.where(values.stated, values.den, 0),
    )
    return Derived(read, order, seen, slices, {**_own(read), "value": Told(values.num, values.stated), **told}, _lists(read, order), services, between)


def _own(read: Read) -> dict[str, Told]:
    """What items say of themselves."""
    numbers = {"age": _ages(read), "extent": read.extent, "status": read.status, **{word: read.truths[word] for word in _TRUTHS}}
    told = {word: Told(column, of_items=True) for word, column in numbers.items() if (column >= 0).any()}
    told |= {word: Told(read.texts[word], words=read.words, of_items=True) for word in _TEXTS if (read.texts[word] >= 0).any()}
    lists = {word: read.lists[word].stated for word in _LISTS}
    return told | {word: Told(stated.view(np.int8), stated, of_items=True) for word, stated in lists.items() if stated.any()}


def _lists(read: Read, order: Array) -> dict[str, tuple[Array, Array, Mapping[str, int]]]:
    """The words on lists, by word and fact."""
    lists = {word: listed for word in _LISTS if len((listed := read.lists[word]).item)}
    if not lists:
        return {}
    place = np.full(len(read.kind), -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return {word: (*listed.by_word(place), listed.words) for word, listed in lists.items()}


def _roots(read: Read, known: Array, order: Array) -> tuple[Array, Array]:
    """The item that is the first source of each fact, and whether facts share it."""
    copies = np.flatnonzero(known & (read.root != np.arange(len(read.root))))
    if not len(copies):
        return order, np.zeros(len(order), dtype=bool)
    shared = np.zeros(len(read.root), dtype=bool)
    shared[read.root[copies]] = True
    root = read.root[order]
    return root, shared[root]


def _known(read: Read, frame: "pl.DataFrame") -> Array:
    """Which items count by the as-of date of their authority."""
    as_of = read.as_of.take(read.authority)
    known = (read.known <= as_of) & ((read.date <= as_of) | (read.kind == KINDS.index("document")))
    if frame["provisional"].any():
        # Of a provisional figure a margin has to say how far it may still change.
        known &= ~(frame["provisional"].fill_null(value=False) & frame["margin"].is_null()).to_numpy()[frame["kind"].is_in(KINDS).to_numpy()]
    return np.asarray(known)


def _figures(
    plan: Plan, read: Read, frame: "pl.DataFrame", figures: Array, order: Array, values: Values, slices: Mapping[tuple[str, str], Slice]
) -> tuple[dict[str, Told], Mapping[int, Between]]:
    """What is told of the figures that make up series, and between what some of it may lie. `figures` are their places."""
    row = numbered(read, order, slices)
    runs = runs_of(plan, read, figures, order, slices, row)
    columns = {"latest": latest_of(read, runs, order, slices, row)} | told_of(read, runs, order, values)
    told = {name: Told(column) for name, column in columns.items()}
    if not asks_more(plan, frame):
        return told, {}
    asked = Asked(frame, runs, order)
    told |= {name: Told(column, den=PARTS) for name, column in trends_of(asked, plan.trends, values.num, read.date[order]).items()}
    more = more_of(plan, read, frame, asked, order, slices)
    for name, answers in more.told.items():
        told[name] = _with(told.get(name), answers, len(order))
    return told, more.between


def _with(told: Told | None, answers: Mapping[int, Figure], many: int) -> Told:
    """An attribute of so many facts with what is told of some."""
    old = told or Told(np.zeros(many, dtype=np.int8), np.zeros(many, dtype=bool), den=_THOUSANDTHS)
    ratios = [Decimal(figure).as_integer_ratio() for figure in answers.values()]
    given, facts = whole_numbers([over * old.den // under for over, under in ratios]), np.array(list(answers))
    stated, values = old.values >= 0 if old.stated is None else old.stated.copy(), old.values.astype(np.result_type(old.values, given))
    stated[facts], values[facts] = True, given
    return Told(values, stated, den=old.den)


def _ages(read: Read) -> Array:
    """How many months have begun since the date of each item, -1 for days on which something falls due. Of dates and as-of dates there are few."""
    day, as_of = read.date.astype(np.int64), read.as_of.astype(np.int64)
    first, days = int(day.min(initial=0)), np.unique(as_of)
    every = np.arange(first, int(day.max(initial=0)) + 1).astype("M8[D]")
    if len(every) * len(days) > len(day):
        ages = months_between(read.date, read.as_of[read.authority]).astype(np.int32)
    else:
        table = np.stack([months_between(every, np.full(len(every), d).astype("M8[D]")) for d in days]).astype(np.int32)
        which = np.searchsorted(days, as_of)
        ages = table[which[read.authority], day - first] if len(days) > 1 else table[0].take(day - first)
    ages[read.kind == KINDS_OF_FACTS.index(DUE)] = -1
    return ages


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
    names = [(KINDS_OF_FACTS[n // len(read.keys)], read.keys[n % len(read.keys)]) for n in present.tolist()]
    one = [(kind, plan.name(kind, key)) for kind, key in names]
    numbers = {name: n for n, name in enumerate(sorted(set(one)))}
    table = np.zeros(len(both) and int(both.max()) + 1, dtype=np.int16 if len(numbers) < 2**15 else np.int32)
    table[present] = [numbers[name] for name in one]
    return table.take(both), {n: name for name, n in numbers.items()}


def _in_series(read: Read, key: Array, known: Array) -> Array:
    """Which items are figures that make up series: measures known that deny nothing and repeat no other of the same measure and subject."""
    figures, parent = known & (read.kind == KINDS.index("measure")), read.parent
    copy = np.zeros(len(known), dtype=bool)
    line = np.flatnonzero(figures & (parent >= 0))
    above = parent[line]
    while len(line):
        same = figures[above] & (key[above] == key[line]) & (read.about[above] == read.about[line])
        copy[line[same]] = True
        on = ~same & (parent[above] >= 0)
        line, above = line[on], parent[above[on]]
    return np.asarray(figures & ~copy & ~read.denied)
