"""The measures of an evidence set as one audience may see them: the one result that every page, picture and file of them reads.

A measure that rests on a protected figure is shown to the team alone; how many were kept back is said.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from engine.assessment import AuthorityShown
from engine.derive import known_by, measured, targets_of
from engine.language.rules import MeasureWord
from engine.measures.catalogue import Catalogue, Of
from engine.measures.error import explained, margin_squared, reach, root
from engine.measures.peers import Group, group_of, mads, quarter, rank
from engine.measures.series import Series
from engine.measures.targets import aim_of, distance, in_force, on_track, path, projected
from engine.measures.trend import score, sureness, theil_sen
from engine.measures.words import rounded
from engine.plan import Plan
from engine.result import Part, Result, SchemaName
from evidence.audience import Audience, View
from evidence.model import EvidenceSet, Item, Target

SCHEMA = "peerbench/measures/1"
OVER = 5
"""Trends and projections are shown over the last five figures, or over all where there are fewer."""
FEWEST = 3
"""A trend is shown from three figures on."""

Better = Literal["higher", "lower", "neither"]
_BETTER: Mapping[int, Better] = {1: "higher", -1: "lower", 0: "neither"}


class FigureShown(Part):
    """One figure. `margin` is half the width of its confidence interval at 95 per cent; a provisional one without margin is not judged."""

    id: str
    date: dt.date
    period: str | None
    value: Decimal
    target: Decimal | None = None
    margin: Decimal | None = None
    provisional: bool = False


class ChangeShown(Part):
    """The last figure less the one before, and whether it is for the better; None where neither is or the error explains it."""

    by: Decimal
    better: bool | None
    explained: bool


class TrendShown(Part):
    """The line of Theil and Sen through the last figures, and how sure it is, by the exact sign test, that they go that way."""

    way: Literal["improving", "worsening", "rising", "falling", "level"]
    a_year: Decimal
    sure: Decimal
    over: int


class TargetShown(Part):
    """The target for the latest figure's own period. `short` is how far it falls short; negative is beyond. `met` None: the error leaves it open."""

    value: Decimal
    short: Decimal
    met: bool | None


class PathShown(Part):
    """Where the path to a later target has it on the day of the latest figure, and whether the figure is there."""

    due: Decimal
    on_track: bool | None


class PeersShown(Part):
    """Where the latest figure stands among others. The quarter counts from the worst; the rank from the best, oneself included."""

    n: int
    family: str | None
    quartiles: tuple[Decimal, Decimal, Decimal]
    quarter: int | None
    rank: int | None
    from_median: Decimal
    mads: Decimal | None


class ProjectionShown(Part):
    """Where the line through the last figures will be on a day, and how far short of the target in force that is."""

    on: dt.date
    value: Decimal
    target: Decimal | None = None
    gap: Decimal | None = None


class MeasureShown(Part):
    """A measure about one subject, with everything that is derived from its figures. `assumed`: nobody said which way is better."""

    measure: str
    title: str
    about: str
    unit: str | None
    better: Better
    assumed: bool
    of: Of | None
    definition: str | None
    source: str | None
    figures: tuple[FigureShown, ...]
    change: ChangeShown | None
    trend: TrendShown | None
    target: TargetShown | None
    path: PathShown | None
    peers: PeersShown | None
    neighbours: PeersShown | None
    projection: ProjectionShown | None

    @property
    def latest(self) -> FigureShown:
        """The figure that counts: the last that is not provisional without margin."""
        return next(f for f in reversed(self.figures) if not f.provisional or f.margin is not None)

    @property
    def calls(self) -> bool:
        """Whether it is one to look at first: target missed, off its path, getting worse, or in the worst quarter."""
        return bool(
            (self.target and self.target.met is False)
            or (self.path and self.path.on_track is False)
            or (self.trend and self.trend.way == "worsening")
            or (self.peers and self.peers.quarter == 1)
        )


class MeasuresShown(Result):
    """The measures of an authority on a day, for an audience; `kept_back` of them rest on protected figures.

    As JSON its figures are texts, so that none loses a digit.
    """

    schema_: SchemaName = SCHEMA
    authority: AuthorityShown
    as_of: dt.date
    audience: Audience
    measures: tuple[MeasureShown, ...]
    kept_back: int


def show_measures(
    plan: Plan,
    words: Mapping[str, MeasureWord],
    evidence: EvidenceSet,
    audience: Audience = "public",
    *,
    catalogue: Catalogue | None = None,
    as_of: dt.date | None = None,
    on: dt.date | None = None,
) -> MeasuresShown:
    """The measures of an evidence set, by subject and title. `words` are the rulebooks' measures; `on` is the day to project to.

    Without `on` the projection is to the day of the target in force, or to a year after the latest figure.
    """
    day = as_of or evidence.as_of
    view = View(evidence, audience)
    targets = targets_of(plan, evidence)
    waiting = _provisional(plan, evidence, day)
    shown, kept_back = [], 0
    for (key, about), series in measured(plan, evidence, day).items():
        figures = sorted([*series.figures, *waiting.get((key, about), ())], key=lambda i: (i.date, i.known_on, i.id))
        if any(view.protected(item.id) for item in figures):
            kept_back += 1
            continue
        target = in_force(targets.get((key, about), ()), day)
        word, entry = words.get(key), catalogue.indicators.get(key) if catalogue else None
        shown.append(
            MeasureShown(
                measure=key,
                title=entry.title if entry else word.title if word else key.replace("-", " ").capitalize(),
                about=view.subject(about),
                unit=series.latest.unit or (entry.unit if entry else word.unit if word else None),
                better=_BETTER[series.sign],
                assumed=word is None and series.latest.better is None,
                of=entry.of if entry else None,
                definition=entry.definition if entry else None,
                source=entry.source.title if entry else None,
                figures=tuple(_figure(view, item, target) for item in figures),
                **_derived(series, target, on),
            )
        )
    return MeasuresShown(
        authority=AuthorityShown(**evidence.authority.model_dump()),
        as_of=day,
        audience=audience,
        measures=tuple(sorted(shown, key=lambda m: (m.about != "authority", m.about, m.title, m.measure))),
        kept_back=kept_back,
    )


