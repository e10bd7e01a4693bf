"""A table of evidence as it was read (from CSV, all text) made one whose columns are of their types, with every cell that is of another."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from evidence.coded import by_word, words_in
from evidence.columns import COLUMNS, FIGURES, FILE, NEEDED, ROW, place_of, schema
from evidence.problems import BadInput, Place, Problem, nearest

if TYPE_CHECKING:
    import polars as pl

MOST_TOLD = 20
"""So many cells of a column are named."""
_MEND = {"Date": "it as 2006-02-20", "Boolean": "true or false", "Int64": "a whole number", "String": "it as text"}


def conform(frame: "pl.DataFrame", place: str) -> "pl.DataFrame":
    """A table as it was read (from CSV, all text) with every column in its type. Raises BadInput with every cell that has another.

    Texts stay as they are given, plain or coded.
    """
    typed, problems = conformed(frame, place)
    if problems:
        raise BadInput(problems)
    return typed


def conformed(frame: "pl.DataFrame", place: str) -> "tuple[pl.DataFrame, list[Problem]]":
    """The same, and what is wrong with it; a cell that is wrong is empty. Raises BadInput where columns are wrong."""
    import polars as pl

    problems = list(wrong_columns(frame.columns, place))
    given = frame.schema
    for name in (c for c in COLUMNS if c in given):
        if name in FIGURES and given[name].is_float():
            problems.append(Problem(Place(place), f"the column '{name}' holds binary fractions, which are not exact", "write it as text or as decimals"))
        elif given[name].is_nested() or given[name] in (pl.Binary, pl.Object):
            problems.append(Problem(Place(place), f"the column '{name}' holds {given[name]}, and no words", "write it as text"))
    if problems:
        raise BadInput(problems)
    out = {name: frame[name] for name in (FILE, ROW) if name in frame.columns}
    for name, kind in schema().items():
        if name not in given:
            out[name] = pl.repeat(None, len(frame), dtype=kind, eager=True)
            continue
        out[name] = found = _typed(frame[name], given[name], kind)
        if found.null_count() > frame[name].null_count():
            lost = frame.filter(found.is_null() & (frame[name].cast(pl.String) != "")).head(MOST_TOLD)
            mend = f"write {_MEND[str(kind)]}"
            problems += [Problem(place_of(row, place, name), f"'{row[name]}' cannot stand here", mend) for row in lost.iter_rows(named=True)]
    return pl.DataFrame(out).select(*COLUMNS, *(c for c in (FILE, ROW) if c in out)), problems


def wrong_columns(names: Sequence[str], place: str) -> Iterator[Problem]:
    """Which columns of a table are not known, and which are missing."""
    yield from (Problem(Place(place), f"there is no column '{c}'", nearest(c, COLUMNS)) for c in names if c not in (*COLUMNS, FILE, ROW))
    yield from (Problem(Place(place), f"the column '{c}' is missing", "add it") for c in NEEDED if c not in names)


def _typed(given: "pl.Series", now: "pl.DataType", kind: "pl.DataType") -> "pl.Series":
    """A column in its type; a cell that does not fit is empty."""
    import polars as pl

    if now == kind != pl.String():
        return given
    if kind == pl.Date() and now == pl.Datetime:
        return given.cast(pl.Date)
    if kind == pl.Int64() and now.is_float():
        return pl.select(pl.when(given == given.floor()).then(given.cast(pl.Int64, strict=False))).to_series()
    text = given if isinstance(now, pl.Enum) else given.cast(pl.String)
    if kind == pl.String():
        return pl.select(pl.when(text != "").then(text)).to_series() if (words_in(text) == "").any() else text
    if kind == pl.Date():
        return by_word(text, lambda words: words.str.to_date("%Y-%m-%d", strict=False))
    if kind == pl.Boolean():
        return by_word(text, lambda words: words.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean()))
    return by_word(text, lambda words: words.cast(kind, strict=False))
