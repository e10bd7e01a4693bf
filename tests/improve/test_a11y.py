"""The page that people with disabilities can use, in a real browser."""

from pathlib import Path

import pytest

from cli.improve.page import render_html
from engine.improve.result import Improvement
from tests.report.test_a11y import AXE, CHROMIUM, DESKTOP, NARROW, RULES, TELEPHONE, browser, page

__all__ = ["browser", "page"]

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="there is no Chromium here: install it, or say in CHROMIUM where it is")


@pytest.fixture(scope="module", params=["much", "others", "nothing"])
def address(request: pytest.FixtureRequest, westmarch: Improvement, stars: Improvement, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page: of much, of what others judge, and of nothing left to improve."""
    nothing = westmarch.model_copy(update={"distances": (), "plan": (), "ladder": ()})
    path = tmp_path_factory.mktemp("pages") / "improve.html"
    path.write_text(render_html({"much": westmarch, "others": stars, "nothing": nothing}[request.param]), encoding="utf-8")
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


def test_the_page_asks_for_nothing_from_outside(page: "sync_api.Page", address: str):
    """Opening it makes one request: for the file itself."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert asked == [address]
