"""Many authorities judged together: the evidence of a partition in columns, and what comes of it.

    judged = judge_frame(plan, frame)      # a table as `evidence.conform` passes it
    for part in judged: part.names, part.judged.nodes.grade[...]

Each authority is judged as if it were alone: `assess` on its evidence (`evidence.columns.sets_of`) gives the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.counts import Hits
from engine.criteria import Circumstances
from engine.facts import Facts
from engine.judge import AllJudged, judge_all
from engine.matching import columnar
from engine.matching.slices import Block
from engine.matching.stacked import Stacked
from engine.plan import Plan
from engine.sector.derived import derive_all
from engine.sector.reading import read
from engine.tally import tally_all
from evidence.columns import frame_of, more_of, sets_of
from evidence.model import KINDS, EvidenceSet

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
    """Judge all authorities of a table; those apart in whose `more` stands what has a column of its own."""
    import polars as pl

    astray = _astray(frame)
    if not astray:
        return [_by_columns(plan, frame)]
    apart = pl.col("authority").is_in(astray)
    parts = [_by_columns(plan, frame_of(dict(sets_of(frame.filter(apart)))))]
    rest = frame.filter(~apart)
    return parts if rest.is_empty() else [_by_columns(plan, rest), *parts]


def _astray(frame: "pl.DataFrame") -> list[str]:
    """The authorities among whose items `more` says what has a column of its own: their tables are made anew."""
    import polars as pl

    items = frame.select("authority", "kind", "more").filter(frame["more"].is_not_null()).filter(pl.col("kind").is_in(KINDS))
    texts = [text for text in items["more"].unique() if not _belongs(more_of(text))]
    return items.filter(pl.col("more").is_in(texts))["authority"].unique(maintain_order=True).to_list()


def _belongs(more: Mapping[str, Any]) -> bool:
    """Whether what `more` says of an item is what stands in no column."""
    return more.keys() <= {"peers", "neighbours"} and more.get("peers", {}).keys() <= {"mad", "values"}


def _by_columns(plan: Plan, frame: "pl.DataFrame") -> Part:
    items = read(plan, frame)
    block = derive_all(plan, items, frame)
    hits = columnar.match(plan, block)
    counted = tally_all(plan, block.seen, hits, items.closed)
    return Part(items.names, block.services, block, hits, judge_all(plan, counted, Circumstances(items.types, items.excused)))


def judge_facts(plan: Plan, sets: Sequence[tuple[str, EvidenceSet]], facts: Sequence[Facts]) -> Part:
    """Judge evidence sets together of which the facts are derived already."""
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
