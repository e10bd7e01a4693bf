"""From tallies to grades: every criterion, every group, every trigger, for every subject at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.criteria import Grading
from engine.facts import Facts
from engine.graded import Graded
from engine.matching.matches import Matches
from engine.plan import Plan
from engine.rollup import roll_up
from engine.rubric import Shown
from engine.tally import Array, Tally
from engine.triggers import judge_trigger
from evidence.model import EvidenceSet


@dataclass(frozen=True)
class Judged:
    """Everything judged, as arrays by subject (`tally.subjects`).

    `outcomes` names, for each criterion, what stands beside its grade for the authority; `triggers` holds the truth
    of each trigger, `voiced` marks those that rest on a voice alone, and so are not proved.
    """

    tally: Tally
    nodes: Mapping[str, Graded]
    outcomes: Mapping[str, str]
    triggers: Mapping[str, Array]
    voiced: Mapping[str, Array]
    averted: Mapping[str, Array]
    shown: Mapping[str, tuple[Shown, int]]
    """For each criterion of a rubric, what is shown of it, and its column there."""


def judge(plan: Plan, facts: Facts, matches: Matches, tallied: Tally, evidence: EvidenceSet) -> Judged:
    """Judge what was tallied. Pure; `evidence` gives the authority's type and what people say does not apply."""
    grading = Grading(plan, tallied, facts, matches, evidence)
    books = {book.id: book for book in plan.books}
    for book in plan.books:
        grading.grade(book)
    nodes = grading.nodes
    weights = {c.id: c.weight for c in plan.criteria} | {g.id: g.weight for g in plan.groups}
    for group in plan.groups:
        nodes[group.id] = roll_up(group, nodes, weights, books[group.book].levels)
    triggers, voiced, averted = {}, {}, {}
    for trigger in plan.triggers:
        triggers[trigger.id], voiced[trigger.id], averted[trigger.id] = judge_trigger(trigger, books[trigger.book], tallied, nodes)
    return Judged(tallied, nodes, grading.outcomes, triggers, voiced, averted, grading.shown)
