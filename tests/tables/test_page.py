"""The page of a sector: what stands on it, and that it can be read by everybody and everywhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from cli.tables.drawing import Drawing, plainly
from cli.tables.page import sector_page
from cli.tables.standings import standings
from evidence.tables.read import read_table
from tests.browser import broken_rules, browser, in_a_browser, scrolls_sideways, show, with_axe

__all__ = ["browser"]

MAPPING = """\
columns: {authority: Council, region: Region, measure: Indicator, period: Year, value: Figure}
words:
  measure: {"Kept, of 100": {measure: kept, better: higher}, Days: {measure: days, better: lower}, Calls: {measure: calls, better: neither}}
always: {title: Parks of the North}
periods_end: 03-31
"""


@pytest.fixture(scope="module")
def sector(tmp_path_factory):
    """Twenty made-up councils, three measures, three years; the last has no figures in the last year."""
    here = tmp_path_factory.mktemp("sector")
    rows = ["Council,Region,Indicator,Year,Figure"]
    for n in range(20):
        for year in (2006, 2007, 2008):
            figures = {"Kept, of 100": 50 + (n * 7 + year) % 31, "Days": 900 if n == 3 else 10 + n / 2, "Calls": 100 + n}
            rows += [f'C<{n:02}>,North,"{k}",{year},{"" if n == 19 and year == 2008 else v}' for k, v in figures.items()]
    (here / "data.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (here / "map.yaml").write_text(MAPPING, "utf-8")
    return standings(read_table(here / "data.csv", here / "map.yaml"), {}, None)


@pytest.fixture(scope="module")
def page(sector):
    """The page."""
    return sector_page(sector)


def test_everybody_stands_where_the_figures_put_them(sector):
    """Rank and quarter by the way that is better, and neither where none is."""
    kept, days, calls = sector.measures
    assert [kept.title, days.title, calls.better] == ["Kept, of 100", "Days", None]
    last = days.years[-1].stands
    assert (last["C<00>"].rank, last["C<00>"].quarter) == (1, 4)
    assert (last["C<03>"].rank, last["C<03>"].quarter) == (19, 1)
    assert (calls.years[-1].stands["C<00>"].rank, calls.years[-1].stands["C<00>"].quarter) == (None, None)


def test_from_the_sector_it_is_one_click_to_every_authority(page, sector):
    """From its name in the table, and from its dot where it has one; every link leads somewhere, and every id is one."""

    class Links(HTMLParser):
        def __init__(self):
            super().__init__()
            self.ids, self.hrefs = [], []

        def handle_starttag(self, tag, attrs):
            said = dict(attrs)
            self.ids += [said["id"]] if "id" in said else []
            self.hrefs += [said["href"]] if "href" in said else []

    links = Links()
    links.feed(page)
    assert len(links.ids) == len(set(links.ids))
    assert {h.removeprefix("#") for h in links.hrefs} <= set(links.ids)
    for n in range(1, 21):
        assert links.hrefs.count(f"#a{n}") == (1 if n == 20 else 4)


def test_the_page_says_in_words_what_it_draws(page):
    """Of the measure, and of the authority: last figure, rank, quarter, distance from the middle, and the whole series."""
    assert "Lower is better. 2008: 19 authorities, from 10 to 900." in page
    assert "900 in 2008: 19 of 19, worst quarter;" in page
    assert 'aria-label="C&lt;03&gt;: 2006 900; 2007 900; 2008 900"' in page
    assert "C<03>" not in page


def test_the_page_needs_neither_script_nor_network(page, sector):
    """And is the same to the byte each time."""
    assert not re.search(r"<script|https?:|src=|@import|url\(", page)
    assert sector_page(sector) == page


def test_what_lies_far_out_does_not_flatten_the_rest(sector):
    """900 days stand in the last bar, and the scale says so."""
    drawing = Drawing(sector.measures[1])
    assert drawing.ends[1] < 50
    assert drawing.cut == (False, True)
    assert drawing.x(900) == drawing.x(drawing.ends[1])


def test_every_figure_of_the_last_period_has_a_dot_and_no_two_cover_each_other(sector):
    """Those of the same figure are piled up."""
    for measure in sector.measures:
        dots = [(x, y) for _, x, y in Drawing(measure).dots()]
        assert len(dots) == len(set(dots)) == len(measure.years[-1].stands)
        assert all(0 < y < 64 for _, y in dots)


def test_figures_have_the_decimals_that_tell_them_apart():
    """Three of a hundred need none; those between 0.3 and 0.5 need three."""
    assert plainly([10, 250.4, 900]) == ["10", "250", "900"]
    assert plainly([0.344, 0.413, 0.489]) == ["0.344", "0.413", "0.489"]
    assert plainly([6.1, 7.2, 8.4]) == ["6.1", "7.2", "8.4"]
    assert plainly([5.0, 5.0]) == ["5", "5"]


def test_a_table_of_one_council_can_be_drawn(tmp_path: Path):
    """One figure has a page too; nothing is compared."""
    (tmp_path / "data.csv").write_text("m,v\nx,5\n", "utf-8")
    (tmp_path / "map.yaml").write_text("columns: {measure: m, value: v}\nalways: {date: 2009-03-31}\n", "utf-8")
    text = sector_page(standings(read_table(tmp_path / "data.csv", tmp_path / "map.yaml"), {}, None))
    assert "one authority, too few to compare." in text


@in_a_browser
@with_axe
@pytest.mark.parametrize("width", [1280, 390, 360])
def test_the_page_is_accessible_and_never_scrolls_sideways(page, browser, tmp_path, width):
    """By WCAG 2.2 AA, before and after an authority is chosen."""
    (tmp_path / "sector.html").write_text(page, "utf-8")
    shown = browser.new_page()
    show(shown, (tmp_path / "sector.html").as_uri(), {"width": width, "height": 900})
    shown.locator("#authorities td, #authorities tbody a").first.click()
    assert shown.locator(".authority:visible").count() == 1
    assert not scrolls_sideways(shown)
    assert broken_rules(shown) == []
    shown.close()


def test_a_measure_without_a_name_of_its_own_is_named_by_its_key(tmp_path: Path):
    """Or by a rulebook or a catalogue that knows it."""
    (tmp_path / "data.csv").write_text("m,v\nmissed-bins,5\n", "utf-8")
    (tmp_path / "map.yaml").write_text("columns: {measure: m, value: v}\nalways: {date: 2009-03-31}\n", "utf-8")
    read = read_table(tmp_path / "data.csv", tmp_path / "map.yaml")
    assert standings(read, {}, None).measures[0].title == "Missed bins"
    assert read.items["value"].dtype == pl.String
