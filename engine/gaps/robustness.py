"""How far the result would bear it: what is still open, what rests on a single item, and what the assumptions decide."""

from collections.abc import Sequence
from pathlib import Path

from engine.assessment import Assessment, Grade
from engine.gaps.assumed import assumed
from engine.gaps.losses import losses
from engine.gaps.result import Moved, Robustness
from engine.working import Working


def robustness(working: Working, assessment: Assessment, folders: Sequence[Path]) -> Robustness:
    """What the grades and the rung would bear. `folders` are those of the rulebooks, in their order. Pure, but for reading those."""
    tried, untried = assumed(working, assessment, folders)
    return Robustness(
        open=tuple(_open(part, g) for part, g in assessment.grades.items() if g.level != "criterion" and g.at_least < g.could_be),
        losses=losses(working, assessment),
        assumptions=tried,
        untried=untried,
    )


def _open(part: str, g: Grade) -> Moved:
    ends = (g.at_least, g.could_be)
    return Moved(part=part, title=g.title, level=g.level, before=g.grade, after=g.grade, could_be_before=ends, could_be_after=ends)
