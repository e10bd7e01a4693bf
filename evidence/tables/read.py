"""Reading a table through its mapping: everything wrong with it in one run, by line and column; then the items of one authority, or of all."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.columns import COLUMNS, schema, set_of
from evidence.model import Authority, Item
from evidence.problems import BadInput, Place, Problem, nearest
from evidence.tables.cells import Cells, read_cells
from evidence.tables.mapping import AUTHORITY, TableMapping, read_mapping
from evidence.tables.peers import with_peers
from evidence.tables.rows import Found, items_of, lacking

if TYPE_CHECKING:
    import datetime as dt

    import polars as pl

AT_ONCE = 50_000
"""So many rows are checked at once, so that the texts between do not fill the memory."""

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""


def _silent(done: int, of: int) -> None:
    pass


@dataclass(frozen=True)
class Table:
    """A table that was read. `items` have the columns of `evidence.columns`, and `authorities` `authority`, `name`, `code`, `type`, `region`, `family`."""

    file: str
    items: "pl.DataFrame"
    authorities: "pl.DataFrame"
    """All that some row is about, with or without a figure, in their order."""
    mapping: TableMapping
    rows: int
    """How many rows the file has."""
    silent: int
    """How many of them have nothing to say: no figure, or left out by the mapping."""

    def of(self, authority: Authority) -> tuple[Item, ...]:
        """The items of one authority, known by its code or its name. Raises BadInput where it has no rows, or an item cannot stand."""
        import polars as pl

        mine = self.items
        if {"authority", "code"} & self.mapping.said:
            whose = self.authorities.filter((pl.col("code") == pl.lit(authority.code, pl.String)).fill_null(value=False) | (pl.col("name") == authority.name))
            if not len(whose):
                names = self.authorities["name"].drop_nulls().to_list() or self.authorities["authority"].to_list()
                said = f"'{authority.name}'" + (f" or '{authority.code}'" if authority.code else "")
                raise BadInput([Problem(Place(self.file), f"no row of the table is about {said}", nearest(authority.name, names))])
            mine = mine.filter(pl.col("authority").is_in(whose["authority"].implode()))
        if not len(mine):
            return ()
        head = {"kind": "authority", "as_of": mine["date"].max(), "type": authority.type}
        try:
            return set_of(self.file, [head, *mine.select(c for c in COLUMNS if c in mine.columns).iter_rows(named=True)]).items
        except BadInput as bad:
            lines = mine["at"].to_list()
            raise BadInput(replace(p, place=Place(f"{self.file}, {lines[p.place.line - 2]}", heading=p.place.heading)) for p in bad.problems) from None

    def long(self, as_of: "dt.date | None" = None) -> "pl.DataFrame":
        """All authorities in one table, as `evidence.conform` passes it; as of the day given, or of the last figure in it."""
        import polars as pl

        day = as_of or self.items["date"].max()
        firsts = self.authorities.with_row_index("place")
        more = [{k: v for k, v in zip(("name", "code", "family"), row, strict=True) if v} for row in firsts.select("name", "code", "family").iter_rows()]
        heads = firsts.select(
            "authority",
            "place",
            "region",
            kind=pl.lit("authority"),
            as_of=pl.lit(day, pl.Date),
            type=pl.col("type").fill_null("other"),
            more=pl.Series([_as_json(m) for m in more], dtype=pl.String),
        )
        items = self.items.drop("type", "region", "as_of", strict=False).join(firsts.select("authority", "place"), on="authority")
        both = pl.concat([heads, items], how="diagonal").sort("place", maintain_order=True)
        return both.select(pl.col(name).cast(kind) if name in both.columns else pl.lit(None, kind).alias(name) for name, kind in schema().items())


def _as_json(said: dict[str, str]) -> str:
    import json

    return json.dumps({"authority": said}, ensure_ascii=False)


def read_table(path: Path, mapping: Path, progress: Progress = _silent) -> Table:
    """Read a table. Raises BadInput with every problem in it: of each column the first twenty cells, and how many more there are."""
    wanted = read_mapping(mapping)
    cells = read_cells(path, wanted)
    missing = list(lacking(wanted, cells))
    if missing:
        raise BadInput(missing)
    return _table(path, wanted, cells, progress)


def _table(path: Path, mapping: TableMapping, cells: Cells, progress: Progress) -> Table:
    import polars as pl

    used = dict.fromkeys([*mapping.columns.values(), *mapping.headings(list(cells.headings))])
    lines = cells.lines()
    raw = cells.frame.select(*used).collect().with_row_index("row").with_columns(line=lines)
    found, parts, heads = Found(cells), [], []
    for first in range(0, len(raw), AT_ONCE):
        items, whose = items_of(raw[first : first + AT_ONCE], mapping, found)
        parts.append(items)
        heads.append(whose)
        progress(min(first + AT_ONCE, len(raw)), len(raw))
    items, whose = (pl.concat(p, how="diagonal_relaxed") if p else pl.DataFrame() for p in (parts, heads))
    if len(items):
        authorities, items = _whose(whose, mapping, cells, found), _whose(items, mapping, cells)
        _twice(items, found)
    elif not found.told:
        raise BadInput([Problem(Place(cells.file), "no row of the table says anything", "look at the mapping, and at what it calls `missing`")])
    if found.told:
        raise BadInput(found.problems())
    if mapping.peers is not None:
        items = with_peers(items, mapping.peers)
    return Table(cells.file, _as_columns(items, path), authorities, mapping, len(raw), len(raw) - items["row"].n_unique())


def _whose(rows: "pl.DataFrame", mapping: TableMapping, cells: Cells, found: Found | None = None) -> "pl.DataFrame":
    """The rows with `authority`, by code where there is one, and `name`. With `found` a row for each authority, which has one name, type and so on."""
    import polars as pl

    if not {"authority", "code"} & mapping.said:
        rows = rows.with_columns(name=pl.lit(None, pl.String), authority=pl.lit(Path(cells.file).stem))
        return rows if found is None else rows.unique("authority", keep="first", maintain_order=True)
    rows = rows.with_columns(name=pl.col("authority"), authority=pl.coalesce("code", "authority"))
    if found is None:
        return rows
    heading = mapping.columns.get("code") or mapping.columns.get("authority", "authority")
    nobody = rows.filter(pl.col("authority").is_null())
    if len(nobody):
        found.add(nobody, heading, "authority", "it does not say which authority the row is about", "fill it in, or leave the row out")
    for word in ("name", *AUTHORITY[2:]):
        several = rows.filter(pl.col("authority").is_not_null(), pl.col(word) != pl.col(word).drop_nulls().first().over("authority"))
        if len(several):
            column = mapping.columns.get("authority" if word == "name" else word, word)
            found.add(several, column, word, f"'{{}}' is another {word} than an earlier row gives the same authority", "give an authority one")
    return rows.group_by("authority", maintain_order=True).agg(pl.col("name", *AUTHORITY[1:]).drop_nulls().first())


def _twice(items: "pl.DataFrame", found: Found) -> None:
    """A figure that stands in the table twice is refused: nobody can tell which one holds."""
    import polars as pl

    alike = ["authority", "measure", "rating", "about", "period", "date"]
    figures = items.filter(pl.any_horizontal(pl.col("measure", "rating").is_not_null()))
    again = figures.filter(~figures.select(pl.struct(alike).is_first_distinct()).to_series())
    if len(again):
        earlier = figures.unique(alike, keep="first").select(*alike, first="line")
        lines = again.join(earlier, on=alike, how="left", nulls_equal=True, maintain_order="left")
        for (heading,), some in lines.group_by("heading", maintain_order=True):
            found.add(some.with_columns(pl.col("first").cast(pl.String)), str(heading), "first", "line {} has a figure for the same measure and time", _ONE)


_ONE = "keep one of the two, or map what tells them apart (`about`, `period`, `date`)"


def _as_columns(items: "pl.DataFrame", path: Path) -> "pl.DataFrame":
    """The checked texts in the types of `evidence.columns`; each item says in which line it stands."""
    import polars as pl

    stem = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-")[:60] or "table"
    line, n = pl.col("line").cast(pl.String), pl.col("column").cast(pl.String)
    place = pl.lit("line ") + line
    several = pl.col("column") > 0
    line = pl.when(several).then(line + "." + n).otherwise(line)
    place = pl.when(several).then(place + ", " + pl.col("heading")).otherwise(place)
    kinds = [pl.when(pl.col(kind).is_not_null()).then(pl.lit(kind)) for kind in ("statement", "document", "measure", "event", "rating")]
    items = items.with_columns(
        kind=pl.coalesce(*kinds),
        key=pl.coalesce("statement", "document", "measure", "event", "rating"),
        id=pl.col("id").fill_null(pl.lit(f"{stem}:") + line),
        at=pl.col("at").fill_null(place),
        title=pl.col("title").fill_null(pl.lit(path.name)),
        about=pl.when(pl.col("about") == "authority").then(None).otherwise(pl.col("about")),
    )
    truths = [pl.col(name) == "true" for name, kind in schema().items() if kind == pl.Boolean() and name in items.columns]
    items = items.with_columns(truths)
    typed = [pl.col(name).cast(kind) for name, kind in schema().items() if name in items.columns and name not in ("type", "region")]
    return items.with_columns(typed).select(*(c for c in COLUMNS if c in items.columns))
