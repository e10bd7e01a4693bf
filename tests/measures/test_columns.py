"""A whole table gives what the definitions give, authority by authority."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measures.columns import changes, latest, standing, trends, whole
from engine.measures.peers import deviation, mads, quarter, quartiles, rank
from engine.measures.trend import sureness, theil_sen
from tests.measures.made import march

VALUES = st.lists(st.decimals(-100, 100, places=2), min_size=5, max_size=12)


def table(values: list[Decimal], measure: str = "rate", year: int = 2009) -> pl.DataFrame:
    names = [f"E{n}" for n in range(len(values))]
    return pl.DataFrame({"authority": names, "measure": measure, "date": [march(year)] * len(values), "value": [str(v) for v in values]})


@given(VALUES, st.sampled_from([1, -1]))
@settings(max_examples=25)
def test_a_table_places_everybody_as_the_definitions_do(values: list[Decimal], sign: int) -> None:
    """Quartiles, deviation, distance, quarter and rank, each authority among all."""
    found = standing(table(values), {"rate": sign})
    low, mid, high = quartiles(values)
    mad = deviation(values)
    for value, row in zip(values, found.iter_rows(named=True), strict=True):
        away = mads(value, mid, mad)
        assert (row["low"], row["median"], row["high"], row["mad"]) == (float(low), float(mid), float(high), float(mad))
        assert row["mads"] == (None if away is None else float(away))
        assert (row["quarter"], row["rank"]) == (quarter(value, (low, mid, high), sign), rank(value, values, sign))


def test_a_group_of_four_is_counted_and_no_more() -> None:
    """Neither quartiles nor ranks are given of fewer than five; without a direction there is no rank."""
    four = standing(table([Decimal(n) for n in range(4)]), {"rate": 1})
    assert four["n"].to_list() == [4] * 4
    assert four["median"].null_count() == four["rank"].null_count() == 4
    five = standing(table([Decimal(n) for n in range(5)]), {})
    assert five["median"].to_list() == [2.0] * 5
    assert five["rank"].null_count() == 5


def test_groups_are_kept_apart() -> None:
    """Those of one measure and day are compared with one another alone."""
    both = pl.concat([table([Decimal(n) for n in range(5)]), table([Decimal(n) for n in range(10, 15)], "cost")])
    assert standing(both, {})["median"].to_list() == [2.0] * 5 + [12.0] * 5


@given(st.lists(st.lists(st.integers(0, 9), min_size=5, max_size=5), min_size=1, max_size=4))
@settings(max_examples=25)
def test_trends_of_a_table_are_those_of_each_series(rows: list[list[int]]) -> None:
    """Slope and sureness of the last figures, whatever order the rows are in."""
    long = pl.DataFrame(
        [(f"E{a}", "rate", march(2005 + y), str(v)) for a, row in enumerate(rows) for y, v in enumerate(row)],
        schema={"authority": pl.String, "measure": pl.String, "date": pl.Date, "value": pl.String},
        orient="row",
    )
    found = {r["authority"]: r for r in trends(long.reverse(), 4).iter_rows(named=True)}
    for a, row in enumerate(rows):
        line = theil_sen([march(2005 + y) for y in range(1, 5)], row[1:])
        assert (found[f"E{a}"]["slope"], found[f"E{a}"]["sure"]) == (pytest.approx(float(line.slope)), float(sureness(row[1:])))
    assert trends(long, 6).is_empty()


def test_changes_and_latest_are_by_authority_and_measure() -> None:
    """The first figure of each has no change, and the last is the latest."""
    long = pl.concat([table([Decimal("1.5"), Decimal(7)], year=2008), table([Decimal("1.7"), Decimal(5)])])
    assert changes(long)["change"].to_list() == [None, 0.2, None, -2.0]
    assert sorted(latest(long)["value"].to_list()) == ["1.7", "5"]


@pytest.mark.parametrize("value", ["about 7", "", "NaN", "1e30", None])
def test_what_is_no_number_is_refused(value: str | None) -> None:
    """A text, a blank, a missing value, or a number beyond what can be counted."""
    with pytest.raises(ValueError, match="a value is"):
        whole(pl.Series(["1", value]))


def test_values_are_counted_in_the_smallest_decimal() -> None:
    """1.5 and 0.25 are 150 and 25 hundredths; a float is what it reads as."""
    assert (whole(pl.Series(["1.5", "0.25"]))[0].tolist(), whole(pl.Series([0.1, 3.0]))[0].tolist()) == ([150, 25], [1, 30])
