"""What changed from one version of a rulebook to another, as frozen values that every renderer reads."""

from typing import Literal

from engine.result import Part, Result, SchemaName

SCHEMA = "peerbench/changes/1"

ChangeKind = Literal["renamed", "split", "merged", "withdrawn", "added", "tests", "parameters", "texts"]
KINDS: tuple[ChangeKind, ...] = ("renamed", "split", "merged", "withdrawn", "added", "tests", "parameters", "texts")
"""In the order in which a reader wants them."""
Kept = Literal["criterion", "group", "trigger", "rung", "support"]
HowFound = Literal["declared", "same tests", "same texts"]


class Change(Part):
    """What became of a rule. Ids are those of the older version and of the newer."""

    kind: ChangeKind
    of: Kept
    before: tuple[str, ...]
    after: tuple[str, ...]
    title: str
    how: HowFound | None = None
    """How a rule was found again: by what the rulebook says (`formerly`), by equal tests, or by equal texts."""
    reason: str | None = None
    """Why it was withdrawn, where the rulebook says so."""
    words: tuple[str, ...] = ()
    """What of it changed."""


class NotComparable(Part):
    """A grade that cannot be held against the one under the older version, and why."""

    rule: str
    title: str
    of: Kept
    why: tuple[str, ...]


class Changes(Result):
    """From one version of a rulebook to another."""

    schema_: SchemaName = SCHEMA
    book: str
    title: str
    before: str
    after: str
    head: tuple[str, ...]
    """What changed for all rules: the scale, the rubric, for how long statements count."""
    changes: tuple[Change, ...]
    not_comparable: tuple[NotComparable, ...]
    same: int
    """How many grades can be held against those of before."""
    version: str | None
    """What is wrong with the step between the versions, where it is too small for what changed."""

    def of(self, *kinds: ChangeKind) -> tuple[Change, ...]:
        """The changes of these kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)
