"""The ladder: a step from every rung at every review, and the history that it replays."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.assess import Options
from engine.assessment import Ladder
from engine.ladder import Standing, climb, review_dates
from tests.engine.conftest import Bench, MakeBench, criterion, day, trigger
from tests.strategies import rule

standings = st.builds(Standing, st.booleans(), st.booleans(), st.booleans(), st.booleans())


@st.composite
def ladders(draw: st.DrawFn) -> tuple[int, list[Standing], list[int]]:
    """A rung stood on, what is proved of each rung, and where leaving each leads: downwards or nowhere."""
    at = draw(st.lists(standings, min_size=1, max_size=5))
    return draw(st.integers(0, len(at) - 1)), at, [draw(st.integers(0, n)) for n in range(len(at))]


# the step


@given(ladders())
def test_every_rung_and_every_standing_has_an_answer(ladder: tuple[int, list[Standing], list[int]]) -> None:
    """Urgent first, to the highest; then what holds; then entry, to the highest; then leaving; else one stays."""
    rung, at, leaves_to = ladder
    above = range(rung + 1, len(at))
    urgent, enter = [n for n in above if at[n].urgent], [n for n in above if at[n].enter]
    move = climb(rung, at, leaves_to)
    expected: tuple[int, str, int | None]
    if urgent:
        expected = (max(urgent), "urgent", None)
    elif at[rung].hold:
        expected = (rung, "hold", max(enter, default=None))
    elif enter:
        expected = (max(enter), "enter", None)
    elif at[rung].leave:
        expected = (leaves_to[rung], "leave", None)
    else:
        expected = (rung, "stay", None)
    assert (move.rung, move.by, move.averted) == expected
    assert 0 <= move.rung < len(at)


@given(st.integers(1, 6), st.integers(0, 5))
def test_where_nothing_is_proved_nobody_moves(rungs: int, at: int) -> None:
    """What is unknown is not proved: without proof one stays where one is, on any rung."""
    rung = at % rungs
    move = climb(rung, [Standing()] * rungs, list(range(rungs)))
    assert (move.rung, move.by, move.averted) == (rung, "stay", None)


@given(ladders(), st.data())
def test_proof_for_entry_never_leads_lower(ladder: tuple[int, list[Standing], list[int]], data: st.DataObject) -> None:
    """One more rung whose entry is proved never leaves anybody on a lower rung.

    Of urgent entry this holds only as far as its own rung: it goes before ordinary entry, so that an urgent second rung
    is taken first where an ordinary third is called for as well.
    """
    rung, at, leaves_to = ladder
    which = data.draw(st.integers(0, len(at) - 1))
    entered = [replace(s, enter=True) if n == which else s for n, s in enumerate(at)]
    assert climb(rung, entered, leaves_to).rung >= climb(rung, at, leaves_to).rung
    urgent = [replace(s, urgent=True) if n == which else s for n, s in enumerate(at)]
    assert climb(rung, urgent, leaves_to).rung >= min(which, climb(rung, at, leaves_to).rung)


# the reviews


def test_reviews_are_yearly_from_the_first_evidence_and_on_the_day_asked(bench: MakeBench) -> None:
    """Evidence of May 2006 is first reviewed in March 2007; the as-of date is a review too, and one day is one review."""
    evidence = bench(triggers=[trigger("t", when=CALL)]).evidence({**CALL, "date": "2006-05-01"})
    expected = [dt.date(2007, 3, 31), dt.date(2008, 3, 31), dt.date(2009, 3, 31)]
    assert review_dates(evidence, day("2009-06-30"), "03-31") == [*expected, dt.date(2009, 6, 30)]
    assert review_dates(evidence, day("2009-03-31"), "03-31") == expected


def test_without_evidence_there_is_one_review() -> None:
    """The day asked about is reviewed in any case, and what becomes known later opens no earlier review."""
    from engine.ruletests import Given

    for items in ([], [{"event": "act", "date": "2004-01-01", "known": "2009-07-01"}]):
        evidence = Given.model_validate({"items": items}).evidence()
        assert review_dates(evidence, day("2009-06-30"), "03-31") == [dt.date(2009, 6, 30)]


# the replay

CALL, GRAVE, STRONG = {"event": "call"}, {"event": "grave"}, {"event": "strong"}
BETTER, WAIVED = {"event": "better"}, {"event": "waived"}


def rung(name: str, **words: Any) -> dict[str, Any]:
    """A rung with its texts."""
    return rule(name, **{"who": "Somebody", "next": f"Do what {name} asks.", **words})


def ladder_of(bench: MakeBench, *rungs: dict[str, Any], **rules: Any) -> Bench:
    """A ladder that begins on its first rung, with a trigger that is called within the year."""
    book = {"starts_on": rungs[0]["id"], "reviews": "03-31"}
    triggers = [trigger("t", when={**CALL, "age": {"at_most": "12 months"}}), trigger("grave", when={**GRAVE, "age": {"at_most": "12 months"}})]
    return bench(book=book, **{"triggers": triggers, "rungs": list(rungs), **rules})


@pytest.fixture
def three(bench: MakeBench) -> Bench:
    """Three rungs: the first holds the strong, the second is entered and left, the third is urgent and held."""
    return ladder_of(
        bench,
        rung("one", hold={**STRONG, "age": {"at_most": "12 months"}}),
        rung("two", enter={"trigger": "t"}, leave={"not_called": "2 reviews"}),
        rung("three", urgent={"trigger": "grave"}, leave={**BETTER, "age": {"at_most": "12 months"}}, to="one"),
    )


def way(bench: Bench, *items: dict[str, Any], of: str | None = None, **given: Any) -> list[tuple[str, str, str]]:
    """The reviews: the year or day, by which rule, and the rung that it led to."""
    standing: Any = ladder(bench, *items, **given)
    standing = standing.services[of] if of else standing
    return [(str(r.date) if (r.date.month, r.date.day) != (3, 31) else str(r.date.year), r.by, r.rung) for r in standing.history]


def ladder(bench: Bench, *items: dict[str, Any], **given: Any) -> Ladder:
    """The ladder of these items."""
    found = bench.assess(*items, **given).ladder
    assert found is not None
    return found


def test_who_enters_stays_until_something_lets_them_go(three: Bench) -> None:
    """Called once, then calm: entered at the first review, and released after two calm yearly reviews."""
    items = ({**CALL, "date": "2005-12-01"},)
    assert way(three, *items, as_of="2009-03-31") == [("2006", "enter", "two"), ("2007", "stay", "two"), ("2008", "leave", "one"), ("2009", "stay", "one")]


def test_at_each_review_only_what_was_known_then_counts(three: Bench) -> None:
    """A call of 2005 that came to light in 2007 leads nobody anywhere in 2006."""
    early, late = {**STRONG, "date": "2005-12-01"}, {**CALL, "date": "2006-05-01", "known": "2006-12-01"}
    assert way(three, early, late, as_of="2007-03-31") == [("2006", "hold", "one"), ("2007", "enter", "two")]


def test_a_hold_averts_an_entry_and_says_which(three: Bench) -> None:
    """The strong stay where they are, and the rung that was kept away is named."""
    found = ladder(three, {**CALL, "date": "2009-01-01"}, {**STRONG, "date": "2009-01-01"}, as_of="2009-03-31")
    assert (found.recommended, found.history[-1].by, found.history[-1].averted, found.averted_by) == ("one", "hold", "two", ("one",))


def test_what_is_urgent_goes_before_what_holds(three: Bench) -> None:
    """However strong, the grave cannot wait; and rungs may be skipped."""
    assert way(three, {**GRAVE, "date": "2009-01-01"}, {**STRONG, "date": "2009-01-01"}, as_of="2009-03-31") == [("2009", "urgent", "three")]


def test_leaving_leads_where_the_rung_says(three: Bench) -> None:
    """From the third rung to the first, once it is better."""
    items = ({**GRAVE, "date": "2007-01-01"}, {**BETTER, "date": "2008-12-01"})
    assert way(three, *items, as_of="2009-03-31") == [("2007", "urgent", "three"), ("2008", "stay", "three"), ("2009", "leave", "one")]


def test_without_a_word_on_where_leaving_leads_one_rung_down(three: Bench) -> None:
    """Left without `to`, the next lower rung is meant."""
    assert way(three, {**CALL, "date": "2005-12-01"}, as_of="2008-03-31")[-1] == ("2008", "leave", "one")


def test_where_nothing_is_proved_nothing_is_called_for_and_nothing_ruled_out(three: Bench) -> None:
    """Without evidence the authority is on the first rung, by no trigger, and every trigger is still open."""
    found = ladder(three)
    assert (found.recommended, found.because, found.not_ruled_out, found.next) == ("one", (), ("t", "grave"), "Do what one asks.")


def test_what_is_ruled_out_is_not_open(three: Bench) -> None:
    """A list that is complete rules its trigger out."""
    assert ladder(three, all_there_is=[CALL]).not_ruled_out == ("grave",)


def test_each_service_climbs_by_itself(three: Bench) -> None:
    """A service's call moves the service and leaves the authority on the first rung."""
    found = ladder(three, {**CALL, "date": "2009-01-01", "about": "waste"}, {**STRONG, "date": "2008-05-01", "about": "parks"}, as_of="2009-03-31")
    assert found.recommended == "one"
    assert {s: standing.recommended for s, standing in found.services.items()} == {"waste": "two", "parks": "one"}
    assert found.services["waste"].per == "service"


