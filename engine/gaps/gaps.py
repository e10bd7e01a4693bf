"""From an assessment and its working to what is not known and what to do about it."""

from engine.assessment import Assessment
from engine.gaps.asking import interviews, requests
from engine.gaps.result import Gaps
from engine.gaps.unknowns import unknowns
from engine.gaps.weak import criteria_shown
from engine.working import Working


def gaps(working: Working, assessment: Assessment) -> Gaps:
    """What is not known. `assessment` was made from `working` for the audience that this is for. Pure and deterministic."""
    criteria, found = criteria_shown(working, assessment), unknowns(working, assessment)
    return Gaps(
        authority=assessment.authority,
        as_of=assessment.as_of,
        audience=assessment.audience,
        rulebooks=assessment.rulebooks,
        criteria=criteria,
        unknowns=found,
        requests=requests(working, assessment, found),
        interviews=interviews(working, criteria, found),
    )
