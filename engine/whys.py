"""Why a criterion has its grade, and what each test of a trigger found."""

from engine.assessment import Reason, Step, Voice, Why
from engine.facts import Facts
from engine.matching.matches import Matches
from engine.plan import CriterionPlan, TriggerPlan
from engine.reasons import TRUTHS, because, missed
from engine.tally import EVERYTHING, WHOLE_ALONE
from engine.working import Working
from evidence.audience import View
from evidence.model import EXTENTS, VOICES


def why_criterion(working: Working, c: CriterionPlan, view: View) -> Why:
    """Why a criterion has its grade: what is said of it, each step of the rubric, each test."""
    plan, facts, matches, judged = working.plan, working.facts, working.matches, working.judged
    book = next(b for b in working.books if b.id == c.book)
    rule = book.criteria[c.id]
    shows = {s.test: s for s in c.showings}
    tests = tuple(
        Reason(
            test=plan.tests[t].name,
            says=plan.tests[t].says,
            shows=EXTENTS[shows[t].extent] if t in shows else None,
            against=t in shows and shows[t].against,
            results=t in shows and shows[t].results,
            truth=TRUTHS[int(judged.tally.truth[EVERYTHING, t])],
            because=tuple(sorted(view.id(i) for i in because(plan, t, matches, facts))),
            missed=missed_shown(working, t, view),
            acts=tuple((view.id(act), verdict.value) for act, verdict in judged.tally.verdicts[t]),
        )
        for t in c.tests
    )
    column = judged.tally.column[c.id]
    spoken = judged.tally.voices[EVERYTHING, column].tolist()
    by_kind: dict[str, int] = {}
    for n, extent in enumerate(spoken):
        if extent >= 0:
            kind = _spoken_as(VOICES[n], c, matches, facts, view)
            by_kind[kind] = max(by_kind.get(kind, -1), extent)
    steps: list[Step] = []
    if c.id in judged.shown:
        shown, k = judged.shown[c.id]
        needs = {s.grade: s for s in next(b for b in plan.books if b.id == c.book).rubric}
        for grade, truth, supporting in shown.steps:
            step = needs[grade]
            spoke = int(supporting[EVERYTHING, k])
            kinds = [v for n, v in enumerate(VOICES) if spoke >> n & 1]
            text = f"{EXTENTS[step.extent].replace('_', ' ')}, by {step.kinds} kind{'s' if step.kinds > 1 else ''} of source" + (
                ", with results shown" if step.results else ""
            )
            steps.append(Step(grade=grade, needs=text, truth=TRUTHS[int(truth[EVERYTHING, k])], supported_by=tuple(sorted({view.voice(v) for v in kinds}))))
    says = next((n.reason for n in working.evidence.not_applicable if n.criterion == c.id), None)
    if says is None and c.types and working.evidence.authority.type not in c.types:
        says = "The rulebook asks this only of these types of authority: " + ", ".join(c.types)
    return Why(
        looks_for=rule.looks_for,
        next=rule.next,
        cite={"source": rule.cite.source, "at": rule.cite.at},
        voices=tuple(Voice(kind=kind, extent=EXTENTS[extent]) for kind, extent in by_kind.items()),
        steps=tuple(steps),
        tests=tests,
        book=c.book,
        says=says,
    )


def why_trigger(working: Working, trigger: TriggerPlan, view: View) -> Why:
    """What each test of a trigger found about the authority as a whole."""
    rule = next(b for b in working.books if b.id == trigger.book).triggers[trigger.id]
    tests = tuple(
        Reason(
            test=f"test {n}",
            says=working.plan.tests[t].says,
            shows=None,
            against=False,
            results=False,
            truth=TRUTHS[int(working.judged.tally.truth[WHOLE_ALONE, t])],
            because=tuple(sorted(view.id(i) for i in because(working.plan, t, working.matches, working.facts))),
            missed=missed_shown(working, t, view),
        )
        for n, t in enumerate(trigger.tests, start=1)
    )
    return Why(
        looks_for=None,
        next=rule.next,
        cite={"source": rule.cite.source, "at": rule.cite.at},
        voices=(),
        steps=(),
        tests=tests,
        book=trigger.book,
        advises=rule.advises,
    )


def missed_shown(working: Working, test: int, view: View) -> str | None:
    """How far a test missed, unless that would tell what a protected item says."""
    leaf = working.plan.leaves[working.plan.tests[test].leaf]
    bearing = [f.id for key in leaf.keys or ("",) for f in working.facts.by_key.get((leaf.kind, key), ())]
    if any(view.protected(i) for i in bearing):
        return None
    return missed(working.plan, test, working.facts, working.matches, working.judged.tally)


def _spoken_as(voice: str, c: CriterionPlan, matches: Matches, facts: Facts, view: View) -> str:
    speakers = [i for i in matches.leaves[c.said].satisfying if facts.by_id[i].voice == voice]
    return view.voice(voice) if any(view.protected(i) for i in speakers) else voice
