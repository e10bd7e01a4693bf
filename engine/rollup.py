"""How the grades of children become the grade of their group: exactly, on integer arrays of subjects × children.

A value is a pair of integers (numerator, denominator), so a threshold is compared by multiplying across and no
float decides anything. Where the integers could outgrow 64 bits, they become Python's own, which have no limit.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce

import numpy as np

from engine.graded import NONE, Graded
from engine.kleene import compare, kleene
from engine.plan import Expression, GroupPlan
from engine.tally import FALSE, TRUE, UNKNOWN, Array

Value = tuple[Array, Array]
Look = Callable[[Expression], Array]


def roll_up(group: GroupPlan, nodes: Mapping[str, Graded], weights: Mapping[str, int], levels: Sequence[int]) -> Graded:
    """Grade one group from its children, which `nodes` already holds. `levels` is the scale, the lowest first."""
    children = [nodes[c] for c in group.children]
    low, top = levels[0], levels[-1]
    w = np.array([[weights[c] for c in group.children]], dtype=np.int64)
    applies = np.stack([c.applies for c in children], axis=1)
    graded = (np.stack([c.grade for c in children], axis=1) != NONE) & (applies == 1)
    counted = applies == 1
    if group.not_applicable_counts:
        counted = np.ones_like(counted)
    if group.by == "table":
        value, (grade, at_least, could_be) = None, _table(group, nodes, low, top)
    else:
        use = counted if group.silence_scores_nothing else graded | (counted & (applies == 0))
        # The grade and both ends of its range are rolled up alike: they go through the method as one batch.
        picked = [_values(children, group, n, top, low) for n in range(3)]
        nums, dens = (np.concatenate([v[side] for v in picked]) for side in (0, 1))
        grades, (num, den) = _method(group, (nums, dens), w, np.concatenate([use, counted, counted]), levels)
        grade, at_least, could_be = np.split(grades, 3)
        value = list(zip(np.split(num, 3), np.split(den, 3), strict=True))
        # A child without a grade may already be excluded from what the graded ones promise; and where silence scored
        # nothing below, even its lowest grade is more than what they have.
        value[0] = _larger(_lesser(value[0], value[2]), value[1])
    grade = np.where(grade == NONE, NONE, np.clip(grade, at_least, could_be))
    have, of = _completeness(children, w, applies)
    enough = _times(have, group.enough.denominator) >= _times(of, group.enough.numerator)
    any_applies = (applies == 1).any(axis=1).astype(np.int64)
    # What a child without a grade has of evidence makes no grade here: there would be nothing to take it over.
    evidenced = have > 0 if group.by == "table" else graded.any(axis=1)
    given = (any_applies == 1) & enough & evidenced
    if group.silence_scores_nothing:
        given = any_applies == 1
    grade = np.where(given & (grade != NONE), grade, NONE)
    uncapped = grade
    truths = [np.broadcast_to(kleene(cap.when, looker(nodes)), grade.shape) for cap in group.caps]
    for cap, holds in zip(group.caps, truths, strict=True):
        at_least = np.where(holds >= UNKNOWN, np.minimum(at_least, cap.at), at_least)
        could_be = np.where(holds == TRUE, np.minimum(could_be, cap.at), could_be)
        grade = np.where((holds == TRUE) & (grade != NONE), np.minimum(grade, cap.at), grade)
    values = _capped_values(group, truths, value, (grade, at_least, could_be))
    return Graded(grade, at_least, could_be, uncapped, any_applies, have, of, values, tuple((t == TRUE).astype(np.int64) for t in truths))


def looker(nodes: Mapping[str, Graded]) -> Look:
    """How an expression finds the grade of a node. What does not apply meets no condition; what a scope leaves out is unknown."""

    def look(expression: Expression) -> Array:
        assert expression.how == "grade"
        node = nodes.get(expression.name)
        if node is None:
            return np.array([UNKNOWN])
        return np.where(node.applies == 1, compare(expression, node.at_least, node.could_be), FALSE)

    return look


def _values(children: Sequence[Graded], group: GroupPlan, which: int, top: int, low: int) -> tuple[Array, Array]:
    """The children's values as arrays (numerators, denominators), subjects × children."""
    if group.using == "values":
        nums = np.stack([c.values[which][0] for c in children], axis=1)
        dens = np.stack([c.values[which][1] for c in children], axis=1)
    else:
        nums = np.stack([(c.grade, c.at_least, c.could_be)[which] for c in children], axis=1)
        dens = np.ones_like(nums)
    silent = which == 0 or (which == 1 and group.silence_scores_nothing)
    missing = np.stack([c.grade == NONE for c in children], axis=1) if silent else np.zeros(nums.shape, dtype=bool)
    if group.not_applicable_counts:
        na = np.stack([c.applies == 0 for c in children], axis=1)
        nums, dens, missing = np.where(na, top, nums), np.where(na, 1, dens), missing & ~na
    nothing = 0 if group.silence_scores_nothing else low
    return np.where(missing, nothing, nums), np.where(missing, 1, dens)


