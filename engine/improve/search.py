"""The smallest sets of changes: exact dynamic programming over the tree of groups.

From the leaves upward, every node gets the states that it can be brought to and the least that each costs. A group
tries its children's states together, one child after another, and keeps those that no other betters: in every column
that its method adds up (`rows.Adding`), and in everything that a limiter or table above looks at (`watching`). What is
kept is then rolled up by the engine's own `roll_up`, so that the search cannot know a method otherwise than it is.

Where there are more states than `width`, the dearest are thinned out. `known_below` then says up to which cost every
state that matters is still there: a set found at that cost or less is the smallest, and nothing smaller exists.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.graded import NONE, Graded
from engine.improve.rows import Adding, worth_keeping
from engine.improve.steps import Step, brought
from engine.improve.watching import Columns, watches
from engine.plan import GroupPlan, Plan
from engine.rollup import roll_up
from engine.rows import Array
from engine.supposed import taken
from engine.tally import EVERYTHING

UNLIMITED = 1 << 62


@dataclass(frozen=True)
class Front:
    """A node's states, the cheapest first: what each costs, what it is, what it adds to what is watched, and whence it came.

    `picks` holds, for a group, the row of each child's front; for a criterion, the number of its step (0: as it is).
    """

    cost: Array
    node: Graded
    watched: Array
    picks: Array
    known_below: int


@dataclass(frozen=True)
class Found:
    """A set that brings a group to a grade, the cheapest that was found."""

    steps: tuple[Step, ...]
    cost: int


@dataclass(frozen=True)
class Reach:
    """For a group and a grade: the set found, or None, and the cost below which there is surely none."""

    found: Found | None
    none_below: int


class Search:
    """One rulebook's tree, as it stands, and the steps that could be taken."""

    def __init__(self, plan: Plan, book: str, nodes: Mapping[str, Graded], steps: Mapping[str, Sequence[Step]]) -> None:
        self.plan, self.steps = plan, steps
        self.groups = [g for g in plan.groups if g.book == book]
        self.levels = next(b.levels for b in plan.books if b.id == book)
        self.weights = {c.id: c.weight for c in plan.criteria} | {g.id: g.weight for g in plan.groups}
        self.by_id = {g.id: g for g in self.groups}
        self.parent = {child: g.id for g in self.groups for child in g.children}
        self.columns = Columns(watches(self.groups))
        self.now = {name: taken(node, np.array([EVERYTHING])) for name, node in nodes.items()}
        self.fronts: dict[str, Front] = {}
        self.looked_at = 0

    def above(self, name: str) -> list[str]:
        """The groups above a node, the nearest first."""
        out = []
        while name in self.parent:
            name = self.parent[name]
            out.append(name)
        return out

    def run(self, most: int, width: int, wanted: Collection[str], *, until: float | None = None, allowance: int = UNLIMITED) -> None:
        """Find the states of these groups that cost at most so much, as far as the time and the number of states allowed go."""
        # What was not thinned out before is all there is, and stays.
        self.fronts, self.looked_at = {name: f for name, f in self.fronts.items() if f.known_below == UNLIMITED}, 0
        needed = {below for group in wanted for below in self._below(group)}
        for group in self.groups:
            if group.id not in needed or group.id in self.fronts:
                continue
            if (until is not None and time.monotonic() > until) or self.looked_at > allowance:
                return
            for child in group.children:
                if child not in self.fronts:
                    self.fronts[child] = self._criterion(child)
            self.fronts[group.id] = self._group(group, most, width)

    def _below(self, group: str) -> list[str]:
        """A group and the groups under it."""
        return [group, *(g for child in self.by_id[group].children if child in self.by_id for g in self._below(child))]

    def reach(self, group: str, grade: int) -> Reach:
        """The cheapest state in which a group has at least a grade."""
        front = self.fronts[group]
        there = np.flatnonzero((front.node.grade != NONE) & (front.node.grade >= grade))
        if not len(there):
            return Reach(None, front.known_below)
        row = int(there[0])
        cost = int(front.cost[row])
        below = min(cost, front.known_below)
        return Reach(Found(tuple(self._back(group, row)), cost), below)

    def _back(self, name: str, row: int) -> list[Step]:
        picks = self.fronts[name].picks[row]
        if name not in self.by_id:
            return [self.steps[name][picks[0] - 1]] if picks[0] else []
        return [step for child, pick in zip(self.by_id[name].children, picks, strict=True) for step in self._back(child, int(pick))]

    def _criterion(self, name: str) -> Front:
        steps = self.steps.get(name, ())
        node = brought(self.now[name], steps) if steps else self.now[name]
        cost = np.array([0, *(s.cost for s in steps)], dtype=np.int64)
        return Front(cost, node, self.columns.of(name, node), np.arange(len(cost))[:, None], UNLIMITED)

    def _group(self, group: GroupPlan, most: int, width: int) -> Front:
        fronts = [self.fronts[child] for child in group.children]
        short = any(self._short(g) for g in (group.id, *self.above(group.id)))
        adding = Adding.over(group, [f.node for f in fronts], self.levels, short=short)
        looked_at = self.columns.owned_by(frozenset([group.id, *self.above(group.id)]))
        cost, known_below = np.zeros(1, dtype=np.int64), UNLIMITED
        columns, picks = np.zeros((1, 0)), np.zeros((1, 0), dtype=np.int64)
        # The last child first: of states that are alike, those stay that change what stands earlier in the rulebook.
        for child, front in zip(reversed(group.children), reversed(fronts), strict=True):
            own = np.concatenate([adding.columns(front.node, self.weights[child]), front.watched[:, looked_at]], axis=1)
            rows = worth_keeping(front.cost, own)
            self.looked_at += len(cost) * len(rows)
            cost, columns, picks, cut = _together((cost, columns, picks), (front.cost[rows], own[rows], rows), adding, most, width)
            known_below = min(known_below, front.known_below, cut)
        picks = picks[:, ::-1]
        node = self._rolled_up(group, picks)
        above = self.columns.owned_by(frozenset(self.above(group.id)))
        watched = self.columns.of(group.id, node)
        for n, front in enumerate(fronts):
            watched = watched + front.watched[picks[:, n]]
        return Front(cost, node, watched * above, picks, known_below)

    def _short(self, group: str) -> bool:
        """Whether a group has no grade for want of evidence. What changes only adds to it."""
        return bool(self.now[group].uncapped[0] == NONE)

    def _rolled_up(self, group: GroupPlan, picks: Array) -> Graded:
        """The group's grade in each row, by the engine's own method."""
        nodes = {child: taken(self.fronts[child].node, picks[:, n]) for n, child in enumerate(group.children)}
        for name in sorted(self.columns.names.get(group.id, frozenset()) - nodes.keys()):
            found = self._within(group.id, name, picks)
            if found is not None:
                nodes[name] = found
        return taken(roll_up(group, nodes, self.weights, self.levels), np.arange(len(picks)))

    def _within(self, group: str, name: str, picks: Array) -> Graded | None:
        """A node further below, in each row of a group."""
        if name not in self.now:
            return None
        way = [name, *self.above(name)]
        way = way[: way.index(group)]
        rows, above = picks[:, self.by_id[group].children.index(way[-1])], way[-1]
        for below in reversed(way[:-1]):
            rows, above = self.fronts[above].picks[rows, self.by_id[above].children.index(below)], below
        return taken(self.fronts[name].node, rows)


