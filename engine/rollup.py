"""How the grades of children become the grade of their group: exactly, on integer arrays of groups × children × rows.

Groups of one form are rolled up as one batch, and all rows of all authorities with them. Values are exact: pairs of
integers (`engine.exact`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.exact import larger, lesser, lower_median, mean, reduced, rounded, times
from engine.graded import NONE, Graded, Value
from engine.kleene import compare, kleene
from engine.plan import Expression, GroupPlan
from engine.rows import FALSE, TRUE, UNKNOWN, Array, chosen

__all__ = ["Batch", "Children", "Form", "Look", "Rolled", "Value", "looker", "points", "roll", "roll_up", "rounded"]

Look = Callable[[Expression], Array]

_NARROW = 2**15


@dataclass(frozen=True)
class Form:
    """What groups have in common that are rolled up as one batch; `wide` where their figures take more than 64 bits."""

    by: str
    using: str
    decimals: int | None
    half: str
    out_of: int
    silence_scores_nothing: bool
    not_applicable_counts: bool
    wide: bool

    @staticmethod
    def of(group: GroupPlan) -> "Form":
        """The form of a group."""
        figures = [group.enough, *(bound for _, bound in group.bands)]
        wide = any(max(abs(f.numerator), f.denominator) >= 2**31 for f in figures)
        return Form(
            group.by, group.using, group.decimals, group.half, group.out_of, group.silence_scores_nothing, group.not_applicable_counts, wide
        )  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Groups of one form, as arrays of groups × places of children (× 1); a place that a group does not use weighs nothing.

    `bands` holds, for each band, the level and its bound as numerator and denominator, by group.
    """

    form: Form
    groups: tuple[GroupPlan, ...]
    used: Array
    weight: Array
    low: Array
    top: Array
    enough: Value
    bands: tuple[tuple[Array, Array, Array], ...]
    caps: tuple[Array, ...]
    """The levels of the first, second … limiter."""

    @staticmethod
    def of(groups: Sequence[GroupPlan], weights: Mapping[str, int], levels: Mapping[str, Sequence[int]]) -> "Batch":
        """A batch of groups of one form. `levels` are the scales by rulebook, the lowest grade first."""
        places = max(len(g.children) for g in groups)
        weight = [[*(weights[c] for c in g.children), *(0,) * (places - len(g.children))] for g in groups]
        used = [[k < len(g.children) for k in range(places)] for g in groups]
        low, top = ([levels[g.book][end] for g in groups] for end in (0, -1))
        most = max(len(g.bands) for g in groups)
        # Where a group has fewer bands, its lowest grade stands in: it is reached whatever the value.
        bands = [[*((first, Fraction(0)),) * (most - len(g.bands)), *g.bands] for g, first in zip(groups, low, strict=True)]
        # Sums of grades by weight stay narrow where they can: less memory is read for many authorities.
        narrow = max(map(sum, weight)) * max(map(abs, top)) < _NARROW
        return Batch(
            form=Form.of(groups[0]),
            groups=tuple(groups),
            used=np.array(used)[:, :, None],
            weight=np.array(weight, dtype=np.int16 if narrow else np.int64)[:, :, None],
            low=_column(low),
            top=_column(top),
            enough=(_column([g.enough.numerator for g in groups]), _column([g.enough.denominator for g in groups])),
            bands=tuple(
                (_column([b[k][0] for b in bands]), _column([b[k][1].numerator for b in bands]), _column([b[k][1].denominator for b in bands]))
                for k in range(most)
            ),
            caps=tuple(_column([g.caps[k].at if len(g.caps) > k else 0 for g in groups]) for k in range(max(len(g.caps) for g in groups))),
        )


def _column(values: Sequence[int]) -> Array:
    return np.array(values, dtype=np.int64 if all(abs(v) < 2**62 for v in values) else object)[:, None]


@dataclass(frozen=True)
class Children:
    """What is judged of the children of groups: arrays of groups × places × rows. `values` are for (grade, at_least, could_be)."""

    grade: Array
    applies: Array
    ranges: tuple[Array, Array]
    values: tuple[Value, Value, Value]
    share: Value


@dataclass(frozen=True)
class Rolled:
    """What is judged of a batch of groups: arrays of groups × rows. `capped` marks, for each limiter, where it holds."""

    grade: Array
    at_least: Array
    could_be: Array
    uncapped: Array
    applies: Array
    share: Value
    values: tuple[Value, Value, Value]
    capped: tuple[Array, ...]
    points: tuple[Value, Value] | None


