"""The part of a draft that a closer look is worth: rules of which nothing is wrong so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from engine.assemble import Draft
from engine.language.rules import Criterion, Group, Rung, Support, Trigger
from engine.references import AnyRule

R = TypeVar("R", bound=AnyRule)


@dataclass(frozen=True)
class Sound:
    """The rules of a draft that loading has no complaint of, by their list."""

    draft: Draft
    criteria: Mapping[str, Criterion]
    groups: Mapping[str, Group]
    triggers: Mapping[str, Trigger]
    rungs: Mapping[str, Rung]
    support: Mapping[str, Support]

    @staticmethod
    def of(draft: Draft) -> "Sound":
        """The sound part of a draft."""
        blamed = [p.place for p in draft.problems]

        def sound(rules: Mapping[str, R]) -> dict[str, R]:
            spans = {i: draft.placed[i].span() for i in rules} if blamed else {}
            return {i: rule for i, rule in rules.items() if not any(spans[i][0] <= place < spans[i][1] for place in blamed)}

        book = draft.book
        return Sound(draft, sound(book.criteria), sound(book.groups), sound(book.triggers), sound(book.rungs), sound(book.support))

    @property
    def levels(self) -> tuple[int, ...]:
        """The grades of the scale, the lowest first; none where something is wrong with the scale or its rubric."""
        return () if {"scale", "rubric"} & self.draft.known.unsure else self.draft.book.levels

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        """Every sound rule."""
        return tuple(r for rules in (self.criteria, self.groups, self.triggers, self.rungs, self.support) for r in rules.values())
