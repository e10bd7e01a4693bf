"""What a measure's figures say, in sentences: for a screen, a page or a slide."""

from collections.abc import Iterator

from engine.measures.shown import FigureShown, MeasureShown, PeersShown, TargetShown
from engine.measures.words import figure, with_unit

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_QUARTERS = {1: "In the worst quarter", 2: "In the second quarter from the worst", 3: "In the second quarter from the best", 4: "In the best quarter"}


def says(measure: MeasureShown) -> list[str]:
    """The sentences about a measure, its latest figure first."""
    return [*_latest(measure), *_trend(measure), *_target(measure), *_peers(measure), *_projection(measure), *_assumed(measure)]


def _latest(m: MeasureShown) -> Iterator[str]:
    latest = m.latest
    error = f", give or take {figure(latest.margin)}" if latest.margin is not None else ""
    text = f"{with_unit(latest.value, m.unit)} {_when(latest)}{error}"
    if m.change:
        text += f", {figure(abs(m.change.by))} {'more' if m.change.by > 0 else 'less'} than before" if m.change.by else ", as before"
        if m.change.better is not None:
            text += f", which is {'better' if m.change.better else 'worse'}"
        elif m.change.explained:
            text += ", which is within the margin of error"
    yield f"{text}."
    for later in m.figures:
        if later.provisional and later.margin is None and later.date > latest.date:
            yield f"A provisional {with_unit(later.value, m.unit)} {_when(later)} may still change and is not judged."


def _when(figure: FigureShown) -> str:
    return f"in {figure.period}" if figure.period else f"on {_day(figure.date)}"


def _trend(m: MeasureShown) -> Iterator[str]:
    if m.trend is None:
        return
    sure = f"{figure(m.trend.sure * 100, 1)}% sure by the sign test"
    if m.trend.way == "level":
        yield f"No trend over {m.trend.over} periods."
    else:
        moves = "up" if m.trend.a_year > 0 else "down"
        yield f"{m.trend.way.capitalize()} over {m.trend.over} periods: {moves} {figure(abs(m.trend.a_year))} a year, {sure}."


def _target(m: MeasureShown) -> Iterator[str]:
    if m.target:
        yield _reached(m.target, with_unit(m.target.value, m.unit))
    if m.path:
        track = {True: "it is on track", False: "it is off track", None: "the margin of error leaves open whether it is on track"}[m.path.on_track]
        yield f"On the way to its target it should stand at {figure(m.path.due)}: {track}."


def _reached(target: TargetShown, aim: str) -> str:
    far = figure(abs(target.short))
    if target.met is None:
        return f"Whether the target of {aim} is met lies within the margin of error."
    if target.met:
        return f"The target of {aim} is met{f', with {far} to spare' if target.short else ''}."
    return f"The target of {aim} is missed by {far}."


def _peers(m: MeasureShown) -> Iterator[str]:
    if m.peers:
        yield _among(m.peers, "others")
    if m.neighbours:
        yield _among(m.neighbours, "statistical neighbours")


def _among(peers: PeersShown, who: str) -> str:
    place = f"{_QUARTERS[peers.quarter]} of" if peers.quarter else "Among"
    rank = f", place {peers.rank} of {peers.n + 1}" if peers.rank else ""
    away = f", {figure(abs(peers.from_median))} {'above' if peers.from_median > 0 else 'below'} their median" if peers.from_median else ", on their median"
    far = f" ({figure(abs(peers.mads))} MAD{'' if abs(peers.mads) == 1 else 's'})" if peers.mads else ""
    group = f" ({peers.family})" if peers.family else ""
    return f"{place} {peers.n} {who}{group}{rank}{away}{far}."


def _projection(m: MeasureShown) -> Iterator[str]:
    p = m.projection
    if p is None:
        return
    text = f"If things go on as they have, {with_unit(p.value, m.unit)} on {_day(p.on)}"
    if p.target is not None and p.gap is not None:
        away = f"{figure(abs(p.gap))} {'short of' if p.gap > 0 else 'beyond'} " if p.gap else ""
        text += f", {away}the target of {figure(p.target)}"
    yield f"{text}."


def _assumed(m: MeasureShown) -> Iterator[str]:
    if m.assumed and (m.change or m.target or m.peers):
        yield "That more is better is assumed: no rulebook in use and no catalogue says."


def _day(day: object) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"  # type: ignore[attr-defined]
