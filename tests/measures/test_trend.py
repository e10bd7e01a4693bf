"""Slopes and the sign test: exact, and the same as SciPy's where that is exact too."""

import datetime as dt
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from engine.measures.trend import Line, median, score, sureness, surest, theil_sen, years
from tests.measures.made import march

VALUES = st.lists(st.integers(0, 9), min_size=2, max_size=7)


def days(n: int) -> list[dt.date]:
    return [march(2000 + i) for i in range(n)]


def test_the_ends_of_two_marches_are_one_year_apart() -> None:
    """Leap years and the lengths of months do not shift what is counted in years."""
    assert years(march(2008)) - years(march(2007)) == 1
    assert years(dt.date(2008, 2, 29)) - years(dt.date(2007, 2, 28)) == 1
    assert years(dt.date(2008, 12, 31)) - years(dt.date(2008, 6, 30)) == Fraction(1, 2)


@given(VALUES)
@settings(max_examples=25)
def test_the_slope_is_that_of_scipy(values: list[int]) -> None:
    """For figures of every year the median slope of all pairs is the same."""
    line = theil_sen(days(len(values)), values)
    assert float(line.slope) == pytest.approx(theilslopes(values).slope)


def test_one_odd_year_does_not_move_the_slope() -> None:
    """The slope of a straight run stays when one figure in it is far off."""
    assert theil_sen(days(5), [1, 2, 3, 4, 5]).slope == 1
    assert theil_sen(days(5), [1, 2, 90, 4, 5]).slope == 1


def test_the_line_goes_on_to_a_later_day() -> None:
    """A figure of 5 in 2004 that grows by one a year is 10 in 2009."""
    assert theil_sen(days(5), [1, 2, 3, 4, 5]).at(march(2009)) == 10
    assert Line(Fraction(0), Fraction(3)).at(march(1990)) == 3


def test_one_day_has_no_slope() -> None:
    """Where all figures are of one day there is nothing to see."""
    with pytest.raises(ValueError, match="median of nothing"):
        theil_sen([march(2009), march(2009)], [1, 2])


@given(VALUES)
@settings(max_examples=25)
def test_sureness_is_what_counting_all_orders_gives(values: list[int]) -> None:
    """Ties or not: the part of all orders of the same figures whose score lies as far out, on that side."""
    found = score(values)
    if found == 0:
        assert sureness(values) == 0
        return
    scores = [score(order) for order in permutations(values)]
    as_far = sum(s >= found if found > 0 else s <= found for s in scores)
    assert sureness(values) == 1 - Fraction(as_far, len(scores))


@given(st.permutations(range(8)))
@settings(max_examples=25)
def test_without_ties_it_is_the_exact_test_of_kendall(values: list[int]) -> None:
    """One less the one-sided probability of SciPy's exact test."""
    if score(values):
        side = "greater" if score(values) > 0 else "less"
        p = kendalltau(range(len(values)), values, method="exact", alternative=side).pvalue
        assert float(sureness(values)) == pytest.approx(1 - p)


@given(VALUES)
@settings(max_examples=25)
def test_turning_the_figures_round_turns_the_trend_round(values: list[int]) -> None:
    """Seen from the other end the slope and the score have the other sign, and one is as sure."""
    back = [-v for v in values]
    assert theil_sen(days(len(values)), back).slope == -theil_sen(days(len(values)), values).slope
    assert (score(back), sureness(back)) == (-score(values), sureness(values))


def test_more_periods_make_surer() -> None:
    """Three figures that rise can be chance in one case of six, five in one of 120."""
    assert [surest(n) for n in (2, 3, 5)] == [Fraction(1, 2), Fraction(5, 6), Fraction(119, 120)]
    assert sureness([1, 2, 3]) == surest(3)
    assert sureness([5, 4, 3, 3, 2]) < surest(5)


def test_the_median_of_an_even_number_lies_between() -> None:
    """Of two in the middle it is the mean, exactly."""
    assert median([1, 2, 4]) == 2
    assert median([1, 2]) == Fraction(3, 2)
