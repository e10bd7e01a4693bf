"""Texts as numbers of their words: a way to read a table that changes nothing of what is read."""

from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.sector.partition import assess_partition
from engine.sector.reading import exact
from engine.sector.source import Partition
from evidence import coded
from evidence.columns import frame_of
from evidence.read import read_evidence
from tests.strategies import evidence, situations

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/evidence.yaml"))
texts = st.lists(st.none() | st.sampled_from(["", "a", "b", "é", "long words"]), max_size=12)


@settings(max_examples=25, deadline=None)
@given(st.lists(texts, min_size=1, max_size=3))
def test_a_column_of_a_file_is_read_as_it_was_written(pieces: list[list[str | None]]) -> None:
    """Whatever words each row group has of its own; and by numbers or by texts it is the same column."""
    every = [text for piece in pieces for text in piece]
    column = pa.chunked_array([pa.array(piece, pa.string()).dictionary_encode() for piece in pieces])
    read = coded.from_arrow("t", column)
    assert read.cast(pl.String).to_list() == every
    assert isinstance(read.dtype, pl.Enum)
    for one in (read, pl.Series("t", every, dtype=pl.String)):
        numbers, words = coded.numbered(one)
        assert [[*words, None][n] for n in numbers.tolist()] == every
        assert coded.by_word(one, lambda w: w.str.len_chars()).to_list() == [None if text is None else len(text) for text in every]
        assert set(coded.words_in(one)) >= set(every) - {None}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_results_are_the_same_with_columns_coded_and_not(data: st.DataObject) -> None:
    """A column of very many words stays as texts: of that nobody sees anything."""
    s = data.draw(situations(ladder=True))
    frame = frame_of({f"a{n}": e for n, e in enumerate([s.evidence, data.draw(evidence(s.plan))])})
    by_numbers = assess_partition(s.plan, frame)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coded.coded, "__defaults__", (-1,))
        by_texts = assess_partition(s.plan, frame)
    assert by_numbers == by_texts


def test_results_are_the_same_from_a_file_and_from_a_frame(tmp_path: Path) -> None:
    """The councils of the examples, from a file in small row groups, with words that only some of them have."""
    sets = {path.parent.name: read_evidence(path)[0] for path in EXAMPLES}
    frame = frame_of(sets)
    frame.write_parquet(tmp_path / "t.parquet", row_group_size=50)
    read = Partition(0, tmp_path / "t.parquet", 0, len(frame), len(sets)).read()
    assert read.select(pl.col(frame.columns).cast(pl.String)).equals(frame.select(pl.all().cast(pl.String)))
    inner = Partition(0, tmp_path / "t.parquet", 60, 85, 1).read()
    assert inner.select(pl.col(frame.columns).cast(pl.String)).equals(frame[60:145].select(pl.all().cast(pl.String)))


def test_a_column_with_more_words_than_pay_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file and from a frame alike."""
    monkeypatch.setattr(coded, "MOST_WORDS", 2)
    column = pl.Series("t", ["a", "b", "c", None])
    assert coded.from_arrow("t", pa.chunked_array([column.to_arrow().cast(pa.string()).dictionary_encode()])).equals(column)
    assert coded.coded(column, 2).dtype == pl.String
    assert coded.coded(column, 3).cast(pl.String).equals(column)


def test_figures_are_read_once_for_each_word_and_exactly() -> None:
    """Words that stand in no row left, a rating's say, do not matter."""
    column = pl.Series(["1.5", None, "7E+1", "good", "1.5"], dtype=pl.Enum(["good", "1.5", "7E+1"]))
    rows = column.filter(pl.Series([True, True, True, False, True]))
    assert exact(rows, 2).tolist() == [150, 0, 7000, 150]
    assert exact(column[:2], 2).dtype == np.int64
