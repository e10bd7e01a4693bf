"""The same facts for a whole table of authorities at once, with NumPy and Polars.

A table has one row for each authority, measure and day: columns `authority`, `measure`, `date` and `value`, and whatever
says who is compared with whom. Values are counted in the smallest decimal that any of them has, as whole numbers, so
that ranks, quarters and medians are exact; what is divided in the end is rounded once, to the nearest double.

Where one authority is compared with others in its evidence, the others leave it out. In a table a group is whole, as
those who publish medians and quartiles take it: everybody is among those with whom they are compared.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.measures.peers import SMALLEST_GROUP
from engine.measures.trend import sureness, theil_sen

Whole = npt.NDArray[np.int64]

_STANDING = {"n": pl.Int64, "low": pl.Float64, "median": pl.Float64, "high": pl.Float64, "mad": pl.Float64, "mads": pl.Float64,
             "quarter": pl.Int64, "rank": pl.Int64}  # fmt: skip


def whole(values: pl.Series) -> tuple[Whole, int]:
    """Values as whole numbers, and of how many decimals they are counted. Takes texts, decimals, integers and floats.

    A float stands for the shortest decimal that reads as it. Raises ValueError where a value is no number, is missing, or
    is too large to be counted so (beyond some nine digits before the point and nine behind).
    """
    try:
        exact = [Decimal(str(v)) for v in values.to_list()]
    except ArithmeticError as error:
        raise ValueError("a value is no number") from error
    if any(not v.is_finite() for v in exact):
        raise ValueError("a value is no number")
    places = max((max(0, -int(v.normalize().as_tuple().exponent)) for v in exact), default=0)
    counted = [int(v.scaleb(places)) for v in exact]
    if any(abs(v) > 2**58 for v in counted):
        raise ValueError("a value is too large, or has too many decimals")
    return np.array(counted, dtype=np.int64), places


def latest(table: pl.DataFrame) -> pl.DataFrame:
    """The rows with the last figure of each authority and measure."""
    return table.sort("date").group_by("authority", "measure", maintain_order=True).last()


def changes(table: pl.DataFrame) -> pl.DataFrame:
    """The table, by authority, measure and day, with `change`: each figure less the one before; missing for the first."""
    ordered = table.sort("authority", "measure", "date")
    counted, places = whole(ordered["value"])
    difference = pl.col("counted").diff().over("authority", "measure").cast(pl.Float64) / 10**places
    return ordered.with_columns(counted=pl.Series(counted)).with_columns(change=difference).drop("counted")


def standing(table: pl.DataFrame, better: Mapping[str, int], among: Sequence[str] = ("measure", "date")) -> pl.DataFrame:
    """The table with each figure's place among those that are alike in the columns `among`.

    Added are `n`, the quartiles `low`, `median` and `high`, the median absolute deviation `mad`, the distance from the
    median in it, `mads` (above is positive), `quarter` (1 is the worst) and `rank` (1 is the best, equals share the better
    one), as engine.measures.peers defines them. `better` says by measure 1 where more is better, -1 where less is; for
    others there is neither quarter nor rank. In groups of fewer than five nothing but `n` is given.
    """
    counted, places = whole(table["value"])
    unit = 10**places
    out: dict[str, list[float | int | None]] = {name: [None] * len(table) for name in _STANDING}
    signs = [better.get(m, 0) for m in table["measure"].to_list()]
    groups = table.with_row_index("row").group_by(*among, maintain_order=True).agg("row")
    for rows in groups["row"].to_list():
        own = counted[rows]
        ordered = np.sort(own)
        quarters_of = [_quartile(ordered, part) for part in (1, 2, 3)]
        away = 4 * own - quarters_of[1]
        mad = _quartile(np.sort(np.abs(away)), 2)
        above, below = np.searchsorted(ordered, own, "right"), np.searchsorted(ordered, own, "left")
        for at, row in enumerate(rows):
            out["n"][row] = len(rows)
            if len(rows) < SMALLEST_GROUP:
                continue
            for name, figure in zip(("low", "median", "high"), quarters_of, strict=True):
                out[name][row] = figure / (4 * unit)
            out["mad"][row] = mad / (16 * unit)
            out["mads"][row] = int(away[at]) * 4 / mad if mad else None if away[at] else 0.0
            sign = signs[row]
            if sign:
                out["quarter"][row] = 1 + sum(sign * (4 * int(own[at]) - figure) >= 0 for figure in quarters_of)
                out["rank"][row] = 1 + (len(rows) - int(above[at]) if sign > 0 else int(below[at]))
    return table.with_columns(pl.Series(name, out[name], dtype=dtype) for name, dtype in _STANDING.items())


def _quartile(ordered: Whole, part: int) -> int:
    """Four times a quartile of ordered whole numbers."""
    place, rest = divmod((len(ordered) - 1) * part, 4)
    low, high = int(ordered[place]), int(ordered[min(place + 1, len(ordered) - 1)])
    return 4 * low + (high - low) * rest


def trends(table: pl.DataFrame, over: int) -> pl.DataFrame:
    """For each authority and measure with so many figures: `slope` a year of the last of them (Theil and Sen), and `sure` (Mann and Kendall).

    Each is worked out by the definition of engine.measures.trend. How sure a trend is depends on the order of its figures
    alone, so that each order is worked out once.
    """
    rows = []
    for (authority, measure), figures in table.sort("date").group_by("authority", "measure", maintain_order=True):
        last = figures.tail(over)
        if len(last) == over and last["date"].n_unique() > 1:
            counted, places = whole(last["value"])
            slope = theil_sen(last["date"].to_list(), counted.tolist()).slope / 10**places
            rows.append((authority, measure, float(slope), _sure(tuple(np.unique(counted, return_inverse=True)[1].tolist()))))
    return pl.DataFrame(rows, schema={"authority": pl.String, "measure": pl.String, "slope": pl.Float64, "sure": pl.Float64}, orient="row")


@cache
def _sure(order: tuple[int, ...]) -> float:
    return float(sureness(order))
