"""What is written for Word and PowerPoint, opened by another office: it has pages, and they say what they should."""

import pytest

from cli.documents.slides import render_pptx
from cli.documents.word import render_docx
from tests.documents.unpacked import read
from tests.report import parks


@pytest.fixture(scope="module")
def small():
    return parks.assessed(audience="public")


def pages(pdf) -> list[str]:
    return [page for page in read(pdf).split("\f") if page.strip()]


def test_the_word_report_has_pages_with_their_headings_and_numbers(small, as_pdf, tmp_path):
    """Headings, the head and foot of each page, and the contents are there when it is printed."""
    path = tmp_path / "report.docx"
    path.write_bytes(render_docx(small))
    found = pages(as_pdf(path))
    assert len(found) > 4
    for heading in ("Summary", "Grades", "Strengths", "Actions", "Appendix: the evidence"):
        assert heading in found[1], "the contents"
        assert any(f"\n{heading}\n" in page for page in found[2:])
    assert all(f"Page {n} of {len(found)}" in page for n, page in enumerate(found, start=1))


def test_the_slides_are_as_many_when_they_are_shown(small, as_pdf, tmp_path):
    """One page for each slide, each with its title."""
    path = tmp_path / "slides.pptx"
    path.write_bytes(render_pptx(small))
    found = pages(as_pdf(path))
    assert len(found) == 3
    assert "Littleham Town Council" in found[0]
    assert "What comes next" in found[-1]
