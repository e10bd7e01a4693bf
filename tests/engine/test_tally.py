"""Counting: how many, by whom, and when what is not there counts as not there."""

from typing import Any

import pytest

from tests.engine.conftest import Bench, MakeBench, OneTest, criterion

ACT, CHECK, REPAIR = ({"event": word} for word in ("act", "check", "repair"))


# true, false, unknown


def test_without_evidence_a_test_is_unknown(one_test: OneTest) -> None:
    """Silence is neither for nor against."""
    assert one_test({"document": "plan"}).truth() == "unknown"


def test_what_satisfies_makes_it_met_and_what_falls_short_makes_it_not_met(one_test: OneTest) -> None:
    """A plan that was adopted is met; a draft bears on the test and falls short; one that says nothing of it does not bear."""
    bench = one_test({"document": "plan", "status": "adopted"})
    assert bench.truth({"document": "plan", "status": "published"}) == "met"
    assert bench.truth({"document": "plan", "status": "draft"}) == "not met"
    assert bench.truth({"document": "plan"}) == "unknown"


def test_one_that_satisfies_is_enough_beside_others_that_fall_short(one_test: OneTest) -> None:
    """A draft beside the adopted plan takes nothing away."""
    assert (
        one_test({"document": "plan", "status": "adopted"}).truth({"document": "plan", "status": "draft"}, {"document": "plan", "status": "adopted"}) == "met"
    )


@pytest.mark.parametrize(("months", "truth"), [("2008-06-30", "met"), ("2008-06-29", "unknown")])
def test_what_is_too_old_does_not_bear(one_test: OneTest, months: str, truth: str) -> None:
    """Twelve months back to the day is in; a day more and a thirteenth month has begun."""
    assert one_test({"document": "plan", "age": {"at_most": "12 months"}}).truth({"document": "plan", "date": months}) == truth


def test_a_figure_is_compared_exactly(one_test: OneTest) -> None:
    """69.9999999999 is below 70, and 70.0 is 70."""
    from decimal import Decimal

    bench = one_test({"measure": "share", "at_least": 70})
    assert bench.truth({"measure": "share", "value": Decimal("69.9999999999")}) == "not met"
    assert bench.truth({"measure": "share", "value": Decimal("70.0")}) == "met"


# how many


def test_one_of_two_times_is_unknown(one_test: OneTest) -> None:
    """Where two are asked for, one neither reaches it nor rules it out."""
    bench = one_test({"event": "act", "times": 2})
    assert bench.truth(ACT) == "unknown"
    assert bench.truth(ACT, ACT) == "met"


def test_one_of_two_kinds_of_source_is_unknown(one_test: OneTest) -> None:
    """Where two kinds of source are asked for, two of one kind are not enough."""
    bench = one_test({"event": "act", "sources": 2})
    assert bench.truth(ACT, ACT) == "unknown"
    assert bench.truth(ACT, {**ACT, "source": "members"}) == "met"


def test_copies_count_once(one_test: OneTest) -> None:
    """Two items, one derived from the other, are one; and the copy speaks with its source's voice."""
    copy = {**ACT, "source": "members", "derived_from": "t1"}
    assert one_test({"event": "act", "times": 2}).truth(ACT, copy) == "unknown"
    assert one_test({"event": "act", "sources": 2}).truth(ACT, copy) == "unknown"


@pytest.mark.parametrize(("good", "bad", "truth"), [(1, 1, "met"), (1, 2, "not met"), (1, 0, "unknown"), (0, 2, "not met")])
def test_a_share_is_taken_of_what_bears_where_there_is_enough(one_test: OneTest, good: int, bad: int, truth: str) -> None:
    """At least half of two or more: one of two is, one of three is not, and of one nobody can say."""
    bench = one_test({"event": "act", "result": "good", "share": {"at_least": "50%", "of_at_least": 2}})
    assert bench.truth(*[{**ACT, "result": "good"}] * good, *[{**ACT, "result": "bad"}] * bad) == truth


@pytest.mark.parametrize(("good", "bad", "truth"), [(1, 3, "met"), (2, 2, "not met"), (0, 4, "met")])
def test_a_share_may_have_to_stay_low(one_test: OneTest, good: int, bad: int, truth: str) -> None:
    """At most a quarter: one of four is, two of four is not, and none of four is."""
    bench = one_test({"event": "act", "result": "good", "share": {"at_most": "25%"}})
    assert bench.truth(*[{**ACT, "result": "good"}] * good, *[{**ACT, "result": "bad"}] * bad) == truth


