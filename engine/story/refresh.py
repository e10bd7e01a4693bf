"""Regenerating a story: every edit is kept, what nobody has edited is worded anew, what is new is proposed at the end.

What changed behind a wording that somebody wrote is left as it is, and `check` goes on saying so until that person has
read it again and accepts it. The file is mended where something changes, so that comments and layout stay.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from engine.assessment import Assessment, Finding
from engine.story.check import check
from engine.story.file import LISTS, Entry, Message, StoryFile
from engine.story.fingerprint import rests_on
from engine.story.propose import GRAVE, asks_for, propose_messages, propose_recommendations, says_of, worded, wording_print
from engine.story.sentences import sentences
from engine.story.splice import Edit, span, splice
from engine.story.write import entry_yaml
from evidence.located import Located

E = TypeVar("E", bound=Entry)


def refresh(story: StoryFile, assessment: Assessment, public: Assessment, accepted: Collection[str] = ()) -> StoryFile:
    """The story as of an assessment. Entries whose ids are `accepted` record what their wording rests on today."""
    found, open_to_all = {f.id: f for f in assessment.findings}, {f.id: f for f in public.findings}
    new = [found[f.id] for f in check(story, public).new]
    taken = {entry.id for entry in story.entries}

    def fresh(proposed: tuple[E, ...]) -> tuple[E, ...]:
        return tuple(entry for entry in proposed if entry.id not in taken)

    return story.model_copy(
        update={
            "as_of": assessment.as_of,
            "messages": (
                *(_again(m, found, open_to_all, public, accepted=m.id in accepted) for m in story.messages),
                *fresh(propose_messages([f for f in new if f.kind not in GRAVE], assessment, public)),
            ),
            "recommendations": (
                *(_again(r, found, open_to_all, public, accepted=r.id in accepted) for r in story.recommendations),
                *fresh(propose_recommendations(new, assessment, public)),
            ),
        }
    )


def _again(entry: E, found: Mapping[str, Finding], shown: Mapping[str, Finding], public: Assessment, *, accepted: bool) -> E:
    recorded = {r.finding: r for r in entry.rests_on}
    unedited = entry.as_proposed == wording_print(entry.title, entry.text)
    here = [found[i] for i in recorded if i in found]
    if unedited and here:
        text = worded(here, says_of if isinstance(entry, Message) else asks_for)
        rested = tuple(rests_on(shown[f.id], public) for f in here)
        if (text, rested) == (" ".join(entry.text.split()), entry.rests_on):
            return entry
        return entry.model_copy(update={"text": text, "rests_on": rested, "as_proposed": wording_print(entry.title, text)})
    marks = [i for s in sentences(entry.text) for i in s.findings if i in found and i not in recorded]
    kept = [rests_on(shown[i], public) if accepted and i in shown else r for i, r in recorded.items() if i in found or not accepted]
    rested = (*kept, *(rests_on(shown[i], public) for i in dict.fromkeys(marks)))
    return entry if rested == entry.rests_on else entry.model_copy(update={"rests_on": rested})


def mended(text: str, located: Located, before: StoryFile, after: StoryFile) -> str:
    """The file's text with what differs between two versions of its story; all else stays as it was written."""
    edits = []
    if before.as_of != after.as_of:
        edits.append(Edit(*span(text, located.node(("as_of",))), after.as_of.isoformat()))
    for name in LISTS:
        old: tuple[Entry, ...] = getattr(before, name)
        new: tuple[Entry, ...] = getattr(after, name)
        for n, (was, now) in enumerate(zip(old, new, strict=False)):
            if was != now:
                node = located.node((name, n))
                edits.append(Edit(*span(text, node), entry_yaml(now, node.start_mark.column)))
        if len(new) > len(old):
            edits.append(_added(text, located, name, len(old), new[len(old) :]))
    return splice(text, edits)


def _added(text: str, located: Located, name: str, n: int, entries: Iterable[Entry]) -> Edit:
    """Entries more at the end of a list, which may be empty or not be there at all."""
    if n:
        last = located.node((name, n - 1))
        indent, at = last.start_mark.column, span(text, last)[1]
        dash = "\n" + " " * (indent - 2) + "- "
        return Edit(at, at, "".join(dash + entry_yaml(entry, indent) for entry in entries))
    listed = "".join("\n- " + entry_yaml(entry, 2) for entry in entries)
    if name in located.data:
        return Edit(*span(text, located.node((name,))), listed)
    return Edit(len(text), len(text), f"{'' if text.endswith(chr(10)) else chr(10)}{name}:{listed}\n")
