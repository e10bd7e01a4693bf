"""What the page of a sector shows: each measure year by year, and where each authority stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cli.report.words import capital, plain

if TYPE_CHECKING:
    import polars as pl

    from engine.language.rules import MeasureWord
    from engine.measures.catalogue import Catalogue
    from evidence.tables.read import Table

_SIGNS = {"higher": 1, "lower": -1}


@dataclass(frozen=True)
class Stand:
    """One figure and where it stands: quarter and rank where one way is better and there are enough others, distance in MADs where it can be measured."""

    value: Decimal
    rank: int | None
    quarter: int | None
    mads: float | None


@dataclass(frozen=True)
class Year:
    """A measure in one period: all figures by authority; the quartiles are None for fewer than five."""

    period: str
    stands: Mapping[str, Stand]
    low: float | None
    median: float | None
    high: float | None


@dataclass(frozen=True)
class Measure:
    """A measure over the periods, the earliest first. `better` is higher, lower or None."""

    key: str
    about: str
    title: str
    unit: str | None
    better: str | None
    years: tuple[Year, ...]


@dataclass(frozen=True)
class Whose:
    """An authority: how it is named in the page, and what is known of it."""

    key: str
    name: str
    type: str | None
    region: str | None


@dataclass(frozen=True)
class Sector:
    """Everything the page shows."""

    title: str
    file: str
    authorities: tuple[Whose, ...]
    measures: tuple[Measure, ...]


def standings(table: "Table", vocabulary: "Mapping[str, MeasureWord]", catalogue: "Catalogue | None") -> Sector:
    """The measures of a table and where everybody stands. What a measure is called the catalogue says, or a rulebook, or the table itself."""
    import polars as pl

    from engine.measures.columns import standing

    figures = table.items.filter(pl.col("kind") == "measure", pl.col("value").is_not_null())
    figures = figures.with_columns(about=pl.col("about").fill_null(""), period=pl.col("period").fill_null(pl.col("date").cast(pl.String)))
    better = {key: _better(key, said, vocabulary, catalogue) for key, said in figures.group_by("key").agg(pl.col("better").drop_nulls().first()).iter_rows()}
    signs = {key: _SIGNS.get(way or "", 0) for key, way in better.items()}
    stood = standing(figures.rename({"key": "measure", "median": "others"}), signs, ("measure", "about", "period", "date"))
    own = _own_words(table)
    measures = []
    for (key, about), rows in stood.group_by("measure", "about", maintain_order=True):
        word = vocabulary.get(key)
        entry = catalogue.indicators.get(key) if catalogue else None
        title = entry.title if entry else word.title if word and word.title else own.get(key) or capital(plain(key))
        units = [str(unit) for unit in rows["unit"].drop_nulls().unique().to_list()]
        unit = entry.unit if entry else word.unit if word and word.unit else units[0] if len(units) == 1 else None
        years = tuple(_year(str(period), some) for (_, period), some in rows.sort("date").group_by("date", "period", maintain_order=True))
        measures.append(Measure(key, about, title, unit, better[key] if signs[key] else None, years))
    whose = table.authorities.with_columns(name=pl.coalesce("name", "authority")).sort("name")
    titles = figures["title"].drop_nulls().unique().sort().to_list()
    file = Path(table.file.partition(", sheet ")[0]).name
    people = tuple(Whose(*row) for row in whose.select("authority", "name", "type", "region").iter_rows())
    return Sector(titles[0] if len(titles) == 1 else file, file, people, tuple(measures))


def _better(key: str, said: str | None, vocabulary: "Mapping[str, MeasureWord]", catalogue: "Catalogue | None") -> str | None:
    """Which way is better: as the table says, or the catalogue, or a rulebook; nobody's guess where none does."""
    if said is not None:
        return said
    if catalogue and key in catalogue.indicators:
        return catalogue.indicators[key].better
    return vocabulary[key].better if key in vocabulary else None


def _own_words(table: "Table") -> dict[str, str]:
    """What a table itself calls its measures."""
    out: dict[str, str] = {}
    for said, meant in table.mapping.words.get("measure", {}).items():
        key = meant.get("measure") if isinstance(meant, Mapping) else meant
        if key is not None:
            out.setdefault(key, said)
    return out


def _year(period: str, rows: "pl.DataFrame") -> Year:
    stands = {
        name: Stand(Decimal(value), rank, quarter, mads)
        for name, value, rank, quarter, mads in rows.select("authority", "value", "rank", "quarter", "mads").iter_rows()
    }
    low, median, high = rows.select("low", "median", "high").row(0)
    return Year(period, stands, low, median, high)
