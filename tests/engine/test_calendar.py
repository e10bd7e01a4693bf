"""What falls due on a day of the calendar: which days count, what answers them, and what is said of them."""

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.compile import compile_plan
from engine.derive import derive
from engine.matching import direct, durable
from engine.reports_due import reports_due
from engine.sensitivity import sensitivity
from engine.tally import tally
from evidence.problems import BadInput
from tests.engine.conftest import Bench, MakeBench, criterion, day
from tests.matching.made import needs_durable, plan_of
from tests.strategies import head, loaded

YEARLY: Mapping[str, Any] = {
    "each": {"due": "october", "age": {"at_most": "12 months"}},
    "needs": {"event": "report", "to": "cabinet", "before": "it", "within": "2 months"},
    "mended_by": {"event": "report", "to": "cabinet", "after": "it", "within": "5 months"},
}
QUARTERLY: Mapping[str, Any] = {
    "each": {"due": "quarterly", "age": {"at_most": "12 months"}},
    "needs": {"event": "report", "to": "cabinet", "before": "it", "within": "3 months"},
}
OCTOBER = "c 2008-10-31"
OLD = {"document": "charter", "date": "2001-01-01"}
ALL = [{"event": "report"}]


def report(date: str, to: str = "cabinet", **words: Any) -> dict[str, Any]:
    """A report that went to a body on a day."""
    return {"event": "report", "to": to, "date": date, **words}


@pytest.fixture
def yearly(bench: MakeBench) -> Bench:
    """A rule that something is due each October; cases are as of 30 June 2009."""
    return bench(criteria=[criterion("c", **YEARLY)])


@pytest.fixture
def quarterly(bench: MakeBench) -> Bench:
    """A rule that something is due every quarter."""
    return bench(criteria=[criterion("c", **QUARTERLY)])


@pytest.mark.parametrize(
    ("date", "verdict"),
    [
        ("2008-08-31", "unknown"),
        ("2008-09-01", "kept"),
        ("2008-10-31", "kept"),
        ("2008-11-01", "mended"),
        ("2009-03-31", "mended"),
        ("2009-04-01", "unknown"),
    ],
)
def test_a_report_is_in_time_late_or_another_years(yearly: Bench, date: str, verdict: str) -> None:
    """Whole months of the calendar count before the day and after it; what lies outside them answers nothing."""
    assert yearly.verdicts(OLD, report(date)) == {OCTOBER: verdict}


def test_what_is_not_known_to_have_come_is_a_breach_only_where_that_is_known(yearly: Bench) -> None:
    """Silence is unknown; a complete list, or a denial after the day, makes it a breach."""
    elsewhere = report("2008-10-02", to="scrutiny")
    assert yearly.verdicts(OLD, elsewhere) == {OCTOBER: "unknown"}
    assert yearly.verdicts(OLD, elsewhere, all_there_is=ALL) == {OCTOBER: "breached"}
    assert yearly.verdicts(OLD, report("2009-02-01", denied=True)) == {OCTOBER: "breached"}
    assert yearly.verdicts(OLD, {"event": "report", "denied": True, "date": "2009-02-01"}) == {OCTOBER: "breached"}


def test_a_denial_speaks_of_its_own_body_and_of_the_last_day_before_it(quarterly: Bench) -> None:
    """What did not go to scrutiny may have gone to cabinet, and what was missing in January may have been there before."""
    assert set(quarterly.verdicts(OLD, report("2009-01-10", to="scrutiny", denied=True)).values()) == {"unknown"}
    verdicts = quarterly.verdicts(OLD, report("2009-01-10", denied=True))
    assert verdicts == {"c 2008-06-30": "unknown", "c 2008-09-30": "unknown", "c 2008-12-31": "breached", "c 2009-03-31": "unknown"}
    assert quarterly.findings(OLD, report("2009-01-10", to="scrutiny", denied=True), all_there_is=ALL)[0].because == ()


