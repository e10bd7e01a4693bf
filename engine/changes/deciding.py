"""What of a rule decides, and what only says it: two versions of a rule grade alike while what decides is the same."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.language.conditions import GradeIs, Persisted, StoodOn, TriggerIs
from engine.language.rules import Criterion, Group
from engine.references import AnyRule, conditions_of, matching, tests_of
from engine.rulebook import Rulebook, subconditions

_NAMES = frozenset({"id", "formerly"})
_TEXTS = frozenset({"title", "looks_for", "strength", "weakness", "next", "note", "covers", "cite", "who", "key", "level", "weight"})
_SCALE = ("scale", "rubric", "statements", "enough", "adverse", "strong_from", "starts_on", "reviews")

_CALLED = {"of": "what it is made of", "by": "how it is made", "when": "what proves it"}
"""What a reader calls words of which the name alone says little."""


def deciding(book: Rulebook, rule: AnyRule, renamed: Mapping[str, str]) -> dict[str, Any]:
    """What decides in a rule, as plain data, under the ids that `renamed` gives to rules and the meaning of the words that it tests."""
    said = rule.model_dump(mode="json", exclude_defaults=True, exclude=set(_NAMES | _TEXTS))
    for cap in said.get("cap", ()):
        cap.pop("because")
    words = {f"{test.kind} {key}": _meaning(book, test.kind, key) for test in tests_of(rule) for key in test.keys}
    if isinstance(rule, Criterion) and rule.taken_from:
        words |= {f"{rule.taken_from.kind} {key}": _meaning(book, rule.taken_from.kind, key) for key in rule.taken_from.keys}
    found = _under(said, renamed)
    if isinstance(rule, Group):
        found["of"] = {renamed.get(child, child): _weight(book, child) for child in book.children[rule.id]}
    return {**found, "vocabulary": {word: meaning for word, meaning in sorted(words.items()) if meaning}}


def saying(rule: AnyRule) -> dict[str, Any]:
    """The texts of a rule."""
    caps = {"cap": [cap.because for cap in rule.cap]} if isinstance(rule, Group) else {}
    return {**rule.model_dump(mode="json", exclude_defaults=True, include=set(_TEXTS - {"weight"})), **caps}


def head(book: Rulebook) -> dict[str, Any]:
    """What of a rulebook's head decides; the names of the grades do not."""
    said = book.book.model_dump(mode="json", include=set(_SCALE))
    return {**said, "scale": sorted(book.book.scale)}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The words in which two such values differ; of tests, each by its name."""
    out: list[str] = []
    for word in dict.fromkeys((*before, *after)):
        a, b = before.get(word), after.get(word)
        if a != b and word in ("tests", "vocabulary"):
            ours, theirs = a or {}, b or {}
            named = [name for name in dict.fromkeys((*ours, *theirs)) if ours.get(name) != theirs.get(name)]
            out += [name if word == "vocabulary" else f"test {name}" for name in named]
        elif a != b:
            out.append(_CALLED.get(word, word.rstrip("_").replace("_", " ")))
    return tuple(out)


def rests_on(book: Rulebook, rule: AnyRule) -> Iterator[str]:
    """The rules on whose results a rule rests."""
    graded, known = [*book.criteria, *book.groups], [*book.triggers, *book.rungs]
    for condition in conditions_of(rule):
        for part in subconditions(condition):
            if isinstance(part, GradeIs):
                yield from (i for name in part.grade for i in matching(name, graded))
            elif isinstance(part, TriggerIs | Persisted):
                names = part.trigger if isinstance(part, TriggerIs) else part.persisted
                yield from (i for name in names for i in matching(name, book.triggers))
            elif isinstance(part, StoodOn):
                yield from matching(part.stood_on, known)
    yield from book.children.get(rule.id, ())


def _weight(book: Rulebook, child: str) -> int:
    """How much a part counts in its group: that decides in the group, not in the part."""
    return (book.criteria.get(child) or book.groups[child]).weight


def _meaning(book: Rulebook, kind: str, key: str) -> dict[str, Any]:
    """How a word of the vocabulary is judged: which way is better, which values there are, what else it is called."""
    words = getattr(book.vocabulary, kind, {})
    return words[key].model_dump(mode="json", exclude={"title"}) if key in words else {}


def _under(value: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {word: _under(part, renamed) for word, part in value.items()}
    if isinstance(value, list):
        return [_under(part, renamed) for part in value]
    return renamed.get(value, value) if isinstance(value, str) else value
