"""`peerbench story` as a reviewer uses it."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest

from engine.story.file import StoryFile
from engine.story.write import to_yaml
from tests.story.conftest import WESTMARCH, YEAR_ON, Ran

Run = Callable[..., Ran]


@pytest.fixture
def story(proposed: StoryFile, tmp_path: Path) -> Path:
    """The file of a proposed story."""
    path = tmp_path / "story.yaml"
    path.write_text(to_yaml(proposed), "utf-8")
    return path


def test_a_new_story_is_checked_and_shown(run: Run, tmp_path: Path):
    """What was proposed checks clean, and its text names every recommendation by its id."""
    story = tmp_path / "story.yaml"
    assert run("story", "new", WESTMARCH, "--out", story).code == 0
    checked = run("story", "check", story, WESTMARCH)
    assert (checked.code, checked.out) == (0, "Every wording rests on what is found today: 6 messages, 10 recommendations.\n")
    shown = run("story", "show", story, WESTMARCH)
    assert (shown.code, shown.err) == (0, "")
    assert all(line.partition("id: ")[2] in shown.out for line in story.read_text("utf-8").splitlines() if line.startswith("- id: r-"))


def test_the_number_of_recommendations_is_the_reviewers_to_say(run: Run):
    """`--most` caps the proposal; what does not fit is left out, and not lost."""
    out = run("story", "new", WESTMARCH, "--most", 3).out
    assert out.count("\n- id: r-") == 3
    assert "f-308dee4e51b0" in out


def test_edited_wording_without_a_link_ends_with_three(run: Run, story: Path):
    """The sentence, its place and the way out are said, and the exit code is 3."""
    story.write_text(story.read_text("utf-8").replace("Report the miss", "Things are bad. Report the miss", 1), "utf-8")
    ran = run("story", "check", story, WESTMARCH)
    assert ran.code == 3
    assert "it is linked to no finding" in ran.out
    assert "“Things are bad.”" in ran.out


def test_a_refreshed_story_that_needs_nothing_is_the_same_file(run: Run, story: Path, tmp_path: Path):
    """Not a byte changes."""
    out = tmp_path / "again.yaml"
    assert run("story", "refresh", story, WESTMARCH, "--out", out).code == 0
    assert out.read_bytes() == story.read_bytes()


def test_accepting_what_is_not_there_is_refused(run: Run, story: Path):
    """A misspelt id is answered with the nearest."""
    ran = run("story", "refresh", story, WESTMARCH, "--accept", "r-d479d88f60f1")
    assert (ran.code, "did you mean 'r-d479d88f60f0'?" in ran.err) == (2, True)


@pytest.mark.parametrize("command", ["story new", "position"])
def test_the_same_input_gives_the_same_bytes(run: Run, command: str):
    """Two runs, one text."""
    assert run(*command.split(), WESTMARCH).out == run(*command.split(), WESTMARCH).out


def test_the_page_links_each_sentence_to_its_finding(run: Run):
    """Every number in the text leads to a finding on the same page, and nothing said in confidence is there."""
    page = run("story", "show", YEAR_ON / "story.yaml", WESTMARCH, "--format", "html").out
    targets = {part.partition('"')[0] for part in page.split('<a href="#')[1:]}
    assert {t for t in targets if f'id="{t}"' not in page} == set()
    assert sum(t.startswith("f-") for t in targets) == page.count('class="count"')
    for told in ("Interview", "batch of lost repair orders"):
        assert told not in page


def test_a_word_document_holds_the_story(run: Run, tmp_path: Path):
    """Headings for messages and recommendations, the council's answers, and a table of the findings."""
    out = tmp_path / "story.docx"
    assert run("story", "show", YEAR_ON / "story.yaml", WESTMARCH, "--format", "docx", "--out", out).code == 0
    document = docx.Document(io.BytesIO(out.read_bytes()))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "3. Take charge of property" in text
    assert "Owner: Head of property, by 30 April 2010" in text
    assert len(document.tables) == 1


def test_slides_hold_every_message_and_recommendation(run: Run, tmp_path: Path):
    """A title, a slide for each message, the recommendations by fives; the notes name the findings. The team's are not for a screen."""
    out = tmp_path / "story.pptx"
    assert run("story", "show", YEAR_ON / "story.yaml", WESTMARCH, "--format", "pptx", "--out", out).code == 0
    slides = list(pptx.Presentation(str(out)).slides)
    assert len(slides) == 1 + 6 + 2
    assert "[f-38c831fa28da] [f-f504088f4e59]" in slides[6].notes_slide.notes_text_frame.text
    assert run("story", "show", YEAR_ON / "story.yaml", WESTMARCH, "--format", "pptx", "--audience", "team", "--out", tmp_path / "x.pptx").code == 2


