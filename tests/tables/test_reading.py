"""Tables are read as they are: exactly, from whatever file, and nothing is taken for a figure that is none."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measures.peers import quartiles
from evidence.columns import sets_of
from evidence.conform import conform
from evidence.model import Authority, Item
from evidence.problems import BadInput
from evidence.tables.peers import others
from evidence.tables.read import Table, read_table
from tests.tables.conftest import MAPPING, ROWS

AMBLEFORD = Authority(name="Ambleford", code="X01", type="unitary")


def table(here: Path, file: str = "data.csv") -> Table:
    """The table in a file, through map.yaml."""
    return read_table(here / file, here / "map.yaml")


def told(items: tuple[Item, ...]) -> list[tuple]:
    """What items say, without their ids."""
    return [(i.key, i.value, i.period, i.date) for i in items]


RECYCLED = [
    ("recycling-rate", Decimal("29.4"), "2007/08", dt.date(2008, 3, 31)),
    ("recycling-rate", Decimal("31.0"), "2008/09", dt.date(2009, 3, 31)),
]


def test_a_line_is_a_figure_that_knows_where_it_stands(here):
    """Its id is made of file and line, and its source says the line."""
    items = table(here).of(AMBLEFORD)
    assert told(items) == RECYCLED
    assert [(i.id, i.source.at, i.source.title) for i in items] == [("data:2", "line 2", "data.csv"), ("data:3", "line 3", "data.csv")]


def test_an_authority_is_known_by_its_code_or_by_its_name(here):
    """A council that was renamed keeps its code."""
    assert told(table(here).of(AMBLEFORD.model_copy(update={"name": "Ambleford City"}))) == RECYCLED
    assert told(table(here).of(AMBLEFORD.model_copy(update={"code": None}))) == RECYCLED


def test_an_authority_of_which_the_table_knows_nothing_is_refused_with_the_nearest(here):
    """It is a slip of the pen more often than a table without it."""
    with pytest.raises(BadInput, match="did you mean 'Ambleford'"):
        table(here).of(Authority(name="Amblefort", type="unitary"))


def test_what_is_missing_is_no_figure_and_its_authority_is_there_all_the_same(here):
    """Brindle's cell says that there is none: it is one of the sector, and nothing is known of it."""
    read = table(here)
    assert (len(read.items), read.silent) == (2, 1)
    sets = dict(sets_of(read.long()))
    assert told(sets["X02"].items) == []
    assert (sets["X01"].authority.name, sets["X01"].authority.type, sets["X01"].as_of) == ("Ambleford", "unitary", dt.date(2009, 3, 31))


def test_the_long_form_passes_as_evidence_of_a_sector(here):
    """It gives the same items as reading one authority does, also after it was written as CSV."""
    long = table(here).long()
    long.write_csv(here / "long.csv")
    again = conform(pl.read_csv(here / "long.csv", infer_schema=False), "long.csv")
    assert again.equals(long)
    assert dict(sets_of(again))["X01"].items == table(here).of(AMBLEFORD)


def test_xlsx_and_parquet_say_the_same(here):
    """Figures of a workbook are what was typed."""
    book = openpyxl.Workbook()
    rows = [line.split(",") for line in ROWS.splitlines()]
    for row in rows:
        book.active.append([float(cell) if cell in ("29.4", "31.0") else cell for cell in row])
    book.save(here / "data.xlsx")
    frame = pl.DataFrame(rows[1:], schema=rows[0], orient="row")
    frame.write_parquet(here / "data.parquet")
    for file in ("data.xlsx", "data.parquet"):
        assert told(table(here, file).of(AMBLEFORD)) == RECYCLED, file


def test_binary_fractions_are_read_to_the_decimals_that_are_said(here):
    """0.1 + 0.2 is no 0.3 in binary; without `decimals` such a column is refused."""
    frame = pl.read_csv(ROWS.encode(), infer_schema=False).head(2).with_columns(Figure=pl.Series([0.1 + 0.2, 31.0]))
    frame.write_parquet(here / "data.parquet")
    with pytest.raises(BadInput, match="binary fractions"):
        table(here, "data.parquet")
    (here / "map.yaml").write_text(MAPPING + "decimals: 2\n", "utf-8")
    assert [i.value for i in table(here, "data.parquet").of(AMBLEFORD)] == [Decimal("0.3"), Decimal(31)]


@settings(max_examples=25)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**15), max_value=10**15))
def test_a_figure_is_what_its_digits_say(tmp_path_factory, value):
    """Twenty-four digits are kept, where a float keeps seventeen."""
    here = tmp_path_factory.mktemp("t")
    (here / "map.yaml").write_text("columns: {measure: m, value: v}\nalways: {date: 2009-03-31}\n", "utf-8")
    (here / "data.csv").write_text(f"m,v\nx,{value:f}\n", "utf-8")
    assert table(here).of(AMBLEFORD)[0].value == value


