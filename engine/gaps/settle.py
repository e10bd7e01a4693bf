"""Every unknown settled in turn, and what that leaves open of the groups above it: rolled up exactly, and only where something changes.

A group is rolled up once for all suppositions about what it rests on, as rows of one array; the others it never sees.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.graded import Graded
from engine.improve.steps import attainable
from engine.layout import layout_of
from engine.plan import Expression, GroupPlan, Plan
from engine.rollup import roll_up
from engine.rows import Array
from engine.supposed import supposed, taken, times_over
from engine.tally import EVERYTHING


@dataclass(frozen=True, slots=True)
class Supposition:
    """A criterion, settled at a grade."""

    criterion: str
    grade: int


@dataclass(frozen=True)
class Left:
    """What suppositions leave open of a group: for each, its range in grades and, exactly, the width of the range of its figure."""

    ranges: Mapping[Supposition, tuple[int, int]]
    widths: Mapping[Supposition, Fraction]
    now: tuple[int, int]
    width: Fraction


def suppositions(plan: Plan, nodes: Mapping[str, Graded]) -> list[Supposition]:
    """For each criterion that applies and is not settled, every grade that it may turn out to have."""
    books = {book.id: book for book in plan.books}
    out = []
    for c in plan.criteria:
        node = nodes[c.id]
        least, most = int(node.at_least[EVERYTHING]), int(node.could_be[EVERYTHING])
        if node.applies[EVERYTHING] and least < most:
            possible = {least, *attainable(c, books[c.book], plan), most}
            out += [Supposition(c.id, grade) for grade in sorted(possible) if least <= grade <= most]
    return out


def settled(plan: Plan, nodes: Mapping[str, Graded], asked: Sequence[Supposition]) -> dict[str, Left]:
    """For each group that suppositions bear on, what each leaves open of it.

    A criterion whose grade rests on other grades stays as it is: it is an unknown of its own.
    """
    rows: dict[str, Array] = {}
    made: dict[str, Graded] = {}
    numbers: dict[str, list[int]] = {}
    for n, s in enumerate(asked):
        numbers.setdefault(s.criterion, []).append(n)
    for criterion, places in numbers.items():
        rows[criterion] = np.array(places, dtype=np.int64)
        as_it_is = times_over(nodes[criterion], 1 + len(places))
        made[criterion] = supposed(as_it_is, slice(1, None), [asked[n].grade for n in places])
    return {group: _left(node, [asked[n] for n in mine]) for group, (mine, node) in rolled(plan, nodes, made, rows).items()}


def rolled(plan: Plan, nodes: Mapping[str, Graded], made: Mapping[str, Graded], rows: Mapping[str, Array]) -> dict[str, tuple[Array, Graded]]:
    """Each group that rests on something supposed, rolled up: for which suppositions, and what it is as it stands (row 0) and under each.

    `made` has, for each criterion that is supposed to be another, what it is as it stands and under each of the
    suppositions that `rows` numbers for it, in ascending order.
    """
    made, rows = dict(made), dict(rows)
    levels = {b.id: b.levels for b in plan.books}
    weights = {c.id: c.weight for c in plan.criteria} | {g.id: g.weight for g in plan.groups}
    out = {}
    for group in _in_order(plan):
        below = [name for name in _rests_on(group) if name in nodes]
        touched = [rows[name] for name in below if name in rows]
        if not touched:
            continue
        mine = np.unique(np.concatenate(touched))
        spread = {name: taken(made[name], _places(rows[name], mine)) if name in rows else taken(nodes[name], np.zeros(len(mine) + 1, int)) for name in below}
        rows[group.id], made[group.id] = mine, roll_up(group, spread, weights, levels[group.book])
        out[group.id] = mine, made[group.id]
    return out


def _in_order(plan: Plan) -> list[GroupPlan]:
    """The groups, each after everything that it looks at."""
    return [plan.groups[n - len(plan.criteria)] for tier in layout_of(plan).tiers for n in tier.groups]


def _places(rows: Array, wanted: Array) -> Array:
    """Where a node's rows for these suppositions stand; row 0, as it is now, for those that do not touch it, and first of all."""
    place = np.searchsorted(rows, wanted)
    found = rows[np.minimum(place, len(rows) - 1)] == wanted
    return np.concatenate([[0], np.where(found, place + 1, 0)])


def _rests_on(group: GroupPlan) -> list[str]:
    """The children of a group, and the grades that its limiters and rows look at."""
    looked = [name for cap in group.caps for name in _names(cap.when)]
    looked += [name for _, when in group.rows if when is not None for name in _names(when)]
    return list(dict.fromkeys([*group.children, *looked]))


def _names(e: Expression) -> list[str]:
    return ([e.name] if e.how == "grade" else []) + [name for part in e.parts for name in _names(part)]


def _left(node: Graded, supposed: Sequence[Supposition]) -> Left:
    ends = list(zip(node.at_least.tolist(), node.could_be.tolist(), strict=True))
    (low, under), (high, over) = node.values[1], node.values[2]
    widths = [Fraction(int(h), int(o)) - Fraction(int(lo), int(u)) for lo, u, h, o in zip(low, under, high, over, strict=True)]
    return Left(dict(zip(supposed, ends[1:], strict=True)), dict(zip(supposed, widths[1:], strict=True)), ends[0], widths[0])
