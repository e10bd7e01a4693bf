"""The improvement plan: the changes of the smallest sets as actions, in the short, the medium and the long term."""

import datetime as dt
from collections.abc import Mapping, Sequence

from engine.assessment import Assessment
from engine.facts import months_over
from engine.improve.priorities import Priorities
from engine.improve.result import Action, CriterionShown, Distance, Term
from engine.improve.steps import Step

SHORT, MEDIUM = 6, 18
"""Up to how many months the short and the medium term reach, where a day is set."""
TERMS: tuple[Term, ...] = ("short", "medium", "long")


def actions(
    distances: Sequence[Distance], criteria: Mapping[str, CriterionShown], steps: Mapping[tuple[str, int], Step], priorities: Priorities, assessment: Assessment
) -> tuple[Action, ...]:
    """The plan: each criterion once, at the highest grade that a set asks for.

    What evidence alone may show is for the short term; one grade newly earned for the medium; more for the long. A day
    that is set decides instead. Within a term, what lifts a limit comes first, then impact for effort, then the rulebook's order.
    """
    wanted: dict[str, int] = {}
    parts: dict[str, list[str]] = {}
    lifts: dict[str, list[str]] = {}
    for distance in _planned(distances):
        for change in distance.changes or ():
            wanted[change.criterion] = max(change.to, wanted.get(change.criterion, change.to))
            parts.setdefault(change.criterion, []).append(distance.part)
        for limit in distance.limits:
            for criterion in limit.lifted_by:
                lifts.setdefault(criterion, []).append(limit.because)
    order = {criterion: n for n, criterion in enumerate(criteria)}
    made = [
        _action(criteria[c], steps[c, to], priorities, assessment, lifts=tuple(dict.fromkeys(lifts.get(c, ()))), parts=tuple(parts[c]))
        for c, to in wanted.items()
    ]
    return tuple(sorted(made, key=lambda a: (TERMS.index(a.term), not a.in_gift, not a.lifts, -a.impact * 1000 // a.effort, order[a.criterion])))


def _planned(distances: Sequence[Distance]) -> list[Distance]:
    """What the plan is made for: everything above headings of which the smallest set is proved; where there is nothing such, everything."""
    near = [d for d in distances if d.level != "heading" and d.proved and d.changes]
    return near or list(distances)


def _action(c: CriterionShown, step: Step, priorities: Priorities, assessment: Assessment, *, lifts: tuple[str, ...], parts: tuple[str, ...]) -> Action:
    priority = priorities.of(step.criterion)
    scale = next(b.scale for b in assessment.rulebooks if b.id == c.book)
    kind = "show" if not step.done else "do" if not step.shown else "show and do"
    return Action(
        term=_term(step, priority.by, assessment.as_of),
        criterion=step.criterion,
        title=c.title,
        kind=kind,
        in_gift=c.in_gift,
        grade=c.grade,
        to=step.grade,
        what=_what(c, kind),
        target=priority.target or f"{step.grade} {scale.get(step.grade, '')}".strip(),
        measure=priority.measure or "; ".join(c.wanting) or "Two kinds of source say so.",
        owner=priority.owner,
        by=priority.by,
        effort=step.effort,
        impact=step.impact,
        lifts=lifts,
        parts=parts,
    )


def _what(c: CriterionShown, kind: str) -> str:
    """The rule's own next step; where evidence may show it already, what to look for comes first."""
    look = f"Look for what is there already: {c.looks_for}" if kind != "do" and c.looks_for else ""
    return " ".join(text for text in (look, (f"If it is not there: {c.next}" if look else c.next) if c.next else "") if text) or c.title


def _term(step: Step, by: dt.date | None, as_of: dt.date) -> Term:
    if by is not None:
        months = months_over(as_of, by) if by > as_of else 0
        return "short" if months <= SHORT else "medium" if months <= MEDIUM else "long"
    return "short" if step.done == 0 else "medium" if step.done == 1 else "long"
