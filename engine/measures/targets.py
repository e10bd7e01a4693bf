"""Targets: how far one is from them, the path there, and where carrying on as now would lead.

The handbook (Part 3) asks that quality reaches in five years what the top quarter of all authorities has on the day the
target is set, that cost and efficiency reach what the top quarter of the region has, and that yearly targets lead there.
Its gap analysis (Part 8, a to e) takes from the target what is likely to be reached as things are.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from engine.measures.error import margin_squared
from engine.measures.series import Series
from engine.measures.trend import Exact, theil_sen, years
from evidence.model import Item, Target

FEWEST = 3
"""A projection needs so many figures: two make a line whatever they are."""


def in_force(targets: Iterable[Target], day: dt.date) -> Target | None:
    """Of the targets of one measure and subject the one that stands on a day: of those set by then, the last."""
    standing = [t for t in targets if t.set_ <= day]
    return max(standing, key=lambda t: (t.set_, t.by)) if standing else None


def aim_of(figure: Item, target: Target | None) -> Decimal | None:
    """The target that a figure has itself, or the step of the target in force that falls on its day."""
    if figure.target is not None or target is None:
        return figure.target
    return dict(steps(target)).get(figure.date)


def steps(target: Target) -> list[tuple[dt.date, Decimal]]:
    """The steps of a target by their days, the last of them the target itself."""
    return sorted({**{step.by: step.value for step in target.years}, target.by: target.value}.items())


def distance(value: Exact, aim: Exact, sign: int) -> Fraction:
    """How far a value falls short of an aim; negative where it is beyond it. `sign` is 1 where more is better, -1 where less is."""
    return sign * (Fraction(aim) - Fraction(value))


def path(target: Target, day: dt.date) -> Fraction | None:
    """Where one should be on a day: on the straight line between the steps before and after it.

    The line begins on the day the target was set, with the figure of that day (`from`); without one, at the first step.
    None before its beginning. After the last step it stays there.
    """
    marks = [(d, Fraction(v)) for d, v in steps(target)]
    if target.from_ is not None:
        marks.insert(0, (target.set_, Fraction(target.from_)))
    if day < marks[0][0]:
        return None
    for (d1, v1), (d2, v2) in pairwise(marks):
        if d1 <= day <= d2:
            return v1 + (v2 - v1) * (years(day) - years(d1)) / (years(d2) - years(d1))
    return marks[-1][1]


def on_track(series: Series, target: Target) -> bool | None:
    """Whether the latest figure is where the path has it or beyond.

    None where there is no path yet, the figure is older than the target, no direction is better, or the figure's error
    explains what lies between.
    """
    latest = series.latest
    due = path(target, latest.date)
    if due is None or latest.date < target.set_ or not series.sign:
        return None
    ahead = series.sign * (Fraction(latest.value) - due)
    square = margin_squared(latest)
    return None if square and ahead**2 <= square else ahead >= 0


def projected(series: Series, day: dt.date) -> Fraction | None:
    """The figure on a day if things go on as they have: that of the line of Theil and Sen.

    None for fewer than three figures of different days, and for a day before the latest figure.
    """
    if len(set(series.days)) < FEWEST or day < series.latest.date:
        return None
    return theil_sen(series.days, series.values).at(day)


@dataclass(frozen=True, slots=True)
class GapAnalysis:
    """The five questions of the handbook's gap analysis, answered for one indicator (Part 8, Gap analysis, a to e)."""

    indicator: str
    """a: the indicator."""
    now: Decimal
    """b: where we are."""
    wanted: Decimal
    """c: where we want to be at the end."""
    by: dt.date
    likely: Fraction | None
    """d: where we shall be if nothing changes; None where too little is known to say."""
    gap: Fraction | None
    """e: how far d falls short of c; negative where it goes beyond."""


def gap_analysis(series: Series, target: Target) -> GapAnalysis:
    """The gap analysis of a measure against its target."""
    likely = projected(series, target.by)
    gap = None if likely is None or not series.sign else distance(likely, target.value, series.sign)
    return GapAnalysis(target.measure, series.latest.value, target.value, target.by, likely, gap)
