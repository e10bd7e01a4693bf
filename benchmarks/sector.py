"""A sector from Parquet on disk to results on disk, by size, with peers beside it on the same work; their answers are checked.

    python -m benchmarks.sector --sizes 330,3300 --repeats 3 --peers /path/to/venv/bin/python --out benchmarks/RESULTS.md

The peers' Python needs duckdb and zen-engine, which are no libraries of Peerbench.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from benchmarks.synthetic import plan_of, sector
from engine.derive import derive
from engine.matching import direct, durable
from engine.plan import Plan
from engine.sector.run import run
from engine.sector.source import partitions
from engine.sector.store import Store
from engine.sector.together import judge_frame
from evidence.columns import sets_of

HERE = Path(__file__).parent
TITLE = "# A sector, measured"
_CHUNK = 2_000


def write_sector(path: Path, authorities: int) -> None:
    """A table of so many authorities, written as it is made."""
    writer = None
    for first in range(0, authorities, _CHUNK):
        table = sector(min(_CHUNK, authorities - first), first=first).to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=300_000)
    if writer:
        writer.close()


def timed(work: Callable[[], object], repeats: int) -> tuple[float, float, float]:
    """The least, the median and the most seconds of a call."""
    took = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took), statistics.median(took), max(took)


def bandwidth() -> float:
    """Bytes a second that one core reads of memory: the sum of an array far larger than the cache."""
    array = np.ones(2**26, dtype=np.int64)
    return array.nbytes / timed(array.sum, 7)[1]


def processor() -> float:
    """Seconds of processor time so far, of this process and of those it began."""
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def asked_of(plan: Plan) -> list[dict[str, object]]:
    """The tests of the made-up rulebook in words that a peer can read."""
    out = []
    for n, test in enumerate(plan.tests):
        leaf = plan.leaves[test.leaf]
        if len(leaf.keys) != 1 or not leaf.wanted:
            continue
        wanted = leaf.wanted[0]
        age = next((int(str(c.value)) for c in leaf.scope if c.attribute == "age"), None)
        shape = {"status": "document", "result": "event", "target_met": "target", "falls": "worse"}.get(wanted.attribute)
        shape = shape or ("least" if wanted.operator == ">=" else "most")
        bound = float(str(wanted.value)) if wanted.attribute == "value" else None
        word = wanted.value[0] if isinstance(wanted.value, tuple) else None
        out.append({"test": n, "kind": leaf.kind, "key": leaf.keys[0], "shape": shape, "age": age, "bound": bound, "word": word})
    return out


def truths(plan: Plan, frame: pl.DataFrame) -> dict[tuple[str, int], int]:
    """What Peerbench says of every test of every authority that is not unknown."""
    out = {}
    for part in judge_frame(plan, frame):
        truth = part.judged.tally.truth
        for a, name in enumerate(part.names):
            out |= {(name, int(t)): int(truth[a, t]) for t in np.flatnonzero(truth[a])}
    return out


def peers(plan: Plan, python: str, table: Path, work: Path) -> list[tuple[str, float, bool]]:
    """Of each peer how many authorities a second it does, and whether its answers are equal."""
    frame = pl.read_parquet(table)
    asked = asked_of(plan)
    (work / "tests.json").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    mine = truths(plan, frame)
    names = frame["authority"].unique().sort().to_list()
    lines = []

    def told(*words: object) -> float:
        command = [python, str(HERE / "peers.py"), *map(str, words)]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    took = [told("duckdb", table, work / "tests.json", work / "t.parquet") for _ in range(3)]
    theirs = {(a, t): v for a, t, v in pl.read_parquet(work / "t.parquet").select("authority", "test", "truth").iter_rows()}
    lines.append(_peer("DuckDB, SQL over the long form, to the truths of tests alone", len(names), statistics.median(took), equal=theirs == mine))
    some = list(sets_of(frame.filter(pl.col("authority").is_in(names[:100]))))
    facts = [(name, derive(plan, evidence)) for name, evidence in some]
    with (work / "facts.jsonl").open("w", encoding="utf-8") as file:
        for _, one in facts:
            current = [f for f in one.facts if f.kind != "measure" or f.attributes.get("latest")]
            said = {f"{f.kind[0]}{f.key.rpartition('-')[2]}": dict(f.attributes) for f in current}
            file.write(json.dumps(said, default=float) + "\n")
    seconds = told("zen", work / "facts.jsonl", work / "tests.json", work / "z.jsonl")
    answers = [json.loads(answer) for answer in (work / "z.jsonl").read_text(encoding="utf-8").splitlines()]
    theirs = {(name, int(k[1:])): int(v) for (name, _), one in zip(facts, answers, strict=True) for k, v in one.items() if v}
    some_names = {name for name, _ in facts}
    equal = theirs == {key: v for key, v in mine.items() if key[0] in some_names}
    lines.append(_peer("zen-engine, given the derived facts, to the truths of tests alone", len(facts), seconds, equal=equal))
    if durable.version():
        few = facts[:5]
        start = time.perf_counter()
        found = [durable.match(plan, one, deadline=120) for _, one in few]
        seconds = time.perf_counter() - start
        equal = found == [direct.match(plan, one) for _, one in few]
        lines.append(_peer("durable-rules in its process, given the derived facts, matching alone", len(few), seconds, equal=equal))
    return lines


def _peer(what: str, many: int, seconds: float, *, equal: bool) -> tuple[str, float, bool]:
    return what, many / seconds, equal


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="330,3300")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--peers", default="")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md")
    asked = parser.parse_args()
    plan = plan_of()
    lines = [
        TITLE,
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores ({platform.machine()}); 400 criteria, some 580 rows of evidence an authority,",
        f"half of what is asked unknown. One core reads {bandwidth() / 1e9:.1f} GB of memory a second. The load before the run was {os.getloadavg()[0]:.1f}:",
        "where other work was on the machine, look at processor time. The memory is that of the largest process, the one that makes the tables among them.",
        "",
        "From Parquet on disk to grades, findings, triggers and rungs on disk:",
        "",
        "| authorities | seconds, median (least to most) | authorities a second | processor ms an authority | memory at most, MB |",
        "|---:|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for size in map(int, asked.sizes.split(",")):
            table = work / f"{size}.parquet"
            write_sector(table, size)
            used: list[float] = []

            def once(table: Path = table, used: list[float] = used) -> None:
                before = processor()
                run(plan, partitions([table]), Store(work / "out", {"rulebooks": []}, again=True), "public", asked.processes, lambda _d, _of: None)
                used.append(processor() - before)

            least, median, most = timed(once, asked.repeats)
            memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
            spread = f"{median:.1f} ({least:.1f} to {most:.1f})"
            fastest = size / median
            lines.append(f"| {size:,} | {spread} | {size / median:,.0f} | {1000 * statistics.median(used) / size:.2f} | {memory:,.0f} |")
            print(lines[-1], flush=True)
        if asked.peers:
            lines += ["", "Others on a part of the same work, by the smallest size, their answers checked against Peerbench's:", ""]
            lines += ["| | authorities a second | answers |", "|---|---:|---|"]
            found = peers(plan, asked.peers, work / f"{asked.sizes.split(',')[0]}.parquet", work)
            lines += [f"| {what} | {speed:,.1f} | {'equal' if equal else 'DIFFERENT'} |" for what, speed, equal in found]
            lines += ["", "Peerbench at the largest size, from Parquet to results on disk, does as many authorities in a second as", ""]
            lines += [f"- {fastest / speed:,.2f} times {what.partition(',')[0]}" for what, speed, _ in found]
    text = "\n".join([*lines, ""])
    print(text)
    above = asked.out.read_text(encoding="utf-8").partition(TITLE)[0].rstrip() if asked.out.exists() else ""
    asked.out.write_text(f"{above}\n\n{text}".lstrip(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
