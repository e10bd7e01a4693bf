"""What a rulebook names must be there; what it declares must be used; nothing goes in a circle."""

from pathlib import Path

import pytest

from engine.load import load
from evidence.problems import BadInput
from tests.lint.refusals import BASE, BOOK, assert_refused, found, place_of_sign, written

GOOD = "b: {measure: speed, at_least: 5, shows: in_place}, c: {document: plan, shows: in_place}"
TRIGGERS = """
triggers:
- id: trigger.late
  title: It is late
  cite: {source: source, at: "3"}
  when: {event: act, result: late}
  weakness: It comes too late.
  next: Begin earlier.
"""
SUPPORT = """
support:
- {id: support.peers, title: Peers help, cite: {source: source, at: "4"}}
"""
RUNG = 'title: A rung\n  cite: {source: source, at: "5"}\n  who: Somebody\n  next: Something is done.'
LADDER = f"rungs:\n- id: rung.1\n  {RUNG}\n  support: support.peers\n- id: rung.2\n  {RUNG}\n  enter: {{trigger: trigger.late}}\n  LINE"


def with_test(test: str) -> str:
    """A criterion with one more test."""
    return f"criteria:\n- RULE\n  tests:\n    a: {test}\n    b: {{measure: speed, at_least: 5, shows: in_place}}\n    c: {{document: plan, shows: in_place}}"


def ladder(line: str) -> str:
    """A ladder of two rungs with one more line."""
    return TRIGGERS + SUPPORT + LADDER.replace("LINE", line)


