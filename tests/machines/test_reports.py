"""What `lint` and `test` hand to build servers and code hosts: JUnit's XML and SARIF."""

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft7Validator

from cli.machines.checked import Case, Fault, Suite
from cli.machines.checks import EVERY, check_of
from cli.machines.junit import to_junit
from cli.machines.sarif import to_sarif
from evidence.problems import Place
from tests.lint import refusals
from tests.machines.sarif_schema import SCHEMA
from tests.report import parks

WRONG = """
criteria:
- RULE
  tests:
    plan: {document: plna, shows: in_place}
    act: {event: act, shwos: partial}
"""


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rulebook with mistakes, in the folder in which the command runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd book").mkdir()
    return refusals.written(tmp_path / "odd book", WRONG).relative_to(tmp_path)


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rulebook with one test that fails and one that passes."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(parks.HERE / "benchmark", tmp_path / "parks")
    (tmp_path / "parks/tests").mkdir(exist_ok=True)
    rule = next(iter(parks.book().criteria))
    cases = (("It passes", "null"), ("It <fails> & says so", "3"))
    tests = "".join(f"- name: {name}\n  given: {{}}\n  expect: {{{rule}: {{grade: {grade}}}}}\n" for name, grade in cases)
    (tmp_path / "parks/tests/made.yaml").write_text(f"tests:\n{tests}", "utf-8")
    return Path("parks")


def results(text: str) -> list[tuple[str, str, int, int, str]]:
    """What a log of SARIF says, after its schema has been asked."""
    log = json.loads(text)
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(log)] == []
    out = []
    for result in log["runs"][0]["results"]:
        physical = result["locations"][0]["physicalLocation"]
        region = physical.get("region", {"startLine": 0, "startColumn": 0})
        rules = log["runs"][0]["tool"]["driver"]["rules"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        out.append((result["ruleId"], physical["artifactLocation"]["uri"], region["startLine"], region["startColumn"], result["message"]["text"]))
    return out


def test_sarif_has_every_problem_of_lint_at_its_place(run, broken):
    """What the screen says is in the log: file, line, column and message, with the name of a check."""
    said = run("lint", broken)
    shown = {tuple(re.fullmatch(r"(.*?):(\d+):(\d+): (.*)", line).groups()) for line in said.err.splitlines()[:-1]}
    ran = run("lint", broken, "--format", "sarif")
    assert (said.code, ran.code) == (2, 2)
    logged = results(ran.out)
    assert {(file.replace("%20", " "), str(line), str(column), text) for _, file, line, column, text in logged} == shown
    assert {"unknown-name", "unknown-word"} & {name for name, *_ in logged}
    assert all(file.startswith("odd%20book/") for _, file, *_ in logged)


def test_junit_counts_what_is_wrong(run, broken):
    """The rulebook is a suite, its files are cases, and the file with the mistakes has failed."""
    ran = run("lint", broken, "--format", "junit", "--out", "lint.xml")
    assert ran.code == 2
    root = ET.parse("lint.xml").getroot()
    assert root.get("failures") == "1"
    assert {case.get("file"): case.find("failure") is not None for case in root.iter("testcase")} == {
        "odd book/base.yaml": False, "odd book/book.yaml": False, "odd book/rules.yaml": True,
    }  # fmt: skip


def test_junit_has_every_rule_test(run, failing):
    """Each is a case; the one that fails says what was expected, and the exit code is 1."""
    ran = run("test", failing, "--format", "junit")
    assert ran.code == 1
    cases = {case.get("name"): case.find("failure") for case in ET.fromstring(ran.out).iter("testcase")}
    assert cases["It passes"] is None
    assert "expected 3" in cases["It <fails> & says so"].text
    assert "parks/tests/made.yaml:" in cases["It <fails> & says so"].text


def test_sarif_places_a_rule_test_that_fails(run, failing):
    """A code host shows the failure beside the test."""
    found = [r for r in results(run("test", failing, "--format", "sarif").out) if r[1].endswith("made.yaml")]
    assert [(name, file, line) for name, file, line, *_ in found] == [("rule-test", "parks/tests/made.yaml", 5)]


@pytest.mark.parametrize("form", ["junit", "sarif"])
def test_a_rulebook_that_cannot_be_read_is_in_the_report_of_its_tests(run, broken, form):
    """No test was run, and the report says why; the exit code is 2."""
    ran = run("test", broken, "--format", form)
    assert ran.code == 2
    assert "shwos" in ran.out


def test_a_sound_rulebook_gives_a_report_without_faults(run):
    """Exit code 0, nothing wrong, and nothing beside the report on the screen."""
    ran = run("lint", "intervention-ladder", "--format", "sarif")
    assert (ran.code, ran.err, results(ran.out)) == (0, "", [])


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("lint", "--out", "x"), "add --format junit"),
        (("test", "--out", "x"), "add --format junit"),
        (("test", "--sensitivity", "--format", "junit"), "leave one"),
    ],
)
def test_what_does_not_go_together_is_said(run, words, mend):
    """A file for the screen's text, and a report of tests where none are run, are refused before anything is read."""
    ran = run(*words)
    assert ran.code == 2
    assert mend in ran.err


def test_what_xml_lacks_does_not_break_the_report():
    """Control signs become a mark; brackets and quotes stay."""
    fault = Fault(check_of("there is no rule 'x'"), Place("a.yaml", 2, 3), "there is no rule '\x00\ufffe<\"&'")
    root = ET.fromstring(to_junit([Suite("s", (Case("c\x1b", "a.yaml", (fault, fault)),))], Path("/here")))
    assert "<\"&'" in root.find(".//failure").text
    assert "(and 1 more)" in root.find(".//failure").get("message")


def test_a_file_elsewhere_is_named_from_the_root():
    """Outside the folder there is no relative name, and the log says where the file is."""
    fault = Fault(EVERY[0], Place("/other/ä b.yaml"), "gone")
    log = to_sarif([Suite("s", (Case("c", "/other/ä b.yaml", (fault,)),))], Path("/here"))
    assert results(log)[0][:4] == ("file", "file:///other/%C3%A4%20b.yaml", 0, 0)
