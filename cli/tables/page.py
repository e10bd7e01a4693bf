"""The page of a sector: one HTML file, no script, no network, the same bytes for the same table."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from cli.report import words
from cli.tables.drawing import DOTS, LEFT, RIGHT, ROW, WIDE, Drawing, places_for, plainly
from cli.tables.standings import Measure, Sector, Stand, Whose
from engine.measures.words import rounded

QUARTERS = {1: "worst quarter", 2: "second worst quarter", 3: "second best quarter", 4: "best quarter"}


@dataclass(frozen=True)
class Shown:
    """A measure as the page shows it. `n` is its number on the page."""

    n: int
    measure: Measure

    @cached_property
    def drawing(self) -> Drawing:
        """Its picture."""
        return Drawing(self.measure)

    @property
    def scale(self) -> tuple[str, str]:
        """The two ends of the scale, in words."""
        (least, most), (below, above) = plainly(self.drawing.ends), self.drawing.cut
        return f"{least} or less" if below else least, f"{most} or more" if above else most

    @property
    def way(self) -> str:
        """Which way is better."""
        return f"{self.measure.better.capitalize()} is better." if self.measure.better else "Neither more nor less is better."

    @property
    def last(self) -> str:
        """The last period in words."""
        year = self.measure.years[-1]
        values = [float(s.value) for s in year.stands.values()]
        out = f"{year.period}: {words.counted(len(values), 'authority', 'authorities')}"
        if year.low is None or year.median is None or year.high is None:
            return f"{out}, too few to compare."
        least, low, median, high, most = plainly([min(values), year.low, year.median, year.high, max(values)])
        unit = f" {self.measure.unit}" if self.measure.unit else ""
        return f"{out}, from {least} to {most}{unit}. Half of them lie between {low} and {high}; {median} is in the middle."

    @property
    def medians(self) -> str:
        """The median of each period in words."""
        known = [(y.period, y.median) for y in self.measure.years if y.median is not None]
        figures = plainly([m for _, m in known]) if known else []
        return "The middle: " + ", ".join(f"{period} {figure}" for (period, _), figure in zip(known, figures, strict=True)) + "."

    def of(self, key: str) -> Iterator[tuple[int, str, Stand]]:
        """The rows in which an authority has a figure."""
        for row, year in enumerate(self.measure.years):
            if key in year.stands:
                yield row, year.period, year.stands[key]

    def latest(self, key: str) -> Stand | None:
        """The figure of the last period, if an authority has one."""
        return self.measure.years[-1].stands.get(key)

    def sentence(self, key: str) -> str:
        """Where an authority stands by its latest figure, in words."""
        rows = list(self.of(key))
        if not rows:
            return "No figure."
        row, period, stand = rows[-1]
        unit = f" {self.measure.unit}" if self.measure.unit else ""
        out = f"{self.figure(stand)}{unit} in {period}"
        if stand.rank is not None and stand.quarter is not None:
            out += f": {stand.rank} of {len(self.measure.years[row].stands)}, {QUARTERS[stand.quarter]}"
        if stand.mads is not None:
            side = "above" if stand.mads > 0 else "below"
            out += "; in the middle" if not stand.mads else f"; {abs(stand.mads):.1f} MADs {side} the middle"
        return out + "."

    def series(self, key: str) -> str:
        """All figures of an authority in words."""
        return "; ".join(f"{period} {self.figure(stand)}" for _, period, stand in self.of(key))

    def figure(self, stand: Stand) -> str:
        """A figure, as finely as the picture can tell."""
        least, most = self.drawing.ends
        return f"{rounded(stand.value, places_for(most - least)):,f}"


@dataclass(frozen=True)
class Entry:
    """An authority as the page shows it; `n` is its number, by which links lead to it."""

    n: int
    whose: Whose

    @property
    def what(self) -> str:
        """Its type and region."""
        return ", ".join(dict.fromkeys(part for part in (words.capital(self.whose.type or ""), self.whose.region) if part))


def sector_page(sector: Sector) -> str:
    """The page as HTML."""
    shown = [Shown(n, measure) for n, measure in enumerate(sector.measures, start=1)]
    entries = [Entry(n, whose) for n, whose in enumerate(sector.authorities, start=1)]
    periods = [year.period for measure in sector.measures for year in measure.years]
    span = f"{min(periods)} to {max(periods)}" if len(set(periods)) > 1 else periods[0]
    numbers = {entry.whose.key: entry for entry in entries}
    size = {"wide": WIDE, "left": LEFT, "right": RIGHT, "row": ROW, "dots": DOTS}
    return _environment().get_template("sector.html.j2").render(sector=sector, shown=shown, entries=entries, span=span, numbers=numbers, size=size)


@cache
def _environment() -> Environment:
    loaders = ChoiceLoader([PackageLoader("cli.tables", "templates"), PackageLoader("cli.report", "templates")])
    environment = Environment(loader=loaders, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters.update(counted=words.counted)
    environment.globals.update(quarters=QUARTERS)
    return environment
