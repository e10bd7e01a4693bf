"""What a rulebook carries along without need, or says against itself, is refused."""

from pathlib import Path

import pytest

from tests.lint.refusals import BOOK, assert_refused, found, written

GOOD = "b: {measure: speed, at_least: 5, shows: in_place}, c: {document: plan, shows: in_place}"
OLD = "name an id that no rule has any more"


def with_test(test: str) -> str:
    """A criterion with one more test."""
    return f"criteria:\n- RULE\n  tests:\n    a: {test}\n    b: {{measure: speed, at_least: 5, shows: in_place}}\n    c: {{document: plan, shows: in_place}}"


CASES = {
    "a prefix that no id needs": ("«prefix: x\ngroups: []", "no id in this file needs the prefix", "leave it out"),
    "a prefix said twice": (
        "prefix: x\ncriteria:\n- id: «x.rule\n  title: A rule\n  cite: {source: source, at: here}\n  tests: {" + GOOD + "}",
        "'x.rule' has the prefix already, and would have it twice",
        "write 'rule'",
    ),
    "formerly what is there today": ("criteria:\n- RULE\n  formerly: «base\n  tests: {" + GOOD + "}", "'base' is a rule of today", OLD),
    "formerly what is there today under the prefix": (
        "prefix: x\ncriteria:\n- RULE\n  formerly: [old, «rule]\n  tests: {" + GOOD + "}",
        "'x.rule' is a rule of today",
        OLD,
    ),
    "formerly what is there today, of a group": (
        "groups:\n- {id: all, title: All of it, of: base, formerly: «base}",
        "'base' is a rule of today",
        OLD,
    ),
    "tests that repeat each other": (
        (
            "criteria:\n- RULE\n  tests: {a: {document: plan, shows: in_place}, «c: {shows: in_place, document: [plan]}, "
            "b: {measure: speed, at_least: 5, shows: in_place}}"
        ),
        "the test 'c' repeats 'a'",
        "keep one of the two",
    ),
    "acts that repeat each other": (
        (
            "criteria:\n- RULE\n  tests:\n    a: {each: {event: act}, needs: {it: {scope: all}}, shows: in_place}\n"
            "    «c: {each: {event: act}, needs: {it: {scope: all}}, shows: in_place}\n    b: {measure: speed, at_least: 5, shows: in_place}"
        ),
        "the test 'c' repeats 'a'",
        "keep one of the two",
    ),
    "bounds that contradict": (
        with_test("{measure: speed, at_least: 80, «at_most: 20, shows: partial}"),
        "nothing is at least 80 and at most 20",
        "let the bounds leave room between them, or make two tests",
    ),
    "ranks that contradict": (
        with_test("{rating: label, at_least: good, «at_most: bad, shows: partial}"),
        "nothing is at least good and at most bad",
        "let the bounds leave room between them, or make two tests",
    ),
    "a value beside a bound": (
        with_test("{measure: speed, «is: 5, at_most: 20, shows: partial}"),
        "`is` stands beside a bound, which decides nothing or contradicts it",
        "keep the one or the other",
    ),
    "bounds that contradict through parameters": (
        "parameters: {most: {value: 70}, few: {value: 50}}\n" + with_test("{measure: speed, at_least: $most, «at_most: $few, shows: partial}"),
        "nothing is at least 70 and at most 50",
        "let the bounds leave room between them, or make two tests",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_idle_or_contradicts_itself_is_refused(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """Each is the one problem found, at its place."""
    text, what, mend = case
    assert_refused(tmp_path, what, mend, rules=text)


@pytest.mark.parametrize(("prefix", "named"), [("", "base"), ("", "gone")])
def test_a_withdrawn_rule_is_not_there_any_more(tmp_path: Path, prefix: str, named: str) -> None:
    """`withdrawn` may name what is gone, and not a rule of today."""
    book = BOOK + f"  withdrawn: {{«{named}: It is no longer asked.}}\n"
    if named == "gone":
        assert found(written(tmp_path, book=book)) == []
    else:
        assert_refused(tmp_path, "'base' is a rule of today, and not withdrawn", OLD, book=book)


def test_bounds_that_meet_are_no_contradiction(tmp_path: Path) -> None:
    """At least 20 and at most 20 can be met, by 20."""
    assert found(written(tmp_path, with_test("{measure: speed, at_least: 20, at_most: 20, shows: partial}"))) == []


def test_the_same_test_that_shows_something_else_is_no_repetition(tmp_path: Path) -> None:
    """Two tests that differ in what they show are two tests."""
    assert found(written(tmp_path, with_test("{document: plan, shows: partial}"))) == []
