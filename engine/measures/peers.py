"""Where a figure stands among those of others: quartiles, quarter, rank, and distance from the median.

A group of fewer than five is neither shown nor judged: its quartiles would say little, and tell who is who.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from engine.measures.trend import Exact, median
from evidence.model import Peers

SMALLEST_GROUP = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Others to compare with: their three quartiles, the median absolute deviation where it is known, their figures where they are."""

    n: int
    quartiles: tuple[Fraction, Fraction, Fraction]
    mad: Fraction | None
    values: tuple[Decimal, ...] | None = None
    family: str | None = None

    @property
    def median(self) -> Fraction:
        """The middle of the group."""
        return self.quartiles[1]


@lru_cache(maxsize=4096)
def group_of(peers: Peers | None) -> Group | None:
    """The group that an item names, or None where it names none or one of fewer than five."""
    if peers is None or peers.size < SMALLEST_GROUP:
        return None
    mad = None if peers.mad is None else Fraction(peers.mad)
    if peers.quartiles is not None:
        low, mid, high = map(Fraction, peers.quartiles)
        return Group(peers.size, (low, mid, high), mad if peers.values is None or mad is not None else deviation(peers.values), peers.values, peers.family)
    assert peers.values is not None
    return Group(peers.size, quartiles(peers.values), deviation(peers.values) if mad is None else mad, peers.values, peers.family)


def quartiles(values: Sequence[Exact]) -> tuple[Fraction, Fraction, Fraction]:
    """The three quartiles by linear interpolation between the ordered values, both ends included.

    It is type 7 of Hyndman and Fan (1996): what QUARTILE.INC in a spreadsheet and NumPy give. Needs one value at least.
    """
    ordered = [Fraction(v) for v in sorted(values)]

    def at(part: int) -> Fraction:
        place, rest = divmod((len(ordered) - 1) * part, 4)
        return ordered[place] + (ordered[min(place + 1, len(ordered) - 1)] - ordered[place]) * Fraction(rest, 4)

    return at(1), at(2), at(3)


def deviation(values: Sequence[Exact]) -> Fraction:
    """The median absolute deviation: the median of how far each lies from the median. Not scaled."""
    middle = median(values)
    return median([abs(Fraction(v) - middle) for v in values])


def quarter(value: Exact, quartiles: Sequence[Exact], sign: int) -> int:
    """The quarter, counted from the worst: 1 is the worst, 4 the best. On a quartile one stands in the better quarter.

    `sign` is 1 where more is better and -1 where less is.
    """
    return 1 + sum(sign * (Fraction(value) - Fraction(q)) >= 0 for q in quartiles)


def rank(value: Exact, others: Sequence[Exact], sign: int) -> int:
    """The place among the others and oneself, 1 the best: one more than there are better ones, so that equals share the better place."""
    return 1 + sum(sign * (Fraction(other) - Fraction(value)) > 0 for other in others)


def mads(value: Exact, middle: Fraction, mad: Fraction | None) -> Fraction | None:
    """How many median absolute deviations a value lies above the median (below it, where negative).

    None where the deviation is not known, or is nought because more than half of the group are alike: nothing is then
    measured in it, unless the value is the median itself.
    """
    distance = Fraction(value) - middle
    if not distance:
        return Fraction(0)
    return distance / mad if mad else None