def roll_up(group: GroupPlan, nodes: Mapping[str, Graded], weights: Mapping[str, int], levels: Sequence[int]) -> Graded:
    """Grade one group from its children, which `nodes` already holds. `levels` is the scale, the lowest first."""
    mine = [nodes[c] for c in group.children]

    def stacked(arrays: Iterable[Array]) -> Array:
        return np.stack(list(arrays))[None]

    values = [tuple(stacked(c.values[n][side] for c in mine) for side in (0, 1)) for n in range(3)]
    children = Children(
        grade=stacked(c.grade for c in mine),
        applies=stacked(c.applies for c in mine),
        ranges=(stacked(c.at_least for c in mine), stacked(c.could_be for c in mine)),
        values=((values[0][0], values[0][1]), (values[1][0], values[1][1]), (values[2][0], values[2][1])),
        share=(stacked(c.have for c in mine), stacked(c.of for c in mine)),
    )
    shape, look = children.grade.shape[::2], looker(nodes)
    holds = [np.broadcast_to(kleene(cap.when, look), shape) for cap in group.caps]
    rows = [np.broadcast_to(kleene(when, look) if when is not None else np.array([TRUE]), shape) for _, when in group.rows]
    out = roll(Batch.of([group], weights, {group.book: levels}), children, holds, rows)
    have, of = _one(out.share)
    return Graded(
        out.grade[0],
        out.at_least[0],
        out.could_be[0],
        out.uncapped[0],
        out.applies[0],
        have,
        of,
        values=(_one(out.values[0]), _one(out.values[1]), _one(out.values[2])),
        capped=tuple(c[0] for c in out.capped),
        points=None if out.points is None else (_one(out.points[0]), _one(out.points[1])),
    )


def _one(value: Value) -> Value:
    return value[0][0], value[1][0]


def roll(batch: Batch, children: Children, holds: Sequence[Array], rows: Sequence[Array]) -> Rolled:
    """Roll a batch of groups up. `holds` are the truths of their limiters, `rows` those of a table's rows: groups × rows."""
    form, used = batch.form, batch.used
    applies = (children.applies == 1) & used
    graded = (children.grade != NONE) & applies
    counted = used & np.ones_like(applies) if form.not_applicable_counts else applies
    values: list[Value] | None = None
    if form.by == "table":
        (group,) = batch.groups
        grade, at_least, could_be = _table(group, rows, int(batch.low[0, 0]), int(batch.top[0, 0]))
    else:
        use = counted if form.silence_scores_nothing else graded | (counted & ~applies)
        # The grade and both ends of its range are rolled up alike: they go through the method side by side.
        picked = [_values(batch, children, n, applies) for n in range(3)]
        nums, dens = (np.concatenate([value[side] for value in picked], axis=2) for side in (0, 1))
        grades, (num, den) = _method(batch, (nums, dens), np.concatenate([use, counted, counted], axis=2))
        grade, at_least, could_be = np.split(grades, 3, axis=1)
        first, second, third = zip(np.split(num, 3, axis=1), np.split(den, 3, axis=1), strict=True)
        # A child without a grade may already be excluded from what the graded ones promise; and where silence scored
        # nothing below, even its lowest grade is more than what they have.
        values = [larger(lesser(first, third), second), second, third]
    grade = chosen(grade == NONE, NONE, np.clip(grade, at_least, could_be))
    share = _completeness(children, applies * batch.weight)
    enough = times(share[0], batch.enough[1]) >= times(share[1], batch.enough[0])
    any_applies = applies.any(axis=1)
    # What a child without a grade has of evidence makes no grade here: there would be nothing to take it over.
    evidenced = share[0] > 0 if form.by == "table" else graded.any(axis=1)
    given = any_applies if form.silence_scores_nothing else any_applies & enough & evidenced
    grade = uncapped = chosen(given & (grade != NONE), grade, NONE)
    for at, truth in zip(batch.caps, holds, strict=True):
        # No grade is less than any limit, and stays none.
        at_least = chosen(truth >= UNKNOWN, np.minimum(at_least, at), at_least)
        could_be, grade = (chosen(truth == TRUE, np.minimum(array, at), array) for array in (could_be, grade))
    scored = (points(form, values[1], batch.top), points(form, values[2], batch.top)) if form.by == "points" and values is not None else None
    exact = _capped_values(batch, holds, values, (grade, at_least, could_be))
    return Rolled(
        grade, at_least, could_be, uncapped, any_applies.astype(np.int64), share, exact, tuple((t == TRUE).astype(np.int64) for t in holds), scored
    )  # fmt: skip


