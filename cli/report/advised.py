"""What is advised, and why: by subject, and by what is advised."""

from dataclasses import dataclass

from cli.report.reading import Gathered, gather
from cli.report.words import capital, plain
from engine.assessment import Assessment, Finding
from evidence.model import WHOLE


@dataclass(frozen=True)
class Advised:
    """What is advised for one subject: each thing with the findings that say why; and what nothing calls for."""

    subject: str
    things: tuple[Gathered[Finding], ...]
    others: tuple[str, ...]


def advised(assessment: Assessment) -> tuple[Advised, ...]:
    """What is advised, the authority as a whole first, then each service in the order of the alphabet."""
    what = {rule: why.advises for rule, why in assessment.reasons.items() if why.advises}
    found = sorted((f for f in assessment.findings if f.kind == "advice"), key=lambda f: (f.about != WHOLE, f.about))
    out = []
    for about in gather(found, lambda f: f.about):
        things = gather(about.things, lambda f: what[f.rule] or "")
        others = tuple(dict.fromkeys(w for w in what.values() if w not in {thing.title for thing in things}))
        out.append(Advised("The authority as a whole" if about.title == WHOLE else capital(plain(about.title)), things, others))
    return tuple(out)
