"""Oflog's figures on adult social care come out as they were published, and every authority has its triggers and its way on the ladder."""

import pytest

from cli.tables.page import sector_page
from cli.tables.standings import standings
from engine.measures.catalogue import read_catalogue
from tests.published import oflog
from tests.published.data import published


@pytest.fixture(scope="module")
def folder():
    """Where the table is."""
    return published("oflog-adult-social-care")


@pytest.fixture(scope="module")
def table(folder):
    """The table, read through its mapping."""
    return oflog.read(folder)


@pytest.fixture(scope="module")
def replays(table):
    """The ladder of everybody."""
    return oflog.replayed(table)


def test_the_table_has_6078_figures(table):
    """157 authorities, for some were merged or divided in these years, and seven measures; the other 298 rows have no figure."""
    assert (table.rows, len(table.items), table.silent, len(table.authorities), table.items["key"].n_unique()) == (6376, 6078, 298, 157, 7)


def test_every_published_distance_from_the_median_comes_out(folder):
    """In median absolute deviations, to eight decimals, wherever one is given."""
    found = oflog.medians(folder)
    assert (found.distances, found.figures) == (6078, 6078)


def test_every_published_median_comes_out_up_to_decimals_that_were_not_printed(folder):
    """For 590 figures in five groups the publisher took the median before it cut decimals; none differs by more than those can explain."""
    found = oflog.medians(folder)
    assert found.as_printed + found.binary + found.unprinted == found.figures
    assert (found.unprinted, len(found.unprinted_groups)) == (590, 5)


def test_every_authority_has_its_place_on_the_ladder_at_every_review(replays, table):
    """From the year of its first figure to 2023."""
    first = dict(table.items.group_by("authority").agg(year=oflog.pl.col("date").dt.year().min()).iter_rows())
    for name, ways in replays.items():
        for way in ways:
            assert [r.date.year for r in way.reviews] == list(range(first[name], 2024)), name
    assert len(replays) == 157


def test_the_worst_quarter_is_found_for_whom_other_means_find_it(replays, table):
    """By Python's own quantiles of the others' figures, for every authority and year."""
    assert oflog.proved(replays, "trigger.below_peers") == oflog.worst_quarter(table)


def test_nobody_coasts_where_fewer_than_four_measures_tell(replays):
    """Of those that go one way three only have four periods: nobody knows, so nothing is proved and nothing excluded."""
    assert oflog.proved(replays, "trigger.coasting") == set()
    assert all("trigger.coasting" in r.unknown for ways in replays.values() for w in ways if w.subject == oflog.SERVICE for r in w.reviews)


def test_the_sector_has_a_page_on_which_everybody_stands(table):
    """Each of the 157 one click away, each of the seven measures with every year that it has."""
    catalogue = read_catalogue(oflog.MAPPING.parent / "indicators.yaml")
    sector = standings(table, {}, catalogue)
    assert sum(len(year.stands) for measure in sector.measures for year in measure.years) == 6078
    page = sector_page(sector)
    assert all(f'<section class="authority" id="a{n}"' in page for n in range(1, 158))
    assert page.count('<article id="m') == 7
    assert len(page) < 1_500_000
