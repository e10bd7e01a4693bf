"""The way from rulebooks and evidence to an Assessment."""

import time
from collections.abc import Callable, Sequence

from engine.assessment import Assessment
from engine.derive import derive
from engine.facts import Facts
from engine.judge import judge
from engine.matching.choose import Choice, match_with, matching
from engine.matching.matches import Matches
from engine.plan import Plan
from engine.report import report
from engine.rulebook import Rulebook
from engine.scope import in_scope
from engine.tally import tally
from engine.working import Options, Working
from evidence.model import EvidenceSet


def work(plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, options: Options) -> Working:
    """Derive, match, tally and judge."""
    facts = derive(plan, evidence, options.as_of)
    choice = match_with(options.matcher, plan, facts, deadline=options.deadline)
    return judged(plan, books, evidence, facts, choice.matches, lambda: choice)


def judged(plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, facts: Facts, matches: Matches, choice: Callable[[], Choice]) -> Working:
    """Tally and judge what was matched; `choice` says who matched it."""
    counted = tally(plan, facts, matches, [c.entry for c in evidence.all_there_is])
    return Working(plan, books, evidence, facts, matches, judge(plan, facts, matches, counted, evidence), choice)


def assess(plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, options: Options | None = None) -> Assessment:
    """Assess an evidence set under rulebooks. The same input gives the same Assessment, its run aside."""
    options = options or Options()
    started = time.perf_counter()
    scoped = in_scope(plan, options.scope) if options.scope else plan
    facts = derive(scoped, evidence, options.as_of)
    # durable-rules' worker runs beside until the report says whether it agreed.
    with matching(options.matcher, scoped, facts, deadline=options.deadline) as (matches, choice):
        working = judged(scoped, books, evidence, facts, matches, choice)
        return report(working, options, time.perf_counter() - started)


__all__ = ["Options", "assess", "judged", "work"]
