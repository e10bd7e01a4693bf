"""From tallies to grades: every criterion, every group, every trigger, for every subject at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.facts import Facts
from engine.graded import NONE, Graded
from engine.kleene import kleene
from engine.matching.matches import Matches
from engine.plan import BookPlan, CriterionPlan, Expression, Plan, TriggerPlan
from engine.rollup import Look, looker, roll_up
from engine.rubric import Shown, by_rubric
from engine.tally import BIT, EVERYTHING, FALSE, TRUE, UNKNOWN, WHOLE_ALONE, Array, Tally, Verdict, older
from evidence.model import PEOPLE, EvidenceSet

_PEOPLE = sum(BIT[kind] for kind in PEOPLE)


@dataclass(frozen=True)
class Judged:
    """Everything judged, as arrays by subject (`tally.subjects`).

    `outcomes` names, for each criterion, what stands beside its grade for the authority; `triggers` holds the truth
    of each trigger, `voiced` marks those that rest on a voice alone, and so are not proved.
    """

    tally: Tally
    nodes: Mapping[str, Graded]
    outcomes: Mapping[str, str]
    triggers: Mapping[str, Array]
    voiced: Mapping[str, Array]
    averted: Mapping[str, Array]
    shown: Mapping[str, tuple[Shown, int]]
    """For each criterion of a rubric, what is shown of it, and its column there."""


def judge(plan: Plan, facts: Facts, matches: Matches, tallied: Tally, evidence: EvidenceSet) -> Judged:
    """Judge what was tallied. Pure; `evidence` gives the authority's type and what people say does not apply."""
    nodes: dict[str, Graded] = {}
    outcomes: dict[str, str] = {}
    excused = {n.criterion for n in evidence.not_applicable}
    books = {book.id: book for book in plan.books}
    shown: dict[str, tuple[Shown, int]] = {}
    for book in plan.books:
        _criteria(plan, book, tallied, facts, matches, evidence.authority.type, excused, nodes, outcomes, shown)
    weights = {c.id: c.weight for c in plan.criteria} | {g.id: g.weight for g in plan.groups}
    for group in plan.groups:
        nodes[group.id] = roll_up(group, nodes, weights, books[group.book].levels)
    triggers, voiced, averted = {}, {}, {}
    for trigger in plan.triggers:
        triggers[trigger.id], voiced[trigger.id], averted[trigger.id] = _trigger(trigger, books[trigger.book], tallied, nodes)
    return Judged(tallied, nodes, outcomes, triggers, voiced, averted, shown)


def _criteria(
    plan: Plan,
    book: BookPlan,
    tallied: Tally,
    facts: Facts,
    matches: Matches,
    authority_type: str,
    excused: set[str],
    nodes: dict[str, Graded],
    outcomes: dict[str, str],
    shown_of: dict[str, tuple[Shown, int]],
) -> None:
    """Grade every criterion of a rulebook, those of the rubric together."""
    mine = [(n, c) for n, c in enumerate(plan.criteria) if c.book == book.id]
    ruled = [(n, c) for n, c in mine if not c.grades and c.rated is None and c.each is None]
    ranges: dict[str, tuple[Array, Array, Array]] = {}
    if ruled:
        shown = by_rubric([c for _, c in ruled], [n for n, _ in ruled], book.rubric, book.levels[0], tallied)
        for k, (_, c) in enumerate(ruled):
            shown_of[c.id] = (shown, k)
            ranges[c.id] = (shown.at_least[:, k], shown.could_be[:, k], shown.contested[:, k])
    pending = [c for _, c in mine if c.id not in ranges]
    # A criterion whose grades rest on other grades waits for them; loading has refused circles.
    for c in [*(c for _, c in ruled), *_in_order(pending)]:
        ranges.setdefault(c.id, _range(plan, c, book, tallied, nodes))
        _settle(plan, c, book, ranges[c.id], tallied, facts, matches, authority_type, excused, nodes, outcomes)


def _in_order(criteria: list[CriterionPlan]) -> list[CriterionPlan]:
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


