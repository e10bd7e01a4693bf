"""`peerbench table check`, `convert` and `page`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Force, Indicators, Quiet, Rules
from cli.files import write_out
from cli.give import Doing, give
from cli.tables.reading import rows_read

if TYPE_CHECKING:
    from evidence.tables.read import Table

table = common.group("table", "Tables of figures of many authorities: CSV, XLSX or Parquet, read through a mapping file.")

TablePath = Annotated[Path, typer.Argument(metavar="TABLE", help="The table: CSV, XLSX or Parquet.", show_default=False)]
Mapping = Annotated[Path, typer.Option("--mapping", metavar="FILE", help="The mapping file: what the columns say.", show_default=False)]


def _read(path: Path, mapping: Path) -> "Table":
    from evidence.tables.read import read_table

    with rows_read() as progress:
        return read_table(path, mapping, progress)


@table.command()
def check(path: TablePath, mapping: Mapping) -> None:
    """Check a table, cell by cell, and say what is in it."""
    from cli.tables.summary import summary

    write_out(summary(_read(path, mapping)))


@table.command()
def convert(
    path: TablePath,
    mapping: Mapping,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="A file that ends in .parquet or .csv.", show_default=False)],
    as_of: AsOf = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Write a table as evidence of many authorities, a row for each item, for `peerbench sector`."""
    import io

    if out.suffix.lower() not in (".parquet", ".csv"):
        raise common.refuse("--out", f"'{out.name}' ends neither in .parquet nor in .csv", "name it so; Parquet is smaller and keeps the types")
    long = _read(path, mapping).long(common.day(as_of))
    held = io.BytesIO()
    if out.suffix.lower() == ".parquet":
        long.write_parquet(held)
    else:
        from evidence.plain_csv import guarded

        guarded(long).write_csv(held)
    give(held.getvalue(), out, Doing(out, "table convert", [path, mapping]), force=force, quiet=quiet)


@table.command()
def page(
    path: TablePath,
    mapping: Mapping,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The page to write, such as sector.html.", show_default=False)],
    rules: Rules = None,
    indicators: Indicators = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Draw a sector on one page: how each measure is distributed, over the years, and where each authority stands."""
    from cli.measures import vocabulary
    from cli.tables.page import sector_page
    from cli.tables.standings import standings

    books, plan = common.load_rules(rules or [], {})
    content = sector_page(standings(_read(path, mapping), vocabulary(books, plan), common.catalogue(indicators)))
    read = [file for file in (mapping, indicators) if file]
    give(content, out, Doing(path, "table page", read, books), force=force, quiet=quiet)
