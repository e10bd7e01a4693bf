"""The journal: lines that follow from each other, and every change to the past found."""

import datetime as dt
import json
import multiprocessing
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lock import lock
from engine.record import append as appending
from engine.record.append import append
from engine.record.journal import NAME, Deed, check, end_of, for_others, line_of, secret_of
from tests.record.conftest import RULES, Told

WHEN = dt.datetime(2009, 7, 1, tzinfo=dt.UTC)
HASHES = st.dictionaries(st.text(min_size=1, max_size=8), st.sampled_from(["a" * 64, "b" * 64]), max_size=2)
DEEDS = st.builds(
    Deed, did=st.sampled_from(["assess", "pack", "redact"]), who=st.text(min_size=1, max_size=8), when=st.just(WHEN),
    audience=st.sampled_from(["team", "authority", "public"]), rulebooks=HASHES, read=HASHES, written=HASHES,
    result=st.sampled_from([None, "c" * 64]), because=st.sampled_from([None, "Asked for."]),
)  # fmt: skip


def journal_of(deeds: list[Deed]) -> bytes:
    """A journal in which these were done."""
    out = b""
    for n, deed in enumerate(deeds):
        out += line_of(deed, end_of(out), f"{n:064x}").encode() + b"\n"
    return out


@settings(max_examples=25)
@given(st.lists(DEEDS, min_size=1, max_size=4))
def test_a_journal_that_was_only_added_to_is_whole(deeds: list[Deed]) -> None:
    """Whatever was done, every line follows from the one before; so it does in the copy for others, which has no sealed word."""
    journal = journal_of(deeds)
    assert (check(journal).broken, len(check(journal).lines)) == (None, len(deeds))
    copy = for_others(journal)
    assert (check(copy, opened=False).broken, check(copy).broken is None) == (None, False)
    assert check(copy, opened=False).link == check(journal).link
    assert b"sealed" not in copy
    assert secret_of(copy) is None


@settings(max_examples=25)
@given(st.lists(DEEDS, min_size=1, max_size=3), st.data())
def test_any_byte_changed_in_the_past_is_found(deeds: list[Deed], data: st.DataObject) -> None:
    """One byte that is another, is gone, or is put in anywhere breaks the chain, the end of the last line excepted."""
    journal = journal_of(deeds)
    at = data.draw(st.integers(0, len(journal) - 2))
    other = bytes([data.draw(st.integers(0, 255).filter(lambda byte: byte != journal[at]))])
    for changed in (journal[:at] + other + journal[at + 1 :], journal[:at] + journal[at + 1 :], journal[:at] + other + journal[at:]):
        assert changed == journal or check(changed).broken is not None


@settings(max_examples=25)
@given(st.lists(DEEDS, min_size=3, max_size=4, unique_by=str), st.integers(0, 1))
def test_lines_taken_out_or_moved_are_found(deeds: list[Deed], at: int) -> None:
    """A whole line that goes, changes places, or comes twice leaves a line that does not follow."""
    lines = journal_of(deeds).splitlines(keepends=True)
    for changed in ([*lines[:at], *lines[at + 1 :]], [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]], [*lines, lines[at]]):
        assert "does not follow" in (check(b"".join(changed)).broken or "")


@settings(max_examples=25)
@given(st.lists(DEEDS, min_size=1, max_size=3), DEEDS, st.data())
def test_a_torn_line_is_named_and_the_next_run_notes_it(deeds: list[Deed], later: Deed, data: st.DataObject) -> None:
    """Cut short anywhere, the last line is named; what follows says that it was, nothing of it is lost, and the chain goes on."""
    journal = journal_of(deeds)
    last = journal.splitlines()[-1]
    torn = journal[: len(journal) - 1 - data.draw(st.integers(1, len(last) - 1))]
    assert f"line {len(deeds)} is not whole" in (check(torn).broken or "")
    after = torn + b"\n" + line_of(later, end_of(torn), "f" * 64).encode() + b"\n"
    found = check(after)
    assert (found.broken, len(found.lines)) == (None, len(deeds))
    assert found.notes == (f"line {len(deeds)} was cut short while it was written; line {len(deeds) + 1} says so, and the chain goes on",)
    again = after.replace(torn.splitlines()[-1], torn.splitlines()[-1][:-1] + b"\x00", 1)
    assert check(again).broken is not None


def test_a_journal_has_no_lines_before_the_first() -> None:
    """An empty one is whole, and has no secret."""
    assert check(b"").broken is None
    assert secret_of(b"") is None


