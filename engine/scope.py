"""Assessing part of a benchmark: completeness is then counted over that part."""

import fnmatch
from collections.abc import Iterable
from dataclasses import replace

from engine.plan import Expression, Plan


def in_scope(plan: Plan, patterns: Iterable[str]) -> Plan:
    """The plan with only those criteria that a scope names, by id, by a group's id, or by a pattern; groups keep what is left."""
    children = {g.id: g.children for g in plan.groups}
    wanted: set[str] = set()

    def take(node: str) -> None:
        wanted.add(node)
        for child in children.get(node, ()):
            take(child)

    ids = [c.id for c in plan.criteria] + [g.id for g in plan.groups]
    for pattern in patterns:
        for node in fnmatch.filter(ids, pattern) or fnmatch.filter(ids, f"*.{pattern}"):
            take(node)
    criteria = tuple(c for c in plan.criteria if c.id in wanted)
    kept = {c.id for c in criteria}
    groups = []
    for group in plan.groups:
        left = tuple(c for c in group.children if c in kept)
        if left:
            caps = tuple(cap for cap in group.caps if _names(cap.when) <= kept)
            if group.by != "table" or left == group.children:
                groups.append(replace(group, children=left, caps=caps))
                kept.add(group.id)
    return replace(plan, criteria=criteria, groups=tuple(groups))


def _names(expression: Expression) -> set[str]:
    return ({expression.name} if expression.how == "grade" else set()).union(*(_names(p) for p in expression.parts))
