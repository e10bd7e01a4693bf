"""Criteria graded: those of a rubric together, on arrays of subjects × criteria; the others as what they rest on is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.facts import Facts
from engine.graded import NONE, Graded
from engine.kleene import kleene
from engine.matching.matches import Matches
from engine.plan import BookPlan, CriterionPlan, Expression, Plan
from engine.rollup import Look, looker
from engine.rubric import Shown, by_rubric
from engine.tally import EVERYTHING, FALSE, TRUE, UNKNOWN, Array, Tally, older
from evidence.model import EvidenceSet


@dataclass(frozen=True)
class Range:
    """Arrays of subjects × criteria: what is proved, what is not excluded, and where sources contradict each other."""

    at_least: Array
    could_be: Array
    contested: Array


@dataclass(frozen=True)
class Touched:
    """Arrays of subjects × all criteria: whether any fact bears on a criterion, and whether anything about it is known."""

    bears: Array
    known: Array

    @staticmethod
    def by(plan: Plan, tallied: Tally) -> "Touched":
        """What the tally touches: through statements, facts in scope, or lists that are closed."""
        owner = np.array([n for n, c in enumerate(plan.criteria) for _ in c.tests], dtype=np.int64)
        tests = np.array([t for c in plan.criteria for t in c.tests], dtype=np.int64)
        bears = np.asarray((tallied.voices >= 0).any(axis=2))
        known = bears.copy()
        np.logical_or.at(bears.T, owner, (tallied.bears[:, tests] > 0).T)
        np.logical_or.at(known.T, owner, (tallied.truth[:, tests] != UNKNOWN).T)
        return Touched(bears, known | bears)


class Grading:
    """Grades the criteria of one plan. `nodes` and `outcomes` fill up as rulebooks are graded."""

    def __init__(self, plan: Plan, tallied: Tally, facts: Facts, matches: Matches, evidence: EvidenceSet) -> None:
        self.plan, self.tallied, self.facts, self.matches = plan, tallied, facts, matches
        self.authority_type = evidence.authority.type
        self.excused = {n.criterion for n in evidence.not_applicable}
        self.touched = Touched.by(plan, tallied)
        self.rows = len(tallied.subjects)
        self.nodes: dict[str, Graded] = {}
        self.outcomes: dict[str, str] = {}
        self.shown: dict[str, tuple[Shown, int]] = {}

    def grade(self, book: BookPlan) -> None:
        """Grade every criterion of a rulebook."""
        mine = [c for c in self.plan.criteria if c.book == book.id]
        ruled = [c for c in mine if not c.grades and c.rated is None and c.each is None]
        if ruled:
            shown = by_rubric(ruled, [self.tallied.column[c.id] for c in ruled], book.rubric, book.levels[0], self.tallied)
            self.shown |= {c.id: (shown, k) for k, c in enumerate(ruled)}
            self._settle(ruled, book, Range(shown.at_least, shown.could_be, shown.contested))
        # A criterion whose grades rest on other grades waits for them; loading has refused circles.
        for c in _in_order([c for c in mine if c.id not in self.shown]):
            self._settle([c], book, self._range(c, book))

    def look(self, expression: Expression) -> Array:
        """How a criterion's conditions find what they look at."""
        return look_at(self.tallied, self.nodes)(expression)

    def _range(self, c: CriterionPlan, book: BookPlan) -> Range:
        """The range of a criterion that has no rubric."""
        low, top = book.levels[0], book.levels[-1]
        contested = np.asarray(self.tallied.denied[:, list(c.tests)].any(axis=1))
        at_least, could_be = np.full(self.rows, low, dtype=np.int64), np.full(self.rows, low, dtype=np.int64)
        if c.each is not None:
            truth = self.tallied.truth[:, c.each]
            at_least, could_be = np.where(truth == TRUE, top, low), np.where(truth == FALSE, low, top)
        elif c.rated is not None:
            could_be[:] = top
            for row, rank in self.tallied.ranks.get(c.rated, {}).items():
                at_least[row] = could_be[row] = book.levels[min(rank, len(book.levels) - 1)]
        for grade, expression in c.grades:
            truth = np.broadcast_to(kleene(expression, self.look), (self.rows,))
            at_least = np.where(truth == TRUE, grade, at_least)
            could_be = np.where(truth >= UNKNOWN, grade, could_be)
        return Range(at_least[:, None], could_be[:, None], contested[:, None])

    def _settle(self, criteria: Sequence[CriterionPlan], book: BookPlan, ranges: Range) -> None:
        """Say of criteria whether they apply and are settled, and name the outcome."""
        low, top = book.levels[0], book.levels[-1]
        columns = [self.tallied.column[c.id] for c in criteria]
        bears, known = self.touched.bears[:, columns], self.touched.known[:, columns]
        applies = self._applies(criteria, bears)
        # Grades that rest on other grades alone are touched where those are.
        known = known | np.array([bool(c.grades) and not c.tests for c in criteria])
        at_least, could_be = np.where(known, ranges.at_least, low), np.where(known, ranges.could_be, top)
        settled = known & ((at_least > low) | (could_be == low))
        graded = Graded.columns(at_least, could_be, settled, applies)
        for k, c in enumerate(criteria):
            node = _worst_service(graded[k]) if c.per_service else graded[k]
            self.nodes[c.id] = node
            self.outcomes[c.id] = self._outcome(c, node, contested=bool(ranges.contested[EVERYTHING, k]), bears=bool(bears[EVERYTHING, k]))

    def _applies(self, criteria: Sequence[CriterionPlan], bears: Array) -> Array:
        applies = np.ones(bears.shape, dtype=np.int64)
        for k, c in enumerate(criteria):
            if (c.types and self.authority_type not in c.types) or c.id in self.excused:
                applies[:, k] = 0
            if c.each is not None and self.tallied.closed[c.each] and not self.matches.leaves[self.plan.tests[c.each].leaf].satisfying:
                # It is about acts, there were none, and that is known: nothing ever called for it.
                applies[~bears[:, k], k] = 0
            if c.unless is not None:
                applies[np.broadcast_to(kleene(c.unless, self.look), (self.rows,)) == TRUE, k] = 0
        return applies

    def _outcome(self, c: CriterionPlan, node: Graded, *, contested: bool, bears: bool) -> str:
        if node.applies[EVERYTHING] == 0:
            return "not_applicable"
        if contested:
            return "contested"
        if node.grade[EVERYTHING] != NONE:
            return "graded"
        if bears:
            return "unsettled"
        leaves = (self.plan.leaves[c.said], *(self.plan.leaves[self.plan.tests[t].leaf] for t in c.tests))
        return "stale" if any(older(leaf, self.facts) for leaf in leaves) else "no_evidence"


