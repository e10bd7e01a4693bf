"""From an assessment and its working to what would move the authority up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.assessment import Assessment, Reason
from engine.graded import Graded
from engine.improve.actions import actions
from engine.improve.ladder import ladder_moves
from engine.improve.priorities import NO_PRIORITIES, Priorities
from engine.improve.result import Change, CriterionShown, Distance, Improvement, Kind, Limit
from engine.improve.sets import Answer, next_grades, smallest_sets
from engine.improve.steps import Step, by_others, steps_of
from engine.plan import Expression, GroupPlan
from engine.tally import EVERYTHING
from engine.working import Working


@dataclass(frozen=True)
class Aims:
    """What is sought: for which part (all, where none is named), up to which grade (the next), with which priorities, how long at most."""

    part: str | None = None
    to: int | None = None
    priorities: Priorities = NO_PRIORITIES
    seconds: float | None = None


def improve(working: Working, assessment: Assessment, aims: Aims | None = None) -> Improvement:
    """What would move the authority up. `assessment` was made from `working` for the audience that this is for.

    Deterministic, unless `aims.seconds` lets the clock decide how long to search.
    """
    aims = aims or Aims()
    place = {rule: n for n, rule in enumerate(assessment.grades)}
    found = [answer for book in working.plan.books for answer in _of_book(working, book.id, aims)]
    sought = sorted(found, key=lambda answer: place[answer[0].group])
    groups = {g.id: g for g in working.plan.groups}
    distances = tuple(_distance(answer, groups[answer.group], assessment, working.judged.nodes, others=others) for answer, others in sought)
    named = {c.criterion for d in distances for c in d.changes or ()}
    steps = {(s.criterion, s.grade): s for answer, _ in sought for s in answer.steps or ()}
    criteria = _criteria(working, assessment, named)
    return Improvement(
        authority=assessment.authority,
        as_of=assessment.as_of,
        audience=assessment.audience,
        rulebooks=assessment.rulebooks,
        weighed=aims.priorities.weighed,
        distances=distances,
        criteria=criteria,
        plan=actions(distances, criteria, steps, aims.priorities, assessment),
        ladder=ladder_moves(working, assessment),
    )


def _of_book(working: Working, book: str, aims: Aims) -> list[tuple[Answer, bool]]:
    """The answers for one rulebook; those that need others' judgements are marked."""
    plan, nodes = working.plan, working.judged.nodes
    wanted = next_grades(plan, next(b for b in plan.books if b.id == book), nodes, aims.to)
    if aims.part is not None:
        wanted = {g: grade for g, grade in wanted.items() if g == aims.part}
    own = steps_of(plan, nodes, aims.priorities, lambda c: c.book == book and not by_others(plan, c))
    answers = smallest_sets(plan, book, nodes, own, wanted, aims.seconds)
    short = {g: wanted[g] for g, answer in answers.items() if answer.steps is None}
    every = steps_of(plan, nodes, aims.priorities, lambda c: c.book == book)
    helped = smallest_sets(plan, book, nodes, every, short, aims.seconds) if short and len(every) > len(own) else {}
    out = []
    for group, answer in answers.items():
        better = helped.get(group, answer)
        needs = better.steps is not None and any(s.criterion not in own for s in better.steps)
        out.append((better, needs))
    return out


def _distance(answer: Answer, group: GroupPlan, assessment: Assessment, nodes: Mapping[str, Graded], *, others: bool) -> Distance:
    shown = assessment.grades[group.id]
    changed = {s.criterion for s in answer.steps or ()}
    limits = []
    for cap, holds in zip(group.caps, nodes[group.id].capped, strict=True):
        if holds[EVERYTHING] and cap.at < answer.grade:
            under = {c for name in _names(cap.when) for c in _criteria_under(name, assessment)}
            limits.append(Limit(at=cap.at, because=cap.because, lifted_by=tuple(sorted(changed & under))))
    return Distance(
        part=group.id,
        title=shown.title,
        level=shown.level,
        book=group.book,
        grade=shown.grade,
        to=answer.grade,
        limits=tuple(limits),
        changes=None if answer.steps is None else tuple(Change(criterion=s.criterion, to=s.grade, kind=kind_of(s), effort=s.effort) for s in answer.steps),
        effort=answer.effort,
        least=answer.least,
        proved=answer.proved,
        by_others=others,
    )


def kind_of(step: Step) -> Kind:
    """Whether evidence may show it, it must be newly done, or both."""
    return "show" if not step.done else "do" if not step.shown else "show and do"


def _names(e: Expression) -> set[str]:
    return ({e.name} if e.how == "grade" else set()).union(*(_names(part) for part in e.parts))


def _criteria_under(name: str, assessment: Assessment) -> set[str]:
    children = [i for i, g in assessment.grades.items() if g.parent == name]
    return {name}.union(*(_criteria_under(child, assessment) for child in children))


def _criteria(working: Working, assessment: Assessment, named: set[str]) -> dict[str, CriterionShown]:
    out = {}
    plans = {c.id: c for c in working.plan.criteria}
    for i, grade in assessment.grades.items():
        if i not in named:
            continue
        why = assessment.reasons[i]
        out[i] = CriterionShown(
            title=grade.title,
            book=grade.book,
            parent=grade.parent,
            grade=grade.grade,
            at_least=grade.at_least,
            could_be=grade.could_be,
            in_gift=not by_others(working.plan, plans[i]),
            looks_for=why.looks_for,
            next=why.next,
            wanting=_wanting(why.tests),
        )
    return out


def _wanting(tests: Sequence[Reason]) -> tuple[str, ...]:
    return tuple(t.says for t in tests if not t.against and t.truth != "met")
