"""Whole numbers that stand for a plan's constants, and for the values of facts beside them.

Comparing codes is comparing values, exactly, whatever the values are: a figure's code is its place among the figures that
its attribute is compared with, a word's or key's its place among those that a test names. A denial that does not state an
attribute is in scope whatever is asked of that attribute: its code satisfies every comparison.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from engine.facts import Fact
from engine.matching.durable_worker import EDGE
from engine.plan import Comparison, Figure, Leaf


@dataclass(frozen=True, slots=True, eq=False)
class Property:
    """What a fact has a code for: that it states an attribute, its place among figures (for >= or <=), or among values named.

    `name` is what rulesets call it. There is one Property for each name.
    """

    name: str
    what: Literal["stated", ">=", "<=", "is", "key"]
    attribute: str
    values: tuple[Figure, ...]


class Asked(NamedTuple):
    """A property, and what a fact's code for it is to be: at least this, or for <= at most."""

    property: Property
    code: int


_DENIED = {"stated": 1, ">=": 1 << 40, "<=": 0, "is": 1}
"""Codes that satisfy every comparison."""


class Coding:
    """The codes of a plan's kinds, keys and values, and of what facts are about."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self.kinds: dict[str, int] = {}
        self.keys: dict[str, int] = {}
        self._subjects: dict[str, int] = {}
        self._properties: dict[tuple[str, str, tuple[Figure, ...]], Property] = {}
        figures: dict[str, set[int | Decimal]] = {}
        for leaf in leaves:
            self.kinds.setdefault(leaf.kind, len(self.kinds) + EDGE + 1)
            for key in leaf.keys:
                self.keys.setdefault(key, len(self.keys))
            for c in (*leaf.scope, *leaf.wanted):
                if c.operator in (">=", "<=") and isinstance(c.value, int | Decimal):
                    figures.setdefault(c.attribute, set()).add(c.value)
        self._figures = {attribute: sorted(values) for attribute, values in figures.items()}

    def asked(self, c: Comparison) -> Asked:
        """A comparison of values as a comparison of codes."""
        if c.operator == "stated":
            return Asked(self._property("stated", c.attribute), 1)
        if c.operator in (">=", "<=") and isinstance(c.value, int | Decimal):
            return Asked(self._property(c.operator, c.attribute), self._place(c.attribute, c.value))
        if isinstance(c.value, tuple):
            return Asked(self._property("is", c.attribute, c.value if c.operator == "in" else ()), 1)
        # Words have no order: nothing is at least or at most a word.
        return Asked(self._property("is", c.attribute, (c.value,) if c.operator == "==" else ()), 1)

    def one_of(self, kind: str, keys: tuple[str, ...]) -> Asked:
        """That a fact's key is one of several."""
        return Asked(self._property("key", kind, keys), 1)

    def base(self, fact: Fact) -> dict[str, int]:
        """The codes that every fact has."""
        return {
            "kind": self.kinds[fact.kind],
            "key": self.keys.get(fact.key, -1),
            "denied": int(fact.denied),
            "about": self._subjects.setdefault(fact.about, len(self._subjects)),
            "date": fact.date.toordinal(),
        }

    def code(self, asked: Property, fact: Fact) -> int | None:
        """A fact's code for a property; None where it has none."""
        what, attribute, values = asked.what, asked.attribute, asked.values
        if what == "key":
            return values.index(fact.key) + 1 if fact.key in values else None
        value = fact.attributes.get(attribute)
        if value is None:
            exempt = fact.denied and attribute != "age" and attribute not in fact.attributes
            return _DENIED[what] if exempt else None
        if what == "stated":
            return 1
        if what == "is":
            return values.index(value) + 1 if value in values else None
        # Neither a word nor what is not a number has a place among figures.
        return None if isinstance(value, str) or value != value else self._place(attribute, value)  # noqa: PLR0124

    def _property(self, what: Literal["stated", ">=", "<=", "is", "key"], attribute: str, values: tuple[Figure, ...] = ()) -> Property:
        # The core knows a name by its hash; those of p0 to p99999 all differ.
        known = self._properties.get((what, attribute, values))
        return known or self._properties.setdefault((what, attribute, values), Property(f"p{len(self._properties)}", what, attribute, values))

    def _place(self, attribute: str, value: int | Decimal) -> int:
        """The place of a figure among those of its attribute: an even number on one of them, an odd one between two."""
        figures = self._figures[attribute]
        n = bisect_left(figures, value)
        return 2 * n + 2 if n < len(figures) and figures[n] == value else 2 * n + 1