def test_what_is_no_line_twice_over_is_a_break() -> None:
    """Only one run can have been cut short at a time; and sealed words have a hash of their own."""
    journal = journal_of([Deed("assess", "team", WHEN, "team", {}, {"e.yaml": "a" * 64}, {})] * 2)
    assert check(b"?\n?\n" + journal).broken == "line 1 is not whole: it was changed after it was written"
    assert "sealed words changed" in (check(journal.replace(b"a" * 64, b"b" * 64, 1)).broken or "")
    assert end_of(b"?\n?").n == 0


def _adds(folder: str) -> None:
    deed = Deed("assess", "team", WHEN, "team", {}, {}, {})
    for _ in range(5):
        append(Path(folder), deed)


def test_runs_at_the_same_moment_follow_each_other(tmp_path: Path) -> None:
    """Four processes add five lines each; all are there, and the chain holds."""
    context = multiprocessing.get_context("spawn")
    runs = [context.Process(target=_adds, args=(str(tmp_path),)) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    found = check((tmp_path / NAME).read_bytes())
    assert (found.broken, len(found.lines)) == (None, 20)


def test_who_waits_too_long_for_others_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that is never let go ends the wait with an error, and nothing is written."""
    monkeypatch.setattr(appending, "PATIENCE", 0.05)
    append(tmp_path, Deed("assess", "team", WHEN, "team", {}, {}, {}))
    held = os.open(tmp_path / NAME, os.O_RDWR)
    lock(held)
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(BlockingIOError):
        append(tmp_path, Deed("assess", "team", WHEN, "team", {}, {}, {}))
    os.close(held)
    assert (tmp_path / NAME).read_bytes() == before


def test_a_run_that_writes_leaves_a_line(folder: Path, told: Told) -> None:
    """It says who, what, when and which hashes, and names no folder of the machine; what is shown on the screen leaves none."""
    told("assess", folder / "evidence.yaml", *RULES)
    assert not (folder / NAME).exists()
    told("assess", folder / "evidence.yaml", *RULES, "--format", "json", "--out", folder / "a.json", "--role", "Lead")
    told("assess", folder / "evidence.yaml", *RULES, "--audience", "team", "--out", folder.parent / "t.txt")
    first, second = map(json.loads, (folder / NAME).read_text().splitlines())
    assert (first["n"], first["when"], first["who"], first["did"]) == (1, "2009-07-01T00:00:00Z", "Lead", "assess")
    assert first["result"] == json.loads((folder / "a.json").read_text())["content_hash"]
    assert (list(first["written"]), list(first["sealed"]["read"])) == (["a.json"], ["evidence.yaml"])
    assert "written" not in second
    assert (second["who"], list(second["sealed"]["written"])) == ("team", ["t.txt"])
    assert str(folder.parent) not in (folder / NAME).read_text()
    assert "2 lines, none changed" in told("verify", "--journal", folder).out


def test_a_run_may_be_left_out(folder: Path, told: Told) -> None:
    """With --no-journal there is no line."""
    told("assess", folder / "evidence.yaml", *RULES, "--out", folder / "a.txt", "--no-journal")
    assert not (folder / NAME).exists()


def test_a_journal_that_cannot_be_written_is_a_warning(folder: Path, told: Told) -> None:
    """The result is written all the same."""
    (folder / NAME).mkdir()
    ran = told("assess", folder / "evidence.yaml", *RULES, "--out", folder / "a.txt")
    assert "Warning" in ran.err
    assert "the journal could not be written" in ran.err
    assert (folder / "a.txt").exists()


def test_verify_names_the_first_broken_line(folder: Path, told: Told) -> None:
    """Who did it was changed in the first of two lines: exit code 3, and the line is named. Without a journal it says so."""
    assert "there is no journal here" in told("verify", "--journal", folder, code=2).err
    for name in ("a.txt", "b.txt"):
        told("assess", folder / "evidence.yaml", *RULES, "--out", folder / name, "--role", "Lead")
    path = folder / NAME
    path.write_text(path.read_text().replace('"who":"Lead"', '"who":"Head"', 1))
    assert "line 1 was changed after it was written" in told("verify", "--journal", folder, code=3).out


def test_what_is_to_be_verified_must_be_named(folder: Path, told: Told) -> None:
    """Nothing, two things, and an assessment without its evidence are refused in plain words."""
    assert "there is nothing to verify" in told("verify", code=2).err
    assert "two things" in told("verify", folder / "a.json", "--journal", folder, code=2).err
    assert "against its evidence" in told("verify", folder / "a.json", code=2).err
