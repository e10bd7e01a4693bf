"""Which way figures go, and how sure that is: the slope of Theil and Sen with the sign test of Mann and Kendall.

Both look at every pair of figures instead of the two ends, so that one odd year does not make or hide a trend.
Theil (1950), Sen (1968): the slope is the median of the slopes of all pairs. Mann (1945), Kendall (1975): the score is
the number of pairs that rise less the number that fall.
"""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import prod

Exact = Decimal | Fraction | int


@cache
def years(day: dt.date) -> Fraction:
    """A day as a number of years: the ends of two Marches are exactly one year apart, leap years or not."""
    last = calendar.monthrange(day.year, day.month)[1]
    return day.year + (day.month - 1 + Fraction(day.day, last)) / 12


def median(values: Sequence[Exact]) -> Fraction:
    """The middle value, or the mean of the two in the middle. Raises ValueError where there is none."""
    if not values:
        raise ValueError("there is no median of nothing")
    ordered = sorted(values)
    half = len(ordered) // 2
    return Fraction(ordered[half]) if len(ordered) % 2 else (Fraction(ordered[half - 1]) + Fraction(ordered[half])) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through figures: `slope` in their unit a year, `height` where the year is nought."""

    slope: Fraction
    height: Fraction

    def at(self, day: dt.date) -> Fraction:
        """The figure that the line has on a day."""
        return self.height + self.slope * years(day)


def theil_sen(days: Sequence[dt.date], values: Sequence[Exact]) -> Line:
    """The line of Theil and Sen: the median slope of all pairs of different days, at the median height over it.

    Raises ValueError where there are no two different days: one figure has no slope.
    """
    at = [years(day) for day in days]
    points = [(x, Fraction(y)) for x, y in zip(at, values, strict=True)]
    slope = median([(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if x1 != x2])
    return Line(slope, median([y - slope * x for x, y in points]))


def score(values: Sequence[Exact]) -> int:
    """Kendall's score of figures in the order of time: pairs that rise less pairs that fall; equal ones count neither way."""
    pairs = combinations([Fraction(v) for v in values], 2)
    return sum(int(later > earlier) - int(later < earlier) for earlier, later in pairs)


def sureness(values: Sequence[Exact]) -> Fraction:
    """How sure it is that figures go the way they seem to, from 0 to 1: one less the chance of a score as far or farther.

    The chance is that of the one-sided exact test: of all orders in which the same figures could have come, the part
    whose score lies as far out. Ties are kept as they are, which the usual tables and normal approximations are not made
    for. Nought where the score is nought, and for fewer than two figures.
    """
    ties = tuple(sorted(Counter(Fraction(v) for v in values).values()))
    counts = _orders(ties)
    # With d of these pairs falling the score is pairs - 2d, and `counts[d]` orders have it.
    pairs = len(counts) - 1
    falling = (pairs - abs(score(values))) // 2
    if 2 * falling == pairs:
        return Fraction(0)
    return 1 - Fraction(sum(counts[: falling + 1]), sum(counts))


def surest(over: int) -> Fraction:
    """How sure a trend over so many figures can be at most: when each is beyond the one before."""
    return 1 - 1 / Fraction(prod(range(1, over + 1)))


@cache
def _orders(ties: tuple[int, ...]) -> tuple[int, ...]:
    """For each number of falling pairs, how many orders of figures have it, of which so many are alike each.

    It is the multinomial coefficient in q, built up as a product of Gaussian binomials; each is divided out exactly.
    """
    counts, n = [1], 0
    for tie in ties:
        for k in range(1, tie + 1):
            n += 1
            counts = _divided(_times(counts, n), k)
    return tuple(counts)


def _times(counts: list[int], n: int) -> list[int]:
    """Times 1 + q + … + q^(n-1)."""
    out = [0] * (len(counts) + n - 1)
    for degree, count in enumerate(counts):
        for step in range(n):
            out[degree + step] += count
    return out


def _divided(counts: list[int], k: int) -> list[int]:
    """Divided by 1 + q + … + q^(k-1), which divides it."""
    out: list[int] = []
    for degree in range(len(counts) - k + 1):
        out.append(counts[degree] - sum(out[max(0, degree - k + 1) : degree]))
    return out
