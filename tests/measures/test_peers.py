"""Where a figure stands among others."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measures.peers import deviation, group_of, mads, quarter, quartiles, rank
from evidence.model import Peers

FIGURES = st.lists(st.integers(-50, 50), min_size=1, max_size=30)


@given(FIGURES)
@settings(max_examples=25)
def test_quartiles_and_deviation_are_those_of_numpy(values: list[int]) -> None:
    """Linear interpolation with both ends included, as spreadsheets have it."""
    assert [float(q) for q in quartiles(values)] == pytest.approx(np.quantile(values, [0.25, 0.5, 0.75]))
    assert float(deviation(values)) == pytest.approx(np.median(np.abs(np.array(values) - np.median(values))))


def test_equals_share_the_better_place() -> None:
    """With two better ones one is third, however many are as good."""
    assert rank(5, [9, 8, 5, 5, 1], 1) == 3
    assert rank(5, [9, 8, 5, 5, 1], -1) == 2


@given(st.integers(-60, 60), FIGURES, st.sampled_from([1, -1]))
@settings(max_examples=25)
def test_a_better_figure_never_stands_worse(value: int, others: list[int], sign: int) -> None:
    """Neither its rank nor its quarter falls when it gets better."""
    assert rank(value + sign, others, sign) <= rank(value, others, sign)
    assert quarter(value + sign, quartiles(others), sign) >= quarter(value, quartiles(others), sign)


def test_on_a_quartile_one_stands_in_the_better_quarter() -> None:
    """As the quartile itself is what the better quarter begins with."""
    assert [quarter(v, (10, 20, 30), 1) for v in (9, 10, 20, 30)] == [1, 2, 3, 4]
    assert [quarter(v, (10, 20, 30), -1) for v in (31, 30, 20, 10)] == [1, 2, 3, 4]


def test_where_more_than_half_are_alike_nothing_is_measured_in_deviations() -> None:
    """A deviation of nought places the median itself and nobody else."""
    assert mads(7, Fraction(7), Fraction(0)) == 0
    assert mads(8, Fraction(7), Fraction(0)) is None
    assert mads(8, Fraction(7), None) is None
    assert mads(4, Fraction(7), Fraction(2)) == Fraction(-3, 2)


def test_a_group_of_four_is_no_group() -> None:
    """Fewer than five others are neither shown nor judged by."""
    assert group_of(Peers.model_validate({"values": [1, 2, 3, 4]})) is None
    assert group_of(Peers.model_validate({"quartiles": [1, 2, 3], "n": 4})) is None
    group = group_of(Peers.model_validate({"values": [1, 2, 3, 4, 9]}))
    assert group is not None
    assert (group.n, group.median, group.mad) == (5, 3, 1)


def test_published_quartiles_go_before_what_the_figures_give() -> None:
    """Where a publisher gives both, its quartiles are taken, and its deviation."""
    group = group_of(Peers.model_validate({"values": [1, 2, 3, 4, 9], "quartiles": [2, 3, 5], "mad": 2}))
    assert group is not None
    assert (group.quartiles, group.mad) == ((2, 3, 5), 2)
