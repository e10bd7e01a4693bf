"""The gap: how far each measure falls short of its target or goes beyond it, and how far it is likely to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cli.pictures.picture import Picture, named
from cli.pictures.plot import AIM, INK, LETTER, OWN, SOFT, WIDE, Mark, Plot, Words, head, wrapped
from cli.pictures.words import ASSUMED, dozens, label, numbered, short, starred
from engine.measures.shown import MeasureShown

_BAR, _LINE, _BETWEEN, _EDGE = 14, 15, 14, 8
_LEAST, _SIDE = 0.1, 0.5
"""The scale shows a tenth of a target on either side at the least, and half of it at the most; what lies farther out ends there."""


@dataclass(frozen=True)
class _Row:
    """A measure against its target: shares of the target, beyond it above nought."""

    title: str
    now: float
    met: bool | None
    likely: float | None
    says: str
    told: str


def gaps(measures: Sequence[MeasureShown]) -> list[Picture]:
    """Pictures of all measures that have a target, the farthest from it first, a dozen in each."""
    rows = sorted((row for m in measures if (row := _row(m)) is not None), key=lambda r: r.now)
    farthest = max((abs(v) for row in rows for v in (row.now, row.likely) if v is not None), default=0.0)
    parts = dozens(rows)
    return [_gap(part, numbered("How far from the targets", n, len(parts)), min(_SIDE, max(_LEAST, farthest))) for n, part in enumerate(parts, start=1)]


def _gap(rows: Sequence[_Row], title: str, reach: float) -> Picture:
    titles = [wrapped(row.title) for row in rows]
    tops, high = [], 0
    for lines in titles:
        tops.append(high)
        high += len(lines) * _LINE + _BAR + 4 + _BETWEEN
    plot = Plot((-reach, reach), (high, 0), WIDE - 2 * _EDGE, high, _EDGE)
    for row, lines, top in zip(rows, titles, tops, strict=True):
        plot.words += [Words(0, top + _LINE * (n + 1) - 3, line) for n, line in enumerate(lines)]
        y = top + len(lines) * _LINE + 4
        short_of = row.now < 0
        share = max(-reach, min(reach, row.now))
        fill = "white" if row.met is None else AIM if short_of else OWN
        plot.mark("rect", [{"x": share, "x2": 0.0, "y": y, "y2": y + _BAR}], fill=fill, stroke=SOFT if row.met is None else fill)
        plot.words.append(Words(WIDE / 2 + (8 if short_of else -8), y + _BAR - 3, row.says, "left" if short_of else "right", INK, bold=row.met is False))
        if row.likely is not None:
            likely: Mark = {"x": max(-reach, min(reach, row.likely)), "y": y + _BAR / 2}
            plot.mark("point", [likely], shape="diamond", fill="white", stroke=INK, strokeWidth=1.5, size=70, opacity=1)
    bars = [top + len(lines) * _LINE for lines, top in zip(titles, tops, strict=True)]
    plot.mark("rule", [{"x": 0.0, "y": y + 1, "y2": y + _BAR + 7} for y in bars], color=INK, strokeWidth=1.5)
    text = "Left of the line short of the target, right of it beyond, as a share of the target."
    if any(row.met is None for row in rows):
        text += " A bar that is not filled lies within the margin of error."
    if any(row.likely is not None for row in rows):
        text += " The diamond is where it is likely to be on the target's day."
    if any(max(abs(row.now), abs(row.likely or 0)) > reach for row in rows):
        text += f" Bars end at {reach:.0%}."
    assumed = [ASSUMED] * any(row.title.endswith("*") for row in rows)
    plot.words += [Words(0, high + LETTER - 8, f"{reach:.0%} short", colour=SOFT), Words(WIDE, high + LETTER - 8, f"{reach:.0%} beyond", "right", SOFT)]
    told = " ".join([*(row.told for row in rows), *assumed])
    return named(plot.svg(head(title), wrapped(" ".join([text, *assumed])), 10), title, told, title)


def _row(m: MeasureShown) -> _Row | None:
    """None without a target, and for a target of nought, of which nothing is a share."""
    p = m.projection
    likely = None
    if p is not None and p.gap is not None and p.target:
        likely = -float(p.gap / abs(p.target))
    if m.target is not None and m.target.value:
        aim, off, met = m.target.value, m.target.short, m.target.met
    elif m.path is not None and m.path.due and m.better != "neither":
        aim, met = m.path.due, m.path.on_track
        off = (aim - m.latest.value) * (1 if m.better == "higher" else -1)
    else:
        return None
    says = f"{label(m.latest.value)}, target {label(aim)}" if m.target else f"{label(m.latest.value)}, due {label(aim)}"
    told = f"{starred(m)}: {says}, {_far(off)}" + (", within the margin of error" if met is None else "")
    if likely is not None and p is not None:
        told += f"; likely {label(p.value)} on {short(p.on)}, {_far(p.gap or Decimal(0))}"
    return _Row(starred(m), -float(off / abs(aim)), met, likely, says, f"{told}.")


def _far(off: Decimal) -> str:
    return f"{label(off)} short" if off > 0 else f"{label(-off)} beyond" if off else "just reached"