def test_a_denial_about_a_service_says_nothing_of_the_authority(yearly: Bench) -> None:
    """What falls due falls due for the authority as a whole."""
    assert yearly.verdicts(OLD, report("2009-02-01", denied=True, about="housing")) == {OCTOBER: "unknown"}


def test_each_quarter_is_answered_by_its_own_report(quarterly: Bench) -> None:
    """Two reports in one quarter do not make up for none in the next."""
    verdicts = quarterly.verdicts(OLD, report("2008-04-01"), report("2008-09-30"), report("2008-07-01"), report("2009-03-31"), all_there_is=ALL)
    assert verdicts == {"c 2008-06-30": "kept", "c 2008-09-30": "kept", "c 2008-12-31": "breached", "c 2009-03-31": "kept"}


def test_a_day_counts_once_it_is_past_and_while_it_is_young_enough(yearly: Bench) -> None:
    """On the last of October the October before counts; a day later this one does."""
    items = (OLD, report("2007-10-01"), report("2008-10-01"))
    assert list(yearly.verdicts(*items, as_of="2008-10-31")) == ["c 2007-10-31"]
    assert list(yearly.verdicts(*items, as_of="2008-11-01")) == [OCTOBER]


def test_a_day_before_all_evidence_counts_only_where_what_was_due_came_late(yearly: Bench) -> None:
    """Who begins to collect evidence in spring is not told that the autumn is missing."""
    assert yearly.verdicts(report("2009-04-10"), all_there_is=ALL) == {}
    assert yearly.verdicts(report("2008-12-10"), all_there_is=ALL) == {OCTOBER: "mended"}
    assert yearly.verdicts(report("2008-10-31"), all_there_is=ALL) == {OCTOBER: "kept"}


def test_where_nothing_bears_on_it_there_is_no_evidence(yearly: Bench) -> None:
    """Other evidence does not make a report unsettled; a complete list, though empty, makes it missing."""
    assert yearly.grade(OLD).outcome == "no_evidence"
    assert yearly.grade(all_there_is=ALL).outcome == "no_evidence"
    assert yearly.grade(OLD, all_there_is=ALL).grade == 1


def test_a_report_that_became_known_later_does_not_count_yet(yearly: Bench) -> None:
    """What was not known by the as-of date answers nothing."""
    assert yearly.verdicts(OLD, report("2008-10-02", known="2009-07-01"), all_there_is=ALL) == {OCTOBER: "breached"}


def test_a_finding_names_the_day_and_rests_on_evidence_alone(yearly: Bench) -> None:
    """The day itself is no evidence; a late report is named, a missing one has nothing to name."""
    (late,) = (f for f in yearly.findings(OLD, report("2008-12-10")) if f.kind == "breach")
    assert late.text == "It is weak. It was due by 31 October 2008. It came late."
    assert (late.because, late.outcome, late.next) == (("t2",), "mended", None)
    (missed,) = yearly.findings(OLD, all_there_is=ALL)
    assert (missed.kind, missed.because, missed.next) == ("breach", (), "Do something.")


def test_what_one_kind_of_people_denies_is_a_line_of_enquiry(yearly: Bench) -> None:
    """An officer who looked for a report and did not find it is one voice, here as everywhere."""
    (found,) = yearly.findings(OLD, report("2009-02-01", denied=True, source="officers"))
    assert (found.kind, found.because) == ("line_of_enquiry", ("t2",))


def test_among_tests_it_shows_an_extent(bench: MakeBench) -> None:
    """A day that was kept shows what any test shows, and one that was missed excludes it."""
    made = bench(
        criteria=[criterion("c", tests={"october": {**YEARLY, "shows": "in_place"}, "plan": {"document": "charter", "shows": "embedded", "results": True}})]
    )
    assert made.truth(OLD, report("2008-10-02"), test="october") == "met"
    assert made.truth(OLD, report("2007-10-02"), test="october", all_there_is=ALL) == "not met"
    assert made.verdicts(OLD, report("2008-10-02")) == {"c.october 2008-10-31": "kept"}