_Rows = tuple[Array, Array, Array]


def _together(so_far: _Rows, child: _Rows, adding: Adding, most: int, width: int) -> tuple[Array, Array, Array, int]:
    """The states of some children, each with each of one more, as far as they are worth keeping; and the cost from which some are missing."""
    cost = (so_far[0][:, None] + child[0][None, :]).ravel()
    first, second = (n.ravel() for n in np.indices((len(so_far[0]), len(child[0]))))
    cut = UNLIMITED
    dear = cost > most
    if dear.any():
        cut = int(cost[dear].min())
        cost, first, second = cost[~dear], first[~dear], second[~dear]
    columns = adding.bounded((so_far[1][first] if so_far[1].shape[1] else 0) + child[1][second])
    keep = worth_keeping(cost, columns)
    if len(keep) > width:
        limit = int(cost[keep[width]])
        cut = min(cut, limit)
        below = int((cost[keep] < limit).sum())
        keep = np.concatenate([keep[:below], _likely(keep[below:], columns, width // 2)])
    picks = np.concatenate([so_far[2][first[keep]], child[2][second[keep]][:, None]], axis=1)
    return cost[keep], columns[keep], picks, cut


def _likely(rows: Array, columns: Array, n: int) -> Array:
    """So many of the dearer states, the best of each cost: enough to find a set, not to prove it the smallest."""
    if len(rows) <= n:
        return rows
    span = columns[rows].max(axis=0) - columns[rows].min(axis=0)
    share = (columns[rows] - columns[rows].min(axis=0)).astype(np.float64) / np.maximum(span, 1).astype(np.float64)
    bins = np.linspace(0, n, len(rows), endpoint=False).astype(np.int64)  # the rows come by cost
    order = np.lexsort((-share.sum(axis=1), bins))
    first = np.flatnonzero(np.diff(bins[order], prepend=-1))
    return rows[np.sort(order[first])]
