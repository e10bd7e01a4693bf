"""A story as text, and what a check of it found."""

import textwrap
from collections.abc import Sequence

from cli.report.words import capital, counted, dated, plain
from engine.story.check import Checked
from engine.story.sentences import Sentence
from engine.story.story import Recommended, Story

_WIDTH = 100


def render_text(story: Story) -> str:
    """The story, each sentence followed by the ids of the findings that it states."""
    a = story.assessment
    lines = [story.title, f"{a.authority.name}, as of {dated(a.as_of)}"]
    if a.authority.made_up:
        lines.append("A made-up authority: everything about it is invented.")
    if story.flags:
        lines.append(unsettled(story))
    if story.opening:
        lines += ["", *wrapped(linked(story.opening))]
    for heading, entries in (("Key messages", story.messages), ("Recommendations", story.recommendations)):
        if entries:
            lines += ["", heading]
        for told in entries:
            lines += ["", f"{told.number}. {told.title} ({told.id})", *wrapped(linked(told.sentences), "   ")]
            if isinstance(told, Recommended):
                lines += [line for says in answered(told) for line in wrapped(says, "   ")]
    if story.findings:
        lines += ["", "The findings behind it"]
        for f in story.findings:
            about = "" if f.about == "authority" else f", {plain(f.about)}"
            lines += ["", *wrapped(f"{f.id}  {capital(plain(f.kind))}{about}: {f.text}"), f"   {f.rule}: {f.title}"]
    return "\n".join(lines) + "\n"


def linked(sentences: Sequence[Sentence]) -> str:
    """Sentences with the ids of their findings."""
    return " ".join(s.text + "".join(f" [{i}]" for i in s.findings) for s in sentences)


def answered(told: Recommended) -> list[str]:
    """The council's answer to a recommendation, in lines."""
    lines = [f"Response: {told.response}"] if told.response else []
    if told.owner or told.due:
        lines.append(f"Owner: {told.owner or 'nobody yet'}" + (f", by {dated(told.due)}" if told.due else ""))
    if told.claimed:
        lines.append(f"Reported on {dated(told.claimed.on)}: {plain(told.claimed.status)}." + (f" {told.claimed.says}" if told.claimed.says else ""))
    return lines


def unsettled(story: Story) -> str:
    """The sentence that warns of flags."""
    return f"Not settled: {counted(len(story.flags), 'point')} of this text {'has' if len(story.flags) == 1 else 'have'} to be looked at again."


def flags_told(checked: Checked) -> list[str]:
    """What a check found, a line for each."""
    lines = [
        f"{flag.entry}: {f'{flag.finding}: ' if flag.finding else ''}{flag.says}." + (f" It is said here: “{flag.sentence}”" if flag.sentence else "")
        for flag in checked.flags
    ]
    if checked.new:
        lines.append(f"New, and neither told nor left out: {', '.join(f'{f.id} ({plain(f.kind)} of {f.rule})' for f in checked.new)}.")
    return [*lines, *checked.remarks]


def wrapped(text: str, indent: str = "") -> list[str]:
    """A text in lines of the width of a page."""
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
