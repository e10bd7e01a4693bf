"""Exact arithmetic on arrays: a value is a pair of integers (numerator, denominator), so that no float decides anything.

Where the integers could outgrow 64 bits, they become Python's own, which have no limit.
"""

from functools import cache

import numpy as np

from engine.graded import Value
from engine.rows import Array, chosen

_NARROW = 2**15
_MOST = 2**62
"""No product may reach this in 64 bits."""


def mean(nums: Array, dens: Array, w: Array) -> Value:
    """The mean over the second axis, weighted by `w`; 0/1 where nothing is weighed."""
    weight = w.sum(axis=1, dtype=w.dtype)
    one = weight == 0
    if dens.dtype != object and (dens == 1).all():
        weighed = nums * w
        return reduced(weighed.sum(axis=1, dtype=weighed.dtype), weight + one)
    nums, dens, w, weight = (a if a.dtype == object else a.astype(np.int64) for a in (nums, dens, w, weight))
    common = _common(dens)
    if common.dtype == object or _most(nums) * _most(common) * _most(weight) >= _MOST:
        nums, common = nums.astype(object), common.astype(object)
    total = (nums * (common[:, None] // dens) * w).sum(axis=1)
    return reduced(total, common * weight + one)


def _common(dens: Array) -> Array:
    """The least common denominator over the second axis."""
    common = dens[:, 0]
    for k in range(1, dens.shape[1]):
        more = dens[:, k] // _divisor(common, dens[:, k])
        common = times(common, more)
    return common


def times(a: Array, b: Array | int) -> Array:
    """The product, exactly: in Python's own integers where 64 bits might not hold it."""
    most = _most(a) * (abs(b) if isinstance(b, int) else _most(b))
    return np.asarray(a.astype(object if most >= _MOST else np.int64) * b) if a.dtype != object else a * b


def _most(a: Array) -> int:
    """A bound of what is in an array: of narrow types what they can hold."""
    if a.dtype != object and a.itemsize <= 2:
        return _NARROW
    return max(int(a.max(initial=1)), -int(a.min(initial=0)))


def lesser(a: Value, b: Value) -> Value:
    """The lesser of two values, entry by entry."""
    less = times(a[0], b[1]) <= times(b[0], a[1])
    return chosen(less, a[0], b[0]), chosen(less, a[1], b[1])


def larger(a: Value, b: Value) -> Value:
    """The larger of two values, entry by entry."""
    more = times(a[0], b[1]) >= times(b[0], a[1])
    return chosen(more, a[0], b[0]), chosen(more, a[1], b[1])


def reduced(num: Array, den: Array) -> Value:
    """A value in lowest terms."""
    common = np.maximum(_divisor(num, den), 1)
    return num // common, den // common


_SMALL, _MANY = 2**8, 2**12


def _divisor(a: Array, b: Array) -> Array:
    """The greatest common divisor, looked up where there are many by small numbers: to divide on and on takes ten times as long."""
    if object in (a.dtype, b.dtype) or a.size < _MANY or b.min() < 1 or b.max() >= _SMALL:
        return np.asarray(np.gcd(a, b))
    return _divisors().take((a % b).astype(np.intp) * _SMALL + b)


@cache
def _divisors() -> Array:
    small = np.arange(_SMALL, dtype=np.int16)
    return np.asarray(np.gcd.outer(small, small)).ravel()


def rounded(value: Value, decimals: int, half: str) -> Value:
    """A value rounded to so many decimals; `half` says where an exact half goes: up, even or down."""
    scale = 10**decimals
    num, den = times(value[0], scale), value[1]
    whole, rest = num // den, num % den
    up = 2 * rest > den
    tie = 2 * rest == den
    if half == "up":
        up |= tie
    elif half == "even":
        up |= tie & (whole % 2 == 1)
    return whole + up.astype(np.int64), np.full_like(den, scale, dtype=np.int64)


def lower_median(grades: Array, w: Array) -> Array:
    """The lower weighted median over the second axis: the least grade with at least half the weight at or below it."""
    order = np.argsort(grades, axis=1, kind="stable")
    ordered, weight = np.take_along_axis(grades, order, axis=1), np.take_along_axis(np.broadcast_to(w, grades.shape), order, axis=1)
    reached = 2 * np.cumsum(weight, axis=1) >= weight.sum(axis=1, keepdims=True)
    return np.asarray(np.take_along_axis(ordered, reached.argmax(axis=1)[:, None], axis=1)[:, 0])