def look_at(tallied: Tally, nodes: Mapping[str, Graded], rows_of_grades: Array | None = None) -> Look:
    """How an expression finds its tests and grades; `rows_of_grades` says whose grades speak for each subject."""

    def look(expression: Expression) -> Array:
        if expression.how == "test":
            return np.asarray(tallied.truth[:, expression.test])
        truth = looker(nodes)(expression)
        # A grade that a scope leaves out is one unknown, for every subject.
        return truth if rows_of_grades is None or len(truth) == 1 else truth[rows_of_grades]

    return look


def _in_order(criteria: Sequence[CriterionPlan]) -> list[CriterionPlan]:
    by_id = {c.id: c for c in criteria}
    out: dict[str, CriterionPlan] = {}

    def visit(c: CriterionPlan) -> None:
        for _, expression in c.grades:
            for name in _names(expression):
                if name in by_id:
                    visit(by_id[name])
        out.setdefault(c.id, c)

    for c in criteria:
        visit(c)
    return list(out.values())


def _names(expression: Expression) -> set[str]:
    return {expression.name, *(n for part in expression.parts for n in _names(part))} - {""}


def _worst_service(node: Graded) -> Graded:
    """A rule about every service: the authority's grade is its worst service's, among those that it applies to and has evidence of."""
    services = slice(EVERYTHING + 2, None)
    if not len(node.grade[services]):
        return node
    applies = node.applies.copy()
    applies[EVERYTHING] = applies[services].max()
    graded = (node.grade[services] != NONE) & (applies[services] == 1)
    at_least, could_be, grade = node.at_least.copy(), node.could_be.copy(), node.grade.copy()
    grade[EVERYTHING] = NONE
    if graded.any():
        at_least[EVERYTHING] = node.at_least[services][graded].min()
        could_be[EVERYTHING] = node.could_be[services][graded].min()
        grade[EVERYTHING] = node.grade[services][graded].min()
    return Graded.columns(at_least[:, None], could_be[:, None], (grade != NONE)[:, None], applies[:, None])[0]
