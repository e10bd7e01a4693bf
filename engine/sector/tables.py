"""What comes of a part of a sector, as tables. Docs: docs/scale.md."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.assessment import KINDS_OF_FINDING
from engine.criteria import OUTCOMES
from engine.graded import NONE
from engine.kinds import group_outcomes
from engine.plan import Plan
from engine.rows import TRUE, Array
from engine.sector.findings import OUTCOMES_OF_FINDINGS, findings_of
from engine.sector.together import Part
from evidence.model import WHOLE

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("authorities", "grades", "findings", "triggers", "rungs")


def schemas() -> "dict[str, pa.Schema]":
    """The columns of each table, and their types."""
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
    return {name: pa.schema(fields) for name, fields in columns.items()}


def tables_of(plan: Plan, part: Part, heads: Mapping[str, tuple[Any, ...]], hidden: Mapping[tuple[str, str], str]) -> "dict[str, pa.Table]":
    """The tables of a part but for the rungs. `heads` has the name, type, region and day of each authority; `hidden` the names of subjects that stay hidden."""
    import pyarrow as pa

    shape = schemas()
    rows = [(name, *heads[name]) for name in part.names]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 5
    authorities = pa.table(columns, schema=shape["authorities"])
    about = _Subjects(part, hidden)
    return {"authorities": authorities, "grades": _grades(plan, part), "findings": _findings(plan, part, about), "triggers": _triggers(plan, part, about)}


def _words(numbers: Array, words: Sequence[str]) -> "pa.DictionaryArray":
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array(words, type=pa.string()))


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
        return _words(self.owner[row], part.names), _words(self.of_row[row], self.words)


def _grades(plan: Plan, part: Part) -> "pa.Table":
    """A row for each criterion and group of each authority, rule by rule."""
    import pyarrow as pa

    nodes, n = part.judged.nodes, len(part.names)
    everything = part.judged.tally.rows.everything
    ids = [c.id for c in plan.criteria] + [g.id for g in plan.groups]
    outcomes = np.concatenate([part.judged.outcomes, group_outcomes(nodes, everything)])

    def figures(array: Array) -> "pa.Array":
        flat = np.ascontiguousarray(array[:, everything]).ravel().astype(np.int8)
        return pa.array(flat, mask=flat == NONE) if (flat == NONE).any() else pa.array(flat)

    shares = [_shares(plan, part, which) for which in (0, 1)]
    columns = [
        _words(np.tile(np.arange(n), len(ids)), part.names),
        _words(np.repeat(np.arange(len(ids)), n), ids),
        *(figures(array) for array in (nodes.grade, nodes.at_least, nodes.could_be, nodes.uncapped)),
        _words(outcomes.ravel(), OUTCOMES),
        *shares,
    ]
    return pa.table(columns, schema=schemas()["grades"])


def _shares(plan: Plan, part: Part, which: int) -> "pa.Array":
    """The weight that is evidenced (0) and all there is (1), by node and authority; of a criterion nought or one, of one."""
    import pyarrow as pa

    nodes, everything = part.judged.nodes, part.judged.tally.rows.everything
    graded = nodes.grade[: len(plan.criteria), everything] != NONE
    of_criteria = graded.astype(np.int64) if which == 0 else np.ones(graded.shape, dtype=np.int64)
    have, of = (side[:, everything] for side in nodes.shares)
    if object in (have.dtype, of.dtype):
        common = np.gcd(have.astype(object), of.astype(object))
        have, of = have // np.maximum(common, 1), of // np.maximum(common, 1)
    return pa.array(np.concatenate([of_criteria, (have, of)[which].astype(np.int64)]).ravel())


def _findings(plan: Plan, part: Part, about: _Subjects) -> "pa.Table":
    import pyarrow as pa

    found = findings_of(plan, part)
    rules = [c.id for c in plan.criteria] + [t.id for t in plan.triggers]
    authority, subject = about.columns(found.row, part)
    kinds = _words(found.kind, KINDS_OF_FINDING)
    columns = [authority, _words(found.rule, rules), subject, kinds, _words(found.outcome, OUTCOMES_OF_FINDINGS)]
    return pa.table(columns, schema=schemas()["findings"])


_OUTCOMES = ("proved", "voiced", "averted")


def _triggers(plan: Plan, part: Part, about: _Subjects) -> "pa.Table":
    """The triggers that are proved, that a voice alone calls, or that a justification averts; of all others nothing is proved."""
    import pyarrow as pa

    judged, first = part.judged, len(part.names)
    arrays = (judged.triggers[:, first:] == TRUE, judged.voiced[:, first:].astype(bool), judged.averted[:, first:].astype(bool))
    places = [np.nonzero(array) for array in arrays]
    rule, row = (np.concatenate([place[k] for place in places]) for k in range(2))
    outcome = np.repeat(np.arange(3), [len(place[0]) for place in places])
    authority, subject = about.columns(row + first, part)
    columns = [authority, _words(rule, [t.id for t in plan.triggers]), subject, _words(outcome, _OUTCOMES)]
    return pa.table(columns, schema=schemas()["triggers"])
