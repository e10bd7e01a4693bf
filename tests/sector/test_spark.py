"""A sector on a Spark cluster: the results of this machine, and none lost or doubled when an executor dies."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benchmarks.synthetic import plan_of, rulebook, sector
from engine.sector.partition import assess_partition

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(find_spec("pyspark") is None or shutil.which("java") is None, reason="pyspark or Java is not installed here")
TWO_EXECUTORS = "local-cluster[2,1,1024]"


def environment(cache: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "XDG_CACHE_HOME": str(cache),
        "POLARS_MAX_THREADS": "1",
        "PYSPARK_SUBMIT_ARGS": f"--conf spark.ui.enabled=false --conf spark.executor.memory=512m --conf spark.local.dir={cache}"
        f" --conf spark.default.parallelism=2 --conf spark.executorEnv.PYTHONPATH={ROOT} pyspark-shell",
    }


def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {name: sorted(pl.read_parquet(folder / name / "*.parquet").rows(), key=str) for name in ("authorities", "grades", "findings", "triggers", "rungs")}


def test_an_executor_that_dies_halfway_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """Two executors; one is killed while results are being made. All tables are equal, row by row, to those of this machine."""
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "book.yaml").write_text(json.dumps(rulebook(20)), encoding="utf-8")
    table = sector(240, 20)
    table.write_parquet(tmp_path / "sector.parquet")
    words = [sys.executable, "-m", "cli.main", "sector", "sector.parquet", "--rules", "small", "--out", "spark", "--on", TWO_EXECUTORS, "--rows", "600"]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(words, cwd=tmp_path, env=environment(tmp_path), stderr=log, stdout=log) as process:
        killed = _kill_an_executor(tmp_path, process)
        assert process.wait(timeout=180) == 0, (tmp_path / "log").read_text()[-4000:]
    assert killed, "it was done before anything could be killed"
    assert "ExecutorLostFailure" in (tmp_path / "log").read_text() or "Lost executor" in (tmp_path / "log").read_text()
    here = {name: sorted(pl.from_arrow(t).rows(), key=str) for name, t in assess_partition(plan_of(20), table).items()}  # type: ignore[union-attr]
    assert rows(tmp_path / "spark") == here


def _kill_an_executor(folder: Path, process: subprocess.Popen[bytes]) -> bool:
    """Kill one of the run's own executors as soon as results are being written."""
    until = time.monotonic() + 150
    while time.monotonic() < until and process.poll() is None:
        writing = list((folder / "spark" / ".spark.draft").rglob("*.parquet")) if (folder / "spark").exists() else []
        mine = _executors(process.pid)
        if writing and len(mine) == 2:
            os.kill(mine[0], signal.SIGKILL)
            return True
        time.sleep(0.02)
    return False


def _executors(ancestor: int) -> list[int]:
    """The executor processes that descend from a process."""
    parents, found = {}, []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if b"CoarseGrainedExecutorBackend" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue

    def descends(pid: int) -> bool:
        return pid == ancestor or (pid in parents and parents[pid] > 1 and descends(parents[pid]))

    return sorted(pid for pid in found if descends(pid))
