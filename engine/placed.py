"""Where a rule, and each part of it, stands in its file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from evidence.located import Located
from evidence.problems import Place


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule as it stands in its file."""

    located: Located
    path: tuple[str | int, ...]

    def place(self, *steps: str | int, key: bool = False) -> Place:
        """Where the rule, or a part of it, stands."""
        return self.located.place((*self.path, *steps), key=key)

    def span(self) -> tuple[Place, Place]:
        """From where to where the rule goes."""
        node, file = self.located.node(self.path), self.located.file
        begin, end = (Place(file, m.line + 1, m.column + 1) for m in (node.start_mark, node.end_mark))
        return begin, end

    def place_of(self, text: str, *steps: str | int) -> Place:
        """Where a text stands within the rule, or within a part of it: its first occurrence, or that part itself."""
        marks = _marks(self.located.node((*self.path, *steps)), text)
        return next((Place(self.located.file, m.line + 1, m.column + 1) for m in marks), self.place(*steps))

    def place_in(self, rule: BaseModel, part: object, *steps: str | int, text: str = "", key: bool = False) -> Place:
        """Where a part of the rule as it was read stands, or a word of that part, or a text in it."""
        way = (*(_way(rule, part) or ()), *steps)
        return self.place_of(text, *way) if text else self.place(*way, key=key)

    def way_to(self, rule: BaseModel, part: object, *steps: str | int) -> tuple[str | int, ...]:
        """The steps in the file to a part of the rule as it was read."""
        return (*self.path, *(_way(rule, part) or ()), *steps)


def head_of(documents: Iterable[Located]) -> Placed | None:
    """Where the head of a rulebook stands, if it has one."""
    return next((Placed(located, ("book",)) for located in documents if isinstance(located.data.get("book"), dict)), None)


def _marks(node: Any, text: str) -> Iterator[Any]:
    if isinstance(node.value, str):
        if node.value == text:
            yield node.start_mark
        return
    for child in node.value:
        for part in child if isinstance(child, tuple) else (child,):
            yield from _marks(part, text)


def _way(whole: object, part: object) -> tuple[str | int, ...] | None:
    """The steps from a model to that very part of it."""
    if whole is part:
        return ()
    children: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(whole, BaseModel):
        children = ((spec.alias or name, getattr(whole, name)) for name, spec in type(whole).model_fields.items())
    elif isinstance(whole, tuple):
        children = ((n, child) for n, child in enumerate(whole))
    elif isinstance(whole, dict):
        children = iter(whole.items())
    for step, child in children:
        rest = _way(child, part)
        if rest is not None:
            return (step, *rest)
    return None
