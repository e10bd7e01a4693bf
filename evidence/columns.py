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
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from evidence.model import KINDS, EvidenceSet, Item
from evidence.problems import BadInput, Place, Problem, nearest

if TYPE_CHECKING:
    import polars as pl

HEAD, CLOSED, NOT_APPLICABLE = "authority", "all_there_is", "not_applicable"
"""Kinds of row beside those of items."""

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
QUARTILES = ("lower_quartile", "median", "upper_quartile")
EMPTY = "-"
"""A list that is stated, and has nothing on it."""
LISTS, FIGURES = ("includes", "to"), ("value", "target", "margin", *QUARTILES)
_DATES, _TRUTHS, _COUNTS = ("date", "known", "recorded_on", "as_of"), ("denied", "results", "audited", "priority", "provisional"), ("sample", "peers_n")
COLUMNS = ("authority", "kind", "key", *WORDS, *QUARTILES, "as_of", "type", "region", "more")
"""All columns, in their order."""


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
    """The evidence set of one authority from its rows."""
    head: dict[str, Any] = {}
    items: list[Item] = []
    problems: list[Problem] = []
    for n, row in enumerate(rows, start=1):
        said = {column: value for column, value in row.items() if value is not None}
        place = Place(f"{name}, row {n}")
        try:
            more = json.loads(said.get("more", "{}"), object_hook=_exact)
            if said["kind"] == HEAD:
                authority = {"type": said.get("type"), "region": said.get("region"), **more.pop("authority", {})}
                head |= {"authority": {"name": name, **{k: v for k, v in authority.items() if v is not None}}, "as_of": said.get("as_of"), **more}
            elif said["kind"] == CLOSED:
                kind, _, key = str(said["key"]).partition("/")
                head.setdefault(CLOSED, []).append({kind: key})
            elif said["kind"] == NOT_APPLICABLE:
                head.setdefault(NOT_APPLICABLE, []).append({"criterion": said["key"], **more})
            else:
                items.append(Item.model_validate(_joined(_item(said), more)))
        except ValidationError as error:
            problems += [Problem(place, f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}", "mend this row") for e in error.errors()]
        except (ValueError, KeyError, ArithmeticError) as error:
            problems.append(Problem(place, f"it cannot be read ({error})", "mend this row"))
    if not head.get("authority"):
        problems.append(Problem(Place(name), "it has no row of kind `authority`", "add one, with its `as_of` and `type`"))
    if problems:
        raise BadInput(problems)
    try:
        return EvidenceSet.model_validate({**head, "items": tuple(items)})
    except ValidationError as error:
        raise BadInput(
            [Problem(Place(name), f"{'.'.join(map(str, e['loc']))}: {e['msg']}", "mend its row of kind `authority`") for e in error.errors()]
        ) from None


def conform(frame: "pl.DataFrame", place: str) -> "pl.DataFrame":
    """A table as it was read (from CSV, all text) with every column in its type. Raises BadInput with every cell that has another."""
    import polars as pl

    problems = [Problem(Place(place), f"there is no column '{c}'", nearest(c, COLUMNS)) for c in frame.columns if c not in COLUMNS]
    problems += [Problem(Place(place), f"the column '{c}' is missing", "add it") for c in ("authority", "kind") if c not in frame.columns]
    out = {}
    for name, kind in schema().items():
        if name not in frame.columns:
            out[name] = pl.Series(name, [None] * len(frame), dtype=kind)
            continue
        given = frame[name]
        if name in FIGURES and given.dtype.is_float():
            problems.append(Problem(Place(place), f"the column '{name}' holds binary fractions, which are not exact", "write it as text or as decimals"))
        if kind == pl.Boolean() and given.dtype == pl.String():
            found = given.replace_strict({"true": True, "false": False, "": None}, default=None, return_dtype=pl.Boolean())
        elif kind == pl.Date() and given.dtype == pl.String():
            found = given.str.to_date("%Y-%m-%d", strict=False)
        else:
            found = given.cast(kind, strict=False)
        fewer = found.null_count() > given.null_count()
        lost = (given.is_not_null() & found.is_null() & (given.cast(pl.String) != "")).arg_true().to_list() if fewer else []
        problems += [Problem(Place(place, n + 2, 1), f"'{given[n]}' cannot stand in the column '{name}'", f"write {_MEND[str(kind)]}") for n in lost[:20]]
        out[name] = found.set(found == "", None) if kind == pl.String() and (found == "").any() else found
    if problems:
        raise BadInput(problems)
    return pl.DataFrame(out)


_MEND = {"Date": "it as 2006-02-20", "Boolean": "true or false", "Int64": "a whole number", "String": "it as text"}


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
    if said["kind"] not in KINDS:
        raise ValueError(f"'{said['kind']}' is no kind of row: {nearest(str(said['kind']), KINDS)}")
    out: dict[str, Any] = {said["kind"]: said.get("key")}
    for column, path in WORDS.items():
        if column in said:
            value = said[column]
            if column in LISTS:
                value = () if value == EMPTY else tuple(value.split())
            elif column in FIGURES and not (column == "value" and said["kind"] == "rating"):
                value = Decimal(value)
            (out if len(path) == 1 else out.setdefault(path[0], {}))[path[-1]] = value
    if QUARTILES[0] in said:
        out.setdefault("peers", {})["quartiles"] = tuple(Decimal(said[q]) for q in QUARTILES)
    return out


def _joined(said: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """An item's words from its columns and from `more`, the parts of one word together."""
    return {**said, **{word: {**said[word], **value} if isinstance(said.get(word), dict) else value for word, value in more.items()}}


def _text(said: Mapping[str, Any]) -> str | None:
    left = {word: value for word, value in said.items() if value not in ({}, None)}
    return json.dumps(left, default=lambda v: {"decimal": str(v)} if isinstance(v, Decimal) else str(v), ensure_ascii=False) if left else None


def _exact(said: dict[str, Any]) -> Any:
    return Decimal(said["decimal"]) if said.keys() == {"decimal"} else said
