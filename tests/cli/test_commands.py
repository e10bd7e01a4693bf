"""The commands as their users type them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD


def test_assess_says_first_what_a_person_wants_to_know(run, evidence):
    """Grades, what is not known, what it rests on: in text, British, without colours in a pipe."""
    ran = run("assess", evidence, "--matcher", "direct")
    assert ran.code == 0
    assert ran.out.startswith("Testborough, as of 30 June 2009")
    assert "Unknown is not failed." in ran.out
    assert "3 performing well" in run("explain", "2.3.systems.4", evidence).out
    assert "\x1b[" not in ran.out
    assert not ran.err


def test_json_is_the_assessment_and_nothing_else(run, evidence):
    """Machines get one object, with the keys that others rely on."""
    result = json.loads(run("assess", evidence, "--format", "json", "--matcher", "direct").out)
    assert list(result)[:4] == ["schema", "content_hash", "authority", "as_of"]
    for key in ("rulebooks", "grades", "findings", "ladder", "assumptions", "run"):
        assert key in result
    grade = result["grades"]["cpr.2.3.systems.4"]
    assert (grade["grade"], grade["at_least"], grade["could_be"], grade["uncapped"], grade["outcome"]) == (3, 3, 4, 3, "graded")
    assert result["run"]["matchers"] == ["direct"]
    strength = next(f for f in result["findings"] if f["rule"] == "cpr.2.3.systems.4")
    assert strength["kind"] == "strength"
    assert strength["cite"] == {"source": "benchmark", "at": "2.3, Systems and processes, 4"}


def test_the_same_input_gives_the_same_bytes(run, evidence):
    """Two runs differ in nothing but the seconds they took."""
    first, second = (re.sub(r'"seconds": [0-9.]+', "", run("assess", evidence, "--format", "json", "--matcher", "direct").out) for _ in range(2))
    assert first == second


def test_without_grades_there_are_findings_only(run, evidence):
    """A review that awards no grades prints none."""
    result = json.loads(run("assess", evidence, "--format", "json", "--no-grades", "--no-ladder", "--matcher", "direct").out)
    assert result["grades"] == {}
    assert result["ladder"] is None
    assert result["findings"]
    assert (
        "performing"
        not in run("assess", evidence, "--no-grades", "--no-ladder", "--rules", "corporate-peer-review", "--matcher", "direct").out.split("Assumptions")[0]
    )


def test_a_scope_counts_completeness_over_its_part(run, evidence):
    """With --scope the one criterion that has evidence is all there is."""
    result = json.loads(run("assess", evidence, "--format", "json", "--scope", "2.3.systems.4", "--matcher", "direct").out)
    assert [rule for rule, g in result["grades"].items() if g["level"] == "criterion"] == ["cpr.2.3.systems.4"]
    assert result["grades"]["cpr.heading.2.3.systems"]["completeness"] == "1"


def test_a_parameter_can_be_set(run, evidence):
    """--set changes a figure, and the report says that the user did."""
    shorter = json.loads(run("assess", evidence, "--format", "json", "--set", "corporate-peer-review:current=6 months", "--matcher", "direct").out)
    assert shorter["grades"]["cpr.2.3.systems.4"]["grade"] == 2
    said = next(a for a in shorter["assumptions"] if a["parameter"] == "corporate-peer-review: current")
    assert said["value"] == "6 months"
    assert "set by the user" in said["reason"]


def test_fail_level_gives_exit_code_three(run, tmp_path):
    """From the level asked for on, findings make the exit code 3; without it they do not."""
    path = tmp_path / "weak.yaml"
    path.write_text(
        GOOD.replace("extent: in_place", "extent: absent")
        .replace("document: scheme", "event: decision-outside-delegation #")
        .replace("  status: adopted\n", "")
    )
    assert run("assess", path, "--matcher", "direct").code == 0
    assert run("assess", path, "--matcher", "direct", "--fail-level", "weakness").code == 3
    assert run("assess", path, "--matcher", "direct", "--fail-level", "trigger").code == 0


def test_an_assessment_can_be_verified(run, evidence, tmp_path):
    """verify finds the same content the same, and names what differs where the evidence changed."""
    kept = tmp_path / "kept.json"
    assert run("assess", evidence, "--format", "json", "--out", kept, "--matcher", "direct").code == 0
    ran = run("verify", kept, evidence)
    assert ran.code == 0
    assert ran.out.startswith("The same")
    evidence.write_text(GOOD.replace("extent: in_place", "extent: absent"), encoding="utf-8")
    ran = run("verify", kept, evidence)
    assert ran.code == 3
    assert "grade of cpr.2.3.systems.4: grade was 3" in ran.out


def test_an_assessment_that_was_tampered_with_is_found_out(run, evidence, tmp_path):
    """A grade changed by hand does not fit the content's hash."""
    kept = tmp_path / "kept.json"
    run("assess", evidence, "--format", "json", "--out", kept, "--matcher", "direct")
    data = json.loads(kept.read_text())
    data["grades"]["cpr.2.3.systems.4"]["grade"] = 4
    kept.write_text(json.dumps(data))
    ran = run("verify", kept, evidence)
    assert ran.code == 3
    assert "changed after it was written" in ran.out
    assert "grade was 4, and is 3 now" in ran.out