CASES = {
    "a source": (
        "criteria:\n- id: rule\n  title: A rule\n  cite: {source: «sorce, at: here}\n  tests: {" + GOOD + "}",
        "there is no source 'sorce'",
        "did you mean 'source'?",
    ),
    "a criterion in a group": ("groups:\n- {id: group, title: A group, of: [base, «bse]}", "there is no criterion or group 'bse'", "did you mean 'base'?"),
    "a pattern that nothing matches": (
        "groups:\n- {id: group, title: A group, of: [base, «x.*]}",
        "there is no criterion or group 'x.*'",
        "the words known here are base, group",
    ),
    "a criterion in a limiter": (
        "groups:\n- {id: group, title: A group, of: base, cap: [{at: 1, when: {grade: «bas, at_most: 1}, because: Because.}]}",
        "there is no criterion or group 'bas'",
        "did you mean 'base'?",
    ),
    "a trigger": (ladder("urgent: {trigger: «trigger.lat}"), "there is no trigger 'trigger.lat'", "did you mean 'trigger.late'?"),
    "a trigger that persists": (ladder("urgent: {persisted: «trigger.lte, for: 2 years}"), "there is no trigger 'trigger.lte'", "did you mean 'trigger.late'?"),
    "a rung stood on": (ladder("hold: {stood_on: «rung.3, for: 2 years}"), "there is no rung 'rung.3'", "did you mean 'rung.2'?"),
    "a rung left to": (ladder("leave: {not_called: 2 reviews}\n  to: «rung.0"), "there is no rung 'rung.0'", "did you mean 'rung.2'?"),
    "support": (ladder("support: «support.peer"), "there is no support 'support.peer'", "did you mean 'support.peers'?"),
    "a test's name": (
        "criteria:\n- RULE\n  tests: {late: {event: act, result: late}}\n  grades: {2: {not: «lat}}",
        "this rule has no test 'lat'",
        "did you mean 'late'?",
    ),
    "a test's name in a rule of groups": (
        "groups:\n- {id: group, title: A group, of: base, cap: [{at: 1, when: «late, because: Because.}]}",
        "this rule has no test 'late'",
        "name a test under `tests:`",
    ),
    "a parameter": (with_test("{document: plan, age: {at_most: «$year}, shows: partial}"), "there is no parameter 'year'", "declare it under `parameters:`"),
    "a document": (
        with_test("{document: «pln, shows: partial}"),
        "the document 'pln' is not in the vocabulary",
        "did you mean 'plan'? or declare it under `vocabulary: {document: …}`",
    ),
    "one of several events": (
        with_test("{event: [act, «answr], shows: partial}"),
        "the event 'answr' is not in the vocabulary",
        "did you mean 'answer'? or declare it under `vocabulary: {event: …}`",
    ),
    "what an act needs": (
        with_test("{each: {event: act}, needs: {event: «ansr, after: it}, shows: partial}"),
        "the event 'ansr' is not in the vocabulary",
        "did you mean 'answer'? or declare it under `vocabulary: {event: …}`",
    ),
    "a practice or criterion spoken of": (
        with_test("{statement: «practise, shows: partial}"),
        "the statement 'practise' is not in the vocabulary",
        "did you mean 'practice'? or declare it under `vocabulary: {statement: …}`",
    ),
    "a rating that grades": ("criteria:\n- RULE\n  rated: «starz", "there is no rating 'starz'", "did you mean 'stars'?"),
    "a rating's value": (with_test("{rating: label, is: «god, shows: partial}"), "'god' is no value of the rating 'label'", "did you mean 'good'?"),
    "a rating's figure": (
        with_test("{rating: stars, at_least: «1.5, shows: partial}"),
        "'1.5' is no value of the rating 'stars'",
        "the words known here are 0, 1, 2",
    ),
    "a value of any rating": (
        with_test("{rating: any, is: «good, shows: partial}"),
        "'good' is a value of no rating in particular",
        "name the rating instead of `any`",
    ),
    "a document that nothing tests": ("vocabulary: {document: {«map: The map}}", "no rule tests the document 'map'", "remove it, or test it"),
    "a parameter that nothing uses": ("parameters: {«years: {value: 3}}", "no rule uses the parameter 'years'", "remove it, or use it as $years"),
    "a parameter declared twice": (
        "parameters: {«years: {value: 3 years}}\n" + with_test("{document: plan, age: {at_most: $years}, shows: partial}"),
        "the parameter 'years' is declared twice",
        "declare it once in the rulebook",
    ),
    "a word declared twice": (
        "vocabulary: {document: {«plan: The same plan}}",
        "the document 'plan' is declared twice in this rulebook",
        "declare it once, in book.yaml where several files use it",
    ),
    "a group in itself": (
        "groups:\n- {id: «group, title: A group, of: [base, group]}",
        "this goes in a circle: group → group",
        "let grades rest on what stands below them only",
    ),
    "groups in each other": (
        "groups:\n- {id: «one, title: A group, of: [base, two]}\n- {id: two, title: A group, of: one}",
        "this goes in a circle: one → two → one",
        "let grades rest on what stands below them only",
    ),
    "grades that rest on each other": (
        (
            "criteria:\n- {id: «first, title: A rule, cite: {source: source, at: here}, grades: {2: {grade: other, at_least: 2}}}\n"
            "- {id: other, title: A rule, cite: {source: source, at: here}, grades: {2: {grade: first, at_least: 2}}}"
        ),
        "this goes in a circle: first → other → first",
        "let grades rest on what stands below them only",
    ),
    "a criterion in no group": (
        "criteria:\n- id: «rule\n  title: A rule\n  cite: {source: source, at: here}\n  tests: {"
        + GOOD
        + "}\ngroups:\n- {id: group, title: A group, of: base}",
        "'rule' is in no group",
        "name it under a group's `of:`",
    ),
    "a criterion in two groups": (
        "groups:\n- {id: one, title: A group, of: base}\n- {id: two, title: A group, of: «base}",
        "'base' is already in the group 'one'",
        "let each rule count in one group only",
    ),
    "a group outside the whole": (
        "groups:\n- {id: all, title: The whole, level: whole, of: one}\n- {id: one, title: A group, of: rule}\n- {id: «two, title: A group, of: base}\n"
        "criteria:\n- RULE\n  tests: {" + GOOD + "}",
        "'two' is in no group",
        "name it under a group's `of:`",
    ),
    "a trigger in a criterion": (
        TRIGGERS + "criteria:\n- RULE\n  grades: {2: «{trigger: trigger.late}}",
        "triggers and rungs are known only when the ladder is climbed",
        "say this under a rung or support, or test the evidence itself",
    ),
    "evidence in a group": (
        "groups:\n- {id: group, title: A group, of: base, cap: [{at: 1, when: «{event: act}, because: Because.}]}",
        "a group looks at grades, not at evidence",
        "make a criterion of it, and look at its grade",
    ),
    "a group in a criterion": (
        (
            "criteria:\n- RULE\n  grades: {2: «{grade: group, at_least: 2}}\n"
            "groups:\n- {id: group, title: A group, of: base}\n- {id: other, title: A group, of: rule}"
        ),
        "a criterion is graded before any group is",
        "look at the grades of criteria",
    ),
    "an exception by a grade": (
        "criteria:\n- RULE\n  unless: «{grade: base, at_least: 2}\n  tests: {" + GOOD + "}",
        "an exception is shown by evidence, not by a grade",
        "test the evidence itself",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_leads_nowhere_is_refused(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """Each name that leads nowhere, key that nothing uses and circle is the one problem found, at its place."""
    text, what, mend = case
    book = BOOK + ("parameters: {years: {value: 2 years}}\n" if "declared twice" in what and "parameter" in what else "")
    assert_refused(tmp_path, what, mend, rules=text, book=book)


def test_the_ladder_starts_on_a_rung_of_its_own(tmp_path: Path) -> None:
    """`starts_on` that names no rung is refused where it is said."""
    book = BOOK.replace("decides:", "starts_on: «rung.0\n  decides:").replace("«", "")
    where = place_of_sign("book", BOOK.replace("decides:", "starts_on: «rung.0\n  decides:"))
    assert found(written(tmp_path, ladder(""), book)) == [f"{where}: the ladder starts on 'rung.0', which is no rung: did you mean 'rung.2'?"]


def test_ratings_of_other_ranks_are_tested_each_by_itself(tmp_path: Path) -> None:
    """One value of two ratings in which it has different ranks is refused, for it would mean two things."""
    base = BASE.replace("values: [0, 1, 2]", "values: [good, better, best]").replace("stars, at_least: 1", "stars, at_least: better")
    rules = with_test("{rating: [stars, label], is: «good, shows: partial}")
    assert_refused(tmp_path, "'good' stands for different ranks of stars and label", "test each rating by itself", rules=rules, base=base)


def test_an_id_used_twice_across_files_names_both_places(tmp_path: Path) -> None:
    """An id that two files use is refused in the later one, with the place of the first."""
    rules = "criteria:\n- id: «base\n  title: Another\n  cite: {source: source, at: here}\n  tests: {" + GOOD + "}"
    assert_refused(tmp_path, "the id 'base' is used twice", "rename one of the two (the other is at base.yaml:9:7)", rules=rules)


def test_a_parameter_that_does_not_fit_is_named_where_it_is_used(tmp_path: Path) -> None:
    """`$kinds` where months are wanted is refused at its use, by its name and its value."""
    rules = "parameters: {kinds: {value: 2 kinds}}\n" + with_test("{document: plan, age: {at_most: «$kinds}, shows: partial}")
    what = "the parameter 'kinds' does not fit here ('2 kinds' is not a period)"
    assert_refused(tmp_path, what, "write it as 36 months or 3 years, or use another parameter", rules=rules)


@pytest.mark.parametrize(
    ("given", "what", "mend"),
    [
        ("«[1, 2]", "a parameter has one value", "write a number, a period such as 36 months, a share such as 25%, or a word"),
        ("«true", "a parameter has one value", "write a number, a period such as 36 months, a share such as 25%, or a word"),
        ("«$other", "a parameter cannot stand for another", "write the figure itself"),
    ],
)
def test_a_parameter_is_one_figure(tmp_path: Path, given: str, what: str, mend: str) -> None:
    """A parameter that is a list, a truth or another parameter is refused, and its uses are not blamed."""
    rules = f"parameters: {{years: {{value: {given}}}}}\n" + with_test("{document: plan, age: {at_most: $years}, shows: partial}")
    assert_refused(tmp_path, what, mend, rules=rules)


def test_a_percentage_is_no_period(tmp_path: Path) -> None:
    """A parameter that is a bare number, used where months are wanted, is refused at its use."""
    rules = "parameters: {few: {value: 50}}\n" + with_test("{document: plan, age: {at_most: «$few}, shows: partial}")
    what = "the parameter 'few' does not fit here ('50' is not a period)"
    assert_refused(tmp_path, what, "write it as 36 months or 3 years, or use another parameter", rules=rules)


def test_a_bare_number_set_by_the_user_is_meant_in_the_parameters_unit(tmp_path: Path) -> None:
    """`--set years=2` for a parameter of 3 years means 2 years; another unit, or none to be had, is refused at the use."""
    rules = "parameters: {years: {value: 3 years}, few: {value: 50}}\n" + with_test("{measure: speed, at_most: $few, age: {at_most: $years}, shows: partial}")
    written(tmp_path, rules)
    assert load(tmp_path, {"years": 2}).parameters["years"].value == "2 years"
    assert load(tmp_path, {"years": 2}).criteria["rule"].tests["a"].age.at_most == 24
    assert load(tmp_path, {"years": "6 months", "few": 40}).criteria["rule"].tests["a"].at_most == 40
    with pytest.raises(BadInput, match="the parameter 'years' does not fit here"):
        load(tmp_path, {"years": "soon"})
    with pytest.raises(BadInput, match="there is no parameter 'yaers': did you mean 'years'"):
        load(tmp_path, {"yaers": 2})


def test_a_parameters_name_is_one_that_can_be_used(tmp_path: Path) -> None:
    """A name that `$name` could not say is refused, besides being used by nothing."""
    written(tmp_path, "parameters: {Years: {value: 3 years}}")
    assert found(tmp_path) == [
        "rules.yaml:1:14: 'Years' cannot name a parameter: use small letters, figures, '_' and '.', beginning with a letter",
        "rules.yaml:1:14: no rule uses the parameter 'Years': remove it, or use it as $Years",
    ]


def test_parameters_are_a_mapping(tmp_path: Path) -> None:
    """Parameters written as a text are refused once, not letter by letter."""
    assert_refused(tmp_path, "a mapping is expected here", "write `name: {value: …, reason: …}`", rules="parameters: «few")


def test_references_are_checked_in_the_rules_that_are_right(tmp_path: Path) -> None:
    """One run reports a misspelt word in one rule and a name that leads nowhere in another."""
    rules = (
        "criteria:\n- RULE\n  kee: true\n  tests: {" + GOOD + "}\n"
        "- id: other\n  title: Another\n  cite: {source: sorce, at: here}\n  tests: {a: {document: pln, shows: partial}, " + GOOD + "}"
    )
    assert [p.split(": ")[1] for p in found(written(tmp_path, rules))] == [
        "'kee' is not a word that can stand here",
        "there is no source 'sorce'",
        "the document 'pln' is not in the vocabulary",
    ]


def test_what_a_wrong_rule_uses_is_not_called_unused(tmp_path: Path) -> None:
    """A document tested only by a rule that cannot be understood is no second problem."""
    rules = "vocabulary: {document: {map: The map}}\ncriteria:\n- RULE\n  «kee: true\n  tests: {a: {document: map, shows: partial}, " + GOOD + "}"
    assert_refused(tmp_path, "'kee' is not a word that can stand here", "did you mean 'key'?", rules=rules)


def test_what_names_a_wrong_rule_does_not_lead_nowhere(tmp_path: Path) -> None:
    """A group that names a rule that cannot be understood is no second problem."""
    rules = "criteria:\n- RULE\n  «kee: true\n  tests: {" + GOOD + "}\ngroups:\n- {id: group, title: A group, of: [base, rule]}"
    assert_refused(tmp_path, "'kee' is not a word that can stand here", "did you mean 'key'?", rules=rules)
