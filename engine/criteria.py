"""Criteria graded, on arrays of criteria × rows: those of a rubric together, the others as what they rest on is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from engine.assessment import Outcome
from engine.exact import reduced
from engine.graded import NONE, Graded, Nodes, Value
from engine.layout import Tier, by_place, has_rubric, kept, layout_of
from engine.plan import Expression, Plan, ScorePlan
from engine.rollup import Look, looker
from engine.rows import FALSE, TRUE, UNKNOWN, Array, chosen
from engine.rubric import Rubric, Shown
from engine.tally import Latest, Tally

OUTCOMES: tuple[str, ...] = get_args(Outcome)
"""What stands beside a grade; arrays of outcomes hold indices of it."""


@dataclass(frozen=True)
class Circumstances:
    """What judging needs to know of authorities beside their evidence: the type of each, and what does not apply to whom."""

    types: tuple[str, ...]
    excused: tuple[tuple[int, str], ...] = ()
    """Authorities, by number, with the id of a criterion that does not apply to them."""


class _Index:
    """Which criteria of a plan are graded how, as arrays."""

    def __init__(self, plan: Plan) -> None:
        layout = layout_of(plan)
        books = {b.id: b for b in plan.books}
        alike: dict[tuple[object, int], list[int]] = {}
        for n, c in enumerate(plan.criteria):
            if has_rubric(c):
                alike.setdefault((books[c.book].rubric, books[c.book].levels[0]), []).append(n)
        self.rubrics = [
            Rubric([plan.criteria[n] for n in mine], mine, books[plan.criteria[mine[0]].book].rubric, low, layout.small) for (_, low), mine in alike.items()
        ]
        others = [n for n, c in enumerate(plan.criteria) if not has_rubric(c)]
        self.others = np.array(others, dtype=np.int64)
        self.denied = [(self.others[owner], test) for owner, test in by_place([plan.criteria[n].tests for n in others])]
        self.tests = by_place([c.tests for c in plan.criteria])
        self.leaves = by_place([(c.said, *(plan.tests[t].leaf for t in c.tests)) for c in plan.criteria])
        self.by_grades = np.array([bool(c.grades) and not c.tests for c in plan.criteria], dtype=bool)[:, None]
        self.acts = np.array([n for n, c in enumerate(plan.criteria) if c.each is not None], dtype=np.int64)
        self.each = np.array([c.each for c in plan.criteria if c.each is not None], dtype=np.int64)
        self.limited: dict[tuple[str, ...], list[int]] = {}
        for n, c in enumerate(plan.criteria):
            if c.types:
                self.limited.setdefault(c.types, []).append(n)
        self.per_service = np.array([c.per_service for c in plan.criteria], dtype=bool)
        self.plain = np.array([n for n, c in enumerate(plan.criteria) if has_rubric(c) and c.unless is None], dtype=np.int64)


class Grading:
    """Grades the criteria of a plan, tier by tier, and keeps what is found in `nodes`."""

    def __init__(self, plan: Plan, tallied: Tally, circumstances: Circumstances, nodes: Nodes) -> None:
        self.plan, self.tallied, self.nodes = plan, tallied, nodes
        self.layout, self.index = layout_of(plan), kept(plan, _Index)
        self.low, self.top = self.layout.low[: len(plan.criteria)], self.layout.top[: len(plan.criteria)]
        self.truth = tallied.truth.T
        self.shown: dict[str, tuple[Shown, int]] = {}
        shape = (len(plan.criteria), tallied.rows.count)
        self.at_least = np.broadcast_to(self.low, shape).copy()
        self.could_be = self.at_least.copy()
        self.contested = np.zeros(shape, dtype=bool)
        self.bears, self.known = self._touched()
        self.applies = self._applies(circumstances)
        for rubric in self.index.rubrics:
            shown = rubric.shown(tallied)
            mine = rubric.columns
            self.at_least[mine], self.could_be[mine], self.contested[mine] = shown.at_least.T, shown.could_be.T, shown.contested.T
            self.shown.update((c, (shown, k)) for k, c in enumerate(rubric.ids))
        for owner, test in self.index.denied:
            self.contested[owner] |= tallied.denied.T[test]
        self._over_acts()
        self._settle(self.index.plain)

    def grade(self, tier: Tier, truths: Array) -> None:
        """Grade the criteria of a tier; `truths` are those of its conditions."""
        for n in tier.criteria:
            c = self.plan.criteria[n]
            if c.rated is not None:
                self._by_rating(n, self.tallied.latest[c.rated])
            first = tier.place[n]
            for (grade, _), truth in zip(c.grades, truths[first:], strict=False):
                self.at_least[n][truth == TRUE] = grade
                self.could_be[n][truth >= UNKNOWN] = grade
            if c.unless is not None:
                self.applies[n][truths[first + len(c.grades)] == TRUE] = 0
        self._settle(np.array(tier.criteria, dtype=np.int64))
        for n in tier.criteria:
            score, rated = self.plan.criteria[n].score, self.plan.criteria[n].rated
            if score is not None and rated is not None:
                self.nodes.refine(np.array([n]), _exact(score, self.tallied.latest[rated], int(self.top[n, 0])))

    def outcomes(self) -> Array:
        """What stands beside the grade of each authority: criteria × authorities, as indices of OUTCOMES."""
        everything, criteria = self.tallied.rows.everything, slice(0, len(self.plan.criteria))
        too_old = np.zeros((len(self.plan.criteria), self.tallied.rows.authorities), dtype=bool)
        for owner, leaf in self.index.leaves:
            too_old[owner] |= self.tallied.older[leaf]
        out = np.full(too_old.shape, OUTCOMES.index("no_evidence"), dtype=np.int8)
        # What is told last stands before all others.
        cases = {
            "stale": too_old,
            "unsettled": self.bears[:, everything],
            "graded": self.nodes.grade[criteria, everything] != NONE,
            "contested": self.contested[:, everything],
            "not_applicable": self.nodes.applies[criteria, everything] == 0,
        }
        for name, where in cases.items():
            out = chosen(where, OUTCOMES.index(name), out)
        return out

    def _touched(self) -> tuple[Array, Array]:
        """Criteria × rows: whether any fact bears on a criterion, and whether anything about it is known."""
        bears = self.tallied.said[0].T != 0
        known = bears.copy()
        in_scope = self.tallied.bears.T > 0
        for owner, test in self.index.tests:
            bears[owner] |= in_scope[test]
            known[owner] |= self.truth[test] != UNKNOWN
        # Grades that rest on other grades alone are touched where those are.
        return bears, known | bears | self.index.by_grades

    def _applies(self, circumstances: Circumstances) -> Array:
        rows, index = self.tallied.rows, self.index
        out = np.ones(self.bears.shape, dtype=np.int8)
        for types, mine in index.limited.items():
            strange = np.array([t not in types for t in circumstances.types])[rows.owner]
            out[np.ix_(np.array(mine), np.flatnonzero(strange))] = 0
        for authority, criterion in circumstances.excused:
            if criterion in self.layout.column:
                out[self.layout.column[criterion], rows.owner == authority] = 0
        # It is about acts, there were none, and that is known: nothing ever called for it.
        nothing = self.tallied.closed.T[index.each] & (self.tallied.kinds.T[index.each][:, rows.everything] == 0)
        if nothing.any():
            out[index.acts] = np.where(nothing[:, rows.owner] & ~self.bears[index.acts], np.int8(0), out[index.acts])
        return out

    def _over_acts(self) -> None:
        truth, mine = self.truth[self.index.each], self.index.acts
        self.at_least[mine] = chosen(truth == TRUE, self.top[mine], self.low[mine])
        self.could_be[mine] = chosen(truth == FALSE, self.low[mine], self.top[mine])

    def _by_rating(self, n: int, latest: Latest) -> None:
        c = self.plan.criteria[n]
        self.could_be[n] = self.top[n]
        levels = next(b for b in self.plan.books if b.id == c.book).levels
        if c.score:
            grade = np.full(len(latest.known), levels[0])
            for level, bound in c.score.bands:
                grade[(latest.num.astype(object) * bound.denominator >= bound.numerator * latest.den).astype(bool)] = level
        else:
            grade = np.array(levels)[np.minimum(latest.num // latest.den, len(levels) - 1).astype(np.int64)]
        self.at_least[n][latest.known] = self.could_be[n][latest.known] = grade[latest.known]

    def _settle(self, mine: Array) -> None:
        """Say of criteria whether they apply and are settled."""
        known, low = self.known[mine], self.low[mine]
        at_least, could_be = chosen(known, self.at_least[mine], low), chosen(known, self.could_be[mine], self.top[mine])
        settled = known & ((at_least > low) | (could_be == low))
        applies = self.applies[mine]
        rows = self.tallied.rows
        every = np.flatnonzero(self.index.per_service[mine])
        if len(every) and len(rows.services):
            parts = at_least[every], could_be[every], settled[every], applies[every]
            at_least[every], could_be[every], settled[every], applies[every] = self._worst_service(*parts)
        self.nodes.settle(mine, at_least, could_be, settled, applies)

    def _worst_service(self, at_least: Array, could_be: Array, settled: Array, applies: Array) -> tuple[Array, Array, Array, Array]:
        """Rules about every service: the authority's grade is its worst service's, among those that it applies to and has evidence of."""
        rows = self.tallied.rows
        own, services = rows.with_services, rows.of_services
        graded = settled[:, services] & (applies[:, services] == 1)
        some = rows.over_services(np.logical_or, graded)
        applies[:, own] = rows.over_services(np.maximum, applies[:, services])
        for array in (at_least, could_be):
            worst = rows.over_services(np.minimum, np.where(graded, array[:, services], np.iinfo(array.dtype).max))
            array[:, own] = np.where(some, worst, array[:, own])
        settled[:, own] = some
        return at_least, could_be, settled, applies


def _exact(score: ScorePlan, latest: Latest, top: int) -> tuple[Value, Value, Value]:
    """What a score passes upward: its share of the most there is, of the top grade; where there is none, anything from the least to the most."""

    def value(unknown: int, over: int) -> Value:
        num = np.where(latest.known, latest.num.astype(object) * over, unknown * latest.den) * (top * score.most.denominator)
        num, den = reduced(num, np.full(len(num), latest.den * over * score.most.numerator, dtype=object))
        small = all(max(abs(n), d) < 2**31 for n, d in zip(num, den, strict=True))
        return (num.astype(np.int64)[None], den.astype(np.int64)[None]) if small else (num[None], den[None])

    return value(0, 1), value(score.least.numerator, score.least.denominator), value(score.most.numerator, score.most.denominator)


def look_at(tallied: Tally, nodes: Mapping[str, Graded], rows_of_grades: Array | None = None) -> Look:
    """How an expression finds its tests and grades; `rows_of_grades` says whose grades speak for each subject."""

    def look(expression: Expression) -> Array:
        if expression.how == "test":
            return np.asarray(tallied.truth[:, expression.test])
        truth = looker(nodes)(expression)
        # A grade that a scope leaves out is one unknown, for every subject.
        return truth if rows_of_grades is None or len(truth) == 1 else truth[rows_of_grades]

    return look


def outcomes_of(plan: Plan, outcomes: Sequence[int]) -> dict[str, str]:
    """The outcomes of one authority by criterion."""
    return {c.id: OUTCOMES[n] for c, n in zip(plan.criteria, outcomes, strict=True)}
