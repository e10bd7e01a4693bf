"""Every item of evidence left out in turn: what the assessment would be without it."""

from collections.abc import Sequence

from engine.assessment import Assessment
from engine.gaps.moved import Ends, moved, rungs_moved
from engine.gaps.result import Loss, Losses
from engine.gaps.rungs import AT_ONCE, Rungs, rungs_of, rungs_without
from engine.gaps.without import facts_without, lost_with
from engine.plan import DUE
from engine.sector.together import judge_facts
from engine.working import Working
from evidence.audience import View


def losses(working: Working, assessment: Assessment) -> Losses:
    """What is lost with each item and what derives from it; those on which most rests come first.

    First an item without which a rung is another, then a whole's grade, then the grades of most parts, then most ranges.
    """
    tried = [f.id for f in working.facts.facts if f.kind != DUE]
    lost = [lost_with(working.evidence, item) for item in tried]
    view = View(working.evidence, assessment.audience)
    now, before = rungs_now(working, assessment), Ends.of(working.judged.nodes)
    titles = {rung.id: rung.title for rung in assessment.ladder.rungs} if assessment.ladder else {}
    rungs = _rungs_left(working, lost, now)
    found = []
    for item, ends, left in zip(tried, _ends_left(working, lost), rungs, strict=True):
        grades, criteria = moved(before, ends, assessment)
        found.append(Loss(item=item, title=_title(view, item), grades=grades, criteria=criteria, rungs=rungs_moved(now, left, titles, view)))
    carrying = sorted((loss for loss in found if loss.grades or loss.criteria or loss.rungs), key=_weight, reverse=True)
    whole = {part: grade.title for part, grade in assessment.grades.items() if grade.level == "whole"}
    return Losses(
        tried=len(tried),
        carrying=tuple(loss for loss in carrying if not view.protected(loss.item)),
        protected=sum(view.protected(loss.item) for loss in carrying),
        rung_survives=not any(r.service is None for loss in carrying for r in loss.rungs) if now else None,
        whole_survives=tuple(
            (title, not any(m.part == part and m.before != m.after for loss in carrying for m in loss.grades)) for part, title in whole.items()
        ),
    )


def _title(view: View, item: str) -> str:
    """What an item is called where it is shown: its source's title, or what it is about."""
    shown = view.show(item)
    return shown.title or f"{shown.kind} {shown.key}"


def _weight(loss: Loss) -> tuple[int, ...]:
    other = [m for m in loss.grades if m.before != m.after]
    return (
        sum(r.service is None for r in loss.rungs),
        len(loss.rungs),
        sum(m.level == "whole" for m in other),
        sum(m.level == "theme" for m in other),
        len(other),
        len(loss.grades),
        loss.criteria,
    )


def _ends_left(working: Working, lost: Sequence[frozenset[str]]) -> list[Ends]:
    """The grades without each of these sets of items, judged many at once."""
    plan, evidence, facts = working.plan, working.evidence, working.facts
    out = []
    for first in range(0, len(lost), AT_ONCE):
        left = [facts_without(plan, evidence, facts, items) for items in lost[first : first + AT_ONCE]]
        nodes = judge_facts(plan, [("", evidence)] * len(left), left).judged.nodes
        out += [Ends.of(nodes, n) for n in range(len(left))]
    return out


def rungs_now(working: Working, assessment: Assessment) -> Rungs:
    """The recommended rungs as they are; none where no ladder is shown."""
    shown = assessment.ladder
    if shown is None:
        return {}
    ladder = next(lp for lp in working.plan.ladders if lp.book == shown.book)
    return rungs_of(working.plan, ladder, working.evidence, (working.facts, working.judged))


def _rungs_left(working: Working, lost: Sequence[frozenset[str]], now: Rungs) -> list[Rungs]:
    ladder = next(iter(working.plan.ladders), None)
    if ladder is None or not now:
        return [{}] * len(lost)
    return rungs_without(working.plan, ladder, working.evidence, working.facts, lost, now)
