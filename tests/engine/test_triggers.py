"""Triggers: what is proved of whom, what averts it, and what one voice alone can do."""

from typing import Any

import pytest

from tests.engine.conftest import Bench, MakeBench, criterion, trigger

FAILURE = {"event": "failure"}
COMPLAINT = {"statement": "complaint", "extent": "in_place"}


@pytest.fixture
def both(bench: MakeBench) -> Bench:
    """A failure, looked at for the authority as a whole and for each service by itself."""
    return bench(triggers=[trigger("t", when=FAILURE)])


def test_a_trigger_that_is_met_is_a_finding(both: Bench) -> None:
    """A failure of the authority is the authority's."""
    (found,) = both.findings(FAILURE)
    assert (found.kind, found.outcome, found.about, found.because, found.text) == ("trigger", "proved", "authority", ("t1",), "It calls for something.")


def test_without_proof_there_is_no_finding(both: Bench) -> None:
    """Neither silence nor a denial calls for anything."""
    assert both.findings() == []
    assert both.findings({**FAILURE, "denied": True}) == []


def test_a_failing_service_is_not_a_failing_authority(both: Bench) -> None:
    """What is about a service counts for that service alone."""
    assert [(f.kind, f.about) for f in both.findings({**FAILURE, "about": "waste"})] == [("trigger", "waste")]


@pytest.mark.parametrize(("per", "about"), [("authority", ["authority"]), ("service", ["waste"]), ("both", ["authority", "waste"])])
def test_a_trigger_says_of_whom_it_speaks(bench: MakeBench, per: str, about: list[str]) -> None:
    """`per` decides whether the authority, its services, or both are looked at."""
    found = bench(triggers=[trigger("t", per=per, when=FAILURE)])
    assert [f.about for f in found.findings(FAILURE, {**FAILURE, "about": "waste"})] == about


@pytest.mark.parametrize(("per", "about"), [("authority", ["authority"]), ("service", ["waste"]), ("both", ["authority", "waste"])])
def test_a_line_of_enquiry_is_of_the_same_subjects_as_the_trigger(bench: MakeBench, per: str, about: list[str]) -> None:
    """One voice about a service is no line of enquiry of a trigger that looks at the authority alone."""
    found = bench(triggers=[trigger("t", per=per, when=COMPLAINT)])
    said = {**COMPLAINT, "source": "users"}
    assert [(f.kind, f.about) for f in found.findings(said, {**said, "about": "waste"})] == [("line_of_enquiry", a) for a in about]


def test_an_accepted_justification_averts_a_trigger(bench: MakeBench) -> None:
    """`unless` that is shown averts it; one that is only claimed in a draft does not."""
    found = bench(triggers=[trigger("t", when=FAILURE, unless={"document": "justification", "status": "adopted"})])
    assert found.findings(FAILURE, {"document": "justification", "status": "adopted"}) == []
    assert len(found.findings(FAILURE, {"document": "justification", "status": "draft"})) == 1


def test_a_justification_of_one_service_averts_nothing_of_another(bench: MakeBench) -> None:
    """Justifications too count for the subject that they are about."""
    found = bench(triggers=[trigger("t", when=FAILURE, unless={"document": "justification"})])
    items = [{**FAILURE, "about": "waste"}, {**FAILURE, "about": "housing"}, {"document": "justification", "about": "waste"}]
    assert [f.about for f in found.findings(*items)] == ["housing"]


# one voice


def test_one_voice_is_a_line_of_enquiry(bench: MakeBench) -> None:
    """What one kind of person says is followed up, and proves nothing."""
    found = bench(triggers=[trigger("t", when=COMPLAINT)])
    (finding,) = found.findings({**COMPLAINT, "source": "users"}, {**COMPLAINT, "source": "users"})
    assert (finding.kind, finding.outcome, finding.because) == ("line_of_enquiry", "voiced", ("t1", "t2"))
    assert finding.text == "One voice says so, and nothing else yet: it calls for something."


def test_two_kinds_of_people_prove_a_trigger(bench: MakeBench) -> None:
    """Users and staff who say the same are two voices."""
    found = bench(triggers=[trigger("t", when=COMPLAINT)])
    assert [f.kind for f in found.findings({**COMPLAINT, "source": "users"}, {**COMPLAINT, "source": "staff"})] == ["trigger"]


def test_a_document_needs_no_second_voice(both: Bench) -> None:
    """A document, a figure or a rating suffices; the same event from a person's mouth does not."""
    assert [f.kind for f in both.findings(FAILURE)] == ["trigger"]
    assert [f.kind for f in both.findings({**FAILURE, "source": "staff"})] == ["line_of_enquiry"]


