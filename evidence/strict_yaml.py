"""The strict reading of YAML: the parser's events made into a tree with places, and into plain data.

YAML's own rules for plain scalars are full of traps: `NO` is a country and not false, a date is a date and not an
object, 1.10 is not 1.1. Only whole and decimal numbers, true, false and null are anything but text. Anchors, tags
and merge keys are refused: what a file says, it says where it stands.
"""

import re
from decimal import Decimal
from typing import Any

import yaml

from evidence.problems import Place, Problem

MAX_DEPTH = 100

Data = Any  # dict, list, str, int, Decimal, bool or None, as YAML nests them

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ScalarNode: Any = yaml.ScalarNode
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
_EXPONENT = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+\Z")
_TRAPS = frozenset({"yes", "no", "on", "off"})
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class Reader:
    """Builds the tree of nodes and the data, side by side, from the parser's events."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.root: Any = None
        self.data: Data = None
        self._open: list[tuple[Any, Any]] = []  # the collections that are not closed yet: node and data
        self._key: list[Any] = []  # for each of them, the key that waits for its value

    def refuse(self, mark: Any, what: str, mend: str) -> None:
        """Note a problem at a place in the text."""
        self.problems.append(Problem(Place(self.file, mark.line + 1, mark.column + 1), what, mend))

    def read(self, text: str) -> bool:
        """Read a text; False where it ends before its time."""
        documents = 0
        event: Any
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent):
                node = _ScalarNode("", event.value, event.start_mark, event.end_mark, style=event.style)
                waits = bool(self._open) and isinstance(self._open[-1][1], dict) and self._key[-1] is None
                self._tag(event)
                self._put(node, event.value if waits else self._scalar(event))
            elif isinstance(event, yaml.CollectionStartEvent):
                if not self._start(event):
                    return False
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()[0].end_mark = event.end_mark
                self._key.pop()
            elif isinstance(event, yaml.AliasEvent):
                mend = "write it out, or make it a parameter: aliases can expand without end"
                self.refuse(event.start_mark, f"*{event.anchor} repeats what stands elsewhere", mend)
                self._put(_ScalarNode("", event.anchor, event.start_mark, event.end_mark), None)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event.start_mark, "a second document begins here", "split the file in two, or remove the line '---'")
                    return False
        return True

    def _start(self, event: Any) -> bool:
        if len(self._open) >= MAX_DEPTH:
            self.refuse(event.start_mark, f"the file nests more than {MAX_DEPTH} levels deep", "flatten it")
            return False
        self._tag(event)
        mapping = isinstance(event, yaml.MappingStartEvent)
        kind = yaml.MappingNode if mapping else yaml.SequenceNode
        node = kind("", [], event.start_mark, event.end_mark, flow_style=event.flow_style)
        data: Data = {} if mapping else []
        self._put(node, data)
        self._open.append((node, data))
        self._key.append(None)
        return True

    def _put(self, node: Any, value: Data) -> None:
        """Put a node and its value where they belong: in a list, as a key, or as the value of the key that waits."""
        if not self._open:
            self.root, self.data = node, value
            return
        within, data = self._open[-1]
        if isinstance(data, list):
            within.value.append(node)
            data.append(value)
        elif self._key[-1] is None:
            self._check_key(node, data)
            self._key[-1] = node
        else:
            key = self._key[-1]
            within.value.append((key, node))
            if isinstance(key, yaml.ScalarNode):
                data[key.value] = value
            self._key[-1] = None

    def _check_key(self, node: Any, data: dict[str, Data]) -> None:
        mark, key = node.start_mark, node.value
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(mark, "a key must be a word", "write `word: value`")
        elif key in data:
            self.refuse(mark, f"'{key}' is given twice", "keep one of the two")
        elif node.style:
            return
        elif key == "<<":
            self.refuse(mark, "a merge key hides what is said", "write the lines out")
        elif key.lower() in _TRAPS:
            self.refuse(mark, f"YAML reads the key {key} as true or false", f'write "{key}" in quotes')

    def _tag(self, event: Any) -> None:
        if event.tag is not None:
            self.refuse(event.start_mark, f"the tag {event.tag} is not understood here", "leave the tag out")

    def _scalar(self, event: Any) -> Data:
        text: str = event.value
        if event.style:
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
                self.refuse(event.start_mark, f"{text} is written with an exponent", "write the number out")
        elif len(text) < 4 and text.lower() in _TRAPS:
            self.refuse(event.start_mark, f"YAML reads {text} as true or false", f'write true or false, or "{text}" in quotes')
        return text


def not_yaml(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """What the parser could not read, in plain words where the mistake is a usual one."""
    mark, opened = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    said = " ".join(filter(None, (error.context, error.problem))).replace("\n", " ")
    what, mend = f"this is not YAML ({said})", "look at the indentation, quotes and brackets here"
    here = next(iter(text.split("\n")[mark.line :]), "")[mark.column : mark.column + 1] if mark else ""
    if "tab" in said or here == "\t":
        what, mend = "there is a tab here", "indent with spaces: YAML takes no tabs"
    elif "mapping values are not allowed" in said:
        what, mend = "a second ':' stands on this line", "put the whole text in quotes"
    elif "quoted scalar" in said and "end of stream" in said:
        mark, what, mend = opened, "this quote is never closed", "close it, or double a ' that is part of the text"
    elif "cannot start any token" in said:
        what, mend = f"no text can begin with {here}", "put the text in quotes"
    elif opened and "flow" in said and "expected ','" in said:
        what = f"the bracket opened in line {opened.line + 1} is not closed, or a comma is missing"
        mend = "close it, and quote texts that have a comma, colon or bracket in them"
    return Problem(Place(file, mark.line + 1, mark.column + 1) if mark else Place(file), what, mend)
