"""From the YAML files of a rulebook to a Rulebook, or to everything that is wrong with them, in one run."""

import fnmatch
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.language import conditions, rules
from engine.language.rules import Parameter, RuleFile, Vocabulary
from engine.references import check_references
from engine.rulebook import Rulebook
from evidence.complaints import problems_of, words_of
from evidence.located import Data, Located, read_yaml
from evidence.problems import BadInput, Place, Problem, nearest

_LISTS = ("groups", "criteria", "triggers", "rungs", "support")
_REFERS = frozenset({"grade", "trigger", "persisted", "stood_on", "of", "support", "starts_on", "statement"})
_PARAMETER = re.compile(r"\$([a-z][a-z0-9_.]*)\Z")

WORDS = words_of(*(m for module in (conditions, rules) for m in vars(module).values() if isinstance(m, type) and issubclass(m, BaseModel) and m is not BaseModel))
"""Every word of the rule language."""


def rulebook_files(folder: Path) -> list[Path]:
    """The files of a rulebook: every YAML file in its folder but its tests."""
    return sorted(p for p in folder.rglob("*.yaml") if "tests" not in p.relative_to(folder).parts)


def load(folder: Path, overrides: Mapping[str, Data] | None = None, *, shown_from: Path | None = None) -> Rulebook:
    """Load the rulebook in a folder.

    `overrides` are parameters set by the user, by name. Raises BadInput with every problem of every file.
    """
    files = rulebook_files(folder)
    if not files:
        raise BadInput([Problem(Place(str(folder)), "there is no rule file here", "name a folder that has a book.yaml")])
    problems: list[Problem] = []
    documents: list[Located] = []
    digest = hashlib.sha256()
    for path in files:
        name = str(path.relative_to(shown_from)) if shown_from and path.is_relative_to(shown_from) else str(path)
        try:
            located = read_yaml(path, shown_as=name)
        except BadInput as bad:
            problems += bad.problems
            continue
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
        if isinstance(located.data, dict):
            documents.append(located)
        else:
            problems.append(Problem(Place(name, 1, 1), "a rule file is a mapping", "begin with `book:`, `criteria:` or another word of the language"))
    if not documents:
        raise BadInput(problems)
    digest.update(repr(sorted((overrides or {}).items())).encode())
    return _Assembly(documents, overrides or {}, problems, str(folder)).rulebook(digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule as it stands in its file."""

    located: Located
    path: tuple[str | int, ...]

    def place(self, *steps: str | int, key: bool = False) -> Place:
        """Where the rule, or a part of it, stands."""
        return self.located.place((*self.path, *steps), key=key)

    def place_of(self, text: str) -> Place:
        """Where a text stands within the rule: its first occurrence, or the rule itself."""
        return next((Place(self.located.file, m.line + 1, m.column + 1) for m in _marks(self._node(), text)), self.place())

    def _node(self) -> Any:
        node = self.located.root
        for step in self.path:
            node = next(v for k, v in node.value if k.value == step) if isinstance(step, str) else node.value[step]
        return node


def _marks(node: Any, text: str) -> Iterator[Any]:
    if isinstance(node.value, str):
        if node.value == text:
            yield node.start_mark
        return
    for child in node.value:
        for part in child if isinstance(child, tuple) else (child,):
            yield from _marks(part, text)


class _Assembly:
    """The steps of loading: parameters, ids, substitution, validation, the whole."""

    def __init__(self, documents: Sequence[Located], overrides: Mapping[str, Data], problems: list[Problem], folder: str) -> None:
        self.documents, self.overrides, self.problems, self.folder = documents, overrides, problems, folder
        self.parameters: dict[str, Parameter] = {}
        self.placed: dict[str, Placed] = {}
        self.uses: dict[str, set[str]] = {}
        self.ids: set[str] = set()
        self.used: set[str] = set()
        self.head: set[str] = set()

    def rulebook(self, content_hash: str) -> Rulebook:
        for located in self.documents:
            self._collect_parameters(located)
            self._collect_ids(located)
        for name in sorted(set(self.overrides) - set(self.parameters)):
            self.problems.append(Problem(Place("--set"), f"there is no parameter '{name}'", nearest(name, list(self.parameters))))
        files = [(located, self._validated(located)) for located in self.documents]
        if self.problems:
            raise BadInput(self.problems)
        return self._whole([(located, file) for located, file in files if file], content_hash)

    def _collect_parameters(self, located: Located) -> None:
        given = located.data.get("parameters")
        for name, raw in (given.items() if isinstance(given, dict) else ()):
            path = ("parameters", name)
            if name in self.parameters:
                self.problems.append(Problem(located.place(path, key=True), f"the parameter '{name}' is declared twice", "declare it once in the rulebook"))
            try:
                parameter = Parameter.model_validate(raw)
                if name in self.overrides:
                    parameter = parameter.model_copy(update={"value": self.overrides[name], "reason": f"set by the user (the rulebook says {parameter.value})"})
                self.parameters[name] = parameter
            except ValidationError as error:
                self.problems += problems_of(error, located, WORDS, path)

    def _collect_ids(self, located: Located) -> None:
        prefix = located.data.get("prefix")
        for word in _LISTS:
            entries = located.data.get(word)
            for n, entry in enumerate(entries if isinstance(entries, list) else ()):
                if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                    continue
                full = f"{prefix}.{entry['id']}" if prefix else entry["id"]
                if full in self.ids:
                    first = self.placed[full].place("id")
                    self.problems.append(Problem(located.place((word, n, "id")), f"the id '{full}' is used twice", f"rename one of the two (the other is at {first})"))
                self.ids.add(full)
                self.placed[full] = Placed(located, (word, n))

    def _validated(self, located: Located) -> RuleFile | None:
        prefix = located.data.get("prefix")
        prefix = prefix if isinstance(prefix, str) else None
        data: dict[str, Data] = {}
        for word, value in located.data.items():
            if word == "parameters":
                continue
            if word in _LISTS and isinstance(value, list):
                data[word] = [self._rule(entry, located, (word, n), prefix) for n, entry in enumerate(value)]
            else:
                data[word] = self._filled(value, located, (word,), prefix, self.head)
        try:
            return RuleFile.model_validate(data)
        except ValidationError as error:
            self.problems += problems_of(error, located, WORDS)
            return None

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
            if name in self.parameters:
                return self.parameters[name].value
            self.problems.append(Problem(located.place(path), f"there is no parameter '{name}'", nearest(name, list(self.parameters)) if self.parameters else "declare it under `parameters:`"))
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
            place = books[1][0].place(("book",), key=True) if books else Place(self.folder)
            raise BadInput([Problem(place, f"a rulebook has one `book:`, and this has {len(books)}", "keep it in book.yaml alone" if books else "add a book.yaml with `book:`")])
        by_id = {word: {rule.id: rule for _, file in files for rule in getattr(file, word)} for word in _LISTS}
        children = {group.id: self._children(group.of, by_id) for group in by_id["groups"].values()}
        rulebook = Rulebook(
            book=books[0][1],
            **by_id,
            parameters=self.parameters,
            vocabulary=self._vocabulary(files),
            uses={rule: frozenset(names) for rule, names in self.uses.items()},
            places={rule: placed.place() for rule, placed in self.placed.items()},
            children=children,
            content_hash=content_hash,
            head_uses=frozenset(self.head),
        )
        self.problems += check_references(rulebook, self.placed, self.documents, self.used | self.head)
        if self.problems:
            raise BadInput(self.problems)
        return rulebook

    def _children(self, patterns: Sequence[str], by_id: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
        graded = [*by_id["criteria"], *by_id["groups"]]
        found: dict[str, None] = {}
        for pattern in patterns:
            found.update(dict.fromkeys(fnmatch.filter(graded, pattern) if "*" in pattern else [i for i in graded if i == pattern]))
        return tuple(found)

    def _vocabulary(self, files: Sequence[tuple[Located, RuleFile]]) -> Vocabulary:
        merged: dict[str, dict[str, Any]] = {kind: {} for kind in Vocabulary.model_fields}
        for located, file in files:
            for kind, entries in merged.items():
                for key, meaning in getattr(file.vocabulary, kind).items():
                    if key in entries:
                        self.problems.append(Problem(located.place(("vocabulary", kind, key), key=True), f"the {kind} '{key}' is declared twice in this rulebook", "declare it once, in book.yaml where several files use it"))
                    entries[key] = meaning
        return Vocabulary.model_construct(**merged)


def parameter_names(folder: Path) -> frozenset[str]:
    """The names of a rulebook's parameters; of files that cannot be read, none: loading says why."""
    names: set[str] = set()
    for path in rulebook_files(folder):
        try:
            data = read_yaml(path).data
        except BadInput:
            continue
        given = data.get("parameters") if isinstance(data, dict) else None
        names.update(given if isinstance(given, dict) else ())
    return frozenset(names)
