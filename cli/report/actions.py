"""What would move a result: the next steps of what is weak, the gravest first."""

from dataclasses import dataclass

from engine.assessment import Assessment, FindingKind
from evidence.model import WHOLE

_MOVING: tuple[FindingKind, ...] = ("trigger", "breach", "weakness", "line_of_enquiry")


@dataclass(frozen=True)
class Action:
    """A next step, the rule that asks for it, and the services that it is for; none where it is for the whole authority."""

    step: str
    rule: str
    title: str
    kind: FindingKind
    subjects: tuple[str, ...]


def actions(assessment: Assessment) -> tuple[Action, ...]:
    """Each next step once, in the order of the findings."""
    found: dict[tuple[str, str], Action] = {}
    for f in assessment.findings:
        if f.next and f.kind in _MOVING:
            subjects = () if f.about == WHOLE else (f.about,)
            before = found.get((f.next, f.rule))
            found[f.next, f.rule] = Action(f.next, f.rule, f.title, before.kind if before else f.kind, (*(before.subjects if before else ()), *subjects))
    return tuple(found.values())
