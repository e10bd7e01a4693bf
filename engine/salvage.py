"""What is right in a rule file that is not right as a whole, so that one run can go on to everything else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.language.rules import Book, Criterion, Group, RuleFile, Rung, Support, Trigger, Vocabulary
from evidence.located import Data

LISTS: Mapping[str, type[BaseModel]] = {"groups": Group, "criteria": Criterion, "triggers": Trigger, "rungs": Rung, "support": Support}
"""The lists of a rule file, and what stands in them."""

_SOURCES = {"unknown": {"title": "unknown", "year": 2000, "status": "current"}}
NO_HEAD = Book.model_validate(
    {"id": "unknown", "title": "unknown", "version": "0.0.0", "about": "unknown", "decides": "unknown", "sources": _SOURCES},
)
"""Stands for a head that is missing or cannot be understood."""


@dataclass(frozen=True)
class Salvaged:
    """What could be understood; `loose` has every text of the rules that could not, `unsure` the words of which something is lost."""

    file: RuleFile
    loose: frozenset[str]
    unsure: frozenset[str]


def salvage(data: Mapping[str, Data]) -> Salvaged:
    """Whatever is right by itself in the data of a rule file."""
    loose: set[str] = set()
    # A misspelt word may hide any number of rules.
    unsure: set[str] = {"files"} if data.keys() - RuleFile.model_fields.keys() else set()
    kept: dict[str, Any] = {}
    for word, model in LISTS.items():
        entries = data.get(word)
        kept[word] = []
        for entry in entries if isinstance(entries, list) else ():
            try:
                kept[word].append(model.model_validate(entry))
            except ValidationError:
                loose.update(texts(entry))
                unsure.add(word)
    kept["vocabulary"] = _vocabulary(mapping(data.get("vocabulary")))
    kept["book"], lost = _head(data.get("book"))
    return Salvaged(RuleFile.model_construct(**kept), frozenset(loose), frozenset(unsure | lost))


def _vocabulary(data: Mapping[str, Data]) -> Vocabulary:
    kept: dict[str, Any] = {kind: {} for kind in Vocabulary.model_fields}
    for kind, entries in kept.items():
        for key, raw in mapping(data.get(kind)).items():
            try:
                entries[key] = getattr(Vocabulary.model_validate({kind: {key: raw}}), kind)[key]
            except ValidationError:
                continue
    return Vocabulary.model_construct(**kept)


def _head(raw: Data) -> tuple[Book | None, set[str]]:
    """The head without the words that are wrong, and those words."""
    if not isinstance(raw, dict):
        return None, set()
    try:
        return Book.model_validate(raw), set()
    except ValidationError as error:
        bad = {str(detail["loc"][0]) for detail in error.errors()}
        kept = {word: value for word, value in raw.items() if word not in bad}
        return Book.model_validate({**NO_HEAD.model_dump(include={"id", "title", "version", "about", "decides", "sources"}), **kept}), bad


def mapping(value: Data) -> Mapping[str, Data]:
    """The data if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def texts(value: Data) -> Iterator[str]:
    """Every text in some data, keys among them."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value
