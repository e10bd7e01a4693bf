"""The same partitions on a Spark cluster: `assess_partition` runs where the evidence is, and nothing of it is written again.

A task of Spark may be run twice, and only one of its attempts is committed: results are written through Spark's own
commit, so that a lost executor costs time and neither rows nor doubles.
"""

import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.plan import Plan
from engine.sector.partition import assess_partition
from engine.sector.source import ROWS
from engine.sector.tables import schemas
from evidence.audience import Audience
from evidence.problems import BadInput, Place, Problem, RunFailed

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa
    from pyspark.sql import SparkSession

PROBLEM = "problem"
_DRAFT = ".spark.draft"


def session(where: str) -> "SparkSession":
    """The cluster that is meant: that of the surrounding configuration for `spark`, else the master named."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("peerbench sector")
    return (builder if where == "spark" else builder.master(where)).getOrCreate()


def assess_on(spark: "SparkSession", plan: Plan, evidence: Sequence[str], out: str, audience: Audience, rows: int = ROWS) -> dict[str, int]:
    """Assess Parquet files of evidence on a cluster and write each table to its folder below `out`; how many rows each has.

    `evidence` and `out` are paths that every executor can reach. Raises BadInput with what is wrong in the evidence.
    """
    from pyspark.sql import functions

    table = spark.read.parquet(*evidence)
    many = max(spark.sparkContext.defaultParallelism * 2, 2)
    together = table.repartition(many, "authority").sortWithinPartitions("authority")
    draft = f"{out}/{_DRAFT}"
    made = together.mapInArrow(_task(pickle.dumps(plan), audience, rows), _as_text(_union()))
    made.write.mode("overwrite").partitionBy("table").parquet(draft)
    kept = spark.read.schema(_as_text(_union())).parquet(draft)
    wrong = [row[0] for row in kept.where(functions.col("table") == PROBLEM).select("outcome").limit(200).collect()]
    if wrong:
        raise BadInput([Problem(Place(where), what, mend) for where, what, mend in (text.split("\0") for text in wrong)])
    for name, schema in schemas().items():
        kept.where(functions.col("table") == name).select(*schema.names).write.mode("overwrite").parquet(f"{out}/{name}")
    counted = dict.fromkeys(schemas(), 0) | {row[0]: row[1] for row in kept.groupBy("table").count().collect()}
    if counted["authorities"] != table.select("authority").distinct().count():
        raise RunFailed("not every authority of the evidence stands in the results: look at Spark's log, and run it again")
    return counted


def _union() -> "pa.Schema":
    """One schema that holds the rows of every table, and says of which each is."""
    import pyarrow as pa

    columns = {field.name: pa.string() if pa.types.is_dictionary(field.type) else field.type for schema in schemas().values() for field in schema}
    return pa.schema([("table", pa.string()), *columns.items()])


def _as_text(schema: "pa.Schema") -> str:
    """A schema in Spark's own words."""
    names = {"string": "string", "int8": "tinyint", "int64": "bigint", "date32[day]": "date"}
    return ", ".join(f"`{field.name}` {names[str(field.type)]}" for field in schema)


def _task(plan: bytes, audience: Audience, rows: int) -> "Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]":
    """What a task does with the batches of its partition; it holds the plan as bytes, for it travels to the executors."""

    def assess(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        compiled = pickle.loads(plan)  # noqa: S301 (the driver's own plan)
        for frame in _whole(batches, rows):
            yield from _results(compiled, frame, audience)

    return assess


def _whole(batches: "Iterator[pa.RecordBatch]", rows: int) -> "Iterator[pl.DataFrame]":
    """Tables of whole authorities, of about so many rows, from batches that break anywhere."""
    import polars as pl
    import pyarrow as pa

    held: list[pl.DataFrame] = []
    for batch in batches:
        held.append(pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch]))))
        if sum(map(len, held)) >= rows:
            frame = pl.concat(held)
            last = frame["authority"] == frame["authority"][-1]
            held = [frame.filter(last)]
            if not last.all():
                yield frame.filter(~last)
    if held and sum(map(len, held)):
        yield pl.concat(held)


def _results(plan: Plan, frame: "pl.DataFrame", audience: Audience) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    union = _union()

    def filled(name: str, columns: dict[str, Any], length: int) -> pa.Table:
        arrays = [columns[f.name].cast(f.type) if f.name in columns else pa.nulls(length, f.type) for f in union if f.name != "table"]
        return pa.table([pa.array([name] * length, pa.string()), *arrays], schema=union)

    try:
        found = assess_partition(plan, frame, audience)
    except BadInput as bad:
        texts = pa.array([f"{p.place}\0{p.what}\0{p.mend}" for p in bad.problems], pa.string())
        yield from filled(PROBLEM, {"outcome": texts}, len(texts)).to_batches()
        return
    for name, table in found.items():
        columns = {column: table[column] for column in table.column_names}
        yield from filled(name, columns, table.num_rows).to_batches(max_chunksize=2**16)


def local_paths(paths: Sequence[Path]) -> list[str]:
    """Paths of this machine in words that Spark takes."""
    return [path.resolve().as_uri() for path in paths]
