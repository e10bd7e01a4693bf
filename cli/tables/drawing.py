"""The picture of a measure: a row of bars for each period, all on one scale, and a dot for each authority on top.

It is drawn 360 wide, so that its words can be read on a telephone. Of the scale the ends are cut where a few figures lie
so far out that nothing else could be told apart: what lies beyond stands in the last bar.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cli.tables.standings import Measure, Year

WIDE, LEFT, RIGHT, ROW, DOTS = 360, 60, 352, 30, 64
_BINS, _MANY = 37, 50
_RADIUS = 2.6
_SPAN = 100
_FAR = 3
"""So many times the middle half of the figures beyond it, a figure lies far out."""


@dataclass(frozen=True)
class Drawing:
    """Where everything of a measure stands."""

    measure: Measure

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Between which figures the scale goes."""
        values = [float(s.value) for year in self.measure.years for s in year.stands.values()]
        least, most = min(values), max(values)
        known = [(y.low, y.high) for y in self.measure.years if y.low is not None and y.high is not None]
        if known:
            wide = max(high - low for low, high in known)
            if wide > 0:
                least = max(least, min(low for low, _ in known) - _FAR * wide)
                most = min(most, max(high for _, high in known) + _FAR * wide)
        return (least, most) if most > least else (least - 1, least + 1)

    @property
    def cut(self) -> tuple[bool, bool]:
        """Whether figures lie beyond the one end, and beyond the other."""
        values = [float(s.value) for year in self.measure.years for s in year.stands.values()]
        return min(values) < self.ends[0], max(values) > self.ends[1]

    @property
    def height(self) -> int:
        """Of the rows, with the scale below them."""
        return ROW * len(self.measure.years) + 22

    def x(self, value: float) -> float:
        """Where a figure stands from left to right."""
        least, most = self.ends
        share = (min(max(value, least), most) - least) / (most - least)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def base(self, row: int) -> int:
        """The line on which the bars of a row stand."""
        return ROW * (row + 1) - 2

    @cached_property
    def bins(self) -> int:
        """How many bars a row has at most: one for each figure that there can be, where these are few."""
        places = max(max(0, -int(s.value.as_tuple().exponent)) for year in self.measure.years for s in year.stands.values())
        least, most = self.ends
        units = round((most - least) * 10**places) + 1
        return units if 2 < units <= _MANY else _BINS

    def bars(self, row: int) -> str:
        """The bars of a period, as one path: how many figures lie where."""
        year, base = self.measure.years[row], self.base(row)
        step = (RIGHT - LEFT) / (self.bins - 1)
        counts = Counter(round((self.x(float(s.value)) - LEFT) / step) for s in year.stands.values())
        tall = max(counts.values())
        parts = []
        for at in sorted(counts):
            high = round(max(1.0, counts[at] / tall * (ROW - 8)), 1)
            parts.append(f"M{round(LEFT + (at - 0.5) * step + 0.5, 1):g} {base}v-{high:g}h{round(step - 1, 1):g}v{high:g}z")
        return "".join(parts)

    def middle(self, year: Year) -> float | None:
        """Where the median of a period stands."""
        return None if year.median is None else self.x(year.median)

    def dots(self) -> Iterator[tuple[str, float, float]]:
        """The dots of the last period, those that would cover each other piled up: whose, across, down."""
        piles: Counter[int] = Counter()
        year = self.measure.years[-1]
        fullest = max(Counter(self._pile(float(s.value)) for s in year.stands.values()).values())
        rise = min(2 * _RADIUS, (DOTS - 2 * _RADIUS - 2) / max(1, fullest - 1))
        for name, stand in sorted(year.stands.items(), key=lambda one: (one[1].value, one[0])):
            pile = self._pile(float(stand.value))
            yield name, round(LEFT + pile * 2 * _RADIUS, 1), round(DOTS - _RADIUS - 1 - piles[pile] * rise, 1)
            piles[pile] += 1

    def _pile(self, value: float) -> int:
        return round((self.x(value) - LEFT) / (2 * _RADIUS))


def places_for(spread: float) -> int:
    """How many decimals it takes to tell a hundredth of a span, or nearly."""
    return next((p for p in range(6) if spread * 10**p >= _SPAN), 6)


def plainly(values: Sequence[float]) -> list[str]:
    """Figures with as many decimals as their span calls for, without noughts that all have at the end."""
    places = places_for(max(values) - min(values) or abs(values[0]) or 1.0)
    while places and all(f"{v:.{places}f}".endswith("0") for v in values):
        places -= 1
    return [f"{v:,.{places}f}" for v in values]
