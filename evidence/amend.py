"""Adding to an evidence file as its author left it: comments, order and layout stay, and what is added reads back exactly."""

import copy
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from evidence.complaints import problems_of, words_of
from evidence.located import Located, read_yaml
from evidence.model import Value
from evidence.problems import BadInput, Place, Problem
from evidence.write import yaml_of

_BARE = re.compile(r"[a-z][a-z_]*[.\-][a-z0-9_.\-]*[a-z0-9]")
"""An id that nobody takes for anything but a text."""

Entry = Mapping[str, Any]
"""Words and what they say, in plain data: texts, numbers, dates, lists, mappings."""


def entry_of(model: type[Value], words: Entry, path: Path) -> Entry:
    """Words as an entry of the file, checked. Raises BadInput where they do not fit together."""
    try:
        return model.model_validate(words).model_dump(by_alias=True, exclude_defaults=True)
    except ValidationError as error:
        raise BadInput(problems_of(error, Located(str(path), words, None), words_of(model))) from None


def with_entries(path: Path, text: str, word: str, entries: Sequence[Entry]) -> str:
    """The file's text with entries at the end of the list `word`, which is begun where there is none.

    `path` names the file in messages. Raises BadInput where the file is written in a way that cannot be added to.
    """
    text = _as_yaml(path, text)
    file = read_yaml(path, text=text)
    lines = _Lines(text)
    wanted = copy.deepcopy(file.data)
    wanted[word] = [*(wanted.get(word) or []), *_as_read(list(entries))]
    listed = next((value for key, value in file.root.value if key.value == word), None)
    block = yaml_of(list(entries))
    if file.root.flow_style:
        added = _into_flow(lines, file.root, listed, word, entries)
    elif listed is None:
        added = lines.after_line(len(text.rstrip()), _indented(f"{word}:\n{block}", file.root.start_mark.column))
    elif isinstance(listed, yaml.SequenceNode) and listed.flow_style and listed.value:
        added = lines.at(lines.end(listed.value[-1]), "".join(f", {_json(entry)}" for entry in entries))
    elif isinstance(listed, yaml.SequenceNode) and not listed.flow_style:
        added = lines.after_line(lines.end(listed), _indented(block, listed.start_mark.column))
    else:  # an empty list, or nothing at all
        start, end = lines.offset(listed.start_mark), lines.offset(listed.end_mark)
        head = text[:start].rstrip(" ")
        added = _Lines(head + text[end:]).after_line(len(head), _indented(block, file.root.start_mark.column))
    return _sure(path, file, added, wanted, block)


def with_words(path: Path, text: str, steps: tuple[str | int, ...], words: Entry) -> str:
    """The file's text with words added to the mapping that `steps` lead to; it has none of them yet."""
    text = _as_yaml(path, text)
    file = read_yaml(path, text=text)
    lines = _Lines(text)
    wanted = copy.deepcopy(file.data)
    inner = wanted
    for step in steps:
        inner = inner[step]
    inner.update(_as_read(dict(words)))
    mapping = file.node(steps)
    block = yaml_of(dict(words))
    if mapping.flow_style:
        added = lines.at(lines.end(mapping.value[-1][1]), "".join(f", {_json(word)}: {_json(value)}" for word, value in words.items()))
    else:
        added = lines.after_line(lines.end(mapping), _indented(block, mapping.start_mark.column))
    return _sure(path, file, added, wanted, block)


def with_values(path: Path, text: str, values: Mapping[tuple[str | int, ...], str]) -> str:
    """The file's text with other texts where `values` lead to; everything else stays as it stands, comments included."""
    file = read_yaml(path, text=text)
    lines = _Lines(text)
    wanted = copy.deepcopy(file.data)
    added = text
    for steps, node in sorted(((steps, file.node(steps)) for steps in values), key=lambda found: lines.offset(found[1].start_mark), reverse=True):
        *way, last = steps
        inner = wanted
        for step in way:
            inner = inner[step]
        inner[last] = values[steps]
        bare = not node.style and _BARE.fullmatch(values[steps])
        added = added[: lines.offset(node.start_mark)] + (values[steps] if bare else _json(values[steps])) + added[lines.end(node) :]
    return _sure(path, file, added, wanted, yaml_of({".".join(map(str, steps)): value for steps, value in values.items()}))


def _into_flow(lines: "_Lines", root: Any, listed: Any, word: str, entries: Sequence[Entry]) -> str:
    """JSON, or YAML written like it."""
    if listed is None:
        return lines.at(lines.end(root.value[-1][1]), f",\n{_json(word)}: {_json(list(entries))}")
    if getattr(listed, "value", None) and isinstance(listed, yaml.SequenceNode):
        return lines.at(lines.end(listed.value[-1]), "".join(f",\n{_json(entry)}" for entry in entries))
    return lines.text[: lines.offset(listed.start_mark)] + _json(list(entries)) + lines.text[lines.offset(listed.end_mark) :]


def _sure(path: Path, file: Located, added: str, wanted: Any, block: str) -> str:
    """What was added, when it reads as it should and nothing else reads otherwise."""
    try:
        if read_yaml(path, text=added).data == wanted:
            return added
    except BadInput:
        pass
    place = Place(file.file)
    raise BadInput([Problem(place, "the file is written in a way that cannot be added to", f"write this into it yourself:\n{block}")])


def _indented(block: str, columns: int) -> str:
    return "".join(f"{' ' * columns}{line}" if line.strip() else line for line in block.splitlines(keepends=True))


_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})")
_CONTROL = re.compile("[\x7f-\x9f\ufffe\uffff]")


def _as_yaml(path: Path, text: str) -> str:
    """JSON that is YAML too: two escapes for one character are that character, and a character that YAML does not take is escaped."""
    if path.suffix.lower() != ".json":
        return text
    return _escaped(_PAIR.sub(lambda pair: pair[1] + json.loads(f'"{pair[2]}"'), text))


def _escaped(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _json(value: Any) -> str:
    return _escaped(json.dumps(_as_read(value), ensure_ascii=False))


def _as_read(value: Any) -> Any:
    """Plain data as an evidence file is read: a date is a text."""
    if isinstance(value, Mapping):
        return {word: _as_read(part) for word, part in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


class _Lines:
    """A text in which places are known by line and column."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def offset(self, mark: Any) -> int:
        """The place of a mark, as a number of characters from the start."""
        return min(self._starts[int(mark.line)] + int(mark.column), len(self.text))

    def end(self, node: Any) -> int:
        """Where a node's own text ends; YAML counts the blank lines and comments after a block to the block."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        return len(self.text[: self.offset(node.end_mark)].rstrip())

    def at(self, offset: int, more: str) -> str:
        """The text with more at a place."""
        return self.text[:offset] + more + self.text[offset:]

    def after_line(self, offset: int, lines: str) -> str:
        """The text with more lines after the one in which a place lies."""
        end = self.text.find("\n", offset)
        before, after = (self.text, "") if end < 0 else (self.text[: end + 1], self.text[end + 1 :])
        if before and not before.endswith("\n"):
            before += self._newline
        return before + lines.replace("\n", self._newline) + after
