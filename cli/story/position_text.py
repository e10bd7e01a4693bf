"""A position statement as text."""

from cli.report.words import capital, counted, dated, named, plain
from cli.story.text import linked, wrapped
from engine.position.position import Listed, OwnScore, Position
from engine.story.story import Story
from evidence.audience import Shown
from evidence.model import WHOLE

KINDS = {"document": "document", "measure": "figure", "rating": "published judgement", "event": "event"}


def render_text(p: Position, story: Story) -> str:
    """Messages, what is to improve, the council's own scores, and the evidence by theme."""
    lines = [story.title, f"{p.authority.name}, as of {dated(p.as_of)}"]
    if p.authority.made_up:
        lines.append("A made-up authority: everything about it is invented.")
    for heading, entries in (("Where we stand", story.messages), ("What we have to improve", story.recommendations)):
        lines += ["", heading] if entries else []
        for told in entries:
            lines += ["", f"{told.number}. {told.title}", *wrapped(linked(told.sentences), "   ")]
    if p.scores:
        lines += ["", "Our own scores"]
        for s in p.scores:
            lines += ["", *wrapped(f"{s.title} ({s.rule})"), *wrapped(f"Own score {scored(s, p)}. {s.reason}", "   ")]
    lines += ["", "The evidence by theme"]
    for theme in p.themes:
        lines += ["", f"{theme.title}: {counted(len(theme.evidence), 'item')}, {counted(len(theme.gaps), 'gap')}"]
        for item in theme.evidence:
            lines += wrapped(f"{item.id}: {what(item.shown)}; {where(item.shown)}. Bears on {', '.join(item.bears_on)}.", "  ")
        if theme.gaps:
            lines.append("  Gaps")
        for gap in theme.gaps:
            lines += wrapped(f"{gap.rule}: {gap.title}. {gap.text}", "    ")
    lines += _elsewhere(p.elsewhere)
    if p.in_confidence:
        lines += ["", f"{capital(counted(p.in_confidence, 'item'))} more {'was' if p.in_confidence == 1 else 'were'} given in confidence."]
    return "\n".join(lines) + "\n"


def _elsewhere(items: tuple[Listed, ...]) -> list[str]:
    lines = ["", "On no criterion"] if items else []
    for item in items:
        lines += wrapped(f"{item.id}: {what(item.shown)}; {where(item.shown)}.", "  ")
    return lines


def what(shown: Shown) -> str:
    """What an item is, in words: Document: corporate plan (adopted; includes ambitions)."""
    about = f", {plain(shown.about)}" if shown.about and shown.about != WHOLE else ""
    return f"{capital(KINDS[shown.kind])}: {plain(shown.key or '')}{about}" + (f" ({shown.says})" if shown.says else "")


def where(shown: Shown) -> str:
    """Where an item is to be found, and its date."""
    return ", ".join(part for part in (shown.title, shown.at, dated(shown.date) if shown.date else None) if part)


def scored(s: OwnScore, p: Position) -> str:
    """The council's own score beside the grade indicated: 2 adequate, indicated 1 inadequate."""
    book = next(b for b in p.rulebooks if b.id == s.book)
    return f"{named(s.own, book)}, indicated {named(s.indicated, book)}"
