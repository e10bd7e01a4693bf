"""One run over a sector in a process of its own, from Parquet on disk to results on disk: how long it took, and the memory.

    python -m benchmarks.once TABLE OUT CRITERIA PROCESSES

Prints a line of JSON: `seconds`, `processor` (seconds of all processes), and in MB `largest` (the most that one process held) and `together`
(the most that all held at a moment, what they share counted for each).
"""

import json
import os
import resource
import sys
import threading
import time
from pathlib import Path

from benchmarks.measure import processor
from benchmarks.synthetic import plan_of
from engine.sector.run import run
from engine.sector.source import partitions
from engine.sector.store import Store

_PAGE = os.sysconf("SC_PAGE_SIZE")


class Memory(threading.Thread):
    """Watches how much memory this process and its children hold."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.done = 0, threading.Event()

    def run(self) -> None:
        """Look ten times a second until it is done."""
        while not self.done.wait(0.1):
            self.most = max(self.most, sum(map(_resident, (os.getpid(), *_children()))))


def _children() -> list[int]:
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text(encoding="utf-8").split()]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * _PAGE
    except OSError:  # it has ended since
        return 0


def main() -> None:
    """Run, and print."""
    table, out, criteria, processes = sys.argv[1:]
    plan = plan_of(int(criteria))
    memory = Memory()
    memory.start()
    start, before = time.perf_counter(), processor()
    run(plan, partitions([Path(table)]), Store(Path(out), {"rulebooks": []}, again=True), "public", int(processes), lambda _done, _of: None)
    seconds, used = time.perf_counter() - start, processor() - before
    memory.done.set()
    memory.join()
    largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * 1024
    print(json.dumps({"seconds": seconds, "processor": used, "largest": largest / 1e6, "together": max(memory.most, largest) / 1e6}))


if __name__ == "__main__":
    main()
