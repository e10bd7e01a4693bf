"""The figures of one measure about one subject, in the order of time."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from engine.measures.error import explained, margin_squared
from evidence.model import Item


@dataclass(frozen=True)
class Series:
    """A measure's figures about one subject: the earliest first, corrections in place of what they correct, one at least."""

    figures: tuple[Item, ...]
    lower: bool
    """Whether less is better, unless the latest figure says otherwise itself."""

    @property
    def latest(self) -> Item:
        """The figure that counts."""
        return self.figures[-1]

    @cached_property
    def sign(self) -> int:
        """1 where more is better, -1 where less is, 0 where neither is."""
        said = self.latest.better or ("lower" if self.lower else "higher")
        return {"higher": 1, "lower": -1, "neither": 0}[said]

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the figures."""
        return tuple(f.date for f in self.figures)

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The values of the figures."""
        return tuple(f.value for f in self.figures)

    @property
    def changes(self) -> tuple[Decimal, ...]:
        """Each figure less the one before."""
        return tuple(b.value - a.value for a, b in pairwise(self.figures))

    @cached_property
    def doubted(self) -> tuple[bool, ...]:
        """For each change, whether the error of its two figures explains it."""
        return tuple(explained(b.value - a.value, margin_squared(a), margin_squared(b)) for a, b in pairwise(self.figures))

    def last(self, n: int) -> "Series":
        """The series of the last figures only."""
        return Series(self.figures[-n:], self.lower)


Name = tuple[str, str]
"""What is measured, and of whom."""


def series_of(figures: Iterable[Item], name: Callable[[Item], Name], lower: Container[str]) -> dict[Name, Series]:
    """The series in some figures, by their names; of the measures in `lower` less is better.

    A later figure of the same day and period corrects the earlier one. Denials are no figures.
    """
    found: dict[Name, list[Item]] = {}
    for item in figures:
        if not item.denied:
            found.setdefault(name(item), []).append(item)
    out = {}
    for key, run in found.items():
        run.sort(key=lambda i: (i.date, i.known_on, i.id))
        out[key] = Series(tuple({(i.date, i.period): i for i in run}.values()), key[0] in lower)
    return out
