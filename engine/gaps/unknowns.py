"""What to find out next: what is not settled, in order of how much settling it would close."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from engine.assessment import Assessment
from engine.gaps.result import Closing, Settled, Unknown
from engine.gaps.settle import Left, Supposition, settled, suppositions
from engine.gaps.whom import whom
from engine.working import Working

LEVELS = ("whole", "theme", "element", "heading")


def unknowns(working: Working, assessment: Assessment) -> tuple[Unknown, ...]:
    """Every criterion that is not settled, first what could close most of the whole's range; then of its theme, element, heading.

    Within a level whole grades come before parts of one, and ties are left in the rulebook's order.
    """
    supposed = suppositions(working.plan, working.judged.nodes)
    left = settled(working.plan, working.judged.nodes, supposed)
    grades: dict[str, list[Supposition]] = {}
    for s in supposed:
        grades.setdefault(s.criterion, []).append(s)
    groups: dict[str, list[str]] = {}
    for group, what in left.items():
        for criterion in dict.fromkeys(s.criterion for s in what.ranges):
            groups.setdefault(criterion, []).append(group)
    criteria = {c.id: c for c in working.plan.criteria}
    found = []
    for criterion, mine in grades.items():
        shown = [(group, assessment.grades[group].level) for group in groups.get(criterion, ())]
        ordered = sorted(shown, key=lambda g: LEVELS.index(g[1]))
        closings = tuple(_closing(group, left[group], mine, assessment) for group, _ in ordered)
        found.append((_worth(closings, left, mine), Unknown(criterion=criterion, closings=closings, ask=whom(working, assessment, criteria[criterion]))))
    return tuple(unknown for _, unknown in sorted(found, key=lambda f: f[0], reverse=True))


def _closing(group: str, left: Left, mine: Sequence[Supposition], assessment: Assessment) -> Closing:
    grade = assessment.grades[group]
    return Closing(
        part=group,
        title=grade.title,
        level=grade.level,
        could_be=left.now,
        open=str(left.width),
        closes=str(most(left, mine)),
        settled=tuple(Settled(grade=s.grade, could_be=left.ranges[s]) for s in mine),
    )


def most(left: Left, mine: Iterable[Supposition]) -> Fraction:
    """The most of a group's exact range that settling a criterion could close."""
    return max(left.width - left.widths[s] for s in mine)


def _worth(closings: Sequence[Closing], left: Mapping[str, Left], mine: Sequence[Supposition]) -> tuple[Fraction, ...]:
    """A key that is the higher, the more it could close: for each level the most in whole grades, and then exactly."""
    out: list[Fraction] = []
    for level in LEVELS:
        here = [left[c.part] for c in closings if c.level == level]
        out.append(Fraction(max((width(group.now) - width(group.ranges[s]) for group in here for s in mine), default=0)))
        out.append(max((most(group, mine) for group in here), default=Fraction(0)))
    return tuple(out)


def width(ends: tuple[int, int]) -> int:
    """How many grades lie between the ends of a range."""
    return ends[1] - ends[0]
