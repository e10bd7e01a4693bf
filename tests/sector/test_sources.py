"""Tables of evidence as users write them: whatever is wrong is told with their own file, row and column."""

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from engine.sector.source import _cuts, _write, as_parquet, partitions
from evidence.columns import COLUMNS, FILE, ROW
from evidence.conform import conform
from evidence.one import read_one
from evidence.problems import BadInput
from evidence.sound import checked

HEAD = {"kind": "authority", "as_of": "2009-06-30", "type": "county"}
PLAN = {"kind": "document", "key": "plan", "date": "2009-01-01", "source": "document"}
SHARE = {"kind": "measure", "key": "share", "date": "2009-03-31", "source": "data", "value": "5"}


def table(*bad: dict[str, Any]) -> pl.DataFrame:
    """Two authorities; some rows of the second are bad. All cells are texts."""
    rows = [{"authority": "Ambleford", **HEAD}, {"authority": "Ambleford", "id": "a", **PLAN}, {"authority": "Stoneleigh", **HEAD}]
    rows += [{"authority": "Stoneleigh", "id": f"s{n}", **PLAN, **words} for n, words in enumerate(bad)]
    return pl.from_dicts(rows, infer_schema_length=None).cast(pl.String)


def wrong(*files: Path) -> list[str]:
    """What the command tells of these files."""
    work = files[0].parent / "work"
    work.mkdir(exist_ok=True)
    try:
        found = [problem for part in partitions(as_parquet(files, work)) for problem in problems_of(part.read())]
    except BadInput as bad:
        found = list(bad.problems)
    return [str(problem).replace(f"{files[0].parent}/", "") for problem in found]


def problems_of(frame: pl.DataFrame) -> tuple[Any, ...]:
    with pytest.raises(BadInput) as refused:
        checked(frame, "a part")
    return refused.value.problems


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "a day": ({"date": "31.3.2009"}, "date", "'31.3.2009' cannot stand here: write it as 2006-02-20"),
    "a figure": ({**SHARE, "value": "many"}, "value", "'many' is not a number: write it as 12 or 12.5"),
    "a kind": ({"kind": "docment"}, "kind", "'docment' is no kind of row: did you mean 'document'?"),
    "a source": ({"source": "unons"}, "source", "'unons' is not one of"),
    "a key": ({"key": "Ein Plan"}, "key", "'Ein Plan' is not an id or key"),
    "no key": ({"key": None}, "key", "there is nothing here: fill it in"),
    "half of the quartiles": ({**SHARE, "median": "3"}, "lower_quartile", "there is nothing here: give all three quartiles, or none"),
    "more": ({"more": "[1]"}, "more", "[1] stands where words and their values are expected"),
    "a copy": ({"derived_from": "z"}, "derived_from", "'s0' is derived from 'z', which is no item here"),
    "a record": ({"recorded_on": "2031-01-01", "recorded_by": "A. Clerk"}, "recorded_on", "'s0' was recorded on 2031-01-01"),
    "a list": ({"kind": "all_there_is", "key": "plan"}, "key", "'plan' is not a word that can stand here"),
}


