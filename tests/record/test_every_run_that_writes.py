"""The journal has a line for every command that writes a result of an evidence set to a file."""

import json
import shutil
from pathlib import Path

import pytest

from engine.record.journal import NAME, check
from tests.compare.conftest import cache, run_with_a_cache_of_its_own
from tests.compare.conftest import run as quick
from tests.record.conftest import RULES, Told, folder
from tests.tables.conftest import MAPPING, ROWS

__all__ = ["cache", "folder", "quick", "run_with_a_cache_of_its_own"]

MORE = """\
- {id: r-08, measure: recycling-rate, value: 29.4, unit: per cent, date: 2008-03-31, source: {kind: data}, target: 30}
- {id: r-09, measure: recycling-rate, value: 31, unit: per cent, date: 2009-03-31, source: {kind: data}, target: 33}
targets:
- {measure: recycling-rate, set: 2008-04-01, by: 2011-03-31, value: 36}
scores:
- {criterion: cpr.2.3.systems.4, grade: 2, by: Reviewer A, date: 2009-06-19, reason: Few knew of it.}
- {criterion: cpr.2.3.systems.4, grade: 3, by: Reviewer B, date: 2009-06-19, reason: Most knew of it.}
"""

RUNS = {
    "agree": (["agree", "evidence.yaml", *RULES], "out.html", {"evidence.yaml"}),
    "compare": (["compare", "evidence.yaml", "later.yaml", *RULES], "out.txt", {"evidence.yaml", "later.yaml"}),
    "comply": (["comply", "evidence.yaml", "--rules", "quality-employment-code"], "out.txt", {"evidence.yaml"}),
    "explain": (["explain", "cpr.2.3.systems.4", "evidence.yaml", *RULES], "out.html", {"evidence.yaml"}),
    "gaps": (["gaps", "evidence.yaml", *RULES], "out.txt", {"evidence.yaml"}),
    "improve": (["improve", "evidence.yaml", "--part", "cpr.theme.3", *RULES], "out.txt", {"evidence.yaml"}),
    "improve, what if": (["improve", "evidence.yaml", "--what-if", "change.yaml", *RULES], "out.txt", {"evidence.yaml", "change.yaml"}),
    "measures": (["measures", "evidence.yaml", "--table", "data.csv", "--mapping", "map.yaml"], "out.txt", {"evidence.yaml", "data.csv", "map.yaml"}),
    "picture gap": (["picture", "gap", "evidence.yaml", *RULES], "out.svg", {"evidence.yaml"}),
    "position": (["position", "evidence.yaml", *RULES], "out.html", {"evidence.yaml"}),
    "table convert": (["table", "convert", "data.csv", "--mapping", "map.yaml"], "out.csv", {"data.csv", "map.yaml"}),
    "table page": (["table", "page", "data.csv", "--mapping", "map.yaml"], "out.html", {"data.csv", "map.yaml"}),
    "targets": (["targets", "evidence.yaml", *RULES], "out.txt", {"evidence.yaml"}),
    "workbook export": (["workbook", "export", "evidence.yaml", *RULES], "out.xlsx", {"evidence.yaml"}),
    "workbook merge": (["workbook", "merge", "a.xlsx", "b.xlsx"], "out.xlsx", {"a.xlsx", "b.xlsx"}),
}
"""What is run, which file it writes, and which files it reads."""


@pytest.fixture
def review(folder: Path, monkeypatch: pytest.MonkeyPatch, quick: Told) -> Path:
    """The folder with a figure, a target and scores in its evidence, and everything beside it that a run may read."""
    evidence = folder / "evidence.yaml"
    text = evidence.read_text("utf-8") + MORE
    evidence.write_text(text, "utf-8")
    (folder / "later.yaml").write_text(text.replace("2009-06-30", "2009-07-01"), "utf-8")
    (folder / "change.yaml").write_text("remove: [scheme]\n", "utf-8")
    (folder / "map.yaml").write_text(MAPPING, "utf-8")
    (folder / "data.csv").write_text(f"{ROWS}Testborough,X03,Unitary,Recycling rate,2006/07,28.1\n", "utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("run", RUNS)
def test_every_run_that_writes_leaves_a_line(run: str, review: Path, quick: Told) -> None:
    """It names the command, what it wrote and what it read."""
    words, out, read = RUNS[run]
    if run == "workbook merge":
        quick("workbook", "export", "evidence.yaml", *RULES, "--by", "A", "--out", "a.xlsx")
        shutil.copy("a.xlsx", "b.xlsx")
        (review / NAME).unlink()
    ran = quick(*words, "--out", out)
    assert ran.code == 0, ran.err + ran.out
    assert "Warning" not in ran.err
    journal = (review / NAME).read_bytes()
    line = json.loads(journal)
    told = line.get("sealed", {}) | line
    assert (check(journal).broken, line["did"]) == (None, run.partition(",")[0])
    assert set(told["written"]) == {out}
    assert set(told["read"]) == read


def test_one_authority_of_a_table_leaves_a_line_that_names_the_table(review: Path, quick: Told) -> None:
    """What is read is the file in which it stands."""
    assert quick("table", "convert", "data.csv", "--mapping", "map.yaml", "--as-of", "2009-06-30", "--out", "sector.parquet").code == 0
    ran = quick("gaps", "sector.parquet#Ambleford", *RULES, "--out", "gaps.txt")
    assert (ran.code, "Warning" in ran.err) == (0, False), ran.err
    assert "sector.parquet" in json.loads((review / NAME).read_text("utf-8").splitlines()[-1])["sealed"]["read"]
