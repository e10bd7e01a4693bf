"""Conditions by the hundred: expressions joined layer by layer, each layer for all expressions and all rows at once.

It answers what `kleene` answers for each expression. Expressions that several rules share are worked out once.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from engine.kleene import decided
from engine.plan import Expression
from engine.rows import Array


class Ranges(Protocol):
    """What is known of grades, as arrays of nodes × rows; `known` says of which nodes anything is (by node)."""

    at_least: Array
    could_be: Array
    applies: Array
    known: Array


class _Joint(NamedTuple):
    """Expressions of one layer that join their parts alike: their places, and for each place of a part those that have one, and it."""

    how: str
    places: Array
    parts: tuple[Array, ...]
    bounds: Array


class Circuit:
    """Expressions over tests and grades, compiled. `node` numbers criteria and groups."""

    def __init__(self, expressions: Sequence[Expression], node: Mapping[str, int]) -> None:
        self._place: dict[Expression, int] = {}
        depth: dict[Expression, int] = {}

        def visit(e: Expression) -> int:
            if e not in depth:
                depth[e] = max((visit(part) + 1 for part in e.parts), default=1 if e.how in ("all", "any", "count") else 0)
                self._place[e] = len(self._place)
            return depth[e]

        for e in expressions:
            visit(e)
        self._every = np.array([self._place[e] for e in expressions], dtype=np.int64)
        leaves = [e for e in self._place if depth[e] == 0]
        tests = [e for e in leaves if e.how == "test"]
        self._tests = self._places(tests), np.array([e.test for e in tests], dtype=np.int64)
        self._grades = []
        for operator in (">=", "<=", "=="):
            mine = [e for e in leaves if e.how == "grade" and e.operator == operator and e.name in node]
            if mine:
                nodes = np.array([node[e.name] for e in mine], dtype=np.int64)
                self._grades.append((operator, self._places(mine), nodes, np.array([e.bound for e in mine], dtype=np.int64)[:, None]))
        self._layers = [self._joint(kind, tuple(e for e in self._place if depth[e] == n and _kind(e) == kind)) for n, kind in self._order(depth)]

    def _order(self, depth: Mapping[Expression, int]) -> list[tuple[int, str]]:
        return sorted({(n, _kind(e)) for e, n in depth.items() if n})

    def _places(self, expressions: Sequence[Expression]) -> Array:
        return np.array([self._place[e] for e in expressions], dtype=np.int64)

    def _joint(self, kind: str, expressions: tuple[Expression, ...]) -> _Joint:
        ordered = sorted(expressions, key=lambda e: -len(e.parts))
        parts = tuple(self._places([e.parts[k] for e in ordered if len(e.parts) > k]) for k in range(len(ordered[0].parts)))
        return _Joint(kind, self._places(ordered), parts, np.array([e.bound for e in ordered], dtype=np.int64)[:, None])

    def evaluate(self, truth: Array, ranges: Ranges, rows_of_grades: Array | None = None) -> Array:
        """The truth of each expression: expressions × rows.

        `truth` is tests × rows. `rows_of_grades` says whose grades speak for each row.
        """
        return self._values(truth, ranges, rows_of_grades)[self._every]

    def _values(self, truth: Array, ranges: Ranges, rows_of_grades: Array | None) -> Array:
        values = np.zeros((len(self._place), truth.shape[1]), dtype=np.int8)
        places, tests = self._tests
        values[places] = truth[tests]
        for operator, mine, nodes, bounds in self._grades:
            least, most, applies = ranges.at_least[nodes], ranges.could_be[nodes], ranges.applies[nodes]
            found = decided(operator, bounds, least, most)
            # What does not apply meets no condition; what a scope leaves out, or is not yet graded, is unknown.
            found = np.where(ranges.known[nodes][:, None], np.where(applies == 1, found, np.int8(-1)), np.int8(0))
            values[mine] = found if rows_of_grades is None else found[:, rows_of_grades]
        for how, mine, parts, bounds in self._layers:
            values[mine] = _join(how, values, parts, bounds)
        return values


def _kind(e: Expression) -> str:
    return e.how + e.operator if e.how == "count" else e.how


def _join(how: str, values: Array, parts: Sequence[Array], bounds: Array) -> Array:
    if how == "not":
        return -values[parts[0]]
    shape = (len(bounds), values.shape[1])
    if how in ("all", "any"):
        join = np.minimum if how == "all" else np.maximum
        # Of nothing `all` is true and `any` false.
        out = np.full(shape, 1 if how == "all" else -1, dtype=np.int8)
        for part in parts:
            join(out[: len(part)], values[part], out=out[: len(part)])
        return out
    least, most = np.zeros(shape, dtype=np.int16), np.zeros(shape, dtype=np.int16)
    for part in parts:
        mine = values[part]
        least[: len(part)] += mine > 0
        most[: len(part)] += mine >= 0
    if how == "count>=":
        return (least >= bounds).astype(np.int8) - (most < bounds)
    return (most <= bounds).astype(np.int8) - (least > bounds)
