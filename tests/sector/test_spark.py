"""A sector on a Spark cluster: the results of this machine to the byte, none lost or doubled when an executor dies, and plain words for what is wrong."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest

from benchmarks.synthetic import rulebook, sector

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(find_spec("pyspark") is None or shutil.which("java") is None, reason="pyspark or Java is not installed here")
TWO_EXECUTORS = "local-cluster[2,1,1024]"
SOON_THERE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that begins quickly; it would never earn back more in the seconds that a test has."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small rulebook, a sector of forty authorities, and what comes of it on this machine."""
    here = tmp_path_factory.mktemp("spark")
    (here / "small").mkdir()
    (here / "small" / "book.yaml").write_text(json.dumps(rulebook(20)), encoding="utf-8")
    sector(40, 20).write_parquet(here / "sector.parquet")
    assert run(here, "sector.parquet", "here")[0] == 0
    return here


def command(evidence: str, out: str, on: str | None, rows: int = 200) -> list[str]:
    words = [sys.executable, "-m", "cli.main", "sector", evidence, "--rules", "small", "--out", out, "--rows", str(rows), "--processes", "1"]
    return [*words, "--on", on] if on else words


def environment(folder: Path) -> dict[str, str]:
    conf = {
        "spark.ui.enabled": "false",
        "spark.local.dir": folder / "local",
        "spark.executor.memory": "512m",
        "spark.executorEnv.PYTHONPATH": ROOT,
        "spark.driver.extraJavaOptions": SOON_THERE,
        "spark.executor.extraJavaOptions": SOON_THERE,
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",  # PySpark's own, of libraries newer than it knows
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": " ".join(f"--conf '{k}={v}'" for k, v in conf.items()) + " pyspark-shell",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "XDG_CACHE_HOME": str(folder / "cache"),
    }


def run(folder: Path, evidence: str, out: str, on: str | None = None) -> tuple[int, str]:
    """Its exit code, and what it said."""
    done = subprocess.run(command(evidence, out, on), cwd=folder, env=environment(folder), capture_output=True, text=True, check=False, timeout=180)
    assert "Traceback" not in done.stderr
    assert "\tat " not in done.stderr, "there is a Java traceback on the screen"
    return done.returncode, done.stderr


def content(folder: Path) -> dict[str, str]:
    """The hash of every file of results; in which order partitions were done says nothing."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "done.jsonl"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_an_executor_that_dies_halfway_loses_nothing_and_doubles_nothing(folder: Path) -> None:
    """Two executors; one is killed while results are being written. All files are those of this machine, and no other is left behind."""
    words = command("sector.parquet", "spark", TWO_EXECUTORS)
    with subprocess.Popen(words, cwd=folder, env=environment(folder), stderr=subprocess.PIPE, text=True) as process:
        log = _log_when_one_is_killed(folder / "spark", process)
        _, told = process.communicate(timeout=180)
    assert process.returncode == 0, told
    assert "executor" in log.lower()
    assert content(folder / "spark") == content(folder / "here")


def _log_when_one_is_killed(out: Path, process: subprocess.Popen[str]) -> str:
    """Kill one of the run's own executors as soon as results are being written, and wait until Spark has seen it."""
    until = time.monotonic() + 150
    killed = False
    while time.monotonic() < until and process.poll() is None:
        said = (out / "spark.log").read_text(encoding="utf-8", errors="replace") if (out / "spark.log").exists() else ""
        if killed and "Lost executor" in said:
            return said
        working = _executors(process.pid) if not killed and any(out.glob(".attempt-*")) else []
        if working:
            os.kill(working[0], signal.SIGKILL)
            killed = True
        time.sleep(0.01)
    raise AssertionError("it was done before Spark lost an executor" if killed else "it was done before anything could be killed")


def _executors(ancestor: int) -> list[int]:
    """The executors that descend from a process and have a Python at work."""
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

    return sorted(pid for pid in found if descends(pid) and pid in parents.values())


def test_ctrl_c_says_that_the_run_can_go_on(folder: Path) -> None:
    """In plain words and soon, while Spark is at work."""
    words = command("sector.parquet", "stopped", "local[2]")
    with subprocess.Popen(words, cwd=folder, env=environment(folder), stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        until = time.monotonic() + 150
        while not list((folder / "stopped").glob(".attempt-*")):
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert told == "Stopped. What is written is kept: run the same command to go on.\n"
    assert process.returncode == 1


def test_a_run_goes_on_where_it_was_whoever_began_it_and_says_the_same_of_bad_rows(folder: Path) -> None:
    """What this machine has written the cluster does not write again, and the rest it does. What is wrong is said in the same words."""
    table = pl.read_parquet(folder / "sector.parquet")
    bad = table.with_columns(extent=pl.when(pl.col("authority").is_in(["A0000003", "A0000030"])).then(pl.lit("so-so")).otherwise(pl.col("extent")))
    bad.write_parquet(folder / "bad.parquet")
    code, told = run(folder, "bad.parquet", "bad")
    assert (code, "A0000003" in told, "A0000030" in told) == (2, True, True)
    shutil.copytree(folder / "bad", folder / "half")
    done = folder / "half" / "done.jsonl"
    lines = done.read_text(encoding="utf-8").splitlines(keepends=True)
    kept, lost = ([folder / "half" / "grades" / f"part-{json.loads(line)['partition']:06}.parquet" for line in lines[n::2]] for n in range(2))
    done.write_text("".join(lines[::2]), encoding="utf-8")
    for path in lost:
        path.unlink()
    (folder / "half" / ".attempt-of-one-that-was-killed").mkdir()
    before = [path.stat().st_mtime_ns for path in kept]
    assert run(folder, "bad.parquet", "half", "local[2]") == (code, told)
    assert [path.stat().st_mtime_ns for path in kept] == before
    assert content(folder / "half") == content(folder / "bad")
    assert not list((folder / "half").glob(".attempt-*"))
    assert sorted(done.read_text(encoding="utf-8").splitlines()) == sorted(line.strip() for line in lines)
    assert len(lines) > 2
