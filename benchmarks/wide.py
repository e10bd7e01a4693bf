"""The wide pass of a sector by itself: from derived facts to the truths of all tests and to all grades, beside the memory's read bandwidth.

    python -m benchmarks.wide --authorities 515 --criteria 400

prints the bytes that the pass has to move at the least, how long it takes, and the bytes a second that this makes.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.synthetic import plan_of, sector
from engine.criteria import Circumstances
from engine.judge import AllJudged, judge_all
from engine.matching import columnar
from engine.matching.slices import Block
from engine.plan import Plan
from engine.sector.derived import derive_all
from engine.sector.reading import read
from engine.sector.source import partitions
from engine.tally import tally_all

_REPEATS = 9


def share(plan: Plan, table: Path) -> tuple[int, float]:
    """What the wide pass moves at the least, in bytes, and its processor time in seconds (a median), for the first partition of a Parquet table.

    The bytes over the seconds, over the bandwidth of the same run, are the share of the bandwidth that is reached.
    """
    frame = partitions([table])[0].read()
    items = read(plan, frame)
    block = derive_all(plan, items, frame)
    circumstances = Circumstances(items.types, items.excused)

    def once() -> AllJudged:
        hits = columnar.match(plan, block)
        return judge_all(plan, tally_all(plan, block.seen, hits, items.closed), circumstances)

    judged, took = once(), []
    for _ in range(_REPEATS):
        start = time.process_time()
        once()
        took.append(time.process_time() - start)
    return _facts(plan, block) + _results(judged), statistics.median(took)


def _facts(plan: Plan, block: Block) -> int:
    """The bytes of what is asked of facts, each read once: whose they are, who says so, and each attribute that some leaf compares."""
    asked: dict[tuple[str, str], set[str]] = {}
    for leaf in plan.leaves:
        for key in leaf.keys or tuple(key for kind, key in block.slices if kind == leaf.kind):
            asked.setdefault((leaf.kind, key), set()).update(c.attribute for c in (*leaf.scope, *leaf.wanted))
    seen, every = block.seen, 0
    for entry, attributes in asked.items():
        if entry in block.slices:
            where = block.slices[entry]
            columns = [c for attribute in sorted(attributes) if (c := block.column(attribute, where)) is not None]
            arrays = [array for c in columns for array in (c.stated, c.num if c.text is None else c.text)]
            every += (where[1] - where[0]) * sum(array.itemsize for array in (seen.row, seen.voice, seen.denied, *arrays))
    return every


def _results(judged: AllJudged) -> int:
    """The bytes of what comes of it, each written once: truths, grades with both ends of their ranges, outcomes, triggers."""
    nodes = judged.nodes
    return sum(a.nbytes for a in (judged.tally.truth, nodes.grade, nodes.at_least, nodes.could_be, nodes.uncapped, judged.outcomes, judged.triggers))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--authorities", type=int, default=515)
    parser.add_argument("--criteria", type=int, default=400)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "sector.parquet"
        sector(asked.authorities, asked.criteria).write_parquet(table)
        size, seconds = share(plan_of(asked.criteria), table)
    print(f"{size / 1e6:.1f} MB at the least in {1000 * seconds:.1f} ms: {size / seconds / 1e9:.2f} GB a second")


if __name__ == "__main__":
    main()
