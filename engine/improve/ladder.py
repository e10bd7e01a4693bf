"""What averts a rung that the ladder recommends, and what would call for a higher one: tried by replaying the ladder."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from engine.assessment import Assessment, Standing
from engine.improve.result import LadderMove, LadderMoves, TriggerShown
from engine.judge import Judged
from engine.ladder import replays
from engine.plan import Expression, LadderPlan
from engine.rows import FALSE, TRUE
from engine.tally import EVERYTHING, WHOLE_ALONE
from engine.working import Working

_MOST = 3
"""Up to how many triggers are tried together."""


def ladder_moves(working: Working, assessment: Assessment) -> tuple[LadderMoves, ...]:
    """Which proved triggers, were they not so, would lower a rung; which unknown ones, were they proved, would raise it.

    The authority comes first, then each service that is called to a rung above the lowest or held off one.
    """
    shown = assessment.ladder
    if shown is None:
        return ()
    ladder = next(lp for lp in working.plan.ladders if lp.book == shown.book)
    subjects: list[tuple[str | None, Standing, int]] = [(None, shown, WHOLE_ALONE)]
    for name, (told, standing) in zip(working.facts.subjects, shown.services.items(), strict=True):
        if standing.recommended != ladder.rungs[0].id or standing.history[-1].averted:
            subjects.append((told, standing, working.judged.tally.row(name)))
    hypotheses = [h for _, standing, row in subjects for h in _hypotheses(standing, row, ladder)]
    rungs = dict(zip(hypotheses, _tried(working, ladder, hypotheses), strict=True))
    return tuple(_moves(service, standing, row, rungs, working, assessment) for service, standing, row in subjects)


_Hypothesis = tuple[int, tuple[str, ...], int]
"""A row, some triggers, and the truth that they are supposed to have."""


def _hypotheses(standing: Standing, row: int, ladder: LadderPlan) -> list[_Hypothesis]:
    down = [tried for n in range(1, _MOST + 1) for tried in combinations(standing.because, n)] if standing.recommended != ladder.rungs[0].id else []
    return [*((row, t, FALSE) for t in down), *((row, (t,), TRUE) for t in standing.not_ruled_out)]


def _tried(working: Working, ladder: LadderPlan, hypotheses: Sequence[_Hypothesis]) -> list[str]:
    """The rung that each hypothesis leads to."""
    latest = [(working.facts, _supposing(working.judged, h)) for h in hypotheses]
    climbs = replays(working.plan, ladder, working.evidence, working.facts.as_of, latest) if latest else ()
    return [climb[max(row - WHOLE_ALONE, 0)].reviews[-1].rung for (row, _, _), climb in zip(hypotheses, climbs, strict=True)]


def _supposing(judged: Judged, hypothesis: _Hypothesis) -> Judged:
    row, triggers, truth = hypothesis
    changed = dict(judged.triggers)
    for trigger in triggers:
        supposed = changed[trigger].copy()
        supposed[[row, EVERYTHING] if row == WHOLE_ALONE else row] = truth
        changed[trigger] = supposed
    return replace(judged, triggers=changed)


def _moves(service: str | None, standing: Standing, row: int, rungs: Mapping[_Hypothesis, str], working: Working, assessment: Assessment) -> LadderMoves:
    shown = assessment.ladder
    assert shown is not None
    ladder = next(lp for lp in working.plan.ladders if lp.book == shown.book)
    order = [rung.id for rung in ladder.rungs]
    titles = {rung.id: rung.title for rung in shown.rungs}
    here = order.index(standing.recommended)
    found = [(t, truth, rungs[row, t, truth]) for _, t, truth in _hypotheses(standing, row, ladder)]
    lower = [(t, r) for t, truth, r in found if truth == FALSE and order.index(r) < here]
    higher = [(t, r) for t, truth, r in found if truth == TRUE and order.index(r) > here]
    fewest = [(t, r) for t, r in lower if not any(set(other) < set(t) for other, _ in lower)]

    def move(triggers: Iterable[str], rung: str) -> LadderMove:
        return LadderMove(triggers=tuple(_trigger(t, assessment) for t in triggers), to=rung, title=titles[rung])

    averted = standing.history[-1].averted
    return LadderMoves(
        service=service,
        recommended=standing.recommended,
        title=titles[standing.recommended],
        averted_if_not=tuple(move(*m) for m in fewest),
        called_for_if=tuple(move(*m) for m in sorted(higher, key=lambda m: -order.index(m[1]))),
        held_from=titles[averted] if averted else None,
        left_by=_in_words(ladder.rungs[here].leave, working) if here else None,
        held_by=tuple(dict.fromkeys(_holding(ladder.rungs[here].hold, row, working, assessment))) if averted else (),
    )


def _holding(hold: Expression | None, row: int, working: Working, assessment: Assessment) -> Iterator[str]:
    """What is met of the condition that holds a subject where it is, in words."""
    if hold is None or hold.how == "not":
        return
    if hold.how == "test" and working.judged.tally.truth[row, hold.test] == TRUE:
        yield working.plan.tests[hold.test].says
    elif hold.how == "grade" and hold.name in assessment.grades:
        grade = assessment.grades[hold.name]
        if row == WHOLE_ALONE and hold.operator == ">=" and grade.at_least >= hold.bound:
            yield f"{grade.title} is at least {hold.bound}"
    elif hold.how == "trigger" and assessment.ladder is not None and working.judged.triggers[hold.name][row] == TRUE:
        yield assessment.ladder.trigger_titles[hold.name]
    for part in hold.parts:
        yield from _holding(part, row, working, assessment)


def _in_words(e: Expression | None, working: Working) -> str | None:
    """A condition for leaving a rung, in words; None where nothing is asked that can be shown."""
    if e is None:
        return None
    if e.how == "test":
        return working.plan.tests[e.test].says
    if e.how == "not_called":
        return f"nothing called for at {e.bound} reviews running"
    if e.how in ("all", "any"):
        parts = [text for part in e.parts if (text := _in_words(part, working))]
        return (" and " if e.how == "all" else "; or ").join(parts) or None
    return None


def _trigger(trigger: str, assessment: Assessment) -> TriggerShown:
    why = assessment.reasons[trigger]
    assert assessment.ladder is not None
    return TriggerShown(id=trigger, title=assessment.ladder.trigger_titles[trigger], next=why.next, tests=tuple((t.says, t.truth) for t in why.tests))
