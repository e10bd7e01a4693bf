"""The rubric: how far a criterion is shown to be met, by whom, and so which grades are proved or excluded.

For a level to be proved, enough kinds of source support it and none speaks two extents lower. It is excluded when
two fall short of it and none supports it, or one does and no test that is still unknown could reach it. All of it
is integer arithmetic on arrays of subjects × criteria.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.plan import CriterionPlan, RubricStep
from engine.tally import FALSE, TRUE, UNKNOWN, Array, Tally


@dataclass(frozen=True)
class Shown:
    """For subjects × criteria: the highest grade proved, the highest not excluded, and whether sources contradict.

    `steps` holds, for each grade of the rubric, its truth and the kinds of source that support it, as bits.
    """

    at_least: Array
    could_be: Array
    contested: Array
    results: Array
    steps: tuple[tuple[int, Array, Array], ...]


def by_rubric(criteria: Sequence[CriterionPlan], columns: Sequence[int], steps: Sequence[RubricStep], lowest: int, tally: Tally) -> Shown:
    """Grade criteria by a rubric. `columns` are their columns in the tally's voices."""
    voices = tally.voices[:, columns, :]
    results = tally.voice_results[:, columns] == 1
    showings = [(n, s) for n, c in enumerate(criteria) for s in c.showings]
    tests = np.array([s.test for _, s in showings], dtype=np.int64)
    owner = np.array([n for n, _ in showings], dtype=np.int64)
    extent = np.array([s.extent for _, s in showings], dtype=np.int64)
    against = np.array([s.against for _, s in showings], dtype=bool)
    with_results = np.array([s.results for _, s in showings], dtype=bool)
    shape = voices.shape[:2]
    truth = tally.truth[:, tests] if len(tests) else np.zeros((shape[0], 0), dtype=np.int64)
    kinds = tally.kinds[:, tests] if len(tests) else truth
    contested = _any(owner, (tally.denied[:, tests] == 1) if len(tests) else truth == 1, shape)
    results |= _any(owner, (truth == TRUE) & ~against & with_results, shape)
    unknown_to = _most(owner, np.where((truth == UNKNOWN) & ~against, extent, -1), shape)
    bears = (voices >= 0).any(axis=2) | _any(owner, truth != UNKNOWN, shape)
    bits = 1 << np.arange(voices.shape[2])

    def level(x: int, needed: int) -> tuple[Array, Array, Array]:
        supporting = ((voices >= x) * bits).sum(axis=2) | _mask(owner, np.where((truth == TRUE) & ~against & (extent >= x), kinds, 0), shape)
        n_support = np.bitwise_count(supporting).astype(np.int64)
        short = ((voices >= 0) & (voices < x)) * bits
        far_short = ((voices >= 0) & (voices <= x - 2)) * bits
        others = ~supporting[:, :, None]
        n_against = ((short & others) != 0).sum(axis=2) + _sum(owner, (((truth == TRUE) & against) | ((truth == FALSE) & ~against)) & (extent <= x), shape)
        hard = ((far_short & others) != 0).any(axis=2) | _any(owner, (truth == TRUE) & against & (extent <= x), shape)
        excluded = (n_against >= 2) | ((n_against >= 1) & (unknown_to < x))
        value = np.where(
            n_support >= needed,
            np.where(hard, UNKNOWN, TRUE),
            np.where((n_support == 0) & bears & excluded, FALSE, UNKNOWN),
        )
        return value, (n_support > 0) & hard, supporting

    at_least = np.full(shape, lowest, dtype=np.int64)
    could_be = np.full(shape, lowest, dtype=np.int64)
    taken = []
    for step in sorted(steps, key=lambda s: s.grade):
        value, clash, supporting = level(step.extent, step.kinds)
        contested |= clash
        if step.results:
            value = np.minimum(value, np.where(results, TRUE, UNKNOWN))
        taken.append((step.grade, value, supporting))
        at_least = np.where(value == TRUE, step.grade, at_least)
        could_be = np.where(value != FALSE, step.grade, could_be)
    return Shown(at_least, could_be, contested.astype(np.int64), results.astype(np.int64), tuple(taken))


def _scatter(owner: Array, values: Array, shape: tuple[int, ...], ufunc: np.ufunc, start: int) -> Array:
    out = np.full(shape, start, dtype=np.int64)
    if values.shape[1]:
        ufunc.at(out.T, owner, values.T)  # `out.T` is a view: what is gathered lands in `out`
    return out


def _sum(owner: Array, values: Array, shape: tuple[int, ...]) -> Array:
    return _scatter(owner, values.astype(np.int64), shape, np.add, 0)


def _any(owner: Array, values: Array, shape: tuple[int, ...]) -> Array:
    return _sum(owner, values, shape) > 0


def _most(owner: Array, values: Array, shape: tuple[int, ...]) -> Array:
    return _scatter(owner, values, shape, np.maximum, -1)


def _mask(owner: Array, values: Array, shape: tuple[int, ...]) -> Array:
    return _scatter(owner, values, shape, np.bitwise_or, 0)