def test_a_service_stood_on_the_first_rung_before_anything_was_known_of_it(three: Bench) -> None:
    """At reviews before its first evidence a service stays where everybody starts."""
    items = ({**STRONG, "date": "2007-05-01"}, {**CALL, "date": "2009-01-01", "about": "waste"})
    assert way(three, *items, of="waste", as_of="2009-03-31") == [("2008", "stay", "one"), ("2009", "enter", "two")]


def test_a_rung_for_the_authority_takes_no_service(bench: MakeBench) -> None:
    """`per: authority` on a rung keeps services from it, though the trigger speaks of them."""
    found = ladder(
        ladder_of(bench, rung("one"), rung("two", per="authority", enter={"trigger": "t"})),
        {**CALL, "date": "2009-06-01", "about": "waste"},
        {**CALL, "date": "2009-06-01"},
    )
    assert (found.recommended, found.services["waste"].recommended) == ("two", "one")


def test_what_has_persisted_for_years_leads_on(bench: MakeBench) -> None:
    """Proved at every review for two years: at the third review, and not a day before two whole years are over."""
    persisting = ladder_of(bench, rung("one"), rung("two", enter={"persisted": "t", "for": "2 years"}))
    calls = [{**CALL, "date": f"{year}-03-01"} for year in (2007, 2008, 2009)]
    assert way(persisting, *calls, as_of="2009-03-30") == [("2007", "stay", "one"), ("2008", "stay", "one"), ("2009-03-30", "stay", "one")]
    assert way(persisting, *calls, as_of="2009-03-31")[-1] == ("2009", "enter", "two")