@pytest.mark.parametrize(("row", "column", "told"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("scattered", [False, True], ids=["together", "scattered"])
def test_a_bad_cell_is_told_with_its_file_row_and_column(tmp_path: Path, row: dict[str, Any], column: str, told: str, *, scattered: bool) -> None:
    """In CSV the row is counted as a spreadsheet counts it, in Parquet it is named by authority and id; sorting the table changes neither."""
    frame = table(row, {})
    frame = frame[[3, 0, 4, 1, 2]] if scattered else frame
    line = 2 if scattered else 5
    frame.write_csv(tmp_path / "bad.csv")
    frame.write_parquet(tmp_path / "bad.parquet")
    (csv,), (parquet,) = wrong(tmp_path / "bad.csv"), wrong(tmp_path / "bad.parquet")
    assert csv.startswith(f"bad.csv, row {line}, column {column}: {told}")
    assert parquet.startswith(f"bad.parquet, Stoneleigh, s0, column {column}: {told}")


def test_one_authority_out_of_a_csv_is_refused_with_the_same_places(tmp_path: Path) -> None:
    """`assess 'bad.csv#Stoneleigh'` names the row that `sector` names."""
    table({"source": "unons"}).write_csv(tmp_path / "bad.csv")
    with pytest.raises(BadInput) as refused:
        read_one(tmp_path / "bad.csv", "Stoneleigh")
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in refused.value.problems] == wrong(tmp_path / "bad.csv")


def test_all_files_are_told_of_in_one_run(tmp_path: Path) -> None:
    """Also where one of them cannot be used at all, and another is no table."""
    table({"date": "soon"}).write_csv(tmp_path / "days.csv")
    table().drop("kind").with_columns(vlaue=pl.lit("1")).write_parquet(tmp_path / "columns.parquet")
    (tmp_path / "text.parquet").write_text("no table", encoding="utf-8")
    (tmp_path / "quotes.csv").write_text('authority,kind\n"a,b\n', encoding="utf-8")
    (tmp_path / "council.yaml").write_text("as_of: never", encoding="utf-8")
    told = "\n".join(wrong(*(tmp_path / name for name in ("days.csv", "columns.parquet", "text.parquet", "quotes.csv", "council.yaml"))))
    assert "days.csv, row 5, column date: 'soon' cannot stand here" in told
    assert "columns.parquet: the column 'kind' is missing" in told
    assert "columns.parquet: there is no column 'vlaue': did you mean 'value'?" in told
    assert "text.parquet: this is no Parquet file that can be read" in told
    assert "quotes.csv: this is no CSV table that can be read" in told
    assert "council.yaml:1:8: " in told


def test_what_is_bad_in_two_files_is_told_with_each(tmp_path: Path) -> None:
    """And an authority that stands in both is named with both."""
    table({"date": "soon"}).write_csv(tmp_path / "one.csv")
    table({"source": "unons"}).filter(pl.col("authority") != "Ambleford").write_parquet(tmp_path / "two.parquet")
    told = wrong(tmp_path / "one.csv", tmp_path / "two.parquet")
    assert "one.csv, row 5, column date: 'soon' cannot stand here: write it as 2006-02-20" in told
    assert "one.csv: Stoneleigh stands in two.parquet too: put all rows of an authority into one file" in told
    assert any(text.startswith("two.parquet, Stoneleigh, s0, column source: ") for text in told)


def test_whose_row_is_missing_is_told_of_every_authority(tmp_path: Path) -> None:
    """And a row of nobody by where it stands."""
    frame = table({}).filter(pl.col("kind") != "authority")
    pl.concat([frame, frame.with_columns(authority=pl.lit(None, pl.String), id=pl.lit("x"))]).write_csv(tmp_path / "heads.csv")
    told = wrong(tmp_path / "heads.csv")
    assert [text.partition(": ")[0] for text in told] == [
        "heads.csv, row 4, column authority",
        "heads.csv, Ambleford",
        "heads.csv, Stoneleigh",
    ]


def test_an_authority_with_two_rows_of_its_own_is_told(tmp_path: Path) -> None:
    """One of them would otherwise decide unseen."""
    pl.concat([table(), table()[2:]]).write_csv(tmp_path / "twice.csv")
    assert wrong(tmp_path / "twice.csv") == ["twice.csv, Stoneleigh: it has two rows of kind `authority`: keep one"]


def test_empty_rows_of_a_csv_are_passed_over(tmp_path: Path) -> None:
    """Spreadsheets leave them behind; the rows after them keep their numbers."""
    text = table({}).write_csv().splitlines()
    (tmp_path / "gaps.csv").write_text("\n".join([text[0], "", *text[1:], "," * text[0].count(","), ""]), encoding="utf-8")
    (part,) = partitions(as_parquet([tmp_path / "gaps.csv"], tmp_path))
    assert part.read()[ROW].to_list() == [3, 4, 5, 6]
    checked(part.read(), "")


def test_a_disk_that_takes_nothing_is_no_fault_of_the_table(tmp_path: Path) -> None:
    """The command tells what to do then."""
    table({}).write_csv(tmp_path / "t.csv")
    with pytest.raises(OSError, match="No such file"):
        as_parquet([tmp_path / "t.csv"], tmp_path / "nowhere" / "work")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this needs a file that says that the disk is full")
def test_a_full_disk_is_told_as_one_whatever_is_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the end of a file no longer fits, Polars speaks of its format; that is no fault of the table."""

    def sink(*_: object, **__: object) -> None:
        raise pl.exceptions.ComputeError("parquet: File out of specification: Invalid thrift: transport error")

    for said in (None, sink):
        if said:
            monkeypatch.setattr(pl.LazyFrame, "sink_parquet", said)
        with pytest.raises(OSError, match="No space left"):
            _write(table().lazy(), Path("/dev/full"))


def test_a_scattered_table_is_sorted_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it may be larger than the memory: every row of every authority is there once, in its order; rows of nobody too."""
    monkeypatch.setattr("engine.sector.source.AT_ONCE", 5)
    rows = [{"authority": name, "kind": "document", "id": f"{name}{n}"} for n in range(4) for name in ("b", "c", "", "a", "d")]
    frame = pl.DataFrame(rows).with_columns(pl.col("authority").replace("", None))
    frame.write_parquet(tmp_path / "t.parquet", row_group_size=3)
    files = as_parquet([tmp_path / "t.parquet"], tmp_path)
    read = pl.concat([part.read().select(pl.col(frame.columns).cast(pl.String)) for part in partitions(files)])
    assert len(files) > 2
    assert_frame_equal(read, frame.sort("authority", maintain_order=True))


def test_csv_parquet_and_frames_are_read_as_the_same_table(tmp_path: Path) -> None:
    """Typed columns or texts, with all columns or few: the types and words are the same."""
    typed = table({}, SHARE).with_columns(pl.col("as_of", "date").str.to_date())
    table({}, SHARE).write_csv(tmp_path / "t.csv")
    typed.write_parquet(tmp_path / "t.parquet", row_group_size=2)
    tables = [part.read() for name in ("t.csv", "t.parquet") for part in partitions(as_parquet([tmp_path / name], tmp_path))]
    plain = [checked(frame, "").select(pl.col(COLUMNS).cast(pl.String)) for frame in (*tables, typed)]
    assert_frame_equal(plain[0], plain[1])
    assert_frame_equal(plain[0], plain[2])
    assert tables[1][FILE].unique().to_list() == [str(tmp_path / "t.parquet")]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 9), max_size=30), st.lists(st.integers(1, 40), min_size=1, max_size=9), st.integers(1, 60))
