"""A position statement as one self-contained HTML file, in the style of the report."""

from cli.story.page import behind, environment, page_of
from cli.story.position_text import scored, what, where
from engine.position.position import Position
from engine.story.story import Story


def render_html(p: Position, story: Story) -> str:
    """The page: no script, no network, the same bytes for the same content."""
    page = page_of(story)
    found = behind(story, page)
    numbers = {b.read.id: b.number for b in found}
    words = {"what": what, "where": where, "scored": scored}
    return environment().get_template("position.html.j2").render(p=p, s=story, page=page, a=page.assessment, found=found, numbers=numbers, **words)
