"""Evidence carried over to another version of its rulebook: what moved, what is parked, and nothing lost."""

import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from engine.assessment import finding_id
from engine.changes.diff import changes_between
from engine.changes.migrate import migrate
from engine.load import load
from evidence.located import read_yaml
from evidence.read import read_evidence
from tests.docs.walk import stops, write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the two rulebooks and the evidence of the documentation."""
    write(stops("changing-rulebooks.md")[-1], tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.delenv("PEERBENCH_NO_JOURNAL", raising=False)
    return tmp_path


MIGRATE = ("evidence", "migrate", "ambleford.yaml", "--from", "parks-2008", "--to", "parks-2010", "--out", "new.yaml")


def test_every_command_of_the_page_runs(here: Path) -> None:
    """One after the other, in one folder; and the page's claims hold."""
    outs = []
    for command in (c for stop in stops("changing-rulebooks.md") for c in stop.commands):
        ran = CliRunner().invoke(app, shlex.split(command))
        assert ran.exit_code == 0, f"{command}: {ran.exception or ''}\n{ran.output}"
        outs.append(ran.stdout)
    assert "often was 2, and is 4" in outs[0]
    assert json.loads(outs[2])["schema"] == "peerbench/changes/1"
    assert "parks.clean → parks.tidy" in outs[3]
    assert "the rule was split into parks.play-safe and parks.play-liked" in outs[4]


def test_only_ids_change_in_the_file(here: Path, run) -> None:
    """Comments, order and layout stay; the old file stays as it was; the journal has a line."""
    before = (here / "ambleford.yaml").read_text()
    ran = run(*MIGRATE, "--format", "json")
    assert ran.code == 0, ran.err
    after = (here / "new.yaml").read_text()
    pairs = [(a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b]
    assert [b for _, b in pairs] == [
        a.replace("parks.clean", "parks.tidy").replace("parks.trees", "parks.planting") for a, _ in pairs
    ]  # fmt: skip
    assert len(pairs) == 3
    assert (here / "ambleford.yaml").read_text() == before
    told = json.loads(ran.out)
    assert [p["what"] for p in told["parked"]] == ["statement two", "statement four", "score 2", "event brass"]
    assert [(m["what"], "often was 2" in m["look"]) for m in told["look_again"]] == [("decision 1", True)]
    assert json.loads((here / "journal.jsonl").read_text())["did"] == "evidence migrate"


def test_what_was_carried_over_needs_no_carrying(here: Path, run) -> None:
    """From the newer version to itself nothing moves, and everything is still there."""
    run(*MIGRATE)
    ran = run("evidence", "migrate", "new.yaml", "--from", "parks-2010", "--to", "parks-2010", "--out", "again.yaml", "--format", "json")
    told = json.loads(ran.out)
    assert (told["moved"], told["parked"]) == ([], [])
    assert (here / "again.yaml").read_text() == (here / "new.yaml").read_text()
    ids = [[item.id for item in read_evidence(here / name)[0].items] for name in ("ambleford.yaml", "new.yaml")]
    assert ids[0] == ids[1]


def test_findings_comments_and_exceptions_follow_their_rule(here: Path) -> None:
    """A finding's id is made of its rule's: what was decided of it, or said to it, follows; of a rule that is gone it is parked."""
    finding = {name: finding_id(f"parks.{name}", "strength", "authority") for name in ("clean", "play", "tidy")}
    text = (
        (here / "ambleford.yaml").read_text()
        + f"""\
- {{matter: {finding["clean"]}, adopted: withdrawn, by: The team, date: 2008-06-03, reason: Seen otherwise.}}
representations:
- {{id: c1, about: {finding["play"]}, kind: other, text: No., by: The council, date: 2008-07-01}}
- {{id: c2, about: general, kind: other, text: Late., by: The council, date: 2008-07-01}}
not_applicable:
- {{criterion: parks.clean, by: The team, reason: It has no parks.}}
- {{criterion: parks.trees, by: The team, reason: It has no trees.}}
"""
    )
    (path := here / "e.yaml").write_text(text)
    old, new = here / "parks-2008", here / "parks-2010"
    books = load(old), load(new)
    known, raw = read_evidence(path)[0], read_yaml(path).data
    done, values = migrate(known, raw, changes_between(old, new), *books)
    assert values["decisions", 1, "matter"] == finding["tidy"]
    assert values["not_applicable", 0, "criterion"] == "parks.tidy"
    parked = {p.what: p.why for p in done.parked}
    assert "split" in parked["c1"]
    assert "brought together with others in parks.planting" in parked["not applicable 2"]
    assert "c2" not in {*parked, *(m.what for m in done.moved)}


LADDER = """\
book:
  id: steps
  title: Steps
  version: VERSION
  about: A ladder.
  decides: Nobody.
  sources: {s: {title: A source, year: 2000, status: current}}
  starts_on: steps.one
vocabulary: {event: {call: Somebody called}}
triggers:
- {id: steps.called, title: Called, cite: {source: s, at: page 1}, when: {event: call}, weakness: It was called., next: Answer.}
rungs:
- {id: steps.one, title: One, cite: {source: s, at: page 1}, who: The council, next: Carry on.}
- {id: steps.NAME, FORMERLYtitle: Two, cite: {source: s, at: page 2}, who: Others, enter: {trigger: steps.called}, next: Help.}
"""


def test_a_rung_on_which_somebody_was_placed_keeps_its_place(here: Path) -> None:
    """An event that places the authority on a rung, and a decision that adopts one, name the rung by its new id."""
    for folder, (version, name, formerly) in {"a": ("1.0.0", "two", ""), "b": ("2.0.0", "help", "formerly: steps.two, ")}.items():
        (here / folder).mkdir()
        (here / folder / "book.yaml").write_text(LADDER.replace("VERSION", version).replace("NAME", name).replace("FORMERLY", formerly))
    (path := here / "e.yaml").write_text("""\
authority: {name: Ambleford, type: district}
as_of: 2008-12-31
items:
- {id: placed, event: placed-on-rung, topic: steps.two, date: 2008-01-01, source: document}
decisions:
- {matter: ladder, adopted: steps.two, by: The team, date: 2008-06-03, reason: Called.}
""")
    known, raw = read_evidence(path)[0], read_yaml(path).data
    _, values = migrate(known, raw, changes_between(here / "a", here / "b"), load(here / "a"), load(here / "b"))
    assert values == {("items", 0, "topic"): "steps.help", ("decisions", 0, "adopted"): "steps.help"}


def test_a_workbook_is_moved_by_its_own_command(here: Path, run) -> None:
    """The message names it."""
    run("workbook", "export", "ambleford.yaml", "--out", "w.xlsx", "--rules", "parks-2008")
    ran = run("evidence", "migrate", "w.xlsx", "--from", "parks-2008", "--to", "parks-2010", "--out", "n.yaml")
    assert ran.code == 2
    assert "peerbench workbook export" in ran.err
