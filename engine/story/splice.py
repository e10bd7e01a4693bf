"""Replacing pieces of a YAML text, so that all the rest of it stays as it was written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_TAIL = re.compile(r"(?:\n[ \t]*(?:#[^\n]*)?)*\s*\Z")
"""Blank lines and comments at the end of a node: the parser counts them to it, and people do not."""


@dataclass(frozen=True, order=True)
class Edit:
    """A piece of a text, from one offset to another, and what stands there instead."""

    start: int
    end: int
    instead: str


def span(text: str, node: Any) -> tuple[int, int]:
    """From where to where a node stands in its text, without the blank lines and comments after it."""
    start, end = node.start_mark.index, node.end_mark.index
    return start, start + len(_TAIL.sub("", text[start:end], count=1))


def splice(text: str, edits: Iterable[Edit]) -> str:
    """The text with its edits, which do not overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.instead + text[edit.end :]
    return text
