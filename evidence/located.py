"""A YAML document with the place of everything in it, and how its file is read."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from evidence.problems import BadInput, Place, Problem
from evidence.strict_yaml import Data, Reader, not_yaml

MAX_BYTES = 64 * 1024 * 1024
_BINARY = {
    ".docx": "a Word document",
    ".parquet": "a Parquet table",
    ".pdf": "a PDF document",
    ".pptx": "a file of slides",
    ".xlsx": "an Excel workbook",
    ".zip": "an archive",
}


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
        raise refuse(f"this is {_BINARY.get(path.suffix.lower(), 'a binary file')}, not text", "give a YAML or JSON file")
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
    problems: tuple[Problem, ...] = ()
    """What is wrong with the form of a file that could be read all the same."""

    def node(self, path: tuple[str | int, ...]) -> Any:
        """The node that `path` leads to, or the nearest above it."""
        return self._walk(path)[0]

    def place(self, path: tuple[str | int, ...], *, key: bool = False) -> Place:
        """Where the value at `path` stands (its key, with `key`), or the nearest place above it."""
        node, key_node = self._walk(path)
        mark = (key_node if key and key_node is not None else node).start_mark if node is not None else None
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)

    def _walk(self, path: tuple[str | int, ...]) -> tuple[Any, Any]:
        """The node at the end of a path, and its key; steps that are no part of the file are passed over."""
        node, key_node = self.root, None
        for step in path:
            if isinstance(node, yaml.MappingNode):
                # A step that is not there is the name of a union's branch, say.
                key_node, node = next((p for p in node.value if p[0].value == str(step)), (key_node, node))
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                key_node, node = None, node.value[step]
        return node, key_node


def take_yaml(path: Path, *, shown_as: str | None = None, text: str | None = None) -> tuple[Located | None, list[Problem]]:
    """Read one YAML document as far as it can be read, with every problem of form in it; None where there is no whole tree."""
    file = shown_as or str(path)
    reader = Reader(file)
    try:
        if text is None:
            text = read_text(path)
        whole = reader.read(text)
    except BadInput as bad:
        return None, [replace(p, place=replace(p.place, file=file)) for p in bad.problems]
    except yaml.MarkedYAMLError as error:
        return None, [*reader.problems, not_yaml(error, text or "", file)]
    except yaml.YAMLError:
        # The only other thing that the parser refuses are characters that no text has.
        at = yaml.reader.Reader.NON_PRINTABLE.search(text or "")
        before = (text or "")[: at.start()] if at else ""
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return None, [
            Problem(place, f"this is not YAML (the character {at[0]!r} cannot stand in a text)" if at else "this is not YAML", "remove the odd characters")
        ]
    if whole and reader.root is None:
        return None, [Problem(Place(file, 1, 1), "the file is empty", "start from `peerbench new`")]
    return Located(file, reader.data, reader.root) if whole else None, reader.problems


def read_yaml(path: Path, *, shown_as: str | None = None, text: str | None = None) -> Located:
    """Read one YAML document. Raises BadInput with every problem of form in it."""
    located, problems = take_yaml(path, shown_as=shown_as, text=text)
    if problems or located is None:
        raise BadInput(problems)
    return located


__all__ = ["Data", "Located", "read_text", "read_yaml", "take_yaml"]
