"""Where an authority stands among others: the middle half of them, their median, each of them where a table has them, and the authority itself."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from cli.documents.fitting import shortened, width
from cli.pictures.picture import Picture, named
from cli.pictures.plot import INK, LETTER, LINE, OWN, SOFT, WASH, WIDE, Mark, Plot, Words, head, padded, spread, wrapped
from cli.pictures.words import label, title_of, way, when
from engine.measures.peers import SMALLEST_GROUP, quartiles
from engine.measures.shown import MeasureShown

_EDGE, _NAME, _BAND, _DOTS = 16, 34, 18, 64
_RADIUS = 2.5
_BOLD = 1.1
"""How much wider bold letters are."""


def distribution(m: MeasureShown, authority: str, others: Sequence[Decimal] = ()) -> Picture | None:
    """The picture of a measure's latest figure among `others`, or among the peers that its item names; None for fewer than five."""
    value = m.latest.value
    group = m.peers or m.neighbours
    if len(others) >= SMALLEST_GROUP:
        low, middle, high = (Decimal(float(q)) for q in quartiles(others))
        who = f"{len(others):,} others"
    elif group is not None:
        low, middle, high = group.quartiles
        who = f"{group.n} {'others' if m.peers else 'statistical neighbours'}" + (f" ({group.family})" if group.family else "")
        others = ()
    else:
        return None
    top = _NAME + (_DOTS if others else 0)
    plot = _plot([float(v) for v in (value, low, high, *others)], top + _BAND)
    plot.mark("rule", [{"x": plot.x[0], "x2": plot.x[1], "y": top + _BAND / 2}], color=LINE)
    plot.mark("rect", [{"x": float(low), "x2": float(high), "y": top, "y2": top + _BAND}], fill=WASH, stroke=SOFT)
    plot.mark("rule", [{"x": float(middle), "y": top, "y2": top + _BAND}], color=INK, strokeWidth=2.5)
    plot.mark("point", _piled(plot, others, top - 4), shape="circle", filled=True, fill=SOFT, size=16, opacity=0.75)
    plot.mark("rule", [{"x": float(value), "y": 24, "y2": top + _BAND}], color=OWN, strokeWidth=2)
    plot.mark("point", [{"x": float(value), "y": 22}], shape="triangle-down", filled=True, fill=OWN, size=110, opacity=1)
    figure = f" {label(value)}"
    name = shortened(authority, LETTER, (WIDE - width(figure, LETTER, bold=True)) / _BOLD, 1) + figure
    half = width(name, LETTER, bold=True) / 2
    plot.words.append(Words(min(max(plot.at_x(float(value)), half), WIDE - half), 12, name, "center", OWN, bold=True))
    marks = [label(q) for q in (low, middle, high)]
    room = [width(text, LETTER) + 8 for text in marks]
    for x, text in zip(spread([plot.at_x(float(q)) for q in (low, middle, high)], room, 0, WIDE), marks, strict=True):
        plot.words.append(Words(x, top + _BAND + 16, text, "center", SOFT))
    text = f"The band is the middle half of {who}, and the line in it their median."
    told = f"{authority}{figure} in {when(m.latest)}. Of {who} a quarter are below {marks[0]}, half below {marks[1]}, and three quarters below {marks[2]}."
    note = [*wrapped("; ".join(part for part in (way(m), when(m.latest)) if part)), *wrapped(text)]
    return named(plot.svg(head(title_of(m)), note, 20), title_of(m), told, f"distribution-{m.measure}-{m.about}")


def _plot(values: Sequence[float], high: int) -> Plot:
    """A field whose height is counted in units from the top."""
    return Plot(padded(values, 0.05), (high, 0), WIDE - 2 * _EDGE, high, _EDGE)


def _piled(plot: Plot, others: Sequence[Decimal], base: float) -> list[Mark]:
    """A dot for each of the others; those that would cover each other are piled up, closer where there is no room."""
    step = 2 * _RADIUS * (plot.x[1] - plot.x[0]) / plot.wide
    piles = Counter(round((float(v) - plot.x[0]) / step) for v in others)
    rise = min(2 * _RADIUS, (_DOTS - 12) / max(piles.values(), default=1))
    return [{"x": plot.x[0] + pile * step, "y": base - _RADIUS - n * rise} for pile, count in sorted(piles.items()) for n in range(count)]
