"""Scales, rubrics, bands, limiters and tables: every grade can be given, and better below is never worse above."""

from pathlib import Path

import pytest

from tests.lint.refusals import BASE, BOOK, assert_refused, found, written

GOOD = "b: {measure: speed, at_least: 5, shows: in_place}, c: {document: plan, shows: in_place}"
HALF = "2: 1.5, 3: 2.5"


def rule(name: str, words: str = "") -> str:
    """A sound criterion by name."""
    return f"- id: {name}\n  title: A rule\n  cite: {{source: source, at: here}}\n  tests: {{{GOOD}}}\n{words}"


def group(words: str) -> str:
    """A group of the base's one criterion."""
    return f"groups:\n- {{id: group, title: A group, of: base, {words}}}"


def capped(when: str, at: str = "2", more: str = "") -> str:
    """A group whose one limiter has this condition, over a key criterion and another."""
    return (
        f"criteria:\n{rule('rule', '  key: true')}\ngroups:\n- id: group\n  title: A group\n  of: [base, rule]\n  cap:\n"
        f"  - at: {at}\n    when: {when}\n    because: Because it is so.\n{more}"
    )


def table(*rows: str) -> str:
    """A table of two criteria."""
    return (
        "criteria:\n"
        + rule("rule")
        + "\ngroups:\n- id: group\n  title: A group\n  of: [base, rule]\n  by: table\n  rows:\n"
        + "\n".join(f"  - {row}" for row in rows)
    )


