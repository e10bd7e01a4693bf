"""A story as a Word document: what a committee reads, with the findings behind it numbered at the end."""

from collections.abc import Mapping, Sequence

from cli.documents.paper import Paper, Part, Soft, Strong
from cli.report.words import capital, dated
from cli.story.page import Behind, behind, page_of
from cli.story.text import answered, unsettled
from engine.story.sentences import Sentence
from engine.story.story import Story


def render_docx(story: Story) -> bytes:
    """The document: messages, recommendations with the council's answers, and the findings by number."""
    page = page_of(story)
    a, found = page.assessment, behind(story, page)
    numbers = {b.read.id: b.number for b in found}
    paper = Paper()
    paper.running(story.title, page.mark)
    paper.paragraph(story.title, style="Title")
    paper.paragraph(f"As of {dated(a.as_of)}", style="Subtitle")
    for term, says in page.facts:
        paper.paragraph(Strong(f"{term}: "), says)
    for banner in page.banners:
        paper.banner(banner.lead, banner.says)
    if story.flags:
        paper.banner("Not settled.", unsettled(story).removeprefix("Not settled: "))
    if story.opening:
        paper.paragraph(*said(story.opening, numbers))
    paper.heading("Key messages", 1)
    for message in story.messages:
        paper.heading(message.title, 2)
        paper.paragraph(*said(message.sentences, numbers))
    paper.heading("Recommendations", 1)
    for told in story.recommendations:
        paper.heading(f"{told.number}. {told.title}", 2)
        paper.paragraph(*said(told.sentences, numbers))
        for line in answered(told):
            paper.paragraph(line)
        paper.paragraph(Soft(told.id))
    findings(paper, found)
    return paper.bytes(a, story.title)


def said(sentences: Sequence[Sentence], numbers: Mapping[str, int]) -> tuple[Part, ...]:
    """Sentences, each with the numbers of its findings."""
    parts: list[Part] = []
    for s in sentences:
        at = ", ".join(str(numbers[i]) for i in s.findings if i in numbers)
        parts += [s.text, Soft(f" [{at}] " if at else " ")]
    return tuple(parts)


def findings(paper: Paper, found: Sequence[Behind]) -> None:
    """The findings behind a text, by number."""
    if not found:
        return
    paper.heading("The findings behind it", 1, new_page=True)
    rows = [(str(b.number), capital(b.kind), b.read.lead + (f" ({b.read.about})" if b.read.about else ""), b.read.kinds, b.read.cited) for b in found]
    paper.table("Findings", ("No.", "Kind", "Finding", "From", "By"), rows, (0.9, 2, 7, 3, 4))