def test_explain_shows_why_not_the_next_grade(run, evidence):
    """The tree names the steps, each test with its evidence, and how far it missed."""
    out = run("explain", "cpr.2.3.systems.4", evidence, "--audience", "team").out
    assert "✓ 3 performing well needs in place, by 2 kinds of source: shown" in out
    assert "? 4 performing strongly needs embedded" in out
    assert "scheme: document scheme-of-delegation, 2008-06-01" in out
    assert "nothing on record" in out


def test_the_ladder_is_drawn_review_by_review(run):
    """Wakefield's way is shown, the latest review last."""
    out = run("ladder", Path(__file__).parents[2] / "examples/wakefield-2002-2005/evidence.yaml").out
    assert out.index("2003-03-31  The Government engages") < out.index("2005-03-31  The council's own performance management")


def test_rules_can_be_listed_shown_and_searched(run):
    """An assessor finds a rule by its words, and sees where it comes from and what would show it."""
    assert "corporate-peer-review 1.0.0" in run("rules", "list").out
    assert "cpr.2.3.systems.4" in run("rules", "list", "corporate-peer-review").out
    shown = run("rules", "show", "2.3.systems.4").out
    assert "source: Corporate peer review benchmark (2009, superseded), 2.3, Systems and processes, 4" in shown
    assert "rests on current = 36 months (an assumption" in shown
    assert "cpr.2.3.relationships.4" in run("rules", "search", "call-in", "grounds").out
    assert "No rule has all of these words" in run("rules", "search", "zeppelin").out


def test_lint_and_test_pass_on_the_rulebooks_that_come_with_it(run):
    """What is shipped is in order."""
    ran = run("lint")
    assert ran.code == 0, ran.err
    assert "without a problem" in ran.out


def test_a_new_rulebook_lints_tests_and_assesses(run, tmp_path):
    """The starter rulebook works as it is written."""
    folder = tmp_path / "parks"
    assert run("new", "rulebook", folder, "--title", "Parks: a benchmark").code == 0
    assert run("lint", folder).code == 0, run("lint", folder).err
    ran = run("test", folder)
    assert ran.code == 0
    assert "2 passed, 0 failed" in ran.out
    assert run("new", "rulebook", folder).code == 2


def test_a_new_evidence_set_can_be_assessed(run, tmp_path):
    """The starter evidence set works as it is written."""
    path = tmp_path / "mine.yaml"
    assert run("new", "evidence", path, "--for", 'The "Royal" Borough').code == 0
    ran = run("assess", path, "--matcher", "direct")
    assert ran.code == 0, ran.err
    assert 'The "Royal" Borough' in ran.out


@pytest.mark.parametrize("which", ["rulebook", "ruletest", "evidence", "assessment"])
def test_schemas_are_printed(run, which):
    """Editors and other programs get a JSON Schema."""
    assert json.loads(run("schema", which).out)["title"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_works(shell, tmp_path):
    """The shell is offered commands and rulebooks."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "_PEERBENCH_COMPLETE": f"complete_{shell}"}
    if shell == "bash":
        environment |= {"COMP_WORDS": "peerbench assess x --rules corp", "COMP_CWORD": "4"}
    else:
        environment |= {"_TYPER_COMPLETE_ARGS": "peerbench assess x --rules corp", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    command = Path(sys.executable).with_name("peerbench")
    ran = subprocess.run([command], env=environment, capture_output=True, text=True, check=False)
    assert "corporate-peer-review" in ran.stdout, ran


def test_every_command_and_option_says_what_it_is_for(run):
    """Help has a line for every option."""
    for command in ("assess", "explain", "ladder", "lint", "test", "verify", "schema"):
        ran = run(command, "--help")
        assert ran.code == 0
        options = [line for line in ran.out.splitlines() if re.match(r"\s+(-\w, )?--", line)]
        assert options
