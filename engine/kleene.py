"""Three-valued logic over arrays: 1 true, 0 unknown, -1 false."""

from collections.abc import Callable
from functools import reduce

import numpy as np

from engine.plan import Expression
from engine.rows import FALSE, TRUE, UNKNOWN, Array


def kleene(expression: Expression, value_of: Callable[[Expression], Array]) -> Array:
    """The truth of an expression for every row. `value_of` answers its leaves."""
    if expression.how == "not":
        return -kleene(expression.parts[0], value_of)
    if expression.how not in ("all", "any", "count"):
        return value_of(expression)
    parts = [kleene(part, value_of) for part in expression.parts]
    if not parts:
        # `any` of no triggers: nothing is there to be true.
        return np.array([TRUE if expression.how == "all" else FALSE])
    if expression.how != "count":
        return reduce(np.minimum if expression.how == "all" else np.maximum, parts)
    stacked = np.stack(np.broadcast_arrays(*parts))
    least, most = (stacked == TRUE).sum(axis=0), (stacked >= UNKNOWN).sum(axis=0)
    if expression.operator == ">=":
        return np.where(least >= expression.bound, TRUE, np.where(most < expression.bound, FALSE, UNKNOWN))
    return np.where(most <= expression.bound, TRUE, np.where(least > expression.bound, FALSE, UNKNOWN))


def compare(expression: Expression, at_least: Array, could_be: Array) -> Array:
    """Whether a grade known only as a range is as an expression asks."""
    return decided(expression.operator, expression.bound, at_least, could_be)


def decided(operator: str, bound: int | Array, at_least: Array, could_be: Array) -> Array:
    """Whether grades known as ranges are at least, at most or exactly a bound: true or false where every grade in the range agrees."""
    if operator == ">=":
        true, false = at_least >= bound, could_be < bound
    elif operator == "<=":
        true, false = could_be <= bound, at_least > bound
    else:
        true, false = (at_least == bound) & (could_be == bound), (at_least > bound) | (could_be < bound)
    return true.astype(np.int8) - false.astype(np.int8)
