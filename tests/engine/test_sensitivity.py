"""Rules that nothing changes are found, and the rulebooks that come with Peerbench have none."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.rules import test as command
from engine.home import installed
from engine.load import load
from engine.sensitivity import Dead, dead, sensitivity
from tests.engine.conftest import MakeBench, criterion, trigger

SOUND = (
    "best-value-critique",
    "competitiveness-policy",
    "corporate-peer-review",
    "cpa",
    "intervention-ladder",
    "performance-framework-2005",
    "performance-management-framework",
    "quality-employment-code",
)
PLAN = {"document": "plan", "status": "adopted", "shows": "in_place"}
SURE = {"measure": "share", "at_least": 70, "shows": "embedded", "results": True}
DUE = {"each": {"event": "act", "age": {"at_most": "36 months"}}, "needs": {"event": "check", "after": "it", "within": "3 months"}}


@pytest.mark.parametrize("name", SOUND)
def test_every_rule_of_a_rulebook_is_alive(name: str) -> None:
    """Evidence for each of its tests, grades and triggers makes a difference, and no rule is left out."""
    book = load(installed()[name])
    found = sensitivity(book)
    assert found.dead == found.not_tried == ()
    assert set(found.alive) == {*book.criteria, *book.triggers}


def whats(bench: MakeBench, **rules: Any) -> list[str]:
    """What is dead in a rulebook of these rules."""
    return [found.what for found in dead(bench(**rules).book)]


def test_a_rule_in_order_is_alive(bench: MakeBench) -> None:
    """Where each test bites and both ends of the scale are reached, nothing is said."""
    book = bench(criteria=[criterion("c", tests={"plan": PLAN, "sure": SURE})], triggers=[trigger("t", when={"event": "mishap", "times": 2})]).book
    assert sensitivity(book).alive == ("c", "t")
    assert dead(book) == ()


@pytest.mark.parametrize(
    "double",
    [{**PLAN, "includes": ["one"]}, {"document": "plan", "status": "published", "shows": "partial"}, {**PLAN, "times": 2}],
    ids=["more is asked for less", "further on, and shows less", "twice for less"],
)
def test_a_test_that_another_always_outdoes_is_dead(bench: MakeBench, double: Mapping[str, Any]) -> None:
    """What is met only together with a test that shows more changes no grade."""
    tests = {"plan": {**PLAN, "shows": "embedded"}, "sure": SURE, "double": double}
    assert dead(bench(criteria=[criterion("c", tests=tests)]).book) == (Dead("c", "the test 'double': whether it is met changes nothing, whatever else is so"),)


def test_a_grade_that_nothing_reaches_is_found(bench: MakeBench) -> None:
    """The best grade asks for something and its opposite."""
    tests = {"plan": {"document": "plan"}, "done": {"event": "done"}, "ever": {"event": "ever"}}
    grades = {2: "ever", 3: "done", 4: {"all": ["plan", {"not": "plan"}]}}
    assert "the best grade, 4, is not reached by any evidence that was tried" in whats(bench, criteria=[criterion("c", tests=tests, grades=grades)])


def test_a_trigger_that_nothing_proves_is_dead(bench: MakeBench) -> None:
    """One figure cannot be both high and low."""
    when = {"all": [{"measure": "share", "at_least": 70}, {"measure": "share", "at_most": 50}]}
    found = whats(bench, triggers=[trigger("t", when=when)])
    assert "no evidence that was tried proves it" in found
    assert len(found) == 3


def test_a_trigger_that_is_averted_by_what_proves_it_is_dead(bench: MakeBench) -> None:
    """`unless` takes away all that `when` gives."""
    assert "no evidence that was tried proves it" in whats(bench, triggers=[trigger("t", when={"event": "mishap"}, unless={"event": "mishap"})])


def test_an_act_that_never_falls_due_in_time_is_dead(bench: MakeBench) -> None:
    """Acts are forgotten after two months, and are overdue after three: none is ever breached."""
    rule = criterion("c", **{**DUE, "each": {"event": "act", "age": {"at_most": "2 months"}}})
    assert "the worst grade, 1, is not reached by any evidence that was tried" in whats(bench, criteria=[rule])


@pytest.mark.parametrize(("mended_by", "is_dead"), [({"event": "repair"}, False), ({"event": "repair", "within": "1 month"}, True)])
def test_a_mend_that_never_mends_is_dead(bench: MakeBench, mended_by: Mapping[str, Any], is_dead: bool) -> None:
    """What mends only before the need is overdue mends nothing; a clause is tried as a test is."""
    late = {**mended_by, "after": "it"} if "within" in mended_by else mended_by
    assert ("`each … needs`: `mended_by` changes nothing" in whats(bench, criteria=[criterion("c", **DUE, mended_by=late)])) is is_dead


def test_a_part_of_needs_that_another_always_meets_is_dead(bench: MakeBench) -> None:
    """What the act must be like is a matter of course where its own words already say it."""
    rule = criterion("c", each={"event": "act", "scope": "public"}, needs={"all": [{"it": {"scope": "public"}}, {"event": "check"}]})
    assert whats(bench, criteria=[rule]) == ["`each … needs`: part 1 of `needs` changes nothing"]


def test_a_rule_about_every_service_is_tried_on_one(bench: MakeBench) -> None:
    """Evidence is then about a service, and the rule is as alive as any."""
    assert whats(bench, criteria=[criterion("c", per="service", tests={"plan": PLAN, "sure": SURE})]) == []
    assert whats(bench, triggers=[trigger("t", per="service", when={"event": "mishap"})]) == []


def test_what_cannot_be_tried_is_said_and_not_called_alive(bench: MakeBench) -> None:
    """A trigger that looks at grades needs more than its own evidence."""
    book = bench(criteria=[criterion("c", tests={"plan": PLAN, "sure": SURE})], triggers=[trigger("t", when={"grade": "c", "at_most": 1})]).book
    found = sensitivity(book)
    assert found.alive == ("c",)
    assert [left.rule for left in found.not_tried] == ["t"]
    assert "looks at other rules" in found.not_tried[0].why


RULES = """\
book:
  id: small
  title: A small benchmark
  version: 1.0.0
  about: As little as a rulebook can be.
  decides: Nobody decides by it.
  sources: {source: {title: A source, year: 2006, status: current}}
vocabulary:
  event: {mishap: Something went wrong}
triggers:
- {id: t, title: It went wrong, cite: {source: source, at: page 1}, when: {event: mishap}, UNLESS weakness: It went wrong., next: Put it right.}
"""


@pytest.mark.parametrize(("unless", "code", "says"), [("", 0, "1 rule alive, 0 dead"), ("unless: {event: mishap},", 1, "dead       t: no evidence")])
def test_the_command_names_dead_rules_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str], unless: str, code: int, says: str) -> None:
    """`peerbench test --sensitivity` counts what is alive, and its exit code is 1 where something is dead."""
    (tmp_path / "book.yaml").write_text(RULES.replace("UNLESS", unless), encoding="utf-8")
    try:
        command([str(tmp_path)], sensitivity=True)
        got = 0
    except typer.Exit as stop:
        got = stop.exit_code
    assert got == code
    assert says in capsys.readouterr().out
