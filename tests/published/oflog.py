"""Oflog's measures of adult social care, worked out again: medians, distances from them, triggers and the ladder of every authority and year."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import quantiles

import polars as pl

from engine.compile import compile_plan
from engine.home import home
from engine.ladder import Climb
from engine.load import load
from engine.measures.columns import standing
from engine.sector.rungs import climbs
from evidence.tables.read import Table, read_table

MAPPING = Path(__file__).parent / "oflog" / "map.yaml"
SERVICE = "adult-social-care"
EIGHT_DECIMALS = 1e-8
BINARY = 1e-15
"""How far, in parts of itself, a mean of two figures may lie off that was taken in binary fractions."""


def read(folder: Path) -> Table:
    """The table, through its mapping."""
    return read_table(folder / "oflog_ASC_data.csv", MAPPING)


@dataclass(frozen=True)
class Medians:
    """How many figures have a published median that is ours as printed, but for binary fractions, or but for decimals that were not printed."""

    figures: int
    as_printed: int
    binary: int
    unprinted: int
    unprinted_groups: tuple[tuple[str, str, str, str], ...]
    """Code, year, the median published, and ours, of those groups."""
    distances: int
    """How many published distances are ours to eight decimals."""
    furthest: float
    """The greatest difference between a published distance and ours."""


def medians(folder: Path) -> Medians:
    """Every published median and distance, beside the same from the published values."""
    given = pl.read_csv(folder / "oflog_ASC_data.csv", infer_schema=False).filter(pl.col("Value").is_not_null())
    ours = standing(given.select(authority="Local authority code", measure="Code", date="Financial year", value="Value"), {})
    differences = [abs(mine - float(there)) for mine, there in zip(ours["mads"], given["MADs_from_median"], strict=True)]
    counts: Counter[str] = Counter()
    apart = []
    for (code, year), rows in given.group_by("Code", "Financial year", maintain_order=True):
        values = sorted(map(Decimal, rows["Value"]))
        middle = values[(len(values) - 1) // 2], values[len(values) // 2]
        mine, there = sum(map(Fraction, middle)) / 2, Fraction(Decimal(rows["MEDIAN"][0]))
        # Half a unit in the last place that the figures in the middle were printed to.
        unprinted = max(Fraction(1, 2) / 10 ** -int(v.as_tuple().exponent) for v in middle)
        how = "as_printed" if mine == there else "binary" if abs(mine - there) <= there * Fraction(BINARY) else "unprinted"
        if how == "unprinted":
            assert abs(mine - there) <= unprinted, (code, year, mine, there)
            apart.append((str(code), str(year), rows["MEDIAN"][0], f"{Decimal(mine.numerator) / mine.denominator:f}"))
        counts[how] += len(rows)
    within = sum(d < EIGHT_DECIMALS for d in differences)
    return Medians(len(given), counts["as_printed"], counts["binary"], counts["unprinted"], tuple(apart), within, max(differences))


def replayed(table: Table) -> dict[str, tuple[Climb, ...]]:
    """The ladder of every authority and of its adult social care, review by review."""
    plan = compile_plan([load(home() / "intervention-ladder")])
    return dict(climbs(plan, plan.ladders[0], table.long()))


def proved(replays: Mapping[str, Iterable[Climb]], trigger: str) -> set[tuple[str, int]]:
    """For whose adult social care, and at the review of which year, a trigger is proved."""
    return {(name, r.date.year) for name, ways in replays.items() for c in ways if c.subject == SERVICE for r in c.reviews if trigger in r.proved}


def worst_quarter(table: Table) -> set[tuple[str, int]]:
    """Who has, at the review of which year, a figure of the last two years in the worst quarter of all others: by Python's own quantiles."""
    figures = table.items.filter(pl.col("better") == "higher").select("authority", "key", "date", "value").sort("date")
    groups: dict[tuple[str, dt.date], dict[str, Decimal]] = defaultdict(dict)
    for name, key, day, value in figures.iter_rows():
        groups[key, day][name] = Decimal(value)
    worst = {(key, day, name) for (key, day), values in groups.items() for name in _below(values)}
    found = set()
    for (name, key), series in figures.group_by("authority", "key", maintain_order=True):
        days = series["date"].to_list()
        for year in range(2016, 2024):
            last = max((d for d in days if d <= dt.date(year, 3, 31)), default=None)
            if last is not None and year - last.year <= 2 and (key, last, name) in worst:
                found.add((str(name), year))
    return found


def _below(values: Mapping[str, Decimal]) -> Iterable[str]:
    for name, value in values.items():
        if value < quantiles((v for other, v in values.items() if other != name), n=4, method="inclusive")[0]:
            yield name
