"""A made-up sector of any size: a rulebook of so many criteria, and evidence of so many authorities under it, from a seed.

About half of what the rules ask for is there; the rest is not known. The same seed gives the same table.
"""

import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from engine.compile import compile_plan
from engine.load import load
from engine.plan import Plan
from engine.rulebook import Rulebook
from evidence.conform import conform
from evidence.model import EXTENTS, PEOPLE, STATUSES, VOICES

AS_OF = dt.date(2009, 6, 30)
TYPES = ("county", "district", "metropolitan", "unitary", "london")
REGIONS = ("East", "London", "North East", "North West", "South East", "South West")
_PER_HEADING = 10
_NOTHING = -1
_DAY = (AS_OF - dt.date(1970, 1, 1)).days
_TYPES = {"date": pa.date32(), "as_of": pa.date32(), "results": pa.bool_()}
_ROWS, _ROWS_OF_400 = 300_000, 580
"""How many rows a group of a file has, and about how many an authority has under 400 criteria."""
_Block = tuple[np.ndarray, dict[str, Any]]
"""Rows of one kind: whose each is, and what stands in their columns, a text as the number of its word."""
SHARES = {"document": 0.3, "measure": 0.2, "event": 0.25, "statement": 0.3}
"""How many of the criteria have each kind of evidence."""


def rulebook(criteria: int = 400) -> dict[str, Any]:
    """A rulebook as the data of its file: criteria with four or five tests, over headings, elements and a whole."""
    rules = [_criterion(n) for n in range(criteria)]
    headings = [[r["id"] for r in rules[k : k + _PER_HEADING]] for k in range(0, criteria, _PER_HEADING)]
    elements = [[f"heading.{n}" for n in range(k, min(k + 5, len(headings)))] for k in range(0, len(headings), 5)]
    groups = [_group(f"heading.{n}", of, "grades") for n, of in enumerate(headings)]
    groups += [_group(f"element.{n}", of, "values") for n, of in enumerate(elements)]
    groups.append(_group("whole", [f"element.{n}" for n in range(len(elements))], "values"))
    triggers = [_trigger(n) for n in range(0, criteria, 20)]
    return {"book": _BOOK, "vocabulary": _vocabulary(criteria), "criteria": rules, "groups": groups, "triggers": triggers}


def books_of(criteria: int = 400) -> list[Rulebook]:
    """The same, loaded."""
    with tempfile.TemporaryDirectory() as folder:
        # JSON is YAML, and the loader sees a file like any other.
        (Path(folder) / "book.yaml").write_text(json.dumps(rulebook(criteria)), encoding="utf-8")
        return [load(Path(folder))]


def plan_of(criteria: int = 400) -> Plan:
    """The same, compiled."""
    return compile_plan(books_of(criteria))


def sector(authorities: int, criteria: int = 400, *, first: int = 0, seed: int = 2009) -> pl.DataFrame:
    """The evidence of so many authorities from a number on, in columns."""
    return conform(pl.DataFrame(pl.from_arrow(_table(authorities, criteria, first, seed)).cast({pl.Categorical: pl.String})), "synthetic")


