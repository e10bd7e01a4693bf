"""The report in a real browser: accessible by WCAG 2.2 AA, usable with a keyboard, readable on a telephone and on paper.

Skipped where Chromium (/usr/bin/chromium, or the path in CHROMIUM) or axe-core (`npm ci` in tests/a11y) is missing.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.pictures.figures import figures
from cli.report.html import render_html
from cli.report.rendering import Rendering
from engine.assessment import Assessment, LeftOut
from tests.pictures.conftest import read
from tests.report import parks

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
WESTMARCH = Path(__file__).parents[2] / "examples/westmarch/evidence.yaml"
AXE = Path(__file__).parents[1] / "a11y" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="there is no Chromium here: install it, or say in CHROMIUM where it is")

DESKTOP, TELEPHONE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")  # not the session's: modules that import it would each open one beside the others, which Playwright refuses
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator["sync_api.BrowserContext"]:
    """A browser without a past, in which the page's own policy does not keep the test's script out."""
    with sync_api.sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("profile")
        context = playwright.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS, headless=True, bypass_csp=True)
        yield context
        context.close()


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


@pytest.fixture
def page(browser: "sync_api.BrowserContext") -> Iterator["sync_api.Page"]:
    """An empty page."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `npm ci` in tests/a11y")
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
@pytest.mark.parametrize("name", ["full", "sparse", "seldom", "bare"])
def test_no_rule_of_wcag_2_2_aa_is_broken(page: "sync_api.Page", reports: dict[str, str], name: str, size: "sync_api.ViewportSize"):
    """With everything opened, axe finds nothing that breaks levels A and AA."""
    page.set_viewport_size(size)
    page.goto(reports[name])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES)
    assert [f"{v['id']}: {v['help']}: {v['nodes'][0]['html']}" for v in found["violations"]] == []


@pytest.mark.parametrize("name", ["full", "sparse", "seldom", "bare"])
def test_the_page_does_not_scroll_sideways_on_a_narrow_telephone(page: "sync_api.Page", reports: dict[str, str], name: str):
    """At 360 pixels, with everything opened, nothing sticks out."""
    page.set_viewport_size(NARROW)
    page.goto(reports[name])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 200))"
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_the_keyboard_reaches_the_skip_link_first_and_every_summary(page: "sync_api.Page", reports: dict[str, str]):
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


def test_enter_on_the_skip_link_leads_to_the_report(page: "sync_api.Page", reports: dict[str, str]):
    """Whoever takes the skip link is past the contents."""
    page.goto(reports["seldom"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_link_into_a_closed_part_opens_it(page: "sync_api.Page", reports: dict[str, str]):
    """From a test to the item that it rests on: the list of evidence opens by itself."""
    page.goto(reports["full"] + "#" + page_link(page, reports["full"]))
    page.wait_for_function("document.querySelector('section[aria-labelledby=evidence] details').open")


def page_link(page: "sync_api.Page", address: str) -> str:
    page.goto(address)
    return str(page.evaluate("document.querySelector('a[href^=\"#ev-\"]').getAttribute('href').slice(1)"))


def test_paper_shows_what_is_closed_on_the_screen(page: "sync_api.Page", reports: dict[str, str]):
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


def test_the_page_asks_for_nothing_from_outside(page: "sync_api.Page", reports: dict[str, str]):
    """Opening and printing the report makes one request: for the file itself."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(reports["full"])
    page.emulate_media(media="print")
    assert asked == [reports["full"]]
