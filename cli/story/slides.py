"""A story as slides for the feedback session: each key message, and then the recommendations."""

from collections.abc import Sequence

from cli.documents.slides import opened, saved, told_slide
from cli.report.words import sentence
from cli.story.page import page_of
from cli.story.text import unsettled
from engine.story.story import Story, Told

_ON_A_SLIDE = 5
"""How many recommendations a slide holds."""


def render_pptx(story: Story) -> bytes:
    """The deck: a slide for each message, and for every five recommendations; the notes hold the sentences with their findings."""
    page = page_of(story)
    deck = opened(page)
    if story.flags:
        told_slide(deck, page, "Not settled", [unsettled(story)], [f"{flag.entry}: {flag.says}" for flag in story.flags])
    for message in story.messages:
        # A heading has one line, and a message may be longer.
        title = f"Key message {message.number} of {len(story.messages)}"
        told_slide(deck, page, title, [sentence(message.title), *(s.text for s in message.sentences)], _notes([message]))
    parts = [story.recommendations[n : n + _ON_A_SLIDE] for n in range(0, len(story.recommendations), _ON_A_SLIDE)]
    for part in parts:
        title = "What we recommend" if part is parts[0] else "What we recommend, continued"
        told_slide(deck, page, title, [f"{t.number}. {t.title}: {' '.join(s.text for s in t.sentences)}" for t in part], _notes(part))
    return saved(deck, page)


def _notes(told: Sequence[Told]) -> list[str]:
    lines = []
    for t in told:
        lines += [t.title, *(s.text + "".join(f" [{i}]" for i in s.findings) for s in t.sentences), ""]
    return lines
