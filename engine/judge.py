"""From tallies to grades: every criterion, every group, every trigger, for every row at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.criteria import Circumstances, Grading, outcomes_of
from engine.facts import Facts
from engine.graded import Graded, Nodes, Value
from engine.layout import Layout, Tier, kept, layout_of
from engine.matching.matches import Matches
from engine.plan import GroupPlan, Plan
from engine.rollup import Batch, Children, Form, roll
from engine.rows import FALSE, TRUE, Array
from engine.rubric import Shown
from engine.tally import Tally
from engine.triggers import judge_triggers
from evidence.model import EvidenceSet


@dataclass(frozen=True)
class Judged:
    """Everything judged, as arrays by row (`tally.subjects`).

    `outcomes` names, for each criterion, what stands beside its grade for the authority; `triggers` holds the truth
    of each trigger, `voiced` marks those that rest on a voice alone, and so are not proved.
    """

    tally: Tally
    nodes: Nodes
    outcomes: Mapping[str, str]
    triggers: Mapping[str, Array]
    voiced: Mapping[str, Array]
    averted: Mapping[str, Array]
    shown: Mapping[str, tuple[Shown, int]]
    """For each criterion of a rubric, what is shown of it, and its column there."""


@dataclass(frozen=True)
class AllJudged:
    """What is judged of many authorities: `nodes` by node and row, `outcomes` by criterion and authority, triggers by trigger and row."""

    tally: Tally
    nodes: Nodes
    outcomes: Array
    triggers: Array
    voiced: Array
    averted: Array
    shown: Mapping[str, tuple[Shown, int]]


def judge(plan: Plan, facts: Facts, matches: Matches, tallied: Tally, evidence: EvidenceSet) -> Judged:  # noqa: ARG001 (all that was known on the way)
    """Judge what was tallied of one authority. Pure; `evidence` gives its type and what people say does not apply."""
    excused = tuple((0, n.criterion) for n in evidence.not_applicable)
    out = judge_all(plan, tallied, Circumstances((evidence.authority.type,), excused))
    triggers, voiced, averted = ({t.id: array[n] for n, t in enumerate(plan.triggers)} for array in (out.triggers, out.voiced, out.averted))
    return Judged(tallied, out.nodes, outcomes_of(plan, out.outcomes[:, 0].tolist()), triggers, voiced, averted, out.shown)


def judge_all(plan: Plan, tallied: Tally, circumstances: Circumstances) -> AllJudged:
    """Judge what was tallied of many authorities, each as if it were alone. Pure."""
    layout = layout_of(plan)
    nodes = Nodes(layout.node, len(plan.criteria), tallied.rows.count, layout.small)
    grading = Grading(plan, tallied, circumstances, nodes)
    truth = tallied.truth.T
    for tier, batches in zip(layout.tiers, kept(plan, _batches), strict=True):
        truths = tier.conditions.evaluate(truth, nodes)
        grading.grade(tier, truths)
        for numbers, children, batch in batches:
            _roll_into(nodes, tier, truths, numbers, children, batch)
    return AllJudged(tallied, nodes, grading.outcomes(), *judge_triggers(plan, tallied, nodes), grading.shown)


_Group = tuple[Array, Array, Batch]
"""The nodes of a batch of groups, the nodes of their children (a place that a group does not use names its first child), and the batch."""


def _batches(plan: Plan) -> list[list[_Group]]:
    """The groups of each tier in batches of one form; each table by itself."""
    layout = layout_of(plan)
    weights = {name: int(layout.weight[n]) for name, n in layout.node.items()}
    levels = {b.id: b.levels for b in plan.books}
    out = []
    for tier in layout.tiers:
        alike: dict[object, list[GroupPlan]] = {}
        for n in tier.groups:
            group = plan.groups[n - len(plan.criteria)]
            alike.setdefault((group.id if group.by == "table" else Form.of(group)), []).append(group)
        out.append([_group(layout, Batch.of(groups, weights, levels)) for groups in alike.values()])
    return out


def _group(layout: Layout, batch: Batch) -> _Group:
    places = batch.used.shape[1]
    children = [[*(layout.node[c] for c in g.children), *(layout.node[g.children[0]],) * (places - len(g.children))] for g in batch.groups]
    return np.array([layout.node[g.id] for g in batch.groups]), np.array(children), batch


def _roll_into(nodes: Nodes, tier: Tier, truths: Array, numbers: Array, children: Array, batch: Batch) -> None:
    """Grade a batch of groups from what `nodes` holds of their children, and put it there."""
    shape = (len(numbers), truths.shape[1])
    values: Sequence[Value] = [nodes.value(children, n) for n in range(3)] if batch.form.using == "values" else [_UNUSED] * 3
    ranges = nodes.at_least[children], nodes.could_be[children]
    below = Children(nodes.grade[children], nodes.applies[children], ranges, (values[0], values[1], values[2]), nodes.share(children))
    holds = []
    for k in range(len(batch.caps)):
        truth = np.full(shape, FALSE, dtype=np.int8)
        for n, group in enumerate(batch.groups):
            if len(group.caps) > k:
                truth[n] = truths[tier.place[int(numbers[n])] + k]
        holds.append(truth)
    group = batch.groups[0]
    of_rows = iter(truths[tier.place[int(numbers[0])] + len(group.caps) :])
    rows = [next(of_rows)[None] if when is not None else np.full(shape, TRUE, dtype=np.int8) for _, when in group.rows]
    rolled = roll(batch, below, holds, rows)
    nodes.grade[numbers], nodes.at_least[numbers], nodes.could_be[numbers] = rolled.grade, rolled.at_least, rolled.could_be
    nodes.uncapped[numbers], nodes.applies[numbers], nodes.known[numbers] = rolled.uncapped, rolled.applies, True
    nodes.keep_shares(numbers, rolled.share)
    if batch.form.by != "table":
        nodes.refine(numbers, rolled.values)
    for n, (node, group) in enumerate(zip(numbers.tolist(), batch.groups, strict=True)):
        if group.caps:
            nodes.capped[node] = tuple(c[n] for c in rolled.capped[: len(group.caps)])
        if rolled.points is not None:
            (least, over), (most, beneath) = rolled.points
            nodes.points[node] = (least[n], over[n]), (most[n], beneath[n])


_UNUSED: Value = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


__all__ = ["AllJudged", "Graded", "Judged", "judge", "judge_all"]
