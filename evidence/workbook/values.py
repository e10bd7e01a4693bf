"""Between a cell and a word's value. What a cell cannot hold exactly goes in as text; nothing is guessed at on the way back."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from evidence.workbook.cells import Cell, number
from evidence.workbook.layout import Column, said

_EMPTY_LIST = "[]"
_SPACE = " \t\r\n\xa0"
"""What stands around an entry unseen. Python's own idea of it takes in characters that a text may end in."""
_FIGURE = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\Z")
_FIRST_DAY = dt.date(1900, 3, 1)
"""Before it, Excel counts a day that never was."""


def blank(cell: Cell | None) -> bool:
    """Whether nothing is said."""
    return cell is None or (isinstance(cell, str) and not cell.strip(_SPACE))


def from_cell(column: Column, cell: Cell) -> Any:
    """The value of a cell, as the models take it; what does not fit is handed on for the model to refuse."""
    text = cell.strip(_SPACE) if isinstance(cell, str) else cell
    match column.form:
        case "choice" if isinstance(text, str):
            return next((c for c in column.choices if said(text.lower()) == said(c).lower()), text)
        case "yes" if isinstance(text, str):
            return {"yes": True, "no": False, "true": True, "false": False}.get(text.lower(), text)
        case "number":
            return _figure(text)
        case "figure" if column.keys == "measure":
            return _figure(text)
        case "whole" if isinstance(text, str) and re.fullmatch(r"[-+]?\d{1,15}", text):
            return int(text)
        case "topics":
            return _parts(text)
        case "numbers":
            return [_figure(part) for part in _parts(text)]
        case "pairs":
            parted = [part.partition(":") for part in _parts(text)]
            return [dict(zip(column.choices, (first.strip(), _figure(rest.strip())), strict=True)) for first, _, rest in parted]
        case "text" | "long" | "date" if isinstance(text, int | Decimal) and not isinstance(text, bool):
            return str(text)
    return text


def _figure(text: Any) -> Any:
    return Decimal(text) if isinstance(text, str) and _FIGURE.match(text) else text


def _parts(text: Any) -> list[str]:
    return [] if text == _EMPTY_LIST else [t.strip() for t in re.split(r"[,;\n]", str(text)) if t.strip()]


def to_cell(column: Column, value: Any) -> Any:
    """What is written for a value; None for nothing, and for what an empty cell stands for."""
    if value is None or (value == column.default and type(value) is type(column.default)):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return value.isoformat() if value < _FIRST_DAY else value
    if isinstance(value, int | Decimal):
        return _exactly(value)
    if column.form == "pairs":
        return "\n".join(": ".join(str(v) for v in part.model_dump().values()) for part in value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or _EMPTY_LIST
    return said(value) if column.form == "choice" else value


def _exactly(value: int | Decimal) -> int | Decimal | str:
    """A number where fifteen digits, all that Excel keeps, hold it to the last nought, or else its text."""
    return value if str(number(f"{value:.15g}")) == str(value) else str(value)
