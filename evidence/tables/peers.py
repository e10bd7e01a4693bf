"""Where the others of a table stand: for each figure the quartiles of all others like it, worked out once and exactly."""

from decimal import Context, Decimal
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars as pl

_WIDE = Context(prec=200)
_MOST = 2**59
"""Whole numbers below it can be taken four times in 64 bits."""
SMALLEST = 5
"""Of fewer others nothing is said: their quartiles would tell who is who."""


def with_peers(items: "pl.DataFrame", among: str) -> "pl.DataFrame":
    """The measures of a table with `lower_quartile`, `median`, `upper_quartile`, `peers_n` and `peers_family` of the others.

    Others are those with the same measure, subject, period and day, and, unless `among` is `all`, the same `type`, `region`
    or `family`. One's own figure is left out. Quartiles are interpolated between the ordered figures, ends included (type 7
    of Hyndman and Fan, 1996), and exact: a quarter of a decimal is one.
    """
    import polars as pl

    alike = ["measure", "about", "period", "date", *([] if among == "all" else [among])]
    numbered = items.with_row_index("n")
    told: dict[str, list[str | None]] = {q: [None] * len(items) for q in ("lower_quartile", "median", "upper_quartile", "peers_n", "peers_family")}
    groups = numbered.filter(pl.col("value").is_not_null()).group_by(*alike, maintain_order=True).agg("n", "value")
    for *like, rows, values in groups.iter_rows():
        if len(rows) <= SMALLEST:
            continue
        family = "all in the table" if among == "all" else str(like[-1])
        for row, quartiles in zip(rows, others(values), strict=True):
            told["peers_n"][row], told["peers_family"][row] = str(len(rows) - 1), family
            for name, quartile in zip(("lower_quartile", "median", "upper_quartile"), quartiles, strict=True):
                told[name][row] = quartile
    return items.with_columns(pl.Series(name, texts, dtype=pl.String) for name, texts in told.items())


def others(values: list[str]) -> list[tuple[str, str, str]]:
    """For each of the figures the three quartiles of the others."""
    exact = [Decimal(v) for v in values]
    places = max(max(0, -int(v.as_tuple().exponent)) for v in exact)
    whole = [int(_WIDE.scaleb(v, places)) for v in exact]
    counted = np.array(whole, dtype=np.int64 if max(map(abs, whole)) < _MOST else object)
    order = np.argsort(counted, kind="stable")
    ordered = counted[order]
    at = np.empty(len(order), dtype=np.int64)
    at[order] = np.arange(len(order))
    found = []
    for part in (1, 2, 3):
        place, rest = divmod((len(values) - 2) * part, 4)
        # Whoever stands at or before a place is passed over.
        low = ordered[place + (at <= place)]
        high = ordered[np.minimum(place + 1 + (at <= place + 1), len(values) - 1)] if rest else low
        quarters = (4 * low + (high - low) * rest).tolist()
        # Leaving one out moves a quartile to one of few places.
        texts = {q: f"{_WIDE.divide(Decimal(q), 4 * Decimal(10) ** places):f}" for q in set(quarters)}
        found.append([texts[q] for q in quarters])
    return list(zip(*found, strict=True))
