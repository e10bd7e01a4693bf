"""The story arranged for its readers: one frozen value, whatever it is written as."""

import datetime as dt
from dataclasses import dataclass

from engine.assessment import Assessment, Finding
from engine.story.check import Checked, Flag
from engine.story.file import Claimed, Entry, StoryFile
from engine.story.sentences import Sentence, sentences


@dataclass(frozen=True)
class Told:
    """A message or a recommendation as it is read: its number, its sentences, and the findings that it rests on and that are still found."""

    number: int
    id: str
    title: str
    sentences: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Recommended(Told):
    """A recommendation with the council's answer."""

    response: str | None
    owner: str | None
    due: dt.date | None
    claimed: Claimed | None


@dataclass(frozen=True)
class Story:
    """A story beside the assessment that it tells of. `findings` are all that it rests on, each once, in the order in which it names them."""

    title: str
    assessment: Assessment
    opening: tuple[Sentence, ...]
    messages: tuple[Told, ...]
    recommendations: tuple[Recommended, ...]
    findings: tuple[Finding, ...]
    flags: tuple[Flag, ...]


def arranged(story: StoryFile, assessment: Assessment, checked: Checked) -> Story:
    """A story arranged, with the findings as the assessment's audience may read them, and what a check flagged."""
    found = {f.id: f for f in assessment.findings}
    messages = tuple(_told(n, m, found, checked) for n, m in enumerate(story.messages, start=1))
    recommendations = tuple(
        Recommended(**vars(_told(n, r, found, checked)), response=r.response, owner=r.owner, due=r.due, claimed=r.claimed)
        for n, r in enumerate(story.recommendations, start=1)
    )
    opening = sentences(story.opening or "")
    named = [i for s in opening for i in s.findings] + [f.id for told in (*messages, *recommendations) for f in told.findings]
    findings = tuple(found[i] for i in dict.fromkeys(named) if i in found)
    return Story(story.title, assessment, opening, messages, recommendations, findings, checked.flags)


def _told(n: int, entry: Entry, found: dict[str, Finding], checked: Checked) -> Told:
    said = sentences(entry.text)
    ids = dict.fromkeys([*(i for s in said for i in s.findings), *(r.finding for r in entry.rests_on)])
    flags = tuple(flag for flag in checked.flags if flag.entry == entry.id)
    return Told(n, entry.id, entry.title, said, tuple(found[i] for i in ids if i in found), flags)
