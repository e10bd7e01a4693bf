"""The mapping file: which column of a table says what.

    columns: {authority: Local authority, measure: Indicator, period: Year, value: Figure}
    always: {source: data, title: Waste data flow}
    words: {measure: {"% recycled": recycling-rate}}
    periods_end: 03-31

Docs: docs/tables.md.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from evidence.columns import QUARTILES, WORDS
from evidence.complaints import problems_of, words_of
from evidence.kind_of_file import MAPPING, refuse_other
from evidence.located import read_yaml
from evidence.model import KINDS, WORDS_OF, Text, Value
from evidence.problems import BadInput, Place, Problem, nearest

AUTHORITY = ("authority", "code", "type", "region", "family")
"""Words about whose row it is; all others are about the item."""
KNOWN = (*AUTHORITY, *KINDS, *WORDS, *QUARTILES)
"""Every word that a column can stand for."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PARTS = {"period": r"\d{4}(?:\s?[-/\u2013]\s?\d{2,4})?"}


def _to_text(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None or isinstance(value, str | Mapping) else str(value)


def _to_texts(value: Any) -> Any:
    return [_to_text(v) for v in (value if isinstance(value, list | tuple) else [value])]


Said = Annotated[Text, BeforeValidator(_to_text)]
Words = dict[str, Said]
Meaning = Annotated[Said | Words | None, BeforeValidator(_to_text)]


class TableMapping(Value):
    """What the columns of a table say, and how what stands in them is read."""

    columns: dict[str, Text] = {}
    figures: dict[Text, Words] = {}
    always: Words = {}
    words: dict[str, dict[str, Meaning]] = {}
    missing: Annotated[tuple[str, ...], BeforeValidator(_to_texts)] = ()
    without: Annotated[tuple[Text, ...], BeforeValidator(_to_texts)] = ()
    dates: Literal["yyyy-mm-dd", "dd/mm/yyyy"] = "yyyy-mm-dd"
    periods_end: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] | None = None
    peers: Literal["all", "type", "region", "family"] | None = None
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    separator: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    sheet: Text | None = None

    @property
    def said(self) -> frozenset[str]:
        """Every word that some row can have."""
        inner = [m for meanings in self.words.values() for m in meanings.values() if isinstance(m, Mapping)]
        placed = {word for heading in self.figures for word in _PLACEHOLDER.findall(heading)}
        given = {"value"} if self.figures else set()
        return frozenset({*self.columns, *self.always, *placed, *given, *(w for words in (*self.figures.values(), *inner) for w in words)})

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of item that rows can be."""
        return tuple(kind for kind in KINDS if kind in self.said)

    @model_validator(mode="after")
    def _complete(self) -> "TableMapping":
        for word in sorted(self.said):
            if word not in KNOWN:
                raise ValueError(f"'{word}' is no word of an item or an authority; {nearest(word, KNOWN)}")
        for word in self.words:
            if word not in self.columns and not any(f"{{{word}}}" in heading or word == "value" for heading in self.figures):
                raise ValueError(f"`words` explains '{word}', and no column stands for it; add it under `columns`")
        if not self.kinds:
            raise ValueError("nothing says what the rows are; add `measure` to `columns`, or to `always` where all are of one")
        if len(self.kinds) == 1:
            kind = self.kinds[0]
            for word in sorted(self.said & frozenset().union(*WORDS_OF.values()) - WORDS_OF[kind] - {"period"}):
                raise ValueError(f"'{word}' is no word for {kind}s; leave it out")
        if not self.said & {"date", "period"}:
            raise ValueError("nothing says of when the rows are; add `date` or `period` to `columns`, or to `always`")
        if "date" not in self.said and self.periods_end is None:
            raise ValueError('the rows have no date; say on which day their periods end, such as `periods_end: "03-31"`, or add `date`')
        if {"measure", "rating"} & set(self.kinds) and "value" not in self.said:
            raise ValueError("no column holds the figures; add `value` to `columns`, or list the columns of figures under `figures`")
        if "value" in self.columns and self.figures:
            raise ValueError("the figures stand in one column or in several; leave out `value` or `figures`")
        if self.peers in ("type", "region", "family") and self.peers not in self.said:
            raise ValueError(f"peers are to be of the same {self.peers}, and no column says which that is; add `{self.peers}` to `columns`")
        if self.peers is not None and self.kinds != ("measure",):
            raise ValueError("peers are worked out for measures only; leave `peers` out")
        return self

    def headings(self, present: list[str]) -> dict[str, Words]:
        """The columns of figures among those that are present, and what each says by its heading."""
        taken = set(self.columns.values())
        found: dict[str, Words] = {}
        for pattern, words in self.figures.items():
            expression = re.compile(_as_expression(pattern))
            for heading in present:
                if heading not in taken and heading not in found and (match := expression.fullmatch(heading.strip())):
                    found[heading] = {**words, **match.groupdict()}
        return found


def _as_expression(pattern: str) -> str:
    parts, at = [], 0
    for placeholder in _PLACEHOLDER.finditer(pattern):
        parts += [re.escape(pattern[at : placeholder.start()]), f"(?P<{placeholder[1]}>{_PARTS.get(placeholder[1], '.+?')})"]
        at = placeholder.end()
    return "".join([*parts, re.escape(pattern[at:])])


def read_mapping(path: Path) -> TableMapping:
    """The mapping in a file. Raises BadInput with everything that is wrong with it."""
    located = read_yaml(path)
    refuse_other(MAPPING, located)
    if not isinstance(located.data, dict):
        raise BadInput([Problem(Place(str(path), 1, 1), "a mapping file begins with `columns:`", "see docs/tables.md for one to start from")])
    try:
        return TableMapping.model_validate(located.data)
    except ValidationError as error:
        raise BadInput(problems_of(error, located, words_of(TableMapping), model=TableMapping)) from None
