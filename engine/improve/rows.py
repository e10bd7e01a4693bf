"""States of a node as rows: what a parent's method adds up over its children, and which rows are worth keeping."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.graded import NONE, Graded
from engine.plan import GroupPlan
from engine.rows import Array


@dataclass(frozen=True)
class Adding:
    """What a group's method adds up over its children: columns in which more is never worse for the group's grade.

    A row that is at least as good in every column as another, and costs no more, is as good whatever the other
    children do.
    """

    group: GroupPlan
    levels: tuple[int, ...]
    low: int
    high: int
    scales: tuple[int, int, int, int]
    short: bool

    @staticmethod
    def over(group: GroupPlan, children: Sequence[Graded], levels: tuple[int, ...], *, short: bool) -> "Adding":
        """What is added up over these children, in units in which all of it is whole; `short` where too little may be evidenced for a grade."""
        scales = []
        for n in range(3):
            dens = [1] if group.by == "table" or group.using != "values" else sorted({int(d) for c in children for d in np.unique(c.values[n][1])})
            scales.append(math.lcm(*dens))
        scales.append(math.lcm(*{int(d) for c in children for d in np.unique(np.maximum(c.of, 1))}))
        wide = max(scales) > _WIDE
        values = [_scaled(c, group, 0, scales[0], wide=wide)[c.grade != NONE] for c in children]
        seen = [int(v) for column in values if len(column) for v in (column.min(), column.max())]
        # What does not apply and counts as met is in the mean too, at the highest grade.
        seen += [levels[0] * scales[0], levels[-1] * scales[0]] if group.not_applicable_counts or not seen else []
        return Adding(group, levels, min(seen), max(seen), (scales[0], scales[1], scales[2], scales[3]), short)

    def columns(self, child: Graded, weight: int) -> Array:
        """The columns of one child's rows."""
        group, wide = self.group, max(self.scales) > _WIDE
        counted = (child.applies == 1).astype(np.int64)
        graded = (child.grade != NONE) & (counted == 1)
        out: list[Array] = [graded.astype(np.int64), weight * counted * _times_scale(child.have, np.maximum(child.of, 1), self.scales[3], wide=wide)]
        if not self.short:
            out = [np.zeros_like(counted), np.zeros_like(counted)]
        if group.by == "table":
            return np.stack(out, axis=1)
        x0, x1, x2 = (_scaled(child, group, n, self.scales[n], wide=wide) for n in range(3))
        if group.silence_scores_nothing:
            x0, x1, graded = np.where(graded, x0, 0), np.where(graded, x1, 0), counted == 1
        if group.by in ("median", "minimum"):
            for level in self.levels[1:]:
                for used, x, scale in ((graded, x0, self.scales[0]), (counted == 1, x1, self.scales[1]), (counted == 1, x2, self.scales[2])):
                    reached = x >= level * scale
                    if group.by == "minimum":
                        out.append(np.where(used & ~reached, -1, 0))
                    else:
                        out.append(np.where(used, np.where(reached, weight, -weight), 0))
        else:
            # A mean rises where what is added is above it: so is what is at least as good against the lowest mean and the highest.
            out += [np.where(graded, weight * (x0 - self.low), 0), np.where(graded, weight * (x0 - self.high), 0)]
            out += [weight * x1 * counted, weight * x2 * counted]
        return np.stack(out, axis=1)

    def bounded(self, columns: Array) -> Array:
        """Sums in which a first counts and further ones do not."""
        columns[:, 0] = np.minimum(columns[:, 0], 1)
        end = 2 + 3 * (len(self.levels) - 1)
        if self.group.by == "minimum":
            columns[:, 2:end] = np.maximum(columns[:, 2:end], -1)
        return columns


_WIDE = 1 << 30
"""Above this, sums might outgrow 64 bits, and Python's own integers are used."""


def _scaled(child: Graded, group: GroupPlan, which: int, scale: int, *, wide: bool) -> Array:
    if group.using != "values":
        return np.asarray((child.grade, child.at_least, child.could_be)[which] * scale)
    return _times_scale(*child.values[which], scale, wide=wide)


def _times_scale(num: Array, den: Array, scale: int, *, wide: bool) -> Array:
    if wide:
        return np.array([int(n) * (scale // int(d)) for n, d in zip(num, den, strict=True)], dtype=object)
    return np.asarray(num * (scale // den))


def worth_keeping(cost: Array, columns: Array) -> Array:
    """The rows that no other betters: none that costs no more is at least as good in every column. The cheapest first."""
    order = np.argsort(cost, kind="stable")
    columns = columns[order]
    columns = columns[:, (columns != columns[0]).any(axis=0)]
    if not columns.shape[1]:
        return order[:1]
    first = _first_of_each(columns)
    order, columns = order[first], columns[first]
    kept = np.empty((0,), dtype=np.int64)
    for start in range(0, len(columns), _CHUNK):
        chunk = np.arange(start, min(start + _CHUNK, len(columns)))
        if len(kept):
            chunk = chunk[~_bettered(columns[chunk], columns[kept])]
        others = _bettered(columns[chunk], columns[chunk], earlier=True)
        kept = np.concatenate([kept, chunk[~others]])
    return order[kept]


_CHUNK = 96


def _bettered(rows: Array, by: Array, *, earlier: bool = False) -> Array:
    """Which rows are bettered by others in every column; with `earlier`, by one that stands before them among the same rows."""
    least = np.ones((len(rows), len(by)), dtype=bool)
    for n in range(rows.shape[1]):
        least &= by[None, :, n] >= rows[:, None, n]
    if earlier:
        least = np.tril(least, -1)
    return np.asarray(least.any(axis=1))


def _first_of_each(columns: Array) -> Array:
    """The first of equal rows, in order."""
    if columns.dtype == object:
        return np.array(sorted({tuple(row): n for n, row in reversed(list(enumerate(columns)))}.values()), dtype=np.int64)
    whole = np.ascontiguousarray(columns).view(np.dtype((np.void, columns.dtype.itemsize * columns.shape[1]))).ravel()
    return np.sort(np.unique(whole, return_index=True)[1])
