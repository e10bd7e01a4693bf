"""What is judged of a criterion or group as rows: picked, repeated, set beside another's, and supposed to have another grade."""

from collections.abc import Callable, Sequence

import numpy as np

from engine.graded import Graded
from engine.rows import Array
from engine.tally import EVERYTHING

_ARRAYS = ("grade", "at_least", "could_be", "uncapped", "applies", "have", "of")


def each(change: Callable[..., Array], *nodes: Graded) -> Graded:
    """A node each of whose arrays is made of the like arrays of these. Caps and points are left out."""
    grade, at_least, could_be, uncapped, applies, have, of = (change(*(getattr(node, name) for node in nodes)) for name in _ARRAYS)
    at, lowest, most = (tuple(change(*pair) for pair in zip(*(node.values[n] for node in nodes), strict=True)) for n in range(3))
    return Graded(grade, at_least, could_be, uncapped, applies, have, of, ((at[0], at[1]), (lowest[0], lowest[1]), (most[0], most[1])))


def taken(node: Graded, rows: Array) -> Graded:
    """These rows of a node, in numbers wide enough to add up."""

    def of(array: Array) -> Array:
        found = array[rows]
        return found if found.dtype == object else found.astype(np.int64)

    return each(of, node)


def times_over(node: Graded, rows: int) -> Graded:
    """What is judged of the authority, so many rows of it."""
    return each(lambda array: array[EVERYTHING : EVERYTHING + 1].repeat(rows), node)


def beside(one: Graded, other: Graded) -> Graded:
    """What is judged of the authority by the one (row 0) and by the other (row 1)."""
    return each(lambda *arrays: np.concatenate(arrays), *(taken(node, np.array([EVERYTHING])) for node in (one, other)))


def supposed(node: Graded, where: int | slice, grade: int | Sequence[int]) -> Graded:
    """The same with some rows settled at a grade, or each at one of its own, as if its evidence were complete."""

    def at(array: Array, value: int | Sequence[int]) -> Array:
        out = array.copy()
        out[where] = value
        return out

    values = tuple((at(num, grade), at(den, 1)) for num, den in node.values)
    return Graded(
        at(node.grade, grade), at(node.at_least, grade), at(node.could_be, grade), at(node.uncapped, grade), at(node.applies, 1), at(node.have, 1),
        at(node.of, 1), (values[0], values[1], values[2]),
    )  # fmt: skip
