"""The facts of many authorities as a block of columns, which leaves look at slice by slice."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from engine.counts import Seen
from engine.facts import Between, Fact
from engine.matching.slices import Column, Slice
from engine.plan import Figure
from engine.rows import Array
from engine.sector.reading import Read
from evidence.model import VOICES


@dataclass(frozen=True)
class Told:
    """An attribute: its values, so many parts of a whole or numbers of `words`, and where it is stated: where it is not negative unless that is said.

    They stand by facts, or (`of_items`) by the items that facts are made of: most leaves look at few of either.
    """

    values: Array
    stated: Array | None = None
    words: Mapping[str, int] | None = None
    den: int = 1
    of_items: bool = False


@dataclass(frozen=True)
class Derived:
    """The facts of many authorities, sorted by kind, key and row. `order` has the item of each in what was read."""

    read: Read
    order: Array
    seen: Seen
    slices: Mapping[tuple[str, str], Slice]
    attributes: Mapping[str, Told]
    lists: Mapping[str, tuple[Array, Array, Mapping[str, int]]]
    """Of `includes` and `to`: the facts and the words on their lists, one entry a word, by word and fact; and the words' numbers."""
    services: tuple[str, ...]
    between: Mapping[int, Between]

    @cached_property
    def doubted(self) -> Mapping[int, Fact]:
        """Facts of which something is not known for sure."""
        return {number: self.fact(number) for number in self.between}

    @cached_property
    def denials(self) -> Mapping[int, Fact]:
        """Facts that deny something."""
        return {number: self.fact(number) for number in np.flatnonzero(self.seen.denied).tolist()}

    @cached_property
    def _names(self) -> tuple[tuple[tuple[str, str], ...], Array]:
        """The kinds and keys of the slices, and where each ends."""
        return tuple(self.slices), np.array([last for _, last in self.slices.values()])

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(self.read.words)

    @cached_property
    def _topics(self) -> Mapping[str, tuple[str, ...]]:
        return {word: tuple(listed.words) for word, listed in self.read.lists.items()}

    def fact(self, number: int) -> Fact:
        """A fact by itself, as `derive` has it."""
        (names, ends), read, item = self._names, self.read, int(self.order[number])
        kind, key = names[int(np.searchsorted(ends, number, "right"))]
        ids, about, date = read.frame["id"], read.abouts[int(read.about[item])], read.date[item].item()
        voice, root, denied = VOICES[int(self.seen.voice[number])], ids[int(read.root[item])], bool(read.denied[item])
        return Fact(ids[item], kind, key, about, date, voice, root, denied, self._attributes(number), self.between.get(number, {}))

    def _attributes(self, number: int) -> dict[str, Figure]:
        out: dict[str, Figure] = {}
        for name in self.attributes:
            told = self.column(name, (number, number + 1))
            if told is not None:
                value, den = int((told.num if told.text is None else told.text)[0]), told.den
                # Parts of a whole are decimal: so many noughts, so many places.
                out[name] = self._words[value] if told.text is not None else value if den == 1 else Decimal(f"{value}E-{len(str(den)) - 1}")
        for word, topics in self._topics.items():
            listed, item = self.read.lists[word], self.order[number]
            first, last = np.searchsorted(listed.item, [item, item + 1])
            out |= {f"{word}.{topics[n]}": 1 for n in listed.word[first:last].tolist()}
        return out

    def column(self, attribute: str, where: Slice) -> Column | None:
        """What the facts of a slice state of an attribute; None where none states it."""
        first, last = where
        told = self.attributes.get(attribute)
        if told is None:
            return self._listed(attribute, where)
        at = self.order[first:last] if told.of_items else slice(first, last)
        values = told.values[at]
        stated = values >= 0 if told.stated is None else told.stated[at]
        if not stated.any():
            return None
        if told.words is None:
            return Column(stated, values, int(self.seen.den[first:last].max()) if attribute == "value" else told.den)
        nothing = np.zeros(last - first, dtype=bool)
        return Column(stated, nothing.view(np.int8), figures=nothing, text=values, words=told.words)

    def _listed(self, attribute: str, where: Slice) -> Column | None:
        """Which facts of a slice have a word on a list."""
        word, _, topic = attribute.partition(".")
        if word not in self.lists or topic not in self.lists[word][2]:
            return None
        (facts, words, numbers), (first, last) = self.lists[word], where
        mine = facts[np.searchsorted(words, numbers[topic], "left") : np.searchsorted(words, numbers[topic], "right")]
        mine = mine[np.searchsorted(mine, first) : np.searchsorted(mine, last)] - first
        if not len(mine):
            return None
        stated = np.zeros(last - first, dtype=bool)
        stated[mine] = True
        return Column(stated, stated.view(np.int8))
