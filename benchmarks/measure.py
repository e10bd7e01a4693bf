"""How things are measured here: medians over repeats, wall clock and processor, the memory's bandwidth, and the machine itself."""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Spread:
    """The least, the median and the most of what was measured over repeats."""

    least: float
    median: float
    most: float

    @staticmethod
    def of(values: list[float]) -> "Spread":
        """Of some values."""
        return Spread(min(values), statistics.median(values), max(values))

    def __str__(self) -> str:
        return _figure(self.median) if self.least == self.most else f"{_figure(self.median)} ({_figure(self.least)} to {_figure(self.most)})"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(work: Callable[[], object], repeats: int, clock: Callable[[], float] = time.perf_counter) -> Spread:
    """The seconds of a call, by a clock."""
    took = []
    for _ in range(repeats):
        start = clock()
        work()
        took.append(clock() - start)
    return Spread.of(took)


def bandwidth() -> float:
    """Bytes a second that one core reads of memory: the sum of an array far larger than the cache."""
    array = np.ones(2**26, dtype=np.int64)
    return array.nbytes / spread(array.sum, 7, time.process_time).median


def processor() -> float:
    """Seconds of processor time so far, of this process and of those it began that have ended."""
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def machine(peers: str) -> str:
    """The machine and the versions, in a sentence or two. `peers` is the Python that has the others, or nothing."""
    said = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = next((line.partition(":")[2].strip() for line in said.splitlines() if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = [f"Python {platform.python_version()}", *_versions(sys.executable, ("numpy", "polars", "pyarrow", "durable_rules"))]
    versions += _versions(peers, ("duckdb", "zen-engine")) if peers else []
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GB of memory, {platform.system()}; {', '.join(versions)}."


_ASK = "import sys; from importlib.metadata import distributions as all; [print(d.name, d.version) for name in sys.argv[1:] for d in all(name=name)]"


def _versions(python: str, names: tuple[str, ...]) -> list[str]:
    return subprocess.run([python, "-c", _ASK, *names], check=True, capture_output=True, text=True).stdout.splitlines()
