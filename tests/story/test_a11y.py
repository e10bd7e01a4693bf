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
from tests.browser import NARROW, Page, Size, broken_rules, browser, in_a_browser, on_each_screen, page, scrolls_sideways, show, with_axe
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


@with_axe
@on_each_screen
def test_no_rule_of_wcag_2_2_aa_is_broken(page: Page, address: str, size: Size):
    """With everything opened, axe finds nothing that breaks levels A and AA."""
    show(page, address, size)
    assert broken_rules(page) == []


def test_the_page_does_not_scroll_sideways_on_a_narrow_telephone(page: Page, address: str):
    """At 360 pixels, with everything opened, nothing sticks out."""
    show(page, address, NARROW)
    assert not scrolls_sideways(page)
