"""What is judged of the authority, many times over, with some criteria or groups supposed to have another grade."""

from engine.graded import Graded
from engine.rows import Array
from engine.tally import EVERYTHING


def times_over(node: Graded, rows: int) -> Graded:
    """What is judged of the authority, so many rows of it."""

    def again(array: Array) -> Array:
        return array[EVERYTHING : EVERYTHING + 1].repeat(rows)

    values = tuple((again(num), again(den)) for num, den in node.values)
    return Graded(
        again(node.grade), again(node.at_least), again(node.could_be), again(node.uncapped), again(node.applies), again(node.have), again(node.of),
        (values[0], values[1], values[2]),
    )  # fmt: skip


def supposed(node: Graded, where: int | slice, grade: int) -> Graded:
    """The same with some rows settled at a grade, as if its evidence were complete."""

    def at(array: Array, value: int) -> Array:
        out = array.copy()
        out[where] = value
        return out

    values = tuple((at(num, grade), at(den, 1)) for num, den in node.values)
    return Graded(
        at(node.grade, grade), at(node.at_least, grade), at(node.could_be, grade), at(node.uncapped, grade), at(node.applies, 1), at(node.have, 1),
        at(node.of, 1), (values[0], values[1], values[2]),
    )  # fmt: skip
