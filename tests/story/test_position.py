"""The position statement: every document and figure by theme, and what is lacking."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import docx

from engine.position.position import INDEXED, position
from engine.story.file import StoryFile
from tests.story.conftest import WESTMARCH, YEAR_ON, Made, Ran

Run = Callable[..., Ran]


def test_every_document_and_figure_is_listed(westmarch: Made, proposed: StoryFile):
    """Each item that the public may see stands under a theme that it bears on, or under none; the rest is counted."""
    found = position(westmarch.evidence, westmarch.public, proposed)
    listed = {item.id for theme in found.themes for item in theme.evidence} | {item.id for item in found.elsewhere}
    there = {i.id for i in westmarch.evidence.items if i.kind in INDEXED and i.known_on <= westmarch.public.as_of}
    assert listed <= there
    assert len(there - listed) == found.in_confidence > 0
    assert not any(westmarch.team.evidence[i].protected for i in listed if i in westmarch.team.evidence)


def test_an_item_names_the_criteria_that_rest_on_it(westmarch: Made, proposed: StoryFile):
    """The audit letter's rating bears on the criteria whose tests it meets, in each theme those of the theme."""
    found = position(westmarch.evidence, westmarch.public, proposed)
    for theme in found.themes:
        for item in theme.evidence:
            for rule in item.bears_on:
                why, grade = westmarch.public.reasons[rule], westmarch.public.grades.get(rule)
                assert item.id in {i for t in why.tests for i in t.because} | set(grade.because if grade else ())


def test_every_gap_is_listed_once(westmarch: Made, proposed: StoryFile):
    """What the evidence does not settle stands under its theme."""
    found = position(westmarch.evidence, westmarch.public, proposed)
    gaps = [gap.rule for theme in found.themes for gap in theme.gaps]
    assert sorted(gaps) == sorted(f.rule for f in westmarch.public.findings if f.kind == "gap_in_evidence")


def test_the_councils_own_scores_stand_beside_the_grades(westmarch: Made, proposed: StoryFile):
    """Scores of the assessors are not among them."""
    found = position(westmarch.evidence, westmarch.public, proposed)
    assert [(s.rule, s.own, s.indicated) for s in found.scores] == [
        ("cpr.1.achievements.10", 2, 1), ("cpr.3.1.responsive.7", 4, westmarch.public.grades["cpr.3.1.responsive.7"].grade), ("cpr.4.2.asset.1", 2, 1)
    ]  # fmt: skip


def test_the_statement_is_written_in_every_form(run: Run, tmp_path: Path):
    """Text, page, JSON and Word hold the same index."""
    text, page = run("position", WESTMARCH).out, run("position", WESTMARCH, "--format", "html").out
    data = json.loads(run("position", WESTMARCH, "--format", "json").out)
    out = tmp_path / "position.docx"
    assert run("position", WESTMARCH, "--format", "docx", "--out", out).code == 0
    word = docx.Document(io.BytesIO(out.read_bytes()))
    tables = sum(len(t.rows) for t in word.tables)
    assert data["schema"] == "peerbench/position/1"
    for theme in data["themes"]:
        assert all(item["id"] in text and item["id"] in page for item in theme["evidence"])
    assert tables > sum(len(theme["evidence"]) + len(theme["gaps"]) for theme in data["themes"])
    assert "Interview" not in text + page


def test_a_council_may_give_its_own_story(run: Run):
    """Its own words stand in the place of the proposal."""
    text = run("position", WESTMARCH, "--story", YEAR_ON / "story.yaml").out
    assert "Close three gaps, by name" in text
    assert "Resource management\n   Tie" not in text
