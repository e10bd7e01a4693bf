"""Findings: what may be reported, on what it rests, and under which fingerprint."""

from typing import Any

import pytest

from engine.assessment import KINDS_OF_FINDING, Finding, finding_id
from tests.engine.conftest import Bench, MakeBench, criterion, trigger

PLAN = {"document": "plan", "shows": "in_place"}


def said(extent: str, by: str = "members", **words: Any) -> dict[str, Any]:
    """What somebody says of the criterion `c`."""
    return {"statement": "c", "extent": extent, "source": by, **words}


@pytest.fixture
def one(bench: MakeBench) -> Bench:
    """One criterion with one paper for it and one kind of lapse against it."""
    return bench(criteria=[criterion("c", tests={"it": PLAN, "lapse": {"event": "lapse", "shows_against": "partial"}})])


def only(bench: Bench, *items: dict[str, Any], **given: Any) -> Finding:
    """The one finding of these items."""
    (finding,) = bench.assess(*items, **given).findings
    return finding


# kinds


def test_what_is_shown_well_is_a_strength(one: Bench) -> None:
    """From the grade that the rulebook calls strong; it needs no next step, and rests on all that bears."""
    found = only(one, {"document": "plan", "date": "2009-01-01"}, said("in_place", date="2009-02-01"))
    assert (found.kind, found.outcome, found.text, found.next, found.because) == ("strength", "graded", "It is strong.", None, ("t1", "t2"))
    assert (str(found.newest), found.kinds_of_source, found.cite) == ("2009-02-01", ("document", "members"), {"source": "source", "at": "page 1"})


def test_what_can_no_longer_be_shown_is_a_weakness_with_a_next_step(one: Bench) -> None:
    """It rests on what speaks against it."""
    found = only(one, said("absent"), said("absent", "staff"), {"document": "plan"})
    assert found.kind == "contested"
    found = only(one, said("absent"), said("planned", "staff"))
    assert (found.kind, found.text, found.next, found.because) == ("weakness", "It is weak.", "Do something.", ("t1", "t2"))


def test_a_test_against_is_what_a_weakness_rests_on(one: Bench) -> None:
    """A lapse in a document is enough by itself, with the voice that falls short beside it."""
    found = only(one, {"event": "lapse"}, said("planned"))
    assert (found.kind, found.because) == ("weakness", ("t1", "t2"))


def test_one_voice_against_is_a_line_of_enquiry(one: Bench) -> None:
    """However clearly one kind of person says so, it is followed up before it is a weakness."""
    found = only(one, said("absent"), said("absent"), all_there_is=[{"document": "plan"}])
    assert (found.kind, found.text, found.because) == ("line_of_enquiry", "One voice says so, and nothing else yet: it is weak.", ("t1", "t2"))


def test_one_voice_through_a_condition_is_a_line_of_enquiry_too(bench: MakeBench) -> None:
    """A rule graded by conditions on what people say needs a second voice as well."""
    heard = {"statement": "practice", "extent": "in_place"}
    found = bench(criteria=[criterion("c", tests={"it": heard}, grades={"3": "it"})])
    low = {"statement": "practice", "extent": "absent"}
    assert only(found, {**low, "source": "users"}).kind == "line_of_enquiry"
    assert only(found, {**low, "source": "users"}, {**low, "source": "staff"}).kind == "weakness"


def test_sources_that_contradict_each_other_are_contested(one: Bench) -> None:
    """The finding says so, and is neither strength nor weakness."""
    found = only(one, {"document": "plan"}, said("in_place"), said("absent", "staff"))
    assert (found.kind, found.outcome) == ("contested", "contested")
    assert found.because == ("t1", "t2", "t3")


@pytest.mark.parametrize(
    ("items", "outcome", "text"),
    [
        ([], "no_evidence", "No evidence bears on it. To look for: What to look for."),
        ([said("embedded", date="2001-01-01")], "stale", "All the evidence that bears on it is too old. To look for: What to look for."),
        ([said("planned")], "unsettled", "There is evidence, and it settles nothing yet. To look for: What to look for."),
        ([{"document": "plan"}], "partly_shown", "It is shown in part, and more may be true. To look for: What to look for."),
    ],
)
def test_where_more_may_be_true_there_is_a_gap(bench: MakeBench, items: list[dict[str, Any]], outcome: str, text: str) -> None:
    """Each kind of gap says what is missing and what to look for."""
    found = only(bench(book={"statements": "12 months"}, criteria=[criterion("c", tests={"it": PLAN})]), *items)
    assert (found.kind, found.outcome, found.text) == ("gap_in_evidence", outcome, text)


@pytest.mark.parametrize(("items", "text"), [([], "No evidence bears on it."), ([{"document": "plan"}], "It is shown in part, and more may be true.")])
def test_a_gap_without_a_word_on_what_to_look_for_says_only_what_it_is(bench: MakeBench, items: list[dict[str, Any]], text: str) -> None:
    """`looks_for` may be left out."""
    assert only(bench(criteria=[criterion("c", tests={"it": PLAN}, looks_for=None)]), *items).text == text


def test_rules_without_texts_fall_back_on_their_title(bench: MakeBench) -> None:
    """Strength and weakness may be left out; the title then says what was or was not shown."""
    plain = bench(criteria=[criterion("c", tests={"it": PLAN}, strength=None, weakness=None)])
    assert only(plain, {"document": "plan"}, said("in_place")).text == "The rule c"
    assert only(plain, said("absent"), said("absent", "staff")).text == "This is not shown: The rule c"
    acts = bench(criteria=[criterion("c", each={"event": "act"}, needs={"event": "check", "before": "it"}, weakness=None)])
    assert only(acts, {"event": "act"}, all_there_is=[{"event": "check"}]).text == "This was not kept: The rule c"


