"""Days on which something falls due, for many authorities: items of their own behind those of the evidence."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.dues import counting
from engine.plan import DUE, Plan
from engine.rows import Array
from engine.sector.reading import Read
from evidence.model import KINDS, VOICES, WHOLE

KINDS_OF_FACTS = (*KINDS, DUE)


def with_days_due(plan: Plan, read: Read, known: Array) -> tuple[Read, Array]:
    """The items with the days that count behind them, as `engine.dues.falling_due` has them, and which items are known: these days are."""
    import polars as pl

    found = list(_days(plan, read, known))
    keys = {due.key: n for n, due in enumerate(plan.dues, start=len(read.keys))}
    abouts = read.abouts if WHOLE in read.abouts else [*read.abouts, WHOLE]
    days = np.array([day for _, _, day in found], dtype="M8[D]")

    def longer(array: Array, rest: Any = -1) -> Array:
        return np.concatenate([array, np.full(len(found), rest, dtype=array.dtype)])

    frame, ids = read.frame.with_columns(pl.col("id").cast(pl.String)), pl.Series("id", [f"{key} {day}" for key, _, day in found], dtype=pl.String)
    items = replace(
        read,
        authority=longer(read.authority, [n for _, n, _ in found]),
        kind=longer(read.kind, KINDS_OF_FACTS.index(DUE)),
        key=longer(read.key, [keys[key] for key, _, _ in found]),
        keys=[*read.keys, *keys],
        about=longer(read.about, abouts.index(WHOLE)),
        abouts=abouts,
        date=longer(read.date, days),
        known=longer(read.known, days),
        voice=longer(read.voice, VOICES.index("document")),
        denied=longer(read.denied, rest=False),
        root=longer(read.root, np.arange(len(known), len(known) + len(found))),
        parent=longer(read.parent),
        extent=longer(read.extent),
        status=longer(read.status),
        truths={word: longer(column) for word, column in read.truths.items()},
        texts={word: longer(column) for word, column in read.texts.items()},
        lists={word: replace(words, stated=longer(words.stated, rest=False)) for word, words in read.lists.items()},
        period=longer(read.period),
        lower=longer(read.lower),
        frame=pl.concat([frame, frame.clear(len(found)).with_columns(id=ids)]),
    )
    return items, longer(known, rest=True)


def _days(plan: Plan, read: Read, known: Array) -> Iterator[tuple[str, int, dt.date]]:
    """The days that count: what falls due, for which authority, and when."""
    oldest = np.full(len(read.names), np.iinfo(np.int64).max)
    np.minimum.at(oldest, read.authority[known], read.date[known].astype(np.int64))
    evidenced = oldest < np.iinfo(np.int64).max
    first, as_of = np.where(evidenced, oldest, 0).astype("M8[D]").tolist(), read.as_of.tolist()
    answers = {due.answers: _dates(plan, read, known, due.answers) for due in plan.dues}
    for due in plan.dues:
        whole = [read.closed[entry] for entry in due.answers if entry in read.closed]
        closed = np.logical_and.reduce(whole) if len(whole) == len(due.answers) else np.zeros(len(read.names), dtype=bool)
        mine = answers[due.answers]
        for n in sorted(mine.keys() | set(np.flatnonzero(closed & evidenced).tolist())):
            for day in counting(due, first[n], mine.get(n, ()), as_of[n]):
                yield due.key, n, day


def _dates(plan: Plan, read: Read, known: Array, entries: frozenset[tuple[str, str]]) -> Mapping[int, list[dt.date]]:
    """The days of the known items of these kinds and keys ("" is any), by authority."""
    bears = np.zeros(len(known), dtype=bool)
    for kind, one in entries:
        keys = [n for n, key in enumerate(read.keys) if one in ("", plan.name(kind, key))]
        bears |= (read.kind == KINDS.index(kind)) & np.isin(read.key, keys)
    out: dict[int, list[dt.date]] = {}
    mine = np.flatnonzero(bears & known)
    for n, day in zip(read.authority[mine].tolist(), read.date[mine].tolist(), strict=True):
        out.setdefault(n, []).append(day)
    return out
