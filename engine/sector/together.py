"""Many authorities judged together: the evidence of a partition in columns, and what comes of it.

    judged = judge_frame(plan, frame)      # a table as `evidence.columns.conform` passes it
    for part in judged: part.names, part.judged.nodes.grade[...]

Each authority is judged as if it were alone: `assess` on its evidence (`evidence.columns.sets_of`) gives the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.counts import Hits
from engine.criteria import Circumstances
from engine.derive import derive
from engine.facts import Facts
from engine.judge import AllJudged, judge_all
from engine.matching import columnar
from engine.matching.columnar import Block
from engine.matching.stacked import Stacked
from engine.plan import Plan
from engine.sector.derived import derive_all, not_plain, suits
from engine.sector.reading import read
from engine.tally import tally_all
from evidence.columns import sets_of
from evidence.model import EvidenceSet

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Part:
    """Authorities judged together. `names` are theirs, in the order of the arrays; rows are as `judged.tally.rows` says.

    `services` names what each row of a service is about; whose it is, `judged.tally.rows.services` says.
    """

    names: tuple[str, ...]
    services: tuple[str, ...]
    block: Block
    hits: Hits
    judged: AllJudged


def judge_frame(plan: Plan, frame: "pl.DataFrame") -> list[Part]:
    """Judge all authorities of a table: those whose evidence is plain by columns alone, the others as `derive` has their facts."""
    if not suits(plan):
        return [judge_sets(plan, list(sets_of(frame)))]
    strange = not_plain(frame)
    if not len(strange):
        return [_by_columns(plan, frame)]
    apart = frame["authority"].is_in(strange.implode())
    parts = [judge_sets(plan, list(sets_of(frame.filter(apart))))]
    return parts if apart.all() else [_by_columns(plan, frame.filter(~apart)), *parts]


def _by_columns(plan: Plan, frame: "pl.DataFrame") -> Part:
    items = read(plan, frame)
    block = derive_all(plan, items)
    hits = columnar.match(plan, block)
    counted = tally_all(plan, block.seen, hits, items.closed)
    return Part(items.names, block.services, block, hits, judge_all(plan, counted, Circumstances(items.types, items.excused)))


def judge_sets(plan: Plan, sets: Sequence[tuple[str, EvidenceSet]]) -> Part:
    """Judge evidence sets together, whatever is in them."""
    return judge_facts(plan, sets, [derive(plan, evidence) for _, evidence in sets])


def judge_facts(plan: Plan, sets: Sequence[tuple[str, EvidenceSet]], facts: Sequence[Facts]) -> Part:
    """The same where the facts of each set are derived already."""
    block = Stacked.of(facts)
    closed: dict[tuple[str, str], np.ndarray] = {}
    for n, (_, evidence) in enumerate(sets):
        for kind, key in (c.entry for c in evidence.all_there_is):
            closed.setdefault((kind, plan.name(kind, key)), np.zeros(len(sets), dtype=bool))[n] = True
    hits = columnar.match(plan, block)
    counted = tally_all(plan, block.seen, hits, closed)
    excused = tuple((n, c.criterion) for n, (_, evidence) in enumerate(sets) for c in evidence.not_applicable)
    circumstances = Circumstances(tuple(evidence.authority.type for _, evidence in sets), excused)
    return Part(tuple(name for name, _ in sets), block.services, block, hits, judge_all(plan, counted, circumstances))


def parts_of(plan: Plan, frame: "pl.DataFrame", at_once: int) -> Iterator[Part]:
    """The same in parts of so many authorities, so that memory is bounded. The rows of an authority stand together."""
    starts = [*(frame["authority"] != frame["authority"].shift()).fill_null(value=True).arg_true().to_list(), len(frame)]
    for first in range(0, len(starts) - 1, at_once):
        begin, end = starts[first], starts[min(first + at_once, len(starts) - 1)]
        yield from judge_frame(plan, frame[begin:end])
