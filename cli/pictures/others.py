"""The figures of all others in a table, for the picture of how they are distributed."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.model import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.measures.shown import MeasureShown
    from engine.plan import Plan
    from evidence.model import Authority
    from evidence.tables.read import Table


def tables_of(evidence: Path) -> "tuple[tuple[Path, Path], ...]":
    """The tables that an evidence set names itself, each with its mapping. The set was read before, and is sound."""
    from evidence.read import open_evidence

    named = open_evidence(evidence).data.get("tables") or ()
    return tuple((evidence.parent / table["file"], evidence.parent / table["mapping"]) for table in named)


def others(tables: "Sequence[Table]", whose: "Authority", plan: "Plan", m: "MeasureShown") -> tuple[Decimal, ...]:
    """The figures of the others for the day of a measure's latest figure: those of the first table that has any."""
    import polars as pl

    for table in tables:
        mine = table.authorities.filter((pl.col("code") == pl.lit(whose.code, pl.String)).fill_null(value=False) | (pl.col("name") == whose.name))
        rows = table.items.filter(
            pl.col("kind") == "measure",
            pl.col("value").is_not_null(),
            pl.col("date") == m.latest.date,
            pl.col("about").fill_null(WHOLE) == m.about,
            ~pl.col("authority").is_in(mine["authority"].implode()),
            ~pl.col("provisional").fill_null(value=False),
        )
        found = tuple(Decimal(value) for key, value in rows.select("key", "value").iter_rows() if plan.name("measure", key) == m.measure)
        if found:
            return found
    return ()
