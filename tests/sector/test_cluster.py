"""A Spark cluster that cannot be had: a plain message, at once, and how to mend it."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from engine.sector import spark
from engine.sector.cluster import _in_plain_words, cluster
from engine.sector.source import Partition
from evidence.problems import BadInput, RunFailed

pytestmark = pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed here")


def said(where: str, folder: Path) -> str:
    with pytest.raises(BadInput) as raised, cluster(where, folder / "spark.log"):
        pass
    return str(raised.value)


@pytest.mark.parametrize("where", ["spark://127.0.0.1:9", "spark://127.0.0.1:9,127.0.0.1:11", "sc://127.0.0.1:9", "spark://nobody:x"])
def test_a_cluster_that_is_not_there_is_told_at_once(where: str, tmp_path: Path) -> None:
    """Spark itself would try for a minute and more."""
    assert said(where, tmp_path) == f"--on: nothing answers at {where}: see whether the cluster is up and this is its address"


def test_the_server_of_the_surroundings_is_looked_at_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SPARK_REMOTE names it for `--on spark`."""
    monkeypatch.setenv("SPARK_REMOTE", "sc://127.0.0.1:9")
    assert "nothing answers at sc://127.0.0.1:9" in said("spark", tmp_path)


def test_without_java_one_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the path, or where JAVA_HOME says."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert said("local[1]", tmp_path) == "--on: Spark needs Java, and there is none on the path: install Java 17 or 21, or set JAVA_HOME"
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    assert "there is none in /nowhere" in said("local[1]", tmp_path)


def test_without_pyspark_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra that few need."""
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    assert said("spark", tmp_path) == "--on: the library pyspark is not installed: install peerbench[spark]"


@pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed here")
def test_why_spark_does_not_begin_is_told_and_its_log_kept(tmp_path: Path) -> None:
    """In the words of its log, without the stack below them."""
    with pytest.raises(RunFailed) as raised, cluster("nonsense", tmp_path / "spark.log"):
        pass
    assert "Master must either be yarn or start with spark, k8s, or local. Its log is " in str(raised.value)
    assert "\tat " in (tmp_path / "spark.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("spark_says", "told"),
    [
        ("[PYTHON_VERSION_MISMATCH] Python in worker has different version: 3.12 than that in driver: 3.11,", "have Python 3.12, and this is Python 3.11"),
        ("ModuleNotFoundError: No module named 'engine.sector'", "the executors' Python has no engine: install peerbench[sector] there"),
        ('java.io.IOException: Cannot run program "env/bin/python": error=2', "the executors have no env/bin/python: name their Python"),
        ("[PACKAGE_NOT_INSTALLED] grpcio >= 1.48.1 must be installed", "the library grpcio is not installed: install pyspark[connect]"),
        ("Job aborted: Lost task 0.3\n\nMemoryError\n\tat org.apache.spark.Task", "Spark did not do the work: MemoryError. What is written is kept"),
    ],
)
def test_what_spark_says_is_told_in_plain_words(spark_says: str, told: str, tmp_path: Path) -> None:
    """One line, with how to mend it."""
    assert told in str(_in_plain_words(spark_says, tmp_path / "spark.log"))


def test_an_executor_with_another_peerbench_or_without_the_files_says_so(tmp_path: Path) -> None:
    """Before anything is assessed there."""
    part = Partition(0, tmp_path / "sector.parquet", 0, 1, 1)
    of_another = spark._Task(b"", tmp_path, "public", "0.0.1")
    (problem,) = of_another.attempt(part)[1]
    assert "and this is 0.0.1: give both the same" in str(problem)
    written, wrong = spark._Task(b"", tmp_path, "public", spark.version("peerbench")).attempt(part)
    assert written is None
    assert [problem.place.file for problem in wrong] == [str(tmp_path / "sector.parquet"), str(tmp_path / "manifest.json")]
