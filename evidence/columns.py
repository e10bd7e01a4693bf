"""Evidence of many authorities in one long table: a row for each item, a column for each word. For CSV and Parquet.

    authority  kind          key            id      date        source    status   value  …
    E06001     authority                                                                        more: {"name": …}
    E06001     document      council-plan   plan-1  2009-02-20  document  adopted
    E06001     measure       found-clean    m-1     2009-03-31  data                86.5
    E06001     all_there_is  event/accident

Each authority has one row of kind `authority`, with its `as_of` and `type`. The rows of an authority stand together.
Figures are text, so that they stay exact. Of lists (`includes`, `to`) the words are parted by blanks; `-` is an empty one. What has no column
of its own stands in `more`, as JSON. Docs: docs/decisions/0014-columns.md.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from evidence.complaints import plainly, words_of
from evidence.model import KINDS, EvidenceSet, Item
from evidence.problems import BadInput, Place, Problem, nearest

if TYPE_CHECKING:
    import polars as pl

HEAD, CLOSED, NOT_APPLICABLE = "authority", "all_there_is", "not_applicable"
"""Kinds of row beside those of items."""
_KINDS_OF_ROW = (*KINDS, HEAD, CLOSED, NOT_APPLICABLE)

WORDS: Mapping[str, tuple[str, ...]] = {
    **{word: (word,) for word in ("id", "date", "known", "about", "obtained", "handling", "derived_from", "excerpt", "note", "denied")},
    **{word: (word,) for word in ("extent", "results", "status", "includes", "scope", "result", "by", "with", "topic", "to")},
    **{word: (word,) for word in ("value", "unit", "period", "better", "target")},
    **{word: (word,) for word in ("sample", "margin", "provisional", "audited", "priority", "hash")},
    "source": ("source", "kind"),
    **{word: ("source", word) for word in ("title", "at", "person", "role")},
    "recorded_by": ("recorded", "by"),
    "recorded_on": ("recorded", "date"),
    "peers_n": ("peers", "n"),
    "peers_family": ("peers", "family"),
}
"""The columns of an item, and where each stands in it."""
NEEDED = ("authority", "kind")
"""The columns that no table can do without."""
FILE, ROW = "#file", "#row"
"""Columns that Peerbench adds where it rewrites a table: the file that a row was read from and, of CSV, which row of it, the headings being the first."""
QUARTILES = ("lower_quartile", "median", "upper_quartile")
NO_ROW = ("among its rows is not one of kind `authority`", "give it one, with its `as_of` and `type`, and let all its rows stand together")
_COLUMNS: Mapping[tuple[int | str, ...], str] = {
    **{path: column for column, path in WORDS.items()},
    **dict.fromkeys(((kind,) for kind in KINDS), "key"),
    **{("authority", column): column for column in ("type", "region")},
    ("as_of",): "as_of",
}
"""The column of each word of an item or an authority."""
EMPTY = "-"
"""A list that is stated, and has nothing on it."""
LISTS, FIGURES = ("includes", "to"), ("value", "target", "margin", *QUARTILES)
_DATES, _TRUTHS, _COUNTS = ("date", "known", "recorded_on", "as_of"), ("denied", "results", "audited", "priority", "provisional"), ("sample", "peers_n")
COLUMNS = ("authority", "kind", "key", *WORDS, *QUARTILES, "as_of", "type", "region", "more")
"""All columns, in their order."""
CODED = tuple(c for c in COLUMNS if c not in (*_DATES, *_TRUTHS, *_COUNTS, "more"))
"""The columns of texts that are read as numbers of their words."""


def schema() -> dict[str, "pl.DataType"]:
    """The type of each column."""
    import polars as pl

    types = {**dict.fromkeys(_DATES, pl.Date()), **dict.fromkeys(_TRUTHS, pl.Boolean()), **dict.fromkeys(_COUNTS, pl.Int64())}
    return {name: types.get(name, pl.String()) for name in COLUMNS}


def name_of() -> "pl.Expr":
    """Of rows of kind `authority`, what the authority is called: its name in full where it has one beside its name in the table."""
    import polars as pl

    return pl.col("more").str.json_path_match("$.authority.name").fill_null(pl.col("authority")).alias("name")


def frame_of(sets: Mapping[str, EvidenceSet]) -> "pl.DataFrame":
    """Evidence sets as one long table, by the name that each authority has in it."""
    import polars as pl

    rows = [row for name, evidence in sets.items() for row in _rows(name, evidence)]
    return pl.DataFrame(rows, schema=schema(), orient="row")


def sets_of(frame: "pl.DataFrame") -> Iterator[tuple[str, EvidenceSet]]:
    """The evidence set of each authority in a table, in their order. Raises BadInput with what is wrong with one."""
    for (name,), rows in frame.group_by("authority", maintain_order=True):
        yield str(name), set_of(str(name), rows.iter_rows(named=True))


def set_of(name: str, rows: Iterable[Mapping[str, Any]]) -> EvidenceSet:
    """The evidence set of one authority from its rows. Raises BadInput with what is wrong with each: where it stands, or else which row it is."""
    head: dict[str, Any] = {}
    own: Place | None = None
    places: dict[tuple[int | str, ...], Place] = {}
    items: list[Item] = []
    problems: list[Problem] = []
    row: Mapping[str, Any] = {"authority": name}
    for n, row in enumerate(rows, start=1):
        said = {column: value for column, value in row.items() if value is not None}
        place = place_of(said) if FILE in said else Place(name, n)
        try:
            kind, more = _kind_of(said), more_of(said.get("more"))
            if kind == HEAD:
                authority = {"type": said.get("type"), "region": said.get("region"), **_mapping(more.pop("authority", {}))}
                head |= {"authority": {"name": name, **{k: v for k, v in authority.items() if v is not None}}, "as_of": said.get("as_of"), **more}
                own = place
            elif kind == CLOSED:
                of, _, key = str(said["key"]).partition("/")
                places[CLOSED, len(head.get(CLOSED, ()))] = replace(place, heading="key")
                head.setdefault(CLOSED, []).append({of: key})
            elif kind == NOT_APPLICABLE:
                places[NOT_APPLICABLE, len(head.get(NOT_APPLICABLE, ()))] = replace(place, heading="key")
                head.setdefault(NOT_APPLICABLE, []).append({"criterion": said["key"], **more})
            else:
                items.append(_read(said, more))
        except ValidationError as error:
            problems += _complaints(error, place)
        except _BadCellError as bad:
            problems.append(Problem(replace(place, heading=bad.column), bad.what, bad.mend))
    if own is None:
        problems.append(Problem(whose(row), *NO_ROW))
    if problems:
        raise BadInput(problems)
    try:
        return EvidenceSet.model_validate({**head, "items": tuple(items)})
    except ValidationError as error:
        raise BadInput(_complaints(error, own or whose(row), places)) from None


class _BadCellError(ValueError):
    """A cell that cannot be read."""

    def __init__(self, column: str, what: str, mend: str) -> None:
        super().__init__(what)
        self.column, self.what, self.mend = column, what, mend


def _kind_of(said: Mapping[str, Any]) -> str:
    kind = str(said.get("kind", ""))
    if kind not in _KINDS_OF_ROW:
        raise _BadCellError("kind", f"'{kind}' is no kind of row" if kind else "there is nothing here", nearest(kind, _KINDS_OF_ROW))
    if kind != HEAD and "key" not in said:
        raise _BadCellError("key", "there is nothing here", "fill it in")
    return kind


def _complaints(error: ValidationError, place: Place, places: Mapping[tuple[int | str, ...], Place] = MappingProxyType({})) -> Iterator[Problem]:
    """What a model refuses of a row, by its columns; of an evidence set, some lists of which come from rows of their own (`places`)."""
    for detail in error.errors(include_url=False):
        steps = detail["loc"]
        what, mend = ("there is nothing here", "fill it in") if detail["type"] == "missing" else plainly(detail, sorted(words_of(Item, EvidenceSet)))
        column = _COLUMNS.get(steps[:2]) or _COLUMNS.get(steps[:1])
        inside = "" if column or not steps or steps[:2] in places else f"{'.'.join(map(str, steps))}: "
        yield Problem(places.get(steps[:2]) or replace(place, heading=column or ""), inside + what, mend)


def item_of(row: Mapping[str, Any]) -> Item:
    """The item of one row of a table that is sound."""
    return _read({column: value for column, value in row.items() if value is not None}, more_of(row["more"]))


def more_of(text: str | None) -> dict[str, Any]:
    """What stands in `more`."""
    try:
        return _mapping(json.loads(text or "{}", object_hook=_exact))
    except (json.JSONDecodeError, ArithmeticError, RecursionError):
        raise _BadCellError("more", "this is no JSON that can be read", _AS_JSON) from None


def _mapping(said: Any) -> dict[str, Any]:
    if isinstance(said, dict):
        return said
    raise _BadCellError("more", f"{json.dumps(said, default=str)[:60]} stands where words and their values are expected", _AS_JSON)


_AS_JSON = """write it as {"word": value}, or leave it empty"""


def place_of(row: Mapping[str, Any], file: str = "", column: str = "") -> Place:
    """Where a row stands for whoever wrote it: in CSV by its number, else by its authority and id."""
    file = row.get(FILE) or file
    if row.get(ROW):
        return Place(file, row[ROW], heading=column)
    which = row.get("id") or f"its row of kind `{row.get('kind')}`" + (f" and key `{row['key']}`" if row.get("key") else "")
    return Place(", ".join(filter(None, (file, row.get("authority"), which))), heading=column)


def whose(row: Mapping[str, Any]) -> Place:
    """The authority that a row is about, and the file that it stands in."""
    return Place(", ".join(filter(None, (row.get(FILE), row["authority"]))))


def _rows(name: str, evidence: EvidenceSet) -> Iterator[list[Any]]:
    """The rows of one authority, its own first."""
    said = evidence.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    authority = said.pop("authority")
    kind, region = authority.pop("type"), authority.pop("region", None)
    if authority["name"] == name:
        del authority["name"]
    as_of, closed, without = said.pop("as_of"), said.pop(CLOSED, ()), said.pop(NOT_APPLICABLE, ())
    said.pop("items", None)
    yield _row(name, HEAD, {"as_of": as_of, "type": kind, "region": region, "more": _text({"authority": authority, **said})})
    for item in evidence.items:
        yield _row(name, item.kind, {"key": item.key, **_words(item)})
    for one in closed:
        ((of, key),) = one.items()
        yield _row(name, CLOSED, {"key": f"{of}/{key}"})
    for one in without:
        yield _row(name, NOT_APPLICABLE, {"key": one.pop("criterion"), "more": _text(one)})


def _row(name: str, kind: str, said: Mapping[str, Any]) -> list[Any]:
    return [{"authority": name, "kind": kind}.get(column, said.get(column)) for column in COLUMNS]


def _words(item: Item) -> dict[str, Any]:
    """The columns of an item; what none of them holds is left to `more`."""
    left = item.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True, exclude={str(item.kind)})
    out: dict[str, Any] = {}
    for column, path in WORDS.items():
        inside = left if len(path) == 1 else left.get(path[0], {})
        if path[-1] in inside:
            value = inside.pop(path[-1])
            out[column] = " ".join(value) or EMPTY if column in LISTS else str(value) if column in FIGURES else value
    if "quartiles" in left.get("peers", {}):
        out |= dict(zip(QUARTILES, map(str, left["peers"].pop("quartiles")), strict=True))
    left = {word: value for word, value in left.items() if value not in ({}, None)}
    if left:
        out["more"] = _text(left)
    return out


def _item(said: Mapping[str, Any]) -> dict[str, Any]:
    """An item's words from its columns."""
    out: dict[str, Any] = {said["kind"]: said.get("key")}
    for column, path in WORDS.items():
        if column in said:
            value = said[column]
            if column in LISTS:
                value = () if value == EMPTY else tuple(value.split())
            elif column in FIGURES and not (column == "value" and said["kind"] == "rating"):
                value = _figure(column, value)
            (out if len(path) == 1 else out.setdefault(path[0], {}))[path[-1]] = value
    if any(q in said for q in QUARTILES):
        out.setdefault("peers", {})["quartiles"] = tuple(_figure(q, said.get(q)) for q in QUARTILES)
    return out


def _figure(column: str, text: str | None) -> Decimal:
    if text is None:
        raise _BadCellError(column, "there is nothing here", "give all three quartiles, or none")
    try:
        return Decimal(text)
    except ArithmeticError:
        raise _BadCellError(column, f"'{text}' is not a number", "write it as 12 or 12.5") from None


def _read(said: Mapping[str, Any], more: Mapping[str, Any]) -> Item:
    return Item.model_validate(_joined(_item(said), more))


def _joined(said: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """An item's words from its columns and from `more`, the parts of one word together."""
    both = {word for word, value in more.items() if isinstance(value, dict) and isinstance(said.get(word), dict)}
    return {**said, **more, **{word: {**said[word], **more[word]} for word in both}}


def _text(said: Mapping[str, Any]) -> str | None:
    left = {word: value for word, value in said.items() if value not in ({}, None)}
    return json.dumps(left, default=lambda v: {"decimal": str(v)} if isinstance(v, Decimal) else str(v), ensure_ascii=False) if left else None


def _exact(said: dict[str, Any]) -> Any:
    return Decimal(said["decimal"]) if said.keys() == {"decimal"} else said
