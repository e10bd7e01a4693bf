"""What the pictures show, and that it is told in words, too."""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.pictures.distribution import distribution
from cli.pictures.figures import Figures, figures
from cli.pictures.gap import gaps
from cli.pictures.heatmap import heatmaps
from cli.pictures.picture import Picture, sheet
from cli.pictures.plot import SOFT, WIDE, spread, wrapped
from cli.pictures.trend import trend
from cli.pictures.words import label
from engine.measures.shown import MeasureShown, MeasuresShown
from tests.pictures.conftest import read

SVG = "{http://www.w3.org/2000/svg}"
Measure = Callable[[str], MeasureShown]


def texts(picture: Picture) -> list[str]:
    """Every line of letters in a drawing."""
    return [t.text or "".join(s.text or "" for s in t) for t in ET.fromstring(picture.svg).iter(f"{SVG}text")]


def drawn(picture: Picture | None) -> Picture:
    assert picture is not None
    return picture


def test_a_trend_shows_each_figure_the_target_what_is_likely_and_the_gap(measure: Measure):
    """Everything in the picture is in its text, too."""
    picture = drawn(trend(measure("recycling-rate")))
    assert {"24", "27", "29", "31", "target 40", "likely 37.58", "gap 2.42"} <= set(texts(picture))
    assert "2005/06 24; 2006/07 27; 2007/08 29; 2008/09 31" in picture.alt
    assert "37.58 on 31 March 2012, 2.42 short of the target of 40" in picture.alt


def test_figures_of_one_day_are_no_trend(measure: Measure):
    """Neither a single figure nor two of the same day have a picture over time."""
    assert trend(measure("odd-one")) is None
    (one,) = measure("odd-one").figures
    twice = (one, one.model_copy(update={"id": "b-10", "period": "March", "value": Decimal(2)}))
    assert trend(measure("odd-one").model_copy(update={"figures": twice})) is None


def test_a_provisional_figure_is_drawn_otherwise_and_said_to_be_so(measure: Measure):
    """It is a square without a filling, and the text says that it is provisional."""
    picture = drawn(trend(measure("flat")))
    assert 'fill="white" stroke="#0b5577"' in picture.svg
    assert "7 (provisional)" in picture.alt


def test_a_distribution_marks_the_authority_among_the_quartiles_of_its_peers(measure: Measure):
    """Its name and figure stand over the band, and the quartiles under it."""
    picture = drawn(distribution(measure("recycling-rate"), "Ambleford"))
    assert {"Ambleford 31", "28", "33", "38"} <= set(texts(picture))
    assert "Of 40 others a quarter are below 28, half below 33, and three quarters below 38." in picture.alt


def test_a_table_of_authorities_gives_a_dot_for_each_and_their_quartiles(measure: Measure):
    """Quartiles are worked out from the others, and each of them is drawn."""
    picture = drawn(distribution(measure("recycling-rate"), "Ambleford", [Decimal(n) for n in range(20, 41)]))
    assert {"25", "30", "35"} <= set(texts(picture))
    assert sum(path.get("fill") == SOFT for path in ET.fromstring(picture.svg).iter(f"{SVG}path")) == 21


def test_fewer_than_five_others_are_not_drawn(measure: Measure):
    """Four figures would tell who is who; a measure without peers then has no picture."""
    assert distribution(measure("flat"), "Ambleford", [Decimal(n) for n in range(4)]) is None


def test_the_gap_puts_the_farthest_from_its_target_first(shown: MeasuresShown):
    """It says the figure and the target, and which bars the margin of error explains; a target of nought has no shares."""
    picture = gaps(shown.measures)[0]
    told = [line for line in texts(picture) if "target" in line and line[0].isdigit()]
    assert told == ["27, target 26", "31, target 32", "67, target 69"]
    assert "67, target 69, 2 short, within the margin of error" in picture.alt
    assert "likely 37.58 on 31 Mar 2012, 2.42 short" in picture.alt
    assert "Deficit" not in picture.alt


def test_the_heat_map_says_better_worse_and_no_difference(shown: MeasuresShown):
    """Less is better for some; what the margin of error explains is no difference; a provisional figure is not judged."""
    told = heatmaps(shown.measures)[0].alt
    assert "Recycling rate, waste*: 2005/06 24; 2006/07 27, better; 2007/08 29, better; 2008/09 31, better." in told
    assert "Missed bins: 31 Mar 2008 30; 31 Mar 2009 27, better." in told
    assert "31 Mar 2008 68; 31 Mar 2009 67, no difference." in told
    assert "Flat*: 31 Mar 2007 7; 31 Mar 2008 7, no difference; 31 Mar 2009 7, no difference." in told


def test_what_nobody_said_is_called_an_assumption(shown: MeasuresShown, measure: Measure):
    """Where no rulebook, catalogue or item says which way is better, every picture that judges says that it is assumed."""
    assert "More is better, it is assumed" in texts(drawn(trend(measure("recycling-rate"))))
    assert "Less is better" in texts(drawn(trend(measure("missed-bins"))))
    for picture in (gaps(shown.measures)[0], heatmaps(shown.measures)[0]):
        assert "Recycling rate, waste*" in texts(picture)
        assert "Missed bins" in texts(picture)
        assert picture.alt.endswith("* That more is better is assumed: nobody said so.")


