"""`peerbench compare` as its users type it."""

import json
import shutil
from pathlib import Path

from tests.cli.conftest import GOOD

ROOT = Path(__file__).parents[2]
WESTMARCH = ROOT / "examples" / "westmarch" / "evidence.yaml"
LEICESTER = ROOT / "examples" / "leicester-2006" / "evidence.yaml"


def test_a_kept_assessment_is_held_against_new_evidence(run, evidence, tmp_path: Path):
    """A kept JSON beside a changed evidence set: the grade that fell, why, and the findings by their ids."""
    kept = tmp_path / "kept.json"
    assert run("assess", evidence, "--format", "json", "--out", kept, "--matcher", "direct").code == 0
    evidence.write_text(GOOD.replace("extent: in_place", "extent: absent"), encoding="utf-8")
    ran = run("compare", kept, evidence)
    assert ran.code == 0
    assert "What went down, and why" in ran.out or "What is known better or worse" in ran.out
    assert "cpr.2.3.systems.4" in ran.out
    told = json.loads(run("compare", kept, evidence, "--format", "json").out)
    assert told["schema"] == "peerbench/comparison/1"
    assert [g["rule"] for g in told["steps"][0]["grades"] if g["level"] == "criterion"] == ["cpr.2.3.systems.4"]


def test_two_versions_of_a_rulebook_over_one_evidence_set(run, evidence, tmp_path: Path):
    """A minor version is compared; a major one is not, and the page says so."""
    for name, version in (("minor", "1.1.0"), ("major", "2.0.0")):
        shutil.copytree(ROOT / "rules" / "corporate-peer-review", tmp_path / name)
        head = tmp_path / name / "book.yaml"
        head.write_text(head.read_text("utf-8").replace("version: 1.0.0", f"version: {version}"), "utf-8")
    ran = run("compare", evidence, "--rules-a", "corporate-peer-review", "--rules-b", tmp_path / "minor")
    assert "No grades moved" in ran.out
    assert "cannot be compared" not in ran.out
    ran = run("compare", evidence, "--rules-a", "corporate-peer-review", "--rules-b", tmp_path / "major")
    assert "Versions 1.0.0 and 2.0.0 differ in the first number" in ran.out


def test_of_one_other_council_nothing_is_told(run):
    """Leicester beside Westmarch is a group of one: neither its name nor a grade of it is in any form."""
    for form in ("text", "html", "json"):
        ran = run("compare", WESTMARCH, LEICESTER, "--format", form)
        assert ran.code == 0
        assert "Leicester" not in ran.out
        assert "it takes 5" in ran.out


def test_what_cannot_be_compared_is_refused_in_plain_words(run, evidence, tmp_path: Path):
    """One file alone, other audiences, other parts, rules for what was assessed already, a file that was changed by hand."""
    kept, team, part, changed = (tmp_path / f"{name}.json" for name in ("kept", "team", "part", "changed"))
    run("assess", evidence, "--format", "json", "--out", kept, "--matcher", "direct")
    run("assess", evidence, "--format", "json", "--out", team, "--audience", "team", "--matcher", "direct")
    run("assess", evidence, "--format", "json", "--out", part, "--scope", "2.3.systems.4", "--matcher", "direct")
    changed.write_text(kept.read_text("utf-8").replace("Testborough", "Elsewhere"), "utf-8")
    for words, told in (
        ((evidence,), "nothing to hold it against"),
        ((kept, team), "different audiences"),
        ((kept, part), "different parts"),
        ((kept, kept, "--rules", "cpa"), "assessed already"),
        ((kept, changed), "changed after it was written"),
        ((kept, kept, kept, "--rules-a", "cpa"), "compare two at a time"),
        ((evidence, "--rules-a", "cpa", "--rules", "cpa"), "give the one or the other"),
    ):
        ran = run("compare", *words)
        assert (ran.code, told in ran.err) == (2, True), (words, ran.err)
