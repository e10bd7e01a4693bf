"""The report's parts: words, the outline's order, the ladder's pictures, the colour scale."""

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest

from cli.report import ladder_picture, words
from cli.report.outline import outline
from cli.report.page import SHADES, arrange, shade
from cli.report.quoted import Citations
from cli.report.reading import Reading
from cli.report.standings import read_ladder, told
from engine.assessment import Assessment, ReviewShown
from tests.report import parks

CSS = (Path(__file__).parents[2] / "cli" / "report" / "templates" / "report.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(("share", "said"), [("0", "0%"), ("1/1000", "under 1%"), ("1/3", "33%"), ("999/1000", "over 99%"), ("1", "100%")])
def test_nearly_nothing_is_not_nothing_and_nearly_all_is_not_all(share: str, said: str):
    """A share is rounded, but never to an end that it does not reach."""
    assert words.percent(share) == said


def test_a_date_reads_the_same_on_every_machine():
    """Dates are written out without the platform's help, and without a nought before the day."""
    assert words.dated(dt.date(2006, 2, 2)) == "2 February 2006"


@pytest.mark.parametrize(("texts", "said"), [([], ""), (["a"], "a"), (["a", "b", "c"], "a, b and c")])
def test_lists_end_with_and(texts: list[str], said: str):
    """One thing is itself, several end with `and`, nothing is nothing."""
    assert words.joined(texts) == said


def test_the_outline_follows_the_rulebook_and_not_the_order_of_grading(full: Assessment):
    """Themes and elements come as their criteria stand in the rulebook, parents before their children."""
    tops = outline(full, full.rulebooks[0])
    assert [top.grade.level for top in tops] == ["whole"]
    order = [node.id for node in tops[0].walk()]
    themes = [i for i in order if full.grades[i].level == "theme"]
    assert themes == [f"cpr.theme.{n}" for n in range(1, 6)]
    assert all(order.index(full.grades[i].parent) < order.index(i) for i in order if full.grades[i].parent)
    assert list(tops[0].criteria) == [i for i, g in full.grades.items() if g.level == "criterion" and g.book == full.rulebooks[0].id]


def test_an_element_of_which_nothing_is_known_takes_one_row():
    """Headings without any evidence are counted, not listed."""
    rows = arrange(parks.assessed(parks.changed(items=[], scores=[], decisions=[], all_there_is=[]))).maps[0].rows
    green = next(row for row in rows if row.node.grade.title == "Green")
    assert green.silent == 2
    assert [row.node.grade.title for row in rows] == ["The parks", "Green", "People"]


def test_elements_of_the_same_name_are_told_apart_by_their_rulebook():
    """Two rulebooks may both have an element called People; their findings are not thrown together."""
    one = parks.assessed()
    other = one.rulebooks[0].model_copy(update={"id": "squares", "title": "Looking after squares"})
    grades = {f"s.{i}": g.model_copy(update={"book": "squares", "parent": g.parent and f"s.{g.parent}"}) for i, g in one.grades.items()}
    reading = Reading(one.model_copy(update={"rulebooks": (*one.rulebooks, other), "grades": {**one.grades, **grades}}))
    assert reading.element("parks.people.1") == "People (Looking after parks)"
    assert reading.element("s.parks.people.1") == "People (Looking after squares)"
    assert Reading(one).element("parks.people.1") == "People"


def test_the_colour_scale_runs_from_end_to_end_and_no_grade_has_no_colour(full: Assessment):
    """The lowest grade has the lightest step, the highest the darkest, each its own; what is not graded has none."""
    book = full.rulebooks[0]
    steps = [shade(grade, book) for grade in sorted(book.scale)]
    assert (steps[0], steps[-1]) == (0, SHADES - 1)
    assert steps == sorted(set(steps))
    assert shade(None, book) is None


def test_the_colours_darken_step_by_step_on_the_screen_and_on_paper():
    """The scale is told apart by lightness alone, so that it is readable without telling colours apart."""
    screen, paper = CSS.split("@media print")
    for sheet in (screen, paper):
        colours = [re.search(rf"\.shade-{n} \{{ background: #(\w+)", sheet)[1] for n in range(SHADES)]
        lightness = [_lightness("".join(c * 2 for c in colour) if len(colour) == 3 else colour) for colour in colours]
        assert all(lighter > darker for lighter, darker in pairwise(lightness))


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_citation_names_the_source_its_year_and_the_place():
    """A reader can find the place from the citation alone."""
    citations = Citations(parks.assessed())
    assert citations.of("parks", {"source": "guide", "at": "1, Grass, 1"}) == "The park keeper's guide (2001): 1, Grass, 1"
    assert citations.of("parks", {"source": "act", "at": "section 9"}) == "Parks Act (1999): section 9"


def test_rungs_lie_one_above_the_other_with_room_for_their_words():
    """The highest rung is on top, no two overlap, and each line of text lies on its rung."""
    ladder = parks.assessed().ladder
    picture = ladder_picture.rungs(ladder)
    assert [bar.name for bar in picture.bars] == ["help", "own"]
    assert [bar.recommended for bar in picture.bars] == [True, False]
    assert all(upper.y + upper.height < lower.y for upper, lower in pairwise(picture.bars))
    assert all(bar.y < line.y < bar.y + bar.height for bar in picture.bars for line in bar.lines)
    assert picture.bars[-1].y + picture.bars[-1].height <= picture.height


def test_a_service_on_another_rung_is_in_the_picture(full: Assessment):
    """The picture shows who stands elsewhere than the authority, in words."""
    elsewhere = {name.replace("-", " ") for name, s in full.ladder.services.items() if s.recommended != full.ladder.recommended}
    shown = " ".join(line.text for bar in ladder_picture.rungs(full.ladder).bars for line in bar.lines if line.kind == "mark")
    assert elsewhere
    assert all(name in shown for name in elsewhere)


def _history(*reviews: tuple[str, str]) -> tuple[ReviewShown, ...]:
    return tuple(ReviewShown(date=dt.date.fromisoformat(day), rung=f"parks.rung.{rung}", by="stay", because=(), averted=None) for day, rung in reviews)


def test_one_review_makes_no_way():
    """A line needs two ends."""
    ladder = parks.assessed().ladder.model_copy(update={"history": _history(("2009-06-30", "own"))})
    assert ladder_picture.way(ladder) is None


def test_the_way_goes_forward_within_the_picture_and_labels_do_not_meet():
    """Reviews lie in order of time; dates that would overlap are left out, the first and the last never."""
    days = [f"{year}-03-31" for year in range(1999, 2010)] + ["2009-04-02"]
    ladder = parks.assessed().ladder.model_copy(update={"history": _history(*((day, "help" if n > 4 else "own") for n, day in enumerate(days)))})
    way = ladder_picture.way(ladder)
    xs = [stop.x for stop in way.stops]
    assert xs == sorted(xs)
    assert 0 < xs[0] < xs[-1] < ladder_picture.WIDTH
    assert way.stops[0].label == "Mar 1999"
    assert way.stops[-1].label == "Apr 2009"
    spans = [
        (stop.x - {"start": 0, "middle": 28, "end": 56}[stop.anchor], stop.x + {"start": 56, "middle": 28, "end": 0}[stop.anchor])
        for stop in way.stops
        if stop.label
    ]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_the_way_is_told_in_words_as_well():
    """Who does not see the picture hears from when to when each rung was recommended."""
    ladder = parks.assessed().ladder
    history = _history(("2007-03-31", "own"), ("2008-03-31", "own"), ("2009-03-31", "help"))
    assert told(history, ladder) == "From 31 March 2007 to 31 March 2008: The keepers put it right. On 31 March 2009: Other towns help."


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"because": (), "not_ruled_out": ("parks.trigger.empty",)}, "nothing is called for, and nothing is ruled out"),
        ({"because": (), "not_ruled_out": ()}, "nothing is called for"),
        ({"because": ("parks.trigger.empty",), "not_ruled_out": ()}, "one trigger is proved, and none calls for a higher rung"),
    ],
)
def test_the_first_rung_says_what_was_called_for(changes: dict[str, tuple[str, ...]], says: str):
    """On the first rung the sentence tells nothing called for from nothing known, and both from something too small."""
    ladder = parks.assessed().ladder
    changed = ladder.model_copy(update={"recommended": "parks.rung.own", "history": _history(("2009-06-30", "own")), "services": {}, **changes})
    assert read_ladder(changed).authority.says == says
