"""Parquet files of evidence, read piece by piece: texts as numbers of the words that the file has of them, and nothing of columns that are empty."""

from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.coded import from_arrow
from evidence.columns import CODED, COLUMNS, FILE, NEEDED, schema
from evidence.problems import BadInput, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl
    import pyarrow.parquet as pq


def headings(path: Path) -> list[str]:
    """The names of the columns. Raises BadInput where the file cannot be read."""
    return list(_metadata(path).schema.to_arrow_schema().names)


def groups(path: Path) -> list[int]:
    """Where the row groups begin, and where the last of them ends."""
    known = _metadata(path)
    return [0, *accumulate(known.row_group(n).num_rows for n in range(known.num_row_groups))]


def pieces(path: Path, column: str) -> "Iterator[pl.Series]":
    """A column of texts, row group by row group."""
    with _opened(path, [column]) as file:
        for group in range(file.num_row_groups):
            yield from_arrow(column, file.read_row_group(group, columns=[column], use_threads=False)[column])


def read_rows(path: Path, first: int, rows: int) -> "pl.DataFrame":
    """So many rows from one on, counted from nought, each with the file in which it stands. Columns that the file lacks are there and empty."""
    import polars as pl
    import pyarrow as pa

    types, names, starts = schema(), headings(path), groups(path)
    inside = [n for n, (begin, end) in enumerate(pairwise(starts)) if begin < first + rows and end > first]
    known = _metadata(path)
    empty = set.intersection(set(names), *(_empty(known, n) for n in inside))
    filled = [name for name in names if name not in empty]
    before, batches, read = first - starts[inside[0]] if inside else 0, [], 0
    with _opened(path, [name for name in filled if name in (*CODED, FILE)]) as file:
        # Batches are read as they are asked for: of the last row group no more than is wanted.
        for batch in file.iter_batches(before + rows, inside, filled, use_threads=False):
            batches.append(batch)
            read += len(batch)
            if read >= before + rows:
                break
    table = pa.Table.from_batches(batches).slice(before, rows)
    nothing = {kind: pl.Series([None], dtype=kind).new_from_index(0, rows) for kind in {pl.Enum([]), *types.values()}}
    columns = {name: from_arrow(name, table[name]) for name in filled}
    for name in (*empty, *COLUMNS):
        if name not in columns and (name in empty or name not in NEEDED):
            columns[name] = nothing[pl.Enum([]) if name in CODED else types.get(name, pl.String())]
    if FILE not in columns:
        columns[FILE] = pl.repeat(str(path), rows, dtype=pl.Enum([str(path)]), eager=True)
    return pl.DataFrame(columns)


def _empty(known: "pq.FileMetaData", group: int) -> set[str]:
    """The columns of a row group that hold nothing, by what the file says of itself."""
    columns = [known.row_group(group).column(n) for n in range(known.num_columns)]
    counts = {column.path_in_schema: (column.statistics, column.num_values) for column in columns}
    return {name for name, (said, many) in counts.items() if said is not None and said.has_null_count and said.null_count == many}


def _metadata(path: Path) -> "pq.FileMetaData":
    """What a file says of itself; read once for all pieces of a file."""
    try:
        said = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from None
    return _metadata_of(path, said.st_mtime_ns, said.st_size)


@lru_cache(maxsize=4)
def _metadata_of(path: Path, _written: int, _size: int) -> "pq.FileMetaData":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_metadata(path)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error) from None


def _opened(path: Path, coded: "Sequence[str]") -> "pq.ParquetFile":
    """A file of which these columns come as numbers of words."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(path, metadata=_metadata(path), read_dictionary=list(coded))


def _unreadable(path: Path, error: Exception) -> BadInput:
    return BadInput([Problem(Place(str(path)), f"this is no Parquet file that can be read ({error})", "write it again")])
