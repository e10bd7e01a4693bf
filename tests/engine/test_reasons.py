"""Why a test is not met, in words that a person can act on."""

from decimal import Decimal
from typing import Any

import pytest

from tests.engine.conftest import Bench, OneTest

STARS = {"stars": {"title": "Stars", "values": ["none", "one-star", "two"]}}


def missed(bench: Bench, *items: dict[str, Any], **given: Any) -> str | None:
    """How far the one test missed."""
    return bench.assess(*items, **given).reasons["c"].tests[0].missed


@pytest.mark.parametrize(
    ("asked", "item", "expected"),
    [
        ({"document": "plan", "status": "adopted"}, {"status": "draft"}, "it is draft"),
        ({"document": "plan", "includes": ["one", "two"]}, {"includes": ["one"]}, "it does not include two"),
        ({"event": "act", "to": ["the-council"]}, {"to": ["others"]}, "it does not go to the council"),
        ({"event": "act", "result": "good"}, {"result": "not-so-good"}, "its result is not so good"),
        ({"measure": "share", "at_least": 70}, {"value": 62}, "62 against at least 70: 8 short"),
        ({"measure": "share", "at_least": 70}, {"value": Decimal("69.5")}, "69.5 against at least 70: 0.5 short"),
        ({"measure": "share", "at_most": 50}, {"value": 62}, "62 against at most 50: 12 over"),
        ({"measure": "share", "is": 50}, {"value": 62}, "its value is 62"),
        ({"measure": "share", "target": "met"}, {"value": 62, "target": 70}, "the target is missed"),
        ({"measure": "share", "target": "missed"}, {"value": 72, "target": 70}, "the target is met"),
        (
            {"measure": "share", "peers": "better_half"},
            {"value": 5, "peers": {"quartiles": [10, 20, 30], "n": 9}},
            "it is in quarter 1 of its peers, counted from the worst",
        ),
        ({"statement": "practice", "extent": "in_place"}, {"extent": "partial", "source": "staff"}, "it is said to be partial"),
        ({"statement": "practice", "extent": "embedded"}, {"extent": "in_place", "source": "staff"}, "it is said to be in place"),
        ({"rating": "stars", "at_least": "two"}, {"value": "one-star"}, "it is one star"),
        ({"rating": "stars", "is": "none"}, {"value": "two"}, "it is two"),
    ],
)
def test_what_falls_short_says_by_how_much(one_test: OneTest, asked: dict[str, Any], item: dict[str, Any], expected: str) -> None:
    """Each word of a test has its own way of being missed."""
    kind = next(k for k in ("document", "event", "measure", "statement", "rating") if k in asked)
    bench = one_test(asked, **({"rating": STARS} if kind == "rating" else {}))
    assert missed(bench, {kind: asked[kind], **item}) == expected


def test_a_trend_that_falls_short_says_how_long_it_ran(one_test: OneTest) -> None:
    """One of two changes running goes the right way."""
    bench = one_test({"measure": "share", "trend": {"is": "improving", "over": "3 periods"}})
    assert (
        missed(bench, *[{"measure": "share", "value": v, "date": f"200{7 + n}-03-31"} for n, v in enumerate((5, 3, 4))]) == "1 of 2 changes running go that way"
    )


def test_what_is_met_missed_nothing(one_test: OneTest) -> None:
    """No word is lost on a test that is met."""
    assert missed(one_test({"document": "plan"}), {"document": "plan"}) is None


def test_nothing_on_record_is_said_so(one_test: OneTest) -> None:
    """Of documents as of acts."""
    assert missed(one_test({"document": "plan"})) == "nothing on record"
    assert missed(one_test({"measure": "any", "target": "met"})) == "nothing on record"


def test_a_denial_is_told_with_what_contradicts_it(one_test: OneTest) -> None:
    """Looked for and not there, though somebody says it is."""
    bench, denied = one_test({"document": "plan"}), {"document": "plan", "denied": True}
    assert missed(bench, denied) == "looked for, and not there"
    assert missed(bench, denied, {"document": "plan"}) == "looked for, and not there, though another item says it is"


