"""A whole review of the made-up authority, walked as the page tells it: every command run, every output compared, and what must be true at the end."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import docx
import pptx
import pytest
import yaml

from engine.record.journal import sha256
from engine.story.file import read_story
from evidence.model import EvidenceSet
from evidence.read import read_evidence
from tests.cli.conftest import Ran, run
from tests.review.conftest import Walked
from tests.review.page import Command, missing, steps

__all__ = ["run"]

COMMANDS = {f"line {step.line}": step for step in steps() if isinstance(step, Command)}


@pytest.fixture(scope="session")
def known(walked: Walked) -> EvidenceSet:
    """The evidence as it was in the end."""
    return read_evidence(walked.folder / "westmarch.yaml")[0]


def read(walked: Walked, name: str) -> dict:
    """A JSON file that the walk left behind."""
    return json.loads((walked.folder / name).read_text("utf-8"))


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_prints_what_the_page_shows(command: Command, walked: Walked):
    """Each command ends with the exit code that the page names, and prints the lines that the page shows, in their order."""
    printed = walked.printed[command.line]
    assert walked.codes[command.line] == command.code, printed
    assert missing(command.shown, printed) is None


def test_four_reviewers_and_the_council_together_know_what_one_file_would_hold(walked: Walked, known: EvidenceSet):
    """Nothing is lost between the workbooks: every item of the whole example comes back, but for the counter, which the reply took out."""
    whole = {item.id for item in read_evidence(walked.folder / "examples" / "westmarch" / "evidence.yaml")[0].items}
    assert whole - {item.id for item in known.items} == {"e-counter-closed-without-substitute-2008-12"}


def test_every_score_comes_through_the_workbooks_with_its_reason(walked: Walked, known: EvidenceSet):
    """What the reviewers and the council scored is what the whole example holds, word for word."""
    whole = read_evidence(walked.folder / "examples" / "westmarch" / "evidence.yaml")[0]
    assert sorted(map(repr, known.scores)) == sorted(map(repr, whole.scores))


def test_one_correction_moves_a_grade_and_the_others_move_none(walked: Walked):
    """Between draft and final one element moved, by the survey; the counter and the backlog moved nothing, and neither did candour."""
    then, now = (read(walked, name)["grades"] for name in ("draft.json", "final.json"))
    moved = {rule: (then[rule]["grade"], now[rule]["grade"]) for rule in now if then[rule]["grade"] != now[rule]["grade"]}
    assert moved == {"cpr.element.3.2": (2, 3), "cpr.3.2.representation.1": (2, 3)}


def test_what_came_after_the_day_is_kept_and_takes_no_part(walked: Walked, known: EvidenceSet):
    """The plan of July is an item of the record, known from the day of the reply, and is listed among what was left out."""
    plan = next(item for item in known.items if item.date == date(2009, 7, 14))
    assert plan.known == date(2009, 7, 22)
    assert plan.id in {left["id"] for left in read(walked, "final.json")["left_out"]}


def test_nothing_said_in_confidence_reaches_the_council_or_the_public(walked: Walked, known: EvidenceSet):
    """No excerpt and no person of a protected item stands in anything that leaves the team."""
    secret = {word for item in known.items if item.handling not in (None, "open") for word in (item.excerpt, item.source.person) if word}
    assert len(secret) > 100
    shown = [(walked.folder / name).read_text("utf-8") for name in ("draft.json", "draft.html", "final.html")]
    for name in ("reply.xlsx", "report.docx", "feedback.pptx", "public.zip"):
        with zipfile.ZipFile(walked.folder / name) as parts:
            shown += [parts.read(part).decode("utf-8", "replace") for part in parts.namelist()]
    found = {word for word in secret if any(word in text for text in shown)}
    assert found == set()


def test_the_draft_is_marked_and_the_final_report_is_not(walked: Walked):
    """Draft stands across the page that went to the council, and across nothing that is final."""
    assert 'data-mark="Draft"' in (walked.folder / "draft.html").read_text("utf-8")
    assert "data-mark=" not in (walked.folder / "final.html").read_text("utf-8").partition("<body")[2].partition(">")[0]
    slides = pptx.Presentation(str(walked.folder / "feedback.pptx")).slides
    assert "Draft" not in {shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame}
    assert not docx.Document(str(walked.folder / "report.docx")).sections[0].header.paragraphs[0].text.startswith("Draft")


def test_every_decision_passed_the_consistency_check_before_it_was_final(known: EvidenceSet):
    """Each matter was decided as a draft, checked by people outside the team, and then made final, in that order."""
    stages: dict[str, list[str]] = {}
    for decision in known.decisions:
        stages.setdefault(decision.matter, []).append(decision.stage)
    assert stages.pop("cpr.element.3.2") == ["draft", "draft", "consistency_check", "final"]
    assert set(map(tuple, stages.values())) == {("draft", "consistency_check", "final")}


def test_the_words_that_the_team_edited_are_kept(walked: Walked):
    """A refresh of the story changed no sentence; the one that the council minded reads as the team worded it anew."""
    before = read_story(walked.folder / "examples" / "westmarch-2010" / "story.yaml")[0]
    after = read_story(walked.folder / "story.yaml")[0]
    changed = {m.id for m, was in zip(after.messages, before.messages, strict=True) if m.text != was.text}
    assert changed == {"m-09d67bd0043e"}
    assert [r.text for r in after.recommendations] == [r.text for r in before.recommendations]


def test_the_journal_names_everything_that_was_written_of_the_evidence(walked: Walked):
    """Each file that left the team, and the evidence, has the hash under which the journal noted it last."""
    lines = [json.loads(line) for line in (walked.folder / "journal.jsonl").read_text("utf-8").splitlines()]
    noted = {name: hashed for line in lines for part in (line, line.get("sealed", {})) for name, hashed in part.get("written", {}).items()}
    for name in ("draft.json", "final.json", "final.html", "report.docx", "feedback.pptx", "story.yaml", "westmarch.yaml"):
        assert noted[name] == sha256((walked.folder / name).read_bytes()), name


def test_a_change_to_the_past_shows(walked: Walked, run, tmp_path: Path):
    """Whoever turns a role in the journal into another breaks the chain, and the line is named."""
    journal = (walked.folder / "journal.jsonl").read_text("utf-8")
    (tmp_path / "journal.jsonl").write_text(journal.replace("Consistency panel", "Review team", 1), "utf-8")
    ran: Ran = run("verify", "--journal", tmp_path)
    assert ran.code == 3
    assert "journal.jsonl" in ran.out + ran.err


def test_the_archives_verify_where_there_is_nothing_else(walked: Walked, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In an empty folder the public archive is shown to be whole; with a byte of its assessment changed it is not."""
    monkeypatch.chdir(tmp_path)
    whole = (walked.folder / "public.zip").read_bytes()
    Path("public.zip").write_bytes(whole)
    assert run("verify", "public.zip").code == 0
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"Review team", b"Review tram"))
    Path("changed.zip").write_bytes(out.getvalue())
    assert run("verify", "changed.zip").code in (2, 3)


def test_a_year_on_five_claims_of_done_are_two(walked: Walked):
    """What the council claims is set beside what the evidence dated since shows."""
    story = yaml.safe_load((walked.folder / "story.yaml").read_text("utf-8"))
    assert sum(r.get("claimed", {}).get("status") == "done" for r in story["recommendations"]) == 5
    assert walked.said("progress").count("The evidence since: done.") == 2
