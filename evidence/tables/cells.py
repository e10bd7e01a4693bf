"""The cells of a table as text, whatever file it is in, and where each row stands in it. Nothing becomes a float on the way."""

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.problems import BadInput, Place, Problem, RunFailed, nearest
from evidence.tables.mapping import TableMapping

if TYPE_CHECKING:
    import polars as pl

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".pq")
MOST_TOLD = 20
"""So many cells of a column are named; the rest are counted."""


@dataclass(frozen=True)
class Cells:
    """A table of texts with unique headings. `lines` gives the line of the file (of a workbook the row) of each row, from 0."""

    file: str
    frame: "pl.LazyFrame"
    headings: tuple[str, ...]
    lines: Callable[[], "pl.Series"]

    def place(self, line: int, heading: str) -> Place:
        """A cell."""
        return Place(self.file, line, heading=heading)


def read_cells(path: Path, mapping: TableMapping) -> Cells:
    """Open a table. Raises BadInput where it cannot be read as one, with the lines that are at fault."""
    try:
        import polars  # noqa: F401, ICN001 - only whether it is there
    except ImportError:
        raise RunFailed("reading tables needs Polars, which is not installed: install peerbench[tables]") from None
    if not path.is_file():
        what = "this is a folder, not a file" if path.is_dir() else "there is no such file"
        raise _refused(path, what, "check the name and the folder")
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise _refused(path, f"'{suffix or path.name}' is no kind of table that can be read", "give a CSV, XLSX or Parquet file")
    if suffix in (".parquet", ".pq"):
        return _parquet(path, mapping)
    return _workbook(path, mapping) if suffix in (".xlsx", ".xlsm") else _csv(path, "\t" if suffix == ".tsv" else mapping.separator)


def _refused(path: Path, what: str, mend: str, line: int = 0) -> BadInput:
    return BadInput([Problem(Place(str(path), line, 1 if line else 0), what, mend)])


def _csv(path: Path, separator: str) -> Cells:
    import polars as pl

    headings = _headings(path, _first(path, separator))
    try:
        frame = pl.read_csv(path, separator=separator, infer_schema=False, has_header=True, new_columns=headings, raise_if_empty=False)
    except pl.exceptions.PolarsError as error:
        raise BadInput(list(_torn(path, separator, len(headings))) or [Problem(Place(str(path)), f"this is not CSV ({_first_line(error)})", _SAVE)]) from None
    short = frame.filter(pl.col(headings[-1]).is_null())
    if len(short) and (torn := list(_torn(path, separator, len(headings)))):
        raise BadInput(torn)
    return Cells(str(path), frame.lazy(), headings, lambda: _lines(frame, headings))


_SAVE = "save it again as CSV (UTF-8), with a comma between cells, or say another `separator`"


