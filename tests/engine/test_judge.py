"""Judging criteria: whether they apply, how they are graded, and what stands beside the grade."""

from typing import Any

import pytest

from tests.engine.conftest import MakeBench, criterion

PLAN = {"document": "plan", "shows": "in_place"}


def said(extent: str, by: str = "members", of: str = "c", **words: Any) -> dict[str, Any]:
    """What somebody says of a criterion."""
    return {"statement": of, "extent": extent, "source": by, **words}


# outcomes


def test_without_evidence_the_outcome_says_so(bench: MakeBench) -> None:
    """No evidence is no grade, and nothing is taken out of it."""
    found = bench(criteria=[criterion("c", tests={"it": PLAN})]).grade()
    assert (found.outcome, found.grade, found.at_least, found.could_be, found.completeness) == ("no_evidence", None, 1, 4, "0")


def test_evidence_that_settles_nothing_is_unsettled(bench: MakeBench) -> None:
    """One who says that it is planned bears on the criterion and proves no grade."""
    found = bench(criteria=[criterion("c", tests={"it": PLAN})]).grade(said("planned"))
    assert (found.outcome, found.grade) == ("unsettled", None)


def test_evidence_that_is_all_too_old_is_stale(bench: MakeBench) -> None:
    """A plan past its age, or a statement past the rulebook's, is stale evidence and not none."""
    old = criterion("c", tests={"it": {**PLAN, "age": {"at_most": "12 months"}}})
    found = bench(book={"statements": "12 months"}, criteria=[old])
    assert found.grade({"document": "plan", "date": "2005-01-01"}).outcome == "stale"
    assert found.grade(said("embedded", date="2005-01-01")).outcome == "stale"
    assert found.grade({"document": "plan", "date": "2005-01-01"}, {"document": "plan"}).outcome == "graded"


def test_only_evidence_older_than_its_age_is_stale(bench: MakeBench) -> None:
    """An item that says nothing to the test is silence, however old."""
    aged = criterion("c", tests={"it": {**PLAN, "status": "adopted", "age": {"at_most": "12 months"}}})
    assert bench(criteria=[aged]).grade({"document": "plan", "date": "2005-01-01"}).outcome == "no_evidence"


def test_the_lowest_grade_is_given_only_when_nothing_else_is_possible(bench: MakeBench) -> None:
    """A criterion is a 1 once everything above is excluded, and not for want of proof."""
    found = bench(criteria=[criterion("c", tests={"it": PLAN})])
    assert found.grade(said("absent")).grade is None
    assert found.grade(said("absent"), said("absent", "staff")).grade == 1


# whether it applies


def test_a_rule_for_one_type_of_authority_does_not_apply_to_another(bench: MakeBench) -> None:
    """A rule for counties leaves a unitary aside, evidence or not, and says why."""
    found = bench(criteria=[criterion("c", tests={"it": PLAN}, applies={"type": ["county", "district"]})])
    assert found.grade({"document": "plan"}).outcome == "not_applicable"
    assert found.assess().reasons["c"].says == "The rulebook asks this only of these types of authority: county, district"
    assert found.grade({"document": "plan"}, authority={"type": "county"}).grade == 2


def test_what_somebody_says_does_not_apply_does_not_with_the_reason(bench: MakeBench) -> None:
    """Who says so, and why, stands beside it; its evidence grades nothing."""
    found = bench(criteria=[criterion("c", tests={"it": PLAN})])
    excused: dict[str, Any] = {"not_applicable": [{"criterion": "c", "by": "The team", "reason": "There is no housing stock."}]}
    assert (found.grade({"document": "plan"}, **excused).outcome, found.grade({"document": "plan"}, **excused).grade) == ("not_applicable", None)
    assert found.assess(**excused).reasons["c"].says == "There is no housing stock."


def test_an_exception_that_is_shown_takes_the_rule_away(bench: MakeBench) -> None:
    """`unless` is closed: shown it does not apply; unknown or not met it does."""
    found = bench(criteria=[criterion("c", tests={"it": PLAN}, unless={"document": "waiver", "status": "adopted"})])
    assert found.grade({"document": "plan"}, {"document": "waiver", "status": "adopted"}).outcome == "not_applicable"
    assert found.grade({"document": "plan"}, {"document": "waiver", "status": "draft"}).outcome == "graded"
    assert found.grade({"document": "plan"}).outcome == "graded"


