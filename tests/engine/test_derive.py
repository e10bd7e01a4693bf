"""From evidence to facts: what depends on time and on other items is worked out once."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.derive import derive
from engine.facts import Facts, months_begun, months_over
from engine.plan import Plan
from engine.ruletests import Given
from tests.engine.conftest import day

PLAN = Plan(
    books=(), leaves=(), pairings=(), tests=(), criteria=(), groups=(), triggers=(), ladders=(),
    ratings={"stars": ("none", "one", "two")}, lower_is_better=frozenset({"days"}),
)  # fmt: skip


def facts(*items: dict[str, Any], as_of: str = "2009-06-30") -> Facts:
    """The facts of these items, of which the first is `t1`."""
    return derive(PLAN, Given.model_validate({"items": list(items), "as_of": as_of}).evidence())


def of(fact: str, *items: dict[str, Any], as_of: str = "2009-06-30") -> dict[str, Any]:
    """What one fact says."""
    return dict(facts(*items, as_of=as_of).by_id[fact].attributes)


def yearly(key: str, *values: Any, **last: Any) -> list[dict[str, Any]]:
    """A measure at the end of each financial year, the last at 31 March 2009; `last` are words of the last."""
    items: list[dict[str, Any]] = [{"measure": key, "value": v, "date": dt.date(2009 - len(values) + n, 3, 31)} for n, v in enumerate(values, start=1)]
    items[-1].update(last)
    return items


# months


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ("2009-06-30", "2009-06-30", 0),
        ("2009-06-29", "2009-06-30", 1),
        ("2009-05-30", "2009-06-30", 1),
        ("2009-05-29", "2009-06-30", 2),
        ("2006-06-30", "2009-06-30", 36),
        ("2006-06-29", "2009-06-30", 37),
        ("2009-01-31", "2009-02-28", 1),
        ("2009-01-31", "2009-03-01", 2),
        ("2008-02-29", "2009-02-28", 12),
        ("2008-02-29", "2009-03-01", 13),
        ("2009-07-01", "2009-06-30", 0),
    ],
)
def test_a_month_that_has_begun_counts_as_a_month(earlier: str, later: str, months: int) -> None:
    """The months begun between two days; a month without such a day ends on its last."""
    assert months_begun(day(earlier), day(later)) == months


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ("2003-03-31", "2006-03-30", 35),
        ("2003-03-31", "2006-03-31", 36),
        ("2009-01-31", "2009-02-27", 0),
        ("2009-01-31", "2009-02-28", 1),
        ("2008-02-29", "2009-02-28", 12),
        ("2009-07-01", "2009-06-30", 0),
    ],
)
def test_only_a_month_that_is_over_counts_towards_how_long_something_lasted(earlier: str, later: str, months: int) -> None:
    """Three years less a day are not three years; a month without such a day ends on its last."""
    assert months_over(day(earlier), day(later)) == months


@given(st.dates(dt.date(1990, 1, 1), dt.date(2010, 1, 1)), st.dates(dt.date(1990, 1, 1), dt.date(2010, 1, 1)))
def test_at_most_one_month_has_begun_and_is_not_over(a: dt.date, b: dt.date) -> None:
    """Months begun and months over differ by the month that is running, if one is."""
    earlier, later = min(a, b), max(a, b)
    assert months_begun(earlier, later) - months_over(earlier, later) in (0, 1)


def test_age_is_counted_to_the_as_of_date_of_the_call() -> None:
    """The as-of date given goes before that of the evidence set."""
    evidence = Given.model_validate({"items": [{"document": "plan", "date": "2009-01-15"}]}).evidence()
    assert derive(PLAN, evidence, day("2009-03-15")).by_id["t1"].attributes["age"] == 2


# what is known


def test_what_became_known_later_is_left_out_and_listed() -> None:
    """An item of May that became known in July takes no part in June, and the reason names the day."""
    found = facts({"event": "act", "date": "2009-05-01", "known": "2009-07-01"})
    assert found.facts == ()
    assert found.left_out == (("t1", "it became known on 2009-07-01, after the as-of date"),)


def test_what_became_known_on_the_day_takes_part() -> None:
    """The as-of date itself is still in."""
    assert len(facts({"event": "act", "date": "2009-05-01", "known": "2009-06-30"}).facts) == 1


def test_an_event_of_the_future_is_left_out() -> None:
    """What is dated after the as-of date has not happened yet."""
    assert facts({"event": "act", "date": "2009-07-01"}).left_out == (("t1", "it became known on 2009-07-01, after the as-of date"),)


def test_a_plan_for_the_future_takes_part_once_it_is_known() -> None:
    """A document may be dated ahead, with age nought; an event announced ahead is still to come."""
    ahead = {"date": "2010-04-01", "known": "2009-05-01"}
    assert of("t1", {"document": "plan", **ahead})["age"] == 0
    evidence = Given.model_validate({"items": [{"event": "act", "date": "2009-07-02"}]}).evidence()
    item = evidence.items[0].model_copy(update={"known": day("2009-05-01")})
    assert derive(PLAN, evidence.model_copy(update={"items": (item,)})).left_out == (("t1", "it is dated 2009-07-02, after the as-of date"),)


# flat words


def test_what_an_item_does_not_say_is_not_in_its_fact() -> None:
    """Silence is no attribute: a bare document says only how old it is."""
    assert of("t1", {"document": "plan", "date": "2009-06-30"}) == {"age": 0}


def test_lists_become_one_flag_a_topic() -> None:
    """`includes` is stated, and each topic is a flag of its own; an empty list is stated too."""
    assert of("t1", {"document": "plan", "includes": ["one", "two"]}).items() >= {"includes": 1, "includes.one": 1, "includes.two": 1}.items()
    assert of("t1", {"event": "act", "to": []}) == {"age": 0, "to": 1}


def test_words_in_an_order_become_their_rank() -> None:
    """Extents and statuses are compared by rank; yes and no are one and nought."""
    assert of("t1", {"statement": "practice", "extent": "in_place", "results": True, "source": "members"}) == {"age": 0, "extent": 3, "results": 1}
    assert of("t1", {"document": "plan", "status": "adopted"})["status"] == 3
    assert of("t1", *yearly("share", 1, audited=False, priority=True)).items() >= {"audited": 0, "priority": 1}.items()


def test_plain_words_stay_as_they_are() -> None:
    """Scope, result, topic, by and with are texts."""
    words = {"result": "good", "scope": "public", "by": "scrutiny", "with": "partners", "topic": "one"}
    assert of("t1", {"event": "act", **words}) == {"age": 0, **words}


def test_a_ratings_value_is_its_rank_and_a_value_that_it_does_not_have_says_nothing() -> None:
    """The lowest value is nought; a value unknown to the rulebook, or a rating unknown to it, is silence."""
    assert of("t1", {"rating": "stars", "value": "two"})["value"] == 2
    assert "value" not in of("t1", {"rating": "stars", "value": "five"})
    assert "value" not in of("t1", {"rating": "moons", "value": "two"})


# series


def test_only_the_latest_of_a_series_is_the_latest() -> None:
    """Of three years' figures the last is what counts now, whatever the order in which they stand."""
    items = yearly("share", 1, 2, 3)
    assert [of(f"t{n}", *items[::-1]).get("latest") for n in (1, 2, 3)] == [1, None, None]


