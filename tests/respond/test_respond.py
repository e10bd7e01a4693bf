"""The reply to a draft: read in once, answered with reasons, and what came of it shown."""

import json
from pathlib import Path

import openpyxl
import pytest

from evidence.read import read_evidence
from tests.respond.conftest import BOOK, EVIDENCE, NEWER

RECEIVED = ("--received", "2009-07-17")


def filled(run, path: Path, *rows: tuple[str, ...]) -> Path:
    """The form of a draft, with comments: about which statement, and what stands in the columns after it."""
    form = path.parent / "reply.xlsx"
    ran = run("respond", "new", path, "--out", form, "--sent", "2009-07-06", "--force", *BOOK)
    assert "The reply is due by 20 July 2009." in ran.out
    book = openpyxl.load_workbook(form)
    table = book["Reply"]
    places = {row[1].value: row[0].row for row in table.iter_rows()}
    for about, *words in rows:
        for column, word in enumerate(words, start=5):
            table.cell(places[about], column).value = word or None
    book.save(form)
    return form


def finding(run, path: Path, kind: str = "gap_in_evidence", rule: str = "cpr.2.3.systems.4") -> str:
    """The id of what is found of a rule."""
    found = json.loads(run("assess", path, *BOOK, "--format", "json").out)["findings"]
    return next(f["id"] for f in found if f["rule"] == rule and f["kind"] == kind)


def replied(run, path: Path) -> str:
    """Read in three comments: an error, a document that was left out, and one about a later position. The finding's id."""
    about = finding(run, path)
    rows = [
        (about, "evidence left out", "It was adopted again", "Minutes of the council", "item 4", "21 May 2009"),
        ("general", "evidence left out", "There is a new one", "Scheme of delegation", "page 1", "2009-09-01"),
    ]
    ran = run("respond", "apply", filled(run, path, *rows), path, *RECEIVED, *BOOK)
    assert ran.out == f"Written: {path}, with 2 new comments, of which 1 about a later position: recorded, and not used.\n", ran.err
    return about


def test_a_reply_is_read_in_once(run, ambleford: Path) -> None:
    """Each comment with who, when and where it points; read again it adds nothing, and the file keeps its comments."""
    about = replied(run, ambleford)
    again = run("respond", "apply", ambleford.parent / "reply.xlsx", ambleford, *RECEIVED, *BOOK)
    assert "with 0 new comments" in again.out
    first, second = read_evidence(ambleford)[0].representations
    assert (first.id, first.about, first.kind, first.by, first.title, str(first.dated), first.outcome) == (
        "c1", about, "evidence", "Ambleford", "Minutes of the council", "2009-05-21", None
    )  # fmt: skip
    assert (second.outcome, second.items) == ("recorded", ("c2-later",))
    assert "# What the team read" in ambleford.read_text("utf-8")


def test_evidence_of_a_later_position_is_recorded_and_moves_nothing(run, ambleford: Path) -> None:
    """Though its key is one that a rule asks for, it takes no part, and it is listed among what was left out."""
    before = json.loads(run("assess", ambleford, *BOOK, "--format", "json").out)
    replied(run, ambleford)
    after = json.loads(run("assess", ambleford, *BOOK, "--format", "json").out)
    assert after["grades"] == before["grades"]
    assert after["findings"] == before["findings"]
    assert {x["id"]: x["why"] for x in after["left_out"]}["c2-later"] == "it became known on 2009-09-01, after the as-of date"


def test_a_reply_can_go_into_another_file(run, ambleford: Path, tmp_path: Path) -> None:
    """With --out the evidence set stays as it was."""
    form = filled(run, ambleford, ("general", "", "Thank you"))
    assert run("respond", "apply", form, ambleford, "--out", tmp_path / "new.yaml", "--by", "The chief executive", *RECEIVED, *BOOK).code == 0
    assert ambleford.read_text("utf-8") == EVIDENCE
    (comment,) = read_evidence(tmp_path / "new.yaml")[0].representations
    assert (comment.text, comment.by, comment.kind) == ("Thank you", "The chief executive", "other")


def test_what_is_wrong_in_a_reply_is_said_and_nothing_is_written(run, ambleford: Path) -> None:
    """With row and column."""
    form = filled(run, ambleford, ("general", "praise", "Thank you"))
    ran = run("respond", "apply", form, ambleford, *RECEIVED, *BOOK)
    assert ran.code == 2
    assert "column Kind of comment: 'praise' is no kind of comment" in ran.err
    assert ambleford.read_text("utf-8") == EVIDENCE


