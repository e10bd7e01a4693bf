"""The Spark cluster that is meant, and in plain words why it cannot be had or does not do the work."""

import logging
import os
import re
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from evidence.problems import BadInput, PeerbenchError, Place, Problem, RunFailed

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_NAME = "peerbench sector"
_PORTS = {"spark": 7077, "sc": 15002}
_SECONDS_TO_ANSWER = 5

_KNOWN = {
    r"PYTHON_VERSION_MISMATCH\D*([\d.]+)\D*([\d.]+\d)": ("the executors have Python {0}, and this is Python {1}", "give both the same"),
    r"No module named '(\w+)": ("the executors' Python has no {0}", "install peerbench[sector] there, or ship an environment (docs/scale.md)"),
    r'Cannot run program "(.+?)"': ("the executors have no {0}", "name their Python with PYSPARK_PYTHON or spark.pyspark.python"),
    r"PACKAGE_NOT_INSTALLED\] (\S+)": ("the library {0} is not installed", "install pyspark[connect]"),
}
"""What Spark says where its surroundings are not right, what that means, and how to mend it."""


@contextmanager
def cluster(where: str, log: Path) -> "Iterator[SparkSession]":
    """A session on a cluster: for `spark` that of the surroundings, else at the master (`spark://host:7077`) or server (`sc://host`) named.

    Spark's log goes to the file, which is removed when all went well. Raises BadInput where the cluster cannot be had or lacks something,
    RunFailed where it fails.
    """
    try:
        from py4j.protocol import Py4JError  # type: ignore[import-untyped]
        from pyspark.errors import PySparkException
    except ModuleNotFoundError:
        raise _refused("the library pyspark is not installed", "install peerbench[spark]") from None
    logging.getLogger().addHandler(logging.NullHandler())  # where nobody listens, Py4J tells of Ctrl-C by a traceback on the screen
    server = os.environ.get("SPARK_REMOTE", where) if where == "spark" else where
    _see_that_it_answers(server)
    try:
        with _ctrl_c_waits():
            spark = _connected(server) if server.startswith("sc://") else _begun(where, log)
        try:
            yield spark
        finally:
            spark.stop()
    except (PySparkException, Py4JError, ConnectionError) as error:
        raise _in_plain_words(str(error), log) from error
    with suppress(OSError):  # Windows keeps a file that the Java process has open
        log.unlink(missing_ok=True)


def _connected(server: str) -> "SparkSession":
    """A session by Spark Connect: the driver is on the server, and no Java is needed here."""
    from pyspark.sql import SparkSession

    return SparkSession.builder.appName(_NAME).remote(server).getOrCreate()


def _begun(where: str, log: Path) -> "SparkSession":
    """A session with its driver here: in the Java process that `spark-submit` has begun, else in one whose output goes to the log."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    conf = SparkConf().setAppName(_NAME).set("spark.ui.showConsoleProgress", "false")
    if where != "spark":
        conf.setMaster(where)
    if "PYSPARK_GATEWAY_PORT" in os.environ:
        spark = SparkSession.builder.config(conf=conf).getOrCreate()
        if not spark.sparkContext.getConf().contains("spark.log.level"):
            spark.sparkContext.setLogLevel("ERROR")
        return spark
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home, "bin")) if home else None) is None:
        raise _refused(f"Spark needs Java, and there is none {f'in {home}' if home else 'on the path'}", "install Java 17 or 21, or set JAVA_HOME")
    with log.open("wb") as file:
        SparkContext(conf=conf, gateway=launch_gateway(conf, {"stdout": file, "stderr": file}))  # type: ignore[no-untyped-call]
    return SparkSession.builder.getOrCreate()


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Ctrl-C counts when this is over, and then as ever: while Spark begins, it would print a traceback and leave a Java process behind."""
    struck: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: struck.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if struck:
        raise KeyboardInterrupt


def _see_that_it_answers(server: str) -> None:
    """Spark itself would try for minutes before it says that nobody is there."""
    url = urlsplit(server)
    if url.scheme not in _PORTS:
        return
    for one in url.netloc.split(","):
        with suppress(OSError, ValueError):
            at = urlsplit(f"//{one}")
            socket.create_connection((at.hostname or "", at.port or _PORTS[url.scheme]), timeout=_SECONDS_TO_ANSWER).close()
            return
    raise _refused(f"nothing answers at {server}", "see whether the cluster is up and this is its address")


def _in_plain_words(said: str, log: Path) -> PeerbenchError:
    for pattern, (what, mend) in _KNOWN.items():
        found = re.search(pattern, said)
        if found:
            return _refused(what.format(*found.groups()), mend)
    kept = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    before_its_stack = (kept if "JAVA_GATEWAY_EXITED" in said else said).partition("\n\tat ")[0]
    reason = before_its_stack.strip().rpartition("\n")[2].strip().removesuffix(".")
    more = f" Its log is {log}." if kept else ""
    return RunFailed(f"Spark did not do the work: {reason}.{more} What is written is kept: run the same command to go on.")


def _refused(what: str, mend: str) -> BadInput:
    return BadInput([Problem(Place("--on"), what, mend)])