def test_copies_count_once_in_a_share_too(one_test: OneTest) -> None:
    """A copy of a good act makes the share of good ones no smaller and the number of acts no larger."""
    bench = one_test({"event": "act", "result": "good", "share": {"at_least": "60%", "of_at_least": 2}})
    good, copy = {**ACT, "result": "good"}, {**ACT, "result": "good", "derived_from": "t1"}
    assert bench.truth(good, copy) == "unknown"
    assert bench.truth(good, copy, {**ACT, "result": "bad"}) == "not met"
    assert bench.truth(good, copy, good, {**ACT, "result": "bad"}) == "met"


# denied, and closed


def test_what_was_looked_for_and_is_not_there_is_not_met(one_test: OneTest) -> None:
    """A denial is evidence, though it says nothing of what the test asks for."""
    assert one_test({"document": "plan", "status": "adopted"}).truth({"document": "plan", "denied": True}) == "not met"


def test_a_denial_beside_what_satisfies_leaves_it_unknown(one_test: OneTest) -> None:
    """One source says that it is there, another that it is not: contested, not decided."""
    bench = one_test({"document": "plan"})
    items = ({"document": "plan"}, {"document": "plan", "denied": True})
    assert bench.truth(*items) == "unknown"
    assert bench.cell("denied", *items) == 1
    assert bench.cell("denied", items[1]) == 0


def test_a_denial_that_is_too_old_says_nothing(one_test: OneTest) -> None:
    """A denial ages as anything else does."""
    assert one_test({"document": "plan", "age": {"at_most": "12 months"}}).truth({"document": "plan", "denied": True, "date": "2007-01-01"}) == "unknown"


def test_in_a_closed_list_what_is_not_there_is_not_there(one_test: OneTest) -> None:
    """`all_there_is` turns unknown into not met, and too few into not met."""
    assert one_test({"document": "plan"}).truth(all_there_is=[{"document": "plan"}]) == "not met"
    assert one_test({"event": "act", "times": 2}).truth(ACT, all_there_is=[{"event": "act"}]) == "not met"
    assert one_test({"event": "act", "share": {"at_least": "50%", "of_at_least": 2}}).truth(ACT, all_there_is=[{"event": "act"}]) == "not met"


def test_a_list_is_closed_by_key_and_not_by_kind(one_test: OneTest) -> None:
    """To have every plan is not to have every guide; a test of either is closed only when both lists are."""
    bench = one_test({"document": ["plan", "guide"]})
    assert bench.truth(all_there_is=[{"document": "plan"}]) == "unknown"
    assert bench.truth(all_there_is=[{"document": "plan"}, {"document": "guide"}]) == "not met"


def test_a_test_of_any_key_is_never_closed(bench: MakeBench) -> None:
    """Nobody can have everything of a kind."""
    found = bench(
        criteria=[
            criterion(
                "c", tests={"it": {"measure": "any", "target": "met", "shows": "in_place"}, "one": {"measure": "share", "at_least": 1, "shows": "in_place"}}
            )
        ]
    )
    assert found.truth(all_there_is=[{"measure": "share"}]) == "unknown"


# acts


def acts(one_test: OneTest, needs: Any, **more: Any) -> Bench:
    """A bench on which each act needs something."""
    return one_test({"each": ACT, "needs": needs, **more})


