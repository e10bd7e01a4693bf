"""Triggers, support and rungs: every condition can hold, and somebody can come to stand on every rung."""

from pathlib import Path

import pytest

from tests.lint.refusals import BOOK, assert_refused, found, written

TRIGGERS = """
triggers:
- id: trigger.late
  title: It is late
  cite: {source: source, at: "3"}
  per: PER
  when: WHEN
  weakness: It comes too late.
  next: Begin earlier.
"""
LATE = "{event: act, result: late}"
RUNG = 'title: A rung\n  cite: {source: source, at: "5"}\n  who: Somebody\n  next: Something is done.\n'
NEVER = ("this can never hold", "look at what it asks for: its parts contradict each other")
LOOK = "look at which rungs lead here, and at whom it is about (`per:`)"


def ladder(*rungs: str, when: str = LATE, per: str = "both") -> str:
    """One trigger, and rungs with these lines, numbered from 1."""
    text = "".join(f"- id: rung.{n}\n  {RUNG}{lines}" for n, lines in enumerate(rungs, start=1)).replace("- id: rung.1«", "- id: «rung.1")
    return TRIGGERS.replace("WHEN", when).replace("PER", per) + "rungs:\n" + text


ENTER = "  enter: {trigger: trigger.late}\n"

CASES = {
    "a rung with no way in": (
        ladder("", ENTER, "").replace("rung.3", "«rung.3"),
        "nothing leads to the rung 'rung.3'",
        "add `enter:` or `urgent:`, or let a rung above leave to it",
    ),
    "a rung below the start": (
        ladder("  «enter: {event: act}\n", ENTER, ENTER),
        "nothing can reach the rung 'rung.1'",
        LOOK,
    ),
    "a rung entered from above it only": (
        ladder("", "  «enter: {stood_on: rung.3, for: 1 year}\n", ENTER),
        "nothing can reach the rung 'rung.2'",
        LOOK,
    ),
    "a rung for councils, called by services": (
        ladder("", "  per: authority\n  «enter: {trigger: trigger.late}\n", per="service"),
        "nothing can reach the rung 'rung.2'",
        LOOK,
    ),
    "a rung for councils, called by what persists in services": (
        ladder("", "  per: authority\n  «urgent: {persisted: trigger.late, for: 2 years}\n", "  enter: {trigger: trigger.late}\n", per="service"),
        "nothing can reach the rung 'rung.2'",
        LOOK,
    ),
    "an entry that contradicts itself": (ladder("", "  enter: «{all: [{event: act}, {not: {event: act}}]}\n"), *NEVER),
    "a hold that contradicts itself": (ladder("", ENTER + "  hold: «{all: [{trigger: trigger.late}, {not: {trigger: trigger.late}}]}\n"), *NEVER),
    "a trigger that contradicts itself": (
        ladder("", ENTER, when="«{all: [{event: act}, {any: [{all: [{event: answer}, {not: {event: answer}}]}, {not: {event: act}}]}]}"),
        *NEVER,
    ),
    "support that is never called for": (
        "support:\n- {id: help, title: Some help, cite: {source: source, at: here}, when: «{all: [{event: act}, {not: {event: act}}]}}",
        *NEVER,
    ),
    "a rung without anybody": (
        "rungs:\n- «id: rung.1\n  title: A rung\n  cite: {source: source, at: here}\n  next: Something.",
        "'who' is missing",
        "add `who:`",
    ),
    "a way out to nowhere": (ladder("  «to: rung.2\n", ENTER), "`to` says where `leave` leads, and nothing says when", "add `leave:`"),
    "no reviews at all": (ladder("  leave: {not_called: «0 reviews}\n", ENTER), "0 reviews is out of range", "it must be at least 1"),
    "persisting for no time": (ladder("", "  enter: {persisted: trigger.late, for: «0 years}\n"), "0 years is out of range", "it must be at least 1"),
    "acts and a way to answer them that contradict": (
        ladder("", ENTER, when="{each: {event: act}, needs: {it: {«status: adopted}}}"),
        "'status' is a word for a document, and this is a event",
        "the words for a event are includes, scope, result, by, with, topic, to",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_ladder_that_cannot_be_climbed_is_refused(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """Each rung out of reach and each condition that cannot hold is the one problem found, at its place."""
    text, what, mend = case
    book = BOOK.replace("decides:", "starts_on: rung.2\n  decides:") if "'rung.1'" in what else BOOK
    assert_refused(tmp_path, what, mend, rules=text, book=book)


def test_a_rung_reached_by_leaving_another_is_reached(tmp_path: Path) -> None:
    """A rung below the start, with no way in of its own, is reached where a rung above leaves to it."""
    book = BOOK.replace("decides:", "starts_on: rung.2\n  decides:")
    assert found(written(tmp_path, ladder("", "  leave: {not_called: 2 reviews}\n", ENTER), book)) == []


def test_several_triggers_at_once_may_call_for_a_rung(tmp_path: Path) -> None:
    """A count of triggers, and triggers that are named together, can hold."""
    enter = "  enter: {all: [{count: {trigger: [trigger.late]}, at_least: 1}, {any: {trigger: trigger.late}}, {persisted: any, for: 1 year}]}\n"
    assert found(written(tmp_path, ladder("", enter))) == []


def test_a_condition_on_more_than_can_be_tried_is_taken_to_hold(tmp_path: Path) -> None:
    """A trigger on thirty things is not refused for being large."""
    parts = ", ".join(f"{{event: act, age: {{at_most: {n} months}}}}" for n in range(1, 31))
    assert found(written(tmp_path, ladder("", ENTER, when=f"{{all: [{parts}]}}"))) == []
