"""The file of a story: key messages and recommendations, what each rests on, and what became of each recommendation."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from engine.assessment import FindingKind
from evidence.audience import Audience
from evidence.complaints import problems_of, words_of
from evidence.kind_of_file import STORY, refuse_other
from evidence.located import Located, read_yaml
from evidence.model import WHOLE, Date, Key, Slug, Text, Value
from evidence.problems import BadInput, Place, Problem

FindingId = Annotated[str, StringConstraints(pattern=r"^f-[0-9a-z]+$", max_length=40)]
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9\-]*$", max_length=60)]
Print = Annotated[str, StringConstraints(pattern=r"^p-[0-9a-f]{12}$")]
"""A fingerprint; it begins with a letter, so that no reader takes it for a number."""

Claim = Literal["done", "under_way", "not_started", "overtaken"]


class RestsOn(Value):
    """A finding as it was when the wording was last settled: whose rule, of which kind, and a fingerprint of what it rested on."""

    finding: FindingId
    rule: Key
    kind: FindingKind
    about: Slug = WHOLE
    newest: Date | None = None
    print: Print


class Entry(Value):
    """A message or a recommendation. `as_proposed` is the fingerprint of its first wording: while that fits, nobody has edited it."""

    id: EntryId
    title: Text
    text: Text
    rests_on: tuple[RestsOn, ...] = ()
    as_proposed: Print | None = None


class Message(Entry):
    """Something that the reader is to remember."""


class Claimed(Value):
    """What the council says became of a recommendation."""

    status: Claim
    on: Date
    says: Text | None = None


class Recommendation(Entry):
    """Something that the council is asked to do, its answer, who sees to it by when, and what it says became of it."""

    response: Text | None = None
    owner: Text | None = None
    due: Date | None = None
    claimed: Claimed | None = None


class StoryFile(Value):
    """A story: for which authority and day, for whom, under which rulebooks, what it says, and which findings it leaves out on purpose."""

    title: Text
    authority: Text
    as_of: Date
    audience: Audience = "public"
    rulebooks: Annotated[tuple[Text, ...], Field(min_length=1)]
    opening: Text | None = None
    messages: tuple[Message, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    left_out: tuple[FindingId, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Messages and recommendations."""
        return (*self.messages, *self.recommendations)

    @property
    def used(self) -> frozenset[str]:
        """The findings that the story rests on."""
        return frozenset(r.finding for entry in self.entries for r in entry.rests_on)


LISTS: tuple[str, ...] = ("messages", "recommendations")
WORDS = words_of(StoryFile, Message, Recommendation, RestsOn, Claimed)


def read_story(path: Path) -> tuple[StoryFile, Located]:
    """Read a story, with the place of everything in it. Raises BadInput with everything that is wrong with it."""
    located = read_yaml(path)
    refuse_other(STORY, located)
    if not isinstance(located.data, dict):
        raise BadInput([Problem(Place(str(path), 1, 1), "a story is a mapping", "`peerbench story new` writes one to begin with")])
    return parsed(located, located.data), located


def parsed(located: Located, data: object) -> StoryFile:
    """A story from data, whose places are known as far as `located` knows them."""
    try:
        story = StoryFile.model_validate(data)
    except ValidationError as error:
        raise BadInput(problems_of(error, located, WORDS, model=StoryFile)) from None
    problems = list(_twice(story, located))
    if problems:
        raise BadInput(problems)
    return story


def _twice(story: StoryFile, located: Located) -> Iterator[Problem]:
    seen: set[str] = set()
    for name in LISTS:
        entries: Iterable[Entry] = getattr(story, name)
        for n, entry in enumerate(entries):
            if entry.id in seen:
                yield Problem(located.place((name, n, "id")), f"the id '{entry.id}' is used twice", "give one of the two another")
            seen.add(entry.id)
