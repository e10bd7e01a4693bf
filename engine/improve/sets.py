"""For every group, the smallest set of changes that reaches its next grade: found, checked by rolling up, and proved or bounded."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.graded import NONE, Graded
from engine.improve.search import UNLIMITED, Found, Search
from engine.improve.steps import Step, brought, effort_of, total
from engine.plan import BookPlan, Plan
from engine.rollup import roll_up
from engine.rows import Array
from engine.supposed import taken
from engine.tally import EVERYTHING

_ROUNDS = ((None, 32), (2, 300), (4, 300), (8, 200), (16, 300), (None, 2000), (None, 6000))
"""Rounds of the search: up to which effort, and how many states of a node are kept. The narrow one finds more than it proves."""
_WORK = 600
"""How many states are looked at for a criterion, where no deadline is given: then the same input gives the same answer on every machine."""
_LEAST_WORK = 50_000
_PARTS = 48
"""Into how many parts a set is cut at most, to see what it can do without."""


@dataclass(frozen=True)
class Answer:
    """The smallest set found for a group and a grade (none where there is none), and the effort below which there is surely none."""

    group: str
    grade: int
    steps: tuple[Step, ...] | None
    least: int | None
    """No set takes less effort than this; None where no set of any size does it."""

    @property
    def effort(self) -> int | None:
        """The effort of the set."""
        return None if self.steps is None else sum(s.effort for s in self.steps)

    @property
    def proved(self) -> bool:
        """Whether nothing smaller does it; where there is no set, whether that is proved."""
        return self.effort == self.least


def next_grades(plan: Plan, book: BookPlan, nodes: Mapping[str, Graded], to: int | None = None) -> dict[str, int]:
    """The grade after its own for each group that has one above it (or `to`); for a group without a grade, the one after what is proved."""
    out: dict[str, int] = {}
    for group in plan.groups:
        node = nodes[group.id]
        if group.book != book.id or not node.applies[EVERYTHING]:
            continue
        grade = int(node.grade[EVERYTHING])
        above = [level for level in book.levels if level > (grade if grade != NONE else int(node.at_least[EVERYTHING]))]
        wanted = [level for level in above if to is None or level >= to][:1]
        # A table whose rows are not settled may be as good as it gets, and only lack what shows it.
        out |= {group.id: wanted[0]} if wanted else {group.id: book.levels[-1]} if grade == NONE else {}
    return out


def smallest_sets(
    plan: Plan,
    book: str,
    nodes: Mapping[str, Graded],
    steps: Mapping[str, Sequence[Step]],
    wanted: Mapping[str, int],
    seconds: float | None = None,
) -> dict[str, Answer]:
    """The smallest set for each group that is wanted. Pure, but for the clock where a deadline in `seconds` is given."""
    search, check = Search(plan, book, nodes, steps), Check(plan, book, nodes)
    until = time.monotonic() + seconds if seconds is not None else None
    best: dict[str, Found] = {}
    below = dict.fromkeys(wanted, 0)
    allowance = UNLIMITED if until is not None else max(_LEAST_WORK, _WORK * sum(c.book == book for c in plan.criteria))
    unit = min((s.effort for found in steps.values() for s in found), default=1)
    for most, width in _ROUNDS:
        left = {g for g in wanted if g not in best or best[g].cost > below[g]}
        left = {g for g in left if below[g] < UNLIMITED}
        if not left:
            break
        search.run(total(most * unit) if most is not None else UNLIMITED, width, left, until=until, allowance=allowance)
        allowance -= search.looked_at
        for group in sorted(left & search.fronts.keys()):
            reach = search.reach(group, wanted[group])
            below[group] = max(below[group], reach.none_below)
            if reach.found is not None and (group not in best or reach.found.cost < best[group].cost):
                best[group] = reach.found
    answers = {g: _answer(g, wanted[g], best.get(g), below[g], check) for g in wanted}
    _verify([a for a in answers.values() if a.steps is not None], check)
    return answers


def _answer(group: str, grade: int, found: Found | None, below: int, check: "Check") -> Answer:
    if found is None:
        return Answer(group, grade, None, None if below >= UNLIMITED else effort_of(below))
    steps = found.steps
    if found.cost > below:
        steps = _without_the_idle(steps, lambda sets: check.reached(group, grade, sets))
    return Answer(group, grade, steps, min(sum(s.effort for s in steps), effort_of(below)))


def _verify(answers: Sequence[Answer], check: "Check") -> None:
    """Roll every set up once more: nothing is said that the engine does not say too."""
    nodes = check.nodes([a.steps or () for a in answers])
    for row, answer in enumerate(answers):
        if nodes[answer.group].grade[row] < answer.grade:
            raise AssertionError(f"{answer.group} does not reach {answer.grade} by {answer.steps}")


def _without_the_idle(steps: tuple[Step, ...], reached: Callable[[Sequence[Sequence[Step]]], Array]) -> tuple[Step, ...]:
    """The set without what it can do without: the largest part that it can do without first, the dearest before others."""
    kept = sorted(steps, key=lambda s: (-s.cost, s.criterion))
    while kept:
        sizes = [size for n in range(len(kept).bit_length()) if len(kept) <= _PARTS * (size := len(kept) >> n)]
        fewer = [kept[:n] + kept[n + size :] for size in sizes for n in range(0, len(kept), size)]
        holds = np.flatnonzero(reached(fewer))
        if not len(holds):
            break
        kept = fewer[int(holds[0])]
    return tuple(s for s in steps if s in kept)


class Check:
    """What sets of changes make of a rulebook's groups, by the engine's own roll-up: one row for each set."""

    def __init__(self, plan: Plan, book: str, nodes: Mapping[str, Graded]) -> None:
        self.groups = [g for g in plan.groups if g.book == book]
        self.levels = next(b.levels for b in plan.books if b.id == book)
        self.weights = {c.id: c.weight for c in plan.criteria} | {g.id: g.weight for g in plan.groups}
        self.now = {name: taken(node, np.array([EVERYTHING])) for name, node in nodes.items()}
        self.children = {g.id: g.children for g in self.groups}

    def nodes(self, sets: Sequence[Sequence[Step]], within: str | None = None) -> dict[str, Graded]:
        """Every node (of one group) with each set of changes made."""
        wanted = self._under(within) if within is not None else set(self.now)
        changed: dict[str, list[tuple[int, Step]]] = {}
        for row, chosen in enumerate(sets):
            for step in chosen:
                changed.setdefault(step.criterion, []).append((row, step))
        out: dict[str, Graded] = {}
        for name in wanted - self.children.keys():
            pick, made = np.zeros(len(sets), dtype=np.int64), changed.get(name, [])
            for n, (row, _) in enumerate(made, start=1):
                pick[row] = n
            out[name] = taken(brought(self.now[name], [s for _, s in made]) if made else self.now[name], pick)
        for group in self.groups:
            if group.id in wanted:
                out[group.id] = roll_up(group, out, self.weights, self.levels)
        return out

    def reached(self, group: str, grade: int, sets: Sequence[Sequence[Step]]) -> Array:
        """Whether each set brings a group to at least a grade."""
        node = self.nodes(sets, group)[group]
        return np.asarray((node.grade != NONE) & (node.grade >= grade))

    def _under(self, group: str) -> set[str]:
        return {group}.union(*(self._under(child) for child in self.children.get(group, ())))
