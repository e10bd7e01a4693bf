"""Columns of Arrow made straight of NumPy's memory and of words: `pa.array` would import pandas wherever that is installed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.rows import Array

if TYPE_CHECKING:
    import pyarrow as pa


def numbers(values: Array, kind: "pa.DataType", missing: Array | None = None) -> "pa.Array":
    """Whole numbers, of the width that `kind` has in memory; null where they are `missing`."""
    import pyarrow as pa

    valid = None if missing is None or not missing.any() else pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(np.ascontiguousarray(values))])


def texts(words: Sequence[str | None]) -> "pa.Array":
    """Texts; None is null."""
    import pyarrow as pa

    missing = np.array([word is None for word in words], dtype=bool)
    letters = [(word or "").encode() for word in words]
    ends = np.cumsum([0, *map(len, letters)], dtype=np.int32)
    valid = pa.py_buffer(np.packbits(~missing, bitorder="little")) if missing.any() else None
    return pa.Array.from_buffers(pa.string(), len(words), [valid, pa.py_buffer(ends), pa.py_buffer(b"".join(letters))])


def coded(numbered: Array, words: Sequence[str]) -> "pa.DictionaryArray":
    """Words given by their numbers among all that there are."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(numbers(numbered.astype(np.int32, copy=False), pa.int32()), texts(words))
