"""Truth tables: a condition tried under every combination of what it looks at."""

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

import numpy as np
import numpy.typing as npt

from engine.language.conditions import All, Any_, Condition, Count, GradeIs, Not, NotCalled, Persisted, StoodOn, TriggerIs
from engine.language.words import Word
from engine.references import matching
from engine.rulebook import Rulebook, subconditions

Truth = npt.NDArray[np.bool_]

LIMIT = 5**9
"""How many combinations are tried."""


class Table:
    """Every combination of the grades, tests, triggers and rungs that some conditions look at.

    An array of truth has one axis for each of them, of its levels or of false and true; where it does not look at one,
    that axis has length 1. `tests` are a criterion's own, by name; `never` names what can never be true, such as
    `trigger ID` or `stood on ID`.
    """

    def __init__(self, conditions: Iterable[Condition], book: Rulebook, tests: Mapping[str, object] | None = None, never: frozenset[str] = frozenset()) -> None:
        self.book, self.tests, self._not = book, tests or {}, never
        parts = (part for condition in conditions for part in subconditions(condition) if isinstance(part, str | Word))
        keys = dict.fromkeys(key for part in parts for key in self._looks_at(part))
        self.axis = {key: n for n, key in enumerate(keys)}
        self.shape = tuple(len(book.levels) if key.startswith("grade ") else 1 if self._never(key) else 2 for key in keys)

    @property
    def size(self) -> int:
        """How many combinations there are."""
        return math.prod(self.shape)

    @property
    def too_large(self) -> bool:
        """Whether there are too many to be tried."""
        return self.size > LIMIT

    def truth(self, condition: Condition) -> Truth:
        """Where the condition holds."""
        match condition:
            case All() | Any_() | Count():
                said = condition.all if isinstance(condition, All) else condition.any if isinstance(condition, Any_) else condition.count
                parts = [self._one(said, i) for i in ids_of(said, self.book)] if isinstance(said, GradeIs | TriggerIs) else [self.truth(part) for part in said]
                if isinstance(condition, Count):
                    true = reduce(np.add, (part.astype(np.int8) for part in parts))
                    return np.asarray(true >= condition.at_least if condition.at_least is not None else true <= (condition.at_most or 0))
                return reduce(np.logical_and if isinstance(condition, All) else np.logical_or, parts)
            case Not():
                return ~self.truth(condition.not_)
            case GradeIs():
                return reduce(np.logical_and, (self._one(condition, i) for i in ids_of(condition, self.book)))
            case _:
                return reduce(np.logical_or, (self._two(key) for key in self._looks_at(condition)))

    def _looks_at(self, part: Condition) -> Iterator[str]:
        match part:
            case All() | Any_() | Count() | Not():
                return  # its parts look at something
            case GradeIs():
                yield from (f"grade {i}" for i in ids_of(part, self.book))
            case TriggerIs():
                yield from (f"trigger {i}" for i in ids_of(part, self.book))
            case Persisted():
                yield from (f"trigger {i} for {part.for_}" for i in ids_of(part, self.book))
            case NotCalled():
                yield f"not called {part.not_called}"
            case StoodOn():
                yield f"stood on {part.stood_on}"
            case str():
                yield f"test {self.tests[part]!r}"
            case _:
                yield f"test {part!r}"

    def _along(self, key: str, values: npt.NDArray[np.bool_]) -> Truth:
        shape = [1] * len(self.shape)
        shape[self.axis[key]] = len(values)
        return values.reshape(shape)

    def _never(self, key: str) -> bool:
        return key.partition(" for ")[0] in self._not

    def _two(self, key: str) -> Truth:
        return self._along(key, np.array([False] if self._never(key) else [False, True]))

    def _one(self, condition: GradeIs | TriggerIs, name: str) -> Truth:
        if isinstance(condition, TriggerIs):
            return self._two(f"trigger {name}")
        levels = np.array(self.book.levels)
        if condition.is_ is not None:
            holds = levels == condition.is_
        else:
            holds = levels >= condition.at_least if condition.at_least is not None else levels <= (condition.at_most or 0)
        return self._along(f"grade {name}", holds)


def ids_of(condition: GradeIs | TriggerIs | Persisted, book: Rulebook) -> list[str]:
    """The ids that a condition speaks of, its patterns written out."""
    if isinstance(condition, GradeIs):
        return [i for reference in condition.grade for i in matching(reference, [*book.criteria, *book.groups])]
    references = condition.trigger if isinstance(condition, TriggerIs) else condition.persisted
    return [i for reference in references for i in matching(reference, book.triggers)]


def possible(condition: Condition, book: Rulebook, tests: Mapping[str, object] | None = None, never: frozenset[str] = frozenset()) -> bool:
    """Whether a condition can hold at all; one that looks at too much to be tried is taken to."""
    if isinstance(condition, Any_) and isinstance(condition.any, tuple):
        return any(possible(part, book, tests, never) for part in condition.any)
    table = Table([condition], book, tests, never)
    return table.too_large or bool(table.truth(condition).any())
