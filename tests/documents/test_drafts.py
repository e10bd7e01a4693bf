"""A draft says so on every slide and at the head of every page, whatever the template; what is final does not."""

import io
from pathlib import Path

import docx
import pptx
import pytest

from cli.documents.sample import sample_template
from cli.documents.slides import render_pptx
from cli.documents.template import fill
from cli.report.page import arrange
from engine.assessment import Assessment
from tests.story.conftest import Made, westmarch

__all__ = ["westmarch"]


def standing(made: Made, status: str) -> Assessment:
    """The assessment for the public, at another stage."""
    return made.public.model_copy(update={"status": status})


@pytest.mark.parametrize(("status", "marked"), [("draft", True), ("final", False)])
def test_every_slide_of_a_draft_says_so(status: str, marked: bool, westmarch: Made):
    """The mark is on each slide, the first included."""
    slides = pptx.Presentation(io.BytesIO(render_pptx(standing(westmarch, status)))).slides
    assert len(slides) > 5
    assert {any(s.has_text_frame and s.text_frame.text == "Draft" for s in slide.shapes) for slide in slides} == {marked}


@pytest.mark.parametrize(("status", "marked"), [("draft", True), ("final", False)])
def test_a_filled_in_template_of_a_draft_says_so_at_the_head_of_every_page(status: str, marked: bool, westmarch: Made, tmp_path: Path):
    """First and even pages with heads of their own are marked as well, and what the template has there stays."""
    template = tmp_path / "house.docx"
    house = docx.Document(io.BytesIO(sample_template()))
    section = house.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "House style"
    house.settings.odd_and_even_pages_header_footer = True
    house.add_section()
    house.save(str(template))
    filled = docx.Document(io.BytesIO(fill(arrange(standing(westmarch, status)), template)))
    first = filled.sections[0]
    heads = [[p.text for p in head.paragraphs] for head in (first.header, first.first_page_header, first.even_page_header)]
    assert {head[0] == "Draft" for head in heads} == {marked}
    assert "House style" in heads[1]
    assert filled.sections[1].header.is_linked_to_previous
