"""What every picture is drawn on and with: its size, its colours, its letters, and the marks that Altair draws.

The colours are told apart by people with any kind of colour-blindness (a test simulates it), and none says anything alone: a shape,
a dash or a word says it, too.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import altair as alt
import vl_convert

from cli.documents.fitting import width
from cli.pictures.picture import FONT, tidied

WIDE = 360
INK, SOFT, LINE, WASH = "#17262d", "#4a5b63", "#c9d3d8", "#e9f1f5"
OWN, AIM = "#0b5577", "#b3470b"
"""The authority's own figures, and what it aims at or falls short of."""
BETTER, WORSE, SAME = "#a3cadb", "#f6c29c", "#eef1f2"
SMALL, LETTER, TITLE = 11, 12, 14
_LEADING = 1.25

Mark = Mapping[str, Any]

_LOOKS = {"x": "x", "y": "y", "align": "align", "fill": "colour", "fontSize": "size", "fontWeight": "bold ? 'bold' : 'normal'"}
_EACH_ITS_OWN: dict[str, Any] = {look: alt.ExprRef(f"datum.{word}") for look, word in _LOOKS.items()}
"""Each text looks as it says itself."""


@dataclass(frozen=True)
class Words:
    """A text in a picture: where, how it hangs there, and how it looks."""

    x: float
    y: float
    text: str
    align: str = "left"
    colour: str = INK
    bold: bool = False
    size: int = LETTER


@dataclass
class Plot:
    """A field of `wide` by `high` units with its scales, on which layers are laid one upon the other. Texts are placed in units, from the top left."""

    x: tuple[float, float]
    y: tuple[float, float]
    wide: float
    high: float
    left: float = 0
    layers: list[Any] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def at_x(self, value: float) -> float:
        """How far from the left a value stands."""
        low, high = self.x
        return self.left + (value - low) / (high - low) * self.wide

    def at_y(self, value: float) -> float:
        """How far from the top a value stands."""
        low, high = self.y
        return (high - value) / (high - low) * self.high

    def mark(self, kind: str, points: Sequence[Mark], **look: Any) -> None:
        """Marks of one kind and look at `x`, `y`, to `x2`, `y2` where these are given. Nothing for no points."""
        if not points:
            return
        of: dict[str, Any] = {
            "x": alt.X("x:Q", scale=alt.Scale(domain=list(self.x), nice=False, zero=False), axis=None),
            "y": alt.Y("y:Q", scale=alt.Scale(domain=list(self.y), nice=False, zero=False), axis=None),
        }
        of |= {end: alt.X2(end) if end == "x2" else alt.Y2(end) for end in ("x2", "y2") if end in points[0]}
        rows = [dict(point) | {"n": n} for n, point in enumerate(points)]
        if kind == "line":
            of["order"] = alt.Order("n:Q")
        self.layers.append(getattr(alt.Chart(_data(rows)), f"mark_{kind}")(clip=False, **look).encode(**of))

    def svg(self, title: Sequence[str], note: Sequence[str], below: float = 0) -> str:
        """The drawing, under its title and a note on what is shown, with room below for texts that hang there."""
        head = sum(_step(TITLE) for _ in title) + sum(_step(LETTER) for _ in note) + 10
        text = [Words(0, -head + _step(TITLE) * (n + 0.8), line, bold=True, size=TITLE) for n, line in enumerate(title)]
        top = -head + _step(TITLE) * len(title)
        text += [Words(0, top + _step(LETTER) * (n + 0.8), line, colour=SOFT) for n, line in enumerate(note)]
        data = [asdict(w) | {"x": w.x - self.left} for w in (*text, *self.words)]
        words = alt.Chart(_data(data)).mark_text(clip=False, baseline="alphabetic", font=FONT, **_EACH_ITS_OWN).encode(text=alt.Text("text:N"))
        chart = alt.layer(*self.layers, words).properties(width=self.wide, height=self.high, autosize=alt.AutoSizeParams(type="none"))
        room = {"left": self.left, "top": head, "right": WIDE - self.left - self.wide, "bottom": below + 4}
        chart = chart.properties(padding=room).configure(font=FONT, aria=False).configure_view(stroke=None)
        return tidied(vl_convert.vegalite_to_svg(chart.to_dict(validate=False)))


def _data(rows: Sequence[Mark]) -> Any:
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def _step(size: float) -> float:
    return size * _LEADING


def wrapped(text: str, room: float = WIDE, size: int = LETTER, *, bold: bool = False) -> list[str]:
    """A text in lines that are no wider than the room."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines += [word] if width(word, size, bold=bold) <= room else textwrap.wrap(word, max(4, int(room / size * 1.5)))
    return lines


def head(text: str) -> list[str]:
    """A title in lines."""
    return wrapped(text, WIDE, TITLE, bold=True)


def spread(places: Sequence[float], gap: float | Sequence[float], low: float, high: float) -> list[float]:
    """Places moved as little as need be until neighbours are `gap` apart, in their order, within the ends where there is room.

    With a sequence of gaps, each place needs half of its own on both sides.
    """
    needs = [gap] * len(places) if isinstance(gap, (int, float)) else list(gap)
    order = sorted(range(len(places)), key=lambda n: places[n])
    out = list(places)
    for before, n in zip([None, *order], order, strict=False):
        least = low + needs[n] / 2 if before is None else out[before] + (needs[before] + needs[n]) / 2
        out[n] = max(out[n], least)
    for after, n in zip([None, *reversed(order)], reversed(order), strict=False):
        most = high - needs[n] / 2 if after is None else out[after] - (needs[after] + needs[n]) / 2
        out[n] = min(out[n], most)
    return out


def padded(values: Sequence[float], share: float = 0.08) -> tuple[float, float]:
    """The ends of a scale with some room beyond the values on both sides."""
    low, high = min(values), max(values)
    room = (high - low) * share or abs(high) * share or 1.0
    return low - room, high + room
