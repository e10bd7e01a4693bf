"""Grades as an assessment gives them: every criterion's and every group's."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engine.assessment import CappedBy, Grade, Outcome, Points
from engine.criteria import OUTCOMES
from engine.findings import Findings
from engine.graded import NONE, Graded
from engine.kinds import group_outcomes
from engine.plan import CriterionPlan, GroupPlan
from engine.rulebook import Rulebook
from engine.tally import EVERYTHING
from engine.working import Working
from evidence.audience import View
from evidence.model import EvidenceSet


def grades_of(working: Working, made: Findings, view: View) -> dict[str, Grade]:
    """Every grade, parents before their children, children as the rulebook lists them."""
    parents = {child: g.id for g in working.plan.groups for child in g.children}
    groups = {g.id: g for g in working.plan.groups}
    criteria = {c.id: c for c in working.plan.criteria}
    books = {book.id: book for book in working.books}
    scores = _scores(working.evidence)
    found = group_outcomes(working.judged.nodes, slice(EVERYTHING, EVERYTHING + 1))[:, 0].tolist()
    outcomes: dict[str, Outcome] = {g.id: OUTCOMES[n] for g, n in zip(working.plan.groups, found, strict=True)}
    out: dict[str, Grade] = {}

    def walk(node: str) -> None:
        if node in groups:
            out[node] = _of_group(groups[node], outcomes[node], working, books, parents)
            for child in groups[node].children:
                walk(child)
        elif node in criteria:
            out[node] = _of_criterion(criteria[node], working, books, parents, made, view, scores)

    for root in (*(g for g in groups if g not in parents), *(c for c in criteria if c not in parents)):
        walk(root)
    return out


def _of_group(group: GroupPlan, outcome: Outcome, working: Working, books: Mapping[str, Rulebook], parents: Mapping[str, str]) -> Grade:
    node, rule = working.judged.nodes[group.id], books[group.book].groups[group.id]
    return Grade(
        title=rule.title,
        level=rule.level,
        book=group.book,
        parent=parents.get(group.id),
        **_figures(node),
        outcome=outcome,
        because=(),
        capped_by=tuple(CappedBy(at=cap.at, because=cap.because) for cap, holds in zip(group.caps, node.capped, strict=True) if holds[EVERYTHING]),
        points=_points(group, node),
    )


def _points(group: GroupPlan, node: Graded) -> Points | None:
    if node.points is None or not node.applies[EVERYTHING]:
        return None
    at_least, could_be = (str(Fraction(int(num[EVERYTHING]), int(den[EVERYTHING]))) for num, den in node.points)
    return Points(out_of=group.out_of, at_least=at_least, could_be=could_be)


def _of_criterion(
    c: CriterionPlan,
    working: Working,
    books: Mapping[str, Rulebook],
    parents: Mapping[str, str],
    made: Findings,
    view: View,
    scores: Mapping[str, tuple[int, ...]],
) -> Grade:
    return Grade(
        title=books[c.book].criteria[c.id].title,
        level="criterion",
        book=c.book,
        parent=parents.get(c.id),
        **_figures(working.judged.nodes[c.id]),
        outcome=working.judged.outcomes[c.id],
        because=tuple(sorted(view.id(i) for i in made.rests_on(c))),
        capped_by=(),
        assessed=scores.get(c.id, ()),
    )


def _figures(node: Graded) -> dict[str, Any]:
    def given(value: int) -> int | None:
        return None if value == NONE else int(value)

    share = Fraction(int(node.have[EVERYTHING]), max(int(node.of[EVERYTHING]), 1))
    return {
        "grade": given(node.grade[EVERYTHING]),
        "at_least": int(node.at_least[EVERYTHING]),
        "could_be": int(node.could_be[EVERYTHING]),
        "uncapped": given(node.uncapped[EVERYTHING]),
        "completeness": str(share),
    }


def _scores(evidence: EvidenceSet) -> dict[str, tuple[int, ...]]:
    out: dict[str, list[int]] = {}
    for score in evidence.scores:
        if not score.own:
            out.setdefault(score.criterion, []).append(score.grade)
    return {c: tuple(sorted(grades)) for c, grades in out.items()}
