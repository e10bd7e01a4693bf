"""The heat map over the years: a row for each measure, a column for each period, coloured by whether it got better."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from cli.documents.fitting import width
from cli.pictures.picture import Picture, named
from cli.pictures.plot import BETTER, INK, LINE, SAME, SMALL, SOFT, WIDE, WORSE, Mark, Plot, Words, head, wrapped
from cli.pictures.words import ASSUMED, dozens, label, numbered, starred, when
from engine.measures.error import explained
from engine.measures.shown import FigureShown, MeasureShown

_LINE, _ROOM, _MOST = 14, 8, 5
_APRIL = 4
_CELL, _WIDEST, _SHARE = 47, 108, 0.6
"""How wide a cell is at least and at most, and how much of the width all of them may take."""
_LOOK = {"better": (BETTER, "triangle-up"), "worse": (WORSE, "triangle-down"), "same": (SAME, ""), "first": ("white", "")}
_NOTE = "Blue with a triangle up: better than the figure before. Orange with a triangle down: worse. Grey: no difference that can be told."


def heatmaps(measures: Sequence[MeasureShown]) -> list[Picture]:
    """Pictures of the last periods of all measures that have two figures or more, in their order, a dozen in each."""
    parts = dozens([m for m in measures if len(m.figures) > 1])
    return [_heatmap(part, numbered("The figures over the years", n, len(parts))) for n, part in enumerate(parts, start=1)]


def _heatmap(rows: Sequence[MeasureShown], title: str) -> Picture:
    cell = min(_WIDEST, max(_CELL, *(width(label(f.value), SMALL, bold=True) + 10 for m in rows for f in m.figures)))
    columns = _columns(rows)[-max(2, min(_MOST, int(WIDE * _SHARE / cell))) :]
    left = WIDE - cell * len(columns)
    heads = [_heading(column, cell - 1) for column in columns]
    titles = [wrapped(starred(m), left - 10, SMALL) for m in rows]
    tops, high = [], float(max(map(len, heads)) * _LINE + 6)
    first = high
    for lines in titles:
        tops.append(high)
        high += max(2, len(lines)) * _LINE + _ROOM
    plot = Plot((0, WIDE), (high, 0), WIDE, high)
    for n, lines in enumerate(heads):
        bottom = first - 6 - _LINE * (len(lines) - 1)
        plot.words += [Words(left + cell * (n + 0.5), bottom + k * _LINE, line, "center", SOFT, size=SMALL) for k, line in enumerate(lines)]
    cells: dict[str, list[Mark]] = {kind: [] for kind in _LOOK}
    at = {period: n for n, column in enumerate(columns) for period in column}
    for m, lines, top, bottom in zip(rows, titles, tops, [*tops[1:], high], strict=True):
        begin = (top + bottom - len(lines) * _LINE) / 2 - 3
        plot.words += [Words(0, begin + _LINE * (n + 1), line, size=SMALL) for n, line in enumerate(lines)]
        for f, kind in _kinds(m):
            if when(f) in at:
                x, middle = left + cell * at[when(f)], (top + bottom) / 2
                cells[kind].append({"x": x + 1, "x2": x + cell - 1, "y": top + 1, "y2": bottom - 1})
                down = 11 if _LOOK[kind][1] else 4
                plot.words.append(Words(x + cell / 2, middle + down, label(f.value), "center", INK, bold=kind == "worse", size=SMALL))
    _draw(plot, cells)
    note = [_NOTE] + [ASSUMED] * any(m.assumed for m in rows)
    told = " ".join(f"{starred(m)}: {'; '.join(_told(f, kind) for f, kind in _kinds(m))}." for m in rows)
    return named(plot.svg(head(title), wrapped(" ".join(note))), title, " ".join([told, *note[1:]]), title)


def _draw(plot: Plot, cells: Mapping[str, Sequence[Mark]]) -> None:
    for kind, (fill, shape) in _LOOK.items():
        plot.mark("rect", cells[kind], fill=fill, stroke=LINE)
        if shape:
            marks: list[Mark] = [{"x": (c["x"] + c["x2"]) / 2, "y": (c["y"] + c["y2"]) / 2 - 7} for c in cells[kind]]
            plot.mark("point", marks, shape=shape, filled=True, fill=INK, size=34, opacity=1)


def _columns(rows: Sequence[MeasureShown]) -> list[tuple[str, ...]]:
    """The periods in the order of time; 2008 and 2008/09 share a column unless a measure has figures of both."""
    ends: dict[str, dt.date] = {}
    years: dict[str, str] = {}
    for m in rows:
        for f in m.figures:
            ends[when(f)] = max(f.date, ends.get(when(f), f.date))
            years[when(f)] = _year(f)
    apart = any(many > 1 for m in rows for many in Counter(_year(f) for f in m.figures).values())
    columns: dict[str, list[str]] = {}
    for period in sorted(ends, key=lambda p: (ends[p], p)):
        columns.setdefault(period if apart else years[period], []).append(period)
    return [tuple(column) for column in sorted(columns.values(), key=lambda column: max(ends[p] for p in column))]


def _heading(column: Sequence[str], room: float) -> list[str]:
    """The periods of a column, the longest first; days only where there are no periods, and of these the last."""
    periods = sorted((p for p in column if " " not in p), key=lambda p: (-len(p), p)) or [column[-1]]
    return [line for period in periods for line in wrapped(period, room, SMALL)]


def _year(f: FigureShown) -> str:
    """The year in which a period begins, where it says so; of a day, its financial year."""
    if f.period and f.period[:4].isdecimal():
        return f.period[:4]
    return f.period or str(f.date.year - (f.date.month < _APRIL))


def _kinds(m: MeasureShown) -> list[tuple[FigureShown, str]]:
    """Each figure with what became of it since the last that counts. A provisional one without a margin is not judged, as elsewhere."""
    out: list[tuple[FigureShown, str]] = []
    before: FigureShown | None = None
    for f in m.figures:
        if f.provisional and f.margin is None:
            out.append((f, "same"))
        else:
            out.append((f, "first" if before is None else _change(m, before, f)))
            before = f
    return out


def _change(m: MeasureShown, before: FigureShown, f: FigureShown) -> str:
    if f is m.latest and m.change is not None:
        better = m.change.better
    else:
        by = f.value - before.value
        doubted = explained(by, *(Fraction(x.margin) ** 2 for x in (before, f) if x.margin is not None))
        better = None if not by or doubted or m.better == "neither" else (by > 0) == (m.better == "higher")
    return "same" if better is None else "better" if better else "worse"


def _told(f: FigureShown, kind: str) -> str:
    return f"{when(f)} {label(f.value)}" + {"first": "", "same": ", no difference"}.get(kind, f", {kind}")