def test_alternatives_and_several_needs_join_as_over_acts(bench: MakeBench) -> None:
    """Of `any` one is enough, of `all` every one is needed; what is asked of whom is told in the calendar."""
    cabinet, scrutiny = ({"event": "report", "to": to, "before": "it", "within": "2 months"} for to in ("cabinet", "scrutiny"))
    either = bench(criteria=[criterion("c", **{**YEARLY, "needs": {"any": [cabinet, scrutiny]}})])
    both = bench(criteria=[criterion("c", **{**YEARLY, "needs": {"all": [cabinet, scrutiny]}})])
    items = (OLD, report("2008-10-02", to="scrutiny"))
    assert either.verdicts(*items, all_there_is=ALL) == {OCTOBER: "kept"}
    assert both.verdicts(*items, all_there_is=ALL) == {OCTOBER: "breached"}
    for made, is_in in ((either, True), (both, False)):
        (due,) = reports_due(made.work(OLD, report("2009-09-02", to="scrutiny"), as_of="2009-09-30"), ())
        assert (due.to, due.next_day, due.is_in) == (("cabinet", "scrutiny"), day("2009-10-31"), is_in)


def test_any_event_may_answer(bench: MakeBench) -> None:
    """A need of any event is answered by whichever there is."""
    made = bench(criteria=[criterion("c", **{**YEARLY, "needs": {"event": "any", "before": "it", "within": "2 months"}, "mended_by": None})])
    assert made.verdicts(OLD, {"event": "whatever", "date": "2008-10-02"}) == {OCTOBER: "kept"}


def test_a_test_says_when_it_is_due(quarterly: Bench) -> None:
    """The explanation names the months."""
    says = "each end of March, June, September and December needs event: The event report, to cabinet, before it, within 3 months"
    assert quarterly.plan.tests[0].says == says


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({"each": {"due": "octember", "age": {"at_most": "12 months"}}}, "'octember' is not a month"),
        ({"each": {"due": ["june", "quarterly"], "age": {"at_most": "12 months"}}}, "'quarterly' is not a month"),
        ({"each": {"due": [], "age": {"at_most": "12 months"}}}, "a month is expected here"),
        ({"each": {"due": "october"}}, "age"),
        ({"each": {"due": "october", "event": "act", "age": {"at_most": "12 months"}}}, "event"),
        ({"needs": {"event": "report", "before": "it"}}, "is there by its day, and not since another year"),
        ({"needs": {"event": "report", "after": "it", "within": "2 months"}}, "is there by its day"),
        ({"needs": {"any": [{"it": {"to": "cabinet"}}]}}, "is there by its day"),
        ({"mended_by": {"event": "report"}}, "what comes late comes before it falls due again"),
        ({"per": "service"}, "falls due for the authority as a whole"),
    ],
)
def test_what_cannot_fall_due_is_refused(words: Mapping[str, Any], complaint: str) -> None:
    """Each complaint says what is wrong, where it stands, and nothing else."""
    with pytest.raises(BadInput) as refused:
        loaded({"book": head(), "vocabulary": {"event": {"report": "A report", "act": "An act"}}, "criteria": [criterion("c", **{**YEARLY, **words})]})
    assert complaint in "\n".join(map(str, refused.value.problems))
    assert all("Traceback" not in str(p) and p.place.line for p in refused.value.problems)


@pytest.mark.parametrize("words", [YEARLY, QUARTERLY, {**YEARLY, "unless": {"document": "charter"}}], ids=["yearly", "quarterly", "unless"])
def test_a_rule_on_what_falls_due_is_alive(bench: MakeBench, words: Mapping[str, Any]) -> None:
    """Evidence can be made that keeps it, breaks it and mends it."""
    found = sensitivity(bench(criteria=[criterion("c", **words)]).book)
    assert (found.alive, found.dead, found.not_tried) == (("c",), (), ())


