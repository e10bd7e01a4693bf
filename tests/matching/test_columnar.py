"""The columnar matcher answers for each of many authorities what the direct matcher answers for one."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.facts import Facts
from engine.matching import columnar, direct
from engine.matching.stacked import Stacked
from engine.plan import Plan
from tests.matching import made


def stated(facts: Facts) -> Facts:
    """The facts without attributes that are there and say nothing: derive makes none."""
    return replace(facts, facts=tuple(replace(f, attributes={k: v for k, v in f.attributes.items() if v is not None}) for f in facts.facts))


def assert_matched_as_alone(plan: Plan, sets: list[Facts]) -> None:
    """Each set of facts is matched in company as `direct` matches it."""
    block = Stacked.of(sets)
    hits = columnar.match(plan, block)
    for n, facts in enumerate(sets):
        assert columnar.matches_of(plan, block, hits, n, block.ids) == direct.match(plan, facts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_facts_are_matched_as_direct_matches_them(data: st.DataObject) -> None:
    """Whatever they say: values on the plan's constants and a hair beside them, beyond 64 bits, words that look like figures, denials."""
    plan = data.draw(made.plans())
    assert_matched_as_alone(plan, [stated(data.draw(made.facts_for(plan))) for _ in range(data.draw(st.integers(1, 3)))])


def test_nobody_is_matched_where_nobody_is() -> None:
    """No facts, no hits."""
    plan = made.plan_of([made.Leaf("document", ("plan",))])
    assert_matched_as_alone(plan, [made.facts_of(), made.facts_of()])


def test_leaves_that_ask_the_same_of_many_keys_find_each_its_own() -> None:
    """They are looked at together, and a fact of a key that none of them names is found by none."""
    plan = made.plan_of([made.Leaf("document", (key,), (made.Comparison("age", "<=", 12),)) for key in ("a", "b", "c")])
    sets = [
        made.facts_of(made.fact("1", key="a", age=12), made.fact("2", key="b", age=13), made.fact("3", key="other", age=1)),
        made.facts_of(made.fact("1", key="c", age=0), made.fact("2", key="c", age=99, about="waste"), made.fact("3", key="b", denied=True)),
    ]
    assert_matched_as_alone(plan, sets)