def _provisional(plan: Plan, evidence: EvidenceSet, day: dt.date) -> dict[tuple[str, str], list[Item]]:
    """The figures that are known and do not count because they may still change."""
    counted = {item.id for item in known_by(evidence, day)[0]}
    out: dict[tuple[str, str], list[Item]] = {}
    for item in evidence.items:
        if item.provisional and item.id not in counted and item.value is not None and max(item.known_on, item.date) <= day:
            out.setdefault((plan.name("measure", item.key), item.about), []).append(item)
    return out


def _figure(view: View, item: Item, target: Target | None) -> FigureShown:
    square = margin_squared(item)
    return FigureShown(
        id=view.id(item.id),
        date=item.date,
        period=item.period,
        value=item.value,
        target=aim_of(item, target),
        margin=rounded(root(square)) if square else None,
        provisional=bool(item.provisional),
    )


def _derived(series: Series, target: Target | None, on: dt.date | None) -> dict[str, Part | None]:
    return {
        "change": _change(series),
        "trend": _trend(series.last(OVER)),
        "target": _target(series, target),
        "path": _path(series, target),
        "peers": _peers(series, group_of(series.latest.peers)),
        "neighbours": _peers(series, group_of(series.latest.neighbours)),
        "projection": _projection(series, target, on),
    }


def _change(series: Series) -> ChangeShown | None:
    if not series.changes:
        return None
    by, doubted = series.changes[-1], series.doubted[-1]
    return ChangeShown(by=by, better=None if doubted or not by or not series.sign else series.sign * by > 0, explained=doubted)


def _trend(run: Series) -> TrendShown | None:
    if len(set(run.days)) < FEWEST:
        return None
    line = theil_sen(run.days, run.values)
    first, last = run.figures[0], run.figures[-1]
    level = line.slope * score(run.values) <= 0 or explained(line.at(last.date) - line.at(first.date), margin_squared(first), margin_squared(last))
    up = line.slope > 0
    way: Literal["improving", "worsening", "rising", "falling", "level"]
    if level:
        way = "level"
    elif run.sign:
        way = "improving" if up == (run.sign > 0) else "worsening"
    else:
        way = "rising" if up else "falling"
    sure = sureness(run.values)
    return TrendShown(way=way, a_year=rounded(line.slope), sure=Decimal(sure.numerator * 1000 // sure.denominator) / 1000, over=len(run.figures))


def _target(series: Series, target: Target | None) -> TargetShown | None:
    latest = series.latest
    aim = aim_of(latest, target)
    if aim is None or not series.sign:
        return None
    ends = {distance(end, aim, series.sign) <= 0 for end in reach(latest.value, margin_squared(latest))}
    return TargetShown(value=aim, short=rounded(distance(latest.value, aim, series.sign)), met=ends.pop() if len(ends) == 1 else None)


def _path(series: Series, target: Target | None) -> PathShown | None:
    due = path(target, series.latest.date) if target and series.sign and series.latest.date >= target.set_ else None
    return PathShown(due=rounded(due), on_track=on_track(series, target)) if target and due is not None else None


def _peers(series: Series, group: Group | None) -> PeersShown | None:
    if group is None:
        return None
    value, sign = series.latest.value, series.sign
    quarters = {quarter(end, group.quartiles, sign) for end in reach(value, margin_squared(series.latest))} if sign else set()
    low, mid, high = map(rounded, group.quartiles)
    away = mads(value, group.median, group.mad)
    return PeersShown(
        n=group.n,
        family=group.family,
        quartiles=(low, mid, high),
        quarter=quarters.pop() if len(quarters) == 1 else None,
        rank=rank(value, group.values, sign) if group.values and sign else None,
        from_median=rounded(Fraction(value) - group.median),
        mads=None if away is None else rounded(away),
    )


def _projection(series: Series, target: Target | None, on: dt.date | None) -> ProjectionShown | None:
    run = series.last(OVER)
    ahead = run.latest.date
    day = on or (target.by if target and target.by >= ahead else ahead.replace(year=ahead.year + 1, day=min(ahead.day, 28 if ahead.month == 2 else 31)))
    likely = projected(run, day)
    if likely is None:
        return None
    aim = path(target, day) if target and series.sign else None
    gap = None if aim is None else rounded(distance(likely, aim, series.sign))
    return ProjectionShown(on=day, value=rounded(likely), target=None if aim is None else rounded(aim), gap=gap)
