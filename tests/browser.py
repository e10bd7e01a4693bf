"""Our pages in a real browser: what each of them must be for people with disabilities, on a telephone, and without a network.

A module that imports the fixtures is skipped where Playwright is missing, and by `in_a_browser` and `with_axe` where
Chromium (/usr/bin/chromium, or the path in CHROMIUM) or axe-core (`npm ci` in tests/a11y) is.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
Page = sync_api.Page
Size = sync_api.ViewportSize

_CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_AXE = Path(__file__).parent / "a11y" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

in_a_browser = pytest.mark.skipif(not Path(_CHROMIUM).exists(), reason="there is no Chromium here: install it, or say in CHROMIUM where it is")
with_axe = pytest.mark.skipif(not _AXE.exists(), reason="axe-core is not installed: run `npm ci` in tests/a11y")
on_each_screen = pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, {"width": 390, "height": 844}], ids=["desktop", "telephone"])
NARROW = {"width": 360, "height": 740}


@pytest.fixture(scope="module")  # not the session's: modules that import it would each open one beside the others, which Playwright refuses
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator["sync_api.BrowserContext"]:
    """A browser without a past, in which the page's own policy does not keep the test's script out."""
    with sync_api.sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("profile")
        context = playwright.chromium.launch_persistent_context(profile, executable_path=_CHROMIUM, args=_FLAGS, headless=True, bypass_csp=True)
        yield context
        context.close()


@pytest.fixture
def page(browser: "sync_api.BrowserContext") -> Iterator[Page]:
    """An empty page."""
    page = browser.new_page()
    yield page
    page.close()


def show(page: Page, address: str, size: Size) -> None:
    """Go to an address, on a screen of this size, and open everything that opens there."""
    page.set_viewport_size(size)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def broken_rules(page: Page) -> list[str]:
    """What axe finds on the page that is shown that breaks levels A and AA of WCAG 2.2."""
    page.add_script_tag(path=_AXE)
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", _RULES)
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html']}" for v in found["violations"]]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page that is shown is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"])


def asked_for(page: Page, address: str) -> list[str]:
    """The addresses that are asked for when a page is opened and printed."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.emulate_media(media="print")
    return asked


class EveryPage:
    """What each of our pages is held to. A module has its pages as a fixture `address`, and a class of its own that comes of this one."""

    @with_axe
    @on_each_screen
    def test_no_rule_of_wcag_2_2_aa_is_broken(self, page: Page, address: str, size: Size):
        """With everything opened, axe finds nothing that breaks levels A and AA."""
        show(page, address, size)
        assert broken_rules(page) == []

    def test_the_page_does_not_scroll_sideways_on_a_narrow_telephone(self, page: Page, address: str):
        """At 360 pixels, with everything opened, nothing sticks out."""
        show(page, address, NARROW)
        assert not scrolls_sideways(page)

    def test_the_page_asks_for_nothing_from_outside(self, page: Page, address: str):
        """Opening and printing it makes one request: for the file itself."""
        assert asked_for(page, address) == [address]
