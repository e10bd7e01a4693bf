"""What "Securing better outcomes" says of all councils in CPA 2004 comes out of the rules, for a made-up sector of which it is true."""

from fractions import Fraction

import pytest

from tests.published.sector_2004 import GOOD, LOW, POOR_2002, SINGLE, TOP, WEAK_2002, WEAK_2004, councils, councils_2002, judged, scores

INSPECTED = "cpr.4.1.processes.1"
"""The rule of the corporate peer review that looks at the inspectors' score."""


@pytest.fixture(scope="module")
def sector():
    """388 made-up councils."""
    return list(councils())


@pytest.fixture(scope="module")
def under(sector):
    """The sector under each of the rulebooks that look at these ratings."""
    return {book: judged(book, sector) for book in ("performance-framework-2005", "intervention-ladder", "corporate-peer-review")}


def share(some, of) -> Fraction:
    """What part of them, to a whole per cent."""
    return Fraction(round(100 * Fraction(len(some), len(of))), 100)


@pytest.mark.parametrize(("kind", "low"), LOW.items())
def test_who_scored_2_at_most_is_held_back_by_every_rulebook_that_looks(sector, under, kind, low):
    """56% of single tier and county councils and 68% of districts, by their grades and by two rulebooks alike."""
    graded, mine = scores(sector), {c.name for c in sector if c.type == kind}
    assert share({name for name in mine if graded[name] <= 2}, mine) == low
    framework = under["performance-framework-2005"]
    assert share(mine & framework.meets("pm.1", "weak"), mine) == low
    assert mine & framework.meets("pm.1", "judged") == mine & under["corporate-peer-review"].meets(INSPECTED, "inspected")
    assert mine - framework.meets("pm.1", "weak") == mine & framework.meets("pm.1", "judged")


def test_28_per_cent_of_the_excellent_have_the_highest_score(sector):
    """And nobody else has it."""
    excellent = {c.name for c in sector if c.category == "excellent"}
    four = {name for name, score in scores(sector).items() if score == 4}
    assert four < excellent
    assert share(four, excellent) == TOP


def test_two_thirds_are_good_or_excellent_and_16_call_for_engagement(sector, under):
    """Weak and poor councils are those in whose running the ladder sees cause for engagement, and nobody else."""
    single = [c for c in sector if c.type == "unitary"]
    assert Fraction(sum(c.category in ("good", "excellent") for c in single), SINGLE) == GOOD
    called = under["intervention-ladder"].proved("ladder.rung.3.entry.capacity")
    assert called == {c.name for c in single if c.category == "weak"}
    assert len(called) == WEAK_2004


def test_in_2002_34_called_for_engagement_and_13_had_failed():
    """Wakefield was one of these 13."""
    ladder = judged("intervention-ladder", councils_2002())
    assert len(ladder.proved("ladder.rung.3.entry.capacity")) == WEAK_2002
    assert len(ladder.proved("trigger.failure")) == POOR_2002
