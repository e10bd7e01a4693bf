"""Removing personal data from evidence: what decides stays, and a stub with a keyed hash stands where a text was.

    hash = the first 20 hexadecimal digits of HMAC-SHA-256(the journal's secret, word NUL text)

Whoever still holds the text, or an assessment that shows it, can find that it is the one that was removed; without the
team's secret nobody can try texts out. One name gives one stub, so that people who spoke are still counted one by one.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from evidence.model import EvidenceSet, Item

PLACES: dict[str, tuple[str, ...]] = {
    "excerpt": ("excerpt",),
    "note": ("note",),
    "person": ("source", "person"),
    "role": ("source", "role"),
    "title": ("source", "title"),
    "at": ("source", "at"),
}
"""The words of an item that may hold personal data, none of which decides anything, and where they stand."""
USUAL = ("excerpt", "note", "person", "role")

_STUB = re.compile(r"\[removed [0-9a-f]{20}(: .*)?\]", re.DOTALL)
Steps = tuple[str | int, ...]


def keyed(secret: str, *parts: str) -> str:
    """A hash that only those who know the secret can try out."""
    return hmac.new(secret.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def stub(secret: str, word: str, text: str, because: str) -> str:
    """What stands in the place of a text. A person's says no reason: one name has one stub, whenever it was removed."""
    return f"[removed {_mark(secret, word, text)}" + ("]" if word == "person" else f": {because}]")


def _mark(secret: str, word: str, text: str) -> str:
    return keyed(secret, word, text)[:20]


def is_stub(text: str | None) -> bool:
    """Whether a text was removed."""
    return text is not None and _STUB.fullmatch(text) is not None


def fits(secret: str, word: str, text: str | None, removed: str) -> bool:
    """Whether a text is the one in whose place a stub stands."""
    return text is not None and is_stub(removed) and removed.startswith(f"[removed {_mark(secret, word, text)}")


def said(item: Item, word: str) -> str | None:
    """What an item says in a word."""
    found: Any = item
    for step in PLACES[word]:
        found = getattr(found, step)
    return found if isinstance(found, str) else None


def removals(evidence: EvidenceSet, raw: Any, items: Collection[str], words: Collection[str], secret: str, because: str) -> dict[Steps, str]:
    """The stub for each text that goes, by its place in the file, whose data `raw` is.

    A person who is removed from one item is removed from all: who is left under two names would count as two.
    """
    people = {item.source.person for item in evidence.items if item.id in items and "person" in words} - {None}
    known = {item.id: item for item in evidence.items}
    out: dict[Steps, str] = {}
    for n, entry in enumerate(raw.get("items") or ()):
        item = known[entry["id"]]
        gone = [word for word in PLACES if (word in words and item.id in items) or (word == "person" and item.source.person in people)]
        for word in gone:
            text = said(item, word)
            if text is not None and not is_stub(text):
                out["items", n, *PLACES[word]] = stub(secret, word, text, because)
    return out


def restored(evidence: EvidenceSet, shown: Mapping[str, Mapping[str, Any]], secret: str) -> tuple[EvidenceSet, int, bool]:
    """The evidence with every removed text that an assessment still shows and whose hash fits, how many, and whether others are gone.

    `shown` is the evidence of an assessment, by id.
    """
    count = 0

    def again(item: Item) -> Item:
        nonlocal count
        then = shown.get(item.id, {})
        for word, text in _fitting(item, then, secret):
            count += 1
            *way, last = PLACES[word]
            if way:
                inner = getattr(item, way[0]).model_copy(update={last: text})
                item = item.model_copy(update={way[0]: inner})
            else:
                item = item.model_copy(update={last: text})
        return item

    back = evidence.model_copy(update={"items": tuple(map(again, evidence.items))})
    return back, count, any(is_stub(said(item, word)) for item in back.items for word in PLACES)


def _fitting(item: Item, then: Mapping[str, Any], secret: str) -> Iterator[tuple[str, str]]:
    for word in PLACES:
        now, text = said(item, word), then.get(word)
        if now is not None and text is not None and fits(secret, word, text, now):
            yield word, text
