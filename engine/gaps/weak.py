"""How well each criterion is known: where evidence is silent, thin, too old, from one kind of source, or contradicted."""

from engine.assessment import Assessment
from engine.facts import Fact
from engine.gaps.result import CriterionShown, Weak
from engine.plan import CriterionPlan
from engine.reasons import because
from engine.working import Working
from evidence.audience import View

_BY_OUTCOME: dict[str, Weak] = {"contested": "contradicted", "no_evidence": "silent", "stale": "stale", "unsettled": "thin"}


def criteria_shown(working: Working, assessment: Assessment) -> dict[str, CriterionShown]:
    """Every criterion that applies, in the rulebooks' order. `assessment` was made from `working` for the audience that this is for."""
    view = View(working.evidence, assessment.audience)
    return {c.id: _shown(working, assessment, c, view) for c in working.plan.criteria if assessment.grades[c.id].outcome != "not_applicable"}


def _shown(working: Working, assessment: Assessment, c: CriterionPlan, view: View) -> CriterionShown:
    grade, why = assessment.grades[c.id], assessment.reasons[c.id]
    facts = bearing(working, c)
    return CriterionShown(
        title=grade.title,
        book=grade.book,
        parent=grade.parent,
        grade=grade.grade,
        could_be=(grade.at_least, grade.could_be),
        weak=_weak(grade.outcome, facts, c),
        items=len(facts),
        kinds=tuple(sorted({view.kind_of_source(f.id) for f in facts})),
        looks_for=why.looks_for,
        cite=why.cite,
    )


def bearing(working: Working, c: CriterionPlan) -> list[Fact]:
    """Everything that bears on a criterion: what is said of it, and what its tests rest on."""
    ids = set(working.matches.leaves[c.said].satisfying)
    for test in c.tests:
        ids.update(because(working.plan, test, working.matches, working.facts))
    return [working.facts.by_id[i] for i in sorted(ids)]


def _weak(outcome: str, facts: list[Fact], c: CriterionPlan) -> Weak | None:
    if outcome in _BY_OUTCOME:
        return _BY_OUTCOME[outcome]
    # Judgements and scores that others publish speak for themselves, and so does each act on record.
    if c.rated is not None or c.each is not None:
        return None
    if len({f.root for f in facts}) == 1:
        return "thin"
    return "one_kind" if len({f.voice for f in facts}) == 1 else None
