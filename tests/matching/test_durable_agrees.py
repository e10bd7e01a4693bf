"""The durable matcher answers what the direct matcher does."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.facts import Facts
from engine.matching import direct, durable
from tests.matching import made

pytestmark = made.needs_durable

many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
few = settings(many, max_examples=10)


@pytest.fixture(scope="module")
def live() -> Iterator[durable.Live]:
    with durable.Live(made.plan_of([]), deadline=30) as live:
        yield live


@many
@given(st.data())
def test_each_stage_of_changing_evidence_is_matched_as_direct_matches_it(live: durable.Live, data: st.DataObject) -> None:
    """Whatever is added, changed and withdrawn, the matches are those of the facts that stand, under any plan."""
    plan = data.draw(made.plans())
    live.change(plan)
    for _ in range(3):
        facts = data.draw(made.facts_for(plan))
        assert live.sync(facts) == direct.match(plan, facts)


@few
@given(st.data())
def test_a_single_run_is_matched_as_direct_matches_it(data: st.DataObject) -> None:
    """A worker of its own, started and ended for the run, gives the same matches."""
    plan = data.draw(made.plans())
    facts = data.draw(made.facts_for(plan))
    assert durable.match(plan, facts, deadline=30) == direct.match(plan, facts)


@many
@given(st.data())
def test_withdrawing_what_was_added_gives_back_the_same_matches(live: durable.Live, data: st.DataObject) -> None:
    """A fact leaves nothing behind, and may come back."""
    plan = data.draw(made.plans())
    facts = data.draw(made.facts_for(plan))
    part = Facts(facts.as_of, tuple(f for f in facts.facts if data.draw(st.booleans())))
    live.change(plan)
    first = live.sync(part)
    whole = live.sync(facts)
    assert live.sync(part) == first
    assert live.sync(facts) == whole
