"""The rubric: how far a criterion is shown to be met, by whom, and so which grades are proved or excluded.

For a level to be proved, enough kinds of source support it and none speaks two extents lower. It is excluded when
two fall short of it and none supports it, or one does and no test that is still unknown could reach it. All of it
is integer arithmetic on arrays of subjects × criteria.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.layout import by_place, index_of
from engine.plan import CriterionPlan, RubricStep
from engine.rows import FALSE, TRUE, UNKNOWN, Array, several
from engine.tally import Tally


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


@dataclass(frozen=True)
class _Showings:
    """The first, second … showing of each criterion that has one: whose it is, its test, its extent, whether it shows results."""

    owner: Array
    test: Array
    extent: Array
    results: Array


class Rubric:
    """Criteria graded by one rubric, with what their tests show as arrays. `columns` are their columns in the tally."""

    def __init__(self, criteria: Sequence[CriterionPlan], columns: Sequence[int], steps: Sequence[RubricStep], lowest: int, small: type = np.int64) -> None:
        self.ids = tuple(c.id for c in criteria)
        self.columns = index_of(np.array(columns, dtype=np.int64), len(columns))
        self._steps = sorted(steps, key=lambda s: s.grade)
        self._lowest, self._small = lowest, small
        in_favour, adverse = ([[k for k, s in enumerate(c.showings) if s.against == against] for c in criteria] for against in (False, True))
        self._favour = [self._at(criteria, owner, place) for owner, place in by_place(in_favour)]
        self._against = [self._at(criteria, owner, place) for owner, place in by_place(adverse)]

    def _at(self, criteria: Sequence[CriterionPlan], owner: Array, place: Array) -> _Showings:
        showings = [criteria[n].showings[k] for n, k in zip(owner, place, strict=True)]
        return _Showings(owner, *(np.array([getattr(s, word) for s in showings], dtype=kind) for word, kind in _WORDS))

    def shown(self, tally: Tally) -> Shown:
        """What is shown of the criteria, for every subject at once."""
        truth, kinds, denied = tally.truth.T, tally.kinds.T, tally.denied.T
        said = tally.said.swapaxes(1, 2)[:, self.columns]
        shape = said.shape[1:]
        contested, known = np.zeros(shape, dtype=bool), said[0] != 0
        results = tally.voice_results.T[self.columns].astype(bool)
        open_to = np.zeros(shape, dtype=np.int8)  # one more than the furthest extent that a test still unknown could show
        supporting = [said[step.extent].copy() for step in self._steps]
        against = [np.zeros(shape, dtype=np.int8) for _ in self._steps]
        hard = [np.zeros(shape, dtype=bool) for _ in self._steps]
        for s in (*self._favour, *self._against):
            contested[s.owner] |= denied[s.test]
            known[s.owner] |= truth[s.test] != UNKNOWN
        for s in self._favour:
            mine = truth[s.test]
            met, unmet = mine == TRUE, mine == FALSE
            with_results = s.owner[s.results]
            results[with_results] |= met[s.results]
            open_to[s.owner] = np.maximum(open_to[s.owner], (mine == UNKNOWN) * (s.extent[:, None] + np.int8(1)))
            voices = kinds[s.test] * met
            for n, step in enumerate(self._steps):
                up, down = s.extent >= step.extent, s.extent <= step.extent
                supporting[n][s.owner[up]] |= voices[up]
                against[n][s.owner[down]] += unmet[down]
        for s in self._against:
            met = truth[s.test] == TRUE
            for n, step in enumerate(self._steps):
                down = s.extent <= step.extent
                against[n][s.owner[down]] += met[down]
                hard[n][s.owner[down]] |= met[down]
        at_least: Array = np.full(shape, self._lowest, dtype=self._small)
        could_be = at_least.copy()
        taken = []
        for n, step in enumerate(self._steps):
            others = ~supporting[n]
            enough = several(supporting[n], step.kinds)
            clash = hard[n] | (_far_short(said, step.extent) & others != 0)
            voices = said[0] & ~said[step.extent] & others
            falling = against[n] + (voices != 0) + several(voices, 2)  # more than two exclude no more than two
            excluded = (falling >= 2) | ((falling == 1) & (open_to <= step.extent))
            true, supported = enough & ~clash, supporting[n] != 0
            false = ~supported & known & excluded & ~enough
            contested |= supported & clash
            if step.results:
                true &= results
            taken.append((step.grade, (true.view(np.int8) - false.view(np.int8)).T, supporting[n].T))
            # Grades ascend: the highest that is proved, or not excluded, stands.
            at_least = np.maximum(at_least, true * self._small(step.grade))
            could_be = np.maximum(could_be, ~false * self._small(step.grade))
        return Shown(at_least.T, could_be.T, contested.T, results.T, tuple(taken))


_WORDS = (("test", np.int64), ("extent", np.int8), ("results", bool))


def by_rubric(criteria: Sequence[CriterionPlan], columns: Sequence[int], steps: Sequence[RubricStep], lowest: int, tally: Tally) -> Shown:
    """Grade criteria by a rubric. `columns` are their columns in what is said in the tally."""
    return Rubric(criteria, columns, steps, lowest).shown(tally)


def _far_short(said: Array, extent: int) -> Array:
    """The kinds of source that stay two extents or more below one."""
    return np.asarray(said[0] & ~said[extent - 1] if extent >= 1 else said[0] & 0)
