"""The evidence of a sector as it lies on disk, cut into partitions of whole authorities that can each be read by itself."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.rows import Array
from evidence.columns import FILE, ROW, frame_of
from evidence.conform import MOST_TOLD, wrong_columns
from evidence.model import EvidenceSet
from evidence.parquet import groups, headings, pieces, read_rows
from evidence.plain_csv import scan
from evidence.problems import BadInput, Place, Problem
from evidence.read import read_evidence
from evidence.sound import checked

if TYPE_CHECKING:
    import polars as pl

ROWS = 300_000
"""About how many rows of evidence are judged at once: it bounds the memory that a partition takes."""
_GROUP = 262_144
AT_ONCE = 2_000_000
"""About how many rows of a table whose authorities are scattered are sorted at once: sorting holds them all in memory."""
MOST_PROBLEMS = 200
"""So many problems of rows are told in one run."""


@dataclass(frozen=True)
class Partition:
    """Rows of a Parquet file that hold whole authorities; `number` counts over all files."""

    number: int
    path: Path
    first: int
    rows: int
    authorities: int

    def read(self) -> "pl.DataFrame":
        """The rows, their texts coded."""
        return read_rows(self.path, self.first, self.rows)


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
    authorities are scattered, sorted. Raises BadInput: where a file cannot be used at all, with what is wrong in the rows of the others too.
    """
    out: list[Path] = []
    problems: list[Problem] = []
    tables = sorted((path for path in paths if path.suffix.lower() in (".parquet", ".csv")), key=lambda path: path.suffix.lower() == ".csv")
    sets = [path for path in paths if path not in tables]
    for n, path in enumerate(tables):
        try:
            file = _from_csv(path, folder / f"csv-{n}.parquet") if path.suffix.lower() == ".csv" else _known(path)
            out += [file] if _together(file) else _sorted(file, folder / f"sorted-{n}.parquet")
        except BadInput as bad:
            problems += bad.problems
    try:
        out += [_from_sets(sets, folder / "sets.parquet")] if sets else []
    except BadInput as bad:
        problems += bad.problems
    if problems:
        raise BadInput([*problems, *_wrong_in(out)])
    return out


def partitions(paths: Sequence[Path], rows: int = ROWS) -> list[Partition]:
    """The partitions of these files. Raises BadInput where an authority stands in two of them."""
    found: list[Partition] = []
    names = []
    for path in paths:
        bounds, mine = _starts(path)
        names.append(mine)
        for first, last in pairwise(_cuts(bounds, np.array(groups(path)), rows)):
            found.append(Partition(len(found), path, int(bounds[first]), int(bounds[last] - bounds[first]), last - first))
    problems = list(_in_two(paths, names)) if len(paths) > 1 else []
    if problems:
        raise BadInput([*problems, *_wrong_in(paths)])
    return found


def _cuts(bounds: Array, groups: Array, rows: int) -> list[int]:
    """At which authorities partitions of about so many rows begin and end. `bounds` are the first rows of authorities and the end, `groups` of row groups."""
    cuts = [0]
    while cuts[-1] < len(bounds) - 1:
        begin = bounds[cuts[-1]]
        end = max(int(np.searchsorted(bounds, begin + rows, "right")) - 1, cuts[-1] + 1)
        # So that a row group is read but once, a partition ends with the authority in which the last row group ends that it reaches.
        group = int(np.searchsorted(bounds, groups[np.searchsorted(groups, begin + rows, "right") - 1]))
        cuts.append(group if 2 * (bounds[group] - begin) > rows else end)
    return cuts


def _in_two(paths: Sequence[Path], names: "Sequence[pl.Series]") -> Iterator[Problem]:
    """The authorities that stand in two files."""
    import polars as pl

    every = pl.DataFrame({"name": pl.concat(names), "file": np.repeat(np.arange(len(paths)), [len(mine) for mine in names])}).unique(maintain_order=True)
    twice = every.filter(pl.col("name").is_duplicated()).group_by("name", maintain_order=True).agg("file")
    for name, files in twice.head(MOST_TOLD).iter_rows():
        first, second = (_given(paths[n], name) for n in files[:2])
        yield Problem(Place(second), f"{name} stands in {first} too", "put all rows of an authority into one file")


def _given(path: Path, name: str) -> str:
    """The file in which an authority was given."""
    import polars as pl

    if FILE not in headings(path):
        return str(path)
    return str(pl.scan_parquet(path).filter(pl.col("authority") == name).select(pl.col(FILE).cast(pl.String)).head(1).collect().item())


def _wrong_in(paths: Sequence[Path]) -> Iterator[Problem]:
    """What is wrong with the rows of files, as far as it is told."""
    told = 0
    for part in (part for path in paths for part in partitions([path])):
        try:
            checked(part.read(), str(part.path))
        except BadInput as bad:
            yield from bad.problems
            told += len(bad.problems)
        if told > MOST_PROBLEMS:
            return