def test_too_few_are_told_by_how_many_and_by_whom(one_test: OneTest) -> None:
    """One of two, and one of two kinds of source; copies count once here too."""
    bench = one_test({"event": "act", "times": 3, "sources": 2})
    assert missed(bench, {"event": "act"}, {"event": "act"}, {"event": "act", "derived_from": "t1"}) == "2 of 3 and 1 of 2 kinds of source"
    assert missed(one_test({"event": "act", "sources": 2}), {"event": "act"}) == "1 of 2 kinds of source"


def test_a_share_is_told_as_so_many_of_so_many(one_test: OneTest) -> None:
    """Where some do; where none does, what each lacks."""
    bench = one_test({"event": "act", "result": "good", "share": {"at_least": "75%"}})
    assert missed(bench, {"event": "act", "result": "good"}, {"event": "act", "result": "bad"}) == "1 of 2 do"
    assert missed(bench, {"event": "act", "result": "bad"}) == "its result is bad"


def test_what_is_too_old_is_told_by_how_much(one_test: OneTest) -> None:
    """The newest counts."""
    bench = one_test({"document": "plan", "age": {"at_most": "12 months"}})
    assert missed(bench, {"document": "plan", "date": "2007-06-30"}, {"document": "plan", "date": "2007-12-30"}) == "the newest is 18 months old, 6 too old"


@pytest.mark.parametrize(
    ("asked", "item", "expected"),
    [
        ({"document": "plan", "status": "adopted"}, {}, "there is one, but it does not say status"),
        ({"document": "plan", "includes": ["one"], "topic": "two"}, {}, "there is one, but it does not say includes, topic"),
        ({"measure": "share", "target": "met"}, {"value": 1}, "there is one, but it does not say whether its target is met"),
        ({"measure": "share", "peers": "better_half"}, {"value": 1}, "there is one, but it does not say where its peers stand"),
        ({"measure": "share", "trend": {"is": "improving", "over": "3 periods"}}, {"value": 1}, "there is one, but it does not say enough periods"),
        ({"rating": "stars", "at_least": "two"}, {"value": "moon"}, "there is one, but it does not say its value"),
        ({"statement": "practice", "results_shown": True}, {"extent": "partial", "source": "staff"}, "there is one, but it does not say results"),
    ],
)
def test_what_does_not_say_enough_is_told_by_what_it_leaves_out(one_test: OneTest, asked: dict[str, Any], item: dict[str, Any], expected: str) -> None:
    """An item that is silent on what is asked is no miss, and no proof."""
    kind = next(k for k in ("document", "event", "measure", "statement", "rating") if k in asked)
    bench = one_test(asked, **({"rating": STARS} if kind == "rating" else {}))
    assert missed(bench, {kind: asked[kind], **item}) == expected


def test_acts_that_were_not_in_order_are_counted(one_test: OneTest) -> None:
    """By what became of them; kept ones are not counted, and without acts there is nothing to say."""
    bench = one_test({"each": {"event": "act"}, "needs": {"event": "check", "after": "it", "within": "3 months"}})
    acts = [{"event": "act", "date": d} for d in ("2008-01-01", "2008-06-01", "2009-06-01")]
    assert missed(bench) == "no such act is on record"
    assert missed(bench, *acts, {"event": "check", "date": "2008-02-01"}, all_there_is=[{"event": "check"}]) == "1 breached, 1 not yet due"


def test_an_act_rests_on_what_it_was_paired_with_and_what_denies_its_need(one_test: OneTest) -> None:
    """A test over acts names the acts, their pairs, repairs and exceptions, and the denials; and not what pairs with none."""
    needs = {"any": [{"event": "check", "before": "it"}, {"event": "vote", "before": "it"}]}
    bench = one_test({"each": {"event": "act"}, "needs": needs, "mended_by": {"event": "repair"}, "unless": {"event": "waiver"}})
    day = "2009-01-01"
    items = [{"event": "act", "date": day}, {"event": "check", "date": day}, {"event": "repair", "date": day}, {"event": "waiver", "date": day}]
    made = bench.assess(*items, {"event": "vote", "denied": True}, {"event": "check", "date": "2009-02-01"})
    assert made.reasons["c"].tests[0].because == ("t1", "t2", "t3", "t4", "t5")
