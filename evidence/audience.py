"""Who may see what of the evidence.

Outside the assessment team a protected item shows its kind of source and nothing else: no name, no role, no
excerpt, no date. Where fewer than three people of a kind spoke, even the kind is merged into `people`, for in a
small group the kind is a name.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Literal

from evidence.model import PEOPLE, WHOLE, EvidenceSet, Item, Value

Audience = Literal["team", "authority", "public"]
AUDIENCES: tuple[Audience, ...] = ("team", "authority", "public")

SMALLEST_CROWD = 3
MERGED = "people"


class Shown(Value):
    """An item as one audience may see it."""

    kind: str
    key: str | None
    about: str | None
    date: dt.date | None
    source: str
    title: str | None = None
    at: str | None = None
    says: str | None = None
    excerpt: str | None = None
    note: str | None = None
    person: str | None = None
    role: str | None = None
    protected: bool = False


class View:
    """The evidence set as an audience sees it: each item under the id that this audience knows it by."""

    def __init__(self, evidence: EvidenceSet, audience: Audience) -> None:
        self.audience = audience
        self._items = {item.id: item for item in evidence.items}
        hidden = [] if audience == "team" else _hidden(self._items)
        order = sorted(hidden, key=_shuffled)
        self._ids: Mapping[str, str] = {item: f"protected-{n:03}" for n, item in enumerate(order, start=1)}
        people: dict[str, set[str]] = {}
        for item in self._items.values():
            if item.id in self._ids and item.source.kind in PEOPLE:
                people.setdefault(item.source.kind, set()).add(item.source.person or item.id)
        named = {item.about for item in self._items.values() if item.id not in self._ids} | {WHOLE}
        unnamed = sorted({item.about for item in self._items.values()} - named, key=_shuffled)
        self._subjects = {about: f"service-{n}" for n, about in enumerate(unnamed, start=1)}
        self._merged = {kind for kind, names in people.items() if len(names) < SMALLEST_CROWD}

    def id(self, item: str) -> str:
        """The id by which the audience knows an item."""
        return self._ids.get(item, item)

    def protected(self, item: str) -> bool:
        """Whether the audience may not see the item itself."""
        return item in self._ids

    def kind_of_source(self, item: str) -> str:
        """The kind of source, merged where too few people of it spoke."""
        kind = self._items[item].source.kind
        return MERGED if item in self._ids and kind in self._merged else kind

    def voice(self, kind: str) -> str:
        """A kind of source as the audience may read of it."""
        return MERGED if kind in self._merged else kind

    def subject(self, about: str) -> str:
        """What something is about, unless only protected evidence names it."""
        return self._subjects.get(about, about)

    def date(self, item: str) -> dt.date | None:
        """When the item is of, where the audience may know."""
        return None if item in self._ids else self._items[item].date

    def show(self, item: str) -> Shown:
        """The item as the audience may see it."""
        it = self._items[item]
        if item in self._ids:
            return Shown(kind=it.kind, key=None, about=None, date=None, source=self.kind_of_source(item), protected=True)
        team = self.audience == "team"
        return Shown(
            kind=it.kind,
            key=it.key,
            about=it.about,
            date=it.date,
            source=it.source.kind,
            title=it.source.title,
            at=it.source.at,
            says=_says(it),
            excerpt=it.excerpt,
            note=it.note,
            person=it.source.person if team else None,
            role=it.source.role if team else None,
            protected=it.protected,
        )


def _shuffled(name: str) -> bytes:
    """A key that puts names in an order that tells nothing of who spoke, when, or of what."""
    return hashlib.sha256(name.encode()).digest()


def _hidden(items: Mapping[str, Item]) -> list[str]:
    """Protected items, and whatever derives from one: a copy must not say what its original may not."""

    def hidden(item: Item, seen: frozenset[str] = frozenset()) -> bool:
        if item.protected:
            return True
        parent = items.get(item.derived_from or "")
        return parent is not None and parent.id not in seen and hidden(parent, seen | {item.id})

    return [i for i, item in items.items() if hidden(item)]


def _says(item: Item) -> str:
    """What an item says, in a few words."""
    words: list[str] = []
    if item.denied:
        words.append("looked for, and not there")
    if item.extent:
        words.append(item.extent.replace("_", " "))
    if item.results:
        words.append("with results shown")
    if item.value is not None:
        unit = f" {item.unit}" if item.unit else ""
        words.append(f"{item.value}{unit}" + (f" ({item.period})" if item.period else ""))
    if item.target is not None:
        words.append(f"target {item.target}")
    if item.sample is not None:
        words.append(f"a sample of {item.sample}")
    if item.margin is not None:
        words.append(f"give or take {item.margin}")
    if item.provisional:
        words.append("provisional")
    if item.peers is not None and item.peers.quartiles is not None:
        low, mid, high = item.peers.quartiles
        words.append(f"peers' quartiles {low}, {mid}, {high}")
    words.extend(word.replace("-", " ") for word in (item.status, item.scope, item.result, item.topic) if word)
    if item.with_:
        words.append(f"with {item.with_}")
    if item.includes:
        words.append("includes " + ", ".join(c.replace("-", " ") for c in item.includes))
    return "; ".join(words)