def _looks(tallied: Tally, nodes: Mapping[str, Graded], row_of_grades: Array | None = None) -> Look:
    def look(expression: Expression) -> Array:
        if expression.how == "test":
            return np.asarray(tallied.truth[:, expression.test])
        truth = looker(nodes)(expression)
        # A grade that a scope leaves out is one unknown, for every subject.
        return truth if row_of_grades is None or len(truth) == 1 else truth[row_of_grades]

    return look


def _range(plan: Plan, c: CriterionPlan, book: BookPlan, tallied: Tally, nodes: Mapping[str, Graded]) -> tuple[Array, Array, Array]:
    """The range of grades of a criterion that has no rubric, and whether it is contested."""
    rows = len(tallied.subjects)
    low, top = book.levels[0], book.levels[-1]
    contested = np.zeros(rows, dtype=np.int64)
    for test in c.tests:
        contested |= tallied.denied[:, test]
    if c.each is not None:
        truth = tallied.truth[:, c.each]
        return np.where(truth == TRUE, top, low), np.where(truth == FALSE, low, top), contested
    if c.rated is not None:
        return (*_rated(plan, c, book, tallied), contested)
    at_least = np.full(rows, low, dtype=np.int64)
    could_be = np.full(rows, low, dtype=np.int64)
    for grade, expression in c.grades:
        truth = np.broadcast_to(kleene(expression, _looks(tallied, nodes)), (rows,))
        at_least = np.where(truth == TRUE, grade, at_least)
        could_be = np.where(truth >= UNKNOWN, grade, could_be)
    return at_least, could_be, contested


def _rated(plan: Plan, c: CriterionPlan, book: BookPlan, tallied: Tally) -> tuple[Array, Array]:
    """A published rating as a grade: the value's rank in the rating is the grade's rank in the scale."""
    rows = len(tallied.subjects)
    at_least, could_be = np.full(rows, book.levels[0]), np.full(rows, book.levels[-1])
    assert c.rated is not None
    ranks = tallied.ranks.get(c.rated, {})
    for row, rank in ranks.items():
        at_least[row] = could_be[row] = book.levels[min(rank, len(book.levels) - 1)]
    return at_least, could_be


def _settle(
    plan: Plan,
    c: CriterionPlan,
    book: BookPlan,
    range_: tuple[Array, Array, Array],
    tallied: Tally,
    facts: Facts,
    matches: Matches,
    authority_type: str,
    excused: set[str],
    nodes: dict[str, Graded],
    outcomes: dict[str, str],
) -> None:
    """Say whether a criterion applies and is settled, and name the outcome."""
    at_least, could_be, contested = range_
    rows = len(tallied.subjects)
    low, top = book.levels[0], book.levels[-1]
    position = tallied.column[c.id]
    said = (tallied.voices[:, position, :] >= 0).any(axis=1)
    bears = np.asarray(said | (tallied.bears[:, list(c.tests)] > 0).any(axis=1))
    touched = bears | (tallied.truth[:, list(c.tests)] != UNKNOWN).any(axis=1)
    applies = np.ones(rows, dtype=np.int64)
    never = _never_arose(plan, c, tallied, facts, matches)
    excepted = np.zeros(rows, dtype=bool)
    if c.unless is not None:
        excepted = np.broadcast_to(kleene(c.unless, _looks(tallied, nodes)), (rows,)) == TRUE
    wrong_type = bool(c.types) and authority_type not in c.types
    applies[(never & ~bears) | excepted] = 0
    if wrong_type or c.id in excused:
        applies[:] = 0
    if c.grades and not c.tests:
        touched = np.ones(rows, dtype=bool)
    at_least, could_be = np.where(touched, at_least, low), np.where(touched, could_be, top)
    settled = touched & ((at_least > low) | (could_be == low))
    node = Graded.of_criterion(at_least, could_be, settled.astype(np.int64), applies)
    if c.per_service:
        node = _worst_service(node, low, top)
        settled = node.grade != NONE
    nodes[c.id] = node
    if node.applies[EVERYTHING] == 0:
        outcomes[c.id] = "not_applicable"
    elif contested[EVERYTHING]:
        outcomes[c.id] = "contested"
    elif settled[EVERYTHING]:
        outcomes[c.id] = "graded"
    elif bears[EVERYTHING]:
        outcomes[c.id] = "unsettled"
    else:
        outcomes[c.id] = "stale" if _stale(plan, c, facts) else "no_evidence"


