"""What comes of a part of a sector, as tables. Docs: docs/scale.md."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.assessment import KINDS_OF_FINDING
from engine.criteria import OUTCOMES
from engine.graded import NONE
from engine.kinds import group_outcomes
from engine.plan import Plan
from engine.rows import TRUE, Array
from engine.sector.arrays import coded, numbers, texts
from engine.sector.findings import OUTCOMES_OF_FINDINGS, findings_of
from engine.sector.rungs import rungs_of
from engine.sector.subjects import hidden_subjects
from engine.sector.together import Part
from evidence.audience import Audience
from evidence.columns import HEAD, name_of
from evidence.model import WHOLE

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

TABLES = ("authorities", "grades", "findings", "triggers", "rungs")


def schemas() -> "dict[str, pa.Schema]":
    """The columns of each table, their types, and which of them may be empty: to say so of the others makes them quicker to write."""
    import pyarrow as pa

    text, small, word = pa.string(), pa.int8(), pa.dictionary(pa.int32(), pa.string())
    columns: dict[str, list[tuple[str, pa.DataType]]] = {
        "authorities": [("authority", text), ("name", text), ("type", text), ("region", text), ("as_of", pa.date32())],
        "grades": [
            *[(name, word) for name in ("authority", "rule")],
            *[(name, small) for name in ("grade", "at_least", "could_be", "uncapped")],
            *[("outcome", word), ("evidenced", pa.int64()), ("of", pa.int64())],
        ],
        "findings": [(name, word) for name in ("authority", "rule", "about", "kind", "outcome")],
        "triggers": [(name, word) for name in ("authority", "rule", "about", "outcome")],
        "rungs": [(name, text) for name in ("authority", "ladder", "about", "current", "before", "recommended", "by")],
    }
    return {name: pa.schema([pa.field(column, kind, nullable=column in _MAY_BE_EMPTY) for column, kind in fields]) for name, fields in columns.items()}


_MAY_BE_EMPTY = {"region", "grade", "at_least", "could_be", "uncapped", "current"}


def tables_of(plan: Plan, part: Part, frame: "pl.DataFrame", audience: Audience) -> "dict[str, pa.Table]":
    """The tables of a part, in words that an audience may read. `frame` is the evidence of its authorities."""
    import pyarrow as pa

    hidden = hidden_subjects(frame, audience)
    about = _Subjects(part, hidden)
    columns = {
        "authorities": _authorities(frame),
        "grades": _grades(plan, part),
        "findings": _findings(plan, part, about),
        "triggers": _triggers(plan, part, about),
        "rungs": _rungs(plan, part, frame, hidden),
    }
    return {name: pa.Table.from_arrays(columns[name], schema=schema) for name, schema in schemas().items()}


def _authorities(frame: "pl.DataFrame") -> "list[pa.Array]":
    """A row for each authority, in the order of the evidence."""
    import polars as pl
    import pyarrow as pa

    heads = frame.lazy().filter(pl.col("kind") == HEAD).select("authority", name_of(), "type", "region", "as_of").collect()
    return [*(texts(heads[name].to_list()) for name in heads.columns[:4]), numbers(heads["as_of"].to_physical().to_numpy(), pa.date32())]


class _Subjects:
    """What each row is about, in words that may be shown."""

    def __init__(self, part: Part, hidden: Mapping[tuple[str, str], str]) -> None:
        rows, names = part.judged.tally.rows, part.names
        owners = [names[n] for n in rows.services.tolist()]
        shown = [hidden.get((owner, service), service) for owner, service in zip(owners, part.services, strict=True)]
        self.words = list(dict.fromkeys([WHOLE, *shown]))
        number = {word: n for n, word in enumerate(self.words)}
        self.of_row = np.array([number[WHOLE]] * 2 * len(names) + [number[word] for word in shown], dtype=np.int32)
        self.owner = rows.owner

    def columns(self, row: Array, part: Part) -> "tuple[pa.DictionaryArray, pa.DictionaryArray]":
        """Whose the rows are, and what they are about."""
        return coded(self.owner[row], part.names), coded(self.of_row[row], self.words)


def _grades(plan: Plan, part: Part) -> "list[pa.Array]":
    """A row for each criterion and group of each authority, rule by rule."""
    import pyarrow as pa

    nodes, many = part.judged.nodes, len(part.names)
    everything = part.judged.tally.rows.everything
    ids = [c.id for c in plan.criteria] + [g.id for g in plan.groups]
    outcomes = np.concatenate([part.judged.outcomes, group_outcomes(nodes, everything)])

    def figures(array: Array) -> "pa.Array":
        flat = array[:, everything].astype(np.int8, copy=False).ravel()
        return numbers(flat, pa.int8(), flat == NONE)

    return [
        coded(np.tile(np.arange(many, dtype=np.int32), len(ids)), part.names),
        coded(np.repeat(np.arange(len(ids), dtype=np.int32), many), ids),
        *(figures(array) for array in (nodes.grade, nodes.at_least, nodes.could_be, nodes.uncapped)),
        coded(outcomes.ravel(), OUTCOMES),
        *(numbers(share.ravel(), pa.int64()) for share in _shares(plan, part)),
    ]


def _shares(plan: Plan, part: Part) -> tuple[Array, Array]:
    """The weight that is evidenced and all there is, nodes × authorities; of a criterion nought or one, of one."""
    nodes, everything = part.judged.nodes, part.judged.tally.rows.everything
    graded = nodes.grade[: len(plan.criteria), everything] != NONE
    have, of = (side[:, everything] for side in nodes.shares)
    if object in (have.dtype, of.dtype):
        common = np.maximum(np.gcd(have.astype(object), of.astype(object)), 1)
        have, of = have // common, of // common
    sides = (graded, have), (np.ones_like(graded), of)
    evidenced, all_there_is = (np.concatenate([criteria.astype(np.int64), groups.astype(np.int64)]) for criteria, groups in sides)
    return evidenced, all_there_is


def _findings(plan: Plan, part: Part, about: _Subjects) -> "list[pa.Array]":
    found = findings_of(plan, part)
    rules = [c.id for c in plan.criteria] + [t.id for t in plan.triggers]
    authority, subject = about.columns(found.row, part)
    return [authority, coded(found.rule, rules), subject, coded(found.kind, KINDS_OF_FINDING), coded(found.outcome, OUTCOMES_OF_FINDINGS)]


_OUTCOMES = ("proved", "voiced", "averted")


def _triggers(plan: Plan, part: Part, about: _Subjects) -> "list[pa.Array]":
    """The triggers that are proved, that a voice alone calls, or that a justification averts; of all others nothing is proved."""
    judged, first = part.judged, len(part.names)
    arrays = (judged.triggers[:, first:] == TRUE, judged.voiced[:, first:].astype(bool), judged.averted[:, first:].astype(bool))
    places = [np.nonzero(array) for array in arrays]
    rule, row = (np.concatenate([place[k] for place in places]) for k in range(2))
    outcome = np.repeat(np.arange(3), [len(place[0]) for place in places])
    authority, subject = about.columns(row + first, part)
    return [authority, coded(rule, [t.id for t in plan.triggers]), subject, coded(outcome, _OUTCOMES)]


def _rungs(plan: Plan, part: Part, frame: "pl.DataFrame", hidden: Mapping[tuple[str, str], str]) -> "list[pa.Array]":
    """Where each authority and service stands on each ladder."""
    services = [(part.names[n], service) for n, service in zip(part.judged.tally.rows.services.tolist(), part.services, strict=True)]
    found = [(name, book, hidden.get((name, about), about), *rest) for name, book, about, *rest in rungs_of(plan, frame, services, part.names)]
    return [texts(column) for column in zip(*found, strict=True)] or [texts(())] * 7
