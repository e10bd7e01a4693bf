"""What hangs on a disagreement: the groups whose grade moves between the lowest and the highest score of a criterion."""

from collections.abc import Mapping, Sequence

from engine.agreement.result import GroupMove
from engine.graded import NONE, Graded
from engine.plan import GroupPlan
from engine.rollup import roll_up
from engine.supposed import supposed, times_over
from engine.working import Working

Ends = Mapping[str, tuple[int, int]]
"""For criteria, the lowest and the highest score."""


def moves(working: Working, scored: Mapping[str, int], disputed: Ends) -> dict[str, tuple[GroupMove, ...]]:
    """For each disputed criterion, the groups that move between its two ends, the whole first.

    Every other criterion that was scored stands at its consensus (`scored`), those that were not as the evidence has them.
    Two rows for each disputed criterion: all are rolled up at once.
    """
    plan, nodes = working.plan, dict(working.judged.nodes)
    rows = 2 * len(disputed)
    if not rows:
        return {}
    made: dict[str, Graded] = {}
    for c in plan.criteria:
        made[c.id] = supposed(times_over(nodes[c.id], rows), slice(None), scored[c.id]) if c.id in scored else times_over(nodes[c.id], rows)
    for n, (criterion, (low, high)) in enumerate(disputed.items()):
        made[criterion] = supposed(supposed(made[criterion], 2 * n, low), 2 * n + 1, high)
    weights = {c.id: c.weight for c in plan.criteria} | {g.id: g.weight for g in plan.groups}
    levels = {book.id: book.levels for book in plan.books}
    for group in plan.groups:
        made[group.id] = roll_up(group, made, weights, levels[group.book])
    titles = {g.id: (g.title, g.level) for book in working.books for g in book.groups.values()}
    # Every group is looked at: a limiter may reach one that a criterion is no part of.
    return {c: tuple(_moved(plan.groups[::-1], made, titles, 2 * n)) for n, c in enumerate(disputed)}


def _moved(groups: Sequence[GroupPlan], made: Mapping[str, Graded], titles: Mapping[str, tuple[str, str]], row: int) -> list[GroupMove]:
    out = []
    for group in groups:
        lowest, highest = (_standing(made[group.id], r) for r in (row, row + 1))
        if lowest != highest:
            title, level = titles[group.id]
            out.append(GroupMove(group=group.id, title=title, level=level, lowest=lowest, highest=highest))
    return out


def _standing(node: Graded, row: int) -> tuple[int | None, int, int]:
    grade = int(node.grade[row])
    return None if grade == NONE else grade, int(node.at_least[row]), int(node.could_be[row])
