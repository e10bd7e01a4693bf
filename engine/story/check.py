"""Holding a story against the findings of today: which wording has to be read again, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.assessment import Assessment, Finding
from engine.story.file import Entry, StoryFile
from engine.story.fingerprint import fingerprint
from engine.story.propose import MOST, told
from engine.story.sentences import sentences
from evidence.problems import nearest

FlagKind = Literal["vanished", "changed", "unknown", "not_recorded", "unlinked"]


_UNLINKED = "it is linked to no finding: end it with a finding's id, as [f-…], or with [own] where it is your own view"


@dataclass(frozen=True)
class Flag:
    """Something about an entry (or the opening) that a person has to look at: which sentence, and what is the matter with it."""

    entry: str
    kind: FlagKind
    finding: str | None
    sentence: str | None
    says: str


@dataclass(frozen=True)
class Checked:
    """What a check found: flags in the order of the story, findings that the story neither tells nor leaves out, and remarks."""

    flags: tuple[Flag, ...]
    new: tuple[Finding, ...]
    remarks: tuple[str, ...]


def check(story: StoryFile, public: Assessment) -> Checked:
    """Check a story against an assessment made for the public."""
    found = {f.id: f for f in public.findings}
    flags = list(_unlinked("opening", story.opening or ""))
    for entry in story.entries:
        flags += _of(entry, found, public)
    taken = story.used | set(story.left_out)
    n = len(story.recommendations)
    remarks = (f"There are {n} recommendations; a report that is acted on makes eight to ten.",) if n > MOST else ()
    return Checked(tuple(flags), tuple(f for f in told(public) if f.id not in taken), remarks)


def _of(entry: Entry, found: Mapping[str, Finding], public: Assessment) -> Iterator[Flag]:
    said = {finding: s.text for s in reversed(sentences(entry.text)) for finding in s.findings}
    recorded = {r.finding: r for r in entry.rests_on}
    for finding, rested in recorded.items():
        now = found.get(finding)
        if now is None:
            says = f"{_plain(rested.kind)} of {rested.rule} is not found any more{_instead(rested.rule, found)}"
            yield Flag(entry.id, "vanished", finding, said.get(finding), says)
        elif fingerprint(now, public) != rested.print:
            yield Flag(entry.id, "changed", finding, said.get(finding), f"what the {_plain(now.kind)} of {now.rule} says or rests on has changed")
    for finding, sentence in reversed(said.items()):
        if finding not in recorded and finding in found:
            says = "it is not recorded what this finding rests on; `peerbench story refresh` records it"
            yield Flag(entry.id, "not_recorded", finding, sentence, says)
        elif finding not in recorded:
            yield Flag(entry.id, "unknown", finding, sentence, f"there is no such finding: {nearest(finding, list(found) or ['none'])}")
    yield from _unlinked(entry.id, entry.text)


def _instead(rule: str, found: Mapping[str, Finding]) -> str:
    now = [f for f in found.values() if f.rule == rule]
    return f"; there is now: {' and '.join(f'{_plain(f.kind)} ({f.id})' for f in now)}" if now else ""


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _unlinked(entry: str, text: str) -> Iterator[Flag]:
    for s in sentences(text):
        if not s.linked:
            yield Flag(entry, "unlinked", None, s.text, _UNLINKED)
