"""The command `improve`: its forms, what-if, and bad input in plain words."""

import csv
import io
import json
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from cli.improve.page import render_html
from cli.improve.tables import render_csv, render_xlsx, render_yaml
from cli.main import app
from engine.improve.result import Improvement
from engine.improve.what_if import read_change
from evidence.problems import BadInput
from evidence.read import read_evidence
from tests.improve.conftest import WESTMARCH

RULES = ("--rules", "corporate-peer-review")


def _run(*words: str) -> str:
    result = CliRunner().invoke(app, ["improve", str(WESTMARCH), *RULES, *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def _refused(*words: str) -> list[str]:
    result = CliRunner().invoke(app, ["improve", str(WESTMARCH), *RULES, *words])
    assert isinstance(result.exception, BadInput), result.output
    return [str(problem) for problem in result.exception.problems]


def _written(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def test_what_holds_a_grade_down_is_told_before_anything_else():
    """The reader meets the limits before the distances."""
    text = _run()
    assert text.index("Nothing else helps until these limits are lifted") < text.index("Distance") < text.index("Improvement plan")


def test_json_holds_everything(westmarch: Improvement):
    """What the command prints for machines reads back as the same value."""
    printed = json.loads(_run("--part", "element.2.1", "--format", "json"))
    found = Improvement.model_validate(printed)
    assert [d.part for d in found.distances] == ["cpr.element.2.1"]
    assert json.loads(westmarch.to_json())["schema"] == "peerbench/improvement/1"


def test_the_plan_is_the_same_in_every_table(westmarch: Improvement):
    """CSV, XLSX and YAML list the same actions in the same order."""
    rows = list(csv.DictReader(io.StringIO(render_csv(westmarch))))
    sheet = load_workbook(io.BytesIO(render_xlsx(westmarch))).active
    assert sheet is not None
    ids = [a.criterion for a in westmarch.plan]
    assert [row["Criterion"] for row in rows] == ids
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == ids
    assert [line.split(": ")[1] for line in render_yaml(westmarch).splitlines() if line.startswith("  criterion:")] == ids


def test_a_text_that_looks_like_a_formula_stays_a_text(westmarch: Improvement):
    """A spreadsheet runs nothing that a rulebook or a priority says."""
    action = westmarch.plan[0].model_copy(update={"owner": "=1+1"})
    found = westmarch.model_copy(update={"plan": (action,)})
    sheet = load_workbook(io.BytesIO(render_xlsx(found))).active
    assert sheet is not None
    assert (sheet["K2"].value, sheet["K2"].data_type, sheet["K2"].quotePrefix) == ("=1+1", "s", True)
    assert "'=1+1" in render_csv(found)


def test_documents_are_the_same_bytes_for_the_same_plan(westmarch: Improvement):
    """No clock stands in them."""
    first = render_xlsx(westmarch)
    time.sleep(1.1)  # the clock of a workbook counts seconds
    assert render_xlsx(westmarch) == first
    assert render_html(westmarch) == render_html(westmarch)


def test_a_workbook_needs_a_file():
    """It is not thrown at the screen."""
    assert "add --out FILE.xlsx" in _refused("--part", "element.2.1", "--format", "xlsx")[0]


def test_what_if_says_what_moves_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Two kinds of source for a key criterion lift the limit that it sets off; no file appears."""
    change = "remove: [{}]\n".format(", ".join(i.id for i in read_evidence(WESTMARCH)[0].items if i.key == "cpr.2.2.aligning.1"))
    change += "add:\n" + "".join(
        f"- {{id: new-{s}, statement: cpr.2.2.aligning.1, extent: in_place, date: 2009-06-01, source: {s}}}\n" for s in ("staff", "partners", "members")
    )
    path = _written(tmp_path / "change.yaml", change)
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    found = json.loads(_run("--what-if", path, "--format", "json"))
    moved = {m["rule"]: (m["before"], m["after"]) for m in found["grades"]}
    assert "cpr.2.2.aligning.1" in moved
    assert moved["cpr.2.2.aligning.1"][0] == 1
    assert "new-staff" not in json.dumps(found)
    assert sorted(tmp_path.iterdir()) == before


def test_a_change_that_changes_nothing_says_so(tmp_path: Path):
    """An empty change leaves every grade and finding."""
    assert "Nothing: every grade and finding stays as it is." in _run("--what-if", _written(tmp_path / "change.yaml", "remove: []\n"))


def test_every_problem_of_a_change_is_named_in_one_run(tmp_path: Path):
    """Ids that are taken, ids that are not there, and copies whose original would be gone."""
    evidence, _ = read_evidence(WESTMARCH)
    copy = next(i for i in evidence.items if i.derived_from)
    path = tmp_path / "change.yaml"
    item = "document: gap-report, date: 2009-06-01, source: document"
    path.write_text(f"add:\n- {{id: {copy.id}, {item}}}\nreplace:\n- {{id: not-here, {item}}}\nremove: [nor-here, {copy.derived_from}]\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_change(path, evidence)
    said = "\n".join(map(str, refused.value.problems))
    assert len(refused.value.problems) == 4
    for part in (f"the id '{copy.id}' is used already", "no item 'not-here'", "no item 'nor-here'", f"'{copy.id}' derives from"):
        assert part in said


BAD: list[tuple[str, str, str]] = [
    ("--effort", "criteria: {cpr.4.2.asset.1: {effrt: 3}}\n", "did you mean 'effort'"),
    ("--effort", "criteria: {no.such: {effort: 3}}\n", "no criterion is called 'no.such'"),
    ("--effort", "criteria: {cpr.4.2.asset.1: {effort: 0}}\n", "it must be at least 1"),
    ("--effort", "- effort\n", "priorities are a mapping"),
    ("--what-if", "- add\n", "a change is a mapping"),
    ("--what-if", "ad: []\n", "did you mean 'add'"),
]


@pytest.mark.parametrize(("option", "text", "answer"), BAD)
def test_a_bad_file_is_answered_in_plain_words(option: str, text: str, answer: str, tmp_path: Path):
    """With its place, and what would mend it."""
    assert answer in "\n".join(_refused(option, _written(tmp_path / "bad.yaml", text)))


@pytest.mark.parametrize(("words", "answer"), [(("--to", "9"), "9 is no grade"), (("--part", "element.9"), "no rule 'element.9'")])
def test_a_bad_option_is_answered_in_plain_words(words: tuple[str, ...], answer: str):
    """With what may stand there."""
    assert answer in _refused(*words)[0]
