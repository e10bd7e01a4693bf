"""A story as PDF: its page, printed by the browser that is there already."""

from cli.documents.browser import print_page
from cli.documents.pdf import undated
from cli.story.page import render_html
from engine.story.story import Story


def render_pdf(story: Story) -> bytes:
    """The printed page. The same content gives the same bytes with the same version of the browser."""
    return undated(print_page(render_html(story)), story.assessment.as_of)
