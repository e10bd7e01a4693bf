"""The part of a draft that a closer look is worth: rules of which nothing is wrong so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from engine.assemble import Draft
from engine.language.rules import Criterion, Group, Rung, Support, Trigger
from engine.placed import head_of
from engine.references import AnyRule, matching, named_by
from evidence.problems import Problem

R = TypeVar("R", bound=AnyRule)


@dataclass(frozen=True)
class Sound:
    """The rules of a draft of which nothing is wrong so far, by their list.

    `levels` are the grades of the scale, the lowest first; none where something is wrong with the scale or its rubric.
    """

    draft: Draft
    levels: tuple[int, ...]
    criteria: Mapping[str, Criterion]
    groups: Mapping[str, Group]
    triggers: Mapping[str, Trigger]
    rungs: Mapping[str, Rung]
    support: Mapping[str, Support]

    @staticmethod
    def of(draft: Draft, problems: Iterable[Problem]) -> "Sound":
        """The part of a draft that these problems leave sound."""
        blamed = [p.place for p in problems]
        head = head_of(draft.documents)
        scale = [replace(head, path=(*head.path, word)) for word in ("scale", "rubric")] if head else []
        wrong = {"scale", "rubric"} & draft.known.unsure or any(part.place(key=True) <= place < part.span()[1] for part in scale for place in blamed)

        def sound(rules: Mapping[str, R]) -> dict[str, R]:
            if not blamed:
                return dict(rules)
            spans = {i: draft.placed[i].span() for i in rules}
            whole = {i: rule for i, rule in rules.items() if not any(spans[i][0] <= place < spans[i][1] for place in blamed)}
            return {i: rule for i, rule in whole.items() if _all_known(draft, rule)}

        book = draft.book
        levels = () if wrong else book.levels
        return Sound(draft, levels, sound(book.criteria), sound(book.groups), sound(book.triggers), sound(book.rungs), sound(book.support))

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        """Every sound rule."""
        return tuple(r for rules in (self.criteria, self.groups, self.triggers, self.rungs, self.support) for r in rules.values())


def _all_known(draft: Draft, rule: AnyRule) -> bool:
    """Whether all that a rule names could be understood."""
    book, unsure = draft.book, draft.known.unsure
    keys = {*book.vocabulary.rating, *book.vocabulary.measure}
    understood = {*book.book.sources, *book.criteria, *book.groups, *book.triggers, *book.rungs, *book.support, *keys}
    names = [name for _, said, *_ in named_by(book, draft.known, rule) for name in said]
    return all(name in understood or (not unsure and matching(name, understood)) for name in names)
