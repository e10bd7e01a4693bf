"""Targets: the path there, where things are going, and what the handbook asks of targets."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from engine.measures.principles import Check, consistent, of_set, of_target
from engine.measures.targets import aim_of, distance, gap_analysis, in_force, on_track, path, projected
from evidence.model import Target
from tests.measures.made import item, march, series, target, truth

STEPS = [{"by": march(2008), "value": 28}, {"by": march(2009), "value": 31}, {"by": march(2010), "value": 34}, {"by": march(2011), "value": 37}]


def kept(checks: list[Check], principle: str) -> bool | None:
    return next(c for c in checks if principle in c.principle).kept


def test_the_path_goes_straight_from_step_to_step() -> None:
    """Half a year after a step of 28 on the way to 31 it is 29.5."""
    way = target(years=STEPS, **{"from": 25})
    assert path(way, march(2007)) == 25
    assert path(way, march(2008)) == 28
    assert path(way, dt.date(2008, 9, 30)) == Fraction(59, 2)
    assert path(way, march(2020)) == 40


def test_a_path_without_a_beginning_begins_with_its_first_step() -> None:
    """Before that nobody can say where one should be."""
    assert path(target(years=STEPS), march(2007)) is None
    assert path(target(), march(2009)) is None


def test_the_target_in_force_is_the_one_set_last() -> None:
    """One that is set later replaces it from that day on, and not before."""
    old, new = target(), target(set=march(2009), value=45)
    assert in_force([old, new], march(2008)) is old
    assert in_force([old, new], march(2009)) is new
    assert in_force([old, new], march(2000)) is None


def test_a_figure_without_a_target_is_held_against_the_step_of_its_day() -> None:
    """Its own target goes before, and a day without a step has none."""
    assert aim_of(item(27), target(years=STEPS)) == 31
    assert aim_of(item(27, target=20), target(years=STEPS)) == 20
    assert aim_of(item(27, 2006), target(years=STEPS)) is None
    assert aim_of(item(27), None) is None


def test_short_of_a_target_is_the_same_both_ways_round() -> None:
    """Where less is better, more than the target is short of it."""
    assert distance(27, 31, 1) == 4
    assert distance(31, 27, -1) == 4
    assert distance(40, 31, 1) == -9


@pytest.mark.parametrize(("value", "words", "expected"), [(31, {}, True), (30, {}, False), (30, {"margin": 2}, None)])
def test_on_track_is_where_the_path_has_it_or_beyond(value: int, words: dict[str, Any], expected: bool | None) -> None:
    """What the error explains leaves it open."""
    assert on_track(series(value, **words), target(years=STEPS)) is expected


def test_a_figure_older_than_the_target_is_on_no_track() -> None:
    """It cannot have been on the way to it; nor is a measure that has no better."""
    assert on_track(series(31), target(set=dt.date(2009, 6, 1), years=[], **{"from": 25})) is None
    assert on_track(series(31, better="neither"), target(years=STEPS)) is None


def test_the_gap_is_the_target_less_what_is_likely() -> None:
    """From 25, 26, 27 one comes to 30 in 2012, which is 10 short of 40: handbook, gap analysis, a to e."""
    found = gap_analysis(series(25, 26, 27), target())
    assert (found.indicator, found.now, found.wanted, found.by, found.likely, found.gap) == ("rate", 27, 40, march(2012), 30, 10)
    lower = gap_analysis(series(25, 26, 27, lower=True), target(value=20))
    assert lower.gap == 10


def test_two_figures_foretell_nothing() -> None:
    """Nor can what lies behind be foretold."""
    assert gap_analysis(series(26, 27), target()).gap is None
    assert projected(series(25, 26, 27), march(2008)) is None


@pytest.mark.parametrize(
    ("years", "expected", "why"),
    [
        (STEPS, True, "5 steps"),
        ([], None, "no yearly steps"),
        (STEPS[:1], False, "there is no step"),
        ([*STEPS[:2], {"by": march(2010), "value": 30}, STEPS[3]], False, "leads back"),
        ([{**s, "value": 26} for s in STEPS], False, "times as steep"),
        ([*STEPS, {"by": march(2012), "value": 39}], False, "the last step asks for 39"),
    ],
)
def test_yearly_steps_lead_there_or_not(years: list[dict[str, Any]], expected: bool | None, why: str) -> None:
    """One a year, none back, none left for the last year to make up, and the last is the target."""
    found = consistent(target(years=years, **{"from": 25}), 1)
    assert found.kept is expected
    assert why in found.why


@pytest.mark.parametrize(
    ("of", "words", "expected"),
    [
        ("quality", {"top_quarter": 39, "among": "all"}, True),
        ("quality", {"top_quarter": 41, "among": "all"}, False),
        ("quality", {"top_quarter": 39, "among": "region"}, False),
        ("efficiency", {"top_quarter": 39, "among": "region"}, True),
        ("efficiency", {"top_quarter": 39, "among": "all"}, False),
        ("outcome", {"top_quarter": 39, "among": "all"}, None),
        ("quality", {}, None),
        (None, {"top_quarter": 39, "among": "all"}, True),
    ],
)
def test_quality_is_held_against_all_and_cost_against_the_region(of: Any, words: dict[str, Any], expected: bool | None) -> None:
    """Handbook, Part 3: the top quarter of all authorities for quality, that of the region for cost and efficiency, on the day it was set."""
    assert kept(of_target(target(**words), of, 1, None, march(2009)), "top quarter") is expected


def test_what_a_target_says_of_itself_is_checked() -> None:
    """Term, policy, management, stretch, stakeholders, priorities and reviews: kept where it says so."""
    good = target(
        years=STEPS, policy="Greener Westmarch", manager="head of waste", set_with=["users", "staff"], may_give_way=False, top_quarter=38, among="all",
        reviewed=[march(2008), march(2009)], **{"from": 25},
    )  # fmt: skip
    assert [c.kept for c in of_target(good, "quality", 1, None, march(2009))] == [True] * 11
    silent = of_target(target(), None, 1, None, march(2009))
    assert {c.kept for c in silent if "five years" not in c.principle} == {None}


@pytest.mark.parametrize(
    ("words", "principle", "expected"),
    [
        ({"by": dt.date(2012, 4, 1)}, "five years", False),
        ({"from": 41}, "more than would come", False),
        ({"set_with": ["staff"]}, "had a say", False),
        ({"set_with": ["members", "residents"]}, "had a say", False),
        ({"reviewed": [march(2009)]}, "reviewed every year", False),
    ],
)
def test_a_principle_that_is_not_kept_is_named(words: dict[str, Any], principle: str, expected: bool) -> None:
    """Too long a term, no stretch, nobody asked, two years without a look."""
    assert kept(of_target(target(**words), None, 1, None, march(2009)), principle) is expected


def test_what_would_have_come_by_itself_is_no_stretch() -> None:
    """Where figures were on their way to 40 when 40 was set, the target asked for nothing."""
    going = series(20, 24, 28, 32, 36, 37, 38)
    assert kept(of_target(target(), None, 1, going, march(2009)), "more than would come") is False


def test_an_input_is_no_achievement() -> None:
    """A target that counts means does not say what is to be reached."""
    assert kept(of_target(target(), "input", 1, None, march(2009)), "achievement") is False
    assert kept(of_target(target(), "outcome", 1, None, march(2009)), "achievement") is True


def test_a_set_of_targets_is_few_balanced_and_lasting() -> None:
    """Quality, cost, effectiveness and output each have one, and none was set anew within three years."""
    kinds: dict[str, Any] = {"a": "quality", "b": "input", "c": "effectiveness", "d": "output"}
    four = [target(measure=key) for key in kinds]
    assert [c.kept for c in of_set(four, kinds, march(2009))] == [True, True, True]
    assert kept(of_set(four[:3], kinds, march(2009)), "balance") is False
    assert kept(of_set(four[:3], {}, march(2009)), "balance") is None
    assert kept(of_set([*four, target(measure="a", set=march(2008))], kinds, march(2009)), "stand long enough") is False
    assert kept(of_set([target(measure=f"m{n}") for n in range(21)], kinds, march(2009)), "few") is False


@pytest.mark.parametrize(
    "words",
    [{"by": march(2007)}, {"years": STEPS[::-1]}, {"years": [{"by": march(2013), "value": 40}]}, {"top_quarter": 3}, {"among": "all"}],
)
def test_a_target_that_cannot_be_is_refused(words: dict[str, Any]) -> None:
    """One that ends before it begins, steps out of order or term, a top quarter of nobody."""
    with pytest.raises(ValueError, match=r"look at|out of order|belong together"):
        Target.model_validate({"measure": "rate", "set": march(2007), "by": march(2012), "value": 40, **words})


@pytest.mark.parametrize(("value", "projection"), [(40, "missed"), (30, "met")])
def test_a_rule_can_ask_where_things_are_going(value: int, projection: str) -> None:
    """25, 26, 27 come to 30 by 2012; without a target, or with too few figures, nothing is known."""
    items = [{"measure": "rate", "value": v, "date": march(y)} for v, y in ((25, 2007), (26, 2008), (27, 2009))]
    aims = [{"measure": "rate", "set": march(2007), "by": march(2012), "value": value}]
    other = {"met": "missed", "missed": "met"}[projection]

    def asks(what: str, **given: Any) -> int:
        return truth({"measure": "rate", "projected": {"target": what, "over": "3 periods"}}, given)

    assert asks(projection, items=items, targets=aims) == 1
    assert asks(other, items=items, targets=aims) == -1
    assert asks(projection, items=items) == 0
    assert asks(projection, items=items[1:], targets=aims) == 0
    assert asks(projection, items=[*items[:2], {**items[2], "margin": 20}], targets=aims) == 0
