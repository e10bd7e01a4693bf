"""`peerbench progress` as an officer of the council uses it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.progress.conftest import Ran
from tests.story.conftest import WESTMARCH, YEAR_ON

Run = Callable[..., Ran]
STORY, EVIDENCE = YEAR_ON / "story.yaml", YEAR_ON / "evidence.yaml"


def test_claims_stand_beside_evidence(run: Run):
    """The text sums up first, then tells of each recommendation."""
    ran = run("progress", STORY, EVIDENCE, "--upon", WESTMARCH)
    assert ran.code == 0
    assert "Two done, two under way, two not started, two not evidenced, one overtaken." in ran.out
    assert "Claimed on 21 June 2010: done. Our engagement team has put this right.\n   The evidence since: not evidenced." in ran.out
    assert "turned\n     into a strength: d-workforce-plan-2010, d-workforce-strategy-2010 and what was said in" in ran.out


def test_an_assessment_with_its_story_will_do_as_well(run: Run, tmp_path: Path):
    """Last year's JSON gives the same result as last year's story."""
    kept = tmp_path / "2009.json"
    assert run("story", "show", STORY, WESTMARCH, "--format", "json", "--out", kept).code == 0
    words = (EVIDENCE, "--upon", WESTMARCH, "--format", "json")
    first, second = run("progress", STORY, *words), run("progress", kept, *words)
    assert first.out == second.out
    assert json.loads(first.out)["schema"] == "peerbench/progress/1"


def test_the_page_leads_to_the_evidence(run: Run):
    """Every link leads somewhere, and nobody who spoke in confidence is named."""
    page = run("progress", STORY, EVIDENCE, "--upon", WESTMARCH, "--format", "html").out
    targets = {part.partition('"')[0] for part in page.split('<a href="#')[1:]}
    assert {t for t in targets if f'id="{t}"' not in page} == set()
    assert "Interview" not in page
    assert "what was said in confidence" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((STORY, WESTMARCH), "give evidence as of a later day"),
        ((STORY, EVIDENCE, "--as-of", "2009-06-30"), "give evidence as of a later day"),
        ((STORY, EVIDENCE, "--upon", WESTMARCH.parents[1] / "leicester-2006" / "evidence.yaml"), "two sets of the same authority"),
        ((EVIDENCE, EVIDENCE), "this is an evidence set, and not a story"),
        ((YEAR_ON / "no.json", EVIDENCE), "there is no such file"),
    ],
)
def test_what_does_not_go_together_is_refused(run: Run, words: tuple[object, ...], said: str):
    """In plain words, with exit code 2."""
    ran = run("progress", *words)
    assert (ran.code, said in ran.err) == (2, True)


def test_an_assessment_without_a_story_is_refused(run: Run, tmp_path: Path):
    """It has findings, and no recommendations."""
    kept = tmp_path / "2009.json"
    assert run("assess", WESTMARCH, "--format", "json", "--out", kept).code == 0
    ran = run("progress", kept, EVIDENCE)
    assert (ran.code, "there is no story in it" in ran.err) == (2, True)
