"""A sector from Parquet on disk to results on disk: by authorities, by criteria, and beside others, with every answer checked."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks import beside, wide
from benchmarks.beside import Beside
from benchmarks.measure import Spread, bandwidth
from benchmarks.synthetic import books_of, plan_of, write_sector
from engine.assess import Options, assess
from engine.assessment import Grade
from engine.compile import compile_plan
from evidence.columns import sets_of
from evidence.conform import conform

_ONCE_FROM = 100_000
"""From so many authorities on one run is enough."""
_BESIDE_UP_TO = 33_000
"""Up to so many authorities others are measured too."""
_FACTS_UP_TO = 3_300
"""The peers that are given facts do one authority after the other, and the wide pass one partition: the largest size up to this one is enough."""
_ALONE = 5
"""How many authorities of each size are assessed alone as well."""
_CRITERIA, _CRITERIA_AT = (100, 200, 400, 800), 10_000
"""The sizes of rulebook, and at how many authorities: so many that it hardly matters how long processes take to begin."""


@dataclass(frozen=True)
class Run:
    """What runs over so many authorities took: seconds, processor ms an authority, MB of the largest process and of all together."""

    authorities: int
    seconds: Spread
    processor: Spread
    largest: float
    together: float
    same: bool
    """Whether the grades of some authorities are those that `assess` gives them alone."""

    @property
    def rate(self) -> float:
        """Authorities a second."""
        return self.authorities / self.seconds.median

    @property
    def as_beside(self) -> Beside:
        """The same, to stand beside others."""
        return Beside("Peerbench, from Parquet to results on disk", self.authorities, self.seconds.median, self.processor.median * self.authorities / 1000, "")


def section(sizes: Sequence[int], repeats: int, processes: int, peers: str, work: Path) -> list[str]:
    """The lines of the page about sectors. `peers` is the Python that has the others, or nothing."""
    reads = bandwidth()
    beside.write_rules(plan_of(), work)
    runs, others = [], []
    middle = max((size for size in sizes if size <= _FACTS_UP_TO), default=sizes[0])
    moved = ""
    for size in sizes:
        table, out = work / f"{size}.parquet", work / "out"
        write_sector(table, size)
        done = measured(table, out, size, repeats=repeats if size < _ONCE_FROM else 1, processes=processes)
        memory = f"{done.largest:,.0f} | {done.together:,.0f}"
        runs.append(_said(f"| {size:,} | {done.seconds} | {done.rate:,.0f} | {done.processor} | {memory} | {_words(done.same)} |"))
        if peers and size <= _BESIDE_UP_TO:
            found = beside.duckdb(peers, plan_of(), table, out, work, repeats)
            others += [_said(_line(one, done.as_beside)) for one in found]
        if size == middle:
            moved = _said(_wide(table, reads))
            others += [_said(line) for line in _with_facts(peers, table, work, done.as_beside)] if peers else []
        table.unlink()
    return [
        "## A sector",
        "",
        f"400 criteria, some 580 rows of evidence an authority, half of what is asked unknown; {processes} processes. One core reads",
        f"{reads / 1e9:.1f} GB of memory a second. From Parquet on disk to grades, findings, triggers and rungs on disk; the last column says whether",
        f"{_ALONE} authorities, taken at random, have the grades that `assess` gives each alone:",
        "",
        "| authorities | seconds | authorities a second | processor ms an authority | MB, largest process | MB, all at once | as alone |",
        "|---:|---:|---:|---:|---:|---:|---|",
        *runs,
        "",
        moved,
        "",
        *_by_criteria(min(_CRITERIA_AT, max(sizes)), repeats, processes, work),
        *(["", *_OTHERS, *others] if others else []),
    ]


def _wide(table: Path, reads: float) -> str:
    count, seconds = wide.share(plan_of(), table)
    return (
        f"The wide pass, from the facts of one partition to its grades, moves at least {count / 1e6:.1f} MB in {1000 * seconds:.1f} ms of processor time: "
        f"{count / seconds / 1e9:.2f} GB a second, {count / seconds / reads:.2f} of what the memory gives."
    )


_OTHERS = (
    "## Beside others",
    "",
    "On the same rules and evidence, all answers compared with Peerbench's. Peerbench has findings, triggers and rungs beside the grades, and has checked",
    "every row; DuckDB has what the line says. durable-rules and ZEN are given an authority's facts, derived already, and tell the truth of every test:",
    "they stand beside Peerbench's whole way, and beside the same step of Peerbench on one core. The last columns say how many times as fast Peerbench is.",
    "",
    "| | beside | authorities | seconds | processor ms an authority | by the clock | by processor time | answers |",
    "|---|---|---:|---:|---:|---:|---:|---|",
)


def _with_facts(python: str, table: Path, work: Path, whole: Beside) -> Iterator[str]:
    plan = plan_of()
    step = beside.matching(plan, table)
    for one in beside.given_facts(python, plan, table, work):
        yield _line(one, whole)
        yield _line(one, step)


def _line(one: Beside, mine: Beside) -> str:
    times = [
        f"{theirs / one.authorities / (ours / mine.authorities):,.2f}" if one.authorities else ""
        for theirs, ours in ((one.seconds, mine.seconds), (one.processor, mine.processor))
    ]
    ms = f"{1000 * one.processor / one.authorities:.3f}" if one.authorities else ""
    return f"| {one.what} | {mine.what} | {one.authorities:,} | {one.seconds:.2f} | {ms} | {' | '.join(times)} | {one.answers} |"


def _by_criteria(size: int, repeats: int, processes: int, work: Path) -> list[str]:
    lines = [
        f"By criteria, {size:,} authorities:",
        "",
        "| criteria | seconds | processor ms an authority | microseconds an authority and criterion | as alone |",
        "|---:|---:|---:|---:|---|",
    ]
    for criteria in _CRITERIA:
        table = work / "criteria.parquet"
        write_sector(table, size, criteria)
        done = measured(table, work / "out", size, repeats=repeats, processes=processes, criteria=criteria)
        lines.append(_said(f"| {criteria} | {done.seconds} | {done.processor} | {1000 * done.processor.median / criteria:.2f} | {_words(done.same)} |"))
    return lines


def measured(table: Path, out: Path, size: int, *, repeats: int, processes: int, criteria: int = 400) -> Run:
    """Runs over a table, each in a process of its own; the results of the last stay in `out`."""
    command = [sys.executable, "-m", "benchmarks.once", str(table), str(out), str(criteria), str(processes)]
    told = [json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout) for _ in range(repeats)]
    return Run(
        authorities=size,
        seconds=Spread.of([one["seconds"] for one in told]),
        processor=Spread.of([1000 * one["processor"] / size for one in told]),
        largest=max(one["largest"] for one in told),
        together=max(one["together"] for one in told),
        same=_as_alone(table, out, size, criteria),
    )


def _as_alone(table: Path, out: Path, size: int, criteria: int) -> bool:
    """Whether some authorities, taken out of the table, have the same grades of `assess` with the direct matcher."""
    names = [f"A{n:07}" for n in sorted(random.Random(size).sample(range(size), _ALONE))]
    books = books_of(criteria)
    plan = compile_plan(books)
    evidence = sets_of(conform(pl.scan_parquet(table).filter(pl.col("authority").is_in(names)).collect(engine="streaming"), table.name))
    alone = {name: _grades(assess(plan, books, one, Options(matcher="direct")).grades) for name, one in evidence}
    found = pl.scan_parquet(out / "grades" / "*.parquet").filter(pl.col("authority").cast(pl.String).is_in(names)).collect(engine="streaming")
    together: dict[str, dict[str, _Ends]] = {name: {} for name in names}
    for name, rule, *ends in found.select("authority", "rule", "grade", "at_least", "could_be").iter_rows():
        together[name][rule] = tuple(ends)
    return together == alone


_Ends = tuple[int | None, ...]


def _grades(grades: Mapping[str, Grade]) -> dict[str, _Ends]:
    return {rule: (one.grade, one.at_least, one.could_be) for rule, one in grades.items()}


def _words(same: bool) -> str:
    return "equal" if same else "DIFFERENT"


def _said(line: str) -> str:
    print(line, flush=True)
    return line