def _method(group: GroupPlan, values: tuple[Array, Array], w: Array, use: Array, levels: Sequence[int]) -> tuple[Array, Value]:
    nums, dens = values
    low, top = levels[0], levels[-1]
    if group.by in ("median", "minimum"):
        whole = np.where(use, nums // dens, top + 1).astype(np.int64)
        grade = whole.min(axis=1) if group.by == "minimum" else _lower_median(whole, np.where(use, w, 0))
        grade = np.where(use.any(axis=1), np.maximum(grade, low), low)
        return grade, (grade, np.ones_like(grade))
    value = _mean(nums, dens, np.where(use, w, 0))
    if group.by == "points":
        value = _reduce(value[0] * 100, value[1] * top)
    banded = value if group.decimals is None else rounded(value, group.decimals, group.half)
    grade = np.full(nums.shape[0], low, dtype=np.int64)
    for level, bound in group.bands:
        grade = np.where(_times(banded[0], bound.denominator) >= _times(banded[1], bound.numerator), level, grade)
    return grade, value


def _mean(nums: Array, dens: Array, w: Array) -> Value:
    """The weighted mean as (numerator, denominator) a row; 0/1 where nothing is weighed."""
    weight = w.sum(axis=1)
    if dens.dtype != object and (dens == 1).all():
        return _reduce(np.where(weight == 0, 0, (nums * w).sum(axis=1)), np.where(weight == 0, 1, weight))
    if _large(nums, dens, w):
        nums, dens, w, weight = (a.astype(object) for a in (nums, dens, w, weight))
    common = reduce(np.lcm, dens.T)
    total = (nums * (common[:, None] // dens) * w).sum(axis=1)
    return _reduce(np.where(weight == 0, 0, total), np.where(weight == 0, 1, common * weight))


def _large(nums: Array, dens: Array, w: Array) -> bool:
    if object in (nums.dtype, dens.dtype):
        return True
    bits = (
        sum(math.log2(max(int(x), 1)) for x in np.unique(dens))
        + math.log2(max(int(np.abs(nums).max(initial=1)), 1))
        + math.log2(max(int(w.sum(axis=1).max(initial=1)), 1))
    )
    return bits > 50


def _times(a: Array, b: Array | int) -> Array:
    """The product, exactly: in Python's own integers where 64 bits might not hold it."""
    most = int(a.max(initial=1)) * (b if isinstance(b, int) else int(b.max(initial=1)))
    return np.asarray((a.astype(object) if most >= 2**62 else a) * b)


def _lesser(a: Value, b: Value) -> Value:
    """The lesser of two values, row by row."""
    less = _times(a[0], b[1]) <= _times(b[0], a[1])
    return np.where(less, a[0], b[0]), np.where(less, a[1], b[1])


def _larger(a: Value, b: Value) -> Value:
    """The larger of two values, row by row."""
    more = _times(a[0], b[1]) >= _times(b[0], a[1])
    return np.where(more, a[0], b[0]), np.where(more, a[1], b[1])


def _reduce(num: Array, den: Array) -> Value:
    common = np.maximum(np.gcd(num, den), 1)
    return num // common, den // common


def _lower_median(grades: Array, w: Array) -> Array:
    """The lower weighted median: the least grade with at least half the weight at or below it."""
    order = np.argsort(grades, axis=1, kind="stable")
    ordered, weight = np.take_along_axis(grades, order, axis=1), np.take_along_axis(np.broadcast_to(w, grades.shape), order, axis=1)
    reached = 2 * np.cumsum(weight, axis=1) >= weight.sum(axis=1, keepdims=True)
    return np.asarray(np.take_along_axis(ordered, reached.argmax(axis=1)[:, None], axis=1)[:, 0])


def rounded(value: Value, decimals: int, half: str) -> Value:
    """A value rounded to so many decimals; `half` says where an exact half goes: up, even or down."""
    scale = 10**decimals
    num, den = _times(value[0], scale), value[1]
    whole, rest = num // den, num % den
    up = 2 * rest > den
    tie = 2 * rest == den
    if half == "up":
        up |= tie
    elif half == "even":
        up |= tie & (whole % 2 == 1)
    return whole + up.astype(np.int64), np.full_like(den, scale)


def _completeness(children: Sequence[Graded], w: Array, applies: Array) -> tuple[Array, Array]:
    """The share of weight that is graded, as (have, of); children that do not apply leave with their weight."""
    have = np.stack([c.have for c in children], axis=1)
    of = np.stack([np.maximum(c.of, 1) for c in children], axis=1)
    return _mean(have, of, np.where(applies == 1, w, 0))


def _capped_values(group: GroupPlan, truths: Sequence[Array], value: Sequence[Value] | None, grades: tuple[Array, Array, Array]) -> tuple[Value, Value, Value]:
    """A cap lowers the value passed upward too; a table's value is its grade."""
    if value is None:
        grade, at_least, could_be = grades
        one = np.ones_like(at_least)
        return (np.where(grade == NONE, 0, grade), one), (at_least, one), (could_be, one)
    out = []
    for n, whole in enumerate(value):
        num, den = whole
        for cap, holds in zip(group.caps, truths, strict=True):
            lowered = (holds >= UNKNOWN if n == 1 else holds == TRUE) & (num > cap.at * den)
            num, den = np.where(lowered, cap.at, num), np.where(lowered, 1, den)
        out.append((num, den))
    return out[0], out[1], out[2]


def _table(group: GroupPlan, nodes: Mapping[str, Graded], low: int, top: int) -> tuple[Array, Array, Array]:
    """The first row that holds. With ranges below it, every row that may yet be first is possible."""

    def possible(look: Look) -> tuple[Array, Array]:
        first = next(iter(nodes.values()))
        shape = first.grade.shape
        least, most = np.full(shape, top + 1, dtype=np.int64), np.full(shape, low - 1, dtype=np.int64)
        decided = np.zeros(shape, dtype=bool)
        for give, when in group.rows:
            holds = np.broadcast_to(kleene(when, look) if when is not None else np.array([TRUE]), shape)
            may = ~decided & (holds >= UNKNOWN)
            least, most = np.where(may, np.minimum(least, give), least), np.where(may, np.maximum(most, give), most)
            decided |= holds == TRUE
        return least, most

    at_least, could_be = possible(looker(nodes))
    graded = np.where(at_least == could_be, at_least, NONE)
    return graded, at_least, could_be