def test_each_service_and_each_measure_has_a_series_of_its_own() -> None:
    """The council's figure is not superseded by a service's, nor by another measure's."""
    items = [*yearly("share", 5), *yearly("share", 6, about="waste"), *yearly("days", 7)]
    assert [of(f"t{n}", *items)["latest"] for n in (1, 2, 3)] == [1, 1, 1]


def test_a_later_figure_for_the_same_day_and_period_corrects_the_earlier() -> None:
    """The correction takes its place in the series: two periods, not three."""
    items = [*yearly("share", 1, 9), {"measure": "share", "value": 2, "date": "2009-03-31", "known": "2009-05-01"}]
    assert of("t3", *items).items() >= {"latest": 1, "periods": 2, "rises": 1, "value": 2}.items()
    assert "latest" not in of("t2", *items)


def test_a_copy_of_a_figure_is_no_second_period() -> None:
    """What repeats a figure already known, of the same measure and subject, ends no series and breaks no trend."""
    items = [*yearly("share", 1, 2, derived_from="t4"), {"measure": "share", "value": 2, "date": "2009-05-01", "derived_from": "t2"}, {"document": "plan"}]
    assert of("t2", *items).items() >= {"latest": 1, "periods": 2, "rises": 1}.items()
    assert "latest" not in of("t3", *items)


def test_a_figure_taken_from_a_document_or_from_a_figure_not_yet_known_counts() -> None:
    """Only a copy beside its original is left aside: a figure from a report is the figure, and so is one whose original is not known."""
    assert of("t2", {"document": "plan"}, {"measure": "share", "value": 2, "derived_from": "t1"})["latest"] == 1
    assert (
        of("t2", {"measure": "share", "value": 2, "date": "2009-03-31", "known": "2009-08-01"}, {"measure": "share", "value": 2, "derived_from": "t1"})[
            "latest"
        ]
        == 1
    )
    assert of("t2", *yearly("share", 2), {"measure": "share", "value": 2, "about": "waste", "derived_from": "t1"})["latest"] == 1


def test_before_a_correction_is_known_the_first_figure_counts() -> None:
    """Nobody is judged by what nobody knew."""
    items = [*yearly("share", 1, 9), {"measure": "share", "value": 2, "date": "2009-03-31", "known": "2009-05-01"}]
    assert of("t2", *items, as_of="2009-04-30")["latest"] == 1