def looker(nodes: Mapping[str, Graded]) -> Look:
    """How an expression finds the grade of a node. What does not apply meets no condition; what a scope leaves out is unknown."""

    def look(expression: Expression) -> Array:
        assert expression.how == "grade"
        node = nodes.get(expression.name)
        if node is None:
            return np.array([UNKNOWN])
        return np.where(node.applies == 1, compare(expression, node.at_least, node.could_be), FALSE)

    return look


def _values(batch: Batch, children: Children, which: int, applies: Array) -> Value:
    """The children's values, groups × places × rows."""
    form = batch.form
    nums, dens = children.values[which] if form.using == "values" else ((children.grade, *children.ranges)[which], np.ones_like(children.grade))
    if form.not_applicable_counts:
        nums, dens = chosen(applies, nums, batch.top[:, :, None].astype(nums.dtype)), chosen(applies, dens, 1)
    if which == 0 or (which == 1 and form.silence_scores_nothing):
        missing = (children.grade == NONE) & (applies | (not form.not_applicable_counts))
        nothing = 0 if form.silence_scores_nothing else batch.low[:, :, None].astype(nums.dtype)
        nums, dens = chosen(missing, nothing, nums), chosen(missing, 1, dens)
    return nums, dens


def _method(batch: Batch, values: Value, use: Array) -> tuple[Array, Value]:
    """The grade of each group, and its value."""
    form, low = batch.form, batch.low
    nums, dens = values
    w = use * batch.weight
    if form.by in ("median", "minimum"):
        whole = chosen(use, nums // dens, batch.top[:, :, None] + 1).astype(np.int64)
        grade = whole.min(axis=1) if form.by == "minimum" else lower_median(whole, w)
        grade = chosen(np.logical_or.reduce(use, axis=1), np.maximum(grade, low), low)
        return grade, (grade, np.ones_like(grade))
    value = mean(nums, dens, w)
    banded = points(form, value, batch.top)
    grade = np.broadcast_to(low, value[0].shape)
    for level, over, under in batch.bands:
        grade = chosen(times(banded[0], under) >= times(banded[1], over), level, grade)
    return grade, value


def points(form: Form | GroupPlan, value: Value, top: Array | int) -> Value:
    """What a group bands: its mean, or the same as points of the most that can be had, rounded as its scheme says."""
    if form.by == "points":
        value = reduced(times(value[0], form.out_of), value[1] * top)
    return value if form.decimals is None else rounded(value, form.decimals, form.half)


def _completeness(children: Children, w: Array) -> Value:
    """The share of weight that is graded, as (have, of); children that do not apply leave with their weight."""
    have, of = children.share
    return mean(have, np.maximum(of, 1), w)


def _capped_values(batch: Batch, holds: Sequence[Array], values: Sequence[Value] | None, grades: tuple[Array, Array, Array]) -> tuple[Value, Value, Value]:
    """A cap lowers the value passed upward too; a table's value is its grade."""
    if values is None:
        grade, at_least, could_be = grades
        one = np.ones_like(at_least)
        return (chosen(grade == NONE, 0, grade), one), (at_least, one), (could_be, one)
    out = []
    for n, (num, den) in enumerate(values):
        for at, truth in zip(batch.caps, holds, strict=True):
            lowered = (truth >= UNKNOWN if n == 1 else truth == TRUE) & (num > times(den, at))
            num, den = chosen(lowered, at, num), chosen(lowered, 1, den)  # noqa: PLW2901
        out.append((num, den))
    return out[0], out[1], out[2]


def _table(group: GroupPlan, rows: Sequence[Array], low: int, top: int) -> tuple[Array, Array, Array]:
    """The first row that holds. With ranges below it, every row that may yet be first is possible."""
    least, most = np.full(rows[0].shape, top + 1, dtype=np.int64), np.full(rows[0].shape, low - 1, dtype=np.int64)
    decided = np.zeros(rows[0].shape, dtype=bool)
    for (give, _), holds in zip(group.rows, rows, strict=True):
        may = ~decided & (holds >= UNKNOWN)
        least, most = np.where(may, np.minimum(least, give), least), np.where(may, np.maximum(most, give), most)
        decided |= holds == TRUE
    return np.where(least == most, least, NONE), least, most
