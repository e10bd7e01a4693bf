"""The evidence of a sector as it lies on disk, cut into partitions of whole authorities that can each be read by itself."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.rows import Array
from evidence.columns import frame_of
from evidence.model import EvidenceSet
from evidence.plain_csv import scan
from evidence.problems import BadInput, Place, Problem
from evidence.read import read_evidence

if TYPE_CHECKING:
    import polars as pl

ROWS = 300_000
"""About how many rows of evidence are judged at once: it bounds the memory that a partition takes."""
_GROUP = 262_144


@dataclass(frozen=True)
class Partition:
    """Rows of a Parquet file that hold whole authorities; `number` counts over all files."""

    number: int
    path: Path
    first: int
    rows: int
    authorities: int

    def read(self) -> "pl.DataFrame":
        """The rows, as they stand in the file."""
        import polars as pl

        return pl.scan_parquet(self.path).slice(self.first, self.rows).collect()


def fingerprint(paths: Sequence[Path]) -> str:
    """The SHA-256 of the bytes of files, in their order. Raises BadInput where one cannot be read."""
    whole = hashlib.sha256()
    for path in paths:
        try:
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise BadInput([Problem(Place(str(path)), f"it cannot be read ({error.strerror})", "name a Parquet or CSV file, or evidence sets")]) from None
    return whole.hexdigest()


def as_parquet(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The evidence as Parquet files in which the rows of every authority stand together.

    What is not like that is written so into `folder`: CSV as it streams by; evidence sets all together; a table whose
    authorities are scattered, sorted. Raises BadInput.
    """
    tables = [path for path in paths if path.suffix.lower() == ".parquet"]
    sets = [path for path in paths if path.suffix.lower() not in (".parquet", ".csv")]
    out = list(tables)
    for n, path in enumerate(p for p in paths if p.suffix.lower() == ".csv"):
        out.append(_from_csv(path, folder / f"csv-{n}.parquet"))
    if sets:
        out.append(_from_sets(sets, folder / "sets.parquet"))
    return [path if _together(path) else _sorted(path, folder / f"sorted-{n}.parquet") for n, path in enumerate(out)]


def partitions(paths: Sequence[Path], rows: int = ROWS) -> list[Partition]:
    """The partitions of these files. Raises BadInput where an authority stands in two of them."""
    found: list[Partition] = []
    owner: dict[str, Path] = {}
    for path in paths:
        starts, names, length = _starts(path)
        twice = [name for name in names if name in owner]
        if twice:
            raise BadInput([Problem(Place(str(path)), f"{twice[0]} stands in {owner[twice[0]].name} too", "put all rows of an authority into one file")])
        if len(paths) > 1:
            owner |= dict.fromkeys(names, path)
        begin = 0
        while begin < len(starts):
            end = max(int(np.searchsorted(starts, starts[begin] + rows, "right")) - 1, begin + 1)
            last = int(starts[end]) if end < len(starts) else length
            if length - int(starts[begin]) <= rows:
                end, last = len(starts), length
            found.append(Partition(len(found), path, int(starts[begin]), last - int(starts[begin]), end - begin))
            begin = end
    return found


def _starts(path: Path) -> tuple[Array, list[str], int]:
    """Where each run of rows of one authority begins, whose it is, and how many rows there are."""
    starts, names, first = [], [], 0
    last: str | None = None
    for column in _authorities(path):
        at = (column != column.shift()).fill_null(value=True).arg_true()
        here = column.gather(at).to_list()
        begins = at.to_numpy().astype(np.int64) + first
        if here and here[0] == last:
            begins, here = begins[1:], here[1:]
        starts.append(begins)
        names += here
        first += len(column)
        last = column[-1] if len(column) else last
    return np.concatenate(starts) if starts else np.zeros(0, dtype=np.int64), names, first


def _authorities(path: Path) -> Iterator["pl.Series"]:
    """The names of authorities, row group by row group."""
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise BadInput([Problem(Place(str(path)), f"this is no Parquet file that can be read ({error})", "write it again")]) from None
    with file:
        if "authority" not in file.schema_arrow.names:
            raise BadInput([Problem(Place(str(path)), "the column 'authority' is missing", "add it (docs/scale.md lists the columns)")])
        for n in range(file.num_row_groups):
            yield pl.Series("authority", pl.from_arrow(file.read_row_group(n, columns=["authority"])).to_series()).cast(pl.String)  # type: ignore[union-attr]


def _together(path: Path) -> bool:
    """Whether the rows of each authority stand in one piece."""
    import polars as pl

    _, names, _ = _starts(path)
    return pl.Series(names, dtype=pl.String).n_unique() == len(names)


def _sorted(path: Path, to: Path) -> Path:
    import polars as pl

    pl.scan_parquet(path).sort("authority", maintain_order=True).sink_parquet(to, row_group_size=_GROUP)
    return to


def _from_csv(path: Path, to: Path) -> Path:
    import polars as pl

    try:
        scan(path).sink_parquet(to, row_group_size=_GROUP)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput([Problem(Place(str(path)), f"this is no CSV table that can be read ({error})", "look at its quotes and commas")]) from None
    return to


def _from_sets(paths: Sequence[Path], to: Path) -> Path:
    sets: dict[str, EvidenceSet] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            evidence, _ = read_evidence(path)
        except BadInput as bad:
            problems += bad.problems
            continue
        if evidence.authority.name in sets:
            problems.append(Problem(Place(str(path)), f"there is evidence of {evidence.authority.name} in another file too", "join the two, or take one"))
        sets[evidence.authority.name] = evidence
    if problems:
        raise BadInput(problems)
    frame_of(sets).write_parquet(to)
    return to
