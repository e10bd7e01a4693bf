"""The pages of story, position and progress, which people with disabilities can use, in a real browser."""

import pytest

from cli.story.page import render_html as story_page
from cli.story.position_page import render_html as position_page
from cli.story.progress_page import render_html as progress_page
from engine.position.position import position
from engine.progress.upon import upon
from engine.story.check import check
from engine.story.file import StoryFile, read_story
from engine.story.story import arranged
from evidence.read import read_evidence
from tests.browser import EveryPage, browser, in_a_browser, page
from tests.progress.conftest import judged
from tests.story.conftest import WESTMARCH, YEAR_ON, Made

__all__ = ["browser", "page"]

pytestmark = in_a_browser


@pytest.fixture(scope="module", params=["story", "position", "progress"])
def address(request: pytest.FixtureRequest, westmarch: Made, proposed: StoryFile, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page."""
    told = read_story(YEAR_ON / "story.yaml")[0]
    if request.param == "story":
        text = story_page(arranged(told, westmarch.public, check(told, westmarch.public)))
    elif request.param == "position":
        shown = arranged(proposed, westmarch.public, check(proposed, westmarch.public))
        text = position_page(position(westmarch.evidence, westmarch.public, proposed), shown)
    else:
        year_on = upon(westmarch.evidence, read_evidence(YEAR_ON / "evidence.yaml")[0], str(WESTMARCH))
        text = progress_page(judged(told, year_on))
    path = tmp_path_factory.mktemp("pages") / f"{request.param}.html"
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


class TestStory(EveryPage):
    """The pages of a story."""
