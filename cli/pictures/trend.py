"""The figures of a measure over the years, what they aim at, where they are going, and the gap that is likely to remain."""

from cli.documents.fitting import width
from cli.pictures.picture import Picture, named
from cli.pictures.plot import AIM, INK, LETTER, LINE, OWN, SMALL, SOFT, WIDE, Mark, Plot, Words, head, padded, spread, wrapped
from cli.pictures.words import label, short, title_of, way, when
from engine.measures.sentences import says
from engine.measures.shown import MeasureShown

FEWEST = 2
"""Figures of one day are no line."""
_HIGH, _EDGE, _LEAST = 130, 16, 120
_ALL = 6
"""So many figures are all labelled; of more, the first, the last, and the ends."""


def trend(m: MeasureShown) -> Picture | None:
    """The picture of a measure over time; None for figures of fewer than two days."""
    if len({f.date for f in m.figures}) < FEWEST:
        return None
    ends = _right(m)
    room = max((width(text, LETTER, bold=True) for _, text, _ in ends), default=_EDGE) + 12
    days = [f.date.toordinal() for f in m.figures] + ([m.projection.on.toordinal()] if m.projection else [])
    values = [float(v) for f in m.figures for v in (f.value, f.target, *([f.value - f.margin, f.value + f.margin] if f.margin else [])) if v is not None]
    values += [float(v) for v, _, _ in ends]
    plot = Plot((min(days), max(days)), padded(values, 0.24), max(_LEAST, WIDE - _EDGE - room), _HIGH, _EDGE)
    plot.mark("rule", [{"x": min(days), "x2": max(days), "y": plot.y[0]}], color=LINE)
    _targets(plot, m)
    _projection(plot, m)
    _figures(plot, m)
    _labels_of_figures(plot, m)
    places = spread([plot.at_y(float(value)) for value, _, _ in ends], LETTER + 2, 0, _HIGH + 4)
    plot.words += [
        Words(_EDGE + plot.wide + 11, y + 4, text, colour=colour, bold=text.startswith("gap")) for y, (_, text, colour) in zip(places, ends, strict=True)
    ]
    _labels_of_days(plot, m)
    note = wrapped(way(m)) if way(m) else []
    figures = "; ".join(f"{when(f)} {label(f.value)}{' (provisional)' if f.provisional else ''}" for f in m.figures)
    return named(plot.svg(head(title_of(m)), note, 22), title_of(m), f"{figures}. {' '.join(says(m))}", f"trend-{m.measure}-{m.about}")


def _right(m: MeasureShown) -> list[tuple[float, str, str]]:
    """What is labelled at the right end, by where it stands: the target, what is likely, and the gap between them."""
    out = []
    last = next((f.target for f in reversed(m.figures) if f.target is not None), None)
    p = m.projection
    if p is not None:
        out.append((float(p.value), f"likely {label(p.value)}", OWN))
    if p is not None and p.target is not None and p.gap is not None:
        out.append((float(p.target), f"target {label(p.target)}", AIM))
        if p.gap > 0:
            out.append((float(p.value + p.target) / 2, f"gap {label(p.gap)}", AIM))
    elif last is not None:
        out.append((float(last), f"target {label(last)}", AIM))
    return out


def _targets(plot: Plot, m: MeasureShown) -> None:
    """The target of each figure as a short bar, joined to the target to come, or drawn on to its label."""
    marks: list[Mark] = [{"x": f.date.toordinal(), "y": float(f.target)} for f in m.figures if f.target is not None]
    p = m.projection
    ahead: list[Mark] = [{"x": p.on.toordinal(), "y": float(p.target)}] if p and p.target is not None else []
    on = ahead or [{"x": plot.x[1], "y": mark["y"]} for mark in marks[-1:]]
    plot.mark("line", [*marks, *on], color=AIM, strokeWidth=1, strokeDash=[2, 3])
    plot.mark("tick", [*marks, *ahead], orient="horizontal", color=AIM, thickness=3, size=16)
    if p and p.target is not None and p.gap is not None and p.gap > 0:
        plot.mark("rule", [{"x": p.on.toordinal(), "y": float(p.value), "y2": float(p.target)}], color=AIM, strokeWidth=3)