def test_a_year_between_without_proof_breaks_persistence(bench: MakeBench) -> None:
    """Unknown at one of the reviews is not proved at every review; nor is ruled out."""
    persisting = ladder_of(bench, rung("one"), rung("two", enter={"persisted": "any", "for": "2 years"}))
    calls = [{**CALL, "date": f"{year}-03-01"} for year in (2006, 2009)]
    assert [r[2] for r in way(persisting, *calls, as_of="2009-03-31")] == ["one"] * 4
    assert [r[2] for r in way(persisting, *calls, as_of="2009-03-31", all_there_is=[CALL])] == ["one"] * 4


def test_how_long_a_rung_was_stood_on_counts_from_the_day_of_entry(bench: MakeBench) -> None:
    """Three years on the second rung lead to the third: not at two years and eleven months."""
    staying = ladder_of(bench, rung("one"), rung("two", enter={"trigger": "t"}), rung("three", enter={"stood_on": "two", "for": "3 years"}))
    items = ({**CALL, "date": "2006-03-01"},)
    assert way(staying, *items, as_of="2009-03-05")[-1] == ("2009-03-05", "stay", "two")
    assert way(staying, *items, as_of="2009-03-31")[-1] == ("2009", "enter", "three")


def test_who_comes_back_to_a_rung_begins_to_stand_on_it_anew(bench: MakeBench) -> None:
    """Time on a rung is counted from the last entry, whatever rung was stood on before."""
    once_more = rung("two", enter={"trigger": "t"}, leave={**BETTER, "age": {"at_most": "12 months"}}, to="one")
    staying = ladder_of(bench, rung("one"), once_more, rung("three", enter={"stood_on": "two", "for": "2 years"}))
    items = [{**CALL, "date": "2004-01-01"}, {**BETTER, "date": "2005-01-01"}, {**CALL, "date": "2006-01-01"}]
    assert [r[2] for r in way(staying, *items, as_of="2008-03-31")] == ["two", "one", "two", "two", "three"]


def test_standing_on_the_first_rung_counts_from_the_first_review(bench: MakeBench) -> None:
    """Before there was a review nobody stood anywhere."""
    staying = ladder_of(bench, rung("one"), rung("two", enter={"stood_on": "one", "for": "1 year"}))
    assert [r[2] for r in way(staying, {**STRONG, "date": "2007-05-01"}, as_of="2009-03-31")] == ["one", "two"]


def test_a_look_between_two_reviews_is_no_calm_review(three: Bench) -> None:
    """Two calm reviews are two calm years: an as-of date between them does not make a second one."""
    items = ({**CALL, "date": "2006-12-01"},)
    assert way(three, *items, as_of="2008-06-30") == [("2007", "enter", "two"), ("2008", "stay", "two"), ("2008-06-30", "stay", "two")]


def test_who_is_called_today_is_not_calm(three: Bench) -> None:
    """Two calm yearly reviews do not release anybody on a day on which a trigger is proved."""
    items = ({**CALL, "date": "2005-12-01"}, {**CALL, "date": "2008-05-01"})
    assert [r[1:] for r in way(three, *items, as_of="2008-03-31")][-1] == ("leave", "one")
    assert way(three, *items, as_of="2008-06-30")[-1] == ("2008-06-30", "enter", "two")