@pytest.mark.parametrize(
    ("values", "rises", "falls"),
    [((1, 2, 3), 2, 0), ((3, 1, 2), 1, 0), ((1, 3, 2), 0, 1), ((1, 2, 2), 0, 0), ((2, 2, 3), 1, 0), ((5,), 0, 0)],
)
def test_a_trend_counts_the_changes_running_up_to_the_last(values: tuple[int, ...], rises: int, falls: int) -> None:
    """A change the other way, or none, breaks the run; a single figure has no trend."""
    assert of(f"t{len(values)}", *yearly("share", *values)).items() >= {"periods": len(values), "rises": rises, "falls": falls}.items()


def test_where_lower_is_better_a_fall_is_a_rise() -> None:
    """Days to a decision that go down are getting better."""
    assert of("t3", *yearly("days", 30, 20, 10)).items() >= {"rises": 2, "falls": 0}.items()


def test_an_items_own_word_on_what_is_better_goes_before_the_rulebooks() -> None:
    """An item that says `better: higher` of its figure is read so."""
    assert of("t2", *yearly("days", 30, 20, better="higher")).items() >= {"rises": 0, "falls": 1}.items()


@pytest.mark.parametrize(("key", "value", "met"), [("share", 70, 1), ("share", 69, 0), ("days", 70, 1), ("days", 71, 0)])
def test_a_target_is_met_when_it_is_reached_from_the_right_side(key: str, value: int, met: int) -> None:
    """At the target is met; where lower is better, above it is missed."""
    assert of("t1", *yearly(key, value, target=70))["target_met"] == met


@pytest.mark.parametrize(
    ("key", "value", "quarter"),
    [
        ("share", 9, 1),
        ("share", 10, 2),
        ("share", 20, 3),
        ("share", 30, 4),
        ("days", 9, 4),
        ("days", 10, 4),
        ("days", 11, 3),
        ("days", 20, 3),
        ("days", 30, 2),
        ("days", 31, 1),
    ],
)
def test_quarters_are_counted_from_the_worst(key: str, value: int, quarter: int) -> None:
    """With quartiles 10, 20 and 30 the fourth quarter is the best, and a value on a quartile is in the better of the two."""
    peers = {"quartiles": [10, 20, 30], "n": 40}
    assert of("t1", *yearly(key, value, peers=peers))["quarter"] == quarter


def test_without_a_target_or_peers_nothing_is_said_of_them() -> None:
    """Silence about a target is not a target missed."""
    assert not of("t1", *yearly("share", 5)).keys() & {"target_met", "quarter"}


def test_the_latest_rating_of_each_subject_counts() -> None:
    """The newest judgement stands; of two on a day the one that became known later."""
    stars: list[dict[str, Any]] = [
        {"rating": "stars", "value": "one", "date": d, "known": k}
        for d, k in (("2008-12-01", "2008-12-02"), ("2008-12-01", "2009-01-01"), ("2007-12-01", "2007-12-01"))
    ]
    items = [*stars, {**stars[2], "about": "waste"}]
    assert [of(f"t{n}", *items).get("latest") for n in (1, 2, 3, 4)] == [None, 1, None, 1]


def test_a_figure_that_was_looked_for_and_not_found_bears_beside_the_series() -> None:
    """A denied measure is a fact of its own, and ends no series."""
    items = [*yearly("share", 1, 2), {"measure": "share", "denied": True, "date": "2009-06-01"}]
    assert of("t3", *items) == {"age": 1, "latest": 1}
    assert of("t2", *items)["latest"] == 1


# sources


def test_a_copy_of_a_copy_speaks_with_the_voice_of_the_first_source() -> None:
    """What derives from an officer's word, however often copied, is an officer's word."""
    found = facts(
        {"event": "act", "source": "officers", "date": "2009-01-01"},
        {"event": "act", "source": "document", "derived_from": "t1"},
        {"event": "act", "source": "inspectors", "derived_from": "t2"},
    )
    assert [(f.root, f.voice) for f in found.facts] == [("t1", "officers")] * 3


def test_items_that_derive_from_each_other_do_not_go_on_for_ever() -> None:
    """A circle of derivations ends, and so does what derives from a source that is not here."""
    found = facts({"event": "act", "derived_from": "t2"}, {"event": "act", "derived_from": "t1"}, {"event": "act", "derived_from": "lost"})
    assert [f.root for f in found.facts] == ["t2", "t1", "t3"]


def test_facts_stand_in_the_order_of_their_ids() -> None:
    """However the evidence is ordered, facts and what was left out are not."""
    late = {"event": "act", "date": "2009-08-01"}
    found = facts({"event": "act", "id": "b"}, {"event": "act", "id": "a"}, {**late, "id": "d"}, {**late, "id": "c"})
    assert ([f.id for f in found.facts], [i for i, _ in found.left_out]) == (["a", "b"], ["c", "d"])


def test_services_are_what_evidence_is_about() -> None:
    """The subjects are the services that evidence names, in order, and not the authority."""
    found = facts({"event": "act"}, {"event": "act", "about": "waste"}, {"event": "act", "about": "housing"}, {"event": "act", "about": "waste"})
    assert found.subjects == ("housing", "waste")
