"""The recommended rungs if items of evidence were lost: replayed only where what the ladder looks at is another, at any review."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.derive import derive
from engine.facts import Facts
from engine.gaps.without import facts_without, without
from engine.judge import Judged, judge
from engine.ladder import leaves_of, looks_at_grades, replay, review_dates, tests_of
from engine.matching import direct
from engine.plan import DUE, LadderPlan, Plan
from engine.sector.together import judge_facts
from engine.tally import tally
from evidence.model import EvidenceSet

Rungs = Mapping[str, str]
"""The recommended rung of the authority and of each service, by what they are called."""

AT_ONCE = 64
"""So many suppositions are judged together: more would take more memory and no less time."""


def rungs_of(plan: Plan, ladder: LadderPlan, evidence: EvidenceSet, latest: tuple[Facts, Judged]) -> Rungs:
    """The recommended rungs. `latest` is the judgement at the as-of date."""
    return {climb.subject: climb.reviews[-1].rung for climb in replay(plan, ladder, evidence, latest[0].as_of, latest)}


def rungs_without(plan: Plan, ladder: LadderPlan, evidence: EvidenceSet, facts: Facts, losses: Sequence[frozenset[str]], now: Rungs) -> list[Rungs]:
    """The recommended rungs without each of these sets of items; `now` are those with all of them."""
    graded = looks_at_grades(plan, ladder)
    lean = plan if graded else replace(plan, criteria=(), groups=())
    dates = review_dates(evidence, facts.as_of, ladder.reviews)
    suspects = {n for n, lost in enumerate(losses) if review_dates(without(evidence, lost), facts.as_of, ladder.reviews) != dates}
    for day in dates:
        known = facts if day == facts.as_of else derive(lean, evidence, day)
        looked_at = {f.id for f in known.facts} if graded else _looked_at(lean, ladder, known)
        tried = [n for n, lost in enumerate(losses) if n not in suspects and not lost.isdisjoint(looked_at)]
        base = next(_seen(lean, ladder, evidence, [known]))
        for first in range(0, len(tried), AT_ONCE):
            chunk = tried[first : first + AT_ONCE]
            seen = _seen(lean, ladder, evidence, [facts_without(lean, evidence, known, losses[n]) for n in chunk])
            suspects |= {n for n, what in zip(chunk, seen, strict=True) if what != base}
    return [_replayed(lean, ladder, without(evidence, lost), facts, lost) if n in suspects else now for n, lost in enumerate(losses)]


def _replayed(plan: Plan, ladder: LadderPlan, left: EvidenceSet, facts: Facts, lost: Collection[str]) -> Rungs:
    kept = facts_without(plan, left, facts, lost)
    matches = direct.match(plan, kept)
    judged = judge(plan, kept, matches, tally(plan, kept, matches, [c.entry for c in left.all_there_is]), left)
    return rungs_of(plan, ladder, left, (kept, judged))


def _looked_at(plan: Plan, ladder: LadderPlan, facts: Facts) -> set[str]:
    """The facts that the ladder's triggers and rungs may look at."""
    leaves = [plan.leaves[n] for n in leaves_of(plan, ladder)]
    if any(leaf.kind == DUE for leaf in leaves):
        return {f.id for f in facts.facts}  # from which day on something falls due depends on the oldest of all
    return {f.id for leaf in leaves for key in leaf.keys or ("",) for f in facts.by_key.get((leaf.kind, key), ())}


def _seen(plan: Plan, ladder: LadderPlan, evidence: EvidenceSet, sets: Sequence[Facts]) -> Iterator[dict[str, bytes]]:
    """What the ladder looks at in each of these facts: for each subject the truths of triggers and tests."""
    part = judge_facts(plan, [("", evidence)] * len(sets), sets)
    rows = part.judged.tally.rows
    tests, nodes = sorted(tests_of(ladder)), part.judged.nodes
    grades = np.concatenate([nodes.at_least, nodes.could_be])[:, rows.owner].T
    truths = np.concatenate([part.judged.triggers.T, part.judged.tally.truth[:, tests], grades], axis=1)
    for k, facts in enumerate(sets):
        services = 2 * rows.authorities + np.flatnonzero(rows.services == k)
        yield {name: truths[row].tobytes() for name, row in zip(("", *facts.subjects), (rows.authorities + k, *services), strict=True)}