def _worst_service(node: Graded, low: int, top: int) -> Graded:
    """A rule about every service: the authority's grade is its worst service's, among those with evidence."""
    services = node.grade[2:]
    graded = services != NONE
    if not graded.any():
        return node
    at_least, could_be, grade = node.at_least.copy(), node.could_be.copy(), node.grade.copy()
    at_least[EVERYTHING] = node.at_least[2:][graded].min()
    could_be[EVERYTHING] = node.could_be[2:][graded].min()
    grade[EVERYTHING] = services[graded].min()
    return Graded.of_criterion(at_least, could_be, (grade != NONE).astype(np.int64), node.applies)


def _never_arose(plan: Plan, c: CriterionPlan, tallied: Tally, facts: Facts, matches: Matches) -> Array:
    """Whether nothing ever called for the criterion: it is about acts, there were none, and that is known."""
    rows = len(tallied.subjects)
    if c.each is None:
        return np.zeros(rows, dtype=bool)
    return np.full(rows, tallied.closed[c.each] and not matches.leaves[plan.tests[c.each].leaf].satisfying)


def _stale(plan: Plan, c: CriterionPlan, facts: Facts) -> bool:
    """Whether there is evidence, and all of it is too old."""
    return any(older(leaf, facts) for leaf in (plan.leaves[c.said], *(plan.leaves[plan.tests[t].leaf] for t in c.tests)))


def _trigger(trigger: TriggerPlan, book: BookPlan, tallied: Tally, nodes: Mapping[str, Graded]) -> tuple[Array, Array, Array]:
    """A trigger's truth by subject; where it rests on a voice alone; and where a justification averts it."""
    rows = len(tallied.subjects)
    look = look_of_triggers(tallied, nodes)
    truth = np.array(np.broadcast_to(kleene(trigger.when, look), (rows,)))
    averted = np.zeros(rows, dtype=np.int64)
    if trigger.unless is not None:
        shown = np.broadcast_to(kleene(trigger.unless, look), (rows,)) == TRUE
        averted = (shown & (truth >= UNKNOWN)).astype(np.int64)
        truth[shown] = FALSE
    voiced = np.zeros(rows, dtype=np.int64)
    for row in range(rows):
        if truth[row] == TRUE and _on_voices_alone(trigger.when, book, tallied, look, row):
            truth[row], voiced[row] = UNKNOWN, 1
    others = slice(2, None) if trigger.per == "authority" else slice(0, 2) if trigger.per == "service" else slice(0, 0)
    for array, nothing in ((truth, UNKNOWN), (voiced, 0), (averted, 0)):
        array[EVERYTHING] = array[WHOLE_ALONE]
        array[others] = nothing
    return truth, voiced, averted


def look_of_triggers(tallied: Tally, nodes: Mapping[str, Graded]) -> Look:
    """How a trigger's condition finds what it looks at. The authority's grades speak for the authority as a whole."""
    return _looks(tallied, nodes, np.array([EVERYTHING, EVERYTHING, *range(2, len(tallied.subjects))]))


def _on_voices_alone(when: Expression, book: BookPlan, tallied: Tally, look: Look, row: int) -> bool:
    """Whether a proved trigger rests on what people say, and on fewer kinds of source than an adverse finding needs."""
    supports = supports_of(when, look, row)
    if any(s.how == "grade" for s in supports):
        return False
    kinds = 0
    for support in supports:
        kinds |= int(tallied.kinds[row, support.test])
    return kinds != 0 and kinds & ~_PEOPLE == 0 and kinds.bit_count() < book.min_kinds


def supports_of(expression: Expression, look: Look, row: int) -> list[Expression]:
    """The tests and grades that make an expression true for a subject; what stands in a part that is not true supports nothing."""
    truth = kleene(expression, look)
    if expression.how == "not" or truth[row if len(truth) > 1 else 0] != TRUE:
        return []
    if expression.how in ("test", "grade"):
        return [expression]
    return [s for part in expression.parts for s in supports_of(part, look, row)]


__all__ = ["Judged", "Verdict", "judge", "look_of_triggers", "supports_of"]