def on(date: str, item: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An item on a day."""
    return {**item, "date": date, **more}


def test_an_act_that_had_what_it_needs_is_kept(one_test: OneTest) -> None:
    """A check before the act keeps it, on the same day too."""
    bench = acts(one_test, {**CHECK, "before": "it"})
    assert bench.verdicts(on("2009-03-01", ACT), on("2009-03-01", CHECK)) == {"t1": "kept"}
    assert bench.truth(on("2009-03-01", ACT), on("2009-02-01", CHECK)) == "met"


def test_what_came_on_the_wrong_side_does_not_keep_an_act(one_test: OneTest) -> None:
    """A check after the act is no check before it, nor the other way round."""
    assert acts(one_test, {**CHECK, "before": "it"}).verdicts(on("2009-03-01", ACT), on("2009-03-02", CHECK)) == {"t1": "unknown"}
    assert acts(one_test, {**CHECK, "after": "it"}).verdicts(on("2009-03-01", ACT), on("2009-02-28", CHECK)) == {"t1": "unknown"}


@pytest.mark.parametrize(("date", "verdict"), [("2008-09-01", "kept"), ("2008-08-31", "unknown")])
def test_within_counts_months_begun(one_test: OneTest, date: str, verdict: str) -> None:
    """Six months back to the day is within six months; a day earlier is not."""
    assert acts(one_test, {**CHECK, "before": "it", "within": "6 months"}).verdicts(on("2009-03-01", ACT), on(date, CHECK)) == {"t1": verdict}


def test_where_no_order_is_asked_for_either_side_will_do(one_test: OneTest) -> None:
    """A need without `before` or `after` is met by a check on any day."""
    assert acts(one_test, CHECK).verdicts(on("2009-03-01", ACT), on("2009-05-01", CHECK)) == {"t1": "kept"}


def test_acts_are_joined_with_what_is_about_the_same_subject(one_test: OneTest) -> None:
    """A check of the waste service keeps no act of housing."""
    bench = acts(one_test, {**CHECK, "before": "it"})
    assert bench.verdicts(on("2009-03-01", ACT, about="housing"), on("2009-02-01", CHECK, about="waste")) == {"t1": "unknown"}


def test_an_act_is_breached_when_its_need_is_denied_or_the_list_is_closed(one_test: OneTest) -> None:
    """That no check is on record proves nothing; that there was none does."""
    bench = acts(one_test, {**CHECK, "before": "it"})
    assert bench.truth(on("2009-03-01", ACT)) == "unknown"
    assert bench.verdicts(on("2009-03-01", ACT), all_there_is=[CHECK]) == {"t1": "breached"}
    assert bench.verdicts(on("2009-03-01", ACT), {**CHECK, "denied": True}) == {"t1": "breached"}
    assert bench.verdicts(on("2009-03-01", ACT), {**CHECK, "denied": True, "about": "waste"}) == {"t1": "unknown"}
    assert bench.truth(on("2009-03-01", ACT), all_there_is=[CHECK]) == "not met"


def test_what_came_too_late_breaches(one_test: OneTest) -> None:
    """A check five months after, where three were allowed, shows that there was none in time."""
    bench = acts(one_test, {**CHECK, "after": "it", "within": "3 months"})
    assert bench.verdicts(on("2008-12-01", ACT), on("2009-05-01", CHECK)) == {"t1": "breached"}
    assert bench.verdicts(on("2008-12-01", ACT), on("2009-03-01", CHECK)) == {"t1": "kept"}


def test_an_act_is_not_yet_due_while_there_is_time(one_test: OneTest) -> None:
    """Three months after 31 March are not over on 30 June: nothing is missed yet, even in a closed list."""
    bench = acts(one_test, {**CHECK, "after": "it", "within": "3 months"})
    assert bench.verdicts(on("2009-03-31", ACT), all_there_is=[CHECK]) == {"t1": "not yet due"}
    assert bench.verdicts(on("2009-03-29", ACT), all_there_is=[CHECK]) == {"t1": "breached"}
    assert bench.verdicts(on("2009-03-29", ACT)) == {"t1": "unknown"}


def test_acts_that_are_not_yet_due_leave_the_others_to_decide(one_test: OneTest) -> None:
    """One kept and one not yet due is met; one alone that is not yet due is unknown."""
    bench = acts(one_test, {**CHECK, "after": "it", "within": "3 months"})
    assert bench.truth(on("2009-06-01", ACT)) == "unknown"
    assert bench.truth(on("2009-06-01", ACT), on("2008-01-01", ACT), on("2008-02-01", CHECK)) == "met"


def test_one_unknown_act_leaves_the_test_unknown_and_one_breach_fails_it(one_test: OneTest) -> None:
    """All acts must be in order, and known to be."""
    bench = acts(one_test, {**CHECK, "after": "it", "within": "3 months"})
    kept = (on("2008-01-01", ACT), on("2008-02-01", CHECK))
    assert bench.truth(*kept, on("2008-11-01", ACT)) == "unknown"
    assert bench.truth(*kept, on("2008-11-01", ACT), on("2009-05-01", CHECK)) == "not met"


def test_a_mended_act_is_in_order_and_stays_visible(one_test: OneTest) -> None:
    """A repair after a breach mends it, whether or not the breach was ever proved."""
    bench = acts(one_test, {**CHECK, "before": "it"}, mended_by=REPAIR)
    items = (on("2009-01-01", ACT), on("2009-02-01", REPAIR))
    assert bench.verdicts(*items, all_there_is=[CHECK]) == {"t1": "mended"}
    assert bench.truth(*items) == "met"
    assert bench.verdicts(on("2009-01-01", ACT), on("2008-12-01", REPAIR), all_there_is=[CHECK]) == {"t1": "breached"}


def test_an_excused_act_counts_neither_way(one_test: OneTest) -> None:
    """An accepted exception takes an act out: alone it leaves the test unknown, beside a kept act it leaves it met."""
    bench = acts(one_test, {**CHECK, "before": "it"}, unless={"document": "waiver"})
    waived = (on("2009-03-01", ACT, about="waste"), {"document": "waiver", "about": "waste"})
    assert bench.verdicts(*waived, all_there_is=[CHECK]) == {"t1": "excused"}
    assert bench.truth(*waived, all_there_is=[CHECK]) == "unknown"
    assert bench.truth(*waived, on("2009-03-01", ACT), on("2009-02-01", CHECK)) == "met"


def test_an_exception_takes_nothing_from_an_act_that_was_kept_all_the_same(one_test: OneTest) -> None:
    """Whoever could have been excused and did what was needed has kept it."""
    bench = acts(one_test, {**CHECK, "before": "it"}, unless={"document": "waiver"})
    assert bench.verdicts(on("2009-03-01", ACT), on("2009-02-01", CHECK), {"document": "waiver"}) == {"t1": "kept"}


def test_an_act_may_need_several_things_or_one_of_several(one_test: OneTest) -> None:
    """`all` needs each, `any` needs one, and one that is ruled out decides `all` and leaves `any` open."""
    vote = {"event": "vote", "before": "it"}
    both = acts(one_test, {"all": [{**CHECK, "before": "it"}, vote]})
    one = acts(one_test, {"any": [{**CHECK, "before": "it"}, vote]})
    items = (on("2009-03-01", ACT), on("2009-02-01", CHECK))
    assert (both.verdicts(*items), one.verdicts(*items)) == ({"t1": "unknown"}, {"t1": "kept"})
    assert (both.verdicts(items[0], all_there_is=[CHECK]), one.verdicts(items[0], all_there_is=[CHECK])) == ({"t1": "breached"}, {"t1": "unknown"})


def test_a_need_that_is_still_running_keeps_its_act_from_being_due(one_test: OneTest) -> None:
    """Of two needs one may still be met in time: the act is not yet due; once the other is ruled out, it is breached."""
    bench = acts(one_test, {"all": [{**CHECK, "after": "it", "within": "3 months"}, {"event": "vote", "before": "it"}]})
    assert bench.verdicts(on("2009-06-01", ACT)) == {"t1": "not yet due"}
    assert bench.verdicts(on("2009-06-01", ACT), all_there_is=[{"event": "vote"}]) == {"t1": "breached"}


@pytest.mark.parametrize(("topics", "verdict"), [(["one", "two"], "kept"), (["two"], "breached"), (None, "unknown")])
def test_an_act_may_have_to_be_of_a_kind_itself(one_test: OneTest, topics: list[str] | None, verdict: str) -> None:
    """`it:` asks of the act itself: it is so, it is not, or it does not say."""
    bench = acts(one_test, {"it": {"includes": ["one"]}})
    assert bench.verdicts({**ACT, **({"includes": topics} if topics is not None else {})}) == {"t1": verdict}


# by subject


def test_the_authority_has_everything_known_of_it_and_each_service_its_own(bench: MakeBench) -> None:
    """The rows are: everything, what is about the authority itself, and each service."""
    found = bench(criteria=[criterion("c", tests={"it": {"document": "plan", "status": "adopted", "shows": "in_place"}})])
    tally = found.work({"document": "plan", "status": "adopted", "about": "waste"}, {"document": "plan", "status": "draft"}).judged.tally
    assert tally.subjects == ("authority", "authority alone", "waste")
    assert [int(t) for t in tally.truth[:, 0]] == [1, -1, 1]
    assert [int(t) for t in tally.bears[:, 0]] == [2, 1, 1]


def test_of_each_kind_of_source_the_furthest_statement_counts(bench: MakeBench) -> None:
    """Two members who differ are one voice, at the further extent; a service's statement speaks for the service and in the whole."""
    found = bench(criteria=[criterion("c", tests={"it": {"document": "plan", "shows": "in_place"}})])
    say = {"statement": "c", "source": "members"}
    grade = found.work({**say, "extent": "planned"}, {**say, "extent": "in_place", "results": True, "about": "waste"}).judged.tally
    members = 2
    assert [int(v) for v in grade.voices[:, 0, members]] == [3, 1, 3]
    assert [int(r) for r in grade.voice_results[:, 0]] == [1, 0, 1]
