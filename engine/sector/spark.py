"""The same partitions on a Spark cluster: a task does what a process of `engine.sector.run` does, and nothing of it is written again.

Spark hands the numbers of partitions to its tasks and brings back what each has written. It may run a task twice: an executor
was lost, or seemed slow. Every attempt writes into a folder of its own and moves each file into its place when it is whole, and
all attempts at a partition write the same bytes. So nothing is lost and nothing stands there twice.
"""

import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from engine.plan import Plan
from engine.sector.cluster import cluster
from engine.sector.run import Told, Work, Written, assess_and_write
from engine.sector.source import Partition
from engine.sector.store import MANIFEST
from engine.sector.tables import TABLES
from evidence.audience import Audience
from evidence.problems import Place, Problem

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, Row, SparkSession

_FIRST, _SHORT = 16, 15.0
"""How many partitions the first wave has, and below how many seconds a wave is short: the next has twice as many."""
_LOG = "spark.log"
_ATTEMPT = ".attempt-"
"""How the folder of an attempt begins."""


def on_spark(where: str) -> Work:
    """The way to work off partitions on a cluster (as `cluster` knows it), wave by wave, each noted in the store before the next.

    All executors reach the evidence and the results by the driver's paths. Stopped, some half a minute's work is done again.
    """

    def work(plan: Plan, parts: Sequence[Partition], folder: Path, audience: Audience, _processes: int) -> Iterator[Told]:
        if not parts:
            return
        task = _Task(pickle.dumps(plan), folder.resolve(), audience, version("peerbench"))
        first, many = 0, _FIRST
        _sweep(folder)
        with cluster(where, folder / _LOG) as spark:
            while first < len(parts):
                begun = time.monotonic()
                yield from _wave(spark, task, parts[first : first + many])
                first += many
                if time.monotonic() - begun < _SHORT:
                    many *= 2
        _sweep(folder)

    return work


def _sweep(folder: Path) -> None:
    """Remove what attempts left that were killed."""
    for left in folder.glob(f"{_ATTEMPT}*"):
        shutil.rmtree(left, ignore_errors=True)


@dataclass(frozen=True)
class _Task:
    """What travels to the executors; the plan as bytes, so that another Peerbench there is noticed before it is read."""

    plan: bytes
    folder: Path
    audience: Audience
    version: str

    def attempt(self, part: Partition) -> tuple[Written | None, Sequence[Problem]]:
        """Assess a partition, and move its results into their place."""
        if self.version != version("peerbench"):
            differ = f"the executors have Peerbench {version('peerbench')}, and this is {self.version}"
            return None, [Problem(Place("--on"), differ, "give both the same")]
        unseen = [str(path) for path in (part.path, self.folder / MANIFEST) if not path.exists()]
        if unseen:
            return None, [Problem(Place(path), "an executor does not see this file", "put it where all see it under this path") for path in unseen]
        with tempfile.TemporaryDirectory(prefix=_ATTEMPT, dir=self.folder) as own:
            for name in TABLES:
                (Path(own) / name).mkdir()
            written, wrong = assess_and_write(pickle.loads(self.plan), part, Path(own), self.audience)  # noqa: S301 (the driver's own plan)
            for file in Path(own).glob("*/*.parquet"):
                file.replace(self.folder / file.relative_to(own))
        return written, wrong


def _wave(spark: "SparkSession", task: _Task, parts: Sequence[Partition]) -> Iterator[Told]:
    """What was written of some partitions, each worked off by a task of its own."""
    there = [replace(part, path=part.path.resolve()) for part in parts]
    told = spark.range(0, len(parts), 1, len(parts)).mapInArrow(_attempts(task, there), "number bigint, told binary")
    for number, answer in _collected(spark, told):
        written, wrong = pickle.loads(answer)  # noqa: S301 (the executors' own answers)
        yield parts[number], written, [_as_given(problem, there[number].path, parts[number].path) for problem in wrong]


def _collected(spark: "SparkSession", frame: "DataFrame") -> "list[Row]":
    """The rows, waited for by a thread of their own: where Ctrl-C strikes while PySpark waits, it prints a traceback."""
    with ThreadPoolExecutor(1) as waiting:
        rows = waiting.submit(frame.collect)
        try:
            return rows.result()
        except KeyboardInterrupt:
            spark.interruptAll()
            raise


def _as_given(problem: Problem, there: Path, given: Path) -> Problem:
    """The problem with the path that the user gave for the one that the executors know."""
    return replace(problem, place=replace(problem.place, file=problem.place.file.replace(str(there), str(given))))


def _attempts(task: _Task, parts: Sequence[Partition]) -> "Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]":
    """What a task of Spark does with the numbers of partitions that it is given."""

    def attempts(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        os.environ.setdefault("POLARS_MAX_THREADS", "1")  # a task has one core
        import pyarrow as pa

        for batch in batches:
            numbers = batch.column(0).to_pylist()
            told = [pickle.dumps(task.attempt(parts[number])) for number in numbers]
            yield pa.RecordBatch.from_arrays([pa.array(numbers, pa.int64()), pa.array(told, pa.binary())], ["number", "told"])

    return attempts