def test_the_calendar_tells_what_became_of_each_day(quarterly: Bench) -> None:
    """For each rule its months, what became of the days that count, and what is due next."""
    working = quarterly.work(OLD, report("2008-05-01"), report("2009-06-02"), all_there_is=ALL, as_of="2009-06-15")
    (due,) = reports_due(working, ())
    assert (due.report, due.to, due.months, due.next_day, due.is_in) == ("The rule c", ("cabinet",), (3, 6, 9, 12), day("2009-06-30"), True)
    assert [p.became for p in due.past] == ["kept", "breached", "breached", "breached"]


# laws

dates = st.dates(dt.date(2006, 1, 1), dt.date(2009, 6, 30)).map(dt.date.isoformat)
reports = st.builds(report, dates, to=st.sampled_from(["cabinet", "scrutiny"]), denied=st.booleans(), about=st.sampled_from(["authority", "housing"]))
lists = st.sampled_from([(), ALL])


def _two_rules() -> Bench:
    return Bench(
        *loaded({"book": head(), "vocabulary": {"event": {"report": "A report"}}, "criteria": [criterion("a", **YEARLY), criterion("c", **QUARTERLY)]})
    )


BOTH = _two_rules()


@settings(max_examples=25, deadline=None)
@given(st.integers(2004, 2009), st.integers(1, 12), st.integers(1, 6), st.integers(-200, 200))
def test_within_counts_months_of_the_calendar(year: int, month: int, within: int, days: int) -> None:
    """Whatever its length, the due month is the first of those before, and the month after it the first of those after."""
    due = dt.date(year, month, calendar.monthrange(year, month)[1])
    other = due + dt.timedelta(days=days)
    words = {
        "each": {"due": calendar.month_name[month].lower(), "age": {"at_most": "48 months"}},
        "needs": {"event": "report", "before": "it", "within": f"{within} months"},
        "mended_by": {"event": "report", "after": "it", "within": f"{within} months"},
    }
    made = Bench(*loaded({"book": head(), "vocabulary": {"event": {"report": "A report"}}, "criteria": [criterion("c", **words)]}))
    verdicts = made.verdicts(OLD, {"event": "report", "date": other.isoformat()}, as_of="2010-06-30", all_there_is=ALL)
    apart = (other.year - due.year) * 12 + other.month - due.month
    expected = "kept" if -within < apart <= 0 else "mended" if 0 < apart <= within else "breached"
    assert verdicts.get(f"c {due}", expected) == expected
    assert (f"c {due}" in verdicts) == (due >= dt.date(2006, 6, 30))


@settings(max_examples=25, deadline=None)
@given(st.lists(reports, max_size=6), lists)
def test_without_a_complete_list_or_a_denial_nothing_is_a_breach(items: list[dict[str, Any]], closed: list[dict[str, str]]) -> None:
    """Unknown is never failed."""
    breached = [v for v in BOTH.verdicts(OLD, *items, all_there_is=closed).values() if v == "breached"]
    assert not breached or closed or any(item["denied"] for item in items)


@pytest.fixture(scope="module")
def live() -> Iterator[durable.Live]:
    with durable.Live(plan_of([]), deadline=30) as live:
        yield live


@needs_durable
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=st.lists(reports, max_size=6), closed=lists)
def test_both_matchers_agree_on_what_falls_due(live: durable.Live, items: list[dict[str, Any]], closed: list[dict[str, str]]) -> None:
    """The durable matcher pairs days with reports as the direct one does, and so the verdicts are the same."""
    plan = compile_plan([BOTH.book])
    evidence = BOTH.evidence(OLD, *items, all_there_is=closed)
    facts = derive(plan, evidence)
    live.change(plan)
    found = live.sync(facts)
    assert found == direct.match(plan, facts)
    entries = [c.entry for c in evidence.all_there_is]
    assert tally(plan, facts, found, entries).verdicts == tally(plan, facts, direct.match(plan, facts), entries).verdicts