def _starts(path: Path) -> "tuple[Array, pl.Series]":
    """Where each run of rows of one authority begins, and in the end how many rows there are; and whose the runs are."""
    import polars as pl

    runs = list(_runs(path))
    return np.concatenate([*(begin for begin, _ in runs), groups(path)[-1:]]), pl.concat([pl.Series(dtype=pl.String), *(name for _, name in runs)])


def _runs(path: Path) -> "Iterator[tuple[Array, pl.Series]]":
    """The runs of rows of one authority: where they begin and whose they are, row group by row group."""
    import polars as pl

    first, last = 0, None
    for column in pieces(path, "authority"):
        at = (column != column.shift()).fill_null(value=True).arg_true()
        names = column.gather(at).cast(pl.String)
        goes_on = int(first > 0 and len(names) > 0 and names[0] == last)
        yield at[goes_on:].to_numpy().astype(np.int64) + first, names[goes_on:]
        first, last = first + len(column), names[-1] if len(names) else last


def _together(path: Path) -> bool:
    """Whether the rows of each authority stand in one piece."""
    import polars as pl

    seen = [pl.Series(dtype=pl.String)]
    for _, names in _runs(path):
        if names.n_unique() < len(names):
            return False
        seen.append(names)
    every = pl.concat(seen)
    return every.n_unique() == len(every)


def _known(path: Path) -> Path:
    """The same path where the columns of the file are those of evidence."""
    problems = list(wrong_columns(headings(path), str(path)))
    if problems:
        raise BadInput(problems)
    return path


def _sorted(path: Path, to: Path) -> list[Path]:
    """The rows of a file by authority, in files of about AT_ONCE rows."""
    import polars as pl

    counts = pl.concat([names.cast(pl.String).value_counts() for names in pieces(path, "authority")]).drop_nulls()
    many = counts.group_by("authority").agg(pl.col("count").sum()).sort("authority")
    cut = many.group_by(file=(pl.col("count").cum_sum() - 1) // AT_ONCE, maintain_order=True).agg(pl.col("authority").last())
    ends = cut["authority"].to_list()
    table, whose = pl.scan_parquet(path), pl.col("authority").cast(pl.String)
    table = table if FILE in headings(path) else table.with_columns(pl.lit(str(path)).alias(FILE))
    files = [to.with_stem(f"{to.stem}-{n}") for n in range(len(ends))]
    for file, after, until in zip(files, ["", *ends], ends, strict=False):
        # Rows of nobody go with the first, to be told of.
        mine = (whose > after) & (whose <= until) if after else whose.is_null() | (whose <= until)
        _write(table.filter(mine).sort(whose, maintain_order=True), file)
    return files


def _from_csv(path: Path, to: Path) -> Path:
    import polars as pl

    try:
        table = scan(path)
        problems = list(wrong_columns(table.collect_schema().names(), str(path)))
        if problems:
            raise BadInput(problems)
        said = pl.any_horizontal(pl.all().exclude(ROW).is_not_null())
        _write(table.with_row_index(ROW, 2).filter(said).with_columns(pl.lit(str(path)).alias(FILE)), to)
    except pl.exceptions.PolarsError as error:
        why = str(error).partition("\n")[0]
        raise BadInput([Problem(Place(str(path)), f"this is no CSV table that can be read ({why})", "look at its quotes and commas")]) from None
    return to


def _from_sets(paths: Sequence[Path], to: Path) -> Path:
    import polars as pl

    sets: dict[str, tuple[EvidenceSet, Path]] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            evidence, _ = read_evidence(path)
        except BadInput as bad:
            problems += bad.problems
            continue
        name = evidence.authority.name
        if name in sets:
            problems.append(Problem(Place(str(path)), f"there is evidence of {name} in {sets[name][1]} too", "join the two, or take one"))
        sets[name] = (evidence, path)
    if problems:
        raise BadInput(problems)
    given = pl.Series([str(file) for _, file in sets.values()], dtype=pl.String)
    frame = frame_of({name: evidence for name, (evidence, _) in sets.items()})
    _write(frame.lazy().with_columns(frame["authority"].replace_strict(list(sets), given, return_dtype=pl.String).alias(FILE)), to)
    return to


def _write(table: "pl.LazyFrame", to: Path) -> None:
    """Write a table as Parquet. Raises OSError where the disk does not take it; else what Polars has against the table."""
    import polars as pl

    try:
        table.sink_parquet(to, row_group_size=_GROUP)
    except pl.exceptions.PolarsError:
        # Of a disk that is full Polars speaks in many ways, as of a fault in the table: the disk itself is asked, which says so if it is that.
        with to.open("ab") as file:
            file.write(bytes(2**20))
        raise
