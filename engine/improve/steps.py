"""What could change of each criterion: the grades above its own, how far evidence alone might show them, and what each costs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.graded import NONE, Graded
from engine.improve.priorities import Priorities
from engine.plan import BookPlan, CriterionPlan, GroupPlan, Plan
from engine.tally import EVERYTHING

_DONE, _IMPACT = 1 << 35, 1 << 21
"""The places of effort and of what is newly done in a cost: costs compare by effort, then by what is newly done, then by impact."""


@dataclass(frozen=True, slots=True)
class Step:
    """A criterion brought to a grade: `shown` grades of the way could be shown by evidence alone, `done` must be newly earned.

    `cost` puts sets in order: less effort first, then less that is newly done, then more impact. Sums of costs do the same.
    """

    criterion: str
    grade: int
    could_be: int
    shown: int
    done: int
    effort: int
    impact: int

    @property
    def cost(self) -> int:
        """Its cost, as a number that adds up."""
        return self.effort * _DONE + self.done * _IMPACT - self.impact


def effort_of(cost: int) -> int:
    """The least effort that a set of at least this cost can have."""
    return (cost + _DONE // 2) // _DONE


def total(effort: int) -> int:
    """The highest cost that a set of this effort can have."""
    return effort * _DONE + _DONE // 2


def steps_of(plan: Plan, nodes: Mapping[str, Graded], priorities: Priorities, allowed: Callable[[CriterionPlan], bool]) -> dict[str, tuple[Step, ...]]:
    """For each criterion that applies and may be changed, the grades that it could be brought to, the nearest first."""
    books = {book.id: book for book in plan.books}
    settled = _under_tables(plan.groups)
    out = {}
    for c in plan.criteria:
        node = nodes[c.id]
        if not node.applies[EVERYTHING] or not allowed(c):
            continue
        now, most = int(node.at_least[EVERYTHING]), int(node.could_be[EVERYTHING])
        above = [g for g in attainable(c, books[c.book], plan) if g > now or (g == now and node.grade[EVERYTHING] == NONE and c.id in settled)]
        priority = priorities.of(c.id)
        do = priority.effort or 1
        show = priority.show or do
        made = []
        for n, grade in enumerate(above, start=1):
            shown = sum(g <= most for g in above[:n])
            could_be = grade if c.id in settled else max(grade, most)
            made.append(Step(c.id, grade, could_be, shown, n - shown, shown * show + (n - shown) * do, n * (priority.impact or 0)))
        if made:
            out[c.id] = tuple(made)
    return out


def attainable(c: CriterionPlan, book: BookPlan, plan: Plan) -> Sequence[int]:
    """The grades above the lowest that a criterion can have, in order."""
    if c.each is not None:
        return book.levels[-1:]
    if c.rated is not None:
        values = [plan.ratings.get(key, ()) for key in plan.leaves[plan.tests[c.rated].leaf].keys]
        return book.levels[1 : max(map(len, values), default=0) or None]
    if c.grades:
        return sorted({grade for grade, _ in c.grades} - {book.levels[0]})
    return sorted(step.grade for step in book.rubric)


def by_others(plan: Plan, c: CriterionPlan) -> bool:
    """Whether others alone decide it: everything that it asks for is a rating that somebody else publishes."""
    return bool(c.tests) and all(plan.leaves[plan.tests[t].leaf].kind == "rating" for t in c.tests)


def _under_tables(groups: Iterable[GroupPlan]) -> set[str]:
    """The nodes that a table decides by: it looks for grades that are settled."""
    out: set[str] = set()
    for group in reversed(list(groups)):
        if group.by == "table" or group.id in out:
            out.update(group.children)
    return out


def brought(node: Graded, steps: Sequence[Step]) -> Graded:
    """A criterion as it is, and as each step would make it, row by row."""
    grade, at_least, could_be, applies = (
        np.array([int(now[EVERYTHING]), *then], dtype=np.int64)
        for now, then in (
            (node.grade, [s.grade for s in steps]),
            (node.at_least, [s.grade for s in steps]),
            (node.could_be, [s.could_be for s in steps]),
            (node.applies, [1 for _ in steps]),
        )
    )
    one, given = np.ones_like(grade), np.where(grade == NONE, 0, grade)
    return Graded(grade, at_least, could_be, grade, applies, (grade != NONE).astype(np.int64), one, ((given, one), (at_least, one), (could_be, one)))
