"""One authority out of a table of many: `sector.parquet#Stoneleigh` stands wherever an evidence set does."""

from pathlib import Path
from typing import TYPE_CHECKING

from evidence.problems import BadInput, Place, Problem, nearest

if TYPE_CHECKING:
    from evidence.model import EvidenceSet

_TABLES = (".parquet", ".csv")


def named_in(path: Path) -> tuple[Path, str] | None:
    """The table and the authority that a path names, or None where it is a path like any other."""
    table, mark, name = str(path).partition("#")
    if not mark or path.exists() or Path(table).suffix.lower() not in _TABLES:
        return None
    return Path(table), name


def read_one(table: Path, name: str) -> "EvidenceSet":
    """The evidence set of an authority in a table of many, by its name there or in full. Raises BadInput where there is none, or with what is wrong with it."""
    import polars as pl

    from evidence.columns import HEAD, ROW, name_of, set_of
    from evidence.plain_csv import scan
    from evidence.sound import checked

    try:
        whole = pl.scan_parquet(table) if table.suffix.lower() == ".parquet" else scan(table).with_row_index(ROW, 2)
        rows = whole.filter(pl.col("authority") == name).collect()
        if rows.is_empty():
            columns = whole.collect_schema().names()
            heads = whole.filter(pl.col("kind") == HEAD).select("authority", name_of() if "more" in columns else pl.col("authority").alias("name")).collect()
            called = dict(heads.select("name", "authority").drop_nulls().iter_rows())
            if name not in called:
                raise BadInput([Problem(Place(str(table)), f"there is no authority '{name}' in it", nearest(name, sorted(called)))])
            name = called[name]
            rows = whole.filter(pl.col("authority") == name).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput([Problem(Place(str(table)), f"this is no table of evidence that can be read ({error})", "see docs/scale.md")]) from None
    return set_of(name, checked(rows, str(table)).iter_rows(named=True))
