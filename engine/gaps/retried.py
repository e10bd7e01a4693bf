"""Some rules changed: only they are judged again, and only what rests on them is rolled up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.assess import Options, work
from engine.compile import compile_plan
from engine.gaps.moved import Ends
from engine.gaps.rungs import Rungs, rungs_of
from engine.gaps.settle import rolled
from engine.ladder import looks_at_grades
from engine.plan import Expression, Plan
from engine.rulebook import Rulebook
from engine.supposed import beside
from engine.working import Working


def stand_alone(plan: Plan) -> bool:
    """Whether criteria and triggers can be judged by themselves: none of them looks at a grade."""
    conditions = [e for c in plan.criteria for e in (*(when for _, when in c.grades), c.unless) if e is not None]
    return not any(map(_looks_at_grades, conditions)) and not any(looks_at_grades(plan, ladder) for ladder in plan.ladders)


def _looks_at_grades(e: Expression) -> bool:
    return e.how == "grade" or any(map(_looks_at_grades, e.parts))


def retried(working: Working, books: Sequence[Rulebook], changed: frozenset[str], now: Rungs) -> tuple[Ends, Rungs]:
    """The grades and the rungs under rulebooks in which these criteria and triggers are others, where all of them `stand_alone`.

    `now` are the rungs as they are; they are replayed where a trigger is another.
    """
    triggers = any(rule in book.triggers for book in books for rule in changed)
    few = [_only(book, changed, ladder=triggers) for book in books]
    new = work(compile_plan(few), few, working.evidence, Options(matcher="direct", as_of=working.facts.as_of))
    ends = Ends.of(working.judged.nodes)
    columns, place = ends.columns.copy(), {name: n for n, name in enumerate(ends.names)}
    made = {c: beside(working.judged.nodes[c], new.judged.nodes[c]) for c in changed if c in new.judged.nodes}
    groups = rolled(working.plan, working.judged.nodes, made, {c: np.zeros(1, dtype=np.int64) for c in made})
    for name, node in {**made, **{group: node for group, (_, node) in groups.items()}}.items():
        columns[place[name]] = [int(array[1]) for array in (node.grade, node.at_least, node.could_be)]
    rungs: Mapping[str, str] = now
    if now and triggers and new.plan.ladders:
        rungs = rungs_of(new.plan, new.plan.ladders[0], working.evidence, (new.facts, new.judged))
    return replace(ends, columns=columns), rungs


def _only(book: Rulebook, changed: frozenset[str], *, ladder: bool) -> Rulebook:
    """A rulebook with these criteria alone, and with the whole ladder where it is asked for."""
    criteria = {i: c for i, c in book.criteria.items() if i in changed}
    alone = replace(book, criteria=criteria, groups={}, children={})
    return alone if ladder else replace(alone, triggers={}, rungs={}, support={})