def all_of(shown: MeasuresShown) -> list[Picture]:
    each = [p for m in shown.measures for p in (trend(m), distribution(m, "Ambleford")) if p is not None]
    return [*each, *gaps(shown.measures), *heatmaps(shown.measures)]


def test_every_picture_has_a_title_and_a_text_and_runs_no_script(shown: MeasuresShown):
    """A screen reader finds one image with its name and its text; nothing in it is fetched or run, and no two share an id."""
    ids = []
    for picture in all_of(shown):
        root = ET.fromstring(picture.svg)
        labels = root.get("aria-labelledby", "").split()
        assert [root.get("role"), root[0].tag, root[1].tag] == ["img", f"{SVG}title", f"{SVG}desc"]
        assert labels == [root[0].get("id"), root[1].get("id")]
        assert (root[0].text, root[1].text) == (picture.title, picture.alt)
        assert not re.search(r"<script|href|url\(|\son\w+=", picture.svg)
        ids += labels
    assert len(ids) == len(set(ids))


def test_no_letter_is_smaller_than_eleven_units_of_360_or_beyond_the_edge(shown: MeasuresShown):
    """On a telephone 360 pixels wide the smallest letters are 11 pixels high, or nearly."""
    for picture in all_of(shown):
        assert picture.size[0] == WIDE
        sizes = [float(t.get("font-size", "0px").removesuffix("px")) for t in ET.fromstring(picture.svg).iter(f"{SVG}text")]
        assert min(sizes) >= 11


def test_the_same_figures_give_the_same_bytes(ambleford: Path):
    """Read and drawn again, SVG and PNG are the same to the byte."""
    first, again = (sheet([drawn(trend(m)) for m in read(ambleford)[0].measures if len(m.figures) > 1], "x") for _ in range(2))
    assert (first.svg, first.png) == (again.svg, again.png)


def test_the_words_of_the_evidence_stay_words(measure: Measure):
    """Angle brackets in a unit are letters, and no marks of their own."""
    picture = drawn(distribution(measure("odd-one"), "A <b>", [Decimal(n) for n in range(9)]))
    assert "<b>" not in picture.svg
    assert "A <b> 1" in texts(picture)


def test_what_was_said_in_confidence_is_in_no_picture_for_the_public(ambleford: Path):
    """The team's pictures have it, so that the test would see it."""
    public, team = ("".join(p.svg for p in all_of(read(ambleford, audience)[0])) for audience in ("public", "team"))
    assert "2,222" in team
    assert "2,222" not in public


def test_without_the_library_the_figures_are_told_in_words_and_why_is_said(shown: MeasuresShown, monkeypatch: pytest.MonkeyPatch):
    """A report needs no picture to come out."""
    monkeypatch.setattr("cli.pictures.figures.find_spec", lambda _name: None)
    told = figures(shown)
    assert isinstance(told, Figures)
    assert told.overview == ()
    assert all(m.says and not m.pictures for m in told.measures)
    assert told.lacking == "The pictures are left out: they need the library altair, which is not installed (peerbench[charts])."


def test_a_report_shows_first_what_calls_for_a_look(shown: MeasuresShown):
    """Of the measures only those that call for a look have a place of their own; how many there are is said."""
    told = figures(shown)
    assert told is not None
    assert {m.title for m in told.measures} == {m.title if m.about == "authority" else f"{m.title}, {m.about}" for m in shown.measures if m.calls}
    assert told.intro.startswith("Six measures, of which two call for a look")
    assert told.intro.endswith("One other measure cannot be shown: what was said in confidence is for the team alone.")


@given(st.lists(st.floats(0, 200), min_size=1, max_size=8), st.floats(1, 20))
@settings(max_examples=25)
def test_labels_keep_their_distance_and_their_order(places: list[float], gap: float):
    """Where there is room for all, no two labels come closer than the gap, none leaves the field, and none overtakes another."""
    moved = spread(places, gap, -10, 210)
    order = sorted(range(len(places)), key=lambda n: places[n])
    assert all(moved[b] - moved[a] >= gap - 1e-6 for a, b in pairwise(order))
    assert all(-10 <= y <= 210 for y in moved)


@pytest.mark.parametrize(("value", "said"), [("0.0001", "0.0001"), ("0.125", "0.12"), ("-1204000.50", "-1,204,000.5"), ("0", "0"), ("0.01234", "0.012")])
def test_a_label_never_says_nought_of_what_is_not(value: str, said: str):
    """Two decimals are enough but for the smallest figures."""
    assert label(Decimal(value)) == said


@given(st.text(st.characters(categories=["L", "N", "Zs"]), max_size=120))
@settings(max_examples=25)
def test_wrapping_loses_no_letter(text: str):
    """All words come out again, in their order."""
    assert "".join("".join(wrapped(text, 100)).split()) == "".join(text.split())
