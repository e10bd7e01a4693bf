"""One name for what rulebooks name differently.

Vocabulary drifts: what one decade calls a local performance plan is a best value performance plan in the next. A word
of the vocabulary may say `also:` under which other names the same thing is recorded. Within a plan all names of a thing
stand for one of them, so that evidence, denials and complete lists recorded under any of them serve every rulebook.

    names(books) -> {("document", "local-performance-plan"): "best-value-performance-plan", ...}
"""

from collections.abc import Iterator, Mapping, Sequence

from engine.language.rules import MeasureWord, Named, RatingWord, Vocabulary
from engine.rulebook import Rulebook
from evidence.problems import Place, Problem

Word = tuple[str, str]
"""A kind and a key of it."""


def names(books: Sequence[Rulebook]) -> Mapping[Word, str]:
    """The one name of everything that has several, by kind and key: of those that a rulebook itself uses the first in the alphabet."""
    out = {}
    for kind, keys in _classes(books):
        one = min(key for book in books for key in keys & getattr(book.vocabulary, kind).keys())
        out.update({(kind, key): one for key in sorted(keys)})
    return out


def clashes(books: Sequence[Rulebook]) -> list[Problem]:
    """Every synonym that cannot be one, at the place where it is declared.

    Names of one thing cannot be two things in any of the rulebooks; measures need one unit and one direction, ratings one
    list of values.
    """
    problems = []
    for kind, keys in _classes(books):
        declared = [(book, key, getattr(book.vocabulary, kind)[key]) for book in books for key in sorted(keys) if key in getattr(book.vocabulary, kind)]
        wrong = _two_things(books, kind, keys) or _unlike(kind, declared)
        if wrong:
            place = next(book.synonyms.get((kind, key), Place(book.id)) for book, key, word in declared if word.also)
            problems.append(Problem(place, *wrong))
    return problems


def _classes(books: Sequence[Rulebook]) -> Iterator[tuple[str, frozenset[str]]]:
    """The names that stand for one thing, by kind; a name of a name is a name of the thing."""
    for kind in Vocabulary.model_fields:
        classes: dict[str, set[str]] = {}
        for book in books:
            for key, word in getattr(book.vocabulary, kind).items():
                if word.also:
                    joined = set().union({key}, word.also, *(classes[k] for k in (key, *word.also) if k in classes))
                    classes.update(dict.fromkeys(joined, joined))
        yield from ((kind, keys) for keys in sorted({frozenset(keys) for keys in classes.values()}, key=min))


def _two_things(books: Sequence[Rulebook], kind: str, keys: frozenset[str]) -> tuple[str, str] | None:
    """What is wrong and how to mend it, where a rulebook tells apart what is to be one thing."""
    for book in books:
        both = sorted(keys & getattr(book.vocabulary, kind).keys())
        if len(both) > 1:
            what = f"the {kind}s '{both[0]}' and '{both[1]}' are to be one thing, and the rulebook '{book.id}' has both"
            return what, "leave the name out of `also`, or let that rulebook use one of the two"
    return None


def _unlike(kind: str, declared: Sequence[tuple[Rulebook, str, Named]]) -> tuple[str, str] | None:
    """What is wrong and how to mend it, where names of one thing differ in what makes their values comparable."""
    (_, first, one), *others = declared
    for book, key, word in others:
        for (says, value), (_, other) in zip(_comparable(one), _comparable(word), strict=True):
            if value != other:
                return f"the {kind} '{key}' of the rulebook '{book.id}' {says} '{first}'", "leave the name out of `also`: their values cannot be compared"
    return None


def _comparable(word: Named) -> tuple[tuple[str, object], ...]:
    """What names of one thing must have alike, each with what is said where they do not."""
    if isinstance(word, MeasureWord):
        return ("has another unit than", word.unit), ("is better the other way round than", word.better)
    if isinstance(word, RatingWord):
        return (("has other values than", [str(v) for v in word.values]),)
    return ()
