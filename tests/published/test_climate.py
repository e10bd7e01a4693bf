"""The council climate plan scorecards come out as they were published."""

import pytest

from tests.published.climate import Compared, compared
from tests.published.data import published


@pytest.fixture(scope="module")
def found() -> Compared:
    """Everything published beside what comes out."""
    return compared(published("climate-scorecards-2022"))


def test_every_section_score_comes_out(found):
    """All 3,681: 409 authorities, nine sections."""
    assert found.scores == (3681, 3681)


def test_every_percentage_comes_out_and_a_point_is_lost_to_binary_fractions_in_two_of_them(found):
    """3,557 as exact arithmetic has them. All the others are 2/7 or 4/7, published a point too low; rounded as the publisher did, all 3,681 agree."""
    assert len(found.shares) == 124
    assert {(str(d.exact), d.published) for d in found.shares} == {("200/7", 28), ("400/7", 56)}
    assert found.shares_their_way == (3681, 3681)


def test_every_total_comes_out_or_differs_by_the_publishers_rounding(found):
    """393 of 409 exactly; the others differ by one point, by name; rounded as the publisher did, all 409 agree."""
    assert len(found.totals) == 16
    assert {abs(round(d.exact) - d.published) for d in found.totals} == {1}
    assert found.totals_their_way == (409, 409)


def test_two_totals_are_exact_halves(found):
    """Where they go up instead of to the even number, 17 totals differ."""
    assert len(found.halves_up) == 17
    assert {d.name for d in (*found.totals, *found.halves_up) if d.exact.denominator == 2} == {"City of Wolverhampton Council", "Dacorum Borough Council"}