def test_a_cell_with_several_lines_does_not_move_the_lines_below_it(here):
    """The line that is named is the one that an editor shows."""
    text = ROWS.replace("Recycling rate,2007/08", '"Recycling\nrate",2007/08').replace("31.0", "many")
    (here / "data.csv").write_text(text, "utf-8")
    with pytest.raises(BadInput) as bad:
        table(here)
    assert [str(p).partition(":")[0].rpartition("data.csv, ")[2] for p in bad.value.problems] == ["row 4, column Figure"]


def test_a_wide_table_says_the_same_as_a_long_one(here):
    """Period and measure are read from the headings."""
    (here / "data.csv").write_text("Council,Rate 2007/08,Rate 2008/09,Bins\nAmbleford,29.4,31.0,\nBrindle,,,7\n", "utf-8")
    (here / "map.yaml").write_text(
        "columns: {authority: Council}\nperiods_end: 03-31\n"
        'figures: {"Rate {period}": {measure: recycling-rate}, Bins: {measure: missed-bins, period: 2008/09, better: lower}}\n',
        "utf-8",
    )
    read = table(here)
    assert told(read.of(AMBLEFORD)) == RECYCLED
    (bins,) = read.of(Authority(name="Brindle", type="unitary"))
    assert (bins.id, bins.value, bins.better, bins.source.at) == ("data:3.3", 7, "lower", "line 3, Bins")


def test_a_word_may_stand_for_several_and_null_leaves_the_line_out(here):
    """So a measure can bring its unit, and another be passed over."""
    (here / "data.csv").write_text("m,v\n% kept,31\nNoise,7\n", "utf-8")
    (here / "map.yaml").write_text(
        'columns: {measure: m, value: v}\nalways: {date: 2009-03-31}\nwords: {measure: {"% kept": {measure: kept, unit: per cent}, Noise: null}}\n', "utf-8"
    )
    (item,) = table(here).of(AMBLEFORD)
    assert (item.key, item.unit) == ("kept", "per cent")


def test_ratings_and_events_are_read_as_well(here):
    """What the rows are the mapping says."""
    (here / "data.csv").write_text("stars,day\nthree,31/03/2009\n", "utf-8")
    (here / "map.yaml").write_text("columns: {value: stars, date: day}\nalways: {rating: star-rating, source: inspectors}\ndates: dd/mm/yyyy\n", "utf-8")
    (item,) = table(here).of(AMBLEFORD)
    assert (item.kind, item.value, item.date, item.source.kind) == ("rating", "three", dt.date(2009, 3, 31), "inspectors")
    (here / "map.yaml").write_text("columns: {event: stars, date: day}\ndates: dd/mm/yyyy\n", "utf-8")
    assert table(here).of(AMBLEFORD)[0].event == "three"


@settings(max_examples=25)
@given(st.lists(st.decimals(-100, 100, places=1), min_size=6, max_size=14))
def test_peers_are_the_quartiles_of_the_others(values):
    """Of all but oneself, as engine.measures defines quartiles, and exactly."""
    for n, found in enumerate(others([str(v) for v in values])):
        assert tuple(map(Decimal, found)) == quartiles([*values[:n], *values[n + 1 :]])


def test_of_fewer_than_five_others_nothing_is_said(here):
    """Their quartiles would tell who is who."""
    (here / "map.yaml").write_text("columns: {authority: a, measure: m, value: v}\nalways: {date: 2009-03-31}\npeers: all\n", "utf-8")
    for councils, n in ((5, None), (6, 5)):
        (here / "data.csv").write_text("a,m,v\n" + "".join(f"c{k},x,{k}\n" for k in range(councils)), "utf-8")
        peers = table(here).of(Authority(name="c0", type="other"))[0].peers
        assert (peers and peers.n) == n


def test_rows_are_told_of_as_they_are_read(here):
    """Progress goes to the end, however many blocks there are."""
    (here / "map.yaml").write_text("columns: {authority: a, measure: m, value: v}\nalways: {date: 2009-03-31}\n", "utf-8")
    (here / "data.csv").write_text("a,m,v\n" + "".join(f"c{k},x,{k}\n" for k in range(60_000)), "utf-8")
    seen: list[tuple[int, int]] = []
    read = read_table(here / "data.csv", here / "map.yaml", lambda done, of: seen.append((done, of)))
    assert seen == [(50_000, 60_000), (60_000, 60_000)]
    assert len(read.items) == 60_000
