"""One partition of a sector, from a table of evidence to tables of results: what runs here, in a process of its own, or on a cluster."""

from typing import TYPE_CHECKING

from engine.plan import Plan
from engine.sector.rungs import rungs_of
from engine.sector.subjects import hidden_subjects
from engine.sector.tables import schemas, tables_of
from engine.sector.together import judge_frame
from evidence.audience import Audience
from evidence.columns import HEAD, conform, name_of
from evidence.sound import check

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa


def assess_partition(plan: Plan, frame: "pl.DataFrame", audience: Audience = "public", place: str = "the table") -> "dict[str, pa.Table]":
    """The results of the authorities in a table: each of TABLES, in the order of the evidence. The rows of an authority stand together.

    Raises BadInput with all that is wrong in the evidence.
    """
    import polars as pl
    import pyarrow as pa

    frame = conform(frame, place)
    if frame.is_empty():
        return {name: shape.empty_table() for name, shape in schemas().items()}
    check(frame)
    heads = {name: tuple(said) for name, *said in frame.filter(pl.col("kind") == HEAD).select("authority", name_of(), "type", "region", "as_of").iter_rows()}
    hidden = hidden_subjects(frame, audience)
    found = []
    for part in judge_frame(plan, frame):
        services = [(part.names[n], service) for n, service in zip(part.judged.tally.rows.services.tolist(), part.services, strict=True)]
        mine = frame if len(part.names) == len(heads) else frame.filter(pl.col("authority").is_in(part.names))
        rungs = [(name, book, hidden.get((name, about), about), *rest) for name, book, about, *rest in rungs_of(plan, mine, services, part.names)]
        table = pa.table([list(column) for column in zip(*rungs, strict=True)] or [[]] * 7, schema=schemas()["rungs"])
        found.append(tables_of(plan, part, heads, hidden) | {"rungs": table})
    return {name: pa.concat_tables([tables[name] for tables in found]).unify_dictionaries() for name in schemas()}
