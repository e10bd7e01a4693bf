"""Facts: evidence made flat, with everything that depends on time or on other items worked out once."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.plan import DUE, Figure

Between = Mapping[str, tuple[Figure, Figure]]
"""For an attribute that is not known for sure, the least and the most that it may be."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One item as the matchers see it.

    `age` counts the months begun between its date and the as-of date. `voice` is the kind of source that speaks,
    and `root` the item it was derived from, or itself: copies of one source count once. `between` tells how far
    attributes may lie from what they are said to be, where an error is known.
    """

    id: str
    kind: str
    key: str
    about: str
    date: dt.date
    voice: str
    root: str
    denied: bool
    attributes: Mapping[str, Figure]
    between: Between = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """All facts as of a day, in the order of their ids, and what was left out of them, with the reason."""

    as_of: dt.date
    facts: tuple[Fact, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Fact]:
        """The facts by id."""
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], tuple[Fact, ...]]:
        """The facts by (kind, key), and by (kind, "") for a whole kind."""
        found: dict[tuple[str, str], list[Fact]] = {}
        for fact in self.facts:
            found.setdefault((fact.kind, fact.key), []).append(fact)
            found.setdefault((fact.kind, ""), []).append(fact)
        return {key: tuple(facts) for key, facts in found.items()}

    @cached_property
    def doubted(self) -> Mapping[str, Fact]:
        """The facts by id of which something is not known for sure."""
        return {fact.id: fact for fact in self.facts if fact.between}

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """What evidence is about: the services, in order; the authority itself is not among them."""
        return tuple(sorted({fact.about for fact in self.facts} - {"authority"}))


def months_begun(earlier: dt.date, later: dt.date) -> int:
    """How many months have begun between two days: the smallest n such that `earlier` plus n months is not before `later`."""
    return max(calendar_months(earlier, later) + (later.day > earlier.day), 0)


def months_apart(earlier: Fact, later: Fact) -> int:
    """How many months have begun between two facts; beside a day on which something falls due, how many months of the calendar it takes."""
    if DUE in (earlier.kind, later.kind):
        return calendar_months(earlier.date, later.date) + (later.kind == DUE)
    return months_begun(earlier.date, later.date)


def calendar_months(earlier: dt.date, later: dt.date) -> int:
    """How many times one month gives way to the next between two days."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def months_over(earlier: dt.date, later: dt.date) -> int:
    """How many whole months lie between two days: the largest n such that `earlier` plus n months is not after `later`."""
    n = calendar_months(earlier, later)
    last = calendar.monthrange(later.year, later.month)[1]
    return max(n - (min(earlier.day, last) > later.day), 0)
