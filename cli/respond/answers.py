"""Outcomes of comments: which are lacking, and recording one in the evidence file."""

from collections.abc import Sequence
from pathlib import Path

from cli import common
from evidence.amend import entry_of, with_words
from evidence.located import read_text
from evidence.model import EvidenceSet, Representation
from evidence.problems import nearest


def unanswered(known: EvidenceSet) -> str:
    """The comments without an outcome, as lines for a person."""
    left = [c for c in known.representations if c.outcome is None]
    lines = [f"{c.id}  {c.about}  {c.kind}, by {c.by}: {c.text}\n" for c in left]
    n = len(known.representations)
    return "".join([f"{len(left)} of {n} comment{'s' if n != 1 else ''} without an outcome.\n", *lines])


def found(comment: str, known: EvidenceSet) -> int:
    """Which of the comments this is. Raises BadInput where there is none such, or it is answered."""
    have = [c.id for c in known.representations]
    if comment not in have:
        raise common.refuse(
            "COMMENT", f"there is no comment '{comment}'", nearest(comment, have) if have else "read the reply in first: `peerbench respond apply`"
        )
    n = have.index(comment)
    if known.representations[n].outcome is not None:
        raise common.refuse(
            "COMMENT", f"the comment {comment} has an outcome: {known.representations[n].outcome}", "change it in the file, if it is to be another"
        )
    return n


def answered(path: Path, known: EvidenceSet, n: int, outcome: str, because: str, items: Sequence[str]) -> str:
    """The file's text with the outcome of a comment, its reason, and the items that came of it."""
    have = [item.id for item in known.items]
    for item in items:
        if item not in have:
            raise common.refuse("--item", f"there is no item '{item}'", nearest(item, have))
    words = {"outcome": outcome, "reason": because} | ({"items": list(items)} if items else {})
    entry_of(Representation, known.representations[n].model_dump() | words, path)
    return with_words(path, read_text(path), ("representations", n), words)
