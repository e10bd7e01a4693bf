"""A made-up sector of any size: a rulebook of so many criteria, and evidence of so many authorities under it, from a seed.

About half of what the rules ask for is there; the rest is not known. The same seed gives the same table.
"""

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from engine.compile import compile_plan
from engine.load import load
from engine.plan import Plan
from evidence.columns import conform
from evidence.model import EXTENTS, PEOPLE, STATUSES

AS_OF = dt.date(2009, 6, 30)
TYPES = ("county", "district", "metropolitan", "unitary", "london")
REGIONS = ("East", "London", "North East", "North West", "South East", "South West")
_PER_HEADING = 10
_PEOPLE = np.array(sorted(PEOPLE))
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


def plan_of(criteria: int = 400) -> Plan:
    """The same, compiled."""
    with tempfile.TemporaryDirectory() as folder:
        # JSON is YAML, and the loader sees a file like any other.
        (Path(folder) / "book.yaml").write_text(json.dumps(rulebook(criteria)), encoding="utf-8")
        return compile_plan([load(Path(folder))])


def sector(authorities: int, criteria: int = 400, *, first: int = 0, seed: int = 2009) -> pl.DataFrame:
    """The evidence of so many authorities from a number on, in columns. Call it for parts of a large sector: each part has its own seed."""
    random = np.random.default_rng([seed, first])
    names = np.array([f"A{n:07}" for n in range(first, first + authorities)])
    head = {"authority": names, "kind": np.full(authorities, "authority"), "as_of": np.full(authorities, np.datetime64(AS_OF)), "n": np.arange(authorities)}
    head |= {"type": random.choice(TYPES, authorities), "region": random.choice(REGIONS, authorities)}
    parts = [pl.DataFrame(head)]
    for kind, share in SHARES.items():
        who, what = np.nonzero(random.random((authorities, criteria)) < share)
        parts += _items(random, kind, names, who, what)
    table = pl.concat(parts, how="diagonal_relaxed").sort("n", maintain_order=True).drop("n")
    return conform(table, "synthetic")


def _items(random: np.random.Generator, kind: str, names: np.ndarray, who: np.ndarray, what: np.ndarray) -> list[pl.DataFrame]:
    many = len(who)

    def days(least: int, most: int) -> np.ndarray:
        return np.datetime64(AS_OF) - random.integers(least, most, many)

    own = np.char.add({"document": "plan-", "measure": "share-", "event": "act-", "statement": "small.c"}[kind], what.astype(str))
    base = {"n": who, "authority": names[who], "kind": np.full(many, kind), "key": own}
    if kind == "document":
        words = {"date": days(0, 1500), "status": random.choice(STATUSES[1:], many), "source": np.full(many, "document")}
        return [pl.DataFrame(base | {"id": _ids("d", what, 0)} | words)]
    if kind == "event":
        words = {"date": days(0, 1200), "source": random.choice(["document", "officers"], many), "result": random.choice(["good", "bad"], many)}
        return [pl.DataFrame(base | {"id": _ids("e", what, 0)} | words)]
    if kind == "statement":
        words = {"date": days(0, 400), "extent": random.choice(EXTENTS, many), "source": random.choice(_PEOPLE, many), "results": random.random(many) < 0.3}
        return [pl.DataFrame(base | {"id": _ids("s", what, 0)} | words)]
    out = []
    for year in (2, 1, 0):
        value = random.integers(300, 1000, many) / 10
        words = {"date": np.full(many, np.datetime64(AS_OF) - 91 - 365 * year), "value": np.char.mod("%.1f", value), "source": np.full(many, "data")}
        out.append(pl.DataFrame(base | {"id": _ids("m", what, year)} | words | {"target": np.full(many, "70")}))
    return out


def _ids(letter: str, what: np.ndarray, year: int) -> np.ndarray:
    return np.char.add(f"{letter}{year}-", what.astype(str))


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
