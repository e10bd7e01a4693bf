"""`explain` as JSON and as a page: what the assessment says of one rule, for the same audience."""

import json

import pytest

from tests.cli.test_confidentiality import CANARIES, planted

__all__ = ["planted"]

RULES = ("--rules", "corporate-peer-review", "--rules", "intervention-ladder")


def test_the_json_is_that_part_of_the_assessment(run, evidence):
    """Grade, paragraph, reasons, findings and evidence are those of `assess --format json`, word for word."""
    rule = "cpr.2.3.systems.4"
    whole = json.loads(run("assess", evidence, *RULES, "--format", "json").out)
    part = json.loads(run("explain", rule, evidence, *RULES, "--format", "json").out)
    assert part["content_hash"] == whole["content_hash"]
    assert part["grade"] == whole["grades"][rule]
    assert part["paragraph"] == whole["paragraphs"][rule]
    assert part["reasons"] == whole["reasons"][rule]
    assert part["findings"] == [f for f in whole["findings"] if f["rule"] == rule] != []
    assert part["evidence"] == {i: whole["evidence"][i] for i in part["evidence"]} != {}
    assert {i for test in part["reasons"]["tests"] for i in test["because"]} <= set(part["evidence"])


def test_the_json_of_a_group_has_the_grades_under_it(run, evidence):
    """Those whose parent it is, and no others."""
    whole = json.loads(run("assess", evidence, *RULES, "--format", "json").out)
    part = json.loads(run("explain", "cpr.theme.2", evidence, *RULES, "--format", "json").out)
    assert part["parts"] == {rule: g for rule, g in whole["grades"].items() if g["parent"] == "cpr.theme.2"} != {}


def test_the_page_says_what_the_json_says(run, evidence, tmp_path):
    """The paragraph, each grade of the rubric, each test and each item of evidence stand on it, and nothing is fetched from elsewhere."""
    rule, page = "cpr.2.3.systems.4", tmp_path / "why.html"
    ran = run("explain", rule, evidence, *RULES, "--format", "html", "--out", page)
    assert (ran.code, ran.out) == (0, ""), ran.err
    part = json.loads(run("explain", rule, evidence, *RULES, "--format", "json").out)
    html = page.read_text("utf-8")
    for told in (*part["evidence"], *(test["test"] for test in part["reasons"]["tests"]), *(f["id"] for f in part["findings"]), "What each grade needs"):
        assert told in html
    assert part["paragraph"]["found"].partition("“")[0] in html
    assert "://" not in html
    assert "<script" not in html


@pytest.mark.parametrize("rule", ["cpr.theme.2", "cpr.whole", "trigger.failure", "cpr.1.achievements.1"])
def test_every_kind_of_rule_has_a_page(run, evidence, rule):
    """A group, the whole, a trigger, and a criterion of which nothing is known."""
    ran = run("explain", rule, evidence, *RULES, "--format", "html")
    assert (ran.code, f"({rule})" in ran.out) == (0, True), ran.err


@pytest.mark.parametrize("form", ["json", "html"])
def test_nothing_protected_is_explained_to_the_public(run, planted, form):
    """No canary of the protected items is in either form, of any of these rules."""
    for rule in ("cpr.2.3.systems.4", "cpr.2.3.relationships.2", "cpr.element.2.3", "trigger.failure"):
        ran = run("explain", rule, planted, *RULES, "--format", form)
        assert ran.code == 0, ran.err
        assert [c for c in CANARIES if c in ran.out] == []


def test_a_text_in_a_file_is_the_text_of_the_screen(run, evidence, tmp_path):
    """And a file that is there is kept unless --force is said."""
    out = tmp_path / "why.txt"
    assert run("explain", "cpr.2.3.systems.4", evidence, "--out", out).code == 0
    assert out.read_text("utf-8") == run("explain", "cpr.2.3.systems.4", evidence).out
    assert run("explain", "cpr.2.3.systems.4", evidence, "--out", out).code == 2
    assert run("explain", "cpr.2.3.systems.4", evidence, "--out", out, "--force", "--quiet").err == ""
