"""The facts of several authorities as one block: whatever `derive` makes of evidence, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from math import lcm

import numpy as np

from engine.counts import Seen, seen_of, whole_numbers
from engine.facts import Fact, Facts
from engine.matching.slices import Column, Slice
from engine.plan import Figure
from engine.rows import Array, Rows


@dataclass(frozen=True)
class Stacked:
    """Facts of authorities, sorted by kind, key and row."""

    seen: Seen
    ordered: tuple[Fact, ...]
    sets: tuple[Facts, ...]
    slices: Mapping[tuple[str, str], Slice]

    @staticmethod
    def of(sets: Sequence[Facts]) -> "Stacked":
        """The facts of these authorities, in their order."""
        seen = _joined([seen_of(facts) for facts in sets])
        facts = [fact for one in sets for fact in one.facts]
        order = sorted(range(len(facts)), key=lambda n: (facts[n].kind, facts[n].key, int(seen.row[n])))
        slices: dict[tuple[str, str], Slice] = {}
        for n, fact in enumerate(facts[k] for k in order):
            slices[fact.kind, fact.key] = (slices.get((fact.kind, fact.key), (n, n))[0], n + 1)
        return Stacked(taken(seen, np.array(order, dtype=np.int64)), tuple(facts[k] for k in order), tuple(sets), slices)

    @cached_property
    def doubted(self) -> Mapping[int, Fact]:
        """Facts of which something is not known for sure."""
        return {n: fact for n, fact in enumerate(self.ordered) if fact.between}

    @cached_property
    def denials(self) -> Mapping[int, Fact]:
        """Facts that deny something."""
        return {n: fact for n, fact in enumerate(self.ordered) if fact.denied}

    @property
    def services(self) -> tuple[str, ...]:
        """What the row of each service is about."""
        return tuple(subject for facts in self.sets for subject in facts.subjects)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the facts."""
        return tuple(fact.id for fact in self.ordered)

    def column(self, attribute: str, where: Slice) -> Column | None:
        """What the facts of a slice state of an attribute; None where none states it."""
        values = [fact.attributes.get(attribute) for fact in self.ordered[where[0] : where[1]]]
        return column_of(values) if any(v is not None for v in values) else None


def column_of(values: Sequence[Figure | None]) -> Column:
    """Values as a column: figures over their common denominator, texts as numbers."""
    words: dict[str, int] = {}
    pairs = [Decimal(v).as_integer_ratio() if v is not None and not isinstance(v, str) else (0, 1) for v in values]
    den = lcm(*(d for _, d in pairs))
    return Column(
        stated=np.array([v is not None for v in values], dtype=bool),
        num=whole_numbers([n * (den // d) for n, d in pairs]),
        den=den,
        figures=np.array([v is not None and not isinstance(v, str) for v in values], dtype=bool),
        text=np.array([words.setdefault(v, len(words)) if isinstance(v, str) else -1 for v in values], dtype=np.int64),
        words=words,
    )


def _joined(parts: Sequence[Seen]) -> Seen:
    """The facts of single authorities as those of many: rows and roots numbered on."""
    n, services = len(parts), [len(p.rows.services) for p in parts]
    first = 2 * n + np.cumsum([0, *services])
    roots = np.cumsum([0, *(int(p.root.max(initial=-1)) + 1 for p in parts)])

    def numbered(k: int, seen: Seen) -> dict[str, Array]:
        row = np.where(seen.row == 1, n + k, seen.row - 2 + first[k])
        return {"authority": np.full(len(row), k), "row": row, "root": seen.root + roots[k]}

    new = [numbered(k, seen) for k, seen in enumerate(parts)]
    rows = Rows(n, np.repeat(np.arange(n), services))
    arrays = {}
    for field in fields(Seen):
        if field.name != "rows":
            columns = [one.get(field.name, getattr(seen, field.name)) for one, seen in zip(new, parts, strict=True)]
            arrays[field.name] = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
    return Seen(rows=rows, **arrays)


def taken(seen: Seen, order: Array) -> Seen:
    """The same facts in another order."""
    whole = ("rows", "as_of")
    return Seen(**{f.name: getattr(seen, f.name) if f.name in whole else getattr(seen, f.name)[order] for f in fields(Seen)})