GROUPS = {
    "a gap in the bands": (
        group("«bands: {3: 2.5}"),
        "the bands leave a gap: nothing says where grade 2 begins",
        "add `2:` with its lower bound",
    ),
    "bands that do not rise": (
        group("bands: {2: 1.5, 3: «1.5}"),
        "the band of grade 3 begins at 1.5, not above the one before it (1.5)",
        "let each band begin above the last",
    ),
    "a band of no grade": (
        group(f"bands: {{{HALF}, «4: 3.5}}"),
        "4 is no grade above the lowest",
        "bands are lower bounds, one for each grade above the lowest",
    ),
    "a band of the lowest grade": (
        group(f"bands: {{«1: 1, {HALF}}}"),
        "1 is no grade above the lowest",
        "bands are lower bounds, one for each grade above the lowest",
    ),
    "a band above what can be reached": (
        group("bands: {2: 1.5, 3: «3.5}"),
        "grade 3 can never be given: the most that children can come to is 3",
        "let its band begin no higher than that",
    ),
    "a band that rounding cannot reach": (
        group("bands: {2: 1.5, 3: «3.5}, round: {to: 0}"),
        "grade 3 can never be given: the most that children can come to is 3",
        "let its band begin no higher than that",
    ),
    "a band from the least on": (
        group("bands: {2: «1, 3: 2.5}"),
        "grade 1 can never be given: the least that children can come to is 1",
        "let the band of grade 2 begin above that",
    ),
    "a band between what children come to": (
        group("bands: {2: «1.2, 3: 1.9}"),
        "grade 2 can never be given: no grades of the children come to a value in its band",
        "widen the band",
    ),
    "points above what can be had": (
        group("by: points, bands: {2: 40, 3: «101}"),
        "grade 3 can never be given: the most that children can come to is 100",
        "let its band begin no higher than that",
    ),
    "points below what is always had": (
        group("by: points, bands: {2: «30, 3: 70}"),
        "grade 1 can never be given: the least that children can come to is 33.3333",
        "let the band of grade 2 begin above that",
    ),
    "a limiter at no grade": (capped("{grade: rule, at_most: 1}", "«4"), "4 is no grade of the scale", "use one of 1, 2, 3"),
    "a limiter at the top": (capped("{grade: rule, at_most: 1}", "«3"), "a limiter at the highest grade limits nothing", "use one of 1, 2"),
    "a limiter on a criterion that is not key": (
        group("cap: [{at: 1, when: {grade: «base, at_most: 1}, because: Because.}]"),
        "this limiter names 'base', which is not a key criterion",
        "add `key: true` to 'base'",
    ),
    "a key criterion without a limiter": (
        "criteria:\n" + rule("rule", "  «key: true"),
        "no limiter names this key criterion",
        "name it in a group's `cap:`, or leave `key` out",
    ),
    "a limiter that cannot hold": (
        capped("«{all: [{grade: rule, at_most: 1}, {grade: rule, is: 2}]}"),
        "this limiter can never hold",
        "look at its bounds: they contradict each other",
    ),
    "a limiter that always holds": (
        capped("«{any: [{grade: rule, at_most: 1}, {grade: rule, at_least: 2}]}"),
        "this limiter always holds",
        "look at its bounds, or give the group other bands",
    ),
    "a limiter set off by what is better": (
        capped("«{grade: rule, at_least: 3}"),
        "a better grade of 'rule' sets this limiter off",
        "let it hold for low grades, by `at_most`",
    ),
    "a bound below the scale": (capped("{grade: rule, «at_most: 0}"), "no grade is 0 or below", "use one of 1, 2"),
    "a bound that every grade meets": (capped("{grade: rule, «at_most: 3}"), "every grade is at most 3", "use one of 1, 2"),
    "a bound above the scale": (capped("{not: {grade: rule, «at_least: 4}}"), "no grade is 4 or above", "use one of 2, 3"),
    "a grade outside the scale": (capped("{grade: rule, «is: 4}"), "4 is no grade of the scale", "use one of 1, 2, 3"),
    "a count of more than there are": (
        capped("{count: [{grade: rule, at_most: 1}, {grade: rule, at_most: 2}], «at_least: 3}"),
        "of 2 things never 3 are true",
        "write 2 or fewer",
    ),
    "a count that is always true": (
        capped("{count: [{grade: rule, at_most: 1}, {grade: rule, at_most: 2}], «at_most: 2}"),
        "of 2 things at most 2 are always true",
        "write less than 2",
    ),
    "a count of nothing": (
        capped("{count: [{grade: rule, at_most: 1}, {grade: rule, at_most: 2}], «at_least: 0}"),
        "at least 0 are always true",
        "write 1 or more",
    ),
    "a count of less than nothing": (
        capped("{count: [{grade: rule, at_most: 1}, {grade: rule, at_most: 2}], «at_most: -1}"),
        "never are at most -1 true",
        "write 0 or more",
    ),
    "a table whose last row may not hold": (
        table("{give: 3, when: {grade: base, at_least: 3}}", "{give: 1, when: {grade: rule, at_most: 1}}", "{give: 2, «when: {grade: rule, at_least: 2}}"),
        "the last row has a condition, so that for some grades no row holds",
        "add a row with `give:` alone",
    ),
    "a row that hides others": (
        table("{give: 3, when: {grade: base, at_least: 3}}", "«{give: 2}", "{give: 1}"),
        "a row without a condition hides those below it",
        "add `when:`, or put the row last",
    ),
    "a row that is never first": (
        table(
            "{give: 3, when: {grade: base, at_least: 2}}",
            "«{give: 3, when: {grade: base, at_least: 3}}",
            "{give: 2, when: {grade: rule, at_least: 2}}",
            "{give: 1}",
        ),
        "this row can never be the first that holds",
        "remove it, or move it up",
    ),
    "a last row that is never reached": (
        table("{give: 3, when: {grade: base, at_least: 2}}", "{give: 2, when: {grade: base, at_most: 1}}", "«{give: 1}"),
        "this row can never be the first that holds",
        "remove it, or move it up",
    ),
    "a grade that no row gives": (
        table("{give: 3, when: {grade: base, at_least: 2}}", "{give: 1}").replace("  rows:", "  «rows:"),
        "no row gives grade 2",
        "add a row for it",
    ),
    "a row of no grade": (
        table("{give: «4, when: {grade: base, at_least: 3}}", "{give: 3, when: {grade: base, at_least: 2}}", "{give: 1}"),
        "4 is no grade of the scale",
        "use one of 1, 2, 3",
    ),
    "a table in which better is worse": (
        table("{give: 3, when: {grade: base, at_least: 3}}", "«{give: 1, when: {grade: rule, is: 2}}", "{give: 2}"),
        "when 'rule' rises to 2, the grade falls from 2 to 1 (with base at 1)",
        "let no row give less for better grades",
    ),
}