def test_where_no_act_ever_called_for_it_a_rule_about_acts_does_not_apply(bench: MakeBench) -> None:
    """No act, and that known: nothing to keep. No act on record: nobody knows."""
    found = bench(criteria=[criterion("c", each={"event": "act"}, needs={"event": "check", "before": "it"})])
    assert found.grade(all_there_is=[{"event": "act"}]).outcome == "not_applicable"
    assert found.grade().outcome == "no_evidence"


# each, grades, rated


def test_a_rule_about_acts_is_met_or_not(bench: MakeBench) -> None:
    """All kept is the highest grade, one breach the lowest, and an open one leaves it unsettled."""
    found = bench(criteria=[criterion("c", each={"event": "act"}, needs={"event": "check", "before": "it"})])
    act, check = {"event": "act", "date": "2009-03-01"}, {"event": "check", "date": "2009-02-01"}
    assert found.grade(act, check).grade == 4
    assert found.grade(act, all_there_is=[{"event": "check"}]).grade == 1
    assert (found.grade(act).grade, found.grade(act).outcome) == (None, "unsettled")


@pytest.mark.parametrize(
    ("words", "interval"),
    [
        ([], (None, 1, 4)),
        ([("first", "adopted")], (2, 2, 4)),
        ([("first", "adopted"), ("second", "draft")], (2, 2, 2)),
        ([("first", "draft"), ("second", "draft")], (1, 1, 1)),
        ([("first", "adopted"), ("second", "adopted")], (4, 4, 4)),
    ],
)
def test_conditions_a_grade_at_a_time_give_the_highest_that_holds(
    bench: MakeBench, words: list[tuple[str, str]], interval: tuple[int | None, int, int]
) -> None:
    """`grades` gives the highest grade whose condition is true, and leaves possible every one that is not false."""
    tests = {key: {"document": key, "status": "adopted"} for key in ("first", "second")}
    found = bench(criteria=[criterion("c", tests=tests, grades={"2": {"any": ["first", "second"]}, "4": {"all": ["first", "second"]}})])
    grade = found.grade(*[{"document": key, "status": status} for key, status in words])
    assert (grade.grade, grade.at_least, grade.could_be) == interval


def test_a_criterion_may_be_graded_by_the_grades_of_others(bench: MakeBench) -> None:
    """It waits for those it looks at, wherever they stand in the file."""
    overall = criterion("c", grades={"2": {"grade": "a", "at_least": 2}, "4": {"grade": ["a", "b"], "is": 4}})
    found = bench(criteria=[overall, *(criterion(name, tests={"t": {"document": name, "shows": "in_place"}}) for name in ("a", "b"))])
    assert found.grade({"document": "a"}).grade == 2
    assert (found.grade().grade, found.grade().outcome) == (None, "no_evidence")
    assert found.grade(said("absent", of="a"), said("absent", "staff", of="a")).grade == 1


def test_a_grade_may_rest_on_a_grade_that_rests_on_a_grade(bench: MakeBench) -> None:
    """Chains are followed to their end, and what does not apply meets no condition."""
    chain = [criterion("c", grades={"3": {"grade": "b", "at_least": 3}}), criterion("b", grades={"3": {"grade": "a", "at_least": 2}})]
    found = bench(criteria=[*chain, criterion("a", tests={"t": PLAN})])
    assert found.grade({"document": "plan"}).grade == 3
    assert found.grade({"document": "plan"}, not_applicable=[{"criterion": "a", "by": "The team", "reason": "None here."}]).grade == 1


def test_a_published_rating_grades_by_its_rank(bench: MakeBench) -> None:
    """The lowest value is the lowest grade; the latest counts; the authority's own goes before a service's, and the lowest service's before none."""
    found = bench(vocabulary={"rating": {"stars": {"title": "Stars", "values": ["none", "one", "two", "three"]}}}, criteria=[criterion("c", rated="stars")])
    assert found.grade({"rating": "stars", "value": "none"}).grade == 1
    assert found.grade({"rating": "stars", "value": "none", "date": "2008-01-01"}, {"rating": "stars", "value": "three"}).grade == 4
    assert found.grade({"rating": "stars", "value": "two"}, {"rating": "stars", "value": "none", "about": "waste"}).grade == 3
    assert found.grade({"rating": "stars", "value": "two", "about": "housing"}, {"rating": "stars", "value": "one", "about": "waste"}).grade == 2


