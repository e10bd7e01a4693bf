"""From the YAML files of a rulebook to a Rulebook, or to everything that is wrong with them, in one run."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import yaml

from engine.assemble import WORDS, Assembly, Draft
from engine.home import rulebook_files
from engine.placed import Placed
from engine.rulebook import Rulebook
from evidence.located import Data, Located, read_yaml, take_yaml
from evidence.problems import BadInput, Place, Problem


def load(folder: Path, overrides: Mapping[str, Data] | None = None, *, shown_from: Path | None = None) -> Rulebook:
    """Load the rulebook in a folder.

    `overrides` are parameters set by the user, by name. Raises BadInput with every problem of every file.
    """
    made = draft(folder, overrides, shown_from=shown_from)
    if made.problems:
        raise BadInput(made.problems)
    return made.book


def draft(folder: Path, overrides: Mapping[str, Data] | None = None, *, shown_from: Path | None = None) -> Draft:
    """Load what can be understood of the rulebook in a folder, with everything that is wrong with it."""
    problems: list[Problem] = []
    documents: list[Located] = []
    unsure: set[str] = set()
    digest = hashlib.sha256()

    def shown(path: Path) -> str:
        return str(path.relative_to(shown_from)) if shown_from and path.is_relative_to(shown_from) else str(path)

    files = rulebook_files(folder)
    problems += [Problem(Place(shown(p)), "only files that end in .yaml are read", "rename it") for p in sorted(folder.rglob("*.yml"))]
    if not files:
        problems.append(Problem(Place(str(folder)), "there is no rule file here", "name a folder that has a book.yaml"))
    for path in files:
        located, found = take_yaml(path, shown_as=shown(path))
        problems += found
        if located is not None and not isinstance(located.data, dict):
            problems.append(Problem(Place(located.file, 1, 1), "a rule file is a mapping", "begin with `book:`, `criteria:` or another word of the language"))
            located = None
        if located is None or (found and not _all_there(located.root, located.data)):
            unsure.add("files")
        if located is not None:
            # A checkout on Windows may end its lines otherwise; it is the same rulebook.
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes().replace(b"\r\n", b"\n"))
            documents.append(located)
    if not documents:
        unsure.add("files")
    digest.update(repr(sorted((overrides or {}).items())).encode())
    return Assembly(documents, overrides or {}, problems, str(folder), unsure).draft(digest.hexdigest())


def _all_there(node: object, data: Data, depth: int = 3) -> bool:
    """Whether no key of a file hides another, as far down as rules and words are declared."""
    if not isinstance(node, yaml.MappingNode) or not isinstance(data, dict) or not depth:
        return True
    return len(node.value) == len(data) and all(_all_there(value, data.get(key.value), depth - 1) for key, value in node.value)


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


__all__ = ["WORDS", "Draft", "Placed", "draft", "load", "parameter_names", "rulebook_files"]
