"""What a report shows of the figures: how far the targets are, the figures over the years, and each measure that calls for a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from cli.pictures.words import title_of
from cli.report.words import capital, counted
from engine.measures.sentences import says

if TYPE_CHECKING:
    from cli.pictures.picture import Picture
    from engine.measures.shown import MeasureShown, MeasuresShown

_NEEDED = ("altair", "vl_convert")


@dataclass(frozen=True)
class Told:
    """A measure: its title, what its figures say, and its pictures."""

    title: str
    says: tuple[str, ...]
    pictures: "tuple[Picture, ...]"


@dataclass(frozen=True)
class Figures:
    """The figures as reports show them. `lacking` says why there are no pictures, where there are none."""

    overview: "tuple[Picture, ...]"
    measures: tuple[Told, ...]
    intro: str
    lacking: str = ""


def lacking() -> str:
    """The library that pictures need and that is not installed; nothing where both are there."""
    return next((library for library in _NEEDED if find_spec(library) is None), "")


def figures(shown: "MeasuresShown") -> Figures | None:
    """The measures of an authority for a report; None where there is nothing to show."""
    if not shown.measures:
        return None
    first = [m for m in shown.measures if m.calls]
    overview: tuple[Picture, ...] = ()
    missing = lacking()
    if not missing:
        from cli.pictures.gap import gaps
        from cli.pictures.heatmap import heatmaps

        overview = (*gaps(shown.measures), *heatmaps(in_order(shown.measures)))
    told = tuple(Told(title_of(m), tuple(says(m)), () if missing else _pictures(m, shown.authority.name)) for m in first)
    why = f"The pictures are left out: they need the library {missing}, which is not installed (peerbench[charts])." if missing else ""
    return Figures(overview, told, _intro(shown, len(first)), why) if overview or told else None


def _intro(shown: "MeasuresShown", first: int) -> str:
    text = f"{capital(counted(len(shown.measures), 'measure'))}, of which {counted(first, 'calls', 'call')} for a look: a target missed, a path to one left, "
    text += "a trend that worsens, or a place in the worst quarter of others."
    if shown.kept_back:
        text += f" {capital(counted(shown.kept_back, 'other measure'))} cannot be shown: what was said in confidence is for the team alone."
    return text


def in_order(measures: "Sequence[MeasureShown]") -> "list[MeasureShown]":
    """Those that call for a look before the others."""
    return sorted(measures, key=lambda m: not m.calls)


def _pictures(m: "MeasureShown", authority: str) -> "tuple[Picture, ...]":
    from cli.pictures.distribution import distribution
    from cli.pictures.trend import trend

    return tuple(p for p in (trend(m), distribution(m, authority)) if p is not None)
