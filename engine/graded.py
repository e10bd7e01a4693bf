"""What judging says of one criterion or group, for every subject at once."""

from dataclasses import dataclass

import numpy as np

from engine.tally import Array

NONE = -1
"""Stands in an array where no grade is given."""


@dataclass(frozen=True)
class Graded:
    """Arrays by subject.

    `grade` is what is given (NONE where nothing is proved), `at_least` what is proved, `could_be` what is not
    excluded, `uncapped` the grade before limiters. `applies` is 0 where it does not apply; `have` over `of` is the
    share of weight that is graded. `values` holds, for (grade, at_least, could_be), the exact value as a pair of
    arrays (numerator, denominator) where it is finer than the grade. `capped` marks each cap that holds.
    """

    grade: Array
    at_least: Array
    could_be: Array
    uncapped: Array
    applies: Array
    have: Array
    of: Array
    values: tuple[tuple[Array, Array], tuple[Array, Array], tuple[Array, Array]]
    capped: tuple[Array, ...] = ()

    @staticmethod
    def columns(at_least: Array, could_be: Array, settled: Array, applies: Array) -> "list[Graded]":
        """Criteria graded, one for each column of arrays of subjects × criteria: what is proved, where anything is settled."""
        grade = np.where((settled == 1) & (applies == 1), at_least, NONE)
        have = (grade != NONE).astype(np.int64)
        given = np.where(have == 1, grade, 0)
        one = np.ones(len(grade), dtype=np.int64)
        return [
            Graded(
                grade[:, k],
                at_least[:, k],
                could_be[:, k],
                grade[:, k],
                applies[:, k],
                have[:, k],
                one,
                ((given[:, k], one), (at_least[:, k], one), (could_be[:, k], one)),
            )
            for k in range(grade.shape[1])
        ]
