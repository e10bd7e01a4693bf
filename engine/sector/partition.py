"""One partition of a sector, from a table of evidence to tables of results: what runs here, in a process of its own, or on a cluster."""

from typing import TYPE_CHECKING

from engine.plan import Plan
from engine.sector.tables import schemas, tables_of
from engine.sector.together import judge_frame
from evidence.audience import Audience
from evidence.sound import checked

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa


def assess_partition(plan: Plan, frame: "pl.DataFrame", audience: Audience = "public", place: str = "the table") -> "dict[str, pa.Table]":
    """The results of the authorities in a table: each of TABLES, in the order of the evidence. The rows of an authority stand together.

    Raises BadInput with all that is wrong in the evidence.
    """
    import polars as pl
    import pyarrow as pa

    frame = checked(frame, place)
    if frame.is_empty():
        return {name: shape.empty_table() for name, shape in schemas().items()}
    parts = judge_frame(plan, frame)
    frames = [frame] if len(parts) == 1 else [frame.filter(pl.col("authority").is_in(part.names)) for part in parts]
    found = [tables_of(plan, part, mine, audience) for part, mine in zip(parts, frames, strict=True)]
    return {name: pa.concat_tables([tables[name] for tables in found]).unify_dictionaries() for name in schemas()}
