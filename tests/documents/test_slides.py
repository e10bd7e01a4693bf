"""The slides: one for each theme, readable, never running over, and nobody recognised by them."""

import io

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx.util import Pt

from cli.documents.feedback import themes
from cli.documents.fitting import LEADING, fitting, lines, shortened, width
from cli.documents.slides import render_pptx
from cli.report.page import arrange
from cli.report.rendering import Rendering
from cli.report.words import House
from tests.report import parks

SMALLEST = 18


def texts(slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_there_is_a_slide_for_each_theme_between_a_title_and_what_comes_next(deck, full):
    """The slides' titles are the authority, the themes of the rulebooks in order, and what comes next."""
    titles = [slide.shapes.title.text for slide in deck.slides]
    themed = [g.title for g in full.grades.values() if g.level == "theme"]
    assert titles == [full.authority.name, *themed, "Under-performance and the ladder of responses", "What comes next"]


def test_every_theme_shows_strengths_and_areas_for_consideration(deck):
    """Both columns stand on every theme's slide, also where one is empty."""
    for slide in list(deck.slides)[1:-1]:
        assert "Strengths" in texts(slide)
        assert "Areas for consideration" in texts(slide)


def test_nothing_to_be_read_is_small(deck):
    """All but the foot is at least 18 points."""
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame and shape.top < Pt(72 * 7) - 1:
                assert all(run.font.size >= Pt(SMALLEST) for p in shape.text_frame.paragraphs for run in p.runs), texts(slide)


@pytest.mark.parametrize("which", ["full", "small"])
def test_no_text_runs_over_its_box_or_the_slide(which, request):
    """Measured letter by letter, every text takes no more lines than its box has, and every box is on the slide."""
    deck = pptx.Presentation(io.BytesIO(render_pptx(request.getfixturevalue(which))))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if not shape.has_text_frame:
                continue
            used = 0.0
            for p in shape.text_frame.paragraphs:
                size = p.runs[0].font.size.pt if p.runs else 12
                bold = bool(p.runs and p.runs[0].font.bold)
                used += lines(p.text, size, shape.width.pt, bold=bold) * size * LEADING + (p.space_after.pt if p.space_after else 0)
            last = shape.text_frame.paragraphs[-1]
            used -= last.space_after.pt if last.space_after else 0
            assert used <= shape.height.pt + 0.5, (slide.shapes.title.text, shape.text_frame.text)


def test_a_quote_stands_without_its_source(deck, full):
    """No id, title, person, role or date of an item stands on a slide, and no quote is of a protected item."""
    open_quotes = {shown.excerpt for shown in full.evidence.values() if shown.excerpt and not shown.protected}
    quoted = [line for slide in deck.slides for line in texts(slide).splitlines() if line.startswith("“")]
    assert quoted
    assert all(any(line.strip("“”").rstrip(".") == excerpt.rstrip(".") for excerpt in open_quotes) for line in quoted)
    shown = "\n".join(map(texts, deck.slides))
    assert not [i for i in full.evidence if i in shown]
    assert "protected-" not in shown


def test_no_slide_is_made_for_the_team():
    """What is for the team alone cannot reach a screen."""
    with pytest.raises(AssertionError):
        render_pptx(parks.assessed(audience="team"))


def test_what_one_voice_says_is_on_no_slide(full, deck):
    """Lines of enquiry are followed up with care: neither their text nor their step is shown."""
    alone = [f for f in full.findings if f.kind == "line_of_enquiry"]
    assert alone
    shown = "\n".join(texts(slide) + slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    assert not [f.text for f in alone if f.text in shown]
    others = {f.next for f in full.findings if f.kind != "line_of_enquiry"}
    assert not [f.next for f in alone if f.next in shown and f.next not in others]


def test_what_does_not_fit_is_in_the_notes(deck, full):
    """The notes of a theme hold all its strengths and areas, each with its place in the source."""
    for theme, slide in zip(themes(arrange(full)), list(deck.slides)[1:-1], strict=True):
        notes = slide.notes_slide.notes_text_frame.text
        assert all(f.lead.rstrip(".") in notes and f.cited in notes for f in (*theme.strengths, *theme.considered))


def test_the_house_says_what_the_columns_are_called(small):
    """The word for weaknesses heads the second column."""
    house = House({"weakness": "growing edge", "weaknesses": "growing edges"})
    deck = pptx.Presentation(io.BytesIO(render_pptx(small, Rendering(house))))
    assert any("Growing edges" in texts(slide) for slide in deck.slides)


def test_the_same_assessment_gives_the_same_slides(small):
    """No hour of the machine is in the file."""
    assert render_pptx(small) == render_pptx(small)


def test_without_grades_each_rulebook_is_a_theme():
    """A review that awards no grades has its slides."""
    deck = pptx.Presentation(io.BytesIO(render_pptx(parks.assessed(grades=False))))
    assert len(deck.slides) == 3


WORDS = st.lists(st.text(alphabet="abc WMil.", min_size=1, max_size=12), min_size=1, max_size=30).map(" ".join).filter(str.strip)


@settings(max_examples=25)
@given(WORDS, st.integers(1, 4))
def test_a_shortened_text_takes_no_more_than_its_lines_and_begins_as_it_began(text, most):
    """Whatever the text, what is kept fits, and is its beginning."""
    short = shortened(text, 18, 200, most)
    assert lines(short, 18, 200) <= most
    assert " ".join(text.split()).startswith(" ".join(short.removesuffix(" …").split()).rstrip(",;:"))


@settings(max_examples=25)
@given(st.lists(WORDS, max_size=12))
def test_what_is_left_out_is_counted(items):
    """Kept and left out add up to all."""
    texts_ = [shortened(item, 18, 300, 3) for item in items]
    shown = fitting(texts_, 18, (300, 200), 7, "and {n} more")
    assert sum(lines(t, 18, 300) * 18 * LEADING + 7 for t in shown) <= 200
    if shown != texts_:
        assert int(shown[-1].split()[1]) + len(shown) - 1 == len(texts_)


def test_a_text_is_cut_after_a_sentence_where_one_fits():
    """A whole sentence is better than half of two."""
    assert shortened("It is so. Nobody knows why it should be so at all.", 18, 200, 1) == "It is so."
    assert shortened("Nobody at all knows why it should be so.", 18, 200, 1).endswith(" …")


def test_letters_are_measured():
    """An m is wider than an i, and bold is wider still."""
    assert width("m", 10) > 3 * width("i", 10)
    assert width("m", 10, bold=True) > width("m", 10)
