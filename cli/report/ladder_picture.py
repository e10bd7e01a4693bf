"""The geometry of the ladder's two pictures: the rungs with who stands where, and the way on them over time.

Pure: an assessment's ladder in, shapes in user units out; a template draws them. Both pictures are 360 units wide, so that their
text stays readable on a telephone, where they stand one above the other.
"""

import datetime as dt
import textwrap
from dataclasses import dataclass

from cli.report.words import dated
from engine.assessment import Ladder, ReviewShown

WIDTH = 360
_TITLE, _WHO, _LINE = 35, 44, 16
"""How many letters of a title and of a `who` fit on a line of a rung, and how far lines are apart."""


@dataclass(frozen=True)
class Line:
    """A line of text on a rung; `kind` is title, who or mark."""

    y: int
    text: str
    kind: str


@dataclass(frozen=True)
class Bar:
    """A rung: where it lies, its short name, its lines, and whether it is recommended or where the authority stands now."""

    y: int
    height: int
    name: str
    lines: tuple[Line, ...]
    recommended: bool
    current: bool


@dataclass(frozen=True)
class Rungs:
    """The picture of the rungs, the highest on top."""

    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Stop:
    """A review on the way: where it is drawn, and how it is labelled below, if there is room."""

    x: int
    y: int
    label: str | None
    anchor: str


@dataclass(frozen=True)
class Way:
    """The picture of the way: a line through the reviews, and a row for each rung."""

    height: int
    rows: tuple[tuple[int, str], ...]
    path: str
    stops: tuple[Stop, ...]


def rungs(ladder: Ladder) -> Rungs:
    """The rungs with the authority's standing, and the services whose standing is another."""
    bars, y = [], 8
    for rung in reversed(ladder.rungs):
        recommended, current = rung.id == ladder.recommended, rung.id == ladder.current
        elsewhere = [name for name, s in ladder.services.items() if s.recommended == rung.id != ladder.recommended]
        marks = ["▶ recommended"] if recommended else []
        marks += ["● where it stands now"] if current else []
        marks += textwrap.wrap(f"▷ recommended for {', '.join(elsewhere).replace('-', ' ')}", _WHO) if elsewhere else []
        texts = [(t, "title") for t in textwrap.wrap(rung.title, _TITLE)] + [(t, "who") for t in textwrap.wrap(rung.who, _WHO)] + [(t, "mark") for t in marks]
        lines = tuple(Line(y + 22 + n * _LINE, text, kind) for n, (text, kind) in enumerate(texts))
        height = len(texts) * _LINE + 16
        bars.append(Bar(y, height, _short(rung.id), lines, recommended, current))
        y += height + 14
    return Rungs(y - 6, tuple(bars))


_LEFT, _RIGHT, _ROW, _LABEL = 44, 340, 52, 62
"""Where the years begin and end, how far rows are apart, and how wide a label is."""


def way(ladder: Ladder) -> Way | None:
    """The way through the reviews, or None where there was only one."""
    history = ladder.history
    if len(history) < 2:
        return None
    order = [rung.id for rung in reversed(ladder.rungs)]
    rows = tuple((20 + n * _ROW, _short(rung)) for n, rung in enumerate(order))
    y_of = {rung: rows[n][0] for n, rung in enumerate(order)}
    days = (history[-1].date - history[0].date).days

    def x_of(day: dt.date) -> int:
        return _LEFT + (_RIGHT - _LEFT) * (day - history[0].date).days // days

    path = f"M{x_of(history[0].date)} {y_of[history[0].rung]}" + "".join(f"H{x_of(r.date)}V{y_of[r.rung]}" for r in history[1:])
    labelled = _labelled(history, [x_of(r.date) for r in history])
    stops = tuple(
        Stop(x_of(r.date), y_of[r.rung], _when(r.date) if n in labelled else None, "start" if n == 0 else "end" if n == len(history) - 1 else "middle")
        for n, r in enumerate(history)
    )
    return Way(rows[-1][0] + 44, rows, path, stops)


def _labelled(history: tuple[ReviewShown, ...], xs: list[int]) -> set[int]:
    """Which reviews have room for a date: the first and the last, then those that moved, then others."""
    last = len(history) - 1
    moved = [n for n in range(1, last) if history[n].rung != history[n - 1].rung]
    chosen: set[int] = set()
    for n in [0, last, *moved, *range(1, last)]:
        # A label at an end grows inward from its stop, one between them to both sides.
        if all(abs(_middle(n, last, xs) - _middle(m, last, xs)) >= _LABEL for m in chosen if m != n):
            chosen.add(n)
    return chosen


def _middle(n: int, last: int, xs: list[int]) -> int:
    return xs[n] + (_LABEL // 2 if n == 0 else -_LABEL // 2 if n == last else 0)


def _when(day: dt.date) -> str:
    _, month, year = dated(day).split()
    return f"{month[:3]} {year}"


def _short(rung: str) -> str:
    """`2a` for `ladder.rung.2a`: the row's name beside the picture of the rungs."""
    return rung.rpartition(".")[2]
