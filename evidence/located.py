"""YAML read strictly, with the place of everything in it.

PyYAML's composer gives the tree and the places; the values are built here, because YAML's own rules for
plain scalars are full of traps: `NO` is a country and not false, a date is a date and not an object, 1.10
is not 1.1. Only whole and decimal numbers, true, false and null are anything but text.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from evidence.problems import BadInput, Place, Problem

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100

Data = Any  # dict, list, str, int, Decimal, bool or None, as YAML nests them

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
_EXPONENT = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+\Z")
_TRAPS = frozenset("yes no on off".split())
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


def read_text(path: Path) -> str:
    """The text of a file, or BadInput that says why it cannot be had."""

    def refuse(what: str, mend: str, line: int = 0) -> BadInput:
        return BadInput([Problem(Place(str(path), line, 1 if line else 0), what, mend)])

    try:
        if path.is_dir():
            raise refuse("this is a folder, not a file", "name a file in it")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise refuse(f"the file has {size // 1024 // 1024} MB", f"split it: at most {MAX_BYTES // 1024 // 1024} MB are read")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise refuse("there is no such file", "check the name and the folder") from None
    except OSError as error:
        raise refuse(f"the file cannot be read ({error.strerror})", "close it elsewhere, or ask for the right to read it") from None
    if b"\0" in raw[:65536] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse("this is a binary file, not text", "give a YAML, JSON or CSV file")
    try:
        encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse("the text is not in UTF-8", "save it again with the encoding UTF-8", line) from None


@dataclass(frozen=True, slots=True)
class Located:
    """A YAML document: its data, and where each part of it stands."""

    file: str
    data: Data
    root: Any

    def place(self, path: tuple[str | int, ...], *, key: bool = False) -> Place:
        """Where the value at `path` stands (its key, with `key`), or the nearest place above it."""
        node, mark = self.root, self.root.start_mark if self.root is not None else None
        for step in path:
            if isinstance(node, yaml.MappingNode):
                pair = next((p for p in node.value if p[0].value == str(step)), None)
                if pair is None:
                    continue  # a step that is no part of the file: the name of a union's branch, say
                mark = (pair[0] if key else pair[1]).start_mark
                node = pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                mark = node.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)

    def holds(self, path: tuple[str | int, ...]) -> bool:
        """Whether `path` leads to something in the file."""
        node = self.root
        for step in path:
            if isinstance(node, yaml.MappingNode):
                node = next((v for k, v in node.value if k.value == str(step)), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
            else:
                return False
            if node is None:
                return False
        return True


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def refuse(self, node: Any, what: str, mend: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(Place(self.file, mark.line + 1, mark.column + 1), what, mend))

    def build(self, node: Any) -> Data:
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if id(node) in self.seen:
            self.refuse(node, "an alias repeats what an anchor names", "write it out, or make it a parameter: aliases can expand without end")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child) for child in node.value]
        out: dict[str, Data] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.refuse(key_node, "a key must be a word", "write `word: value`")
                continue
            key = key_node.value
            if not key_node.style and key.lower() in _TRAPS:
                self.refuse(key_node, f"YAML reads the key {key} as true or false", f'write "{key}" in quotes')
            elif key == "<<":
                self.refuse(key_node, "a merge key hides what is said", "write the lines out")
            elif key in out:
                self.refuse(key_node, f"'{key}' is given twice", "keep one of the two")
            out[key] = self.build(value_node)
        return out

    def scalar(self, node: Any) -> Data:
        text: str = node.value
        if node.tag not in _PLAIN_TAGS:
            self.refuse(node, f"the tag {node.tag} is not understood here", "leave the tag out")
            return text
        if node.style:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        first = text[0]
        if first.isdigit() or first in "+-":
            if _WHOLE.match(text):
                return int(text) if len(text) < 100 else Decimal(text)
            if _DECIMAL.match(text):
                return Decimal(text)
            if _EXPONENT.match(text):
                self.refuse(node, f"{text} is written with an exponent", "write the number out")
        elif len(text) < 4 and text.lower() in _TRAPS:
            self.refuse(node, f"YAML reads {text} as true or false", f'write true or false, or "{text}" in quotes')
        return text


_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{t}" for t in "str int float bool null timestamp merge value binary".split()) - {"tag:yaml.org,2002:binary"}


def _too_deep(text: str) -> bool:
    # The composer recurses in C: nesting must be known to be shallow before it starts.
    if text.count("[") + text.count("{") < MAX_DEPTH and not re.search(rf"^[ \-?:]{{{MAX_DEPTH},}}", text, re.MULTILINE):
        return False
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


def read_yaml(path: Path, *, shown_as: str | None = None, text: str | None = None) -> Located:
    """Read one YAML document. Raises BadInput with every problem of form in it."""
    file = shown_as or str(path)
    if text is None:
        text = read_text(path)
    try:
        if _too_deep(text):
            raise BadInput([Problem(Place(file), f"the file nests more than {MAX_DEPTH} levels deep", "flatten it")])
        loader = _LOADER(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        what = " ".join(filter(None, (error.context, error.problem))).replace("\n", " ")
        raise BadInput([Problem(place, f"this is not YAML ({what})", "look at the indentation, quotes and brackets here")]) from None
    except yaml.YAMLError as error:
        raise BadInput([Problem(Place(file), f"this is not YAML ({str(error).splitlines()[0]})", "remove the odd characters")]) from None
    if root is None:
        raise BadInput([Problem(Place(file), "the file is empty", "start from `peerbench new`")])
    builder = _Builder(file)
    data = builder.build(root)
    if builder.problems:
        raise BadInput(builder.problems)
    return Located(file, data, root)
