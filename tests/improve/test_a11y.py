"""The page that people with disabilities can use, in a real browser."""

import pytest

from cli.improve.page import render_html
from engine.improve.result import Improvement
from tests.browser import NARROW, Page, Size, asked_for, broken_rules, browser, in_a_browser, on_each_screen, page, scrolls_sideways, show, with_axe

__all__ = ["browser", "page"]

pytestmark = in_a_browser


@pytest.fixture(scope="module", params=["much", "others", "nothing"])
def address(request: pytest.FixtureRequest, westmarch: Improvement, stars: Improvement, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page: of much, of what others judge, and of nothing left to improve."""
    nothing = westmarch.model_copy(update={"distances": (), "plan": (), "ladder": ()})
    path = tmp_path_factory.mktemp("pages") / "improve.html"
    path.write_text(render_html({"much": westmarch, "others": stars, "nothing": nothing}[request.param]), encoding="utf-8")
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


def test_the_page_asks_for_nothing_from_outside(page: Page, address: str):
    """Opening it makes one request: for the file itself."""
    assert asked_for(page, address) == [address]
