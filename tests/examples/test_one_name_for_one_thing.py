"""Evidence recorded once, under the name that its recorder knew, serves every rulebook that asks for the thing."""

import pytest

from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.home import installed
from engine.load import load
from engine.matching.durable import version
from engine.ruletests import Given

BOOKS = ("best-value-framework", "performance-management-framework")


@pytest.fixture(scope="module")
def compiled():
    """The handbook and Leicester's framework, which name the yearly plan differently."""
    books = [load(installed()[name]) for name in BOOKS]
    return compile_plan(books), books


def plan_under(name: str, **words: object):
    """An evidence set with the yearly plan and what stands in it."""
    item = {"document": name, "status": "published", "includes": ["next-year-targets", "longer-term-targets", "corporate-plan", "indicator-results"]}
    return Given.model_validate({"items": [{**item, **words}]}).evidence()


@pytest.mark.parametrize("name", ["local-performance-plan", "best-value-performance-plan"])
@pytest.mark.parametrize("matcher", ["auto", "direct"])
def test_a_plan_recorded_once_moves_rules_of_two_rulebooks(compiled, name, matcher):
    """Whatever it was called, both rulebooks find it; durable-rules and direct agree on it."""
    if matcher == "auto" and version() is None:
        pytest.skip("durable-rules is not installed")
    plan, books = compiled
    result = assess(plan, books, plan_under(name), Options(matcher=matcher, audience="team"))
    moved = {result.grades[rule].book for rule, grade in result.grades.items() if grade.level == "criterion" and "t1" in grade.because}
    assert moved == set(BOOKS)
    assert result.grades["lpp.content.3"].at_least > 1
    assert result.grades["pmf.plan.3"].at_least > 1
    assert result.run.agreed
    assert result.run.fallback is None
    assert result.left_out == ()


def test_both_names_give_the_same_grades(compiled):
    """The name makes no difference to any grade."""
    plan, books = compiled
    one, other = (
        {rule: (g.grade, g.at_least, g.could_be) for rule, g in assess(plan, books, plan_under(name), Options(matcher="direct")).grades.items()}
        for name in ("local-performance-plan", "best-value-performance-plan")
    )
    assert one == other
