"""Which facts of a slice a leaf's comparisons hold for. What a column answers for one is kept for the other leaves that ask the same."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np

from engine.matching.slices import Block, Column, Slice
from engine.plan import Comparison, Figure, Leaf
from engine.rows import Array

Spread = Callable[[list[int]], Array]
"""Gives each fact what belongs to its leaf, where one leaf stands for several that have figures of their own."""
NO_FACTS = np.zeros(0, dtype=bool)


class Asked:
    """What comparisons answer for slices; each is worked out once."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self._kept: dict[tuple[Slice, Comparison], tuple[Array | None, Array | None]] = {}
        self._columns: dict[tuple[Slice, str], Column | None] = {}
        self._denied: dict[Slice, Array | None] = {}

    def leaf(self, leaf: Leaf, where: Slice, spread: Spread | None = None) -> tuple[Array | None, Array, Array]:
        """For the facts of a slice: whether they bear on a leaf whatever their age, whether they do, whether they satisfy it.

        None for the first where none does. `spread` is given where the one leaf stands for several.
        """
        denied = self._denials(where)
        ageless: Array | None = None
        age = [c for c in leaf.scope if c.attribute == "age"]
        for c in leaf.scope:
            if c.attribute != "age":
                holds, stated = self._ask(c, where, spread)
                if denied is not None:
                    exempt = denied if stated is None else denied & ~stated
                    holds = exempt if holds is None else holds | exempt
                if holds is None:
                    return None, NO_FACTS, NO_FACTS
                ageless = holds if ageless is None else ageless & holds
        if ageless is None:
            ageless = np.ones(where[1] - where[0], dtype=bool)
        scope = ageless
        for c in age:
            young, _ = self._ask(c, where, spread)
            scope = scope & young if young is not None else np.zeros_like(ageless)
        satisfying = scope if denied is None else scope & ~denied
        for c in leaf.wanted:
            holds, _ = self._ask(c, where, spread)
            satisfying = satisfying & holds if holds is not None else np.zeros_like(ageless)
        return ageless, scope, satisfying

    def _denials(self, where: Slice) -> Array | None:
        if where not in self._denied:
            denied = self.block.seen.denied[where[0] : where[1]]
            self._denied[where] = denied if denied.any() else None
        return self._denied[where]

    def _column(self, attribute: str, where: Slice) -> Column | None:
        if (where, attribute) not in self._columns:
            self._columns[where, attribute] = self.block.column(attribute, where)
        return self._columns[where, attribute]

    def _ask(self, c: Comparison, where: Slice, spread: Spread | None) -> tuple[Array | None, Array | None]:
        """Which facts of a slice a comparison holds for, and which state its attribute; None where none does."""
        if isinstance(c.value, tuple) and c.operator != "in":
            column = self._column(c.attribute, where)
            return (None, None) if column is None or spread is None else (_holds(c, column, spread), column.stated)
        key = where, c
        if key not in self._kept:
            column = self._column(c.attribute, where)
            self._kept[key] = (None, None) if column is None else (_holds(c, column), column.stated)
        return self._kept[key]


def _holds(c: Comparison, column: Column, spread: Spread | None = None) -> Array:
    """Where one comparison holds; what is not stated never does."""
    match c.operator:
        case "stated":
            return column.stated
        case "in":
            assert isinstance(c.value, tuple)
            return np.asarray(np.logical_or.reduce([np.zeros_like(column.stated), *(_equals(v, column) for v in c.value)]))
        case "==":
            return _equals(c.value, column)  # type: ignore[arg-type]
    if isinstance(c.value, str):
        return np.zeros_like(column.stated)
    bounds = [_bound(c.operator, value, column.den) for value in (c.value if isinstance(c.value, tuple) else (c.value,))]
    bound = bounds[0] if spread is None else spread([*bounds, 0])
    holds = column.num >= bound if c.operator == ">=" else column.num <= bound
    return np.asarray(holds & (column.stated if column.figures is None else column.figures))


def _bound(operator: str, value: Figure, den: int) -> int:
    """The bound in parts: a whole number of them is at least (at most) a figure where it is at least (at most) the next whole number up (down)."""
    over, under = value.as_integer_ratio()  # type: ignore[union-attr]
    return -(-over * den // under) if operator == ">=" else over * den // under


def _equals(value: Figure, column: Column) -> Array:
    if isinstance(value, str):
        if column.text is None or column.words is None or value not in column.words:
            return np.zeros_like(column.stated)
        return np.asarray(column.text == column.words[value])
    over, under = Decimal(value).as_integer_ratio()
    if over * column.den % under:
        return np.zeros_like(column.stated)
    return np.asarray((column.num == over * column.den // under) & (column.stated if column.figures is None else column.figures))