def test_a_voice_about_another_service_is_no_second_voice(bench: MakeBench) -> None:
    """Users on waste and staff on housing are one voice each."""
    found = bench(triggers=[trigger("t", when=COMPLAINT)])
    items = [{**COMPLAINT, "source": "users", "about": "waste"}, {**COMPLAINT, "source": "staff", "about": "housing"}]
    assert [(f.kind, f.about) for f in found.findings(*items)] == [("line_of_enquiry", "housing"), ("line_of_enquiry", "waste")]


def test_evidence_of_a_part_that_is_not_met_corroborates_nothing(bench: MakeBench) -> None:
    """A report that satisfies half of another way to the trigger does not stand by the voice that satisfies this one."""
    other_way = {"all": [{"document": "report"}, {"document": "report", "status": "published"}]}
    found = bench(triggers=[trigger("t", when={"any": [COMPLAINT, other_way]})])
    said = {**COMPLAINT, "source": "users"}
    assert [f.kind for f in found.findings(said, {"document": "report", "status": "draft"})] == ["line_of_enquiry"]
    assert [f.kind for f in found.findings(said, {"document": "report", "status": "published"})] == ["trigger"]


def test_a_grade_that_calls_for_it_needs_no_voice_beside_it(bench: MakeBench) -> None:
    """Where a grade proves the trigger by itself, a voice that says so too makes it no weaker."""
    rules = [criterion("c", tests={"it": {"event": "lapse", "shows_against": "partial"}})]
    found = bench(criteria=rules, triggers=[trigger("t", when={"any": [COMPLAINT, {"grade": "c", "at_most": 1}]})])
    said = {**COMPLAINT, "source": "users"}
    assert [f.kind for f in found.findings(said) if f.rule == "t"] == ["line_of_enquiry"]
    assert [f.kind for f in found.findings(said, {"event": "lapse"}) if f.rule == "t"] == ["trigger"]


def test_a_rulebook_may_ask_for_more_voices_or_take_one(bench: MakeBench) -> None:
    """`adverse.min_kinds` says how many kinds of people an adverse finding needs."""
    said = [{**COMPLAINT, "source": "users"}, {**COMPLAINT, "source": "staff"}]
    one, three = (bench(book={"adverse": {"min_kinds": n}}, triggers=[trigger("t", when=COMPLAINT)]) for n in (1, 3))
    assert [f.kind for f in one.findings(said[0])] == ["trigger"]
    assert [f.kind for f in three.findings(*said)] == ["line_of_enquiry"]


# conditions


def test_a_trigger_may_ask_that_something_is_not_so(bench: MakeBench) -> None:
    """`not` is true of what is known not to be so, and unknown of what is unknown."""
    found = bench(triggers=[trigger("t", when={"not": {"document": "plan", "status": "adopted"}})])
    assert [f.kind for f in found.findings({"document": "plan", "status": "draft"})] == ["trigger"]
    assert found.findings() == []


def test_the_authoritys_grade_speaks_for_the_authority(bench: MakeBench) -> None:
    """A low grade, whatever evidence it rests on, calls for the authority; of a service only its own grade does."""
    rules = [criterion("c", tests={"it": {"event": "lapse", "shows_against": "partial"}})]
    found = bench(criteria=rules, triggers=[trigger("t", when={"grade": "c", "at_most": 1})])
    assert [f.about for f in found.findings({"event": "lapse", "about": "waste"}) if f.rule == "t"] == ["authority", "waste"]
    assert [f.about for f in found.findings({"event": "lapse"}, {"event": "other", "about": "parks"}) if f.rule == "t"] == ["authority"]


def test_acts_that_were_not_all_in_order_may_call_for_it(bench: MakeBench) -> None:
    """`not` of an `each` is true once an act is breached."""
    when = {"not": {"each": {"event": "weakness"}, "needs": {"event": "cure", "after": "it", "within": "12 months"}}}
    found = bench(triggers=[trigger("t", when=when)])
    weakness = {"event": "weakness", "date": "2007-01-01"}
    assert found.findings(weakness) == []
    assert [f.kind for f in found.findings(weakness, {"event": "cure", "date": "2009-01-01"})] == ["trigger"]


def test_coasting_is_a_share_of_what_is_measured(bench: MakeBench) -> None:
    """At most a quarter of four or more measures improving over three periods; with fewer measures nobody can say."""
    when = {"measure": "any", "trend": {"is": "improving", "over": "3 periods"}, "share": {"at_most": "25%", "of_at_least": 4}}
    found = bench(triggers=[trigger("t", when=when)])

    def series(key: str, *values: int) -> list[dict[str, Any]]:
        return [{"measure": key, "value": v, "date": f"200{7 + n}-03-31"} for n, v in enumerate(values)]

    still = [i for key in ("a", "b", "c") for i in series(key, 5, 5, 5)]
    assert found.findings(*still) == []
    assert [f.kind for f in found.findings(*still, *series("d", 1, 2, 3))] == ["trigger"]
    assert found.findings(*still[3:], *series("d", 1, 2, 3), *series("e", 1, 2, 3)) == []
