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
from tests.browser import NARROW, Page, Size, asked_for, broken_rules, browser, in_a_browser, on_each_screen, page, scrolls_sideways, show, with_axe

__all__ = ["browser", "page"]

pytestmark = in_a_browser

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The pages of a comparison over time, of one among others, of one in which nothing moved, and of an agreement."""
    books = [load(ROOT / "rules" / name) for name in ("corporate-peer-review", "intervention-ladder")]
    plan = compile_plan(books)
    known, _ = read_evidence(ROOT / "examples" / "westmarch" / "evidence.yaml")
    options = Options(audience="team", matcher="direct")
    working = work(plan, books, known, options)
    now = report(working, options, 0)
    less = known.model_copy(update={"items": known.items[::2]})
    then = report(work(plan, books, less, options), options, 0)
    others = [then.model_copy(update={"authority": then.authority.model_copy(update={"name": f"Other {n}"})}) for n in range(5)]
    sheets = [comparison_sheet(compare(found)) for found in ([then, now], [now, *others], [now, now])]
    out = []
    for n, sheet in enumerate([*sheets, agreement_sheet(agreement(working, now))]):
        path = tmp_path_factory.mktemp("pages") / f"{n}.html"
        path.write_text(render_html(sheet), encoding="utf-8")
        out.append(path.as_uri())
    return out


@with_axe
@on_each_screen
def test_no_rule_of_wcag_2_2_aa_is_broken(page: Page, addresses: list[str], size: Size):
    """On every page axe finds nothing that breaks levels A and AA."""
    for address in addresses:
        show(page, address, size)
        assert broken_rules(page) == []


def test_no_page_scrolls_sideways_on_a_narrow_telephone(page: Page, addresses: list[str]):
    """At 360 pixels nothing sticks out, the widest table neither."""
    for address in addresses:
        show(page, address, NARROW)
        assert not scrolls_sideways(page), address


def test_no_page_asks_for_anything_from_outside(page: Page, addresses: list[str]):
    """Opening one makes one request: for the file itself."""
    for address in addresses:
        assert asked_for(page, address) == [address]
