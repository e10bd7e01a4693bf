"""Bounds that nothing can meet, or that everything meets."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from engine.language.conditions import Count, FactTest, GradeIs
from engine.lint.sound import Sound
from engine.lint.truth import ids_of
from engine.references import AnyRule, conditions_of, tests_of
from engine.rulebook import Rulebook, subconditions
from evidence.problems import Problem

_WANTING = (
    "status",
    "includes",
    "scope",
    "result",
    "by",
    "with_",
    "topic",
    "to",
    "extent",
    "results_shown",
    "is_",
    "at_least",
    "at_most",
    "target",
    "trend",
    "peers",
    "from_median",
    "projected",
)


def check_bounds(sound: Sound) -> Iterator[Problem]:
    """Every bound in a test, a count or a comparison of grades that decides nothing."""
    book = sound.draft.book
    ratings = {key: [str(v) for v in word.values] for key, word in book.vocabulary.rating.items()}
    for rule in sound.rules:
        here = sound.draft.placed[rule.id]
        for test in tests_of(rule):
            for word, what, mend in _of_test(test, ratings):
                yield Problem(here.place_in(rule, test, word, key=True), what, mend)
        for part, word, what, mend in _of_conditions(rule, book, sound.levels):
            yield Problem(here.place_in(rule, part, word, key=True), what, mend)


def _of_test(test: FactTest, ratings: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """The word to blame, what is wrong, and how to mend it."""
    if test.share and not any(getattr(test, word) for word in _WANTING):
        yield (
            "share",
            "every item in scope satisfies this test, so its share is always the whole",
            "say what is wanted of the items, such as `result:` or `at_least:`",
        )
    values = next((ratings[key] for key in test.keys if key in ratings), ())
    low, high = (_rank(bound, test, values) for bound in (test.at_least, test.at_most))
    if low is not None and high is not None and low > high:
        yield "at_most", f"nothing is at least {test.at_least} and at most {test.at_most}", "let the bounds leave room between them, or make two tests"
    elif test.is_ and (low is not None or high is not None):
        yield "is", "`is` stands beside a bound, which decides nothing or contradicts it", "keep the one or the other"


def _rank(bound: object, test: FactTest, values: Sequence[str]) -> Decimal | None:
    """How high a bound lies: the number itself, or the rank among a rating's values."""
    if test.kind == "measure":
        return bound if isinstance(bound, Decimal) else None
    return Decimal(values.index(str(bound))) if str(bound) in values else None


def _of_conditions(rule: AnyRule, book: Rulebook, levels: Sequence[int]) -> Iterator[tuple[object, str, str, str]]:
    for condition in conditions_of(rule):
        for part in subconditions(condition):
            if isinstance(part, Count):
                yield from _of_count(part, book)
            elif isinstance(part, GradeIs) and levels:
                yield from _of_grade(part, levels)


def _of_count(part: Count, book: Rulebook) -> Iterator[tuple[object, str, str, str]]:
    n = len(part.count) if isinstance(part.count, tuple) else len(ids_of(part.count, book))
    if part.at_least is not None and part.at_least > n:
        yield part, "at_least", f"of {n} things never {part.at_least} are true", f"write {n} or fewer"
    elif part.at_least is not None and part.at_least < 1:
        yield part, "at_least", f"at least {part.at_least} are always true", "write 1 or more"
    elif part.at_most is not None and part.at_most >= n:
        yield part, "at_most", f"of {n} things at most {part.at_most} are always true", f"write less than {n}"
    elif part.at_most is not None and part.at_most < 0:
        yield part, "at_most", f"never are at most {part.at_most} true", "write 0 or more"


def _of_grade(part: GradeIs, levels: Sequence[int]) -> Iterator[tuple[object, str, str, str]]:
    low, top = levels[0], levels[-1]
    if part.is_ is not None and part.is_ not in levels:
        yield part, "is", f"{part.is_} is no grade of the scale", f"use one of {', '.join(map(str, levels))}"
    elif part.at_least is not None and not low < part.at_least <= top:
        what = f"every grade is at least {part.at_least}" if part.at_least <= low else f"no grade is {part.at_least} or above"
        yield part, "at_least", what, f"use one of {', '.join(map(str, levels[1:]))}"
    elif part.at_most is not None and not low <= part.at_most < top:
        what = f"every grade is at most {part.at_most}" if part.at_most >= top else f"no grade is {part.at_most} or below"
        yield part, "at_most", what, f"use one of {', '.join(map(str, levels[:-1]))}"
