"""The report of a sector in a browser."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from benchmarks.synthetic import sector
from tests.browser import NARROW, broken_rules, browser, in_a_browser, scrolls_sideways, show, with_axe
from tests.sector.test_command import folder, run

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ViewportSize

__all__ = ["browser", "folder"]
_OVERLAPS = """() => [...document.querySelectorAll('.map thead tr')].flatMap(row => {
  const heads = [...row.cells].slice(1).map(cell => (cell.querySelector('span') || cell).getBoundingClientRect());
  return heads.slice(1).filter((head, n) => head.left < heads[n].right - 1);
}).length"""


@pytest.fixture(scope="module")
def report(folder: Path) -> str:
    """The report of a sector of thirteen regions, each with ten authorities."""
    own, number = pl.col("kind") == "authority", (pl.col("kind") == "authority").cum_sum() % 13
    table = sector(130, 20).with_columns(region=pl.when(own).then(pl.format("Yorkshire and Riding {}", number)))
    table.write_parquet(folder / "regions.parquet")
    run(folder, "sector", "regions.parquet", "--rules", "small", "--out", "regions", "--processes", "1", "--no-journal")
    return (folder / "regions" / "sector.html").as_uri()


@in_a_browser
@with_axe
@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, {"width": 1100, "height": 800}, NARROW], ids=["desktop", "laptop", "telephone"])
def test_a_map_of_many_regions_can_be_read_on_each_screen(report: str, browser: "BrowserContext", size: "ViewportSize") -> None:
    """No head of a column runs into the next, the page does not scroll sideways, it breaks no rule of WCAG, and a region leads to its authorities."""
    shown = browser.new_page()
    show(shown, report, size)
    assert shown.locator(".turned thead th").count() == 14
    assert shown.evaluate(_OVERLAPS) == 0
    assert not scrolls_sideways(shown)
    assert broken_rules(shown) == []
    shown.locator(".turned thead a").last.click()
    assert shown.locator("tbody:has(:target) a").count() == 10
    shown.close()
