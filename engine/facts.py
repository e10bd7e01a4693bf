"""Facts: evidence made flat, with everything that depends on time or on other items worked out once."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.plan import Figure


@dataclass(frozen=True, slots=True)
class Fact:
    """One item as the matchers see it.

    `age` counts the months begun between its date and the as-of date. `voice` is the kind of source that speaks,
    and `root` the item it was derived from, or itself: copies of one source count once.
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
    def subjects(self) -> tuple[str, ...]:
        """What evidence is about: the services, in order; the authority itself is not among them."""
        return tuple(sorted({fact.about for fact in self.facts} - {"authority"}))


def months_begun(earlier: dt.date, later: dt.date) -> int:
    """How many months have begun between two days: the smallest n such that `earlier` plus n months is not before `later`."""
    n = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(n + (later.day > earlier.day), 0)


def months_over(earlier: dt.date, later: dt.date) -> int:
    """How many whole months lie between two days: the largest n such that `earlier` plus n months is not after `later`."""
    n = (later.year - earlier.year) * 12 + later.month - earlier.month
    last = calendar.monthrange(later.year, later.month)[1]
    return max(n - (min(earlier.day, last) > later.day), 0)