def _first(path: Path, separator: str) -> list[str]:
    """The headings of a CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file, delimiter=separator), [])
    except UnicodeDecodeError:
        raise _refused(path, "the text is not in UTF-8", _SAVE) from None
    except csv.Error as error:
        raise _refused(path, f"this is not CSV ({error})", _SAVE, 1) from None


def _torn(path: Path, separator: str, wide: int) -> Iterator[Problem]:
    """The lines of a CSV file that have more or fewer cells than its headings: a second reading, for the message alone."""
    told = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=separator, strict=True)
            begins = 1
            for cells in reader:
                if cells and len(cells) != wide:
                    told += 1
                    if told <= MOST_TOLD:
                        mend = "look for a missing or an extra separator, or a quote that is not closed"
                        yield Problem(Place(str(path), begins, 1), f"this line has {len(cells)} cells, and there are {wide} headings", mend)
                begins = reader.line_num + 1
    except UnicodeDecodeError:
        yield Problem(Place(str(path)), "the text is not in UTF-8", _SAVE)
    except csv.Error as error:
        yield Problem(Place(str(path), begins, 1), f"from this line on it is not CSV ({error})", "look for a quote that is not closed")
    if told > MOST_TOLD:
        yield Problem(Place(str(path), 10**9), f"and {told - MOST_TOLD:,} more lines have another number of cells", "mend them likewise")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:100]


def _lines(frame: "pl.DataFrame", headings: tuple[str, ...]) -> "pl.Series":
    """The line on which each row of a CSV file begins: a cell may hold several lines."""
    import polars as pl

    heading_lines = 1 + sum(h.count("\n") for h in headings)
    more = frame.select(more=pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).fill_null(0)))["more"]
    before = more.cum_sum().shift(1, fill_value=0)
    return before + pl.Series(range(heading_lines + 1, heading_lines + 1 + len(frame)), dtype=pl.Int64)


def _headings(path: Path, found: list[str]) -> tuple[str, ...]:
    headings = tuple(h.strip() for h in found)
    if not any(headings):
        raise _refused(path, "the table has no headings", "put the name of each column into its first line", 1)
    twice = sorted({h for h in headings if h and headings.count(h) > 1})
    if twice:
        raise BadInput([Problem(Place(str(path), 1, 1), f"two columns are headed '{h}'", "give each a heading of its own") for h in twice])
    return tuple(h or f"column {n}" for n, h in enumerate(headings, start=1))


def _workbook(path: Path, mapping: TableMapping) -> Cells:
    import polars as pl

    from evidence.workbook.cells import Failed, read_sheets
    from evidence.workbook.guard import Package

    with Package(path) as package:
        sheets = {sheet.name: sheet for sheet in read_sheets(package) if sheet.rows}
    if mapping.sheet is not None and mapping.sheet not in sheets:
        raise _refused(path, f"there is no sheet '{mapping.sheet}' with anything on it", nearest(mapping.sheet, list(sheets)))
    if mapping.sheet is None and len(sheets) != 1:
        names = ", ".join(sheets)
        raise _refused(path, f"it has {len(sheets)} sheets that hold something", f"say which with `sheet:` in the mapping: {names}" if sheets else "fill one")
    sheet = sheets[mapping.sheet] if mapping.sheet else next(iter(sheets.values()))
    numbers = sorted(sheet.rows)
    top = sheet.rows[numbers[0]]
    columns = sorted(top)
    headings = _headings(path, [str(top[c]) for c in columns])
    file = f"{path}, sheet {sheet.name}"
    failed = [
        Problem(Place(file, n, heading=h), f"the cell shows {cell.shows}", "write what it should say")
        for n in numbers[1:]
        for c, h in zip(columns, headings, strict=True)
        if isinstance(cell := sheet.rows[n].get(c), Failed)
    ]
    if failed:
        raise BadInput(failed[:MOST_TOLD])
    texts = {h: [_text(sheet.rows[n].get(c)) for n in numbers[1:]] for c, h in zip(columns, headings, strict=True)}
    frame = pl.DataFrame(texts, schema=dict.fromkeys(headings, pl.String()))
    return Cells(file, frame.lazy(), headings, lambda: pl.Series(numbers[1:], dtype=pl.Int64))


def _text(cell: Any) -> str | None:
    """A cell as text: figures plainly, a day as 2006-02-20."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell.isoformat() if isinstance(cell, dt.date) else f"{Decimal(cell):f}"


def _parquet(path: Path, mapping: TableMapping) -> Cells:
    import polars as pl

    try:
        frame = pl.scan_parquet(path)
        schema = frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _refused(path, f"this is not Parquet ({_first_line(error)})", "write it again") from None
    headings = _headings(path, list(schema))
    frame = frame.rename(dict(zip(schema, headings, strict=True)))
    schema = frame.collect_schema()
    wanted = {*mapping.columns.values(), *mapping.headings(list(headings))}
    floats = [h for h, kind in schema.items() if kind.is_float() and h in wanted]
    if floats and mapping.decimals is None:
        mend = "write it as decimals or text, or say `decimals:` in the mapping, to how many its figures are to be read"
        raise BadInput([Problem(Place(str(path), heading=h), f"the column '{h}' holds binary fractions, which are not exact", mend) for h in floats])
    nested = [h for h, kind in schema.items() if kind.is_nested() and h in wanted]
    if nested:
        raise BadInput([Problem(Place(str(path)), f"the column '{h}' holds lists or structures", "write one value a cell") for h in nested])
    exact = [pl.col(h).round(mapping.decimals).cast(pl.Decimal(38, mapping.decimals)) for h in floats] if mapping.decimals is not None else []
    texts = frame.select(sorted(wanted & set(headings), key=headings.index)).with_columns(exact).with_columns(pl.all().cast(pl.String))
    return Cells(str(path), texts, headings, lambda: pl.Series(range(1, 1 + frame.select(pl.len()).collect().item()), dtype=pl.Int64))
