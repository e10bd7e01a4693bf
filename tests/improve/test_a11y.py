"""The page that people with disabilities can use, in a real browser."""

import pytest

from cli.improve.page import render_html
from engine.improve.result import Improvement
from tests.browser import EveryPage, browser, in_a_browser, page

__all__ = ["browser", "page"]

pytestmark = in_a_browser


@pytest.fixture(scope="module", params=["much", "others", "nothing"])
def address(request: pytest.FixtureRequest, westmarch: Improvement, stars: Improvement, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page: of much, of what others judge, and of nothing left to improve."""
    nothing = westmarch.model_copy(update={"distances": (), "plan": (), "ladder": ()})
    path = tmp_path_factory.mktemp("pages") / "improve.html"
    path.write_text(render_html({"much": westmarch, "others": stars, "nothing": nothing}[request.param]), encoding="utf-8")
    return path.as_uri()


class TestImprove(EveryPage):
    """The pages of `improve`."""