def test_support_goes_with_the_rung_stood_on_where_its_condition_holds(bench: MakeBench) -> None:
    """Help without a condition always; help with one only where that is proved; and never another rung's."""
    support = [rule("s.always"), rule("s.when", when=STRONG), rule("other", when={"trigger": "t"})]
    helped = ladder_of(bench, rung("one", support=["s.*"]), rung("two", enter={"trigger": "grave"}, support=["other"]), support=support)
    assert ladder(helped).support == ("s.always",)
    assert ladder(helped, STRONG).support == ("s.always", "s.when")
    assert ladder(helped, STRONG).support_texts == {"s.always": "The rule s.always", "s.when": "The rule s.when"}
    assert ladder(helped, {**CALL, "date": "2009-06-01"}, {**GRAVE, "date": "2009-06-01"}).support == ("other",)


def test_rungs_may_look_at_evidence_counts_and_every_trigger(bench: MakeBench) -> None:
    """A rung may count triggers, ask for any of them, and test evidence itself."""
    both = {"count": {"trigger": ["t", "grave"]}, "at_least": 2}
    found = ladder_of(bench, rung("one"), rung("two", enter={"trigger": "any"}), rung("three", enter=both), rung("four", enter=BETTER))
    now = {"date": "2009-06-01"}
    assert ladder(found, {**CALL, **now}).recommended == "two"
    assert ladder(found, {**CALL, **now}, {**GRAVE, **now}).recommended == "three"
    assert ladder(found, BETTER).recommended == "four"


def test_rungs_may_look_at_the_authoritys_grades_at_every_review(bench: MakeBench) -> None:
    """A low grade leads the authority up; of a service its grade says nothing; and past reviews have grades of their own."""
    low = ladder_of(
        bench,
        rung("one"),
        rung("two", enter={"grade": "c", "at_most": 1}),
        criteria=[criterion("c", tests={"it": {"event": "lapse", "shows_against": "partial"}})],
    )
    items = ({"event": "lapse", "date": "2008-02-01"}, {"event": "lapse", "date": "2008-02-01", "about": "waste"})
    assert way(low, *items, as_of="2009-03-31") == [("2008", "enter", "two"), ("2009", "stay", "two")]
    assert ladder(low, *items).services["waste"].recommended == "one"


def test_a_grade_that_does_not_apply_leads_nobody_anywhere(bench: MakeBench) -> None:
    """What does not apply meets no condition on a rung either."""
    low = ladder_of(
        bench,
        rung("one"),
        rung("two", enter={"grade": "c", "at_most": 1}),
        criteria=[criterion("c", tests={"it": {"event": "lapse", "shows_against": "partial"}})],
    )
    excused = [{"criterion": "c", "by": "The team", "reason": "None here."}]
    assert ladder(low, {"event": "lapse"}, not_applicable=excused).recommended == "one"


def test_where_people_put_an_authority_stands_beside_what_is_recommended(three: Bench) -> None:
    """`current` is the latest placing known by the day, of this subject, on a rung that there is."""
    put = {"event": "placed-on-rung"}
    items: list[dict[str, Any]] = [
        {**put, "topic": "two", "date": "2008-01-01"},
        {**put, "topic": "one", "date": "2007-01-01"},
        {**put, "topic": "three", "date": "2009-08-01"},
        {**put, "topic": "nowhere", "date": "2009-01-01"},
        {**put, "topic": "three", "date": "2009-01-01", "denied": True},
        {**put, "topic": "three", "date": "2009-01-01", "about": "waste"},
    ]
    found = ladder(three, *items)
    assert (found.current, found.recommended, found.services["waste"].current) == ("two", "one", "three")
    assert ladder(three).current is None


def test_a_justified_trigger_is_named_among_what_averted(bench: MakeBench) -> None:
    """A trigger that a justification kept away is listed with the rung that held."""
    found = ladder_of(bench, rung("one"), rung("two", enter={"trigger": "t"}), triggers=[trigger("t", when=CALL, unless=WAIVED)])
    assert ladder(found, CALL, WAIVED).averted_by == ("t",)
    assert ladder(found, WAIVED, all_there_is=[CALL]).averted_by == (), "what was never called for is not averted"
    assert ladder(found, CALL).recommended == "two"


def test_without_the_ladder_nothing_is_said_of_it_or_of_its_triggers(three: Bench) -> None:
    """A review that goes without the ladder names neither rungs, nor triggers proved, nor triggers that a voice speaks of."""
    options = Options(audience="team", matcher="direct", ladder=False)
    found = three.assess({**CALL, "date": "2009-06-01"}, {**GRAVE, "date": "2009-06-01", "source": "staff"}, options=options)
    assert found.ladder is None
    assert found.findings == ()
