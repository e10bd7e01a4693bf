"""The cells of a workbook as plain values, read part by part.

A library that reads workbooks makes floats of figures, guesses at dates, and holds every empty cell that somebody
once coloured. Here a figure is what was typed, exactly; cells are counted as they come, and formulas looked at.
"""

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

from evidence.workbook.guard import MAX_AREA, Package, area, calls_out, refuse
from evidence.workbook.text import unescaped

MAX_CELLS = MAX_AREA

_PERCENT = frozenset({9, 10})
_DATES = frozenset({14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57})
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2"})


@dataclass(frozen=True, slots=True)
class Failed:
    """A cell that shows an error, or a formula that was never worked out."""

    shows: str


Cell = str | int | Decimal | bool | dt.date | Failed


@dataclass(frozen=True)
class SheetOfCells:
    """A sheet: its name, and of each row that has any the cells by column; both count from 1."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]


def number(text: str) -> int | Decimal | Failed:
    """A figure as it was typed: the shortest that stands for the same floating point number."""
    try:
        value = float(text)
        if len(text) > 60 or value - value != 0:
            return Failed(text[:60])
    except ValueError:
        return Failed(text[:60])
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    shortest = Decimal(repr(value))
    return int(shortest) if shortest == shortest.to_integral_value() and abs(shortest) < 10**15 else shortest


def read_sheets(package: Package) -> tuple[SheetOfCells, ...]:
    """Every sheet of a workbook, in its order. Raises BadInput where a formula calls out or there are too many cells."""
    workbook = _tree(package, "xl/workbook.xml")
    links = {r.get("Id", ""): r.get("Target", "") for r in _tree(package, "xl/_rels/workbook.xml.rels")}
    properties = workbook.find("{*}workbookPr")
    since = dt.date(1904, 1, 1) if properties is not None and properties.get("date1904") in ("1", "true") else dt.date(1899, 12, 30)
    for name in workbook.iterfind("{*}definedNames/{*}definedName"):
        if calls_out(name.text or ""):
            raise refuse(package.path, f"the name '{name.get('name')}' in it reaches beyond the workbook", "delete it under Formulas, Name Manager")
    texts = _shared_strings(package)
    forms = _forms(package)
    had = [0]
    sheets: list[SheetOfCells] = []
    seen: set[str] = set()
    for entry in workbook.iterfind("{*}sheets/{*}sheet"):
        link = next((v for k, v in entry.items() if k.endswith("}id")), "")
        part = posixpath.normpath(posixpath.join("xl", links.get(link, ""))) if not links.get(link, "").startswith("/") else links[link][1:]
        if part in package and "/worksheets/" in part and part not in seen:
            seen.add(part)
            title = entry.get("name", "")
            sheets.append(SheetOfCells(title, _Cells(package, title, texts, forms, since, had).read(part)))
    return tuple(sheets)


def _tree(package: Package, part: str) -> ET.Element:
    if part not in package:
        raise refuse(package.path, f"its part {part} is missing", "open it in Excel, save it under another name, and give that")
    try:
        return ET.fromstring(package.read(part))  # noqa: S314 - the package has refused whatever declares entities
    except ET.ParseError:
        raise _broken(package, part) from None


def _broken(package: Package, part: str) -> Exception:
    return refuse(package.path, f"its part {part} is damaged", "open it in Excel, save it under another name, and give that")


def _parse(package: Package, part: str, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        parser.Parse(package.read(part), True)  # noqa: FBT003 - expat's signature
    except expat.ExpatError:
        raise _broken(package, part) from None


def _shared_strings(package: Package) -> list[str]:
    """The texts that cells share; reading aids above Japanese words are no part of them."""
    part = next((p for p in ("xl/sharedStrings.xml", "xl/SharedStrings.xml") if p in package), None)
    out: list[str] = []
    held: list[str] = []
    inside = {"t": False, "aid": False}

    def start(tag: str, _: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "si":
            held.clear()
        elif tag == "rPh":
            inside["aid"] = True
        inside["t"] = tag == "t" and not inside["aid"]

    def end(tag: str) -> None:
        tag = tag.rpartition(":")[2]
        inside["t"] = False
        if tag == "rPh":
            inside["aid"] = False
        elif tag == "si":
            out.append(unescaped("".join(held)))

    def text(data: str) -> None:
        if inside["t"]:
            held.append(data)

    if part:
        _parse(package, part, start, end, text)
    return out


def _forms(package: Package) -> list[str]:
    """For each style whether it shows a share (`%`), a date (`d`), or neither."""
    if "xl/styles.xml" not in package:
        return []
    styles = _tree(package, "xl/styles.xml")
    own = {n.get("numFmtId", ""): _QUOTED.sub("", n.get("formatCode", "")).lower() for n in styles.iterfind("{*}numFmts/{*}numFmt")}

    def form(number_format: str) -> str:
        code = own.get(number_format)
        known = int(number_format) if number_format.isdecimal() else 0
        if code is None:
            return "%" if known in _PERCENT else "d" if known in _DATES else ""
        return "%" if "%" in code else "d" if re.search(r"[dy]", code.replace("general", "")) else ""

    return [form(x.get("numFmtId", "0")) for x in styles.iterfind("{*}cellXfs/{*}xf")]


class _Cells:
    """Reads one sheet."""

    def __init__(self, package: Package, name: str, texts: list[str], forms: list[str], since: dt.date, had: list[int]) -> None:
        self.package, self.name, self.texts, self.forms, self.since, self.had = package, name, texts, forms, since, had
        self.columns: dict[str, int] = {}
        self.rows: dict[int, dict[int, Cell]] = {}
        self.row = self.column = 0
        self.at: dict[str, str] = {}
        self.held: list[str] | None = None
        self.value: str | None = None
        self.formula = False
        self.aid = False

    def read(self, part: str) -> dict[int, dict[int, Cell]]:
        _parse(self.package, part, self._start, self._end, self._text)
        return self.rows

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self._begin(attributes)
        elif tag in ("v", "t"):
            self.held = None if self.aid else []
        elif tag in _FORMULAS:
            self.held, self.formula = [], self.formula or tag == "f"
        elif tag == "row":
            given = attributes.get("r", "")
            self.row, self.column = int(given) if given.isdecimal() and len(given) < 9 else self.row + 1, 0
        elif tag in ("mergeCell", "hyperlink"):
            # Whoever changes the workbook makes a cell of each that is merged or linked.
            self._count(area(attributes.get("ref", "")))
        elif tag == "rPh":
            self.aid = True

    def _begin(self, attributes: dict[str, str]) -> None:
        self._count(1)
        letters = attributes.get("r", "").rstrip("0123456789")
        if letters:
            column = self.columns.get(letters)
            if column is None:
                column = 0
                for letter in letters[:4]:
                    column = column * 26 + ord(letter) - 64
                self.columns[letters] = column
            self.column = column
        else:
            self.column += 1
        self.at, self.value, self.formula = attributes, None, False

    def _count(self, cells: int) -> None:
        self.had[0] += cells
        if self.had[0] > MAX_CELLS:
            what = f"it has over {MAX_CELLS:,} cells; most are empty and only coloured, framed or merged"
            raise refuse(self.package.path, what, f"delete the empty rows and columns beyond the last entry (sheet {self.name} was being read)")

    def _end(self, tag: str) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag in ("v", "t"):
            if self.held is not None:
                self.value = (self.value or "") + "".join(self.held)
            self.held = None
        elif tag in _FORMULAS:
            self._look_at("".join(self.held or ()))
            self.held = None
        elif tag == "c":
            value = self._cell()
            if value is not None and value != "":
                self.rows.setdefault(self.row, {})[self.column] = value
        elif tag == "rPh":
            self.aid = False

    def _text(self, data: str) -> None:
        if self.held is not None:
            self.held.append(data)

    def _look_at(self, formula: str) -> None:
        if calls_out(formula):
            shown = formula if len(formula) <= 60 else formula[:57] + "…"
            where = f"in row {self.row} of sheet {self.name}" if self.formula else f"in a rule of sheet {self.name}"
            raise refuse(self.package.path, f"the formula ={shown} {where} reaches beyond the workbook", "replace it by what it shows")

    def _cell(self) -> Cell | None:
        kind, text = self.at.get("t", "n"), self.value
        if text is None or (not text and kind not in ("str", "inlineStr")):
            return Failed("a formula without a result") if self.formula else None
        if kind == "s":
            return self.texts[int(text)] if text.isdecimal() and len(text) < 9 and int(text) < len(self.texts) else Failed("a damaged text")
        if kind in ("str", "inlineStr"):
            return unescaped(text)
        if kind == "b":
            return text == "1"
        if kind == "e":
            return Failed(text)
        if kind == "d":
            return text[:10]
        value = number(text)
        style = self.at.get("s", "")
        form = self.forms[int(style)] if style.isdecimal() and len(style) < 9 and int(style) < len(self.forms) else ""
        if form == "%" and not isinstance(value, Failed):
            return f"{(value * 100).normalize() if isinstance(value, Decimal) else value * 100:f}%"
        return self._day(value) if form == "d" else value

    def _day(self, value: Any) -> Cell:
        try:
            return self.since + dt.timedelta(days=int(value))
        except (OverflowError, TypeError, ValueError):
            return Failed("a date that is none")
