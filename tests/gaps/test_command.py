"""The command `gaps`: its purposes and forms, and who may see what."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from engine.gaps.result import Gaps
from evidence.read import read_evidence
from tests.gaps.conftest import EXAMPLES

WESTMARCH, LEICESTER = EXAMPLES / "westmarch" / "evidence.yaml", EXAMPLES / "leicester-2006" / "evidence.yaml"
PURPOSES = ("next", "documents", "interviews", "timetable")


def _run(evidence: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["gaps", str(evidence), *words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("purpose", PURPOSES)
def test_json_reads_back_as_the_same_value(purpose: str):
    """What is printed for machines is the whole result; a timetable is made where it is asked for."""
    found = Gaps.model_validate(json.loads(_run(LEICESTER, "--for", purpose, "--format", "json")))
    assert found.schema_ == "peerbench/gaps/1"
    assert found.unknowns
    assert (found.timetable is not None) == (purpose == "timetable")


@pytest.mark.parametrize(("purpose", "form"), [("next", "html"), ("documents", "text"), ("interviews", "html"), ("timetable", "json")])
def test_what_was_said_in_confidence_is_shown_to_nobody_outside_the_team(purpose: str, form: str):
    """No id, excerpt, note or name of a protected item stands in anything that the public reads."""
    told = _run(WESTMARCH, "--for", purpose, "--format", form, "--all")
    for item in read_evidence(WESTMARCH)[0].items:
        if item.protected:
            words = (item.id, item.excerpt, item.note, item.source.person)
            assert not any(word in told for word in words if word is not None)


def test_the_first_page_says_how_much_is_weak_before_what_to_do():
    """Weakness, then what to find out next; in a rulebook of its own each."""
    told = _run(WESTMARCH)
    assert told.index("Where the evidence is weak") < told.index("What to find out next: Corporate peer review benchmark")
    assert "and" in told
    assert "more; --all lists them" in told
    assert "more; --all lists them" not in _run(WESTMARCH, "--all")


def test_robustness_says_what_would_upset_the_result():
    """First in short; then the items, the assumptions, and what is open."""
    told = _run(LEICESTER, "--rules", "intervention-ladder", "--for", "robustness")
    heads = ["Would it stand", "The recommended rung stays", "What carries the most", "Assumptions", "What is still open"]
    places = [told.index(text) for text in heads]
    assert places == sorted(places)


def test_a_team_of_nobody_is_refused():
    """A timetable needs a reviewer and a day."""
    for option in ("--reviewers", "--days"):
        assert CliRunner().invoke(app, ["gaps", str(LEICESTER), "--for", "timetable", option, "0"]).exit_code == 2


def test_an_existing_file_is_not_written_over(tmp_path: Path):
    """Unless that is asked for."""
    path = tmp_path / "gaps.html"
    path.write_text("mine", encoding="utf-8")
    words = ["gaps", str(LEICESTER), "--format", "html", "--out", str(path)]
    assert CliRunner().invoke(app, words).exit_code != 0
    assert path.read_text("utf-8") == "mine"
    assert CliRunner().invoke(app, [*words, "--force"]).exit_code == 0
    assert path.read_text("utf-8").startswith("<!doctype html>")


def test_nothing_left_to_ask_is_said():
    """Where every criterion is settled there is nothing to ask for, nobody to ask, and the days are free."""
    from cli.gaps import asking, unknown, visit
    from engine.gaps.result import Timetable

    found = Gaps.model_validate(json.loads(_run(LEICESTER, "--format", "json")))
    settled = found.model_copy(update={"unknowns": (), "requests": (), "interviews": (), "criteria": {}})
    assert asking.documents(settled)[0].title == "Nothing to ask for"
    assert asking.interviews(settled)[0].title == "Nothing to ask about"
    assert [s.title for s in unknown.sections(settled)] == ["Where the evidence is weak"]
    free = settled.model_copy(update={"timetable": Timetable(reviewers=4, days=5, meetings=(), left=())})
    assert "Five days are left to write." in [s.intro for s in visit.sections(free)]
