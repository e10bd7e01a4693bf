"""The pages of story, position and progress, which people with disabilities can use, in a real browser."""

from pathlib import Path

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
from tests.progress.conftest import judged
from tests.report.test_a11y import AXE, CHROMIUM, DESKTOP, NARROW, RULES, TELEPHONE, browser, page
from tests.story.conftest import WESTMARCH, YEAR_ON, Made

__all__ = ["browser", "page"]

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="there is no Chromium here: install it, or say in CHROMIUM where it is")


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


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `npm ci` in tests/a11y")
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_no_rule_of_wcag_2_2_aa_is_broken(page: "sync_api.Page", address: str, size: "sync_api.ViewportSize"):
    """With everything opened, axe finds nothing that breaks levels A and AA."""
    page.set_viewport_size(size)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES)
    assert [f"{v['id']}: {v['help']}: {v['nodes'][0]['html']}" for v in found["violations"]] == []


def test_the_page_does_not_scroll_sideways_on_a_narrow_telephone(page: "sync_api.Page", address: str):
    """At 360 pixels, with everything opened, nothing sticks out."""
    page.set_viewport_size(NARROW)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
