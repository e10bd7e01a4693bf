"""The small values that the rule language is made of: extents, periods, citations, identifiers."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from evidence.model import VOICES

PARAMETER = r"^\$[a-z][a-z0-9_.]*$"
_PERIOD = re.compile(r"(\d{1,4}) (months?|years?)\Z")


class Word(BaseModel):
    """The base of every model of the language: frozen, and it refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


def misplaced(word: str, what: str, mend: str) -> PydanticCustomError:
    """What a model's own check raises when one of its words is to blame: the complaint then points at that word."""
    return PydanticCustomError("misplaced", "{what}; {mend}", {"word": word, "what": what, "mend": mend})


def _or_parameter(schema: dict[str, Any], example: str) -> WithJsonSchema:
    """The schema that editors use: a figure, or the parameter that stands for it."""
    return WithJsonSchema({"anyOf": [schema, {"type": "string", "pattern": PARAMETER}], "examples": [example]})


def months(value: Any) -> int:
    """`36 months` or `3 years` as whole months. Raises ValueError on anything else; a bare number does not say of what."""
    found = _PERIOD.match(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"'{value}' is not a period; write it as 36 months or 3 years")
    return int(found[1]) * (12 if found[2].startswith("year") else 1)


def _share(value: Any) -> Any:
    if isinstance(value, str) and value.endswith("%"):
        try:
            share = Decimal(value[:-1]) / 100
        except ArithmeticError:
            share = Decimal("NaN")
        if share.is_finite() and 0 <= share <= 1:
            return share
        if share.is_finite():
            raise ValueError(f"no share is {value}; write one between 0% and 100%")
    raise ValueError(f"'{value}' is not a share; write it as 25%")


def whole(value: Any) -> Any:
    """A whole number, plainly written. Raises ValueError on what pydantic would silently make one."""
    if isinstance(value, bool | str) or (isinstance(value, Decimal) and value % 1):
        raise ValueError(f"'{str(value).lower() if isinstance(value, bool) else value}' is not a whole number; write it plainly, without quotes or units")
    return value


def _exact(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"'{value}' is not a number; write it as 12 or 12.5")
    return Decimal(value)


def _counted(unit: str) -> BeforeValidator:
    pattern = re.compile(rf"(\d+) {unit}s?\Z")

    def parse(value: Any) -> Any:
        found = pattern.match(value) if isinstance(value, str) else None
        if not found:
            raise ValueError(f"'{value}' is not a number of {unit}s; write it as 2 {unit}s")
        return int(found[1])

    return BeforeValidator(parse)


MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
QUARTERLY = "quarterly"


def _months_of_year(value: Any) -> Any:
    named = one_or_many(value)
    if named == [QUARTERLY]:
        return (3, 6, 9, 12)
    if not isinstance(named, list) or not named:
        raise ValueError("a month is expected here; write july, [june, december] or quarterly")
    for month in named:
        if month not in MONTHS:
            raise ValueError(f"'{month}' is not a month; write it out, such as july, or write quarterly by itself")
    return tuple(sorted({MONTHS.index(month) + 1 for month in named}))


def _mads(value: Any) -> Any:
    found = re.fullmatch(r"(\d+(?:\.\d{1,3})?) MADs?", value) if isinstance(value, str) else None
    if not found or not Decimal(found[1]):
        raise ValueError(f"'{value}' is not a number of median absolute deviations; write it as 2 MADs or 2.5 MADs")
    return Decimal(found[1])


def one_or_many(value: Any) -> Any:
    """One word stands for a list of one; so does a number, of which the list then says that it is no word."""
    return [value] if isinstance(value, str | int | Decimal) else value


Months = Annotated[int, BeforeValidator(months), _or_parameter({"type": "string", "pattern": r"^\d+ (months?|years?)$"}, "36 months")]
Share = Annotated[Decimal, BeforeValidator(_share), _or_parameter({"type": "string", "pattern": r"^\d+(\.\d+)?%$"}, "25%")]
Exact = Annotated[Decimal, BeforeValidator(_exact), _or_parameter({"type": "number"}, "70")]
Whole = Annotated[int, BeforeValidator(whole), _or_parameter({"type": "integer"}, "2")]
Periods = Annotated[int, _counted("period"), Field(ge=2), _or_parameter({"type": "string", "pattern": r"^\d+ periods?$"}, "3 periods")]
Kinds = Annotated[int, _counted("kind"), Field(ge=1, le=len(VOICES)), _or_parameter({"type": "string", "pattern": r"^\d+ kinds?$"}, "2 kinds")]
Reviews = Annotated[int, _counted("review"), Field(ge=1), _or_parameter({"type": "string", "pattern": r"^\d+ reviews?$"}, "2 reviews")]

MonthsOfYear = Annotated[
    tuple[int, ...],
    BeforeValidator(_months_of_year),
    WithJsonSchema({"anyOf": [{"enum": [*MONTHS, QUARTERLY]}, {"type": "array", "items": {"enum": list(MONTHS)}}]}),
]

Mads = Annotated[Decimal, BeforeValidator(_mads), _or_parameter({"type": "string", "pattern": r"^\d+(\.\d+)? MADs?$"}, "2 MADs")]

KEY = r"^[a-z0-9][a-z0-9_.\-]*$"
Key = Annotated[str, StringConstraints(pattern=KEY)]
Keys = Annotated[
    tuple[Key, ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Ids = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.\-]*(\*)?$")], ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Prose = Annotated[str, StringConstraints(min_length=3, strip_whitespace=True)]
Somewhere = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Cite(Word):
    """Where in which source a rule comes from: `{source: benchmark, at: "2.3, Structure, 1"}`."""

    source: Key
    at: Somewhere
