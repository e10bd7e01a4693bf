"""`peerbench sector`, as a user runs it: what it writes, what it refuses, and how it goes on after it was stopped."""

import errno
import hashlib
import html
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benchmarks.synthetic import rulebook, sector
from cli.sector.command import sector as sector_command
from evidence.problems import RunFailed

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small rulebook and a sector of forty authorities."""
    here = tmp_path_factory.mktemp("sector")
    (here / "small").mkdir()
    (here / "small" / "book.yaml").write_text(json.dumps(rulebook(20)), encoding="utf-8")
    table = sector(40, 20)
    table.write_parquet(here / "sector.parquet", row_group_size=300)
    table.sample(fraction=1, shuffle=True, seed=1).write_csv(here / "scattered.csv")
    return here


def run(folder: Path, *words: str, code: int = 0, module: str = "cli.main") -> str:
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", module, *words], cwd=folder, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def tables(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    names = ("authorities", "grades", "findings", "triggers", "rungs")
    return {name: sorted(pl.read_parquet(folder / name / "*.parquet").rows(), key=str) for name in names}


@pytest.fixture(scope="module")
def whole(folder: Path) -> Path:
    """Results of one run that nothing stopped."""
    run(folder, "sector", "sector.parquet", "--rules", "small", "--out", "whole", "--rows", "200", "--processes", "1")
    return folder / "whole"


def test_an_authority_alone_has_the_grades_that_it_has_in_the_sector(folder: Path, whole: Path) -> None:
    """Wherever an evidence set may stand, `TABLE#NAME` takes one authority out of a table."""
    alone = json.loads(run(folder, "assess", "sector.parquet#A0000007", "--rules", "small", "--format", "json", "--matcher", "direct"))
    mine = pl.read_parquet(whole / "grades" / "*.parquet").filter(pl.col("authority").cast(pl.String) == "A0000007")
    assert {row["rule"]: row["grade"] for row in mine.to_dicts()} == {rule: grade["grade"] for rule, grade in alone["grades"].items()}
    assert "there is no authority 'A7'" in run(folder, "assess", "sector.parquet#A7", "--rules", "small", code=2)


def test_each_authority_is_one_click_away(whole: Path) -> None:
    """The report links to a page for each, and each page says how to see the reasons."""
    report = (whole / "sector.html").read_text(encoding="utf-8")
    pages = sorted((whole / "authorities").glob("*.html"))
    assert len(pages) == 40
    assert all(f'href="authorities/{page.name}"' in report for page in pages)
    assert _how(pages[0]) == "peerbench assess 'sector.parquet#A0000000' --rules small"


def test_how_to_see_the_reasons_is_said_in_the_words_that_were_typed(folder: Path) -> None:
    """A rulebook given by its path is named by it, settings and the audience are kept, and the shell takes whatever an authority is called."""
    table = sector(5, 20).with_columns(pl.col("authority").replace("A0000004", "King's Lynn"))
    table.write_parquet(folder / "called.parquet")
    run(folder, "sector", "called.parquet", "--rules", "./small", "--out", "called", "--audience", "team", "--processes", "1")
    (page,) = (folder / "called" / "authorities").glob("King-s-Lynn-*.html")
    assert shlex.split(_how(page)) == ["peerbench", "assess", "called.parquet#King's Lynn", "--rules", "./small", "--audience", "team"]
    run(folder, *shlex.split(_how(page))[1:])


def _how(page: Path) -> str:
    """The command on a page that shows the reasons."""
    return html.unescape(page.read_text(encoding="utf-8").partition("<code>")[2].partition("</code>")[0])


def test_scattered_rows_in_a_csv_give_the_same_results(folder: Path, whole: Path) -> None:
    """However the rows of a table stand, and over however many processes and partitions."""
    run(folder, "sector", "scattered.csv", "--rules", "small", "--out", "scattered", "--processes", "2", "--rows", "400")
    assert tables(folder / "scattered") == tables(whole)


def test_a_killed_run_goes_on_where_it_was(folder: Path, whole: Path) -> None:
    """What was written is not written again, what was not is, and no file is ever torn."""
    words = [sys.executable, "-m", "cli.main", "sector", "sector.parquet", "--rules", "small", "--out", "killed", "--rows", "200", "--processes", "1"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    done = folder / "killed" / "done.jsonl"
    with subprocess.Popen(words, cwd=folder, env=environment, stderr=subprocess.PIPE, start_new_session=True) as process:
        until = time.monotonic() + 60
        while not (done.exists() and done.read_text(encoding="utf-8").count("\n") >= 2):
            assert time.monotonic() < until
            assert process.poll() is None or done.exists()
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGKILL)
    for part in (folder / "killed" / "grades").glob("*.parquet"):
        assert len(pl.read_parquet(part))
    finished = [json.loads(line)["partition"] for line in done.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]
    kept = {n: _seen(folder / "killed" / "grades" / f"part-{n:06}.parquet") for n in finished}
    with done.open("a", encoding="utf-8") as file:
        file.write('{"partition": 1')
    run(folder, *words[3:])
    assert {n: _seen(folder / "killed" / "grades" / f"part-{n:06}.parquet") for n in finished} == kept
    assert tables(folder / "killed") == tables(whole)
    assert not list((folder / "killed").rglob(".*.draft"))
    before = {path: _seen(path) for path in (folder / "killed").rglob("part-*.parquet")}
    run(folder, *words[3:])
    assert {path: _seen(path) for path in before} == before


def test_ctrl_c_says_that_the_run_can_go_on(folder: Path, whole: Path) -> None:
    """In plain words, also where several processes work; and it can."""
    words = [sys.executable, "-m", "cli.main", "sector", "sector.parquet", "--rules", "small", "--out", "stopped", "--rows", "200", "--processes", "2"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        until = time.monotonic() + 60
        while not (folder / "stopped" / "done.jsonl").exists() and time.monotonic() < until:
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert told == "Stopped. What is written is kept: run the same command to go on.\n"
    assert process.returncode == 1
    run(folder, *words[3:])
    assert tables(folder / "stopped") == tables(whole)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="this looks for processes where Linux shows them")
@pytest.mark.parametrize("whom", ["the helper", "the first"])
def test_whichever_process_is_killed_nothing_is_lost_and_nobody_is_left(whom: str, folder: Path, whole: Path) -> None:
    """A helper that is killed is told in plain words; where the process that began it is killed, the helper ends, too."""
    out = folder / f"without-{whom.partition(' ')[2]}"
    words = ["sector", "sector.parquet", "--rules", "small", "--out", out.name, "--rows", "200", "--processes", "2", "--no-journal"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-m", "cli.main", *words], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        helpers = _soon(lambda: _helpers(process.pid))
        os.kill(helpers[0] if whom == "the helper" else process.pid, signal.SIGKILL)
        _, told = process.communicate(timeout=60)
    assert _soon(lambda: not any(Path(f"/proc/{helper}/exe").exists() for helper in helpers))
    assert whom == "the first" or told.startswith("a process was ended from outside")
    run(folder, *words)
    assert tables(out) == tables(whole)


def _soon(asked: Callable[[], Any]) -> Any:
    until = time.monotonic() + 60
    while not (answer := asked()):
        assert time.monotonic() < until
        time.sleep(0.01)
    return answer


def _helpers(process: int) -> list[int]:
    """The processes that work for another."""
    begun = [int(child) for task in Path(f"/proc/{process}/task").iterdir() for child in (task / "children").read_text(encoding="utf-8").split()]
    return [child for child in begun if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_a_run_leaves_a_line_in_the_journal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the evidence: what was read and written; `--no-journal` leaves it out."""
    monkeypatch.delenv("PEERBENCH_NO_JOURNAL", raising=False)
    for out, more in (("told", []), ("untold", ["--no-journal"])):
        run(folder, "sector", "sector.parquet", "--rules", "small", "--out", out, "--processes", "1", "--role", "Analyst", *more)
    lines = [json.loads(line) for line in (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    (mine,) = [line for line in lines if line["who"] == "Analyst"]
    assert (mine["did"], set(mine["written"]), set(mine["sealed"]["read"])) == ("sector", {"told/manifest.json", "told/sector.html"}, {"sector.parquet"})
    assert mine["written"]["told/manifest.json"] == hashlib.sha256((folder / "told" / "manifest.json").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("stopped", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full: make room and run it again; what is written is kept"),
        (pl.exceptions.ComputeError("parquet: No space left on device (os error 28)"), "the disk is full: make room and run it again"),
        (OSError(errno.EACCES, "Permission denied"), "it may not be written here"),
        (KeyboardInterrupt(), "Stopped. What is written is kept: run the same command to go on."),
        (None, "The evidence changed while it was read. Run it again with --force"),
    ],
    ids=["a full disk", "a full disk in Polars", "no right to write", "Ctrl-C", "other evidence"],
)
def test_what_stops_a_run_is_told_in_plain_words(
    stopped: BaseException | None, told: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do, and what there is now."""
    evidence = tmp_path / "sector.parquet"
    shutil.copy(folder / "sector.parquet", evidence)

    def work(*_: object) -> None:
        if stopped:
            raise stopped
        os.utime(evidence, (0, 0))

    monkeypatch.setattr("engine.sector.run.run", work)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(RunFailed, match=re.escape(told)):
        sector_command([evidence], tmp_path / "out", [str(folder / "small")])


def _seen(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()


def test_results_of_other_evidence_or_rules_are_not_mixed(folder: Path, whole: Path) -> None:
    """The folder says of what it holds the results; --force begins again there."""
    words = ("--out", "whole", "--rows", "200", "--processes", "1")
    assert "other evidence" in run(folder, "sector", "scattered.csv", "--rules", "small", *words, code=2)
    assert "other rulebooks" in run(folder, "sector", "sector.parquet", "--rules", "corporate-peer-review", *words, code=2)
    (folder / "notes").mkdir()
    (folder / "notes" / "minutes.txt").write_text("mine", encoding="utf-8")
    assert "no results of a sector" in run(folder, "sector", "sector.parquet", "--rules", "small", "--out", "notes", code=2)
    assert (folder / "notes" / "minutes.txt").exists()


def test_bad_rows_are_all_named_and_the_rest_is_written(folder: Path) -> None:
    """Each with its authority, in one run, and without a traceback."""
    table = pl.read_parquet(folder / "sector.parquet")
    bad = table.with_columns(extent=pl.when(pl.col("authority").is_in(["A0000003", "A0000030"])).then(pl.lit("so-so")).otherwise(pl.col("extent")))
    bad.write_parquet(folder / "bad.parquet")
    told = run(folder, "sector", "bad.parquet", "--rules", "small", "--out", "bad", "--rows", "200", "--processes", "1", code=2)
    assert "A0000003" in told
    assert "A0000030" in told
    assert 0 < len(list((folder / "bad" / "grades").glob("*.parquet"))) < len(list((folder / "whole" / "grades").glob("*.parquet")))


def test_who_moved_since_earlier_results_is_named(folder: Path, whole: Path) -> None:
    """Two runs under the same rules are held against each other, authority by authority."""
    sector(40, 20, seed=7).write_parquet(folder / "later.parquet")
    run(folder, "sector", "later.parquet", "--rules", "small", "--out", "later", "--since", "whole", "--processes", "1")
    assert "Who moved since the earlier results" in (folder / "later" / "sector.html").read_text(encoding="utf-8")
