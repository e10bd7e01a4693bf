"""What a sampling error explains is unknown: neither met nor not met."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measures.error import explained, margin_squared, reach, root
from engine.measures.facts import measure_facts
from tests.measures.made import item, judged, march, series, truth

SURVEY = {"unit": "per cent", "sample": 1000}


def test_a_thousand_people_tell_a_half_to_three_points() -> None:
    """The margin of a share of one half among a thousand is about 3.1 points; of nobody among a hundred it is not nought."""
    assert float(root(margin_squared(item(50, **SURVEY)))) == pytest.approx(3.1, abs=0.05)
    assert float(root(margin_squared(item(0, unit="per cent", sample=100)))) > 2


def test_a_margin_is_taken_as_it_is_published() -> None:
    """A published margin goes before what the sample would give, and what has neither has no error."""
    assert margin_squared(item(50, margin=Decimal("2.5"), sample=10)) == Fraction(25, 4)
    assert margin_squared(item(50)) == 0


def test_errors_of_two_figures_join() -> None:
    """Two margins of 3 and 4 make one of 5; exact figures explain nothing, not even that they are equal."""
    assert explained(5, Fraction(9), Fraction(16))
    assert not explained(Decimal("5.01"), Fraction(9), Fraction(16))
    assert not explained(0, Fraction(0))


@given(st.fractions(0, 10_000, max_denominator=1000))
@settings(max_examples=25)
def test_a_root_is_never_too_small(square: Fraction) -> None:
    """It is exact or rounded up in the ninth decimal."""
    found = root(square)
    assert found**2 >= square
    assert found == 0 or (found - Fraction(1, 10**9)) ** 2 < square


def test_the_reach_of_an_exact_figure_is_itself() -> None:
    """Without an error there is nothing to either side; with a margin there is as much on both."""
    assert reach(Decimal(7), Fraction(0)) == (7, 7)
    assert reach(Decimal(7), Fraction(4)) == (5, 9)
    assert reach(Fraction(7, 2), Fraction(0)) == (Decimal("3.5"), Decimal("3.5"))


@pytest.mark.parametrize(
    ("test", "words", "met", "open_", "unmet"),
    [
        ({"at_least": 70}, SURVEY, 75, 71, 65),
        ({"at_most": 70}, SURVEY, 65, 69, 75),
        ({"is": 70}, {"margin": 3}, None, 72, 75),
        ({"target": "met"}, {**SURVEY, "target": 70}, 75, 71, 65),
        ({"target": "missed"}, {**SURVEY, "target": 70}, 65, 69, 75),
        ({"peers": "worst_quarter"}, {**SURVEY, "peers": {"quartiles": [70, 76, 82], "n": 20}}, 65, 69, 75),
        ({"from_median": {"worse_by": "2 MADs"}}, {**SURVEY, "peers": {"quartiles": [70, 76, 82], "n": 20, "mad": 3}}, 62, 69, 75),
    ],
)  # fmt: skip
def test_a_difference_within_the_error_is_not_known(test: dict[str, Any], words: dict[str, Any], met: int | None, open_: int, unmet: int) -> None:
    """Clear of the bound a test is met or not; within the margin it is unknown, and so is its contrary."""
    for value, expected in ((met, 1), (open_, 0), (unmet, -1)):
        if value is not None:
            assert truth({"measure": "rate", **test}, {"items": [{"measure": "rate", "value": value, **words}]}) == expected


def test_a_list_that_is_complete_does_not_settle_what_is_in_doubt() -> None:
    """That there are no other figures says nothing of this one."""
    given_ = {"items": [{"measure": "rate", "value": 71, **SURVEY}], "all_there_is": [{"measure": "rate"}]}
    assert truth({"measure": "rate", "at_least": 70}, given_) == 0


def test_a_share_counts_those_in_doubt_for_and_against() -> None:
    """Where they would settle it one way or the other the share is not known; where they would not, it is."""
    test = {"measure": "any", "target": "missed", "share": {"at_least": "50%", "of_at_least": 2}}
    missed, doubtful, met = ({"value": 60, "target": 70}, {"value": 69, "target": 70, **SURVEY}, {"value": 80, "target": 70})
    for figures, expected in (([missed, doubtful], 1), ([met, doubtful], 0), ([met, met, doubtful], -1)):
        items = [{"measure": f"m{n}", **figure} for n, figure in enumerate(figures)]
        assert truth(test, {"items": items}) == expected


def run(*values: int, margin: int) -> dict[str, Any]:
    return {"items": [{"measure": "rate", "value": v, "margin": margin, "date": march(2010 - len(values) + n)} for n, v in enumerate(values)]}


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (run(80, 70, 60, margin=3), 1),
        (run(80, 78, 76, margin=3), 0),
        (run(80, 70, 68, margin=3), 0),
        (run(60, 70, 68, margin=3), -1),
        (run(60, 70, 80, margin=3), -1),
    ],
)
def test_steps_within_the_error_make_no_trend(given_: dict[str, Any], expected: int) -> None:
    """A fall over three periods takes two clear falls; one that the error explains leaves it open unless another is a clear rise."""
    assert truth({"measure": "rate", "trend": {"is": "worsening", "over": "3 periods"}}, given_) == expected


def test_a_slope_within_the_error_of_its_ends_is_no_sure_trend() -> None:
    """Five falls of one point are sure if counted, and nothing if the survey may be off by four."""
    test = {"measure": "rate", "trend": {"is": "worsening", "over": "5 periods", "sure": "90%"}}
    assert truth(test, run(80, 79, 78, 77, 76, margin=0)) == 1
    assert truth(test, run(80, 79, 78, 77, 76, margin=4)) == 0


@given(st.lists(st.integers(0, 100), min_size=1, max_size=5), st.integers(0, 20))
@settings(max_examples=25)
def test_what_is_said_lies_within_its_reach(values: list[int], margin: int) -> None:
    """Every fact lies between its ends, and without an error there are none."""
    facts, between = measure_facts(series(*values, target=50, margin=margin), None, (2, 3), (3,))
    assert all(low <= facts[name] <= high for name, (low, high) in between.items())  # type: ignore[operator]
    assert margin or not between


@pytest.mark.parametrize("value", [65, 69, 71, 75])
def test_both_matchers_set_the_doubtful_apart(value: int) -> None:
    """durable-rules and the direct matcher give the same matches, doubts included."""
    test, given_ = {"measure": "rate", "at_least": 70}, {"items": [{"measure": "rate", "value": value, **SURVEY}]}
    working = judged(test, given_, "auto")
    assert working.choice().agreed
    assert working.matches == judged(test, given_).matches


def test_a_provisional_figure_is_left_out_and_listed() -> None:
    """The one before it stands; with a margin it counts."""
    items = [{"measure": "rate", "value": 60, "date": march(2008)}, {"measure": "rate", "value": 80, "date": march(2009), "provisional": True}]
    test = {"measure": "rate", "at_least": 70}
    assert truth(test, {"items": items}) == -1
    assert [why for _, why in judged(test, {"items": items}).facts.left_out] == ["it is provisional, and no margin says how far it may still change"]
    items[1]["margin"] = 2
    assert truth(test, {"items": items}) == 1
