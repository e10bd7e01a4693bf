"""The way from rulebooks and evidence to an Assessment."""

import time
from collections.abc import Sequence

from engine.assessment import Assessment
from engine.derive import derive
from engine.judge import judge
from engine.matching.choose import Choice, match_with
from engine.plan import Plan
from engine.report import report
from engine.rulebook import Rulebook
from engine.scope import in_scope
from engine.tally import tally
from engine.working import Options, Working
from evidence.model import EvidenceSet


def work(plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, options: Options, choice: Choice | None = None) -> Working:
    """Derive, match, tally and judge."""
    facts = derive(plan, evidence, options.as_of)
    choice = choice or match_with(options.matcher, plan, facts, deadline=options.deadline)
    counted = tally(plan, facts, choice.matches, [c.entry for c in evidence.all_there_is])
    return Working(plan, books, evidence, facts, choice.matches, judge(plan, facts, choice.matches, counted, evidence), choice)


def assess(plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, options: Options | None = None) -> Assessment:
    """Assess an evidence set under rulebooks. The same input gives the same Assessment, its run aside."""
    options = options or Options()
    started = time.perf_counter()
    scoped = in_scope(plan, options.scope) if options.scope else plan
    working = work(scoped, books, evidence, options)
    return report(working, options, time.perf_counter() - started)


__all__ = ["Options", "assess", "work"]
