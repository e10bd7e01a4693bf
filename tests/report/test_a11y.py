"""The report in a real browser: accessible by WCAG 2.2 AA, usable with a keyboard, readable on a telephone and on paper."""

from pathlib import Path

import pytest

from cli.pictures.figures import figures
from cli.report.html import render_html
from cli.report.rendering import Rendering
from engine.assessment import Assessment, LeftOut
from tests.browser import NARROW, EveryPage, Page, browser, in_a_browser, page, show
from tests.pictures.conftest import read
from tests.report import parks

__all__ = ["browser", "page"]

WESTMARCH = Path(__file__).parents[2] / "examples/westmarch/evidence.yaml"
pytestmark = in_a_browser


@pytest.fixture(scope="session")
def reports(full: Assessment, sparse: Assessment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The address of each report: of much, of little, and of everything that is seldom."""
    folder = tmp_path_factory.mktemp("reports")
    seldom = parks.assessed(audience="team", left_out=(LeftOut(id="item 4", why="this is not a date", at="parks.yaml:9:3"),))
    bare = parks.assessed(grades=False, ladder=False)
    out = {}
    for name, assessment in {"full": full, "sparse": sparse, "seldom": seldom, "bare": bare}.items():
        path = folder / f"{name}.html"
        rendering = Rendering(figures=figures(read(WESTMARCH, "team")[0]) if name == "full" else None)
        path.write_text(render_html(assessment, rendering), encoding="utf-8")
        out[name] = path.as_uri()
    return out


@pytest.fixture(params=["full", "sparse", "seldom", "bare"])
def address(request: pytest.FixtureRequest, reports: dict[str, str]) -> str:
    """The address of one of them."""
    return reports[request.param]


class TestReport(EveryPage):
    """The report."""

    def test_nothing_in_it_is_wider_than_a_narrow_telephone(self, page: Page, address: str):
        """At 360 pixels not even a part of the page sticks out, to be scrolled to by itself."""
        show(page, address, NARROW)
        wide = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 200))"
        )
        assert wide == []


def test_the_keyboard_reaches_the_skip_link_first_and_every_summary(page: Page, reports: dict[str, str]):
    """Tab alone leads through the page; the skip link can be seen when it is reached, and so can where one is."""
    page.goto(reports["seldom"])
    page.keyboard.press("Tab")
    skip = page.evaluate("(e => ({text: e.innerText, left: e.getBoundingClientRect().left}))(document.activeElement)")
    assert skip["text"] == "Skip to the report"
    assert skip["left"] >= 0
    reached = set()
    stops = page.evaluate("document.querySelectorAll('a, summary').length")
    for _ in range(stops):
        page.keyboard.press("Tab")
        where = page.evaluate(
            "(e => [e.tagName, [...document.querySelectorAll('summary')].indexOf(e), getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        if where[0] == "SUMMARY":
            assert where[2] == "solid"
            reached.add(where[1])
    assert reached == set(range(page.evaluate("document.querySelectorAll('summary').length")))


def test_enter_on_the_skip_link_leads_to_the_report(page: Page, reports: dict[str, str]):
    """Whoever takes the skip link is past the contents."""
    page.goto(reports["seldom"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_link_into_a_closed_part_opens_it(page: Page, reports: dict[str, str]):
    """From a test to the item that it rests on: the list of evidence opens by itself."""
    page.goto(reports["full"] + "#" + page_link(page, reports["full"]))
    page.wait_for_function("document.querySelector('section[aria-labelledby=evidence] details').open")


def page_link(page: Page, address: str) -> str:
    page.goto(address)
    return str(page.evaluate("document.querySelector('a[href^=\"#ev-\"]').getAttribute('href').slice(1)"))


def test_paper_shows_what_is_closed_on_the_screen(page: Page, reports: dict[str, str]):
    """A printed report has no triangles to press: the content of every part is on it, dark on light."""
    page.goto(reports["seldom"])
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") > 0
    assert page.evaluate("[...document.querySelectorAll('details > :not(summary)')].filter(e => !e.checkVisibility()).length") == 0
    dark = """[...document.querySelectorAll('td, span, p, tr, section, body')].filter(e => {
        const [r, g, b, alpha = 1] = getComputedStyle(e).backgroundColor.match(/[\\d.]+/g).map(Number);
        return alpha > 0 && r + g + b < 450;
    }).map(e => e.outerHTML.slice(0, 120))"""
    assert page.evaluate(dark) == []