def test_every_comment_gets_an_outcome_and_a_reason(run, ambleford: Path) -> None:
    """What is not answered is listed, and keeps a report from being final; an answer is not written over."""
    replied(run, ambleford)
    assert run("respond", "outcome", ambleford).out.startswith("1 of 2 comments without an outcome.\nc1 ")
    assert "the comment c1 on" in run("assess", ambleford, "--final", *BOOK).err
    ran = run("respond", "outcome", ambleford, "c1", "not_accepted", "--because", "It is no scheme.")
    assert (ran.code, ran.out) == (0, f"Recorded in {ambleford}: c1 is not accepted. No comments are left to answer.\n")
    assert "the comment c1 on" not in run("assess", ambleford, "--final", *BOOK).err
    assert "the comment c1 has an outcome" in run("respond", "outcome", ambleford, "c1", "accepted", "--because", "x").err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("c9", "accepted", "--because", "x"), "there is no comment 'c9'"),
        (("c1", "accepted"), "an answer needs an outcome and a reason"),
        (("c1", "accepted", "--because", " "), "there is nothing here"),
        (("c1", "accepted", "--because", "x", "--item", "none"), "there is no item 'none'"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(run, ambleford: Path, words: tuple[str, ...], says: str) -> None:
    """And the file stays."""
    replied(run, ambleford)
    before = ambleford.read_bytes()
    ran = run("respond", "outcome", ambleford, *words)
    assert ran.code == 2
    assert says in ran.err
    assert ambleford.read_bytes() == before


def test_the_schedule_shows_what_moved_and_what_did_not_and_why(run, ambleford: Path, tmp_path: Path) -> None:
    """A correction that should move a finding does, one that should not does not; the evidence and the comment behind it are named."""
    draft = tmp_path / "draft.json"
    run("assess", ambleford, *BOOK, "--audience", "authority", "--format", "json", "--out", draft)
    about = replied(run, ambleford)
    text = ambleford.read_text("utf-8")
    ambleford.write_text(text.replace("- id: c2-later", NEWER + "- id: c2-later"), encoding="utf-8")
    run("respond", "outcome", ambleford, "c1", "accepted", "--because", "The minutes show it.", "--item", "scheme-09", "--item", "interview-chief")
    made = json.loads(run("respond", "schedule", draft, ambleford, "--format", "json", *BOOK).out)
    assert [(c["id"], c["moved"], c["items"]) for c in made["comments"]] == [("c1", True, ["scheme-09"]), ("c2", False, [])]
    moved = {m["matter"]: m for m in (*made["grades"], *made["findings"])}
    assert moved[about]["after"] is None
    assert moved["cpr.2.3.systems.4"]["evidence"]["came"] == ["scheme-09"]
    assert moved["cpr.2.3.systems.4"]["comments"] == ["c1"]
    page = run("respond", "schedule", draft, ambleford, "--format", "html", *BOOK).out
    for told in (*(comment["id"] for comment in made["comments"]), *(moved["matter"] for moved in made["grades"]), "What did not move"):
        assert told in page
    assert "interview-chief" not in page
    out = tmp_path / "schedule.txt"
    assert run("respond", "schedule", draft, ambleford, "--out", out, *BOOK).code == 0
    said = out.read_text("utf-8")
    assert "Because of new evidence scheme-09; comment c1." in said
    assert "recorded, and not used in this assessment." in said
    assert "interview-chief" not in said
    assert "What did not move:" in said


def test_a_schedule_from_the_evidence_as_it_was(run, ambleford: Path, tmp_path: Path) -> None:
    """Instead of the draft's JSON; the team's own JSON is refused."""
    earlier = tmp_path / "earlier.yaml"
    earlier.write_text(EVIDENCE, encoding="utf-8")
    replied(run, ambleford)
    assert "Grades and rungs that moved: none" in run("respond", "schedule", earlier, ambleford, *BOOK).out
    team = tmp_path / "team.json"
    run("assess", ambleford, *BOOK, "--audience", "team", "--format", "json", "--out", team)
    assert "made for the team" in run("respond", "schedule", team, ambleford, *BOOK).err


def test_a_form_is_written_as_word_or_excel_and_nothing_else(run, ambleford: Path) -> None:
    """Another ending is refused before anything is done."""
    assert "neither a Word document nor a workbook" in run("respond", "new", ambleford, "--out", "reply.pdf", "--sent", "2009-07-06").err
