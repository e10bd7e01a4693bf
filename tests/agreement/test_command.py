"""`peerbench agree` as its users type it."""

import json
from pathlib import Path

import pytest

WESTMARCH = Path(__file__).parents[2] / "examples" / "westmarch" / "evidence.yaml"


def test_text_tells_the_agenda_before_the_scores(run):
    """In short, what to talk about, every score, where they leave the evidence, how the council sees itself; why there is no statistic."""
    ran = run("agree", WESTMARCH, "--audience", "team")
    assert ran.code == 0
    heads = ["In short", "To talk about, the gravest first", "Every score", "Where the assessors leave the evidence", "How the council sees itself"]
    places = [ran.out.index(f"\n{head}") for head in heads]
    assert places == sorted(places)
    assert "withheld" in ran.out
    assert "Reviewer D gives 1 and Reviewer A gives 2." in ran.out


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_the_public_reads_no_name_and_no_reason(run, form: str):
    """In every form, what is for the team is not there, and the same call gives the same bytes."""
    ran = run("agree", WESTMARCH, "--format", form)
    assert ran.code == 0
    assert "assessor 1" in ran.out.lower()
    for told in ("Reviewer A", "Corporate management team", "One reversal in two years"):
        assert told not in ran.out
    assert run("agree", WESTMARCH, "--format", form).out == ran.out


def test_a_set_without_scores_is_refused_in_plain_words(run, tmp_path: Path):
    """Nothing was scored, or nothing of these rulebooks: exit code 2, and what to do."""
    bare = tmp_path / "bare.yaml"
    bare.write_text("authority: {name: A, type: district}\nas_of: 2009-06-30\n")
    ran = run("agree", bare)
    assert (ran.code, "add `scores:`" in ran.err) == (2, True)
    ran = run("agree", WESTMARCH, "--rules", "cpa")
    assert (ran.code, "name the rulebook that has it" in ran.err) == (2, True)


def test_a_page_is_written_whole(run, tmp_path: Path):
    """The page is one file, says what it shows without a script, and is not written over."""
    out = tmp_path / "agreement.html"
    assert run("agree", WESTMARCH, "--format", "html", "--out", out).code == 0
    page = out.read_text(encoding="utf-8")
    assert "<script" not in page
    assert page.count("<h1>") == 1
    assert run("agree", WESTMARCH, "--format", "html", "--out", out).code == 2


def test_json_has_its_schema(run):
    """Programs read which schema it is."""
    assert json.loads(run("agree", WESTMARCH, "--format", "json").out)["schema"] == "peerbench/agreement/1"
