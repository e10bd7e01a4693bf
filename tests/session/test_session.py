"""A live session equals an assessment made afresh, whatever came and went."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.home import installed
from engine.load import load
from engine.matching.durable import version
from engine.session import Session
from evidence.model import EvidenceSet, Item
from evidence.problems import BadInput

EMPTY = EvidenceSet.model_validate({"authority": {"name": "Testborough", "type": "unitary"}, "as_of": "2009-06-30"})
MATCHERS = ["direct", pytest.param("durable", marks=pytest.mark.skipif(version() is None, reason="durable-rules is not installed"))]


@pytest.fixture(scope="module")
def rules():
    """The ladder's rulebook and its plan."""
    books = [load(installed()["intervention-ladder"])]
    return compile_plan(books), books


def item(n: int, **words: object) -> Item:
    """An item of the session's evidence."""
    return Item.model_validate({"id": f"i{n}", "date": "2009-01-01", "source": "document", **words})


ITEMS = [
    item(0, rating="cpa-category", value="poor", source="inspectors", date="2009-03-01"),
    item(1, rating="cpa-category", value="good", source="inspectors", date="2009-05-01"),
    item(2, rating="performance-management", value=1, source="inspectors"),
    item(3, statement="improvement-slow", extent="in_place", source="officers"),
    item(4, statement="improvement-slow", extent="in_place", source="members"),
    *(item(5 + n, measure="waste-recycled", value=30 - n, date=dt.date(2006 + n, 4, 1).isoformat(), source="data", about="waste") for n in range(3)),
    item(8, event="service-failure", about="housing"),
    item(9, event="service-failure", about="housing", denied=True),
]


def content(plan, books, evidence) -> str:
    """The hash of an assessment made afresh."""
    return assess(plan, books, evidence, Options(audience="team", matcher="direct")).content_hash


@pytest.mark.parametrize("matcher", MATCHERS)
def test_a_session_equals_assessing_afresh(rules, matcher):
    """After every step of many the session's content is that of a fresh assessment."""
    plan, books = rules
    with Session(plan, books, EMPTY, Options(audience="team", matcher=matcher)) as session:

        @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.integers(0, len(ITEMS) - 1), max_size=8))
        def steps(numbers: list[int]) -> None:
            for n in numbers:
                if any(i.id == ITEMS[n].id for i in session.evidence.items):
                    session.withdraw(ITEMS[n].id)
                else:
                    session.add(ITEMS[n])
            assert session.assessment.content_hash == content(plan, books, session.evidence)
            # Empty it, so that the next example starts from nothing.
            for held in list(session.evidence.items):
                session.withdraw(held.id)

        steps()


@pytest.mark.parametrize("matcher", MATCHERS)
def test_withdrawing_what_was_added_gives_the_same_bytes(rules, matcher):
    """There and back again is nothing."""
    plan, books = rules
    with Session(plan, books, EMPTY, Options(audience="team", matcher=matcher)) as session:
        before = session.assessment.content_hash
        change = session.add(ITEMS[0])
        assert not change.nothing
        assert session.assessment.content_hash != before
        session.withdraw(ITEMS[0].id)
        assert session.assessment.content_hash == before


def test_a_change_names_the_findings_that_came_and_went(rules):
    """A rating of poor brings a trigger; the rating of good that follows takes it away."""
    plan, books = rules
    with Session(plan, books, EMPTY, Options(audience="team", matcher="direct")) as session:
        came = {(f.rule, f.kind) for f in session.add(ITEMS[0]).came}
        assert ("trigger.failure", "trigger") in came
        went = {(f.rule, f.kind) for f in session.add(ITEMS[1]).went}
        assert ("trigger.failure", "trigger") in went


def test_what_cannot_be_added_or_withdrawn_is_refused_and_changes_nothing(rules):
    """A taken id, an unknown source, an unknown item, an item with copies: each is refused in plain words."""
    plan, books = rules
    with Session(plan, books, EMPTY, Options(audience="team", matcher="direct")) as session:
        session.add(ITEMS[0])
        before = session.assessment
        for act in (
            lambda: session.add(ITEMS[0]),
            lambda: session.add(item(20, event="service-failure", derived_from="nobody")),
            lambda: session.withdraw("nobody"),
        ):
            with pytest.raises(BadInput):
                act()
        session.add(item(21, event="service-failure", derived_from="i0"))
        with pytest.raises(BadInput, match="derive from it"):
            session.withdraw("i0")
        session.withdraw("i21")
        assert session.assessment == before.model_copy(update={"run": session.assessment.run})


@pytest.mark.skipif(version() is None, reason="durable-rules is not installed")
def test_a_lost_matcher_costs_the_session_nothing(rules, monkeypatch):
    """Where the live matcher fails, the session goes on with direct and says why."""
    from engine.matching.durable import Live, Unavailable

    plan, books = rules
    with Session(plan, books, EMPTY, Options(audience="team", matcher="auto")) as session:

        def lost(*_):
            raise Unavailable("the process was lost")

        monkeypatch.setattr(Live, "sync", lost)
        session.add(ITEMS[0])
        assert session.assessment.run.fallback == "the process was lost"
        assert session.assessment.content_hash == content(plan, books, session.evidence)
