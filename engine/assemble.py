"""From the data of a rulebook's files to a Rulebook: parameters put in, references made full, everything validated.

What can be understood is kept where something else cannot, so that one run reports everything that is wrong.
"""

import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.language import conditions, rules
from engine.language.rules import Book, Parameter, RuleFile, Vocabulary
from engine.placed import Placed
from engine.references import Known, check_references
from engine.rulebook import Rulebook
from engine.salvage import LISTS, NO_HEAD, mapping, salvage, texts
from engine.soundness import check_soundness
from engine.synonyms import clashes
from evidence.complaints import problems_of, words_of
from evidence.located import Data, Located
from evidence.problems import Place, Problem, nearest

_REFERS = frozenset({"grade", "trigger", "persisted", "stood_on", "of", "support", "starts_on", "statement"})
_FIGURE = re.compile(r"[\d.]+(%| [a-z]+)\Z")
_PARAMETER = re.compile(r"\$([a-z][a-z0-9_.]*)\Z")

WORDS = words_of(
    *(m for module in (conditions, rules) for m in vars(module).values() if isinstance(m, type) and issubclass(m, BaseModel) and m is not BaseModel)
)
"""Every word of the rule language."""


@dataclass(frozen=True)
class Draft:
    """A rulebook as far as its files can be understood, and everything that is wrong with them.

    `known` lists what the files name, also where it could not be understood; `placed` says where each rule stands.
    """

    book: Rulebook
    known: Known
    placed: Mapping[str, Placed]
    documents: tuple[Located, ...]
    problems: tuple[Problem, ...]