@pytest.mark.parametrize("case", GROUPS.values(), ids=GROUPS)
def test_a_group_that_cannot_give_its_grades_is_refused(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """Each gap, contradiction and fall in a group is the one problem found, at its place."""
    text, what, mend = case
    assert_refused(tmp_path, what, mend, rules=text)


def test_a_table_is_tried_exhaustively_up_to_a_bound(tmp_path: Path) -> None:
    """Twelve grades of three levels are tried; thirteen and more levels are said to be too many, with how to mend it."""
    names = [f"r{n}" for n in range(14)]
    criteria = "criteria:\n" + "".join(rule(name) for name in names)
    rows = "\n".join(
        f"  - {{give: {give}, when: {{count: {{grade: [{', '.join(names)}], at_least: 2}}, at_least: {least}}}}}" for give, least in ((3, 9), (2, 4))
    )
    text = f"{criteria}groups:\n- id: group\n  title: A group\n  of: [base, {', '.join(names)}]\n  by: table\n  «rows:\n{rows}\n  - {{give: 1}}"
    what = "the table looks at 14 grades, and 4782969 combinations are too many to be tried (at most 1953125 are)"
    assert_refused(tmp_path, what, "gather some of them in a group first, and look at its grade", rules=text)


def test_a_large_table_within_the_bound_is_tried(tmp_path: Path) -> None:
    """A sound table of thirteen grades is found sound."""
    names = [f"r{n}" for n in range(13)]
    criteria = "criteria:\n" + "".join(rule(name) for name in names)
    rows = "\n".join(
        f"  - {{give: {give}, when: {{count: {{grade: [{', '.join(names)}], at_least: 2}}, at_least: {least}}}}}" for give, least in ((3, 9), (2, 4))
    )
    text = f"{criteria}groups:\n- id: group\n  title: A group\n  of: [base, {', '.join(names)}]\n  by: table\n  rows:\n{rows}\n  - {{give: 1}}"
    assert found(written(tmp_path, text)) == []


HEADS = {
    "a scale of one grade": (
        "scale: {3: {name: good}, 2: {name: fair}, 1: {name: poor}}\n  rubric: {2: {shown: partial}, 3: {shown: in_place, by: 2 kinds}}",
        "scale: «{1: {name: poor}}",
        "a scale has at least two grades",
        "add the others",
    ),
    "a strength that is no grade": ("scale:", "strong_from: «4\n  scale:", "4 is no grade above the lowest", "choose one of 2, 3"),
    "a rubric with a gap": ("rubric: {2: {shown: partial}, ", "«rubric: {", "the rubric does not say what grade 2 takes", "add `2: {shown: …}`"),
    "a rubric of no grade": (
        "rubric: {",
        "rubric: {«4: {shown: embedded, by: 2 kinds}, ",
        "4 is no grade above the lowest",
        "the scale has 1, 2, 3, and the lowest grade asks for nothing",
    ),
    "a rubric that asks for absence": ("{shown: partial}", "{shown: «absent}", "nothing is shown by `absent`", "name the extent that this grade takes"),
    "a rubric that asks no more": (
        "3: {shown: in_place, by: 2 kinds}",
        "«3: {shown: partial}",
        "grade 3 asks for no more than the grade below it, which nothing can then reach",
        "ask for more here, or less below",
    ),
}


@pytest.mark.parametrize("case", HEADS.values(), ids=HEADS)
def test_a_scale_and_rubric_that_do_not_fit_are_refused(tmp_path: Path, case: tuple[str, str, str, str]) -> None:
    """Each mistake in the scale or the rubric is refused where it stands."""
    old, new, what, mend = case
    base = BASE
    if "at least two" in what:  # with one grade there is nothing for a rubric to tell apart
        base = "criteria:\n- RULE\n  each: {event: act}\n  needs: {event: act, before: it}\nvocabulary: {event: {act: An act}}"
    assert_refused(tmp_path, what, mend, book=BOOK.replace(old, new), base=base)


REACH = {
    "no results where the rubric asks for them": (
        "in_place, by: 2 kinds, results: true",
        f"«tests: {{{GOOD}}}",
        "nothing can prove grade 3 (good) of 'rule'",
        "add `results: true` to a test that shows in_place",
    ),
    "nothing that goes so far": (
        "embedded, by: 2 kinds",
        "«tests: {b: {measure: speed, at_least: 5, shows: in_place}}",
        "nothing can prove grade 3 (good) of 'rule'",
        "add a test that shows embedded",
    ),
    "too few kinds of source": (
        "in_place, by: 3 kinds",
        "«tests: {b: {event: act, shows: in_place}, c: {document: plan, shows: in_place}}",
        "nothing can prove grade 3 (good) of 'rule'",
        "the rubric asks 3 kinds of source to show in_place: add a test of another kind that does",
    ),
}


@pytest.mark.parametrize("case", REACH.values(), ids=REACH)
def test_a_grade_that_the_rubric_puts_out_of_reach_is_refused(tmp_path: Path, case: tuple[str, str, str, str]) -> None:
    """A criterion whose tests and one person's word cannot prove a grade is refused, with what is missing."""
    step, tests, what, mend = case
    base = BASE.replace("{document: plan, shows: in_place}", "{document: plan, shows: embedded, results: true}")
    base = base.replace("at_least: 50, shows: in_place}", "at_least: 50, shows: embedded, results: true}").replace(
        "at_least: 1, shows: partial", "at_least: 1, shows: embedded"
    )
    assert_refused(tmp_path, what, mend, rules=f"criteria:\n- RULE\n  {tests}", book=BOOK.replace("in_place, by: 2 kinds", step), base=base)


def test_a_rubric_that_no_criterion_meets_is_blamed_itself(tmp_path: Path) -> None:
    """Where no criterion can prove a grade, the rubric is refused once, and not every criterion."""
    what, mend = "no criterion's tests can prove grade 3 (good)", "let the rubric ask for less, or add tests that show more"
    book = BOOK.replace("3: {shown: in_place, by: 2 kinds}", "«3: {shown: in_place, by: 9 kinds}")
    assert_refused(tmp_path, what, mend, rules="criteria:\n" + rule("rule"), book=book)


def test_a_test_that_asks_for_more_kinds_of_source_counts_as_many(tmp_path: Path) -> None:
    """A test with `sources: 3` brings three kinds of source when it is true."""
    rules = "criteria:\n- RULE\n  tests: {a: {document: plan, sources: 3, shows: in_place}}"
    book = BOOK.replace("by: 2 kinds", "by: 4 kinds")
    base = BASE.replace("stars, at_least: 1, shows: partial", "stars, at_least: 1, shows: in_place").replace(
        "{event: answer, shows: partial}", "{event: answer, shows: in_place}"
    )
    assert found(written(tmp_path, rules, book, base)) == []


GRADES = {
    "a grade whose condition cannot hold": (
        "criteria:\n- RULE\n  tests: {a: {document: plan}}\n  grades: {2: a, 3: «{all: [a, {not: a}]}}",
        "nothing can prove grade 3: its condition can never hold",
        "look at what it asks for",
    ),
    "a grade that a higher one hides": (
        "criteria:\n- RULE\n  tests: {a: {document: plan}, b: {event: act}}\n  grades: {2: «{all: [a, b]}, 3: a}",
        "nothing can prove grade 2: whenever its condition holds, so does that of a higher grade",
        "look at what it asks for",
    ),
    "no room for the lowest grade": (
        "criteria:\n- RULE\n  tests: {a: {document: plan}}\n  «grades: {2: {not: a}, 3: a}",
        "nothing can prove grade 1: one of the conditions always holds",
        "leave room for evidence against it",
    ),
    "a grade outside the scale": (
        "criteria:\n- RULE\n  tests: {a: {document: plan}}\n  grades: {2: a, «4: {not: a}}",
        "4 is no grade of the scale",
        "use one of 1, 2, 3",
    ),
    "a rating of another length": (
        "criteria:\n- RULE\n  rated: «label",
        "the rating 'label' has 2 values, and the scale has 3 grades",
        "test its values under `grades:` instead",
    ),
    "an exception that cannot hold": (
        "criteria:\n- RULE\n  unless: «{all: [{event: act}, {not: {event: act}}]}\n  tests: {" + GOOD + "}",
        "this can never hold",
        "look at what it asks for: its parts contradict each other",
    ),
}


@pytest.mark.parametrize("case", GRADES.values(), ids=GRADES)
def test_grades_that_no_evidence_leads_to_are_refused(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """Each grade given by a condition can be given by some evidence, or it is refused."""
    text, what, mend = case
    assert_refused(tmp_path, what, mend, rules=text)


def test_grades_on_too_many_things_are_said_to_be_too_many(tmp_path: Path) -> None:
    """A criterion whose grades look at more than can be tried is told to split."""
    tests = ", ".join(f"t{n}: {{document: plan, age: {{at_most: {n} months}}}}" for n in range(1, 23))
    names = ", ".join(f"t{n}" for n in range(1, 23))
    rules = f"criteria:\n- RULE\n  tests: {{{tests}}}\n  «grades: {{2: {{count: [{names}], at_least: 3}}}}"
    what = "the grades look at 22 things, and 4194304 combinations are too many to be tried"
    assert_refused(tmp_path, what, "split the criterion in two", rules=rules)


def test_groups_need_a_scale(tmp_path: Path) -> None:
    """A group in a rulebook without a scale is refused."""
    base = "criteria:\n- RULE\n  each: {event: act}\n  needs: {event: act, before: it}\nvocabulary: {event: {act: An act}}"
    rules = "groups:\n- {id: «group, title: A group, of: rule}"
    book = BOOK[: BOOK.index("  scale:")]
    assert_refused(tmp_path, "this is graded, and the rulebook has no scale", "add `scale:` in book.yaml", rules=rules, book=book, base=base)


def test_a_limiter_on_more_than_can_be_tried_is_taken_to_be_right(tmp_path: Path) -> None:
    """A limiter that looks at fourteen grades is not refused for being large."""
    names = [f"r{n}" for n in range(14)]
    criteria = "criteria:\n" + "".join(rule(name, "  key: true\n") for name in names)
    when = f"{{count: {{grade: [{', '.join(names)}], at_most: 1}}, at_least: 2}}"
    text = f"{criteria}groups:\n- id: group\n  title: A group\n  of: [base, {', '.join(names)}]\n  cap:\n  - {{at: 2, when: {when}, because: Because.}}"
    assert found(written(tmp_path, text)) == []


def test_graded_rules_need_a_scale(tmp_path: Path) -> None:
    """A rulebook without a scale may have acts and what they need, and nothing that is graded otherwise."""
    base = BASE.replace("- id: base", "- id: «base")
    book = BOOK[: BOOK.index("  scale:")]
    assert_refused(tmp_path, "this is graded, and the rulebook has no scale", "add `scale:` in book.yaml", book=book, base=base)
