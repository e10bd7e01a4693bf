"""The pages of `compare` and `agree`, for people with disabilities, in a real browser."""

from pathlib import Path

import pytest

from cli.agreement.words import sheet_of as agreement_sheet
from cli.compare.words import sheet_of as comparison_sheet
from cli.sheets.page import render_html
from engine.agreement.agreement import agreement
from engine.assess import Options, work
from engine.compare.compare import compare
from engine.compile import compile_plan
from engine.load import load
from engine.report import report
from evidence.read import read_evidence
from tests.browser import EveryPage, browser, in_a_browser, page

__all__ = ["browser", "page"]

pytestmark = in_a_browser

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of the pages of a comparison over time, of one among others, of one in which nothing moved, and of an agreement."""
    books = [load(ROOT / "rules" / name) for name in ("corporate-peer-review", "intervention-ladder")]
    plan = compile_plan(books)
    known, _ = read_evidence(ROOT / "examples" / "westmarch" / "evidence.yaml")
    options = Options(audience="team", matcher="direct")
    working = work(plan, books, known, options)
    now = report(working, options, 0)
    less = known.model_copy(update={"items": known.items[::2]})
    then = report(work(plan, books, less, options), options, 0)
    others = [then.model_copy(update={"authority": then.authority.model_copy(update={"name": f"Other {n}"})}) for n in range(5)]
    compared = {"over time": [then, now], "among others": [now, *others], "nothing moved": [now, now]}
    sheets = {name: comparison_sheet(compare(found)) for name, found in compared.items()} | {"agreement": agreement_sheet(agreement(working, now))}
    out = {}
    for name, sheet in sheets.items():
        path = tmp_path_factory.mktemp("pages") / "page.html"
        path.write_text(render_html(sheet), encoding="utf-8")
        out[name] = path.as_uri()
    return out


@pytest.fixture(params=["over time", "among others", "nothing moved", "agreement"])
def address(request: pytest.FixtureRequest, addresses: dict[str, str]) -> str:
    """The address of one of them."""
    return addresses[request.param]


class TestCompare(EveryPage):
    """The pages of `compare` and `agree`."""