def test_partitions_hold_every_authority_once_and_whole(lengths: list[int], groups: list[int], rows: int) -> None:
    """Whatever their rows and the row groups of the file; and no more rows than asked for, but for what one authority takes."""
    bounds = np.cumsum([0, *lengths])
    ends = np.cumsum([0, *groups])
    cuts = _cuts(bounds, np.append(ends[ends < bounds[-1]], bounds[-1]), rows)
    assert (cuts[0], cuts[-1]) == (0, len(lengths))
    assert all(first < last and bounds[last] - bounds[first] < rows + max(lengths) for first, last in pairwise(cuts))


def test_a_number_or_a_day_with_a_time_is_read_as_it_is_meant() -> None:
    """Whole numbers that came as fractions are whole numbers; a number is no day."""
    frame = table(SHARE).with_columns(date=pl.lit(dt.datetime(2009, 3, 31, 12, tzinfo=None)), sample=pl.lit(7.0), kind=pl.col("kind").cast(pl.Categorical))  # noqa: DTZ001
    assert conform(frame, "").select("kind", "date", "sample").row(0) == ("authority", dt.date(2009, 3, 31), 7)
    assert {p.place.heading for p in problems_of(frame.with_columns(date=pl.lit(20090331), sample=pl.lit(7.5)))} == {"date", "sample"}