class Assembly:
    """The steps of loading: parameters, ids, substitution, validation, the whole."""

    def __init__(self, documents: Sequence[Located], overrides: Mapping[str, Data], problems: list[Problem], folder: str, unsure: set[str]) -> None:
        self.documents, self.overrides, self.problems, self.folder, self.unsure = documents, overrides, problems, folder, unsure
        self.parameters: dict[str, Parameter] = {}
        self.placed: dict[str, Placed] = {}
        self.uses: dict[str, set[str]] = {}
        self.ids: dict[str, str] = {}  # every id, and the list that it stands in
        self.used: set[str] = set()
        self.head: set[str] = set()
        self.loose: set[str] = set()
        self.put_in: list[tuple[Located, tuple[str | int, ...], str]] = []  # where parameters are used, and which

    def draft(self, content_hash: str) -> Draft:
        """The draft that the documents make."""
        for located in self.documents:
            self._collect_parameters(located)
            self._collect_ids(located)
        for name in sorted(set(self.overrides) - set(self.parameters)):
            self.problems.append(Problem(Place("--set"), f"there is no parameter '{name}'", nearest(name, list(self.parameters))))
        files = [(located, self._validated(located)) for located in self.documents]
        book = self._whole(files, content_hash)
        known = Known(
            ids={word: tuple(i for i, within in self.ids.items() if within == word) for word in LISTS},
            keys={
                kind: frozenset(key for d in self.documents for key in mapping(mapping(d.data.get("vocabulary")).get(kind))) for kind in Vocabulary.model_fields
            },
            used=frozenset(self.used | self.head),
            loose=frozenset(self.loose),
            unsure=frozenset(self.unsure),
        )
        self.problems += check_references(book, known, self.placed, self.documents)
        self.problems += check_soundness(book, known, self.placed, self.documents)
        self.problems += clashes([book])
        return Draft(book, known, self.placed, tuple(self.documents), tuple(self.problems))

    def some(self, wanted: Iterable[str]) -> RuleFile:
        """These rules alone, with the parameters as they are given. Raises ValidationError; rules are not held against each other."""
        for located in self.documents:
            self._collect_parameters(located)
            self._collect_ids(located)
        data: dict[str, list[Data]] = {}
        for rule in wanted:
            located, (word, n) = self.placed[rule].located, self.placed[rule].path
            data.setdefault(str(word), []).append(self._rule(located.data[word][n], located, (word, n), _prefix(located)))
        return RuleFile.model_validate(data)

    def _collect_parameters(self, located: Located) -> None:
        given = located.data.get("parameters")
        if given is not None and not isinstance(given, dict):
            self.problems.append(Problem(located.place(("parameters",)), "a mapping is expected here", "write `name: {value: …, reason: …}`"))
        for name, raw in mapping(given).items():
            path = ("parameters", name)
            if name in self.parameters:
                self.problems.append(Problem(located.place(path, key=True), f"the parameter '{name}' is declared twice", "declare it once in the rulebook"))
            if not _PARAMETER.match(f"${name}"):
                self.problems.append(
                    Problem(
                        located.place(path, key=True), f"'{name}' cannot name a parameter", "use small letters, figures, '_' and '.', beginning with a letter"
                    )
                )
            try:
                parameter = Parameter.model_validate(raw)
            except ValidationError as error:
                self._complain(error, located, Parameter, path)
                self.unsure.add("parameters")
                continue
            if name in self.overrides:
                value = _in_its_unit(parameter.value, self.overrides[name])
                parameter = parameter.model_copy(update={"value": value, "reason": f"set by the user (the rulebook says {parameter.value})"})
            self.parameters[name] = parameter

    def _collect_ids(self, located: Located) -> None:
        prefix = _prefix(located)
        for word in LISTS:
            entries = located.data.get(word)
            for n, entry in enumerate(entries if isinstance(entries, list) else ()):
                if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                    continue
                full = f"{prefix}.{entry['id']}" if prefix else entry["id"]
                if full in self.ids:
                    mend = f"rename one of the two (the other is at {self.placed[full].place('id')})"
                    self.problems.append(Problem(located.place((word, n, "id")), f"the id '{full}' is used twice", mend))
                    self.loose.update(texts(entry))
                    continue
                self.ids[full] = word
                self.placed[full] = Placed(located, (word, n))

    def _validated(self, located: Located) -> RuleFile:
        prefix = _prefix(located)
        data: dict[str, Data] = {}
        for word, value in located.data.items():
            if word == "parameters":
                continue
            if word in LISTS and isinstance(value, list):
                data[word] = [self._rule(entry, located, (word, n), prefix) for n, entry in enumerate(value)]
            else:
                data[word] = self._filled(value, located, (word,), prefix, self.head)
        try:
            return RuleFile.model_validate(data)
        except ValidationError as error:
            self._complain(error, located, RuleFile, ())
            salvaged = salvage(data)
            self.loose |= salvaged.loose
            self.unsure |= salvaged.unsure
            return salvaged.file

    def _complain(self, error: ValidationError, located: Located, model: type[BaseModel], base: tuple[str | int, ...]) -> None:
        """The problems of a validation, but for what is already said of a place; a misfit names the parameter that brought it."""
        names = {located.place(path): name for where, path, name in self.put_in if where is located}
        said = {p.place for p in self.problems} | {place for place, name in names.items() if name not in self.parameters}
        for problem in problems_of(error, located, WORDS, base, model):
            name = names.get(located.place(problem.path))
            if name is not None:
                what, mend = f"the parameter '{name}' does not fit here ({problem.what})", f"{problem.mend}, or use another parameter"
                self.problems += [replace(problem, what=what, mend=mend)] if problem.place not in said else []
            elif problem.place not in said:
                self.problems.append(problem)

    def _rule(self, entry: Data, located: Located, path: tuple[str | int, ...], prefix: str | None) -> Data:
        uses: set[str] = set()
        filled = self._filled(entry, located, path, prefix, uses)
        if isinstance(filled, dict) and isinstance(filled.get("id"), str):
            if prefix:
                filled["id"] = f"{prefix}.{filled['id']}"
            if path[0] == "rungs" and isinstance(filled.get("to"), str):
                filled["to"] = self._full(filled["to"], prefix)
            if isinstance(filled.get("formerly"), str | list):
                filled["formerly"] = self._full(filled["formerly"], prefix)
            self.uses[filled["id"]] = uses
        self.used |= uses
        return filled

    def _filled(self, value: Data, located: Located, path: tuple[str | int, ...], prefix: str | None, uses: set[str]) -> Data:
        """The value with its parameters put in and its references made full."""
        if isinstance(value, dict):
            out = {k: self._filled(v, located, (*path, k), prefix, uses) for k, v in value.items()}
            if path[0] != "vocabulary":
                for word in _REFERS & out.keys():
                    out[word] = self._full(out[word], prefix)
            return out
        if isinstance(value, list):
            return [self._filled(v, located, (*path, n), prefix, uses) for n, v in enumerate(value)]
        if isinstance(value, str) and value.startswith("$"):
            found = _PARAMETER.match(value)
            name = found[1] if found else value[1:]
            uses.add(name)
            self.put_in.append((located, path, name))
            if name in self.parameters:
                return self.parameters[name].value
            known = list(self.parameters)
            if "parameters" not in self.unsure and "files" not in self.unsure:
                self.problems.append(
                    Problem(located.place(path), f"there is no parameter '{name}'", nearest(name, known) if known else "declare it under `parameters:`")
                )
            return None
        return value

    def _full(self, reference: Data, prefix: str | None) -> Data:
        if isinstance(reference, list):
            return [self._full(r, prefix) for r in reference]
        if not isinstance(reference, str) or not prefix or reference == "any":
            return reference
        full = f"{prefix}.{reference}"
        if reference in self.ids:
            return reference
        matched = full in self.ids or (reference.endswith("*") and fnmatch.filter(self.ids, full))
        return full if matched else reference

    def _whole(self, files: Sequence[tuple[Located, RuleFile]], content_hash: str) -> Rulebook:
        books = [(located, file.book) for located, file in files if file.book]
        if len(books) != 1:
            if books or "files" not in self.unsure:
                place = books[1][0].place(("book",), key=True) if books else Place(self.folder)
                mend = "keep it in book.yaml alone" if books else "add a book.yaml with `book:`"
                self.problems.append(Problem(place, f"a rulebook has one `book:`, and this has {len(books)}", mend))
            self.unsure.update(Book.model_fields)
        by_id: dict[str, dict[str, Any]] = {word: {} for word in LISTS}
        for word, rules_by_id in by_id.items():
            for _, file in files:
                for rule in getattr(file, word):
                    rules_by_id.setdefault(rule.id, rule)
        return Rulebook(
            book=books[0][1] if books else NO_HEAD,
            **by_id,
            parameters=self.parameters,
            vocabulary=self._vocabulary(files),
            uses={rule: frozenset(names) for rule, names in self.uses.items()},
            places={rule: placed.place() for rule, placed in self.placed.items()},
            children={group.id: _children(group.of, by_id) for group in by_id["groups"].values()},
            content_hash=content_hash,
            head_uses=frozenset(self.head),
            synonyms={
                (kind, key): located.place(("vocabulary", kind, key, "also"), key=True)
                for located, file in files
                for kind in Vocabulary.model_fields
                for key, word in getattr(file.vocabulary, kind).items()
                if word.also
            },
        )

    def _vocabulary(self, files: Sequence[tuple[Located, RuleFile]]) -> Vocabulary:
        merged: dict[str, Any] = {kind: {} for kind in Vocabulary.model_fields}
        for located, file in files:
            for kind, entries in merged.items():
                for key, meaning in getattr(file.vocabulary, kind).items():
                    if key in entries:
                        place = located.place(("vocabulary", kind, key), key=True)
                        self.problems.append(
                            Problem(place, f"the {kind} '{key}' is declared twice in this rulebook", "declare it once, in book.yaml where several files use it")
                        )
                    entries[key] = meaning
        return Vocabulary.model_construct(**merged)


def _children(patterns: Sequence[str], by_id: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    graded = [*by_id["criteria"], *by_id["groups"]]
    found: dict[str, None] = {}
    for pattern in patterns:
        found.update(dict.fromkeys(fnmatch.filter(graded, pattern) if "*" in pattern else [i for i in graded if i == pattern]))
    return tuple(found)


def _in_its_unit(said: Data, given: Data) -> Data:
    """A bare number given for a parameter that has a unit is meant in that unit."""
    unit = _FIGURE.match(said) if isinstance(said, str) and isinstance(given, int | Decimal) and not isinstance(given, bool) else None
    return f"{given}{unit[1]}" if unit else given


def _prefix(located: Located) -> str | None:
    prefix = located.data.get("prefix")
    return prefix if isinstance(prefix, str) else None