@pytest.mark.parametrize(("form", "library"), [("docx", "docx"), ("pptx", "pptx")])
def test_a_form_whose_library_is_missing_is_refused_in_plain_words(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, library: str):
    """Nobody who installed the command without its extras sees a traceback."""
    for name in [name for name in sys.modules if name.split(".")[0] == library or name.startswith(("cli.documents", "cli.story.word", "cli.story.slides"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    ran = run("story", "show", YEAR_ON / "story.yaml", WESTMARCH, "--format", form, "--out", tmp_path / f"story.{form}")
    assert (ran.code, f"'{form}' needs the library {library}, which is not installed" in ran.err) == (2, True)


@pytest.mark.parametrize("form", ["docx", "pptx", "pdf"])
def test_a_document_is_not_text_for_a_screen(run: Run, form: str):
    """Without a file to write to it is refused."""
    ran = run("story", "show", YEAR_ON / "story.yaml", WESTMARCH, "--format", form)
    assert (ran.code, f"add --out FILE.{form}" in ran.err) == (2, True)


def test_the_assessment_with_its_story_still_verifies(run: Run, tmp_path: Path):
    """The story is people's words and no part of what the engine's result is hashed over."""
    out = tmp_path / "assessment.json"
    assert run("story", "show", YEAR_ON / "story.yaml", WESTMARCH, "--format", "json", "--out", out).code == 0
    assert json.loads(out.read_text("utf-8"))["story"]["title"].startswith("Westmarch")
    assert run("verify", out, WESTMARCH).code == 0


def test_what_has_to_be_read_again_is_said_in_the_text_itself(run: Run, story: Path, tmp_path: Path):
    """A reader of a story that is not settled is warned in every form."""
    story.write_text(story.read_text("utf-8").replace("p-6db5cd7131b2", "p-000000000000"), "utf-8")
    for form in ("text", "html"):
        ran = run("story", "show", story, WESTMARCH, "--format", form)
        assert "Not settled" in ran.out
        assert "has changed" in ran.err
    word, deck = tmp_path / "story.docx", tmp_path / "story.pptx"
    for out in (word, deck):
        assert run("story", "show", story, WESTMARCH, "--format", out.suffix[1:], "--out", out).code == 0
    assert any(p.text.startswith("Not settled.") for p in docx.Document(str(word)).paragraphs)
    assert pptx.Presentation(str(deck)).slides[1].shapes.title.text == "Not settled"


def test_a_final_story_is_refused_while_anything_is_open(run: Run, story: Path):
    """Wording to be read again and undecided matters are all named in one run."""
    story.write_text(story.read_text("utf-8").replace("p-6db5cd7131b2", "p-000000000000"), "utf-8")
    ran = run("story", "show", story, WESTMARCH, "--final")
    assert ran.code == 2
    assert "has changed" in ran.err
    assert "nobody has decided on cpr.whole" in ran.err


def test_a_story_for_the_team_is_not_shown_to_the_public(run: Run, tmp_path: Path):
    """Reviewers' words may hold what was said in confidence; who wants to publish them says so in the file."""
    path = tmp_path / "team.yaml"
    assert run("story", "new", WESTMARCH, "--audience", "team", "--out", path).code == 0
    ran = run("story", "show", path, WESTMARCH)
    assert (ran.code, "written for the team" in ran.err) == (2, True)
    assert run("story", "show", path, WESTMARCH, "--audience", "team").code == 0
    assert run("story", "check", path, WESTMARCH).code == 0


@pytest.mark.parametrize("command", ["check", "refresh", "show"])
def test_a_story_of_another_council_is_refused(run: Run, story: Path, command: str):
    """Two authorities are never mixed up."""
    ran = run("story", command, story, WESTMARCH.parents[1] / "leicester-2006" / "evidence.yaml")
    assert (ran.code, "this story is of Westmarch Council" in ran.err) == (2, True)


@pytest.mark.parametrize("text", ["", "[]", "title: {", "messages: 3", "\0\0"])
def test_what_is_no_story_is_refused_in_plain_words(run: Run, tmp_path: Path, text: str):
    """No file of any form gives a traceback."""
    path = tmp_path / "story.yaml"
    path.write_text(text, "utf-8")
    ran = run("story", "check", path, WESTMARCH)
    assert (ran.code, "Traceback" in ran.err) == (2, False)
