"""A position statement as a Word document."""

from cli.documents.paper import Paper, Strong
from cli.report.words import capital, counted, dated
from cli.story.page import behind, page_of
from cli.story.position_text import scored, what, where
from cli.story.word import findings, said
from engine.position.position import Position
from engine.story.story import Story


def render_docx(p: Position, story: Story) -> bytes:
    """The document: messages, what is to improve, own scores, and the evidence by theme with its gaps."""
    page = page_of(story)
    found = behind(story, page)
    numbers = {b.read.id: b.number for b in found}
    paper = Paper()
    paper.running(story.title, page.mark)
    paper.paragraph(story.title, style="Title")
    paper.paragraph(f"Position statement as of {dated(p.as_of)}", style="Subtitle")
    for term, says in page.facts:
        paper.paragraph(Strong(f"{term}: "), says)
    for banner in page.banners:
        paper.banner(banner.lead, banner.says)
    for heading, entries in (("Where we stand", story.messages), ("What we have to improve", story.recommendations)):
        paper.heading(heading, 1)
        for told in entries:
            paper.heading(told.title, 2)
            paper.paragraph(*said(told.sentences, numbers))
    if p.scores:
        paper.heading("Our own scores", 1)
        paper.table("Self-assessment", ("Criterion", "Score", "Why"), [(s.title, capital(scored(s, p)), s.reason) for s in p.scores], (5, 4, 6))
    paper.heading("The evidence by theme", 1, new_page=True)
    for theme in p.themes:
        paper.heading(theme.title, 2)
        if theme.evidence:
            rows = [(what(i.shown), where(i.shown), ", ".join(i.bears_on)) for i in theme.evidence]
            paper.table(f"{theme.title}: evidence", ("What it is", "Where and of when", "Bears on"), rows, (6, 5, 5))
        if theme.gaps:
            paper.table(f"{theme.title}: gaps", ("Criterion", "What is not known"), [(g.title, g.text) for g in theme.gaps], (6, 9))
    if p.elsewhere:
        paper.table("What no criterion asks for", ("What it is", "Where and of when"), [(what(i.shown), where(i.shown)) for i in p.elsewhere], (8, 7))
    if p.in_confidence:
        paper.paragraph(f"{capital(counted(p.in_confidence, 'item'))} more given in confidence.")
    findings(paper, found)
    return paper.bytes(page.assessment, story.title)
