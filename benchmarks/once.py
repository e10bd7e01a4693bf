"""One run over a sector in a process of its own, from Parquet on disk to results on disk: how long it took, and the memory.

    python -m benchmarks.once TABLE OUT CRITERIA PROCESSES

Prints a line of JSON: `seconds`, `processor` (seconds of all processes), and in MB `largest` (the most that one process held) and `together`
(the most that all held at a moment, what they share counted for each).
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

from benchmarks.measure import processor
from benchmarks.synthetic import plan_of
from engine.sector.run import run
from engine.sector.source import partitions
from engine.sector.store import Store


class Memory(threading.Thread):
    """Watches how much memory this process and its children hold: in bytes the most of one (`largest`), and of all at a moment (`together`).

    The system's own count for a process that has ended (`ru_maxrss`) is of no use: it begins at what the process held that began it.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.largest, self.together, self.done = 0, 0, threading.Event()

    def run(self) -> None:
        """Look ten times a second until it is done."""
        while not self.done.wait(0.1):
            held = [_held(pid) for pid in (os.getpid(), *_children())]
            self.largest = max(self.largest, *(most for most, _ in held))
            self.together = max(self.together, sum(now for _, now in held))


def _children() -> list[int]:
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text(encoding="utf-8").split()]


def _held(pid: int) -> tuple[int, int]:
    """The bytes that a process has held at most, and holds now."""
    try:
        said = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines())
        return int(said["VmHWM"].split()[0]) * 1024, int(said["VmRSS"].split()[0]) * 1024
    except (OSError, KeyError):  # it has ended since
        return 0, 0


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
    print(json.dumps({"seconds": seconds, "processor": used, "largest": memory.largest / 1e6, "together": memory.together / 1e6}))


if __name__ == "__main__":
    main()