def test_what_does_not_apply_is_no_finding(one: Bench) -> None:
    """Neither strength nor gap."""
    assert one.assess(said("absent"), not_applicable=[{"criterion": "c", "by": "The team", "reason": "None here."}]).findings == ()


# acts


@pytest.fixture
def acts(bench: MakeBench) -> Bench:
    """Every act needs a check before it, and a repair mends it."""
    return bench(criteria=[criterion("c", each={"event": "act"}, needs={"event": "check", "before": "it"}, mended_by={"event": "repair"})])


NONE_CHECKED = {"all_there_is": [{"event": "check"}]}


def test_a_breached_act_is_a_breach_of_the_subject_it_is_about(acts: Bench) -> None:
    """One breach a subject, however many acts, and no weakness beside it."""
    act = {"event": "act", "date": "2009-01-01"}
    found = acts.findings({**act, "about": "waste"}, act, act, **NONE_CHECKED)
    assert [(f.kind, f.outcome, f.about, f.because) for f in found] == [
        ("breach", "breached", "authority", ("t2", "t3")),
        ("breach", "breached", "waste", ("t1",)),
    ]
    assert found[0].next == "Do something."


def test_a_breach_rests_on_the_acts_that_were_breached_and_not_on_others(acts: Bench) -> None:
    """The act that had its check, and the check, stay out of it; what denies the check is in it."""
    kept = [{"event": "act", "date": "2008-01-01"}, {"event": "check", "date": "2008-01-01"}]
    found = acts.findings(*kept, {"event": "act", "date": "2007-01-01"}, {"event": "check", "denied": True})
    assert [(f.kind, f.because) for f in found] == [("breach", ("t3", "t4"))]


def test_a_breach_that_one_voice_tells_of_is_a_line_of_enquiry(acts: Bench) -> None:
    """A document about another act, kept, is no second source for this one."""
    kept = [{"event": "act", "date": "2008-01-01"}, {"event": "check", "date": "2008-01-01"}]
    (found,) = acts.findings(*kept, {"event": "act", "date": "2007-01-01", "source": "staff"}, **NONE_CHECKED)
    assert (found.kind, found.outcome, found.text) == ("line_of_enquiry", "breached", "One voice says so, and nothing else yet: it is weak.")


def test_a_mended_breach_stays_visible_and_asks_for_nothing(acts: Bench) -> None:
    """It says that it was mended, and a later breach of the same subject is another finding."""
    mended = [{"event": "act", "date": "2008-01-01"}, {"event": "repair", "date": "2008-02-01"}]
    found = acts.findings(*mended, {"event": "act", "date": "2009-01-01"}, **NONE_CHECKED)
    assert [(f.outcome, f.text, f.next, f.because) for f in found] == [
        ("breached", "It is weak.", "Do something.", ("t3",)),
        ("mended", "It is weak. It was mended since.", None, ("t1", "t2")),
    ]
    assert found[0].id != found[1].id


def test_a_mended_breach_that_one_voice_tells_of_is_a_line_of_enquiry(acts: Bench) -> None:
    """One voice is not proof of a breach, mended or not."""
    items = [{"event": "act", "date": "2008-01-01", "source": "staff"}, {"event": "repair", "date": "2008-02-01", "source": "staff"}]
    found = acts.findings(*items, **NONE_CHECKED)
    assert [(f.kind, f.outcome) for f in found if f.kind != "strength"] == [("line_of_enquiry", "mended")]


def test_acts_that_were_all_in_order_are_a_strength(acts: Bench) -> None:
    """Every act had its check."""
    assert only(acts, {"event": "act"}, {"event": "check"}).kind == "strength"


# order and fingerprints


def test_findings_come_in_the_order_in_which_a_reader_wants_them(bench: MakeBench) -> None:
    """Triggers first, gaps last; within a kind as the rulebook stands."""
    rules = [criterion(name, tests={"it": {"document": f"d{name}", "shows": "in_place"}}) for name in ("a", "b", "c", "d")]
    found = bench(criteria=rules, triggers=[trigger("t", when={"event": "call"})])
    low = [{"statement": "b", "extent": "absent", "source": s} for s in ("members", "staff")]
    kinds = [(f.kind, f.rule) for f in found.assess({"event": "call"}, *low, {"document": "dc"}, said("in_place")).findings]
    assert kinds == [("trigger", "t"), ("weakness", "b"), ("strength", "c"), ("gap_in_evidence", "a"), ("gap_in_evidence", "d")]
    assert [KINDS_OF_FINDING.index(k) for k, _ in kinds] == sorted(KINDS_OF_FINDING.index(k) for k, _ in kinds)


def test_the_same_finding_of_two_runs_has_the_same_id(one: Bench) -> None:
    """More evidence, other ids, another day: still the same weakness; another rule's, kind's or subject's is another."""
    first = only(one, said("absent"), said("absent", "staff"))
    second = only(one, {"event": "lapse"}, said("absent", id="other"), said("absent", "staff"), said("planned", "users"), as_of="2009-07-31")
    assert first.id == second.id == finding_id("c", "weakness", "authority")
    assert len({first.id, finding_id("c", "strength", "authority"), finding_id("d", "weakness", "authority"), finding_id("c", "weakness", "waste")}) == 4