def write_sector(path: Path, authorities: int, criteria: int = 400, *, seed: int = 2009) -> None:
    """Evidence of so many authorities as a file, written as it is made. Columns that nobody fills are left out."""
    at_once = max(1, _ROWS * 400 // (_ROWS_OF_400 * criteria))
    # A reader is to see texts, not the dictionaries that they are written from.
    with pq.ParquetWriter(
        path, _table(0, criteria, 0, seed).schema, compression="zstd", compression_level=1, store_schema=False, write_statistics=["authority"]
    ) as writer:
        for first in range(0, authorities, at_once):
            writer.write_table(_table(min(at_once, authorities - first), criteria, first, seed))


def _table(authorities: int, criteria: int, first: int, seed: int) -> pa.Table:
    """The rows of each authority together: its own, then its items, kind by kind."""
    random = np.random.default_rng([seed, first])
    numbers = random.integers
    head = {"kind": 0, "as_of": _DAY, "type": numbers(0, len(TYPES), authorities), "region": numbers(0, len(REGIONS), authorities)}
    blocks: list[_Block] = [(np.arange(authorities), head)]
    for kind, (name, share) in enumerate(SHARES.items()):
        who, what = np.nonzero(random.random((authorities, criteria), dtype=np.float32) < share)
        for said in _said(random, name, len(what)):
            blocks.append((who, {"kind": kind + 1, "key": kind * criteria + what, "id": (len(blocks) - 1) * criteria + what, **said}))
    rows, places = _places([who for who, _ in blocks], authorities)
    words = _words(criteria)
    columns = {"authority": _texts(np.repeat(np.arange(authorities, dtype=np.int16), rows), [f"A{n:07}" for n in range(first, first + authorities)])}
    for column in dict.fromkeys(column for _, said in blocks for column in said):
        values = np.full(int(rows.sum()), _NOTHING, dtype=np.int16)
        for (_, said), place in zip(blocks, places, strict=True):
            if column in said:
                values[place] = said[column]
        columns[column] = _texts(values, words[column]) if column in words else pa.array(values.astype(np.int32), mask=values == _NOTHING).cast(_TYPES[column])
    return pa.table(columns)


def _said(random: np.random.Generator, kind: str, many: int) -> list[dict[str, Any]]:
    """What items of a kind say beside their keys, as numbers of words; of measures, year by year."""

    def upto(most: int) -> np.ndarray:
        return random.integers(0, most, many, dtype=np.int16)

    if kind == "document":
        return [{"date": _DAY - upto(1500), "status": 1 + upto(len(STATUSES) - 1), "source": VOICES.index("document")}]
    if kind == "event":
        return [{"date": _DAY - upto(1200), "source": np.array([VOICES.index("document"), VOICES.index("officers")])[upto(2)], "result": upto(2)}]
    if kind == "statement":
        people = np.array([n for n, voice in enumerate(VOICES) if voice in PEOPLE])
        return [{"date": _DAY - upto(400), "extent": upto(len(EXTENTS)), "source": people[upto(len(people))], "results": upto(10) < 3}]
    return [{"date": _DAY - 91 - 365 * year, "value": 300 + upto(700), "source": VOICES.index("data"), "target": 0} for year in (2, 1, 0)]


def _places(owners: list[np.ndarray], authorities: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """How many rows each authority has, and where those of each block stand when each authority's stand together. Owners ascend."""
    counts = np.stack([np.bincount(who, minlength=authorities) for who in owners])
    starts = (np.cumsum(counts.T) - counts.T.ravel()).reshape(counts.T.shape).T
    before = np.cumsum(counts, axis=1) - counts
    return counts.sum(axis=0), [(start - less)[who] + np.arange(len(who)) for who, start, less in zip(owners, starts, before, strict=True)]


def _words(criteria: int) -> dict[str, list[str] | tuple[str, ...]]:
    """The words that the numbers in a column stand for."""
    return {
        "kind": ("authority", *SHARES),
        "key": [f"{stem}{n}" for stem in ("plan-", "share-", "act-", "small.c") for n in range(criteria)],
        "id": [f"{stem}-{n}" for stem in ("d0", "m2", "m1", "m0", "e0", "s0") for n in range(criteria)],
        "source": VOICES,
        "status": STATUSES,
        "extent": EXTENTS,
        "result": ("good", "bad"),
        "value": [f"{n // 10}.{n % 10}" for n in range(1000)],
        "target": ("70",),
        "type": TYPES,
        "region": REGIONS,
    }


def _texts(numbers: np.ndarray, words: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=numbers == _NOTHING), pa.array(words, type=pa.string()))


def _criterion(n: int) -> dict[str, Any]:
    tests: dict[str, Any] = {
        "plan": {"document": f"plan-{n}", "status": "adopted", "age": {"at_most": "36 months"}, "shows": "in_place"},
        "share": {"measure": f"share-{n}", "at_least": 40 + n % 40, "age": {"at_most": "24 months"}, "shows": "embedded", "results": True},
        "act": {"event": f"act-{n}", "age": {"at_most": "24 months"}, "result": "good", "shows": "partial"},
    }
    if n % 2:
        tests["target"] = {"measure": f"share-{n}", "target": "met", "shows": "in_place", "results": True}
    if n % 3 == 0:
        tests["worse"] = {"measure": f"share-{n}", "trend": {"is": "worsening", "over": "3 periods"}, "shows_against": "in_place"}
    return _rule(f"c{n}", tests=tests, weight=1 + n % 3)


def _trigger(n: int) -> dict[str, Any]:
    when = {"all": [{"measure": f"share-{n}", "at_most": 45}, {"event": f"act-{n}", "result": "bad"}]}
    return _rule(f"t{n}", when=when, per="authority", weakness="It calls for a response.", next="Look into it.")


def _rule(name: str, **words: object) -> dict[str, Any]:
    return {"id": f"small.{name}", "title": f"The rule {name}", "cite": {"source": "source", "at": "page 1"}, **words}


def _group(name: str, of: list[str], using: str) -> dict[str, Any]:
    return {"id": name, "title": name, "level": name.partition(".")[0], "of": of, "by": "mean", "using": using}


def _vocabulary(criteria: int) -> dict[str, Any]:
    return {
        "document": {f"plan-{n}": "A plan" for n in range(criteria)},
        "measure": {f"share-{n}": {"title": "A share", "unit": "per cent"} for n in range(criteria)},
        "event": {f"act-{n}": "An act" for n in range(criteria)},
    }


_BOOK = {
    "id": "small",
    "title": "A made-up benchmark",
    "version": "1.0.0",
    "about": "It measures speed.",
    "decides": "Nobody decides by it.",
    "sources": {"source": {"title": "No source", "year": 2009, "status": "current"}},
    "scale": {str(n): {"name": f"grade {n}"} for n in (1, 2, 3, 4)},
    "strong_from": 3,
    "rubric": {"2": {"shown": "partial"}, "3": {"shown": "in_place", "by": "2 kinds"}, "4": {"shown": "embedded", "by": "2 kinds", "results": True}},
}
