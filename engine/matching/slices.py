"""Facts of some authorities as the columnar matcher looks at them: sorted by kind, key and row, so that those of a kind and key are a slice of columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from engine.counts import Seen
from engine.facts import Fact
from engine.rows import Array

Slice = tuple[int, int]
"""From which fact to which."""


@dataclass(frozen=True)
class Column:
    """What the facts of a slice state of one attribute.

    `stated` says which of them say anything. A figure is `num` over `den`, where `figures` says that it is one; a text
    is a number in `words`, -1 where there is none.
    """

    stated: Array
    num: Array
    den: int = 1
    figures: Array | None = None
    text: Array | None = None
    words: Mapping[str, int] | None = None


class Block(Protocol):
    """Facts of some authorities, sorted by kind, key and row."""

    @property
    def seen(self) -> Seen:
        """The facts."""
        ...

    @property
    def slices(self) -> Mapping[tuple[str, str], Slice]:
        """Where the facts of each kind and key lie."""
        ...

    @property
    def doubted(self) -> Mapping[int, Fact]:
        """Facts of which something is not known for sure."""
        ...

    def column(self, attribute: str, where: Slice) -> Column | None:
        """What the facts of a slice state of an attribute; None where none states it."""
        ...

    @property
    def denials(self) -> Mapping[int, Fact]:
        """Facts that deny something."""
        ...