def _projection(plot: Plot, m: MeasureShown) -> None:
    if m.projection is None or m.trend is None:
        return
    latest, end = m.latest.date, m.projection.on
    begins = float(m.projection.value) - float(m.trend.a_year) * (end - latest).days / 365.25
    points: list[Mark] = [{"x": latest.toordinal(), "y": begins}, {"x": end.toordinal(), "y": float(m.projection.value)}]
    plot.mark("line", points, color=OWN, strokeWidth=2, strokeDash=[5, 4])
    plot.mark("point", points[1:], shape="circle", fill="white", stroke=OWN, strokeWidth=2, size=55, opacity=1)


def _figures(plot: Plot, m: MeasureShown) -> None:
    sure = [f for f in m.figures if not f.provisional]
    plot.mark("rule", [_bar(f.date.toordinal(), float(f.value), float(f.margin)) for f in m.figures if f.margin], color=SOFT, strokeWidth=1.5)
    plot.mark("line", [{"x": f.date.toordinal(), "y": float(f.value)} for f in m.figures], color=OWN, strokeWidth=2.5)
    plot.mark("point", [{"x": f.date.toordinal(), "y": float(f.value)} for f in sure], shape="circle", filled=True, fill=OWN, size=60, opacity=1)
    unsure: list[Mark] = [{"x": f.date.toordinal(), "y": float(f.value)} for f in m.figures if f.provisional]
    plot.mark("point", unsure, shape="square", fill="white", stroke=OWN, strokeWidth=2, size=50, opacity=1)


def _bar(x: int, value: float, margin: float) -> Mark:
    return {"x": x, "y": value - margin, "y2": value + margin}


def _labels_of_figures(plot: Plot, m: MeasureShown) -> None:
    """The figures beside their points: above on a hill, below in a valley, away from a target that lies there; those that have room."""
    values = [float(f.value) for f in m.figures]
    last = len(values) - 1
    some = dict.fromkeys([last, 0, values.index(min(values)), values.index(max(values))])
    taken: list[tuple[float, float, float]] = []
    for n in some if len(values) > _ALL else dict.fromkeys([*some, *range(len(values))]):
        f = m.figures[n]
        around = [values[k] for k in (n - 1, n + 1) if 0 <= k <= last]
        above = values[n] >= sum(around) / len(around)
        if f.target is not None and abs(plot.at_y(float(f.target)) - plot.at_y(values[n])) < 2 * LETTER:
            above = values[n] >= float(f.target)
        reach = float(f.margin or 0)
        y = plot.at_y(values[n] + reach) - 8 if above else plot.at_y(values[n] - reach) + LETTER + 6
        half = width(label(f.value), LETTER, bold=True) / 2
        x = max(plot.at_x(f.date.toordinal()), half)
        if all(abs(x - other) >= half + room + 4 or abs(y - height) > LETTER for other, height, room in taken):
            taken.append((x, y, half))
            plot.words.append(Words(x, y, label(f.value), "center", INK, bold=f is m.latest))


def _labels_of_days(plot: Plot, m: MeasureShown) -> None:
    """The periods below, those that have room: the last figure's, the first, the day of the projection, then others."""
    days = [(plot.at_x(f.date.toordinal()), when(f)) for f in m.figures]
    if m.projection:
        days.append((plot.at_x(m.projection.on.toordinal()), short(m.projection.on)))
    last = len(m.figures) - 1
    taken: list[tuple[float, float]] = []
    for n in dict.fromkeys([last, 0, len(days) - 1, *range(last - 1, 0, -1)]):
        x, text = days[n]
        half = width(text, SMALL) / 2
        x = min(max(x, half), WIDE - half)
        if all(abs(x - other) >= half + room + 6 for other, room in taken):
            taken.append((x, half))
            plot.words.append(Words(x, _HIGH + 18, text, "center", SOFT, size=SMALL))
