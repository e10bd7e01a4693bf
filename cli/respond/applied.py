"""A reply read into an evidence file: each comment once, and evidence about a later position as an item that takes no part."""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from cli.report.words import dated
from cli.respond.form import Comment
from evidence.amend import Entry, entry_of, with_entries
from evidence.located import read_text
from evidence.model import EvidenceSet, Item, Representation


def applied(path: Path, known: EvidenceSet, comments: Sequence[Comment], received: dt.date, by: str) -> tuple[str, int, int]:
    """The file's text with the comments in it that it has not yet, how many they are, and how many are about a later position."""
    have = {(r.about, r.kind, r.text) for r in known.representations}
    new = list({(c.about, c.kind, c.text): c for c in comments if (c.about, c.kind, c.text) not in have}.values())
    taken = {r.id for r in known.representations} | {item.id for item in known.items}
    recorded: list[Entry] = []
    items: list[Entry] = []
    for comment in new:
        name = _free("c", taken)
        words = {"id": name, "by": by, "date": received, **vars(comment)}
        if comment.kind == "evidence" and comment.dated is not None and comment.dated > known.as_of:
            item = _later(f"{name}-later", comment, received)
            items.append(entry_of(Item, item, path))
            reason = f"It is about the position after {dated(known.as_of)}: it is recorded, and not used in this assessment."
            words |= {"outcome": "recorded", "reason": reason, "items": [item["id"]]}
        recorded.append(entry_of(Representation, words, path))
    text = read_text(path)
    for word, entries in (("items", items), ("representations", recorded)):
        text = with_entries(path, text, word, entries) if entries else text
    return text, len(recorded), len(items)


def _free(prefix: str, taken: set[str]) -> str:
    n = 1
    while f"{prefix}{n}" in taken:
        n += 1
    taken.add(f"{prefix}{n}")
    return f"{prefix}{n}"


def _later(name: str, comment: Comment, received: dt.date) -> Entry:
    """Evidence about a later position as an item: known only when it came, it takes no part before."""
    title = comment.title or "Document named in the reply"
    key = re.sub(r"[^a-z0-9]+", "-", title.lower())[:60].strip("-") or "document"
    assert comment.dated is not None
    source = {"kind": "document", "title": title} | ({"at": comment.at} if comment.at else {})
    return {"id": name, "document": key, "date": comment.dated, "known": max(received, comment.dated), "source": source, "excerpt": comment.text}
