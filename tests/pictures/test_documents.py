"""The pictures in Word and on slides."""

import io
import zipfile
from pathlib import Path

import docx
import pptx
import pytest

from cli.documents.slides import render_pptx
from cli.documents.word import render_docx
from cli.pictures.figures import Figures, figures
from cli.report.rendering import Rendering
from tests.pictures.conftest import read
from tests.report import parks


@pytest.fixture
def told(ambleford: Path) -> Figures:
    """The figures of Ambleford as reports show them."""
    found = figures(read(ambleford)[0])
    assert found is not None
    return found


def test_word_has_every_picture_with_its_text_and_what_the_figures_say(told: Figures):
    """Nobody needs to see a picture to know what it shows, and none is wider than the text."""
    written = docx.Document(io.BytesIO(render_docx(parks.assessed(audience="public"), Rendering(figures=told))))
    shown = [p.get("descr") for p in written.element.body.xpath(".//wp:docPr")]
    for picture in (*told.overview, *(p for m in told.measures for p in m.pictures)):
        assert picture.alt in shown
    text = [p.text for p in written.paragraphs]
    assert all(" ".join(m.says) in text for m in told.measures)
    assert "Figures" in text
    section = written.sections[0]
    assert all(s.width <= section.page_width - section.left_margin - section.right_margin for s in written.inline_shapes)


def test_slides_show_two_measures_each_within_the_slide(told: Figures):
    """Each picture has its text, and the notes have the sentences."""
    deck = pptx.Presentation(io.BytesIO(render_pptx(parks.assessed(audience="public"), Rendering(figures=told))))
    (slide,) = [s for s in deck.slides if s.shapes.title.text_frame.text == "What the figures say"]
    drawn = [shape for shape in slide.shapes if shape.shape_type == 13]
    first = [m.pictures[0] for m in told.measures]
    assert [shape._element.nvPicPr.cNvPr.get("descr") for shape in drawn] == [p.alt for p in first]
    assert all(shape.left + shape.width <= deck.slide_width and shape.top + shape.height <= deck.slide_height for shape in drawn)
    assert told.measures[0].says[0] in slide.notes_slide.notes_text_frame.text


def test_without_figures_a_report_has_no_chapter_of_them():
    """An evidence set without figures gives the report as it was."""
    with zipfile.ZipFile(io.BytesIO(render_docx(parks.assessed(audience="public"), Rendering()))) as parts:
        assert ">Figures<" not in parts.read("word/document.xml").decode()
