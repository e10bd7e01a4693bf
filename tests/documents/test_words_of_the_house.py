"""The words of the house: every output says them, JSON does not, and a wrong one is refused."""

import re
from pathlib import Path

import pytest

from cli.assess import drawn
from cli.report.house import house_of
from cli.report.html import render_html
from cli.report.page import arrange
from cli.report.rendering import Rendering
from cli.report.words import PLURALS, STANDARD, TERMS, House
from cli.text import print_assessment
from evidence.problems import BadInput
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.documents.unpacked import unpacked
from tests.report import parks

WORDS = """\
terms:
  weakness: area for consideration
  weaknesses: areas for consideration
  next step: suggestion
grades:
  adequate: getting there
"""
WEST = Path(__file__).parents[2] / "examples/westmarch/evidence.yaml"
ODD = House({term: f"zz{n}" for n, term in enumerate(TERMS)}, {})


def read(text: str, tmp_path: Path) -> House:
    path = tmp_path / "words.yaml"
    path.write_text(text, encoding="utf-8")
    return house_of(path, tmp_path / "evidence.yaml", [parks.book()])


def refused(text: str, tmp_path: Path) -> str:
    with pytest.raises(BadInput) as bad:
        read(text, tmp_path)
    return str(bad.value).replace(str(tmp_path), "")


def test_the_html_says_the_words_of_the_house():
    """The report of the parks says none of the standard terms but where a rule or the evidence does."""
    plain, ours = render_html(parks.assessed()), render_html(parks.assessed(), Rendering(ODD))
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", ours, flags=re.DOTALL)
    assert text != plain
    for term in ("strengths", "weaknesses", "breaches", "lines of enquiry", "next step"):
        assert not re.search(rf"\b{term}\b", text, re.IGNORECASE), term
        assert ODD(term) in text.lower()


def test_the_text_says_the_words_of_the_house(full):
    """At the terminal the headings and counts are in the house's words."""
    text = drawn(lambda console: print_assessment(full, console, house=ODD)).lower()
    for term in ("strengths", "weaknesses", "triggers", "what is not known", "ladder of intervention"):
        assert f"\n{ODD(term)}" in text or f"the {ODD(term)}" in text, term


@pytest.mark.parametrize("form", ["text", "html", "docx", "pptx", "xlsx"])
def test_every_form_names_the_grade_as_the_house_does(run, tmp_path, form):  # noqa: F811
    """The name of a grade is another in every form, and the old one is nowhere beside its number."""
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    out = tmp_path / f"report.{form}"
    ran = run("assess", WEST, "--matcher", "direct", "--words", tmp_path / "words.yaml", "--format", form, "--out", out)
    assert ran.code == 0, ran.err
    text = out.read_text("utf-8") if form in ("text", "html") else unpacked(out)
    assert "2 getting there" in text
    assert "2 adequate" not in text
    assert ("Area for consideration: " if form == "xlsx" else "Areas for consideration") in text


def test_a_statement_of_compliance_names_grades_as_the_house_does(run, tmp_path):  # noqa: F811
    """`comply` says the words of the house too, and not in its JSON."""
    (tmp_path / "words.yaml").write_text("grades: {adequate: getting there}\n", encoding="utf-8")
    comply = ("comply", WEST, "--rules", "corporate-peer-review", "--words", tmp_path / "words.yaml")
    assert "(cpr.element.1): getting there\n" in run(*comply).out
    assert '"grade": "adequate"' in run(*comply, "--format", "json").out


def test_words_beside_the_evidence_are_taken_and_json_is_not_changed(run, tmp_path):  # noqa: F811
    """A file words.yaml in the same folder counts for people, and changes nothing that a program reads."""
    evidence = tmp_path / "evidence.yaml"
    evidence.write_text(WEST.read_text("utf-8"), encoding="utf-8")
    before = run("assess", evidence, "--matcher", "direct", "--format", "json").out.splitlines()
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    after = run("assess", evidence, "--matcher", "direct", "--format", "json").out.splitlines()
    assert [line for line in before if '"seconds"' not in line] == [line for line in after if '"seconds"' not in line]
    assert "2 getting there" in run("assess", evidence, "--matcher", "direct").out
    assert "2 getting there" in run("explain", "1.achievements.6", evidence).out


def test_an_unknown_word_is_an_error_with_the_nearest_right_one(tmp_path):
    """Its place is told, and what it may have been meant to be."""
    assert refused("terms:\n  weeknesses: x\n  weekness: y\n", tmp_path) == (
        "/words.yaml:2:3: there is no term 'weeknesses': did you mean 'weaknesses'?\n/words.yaml:3:3: there is no term 'weekness': did you mean 'weakness'?"
    )
    assert "there is no grade in these rulebooks 'god': did you mean 'good'?" in refused("grades:\n  god: x\n", tmp_path)
    assert "there is no part 'term': did you mean 'terms'?" in refused("term:\n  strength: x\n", tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("terms:\n  weakness: gap\n", "'weakness' is given without 'weaknesses'"),
        ("terms:\n  next step: ''\n", "'next step' is given no word"),
        ("terms:\n  next step: [a]\n", "'next step' is given no word"),
        ("terms: strength\n", "'terms' is no list of words"),
        ("- a\n", "this is no list of words"),
        (f"terms:\n  next step: {'x' * 61}\n", "at most 60 letters"),
        ("grades:\n  good: poor\n", "'poor' and 'good' would both be called 'poor'"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path, text, said):
    """Each mistake has a message of its own."""
    assert said in refused(text, tmp_path)


def test_without_a_file_the_words_are_the_standard_ones(tmp_path):
    """Nothing beside the evidence, nothing changed."""
    assert house_of(None, tmp_path / "evidence.yaml", []) is STANDARD
    assert render_html(parks.assessed()) == render_html(parks.assessed(), Rendering(House()))


def test_every_plural_is_a_term():
    """What is counted has both forms."""
    assert set(PLURALS) | set(PLURALS.values()) <= set(TERMS)


def test_a_new_name_for_a_grade_changes_no_other_word(full):
    """The grades keep their numbers, and findings and evidence their texts."""
    page = arrange(full, House({}, {"adequate": "getting there"}))
    assert page.assessment.findings == full.findings
    assert page.assessment.evidence == full.evidence
    assert {i: g.grade for i, g in page.assessment.grades.items()} == {i: g.grade for i, g in full.grades.items()}
