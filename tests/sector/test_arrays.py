"""Arrow columns made of NumPy's memory are those that Arrow makes itself."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sector.arrays import coded, numbers, texts


@settings(max_examples=25, deadline=None)
@given(st.lists(st.none() | st.text(max_size=4)))
def test_texts_are_those_that_arrow_makes(words: list[str | None]) -> None:
    """Whatever letters they have, and wherever one is missing."""
    made = texts(words)
    made.validate(full=True)
    assert made.equals(pa.array(words, pa.string()))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(-128, 127), st.booleans())))
def test_numbers_are_those_that_arrow_makes(cells: list[tuple[int, bool]]) -> None:
    """Of any width, null where they are missing."""
    values, missing = np.array([v for v, _ in cells], dtype=np.int8), np.array([m for _, m in cells], dtype=bool)
    made = numbers(values, pa.int8(), missing)
    made.validate(full=True)
    assert made.to_pylist() == [None if m else v for v, m in cells]


def test_words_are_given_by_their_numbers() -> None:
    """As a dictionary, which Parquet keeps."""
    made = coded(np.array([1, 0, 1]), ["low", "high"])
    assert made.type == pa.dictionary(pa.int32(), pa.string())
    assert made.to_pylist() == ["high", "low", "high"]


def test_no_column_imports_pandas() -> None:
    """`pa.array` would, which takes a fifth of a second of each process wherever pandas is installed."""
    script = (
        "import sys, numpy as np, pyarrow as pa\nfrom engine.sector.arrays import coded, numbers, texts\n"
        "coded(np.array([0]), ['a']), numbers(np.array([1]), pa.int64(), np.array([True])), texts(['b', None])\n"
        "print('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "False\n"
