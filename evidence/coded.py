"""Texts of a table as numbers of their words, so that each distinct word is looked at once, however often it stands there.

A coded column is an Enum of Polars; its words stand in any order, and some may stand in no row. Parquet files hold texts
like that: `from_arrow` takes them as they lie there. Everything here answers the same for a column that is not coded.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

MOST_WORDS = 2**14
"""With more words than this, a column of ids or notes say, numbering them costs more than it saves: they stay texts."""


def coded(column: "pl.Series", most: int = MOST_WORDS) -> "pl.Series":
    """A column of texts as numbers of its words. One of more words than `most`, or of something else, stays as it is."""
    import polars as pl

    if column.dtype != pl.String:
        return column
    words = column.drop_nulls().unique()
    return column if len(words) > most else column.cast(pl.Enum(words.sort()))


def from_arrow(name: str, column: "pa.ChunkedArray") -> "pl.Series":
    """A column as Parquet has it; where that is as numbers of words (`read_dictionary`), by these."""
    import polars as pl
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        return pl.Series(name, column)
    if max((len(chunk.dictionary) for chunk in column.chunks), default=0) > MOST_WORDS:
        return pl.Series(name, pa.chunked_array([chunk.dictionary_decode() for chunk in column.chunks]))
    same = column.unify_dictionaries()
    words = pl.Series(same.chunk(0).dictionary if same.num_chunks else [], dtype=pl.String)
    numbers = pl.Series(pa.chunked_array([chunk.indices.view(pa.uint32()) for chunk in same.chunks], pa.uint32()))  # as Polars gathers
    coded_words = pl.Series(name, words, dtype=pl.Enum(words))
    if words.is_empty() or not numbers.has_nulls():
        return coded_words.gather(numbers)
    # Gathering where nothing is missing, and leaving out afterwards, takes half of the time.
    return pl.select(pl.when(numbers.is_not_null()).then(coded_words.gather(numbers.fill_null(0)))).to_series()


def words_in(column: "pl.Series") -> "pl.Series":
    """The words of a column, each once where it is coded."""
    import polars as pl

    kind = column.dtype
    return kind.categories if isinstance(kind, pl.Enum) else column.drop_nulls()


def by_word(column: "pl.Series", work: "Callable[[pl.Series], pl.Series]") -> "pl.Series":
    """What `work` makes of the words of a column, row by row."""
    import polars as pl

    kind = column.dtype
    return work(kind.categories).gather(column.to_physical()) if isinstance(kind, pl.Enum) else work(column)


def numbered(column: "pl.Series") -> "tuple[np.ndarray[Any, Any], pl.Series]":
    """The number of each row's word (int32), how many words there are for none, and the words: where the column is not coded each text is one."""
    import polars as pl

    kind = column.dtype
    if isinstance(kind, pl.Enum):
        return column.to_physical().cast(pl.UInt32).fill_null(len(kind.categories)).to_numpy().view(np.int32), kind.categories
    stated, words = column.is_not_null().to_numpy(), column.drop_nulls()
    return np.where(stated, np.cumsum(stated, dtype=np.int32) - 1, np.int32(len(words))), words
