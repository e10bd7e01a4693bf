"""What rules may ask of a measure's latest figure: latest, trend, target, peers, distance from the median, projection.

Beside a fact stands, where the figure's error leaves it open, from where to where it may lie: what a test asks of it is
then neither met nor not met unless it is the same at both ends. Distances come in thousandths and sureness in parts of
a hundred thousand, rounded down: exact against every lower bound that has no more decimals.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from engine.facts import Between
from engine.measures.error import explained, margin_squared, reach, root
from engine.measures.peers import Group, group_of, quarter
from engine.measures.series import Series
from engine.measures.targets import aim_of, distance, projected
from engine.measures.trend import score, sureness, theil_sen
from engine.plan import Figure
from evidence.model import Target

_AMONG = ("peers", "neighbours")


@dataclass
class Told:
    """The facts told of a figure, and between what each may lie where that is open."""

    facts: dict[str, Figure] = field(default_factory=dict)
    between: dict[str, tuple[Figure, Figure]] = field(default_factory=dict)

    def tell(self, name: str, value: Figure, low: Figure, high: Figure) -> None:
        """Add a fact, and its reach where it has one."""
        self.facts[name] = value
        if low != high:
            self.between[name] = (low, high)


def measure_facts(series: Series, target: Target | None, trends: Iterable[int], projections: Iterable[int]) -> tuple[Mapping[str, Figure], Between]:
    """The facts of the latest figure of a series, and their reach.

    `target` is the one in force; `trends` and `projections` say over how many periods they are wanted. A fact that
    cannot be had is left out: a measure of which neither more nor less is better has no target met, no trend, no quarter.
    """
    told = Told({"latest": 1, "periods": len(series.figures)})
    value = series.latest.value
    told.tell("value", value, *reach(value, margin_squared(series.latest)))
    if series.sign:
        _runs(series, told)
        _target(series, target, told)
        _peers(series, told)
        for over in trends:
            _trend(series, over, told)
        for over in projections:
            _projection(series, over, target, told)
    return told.facts, told.between


def _runs(series: Series, told: Told) -> None:
    """`rises`, `falls`: how many of the last changes running are for better, for worse. Those that errors explain may be or not."""
    changes = list(zip(reversed(series.changes), reversed(series.doubted), strict=True))
    for name, way in (("rises", series.sign), ("falls", -series.sign)):
        goes = [(way * change > 0, doubted) for change, doubted in changes]
        seen, sure, most = (len(list(takewhile(bool, run))) for run in zip(*((g, g and not d, g or d) for g, d in goes), strict=True)) if goes else (0, 0, 0)
        told.tell(name, seen, sure, most)


def _target(series: Series, target: Target | None, told: Told) -> None:
    """`target_met`: whether the latest figure reaches its target."""
    latest = series.latest
    aim = aim_of(latest, target)
    if aim is not None:
        ends = [int(distance(end, aim, series.sign) <= 0) for end in (latest.value, *reach(latest.value, margin_squared(latest)))]
        told.tell("target_met", ends[0], min(ends), max(ends))


def _peers(series: Series, told: Told) -> None:
    """`quarter` among its peers, and how many MADs it is worse or better than the median of peers and neighbours."""
    latest = series.latest
    square = margin_squared(latest)
    for among, group in zip(_AMONG, (group_of(latest.peers), group_of(latest.neighbours)), strict=True):
        if group is None:
            continue
        if among == "peers":
            ends = [quarter(end, group.quartiles, series.sign) for end in (latest.value, *reach(latest.value, square))]
            told.tell("quarter", ends[0], min(ends), max(ends))
        for name, way in (("worse", -series.sign), ("better", series.sign)):
            distances = _mads(latest.value, group, way, square)
            if distances:
                told.tell(f"{name}_by.{among}", *distances)


def _mads(value: Decimal, group: Group, way: int, square: Fraction) -> tuple[Decimal, Decimal, Decimal] | None:
    """How many MADs a value lies from the median in one direction, with the least and the most that its error allows."""
    away, margin = way * (Fraction(value) - group.median), root(square)
    if not group.mad:
        # Where more than half are alike, only those who are like them can be placed.
        return (Decimal(0), Decimal(0), Decimal(0)) if not away and not margin else None
    middle, low, high = (_thousandths((away + m) / group.mad) for m in (Fraction(0), -margin, margin))
    return middle, low, high


def _thousandths(value: Fraction) -> Decimal:
    return Decimal(value.numerator * 1000 // value.denominator) / 1000


def _trend(series: Series, over: int, told: Told) -> None:
    """`improving.N`, `worsening.N`: how sure it is that the last N figures go that way; 0 where the slope does not.

    Where the errors of the first and last of them explain as much change as the line shows, it may be 0 too.
    """
    run = series.last(over)
    if len(run.figures) < over or len(set(run.days)) < 2:
        return
    line = theil_sen(run.days, run.values)
    goes = series.sign * line.slope
    # A slope and a score of different signs is no trend.
    sure = sureness(run.values) if goes * series.sign * score(run.values) > 0 else Fraction(0)
    told_sure = Decimal(sure.numerator * 10**5 // sure.denominator) / 10**5
    first, last = run.figures[0], run.figures[-1]
    open_ = explained(line.at(last.date) - line.at(first.date), margin_squared(first), margin_squared(last))
    for name, way in ((f"improving.{over}", 1), (f"worsening.{over}", -1)):
        value = told_sure if way * goes > 0 else Decimal(0)
        told.tell(name, value, Decimal(0) if open_ else value, Decimal(1) if open_ else value)


def _projection(series: Series, over: int, target: Target | None, told: Told) -> None:
    """`projected.N`: whether the line through the last N figures reaches the target in force by its day.

    Where the latest figure's error is as large as what the line misses or exceeds the target by, it may or may not.
    """
    run = series.last(over)
    if target is None or len(run.figures) < over:
        return
    likely = projected(run, target.by)
    if likely is None:
        return
    short = distance(likely, target.value, series.sign)
    open_ = explained(short, margin_squared(series.latest))
    told.tell(f"projected.{over}", int(short <= 0), 0 if open_ else int(short <= 0), 1 if open_ else int(short <= 0))
