"""Where the authority and its services stand on the ladder, as an assessment gives it."""

from collections.abc import Mapping, Sequence

from engine.assessment import Finding, Grade, Ladder, ReviewShown, RungShown, Standing
from engine.judge import Judged
from engine.ladder import Climb
from engine.plan import LadderPlan, Plan, TriggerPlan
from engine.rulebook import Rulebook
from engine.tally import FALSE, WHOLE_ALONE
from evidence.audience import View
from evidence.model import WHOLE


def _spoken_against(trigger: TriggerPlan, judged: Judged, row: int) -> bool:
    """Whether evidence about this subject fails one of a trigger's tests."""
    return any(judged.tally.truth[row, t] == FALSE and judged.tally.bears[row, t] for t in trigger.tests)


def ladder_of(plan: Plan, books: Sequence[Rulebook], ladder: LadderPlan, climbs: Sequence[Climb], judged: Judged, view: View) -> Ladder:
    """The ladder as it stands at the as-of date, the authority first."""
    book = next(b for b in books if b.id == ladder.book)

    def standing(climb: Climb) -> dict[str, object]:
        last = climb.reviews[-1]
        row = WHOLE_ALONE if climb.subject == WHOLE else judged.tally.row(climb.subject)
        averted = [t for t in judged.averted if judged.averted[t][row]]
        if last.averted:
            averted.append(last.rung)
        return {
            "current": climb.current,
            "recommended": last.rung,
            "per": "authority" if climb.subject == WHOLE else "service",
            "because": last.proved,
            "not_ruled_out": last.unknown,
            "spoken_against": tuple(t.id for t in plan.triggers if t.id in last.unknown and _spoken_against(t, judged, row)),
            "averted_by": tuple(averted),
            "support": climb.support,
            "next": book.rungs[last.rung].next,
            "history": tuple(ReviewShown(date=r.date, rung=r.rung, by=r.by, because=r.proved, averted=r.averted) for r in climb.reviews),
        }

    authority, *services = climbs
    return Ladder(
        book=book.id,
        **standing(authority),
        services={view.subject(c.subject): Standing(**standing(c)) for c in services},
        rungs=tuple(RungShown(id=r.id, title=r.title, who=r.who) for r in book.rungs.values()),
        support_texts={i: book.support[i].title for c in climbs for i in c.support},
        trigger_titles={t.id: t.title for t in book.triggers.values()},
    )


def indicated(on: str, grades: Mapping[str, Grade], climbs: Mapping[str, Sequence[Climb]], findings: Sequence[Finding]) -> str | None:
    """What the engine indicates of a matter that people decided; None where it says nothing."""
    if on in grades:
        grade = grades[on].grade
        return None if grade is None else str(grade)
    for climb in (c for cs in climbs.values() for c in cs):
        if on in ("ladder", climb.subject):
            return climb.reviews[-1].rung
    return next((finding.kind for finding in findings if finding.id == on), None)