def test_a_rating_that_says_nothing_known_grades_nothing(bench: MakeBench) -> None:
    """A value that the rating does not have, or a denied one, leaves every grade possible."""
    found = bench(vocabulary={"rating": {"stars": {"title": "Stars", "values": ["none", "one", "two", "three"]}}}, criteria=[criterion("c", rated="stars")])
    for item in ({"rating": "stars", "value": "nine"}, {"rating": "stars", "denied": True}):
        grade = found.grade(item)
        assert (grade.grade, grade.at_least, grade.could_be) == (None, 1, 4)


# per service


def test_a_rule_about_every_service_is_as_good_as_the_worst(bench: MakeBench) -> None:
    """Among services with evidence the lowest grade is the authority's; one without evidence does not count."""
    found = bench(criteria=[criterion("c", tests={"it": PLAN}, per="service")])
    waste = [{"document": "plan", "about": "waste"}, said("in_place", about="waste")]
    housing = [{"document": "plan", "about": "housing"}]
    assert found.grade(*waste, {"event": "other", "about": "parks"}).grade == 3
    grade = found.grade(*waste, *housing)
    assert (grade.grade, grade.at_least, grade.could_be) == (2, 2, 3)


def test_a_rule_about_every_service_without_one_looks_at_the_authority(bench: MakeBench) -> None:
    """Where no service is graded, what is known of the authority stands."""
    assert bench(criteria=[criterion("c", tests={"it": PLAN}, per="service")]).grade({"document": "plan"}).grade == 2


def test_a_rule_for_the_authority_counts_what_its_services_have(bench: MakeBench) -> None:
    """A service's paper and a member's word on the authority are two kinds of source."""
    assert bench(criteria=[criterion("c", tests={"it": PLAN})]).grade({"document": "plan", "about": "waste"}, said("in_place")).grade == 3


# groups


def test_completeness_is_the_share_of_weight_with_a_grade(bench: MakeBench) -> None:
    """With one of weights 1 and 2 graded a third is evidenced: too little for a grade of the group."""
    criteria = [criterion("c", tests={"it": PLAN}), criterion("d", tests={"it": {"document": "guide", "shows": "in_place"}}, weight=2)]
    group = {"id": "g", "title": "The group", "of": ["c", "d"], "by": "mean", "bands": {"2": 1.5, "3": 2.5, "4": 3.5}}
    found = bench(criteria=criteria, groups=[group]).grade({"document": "plan"}, of="g")
    assert (found.grade, found.completeness, found.outcome) == (None, "1/3", "unsettled")
    assert bench(criteria=criteria, groups=[group]).grade({"document": "guide"}, of="g").grade == 2


def test_a_group_takes_the_uncapped_grade_and_every_reason_along(bench: MakeBench) -> None:
    """While a limiter holds the grade is capped, the uncapped grade is shown, and each limiter that holds gives its reason."""
    tests = {"it": {"document": "plan", "shows": "embedded", "results": True}}
    low = criterion("d", tests={"it": {"document": "guide", "shows": "partial"}}, key=True)
    cap = [{"at": 2, "when": {"grade": "d", "at_most": at}, "because": f"The key is at most {at}."} for at in (1, 2, 3)]
    group = {"id": "g", "title": "The group", "of": ["c", "d"], "by": "mean", "bands": {"2": 1.5, "3": 2.5, "4": 3.5}, "cap": cap}
    found = bench(criteria=[criterion("c", tests=tests), low], groups=[group])
    grade = found.grade(
        {"document": "plan"},
        said("embedded"),
        {"statement": "d", "extent": "partial", "source": "members"},
        {"statement": "d", "extent": "partial", "source": "staff"},
        of="g",
    )
    assert (grade.grade, grade.uncapped, [c.because for c in grade.capped_by]) == (2, 3, ["The key is at most 2.", "The key is at most 3."])


def test_two_rulebooks_are_judged_side_by_side(bench: MakeBench) -> None:
    """Each by its own scale and rubric; neither touches the other."""
    from engine.assess import Options, assess
    from engine.compile import compile_plan

    three = {
        "scale": {"1": {"name": "low"}, "2": {"name": "mid"}, "3": {"name": "high"}},
        "rubric": {"2": {"shown": "partial"}, "3": {"shown": "in_place"}},
        "strong_from": 3,
    }
    one, other = bench(criteria=[criterion("c", tests={"it": PLAN})]), bench(book={"id": "other", **three}, criteria=[criterion("d", tests={"it": PLAN})])
    books = [one.book, other.book]
    made = assess(compile_plan(books), books, one.evidence({"document": "plan"}), Options(matcher="direct"))
    assert (made.grades["c"].grade, made.grades["d"].grade) == (2, 3)
    assert [r.id for r in made.rulebooks] == ["small", "other"]
