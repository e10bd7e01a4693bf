"""Bad input gets one clear message with the place and the mend, exit code 2, no traceback, no half-written file."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD


def refused(ran, *fragments: str, code: int = 2) -> None:
    """Assert a refusal in plain words."""
    assert ran.code == code, ran
    assert "Traceback" not in ran.err + ran.out
    assert not ran.out
    for fragment in fragments:
        assert fragment in ran.err


def test_a_missing_file_is_named(run, tmp_path):
    """A file that is not there is named, with what to check."""
    refused(run("assess", tmp_path / "none.yaml"), "none.yaml: there is no such file")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"   \n# only a comment\n", "the file is empty"),
        (b"\x7fELF\0\0\0\0", "binary file"),
        (b"authority: {name: Caf\xe9, type: unitary}\n", "not in UTF-8"),
        (GOOD.encode()[:95] + b'\n  - "', "this quote is never closed"),
        (b"- just\n- a list\n", "an evidence set is a mapping"),
        (b"authority: {name: A, type: unitary}\nas_of: 2009-06-30\nitems: 5\n", "`items` is a list"),
        (b"a: &a [x]\nb: *a\n", "alias"),
        (("[" * 5000 + "]" * 5000).encode(), "levels deep"),
        (b"{" * 100_000, "levels deep"),
    ],
)
def test_what_cannot_be_read_is_refused(run, tmp_path, content, says):
    """Empty, binary, wrongly encoded, truncated, list-shaped and too deep files each have their own message."""
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    refused(run("assess", path), says, str(path))


def test_a_file_in_utf16_with_its_mark_is_read(run, tmp_path):
    """Text that says that it is UTF-16 is read as that."""
    path = tmp_path / "e.yaml"
    path.write_bytes(GOOD.encode("utf-16"))
    assert run("assess", path, "--matcher", "direct").code == 0


def test_an_enormous_file_is_refused_unread(run, tmp_path):
    """A file beyond the limit is refused by its size alone."""
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    started = time.monotonic()
    refused(run("assess", path), "200 MB", "split it")
    assert time.monotonic() - started < 30  # it was not read: reading and parsing it takes minutes


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("document: scheme", "dokument: scheme", 5, "did you mean 'document'?"),
        ("  status: adopted", "  statuss: adopted", 6, "did you mean 'status'?"),
        ("status: adopted", "status: adoptd", 6, "did you mean 'adopted'?"),
        ("2008-06-01", "2008-02-30", 7, "is not a date"),
        ("2008-06-01", "1 June 2008", 7, "write it as 2006-02-20"),
        ("id: heard", "id: scheme", 9, "the id 'scheme' is used twice"),
        ("extent: in_place", "extent: 3", 11, "is not one of absent, planned"),
        ("  extent: in_place\n", "", 9, "a statement says how far it goes"),
        ("kind: members", "kind: member", 13, "did you mean 'members'?"),
        ("type: unitary", "type: village", 1, "is not one of county"),
        ("as_of: 2009-06-30", "as_of: soon", 2, "is not a date"),
        ("obtained: interview", "derived_from: nobody", 14, "which is no item here"),
        ("obtained: interview", "derived_from: heard", 14, "derived, in a circle, from itself"),
        ("obtained: interview", "recorded: {by: A, date: 2010-01-01}", 14, "after the as-of date"),
        ("obtained: interview", "value: 12", 9, "'value' is a word for a measure or rating"),
    ],
)
def test_each_mistake_is_shown_at_its_place(run, tmp_path, old, new, line, says):
    """A mistake is shown with its line, what is wrong, and the mend."""
    path = tmp_path / "e.yaml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    ran = run("assess", path)
    refused(ran, says)
    assert f"e.yaml:{line}:" in ran.err, ran.err


def test_all_mistakes_are_told_in_one_run(run, tmp_path):
    """Three mistakes are three messages of one run."""
    path = tmp_path / "e.yaml"
    path.write_text(GOOD.replace("adopted", "adoptd").replace("members", "member").replace("unitary", "village"), encoding="utf-8")
    assert run("assess", path).err.count("e.yaml:") == 3


def test_json_mistakes_have_places_too(run, tmp_path):
    """JSON is as strict as YAML: a broken file and a wrong value are shown at their line."""
    path = tmp_path / "e.json"
    path.write_text('{"authority": {"name": "A", "type": "unitary"},\n "as_of": "2009-06-30",\n "items": [{"id": "a"]}', encoding="utf-8")
    refused(run("assess", path), "e.json:3:", "this is not JSON")
    path.write_text(
        '{"authority": {"name": "A", "type": "unitary"},\n "as_of": "2009-06-30",\n "items": [\n'
        '{"id": "a", "event": "budget-set", "date": "x", "source": "document"}]}'
    )
    refused(run("assess", path), "e.json:4:", "is not a date")
    path.write_text('{"as_of": NaN}')
    refused(run("assess", path), "NaN is not a number")


def test_set_aside_makes_a_draft_that_lists_what_was_left_out(run, tmp_path):
    """Items that cannot be read are left out and listed, and the result says that it is a draft."""
    path = tmp_path / "e.yaml"
    path.write_text(GOOD.replace("status: adopted", "status: adoptd"), encoding="utf-8")
    ran = run("assess", path, "--set-aside", "--matcher", "direct", "--audience", "team")
    assert ran.code == 0
    assert "DRAFT: 1 item" in ran.out
    assert "e.yaml:6:" in ran.out
    result = json.loads(run("assess", path, "--set-aside", "--matcher", "direct", "--format", "json").out)
    assert result["draft"] is True
    assert result["left_out"][0]["why"] == "set aside: it could not be read"


def test_evidence_for_what_no_rule_asks_is_parked_and_listed(run, tmp_path):
    """Evidence that bears on no rule is kept and listed, never refused."""
    path = tmp_path / "e.yaml"
    path.write_text(GOOD.replace("scheme-of-delegation", "brass-band-minutes"), encoding="utf-8")
    ran = run("assess", path, "--matcher", "direct")
    assert ran.code == 0
    assert "no rule asks for the document 'brass-band-minutes'" in ran.out


def test_an_existing_file_is_not_written_over(run, evidence, tmp_path):
    """A file that is there stays as it is, unless --force says otherwise."""
    out = tmp_path / "report.json"
    out.write_text("precious")
    refused(run("assess", evidence, "--format", "json", "--out", out, "--matcher", "direct"), "the file is there already", "--force")
    assert out.read_text() == "precious"
    assert run("assess", evidence, "--format", "json", "--out", out, "--force", "--matcher", "direct").code == 0
    assert json.loads(out.read_text())["schema"] == "peerbench/assessment/1"


def test_a_folder_that_is_not_there_is_named(run, evidence, tmp_path):
    """Writing into a folder that does not exist is refused before anything is done."""
    refused(run("assess", evidence, "--out", tmp_path / "no" / "r.txt", "--matcher", "direct"), "there is no folder")


@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "another program holds it open"), (errno.EROFS, "read-only"), (errno.EIO, "cannot be written")],
)
def test_a_disk_that_fails_leaves_nothing_half_written(run, evidence, tmp_path, monkeypatch, number, says):
    """A full, locked or failing disk gives exit code 1, one message, and no file."""

    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    ran = run("assess", evidence, "--out", tmp_path / "r.txt", "--matcher", "direct")
    refused(ran, says, code=1)
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith((".r", "r."))) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
def test_a_full_output_is_told(evidence):
    """Standard output that is full gives exit code 1 and a plain message."""
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "cli.main", "assess", evidence, "--matcher", "direct"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ran.returncode == 1
    assert "the disk is full" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_file_without_the_right_to_read_it_is_told(run, evidence, monkeypatch):
    """A file that may not be read, or that another program holds, is named, with the mend."""

    def locked(_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "read_bytes", locked)
    refused(run("assess", evidence, "--rules", "intervention-ladder"), f"{evidence}: the file cannot be read", "close it elsewhere")


def test_a_reader_that_goes_away_is_no_error(evidence):
    """`| head` ends the run quietly."""
    ran = subprocess.run(f"{sys.executable} -m cli.main rules list corporate-peer-review | head -n 1", shell=True, capture_output=True, text=True, check=False)
    assert ran.stdout.startswith("corporate-peer-review")
    assert not ran.stderr


def test_ctrl_c_is_answered_in_a_line(evidence):
    """An interrupt gives one line and exit code 130, and nothing is written."""
    code = """
import os, signal, sys
import cli.assess, cli.main
cli.assess.write_out = lambda _: os.kill(os.getpid(), signal.SIGINT)
sys.argv = ["peerbench", "assess", sys.argv[1], "--rules", "intervention-ladder", "--matcher", "direct"]
cli.main.main()
"""
    ran = subprocess.run([sys.executable, "-c", code, str(evidence)], capture_output=True, text=True, check=False)
    assert ran.returncode in (130, -signal.SIGINT)
    assert ran.stderr.strip() == "Stopped; nothing was written."


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--rules", "corporate-peer-revue"], "did you mean 'corporate-peer-review'?"),
        (["--set", "nothing"], "write NAME=VALUE"),
        (["--set", "curent=12 months"], "did you mean 'current'?"),
        (["--set", "current=soon"], "is not a period"),
        (["--scope", "2.9"], "there is no part '2.9'"),
        (["--as-of", "tomorrow"], "is not a date"),
    ],
)
def test_wrong_calls_are_told_with_the_nearest_right_word(run, evidence, words, says):
    """What was typed wrongly is quoted, with the nearest that is right."""
    refused(run("assess", evidence, *words, "--matcher", "direct"), says)


def test_an_assessment_that_is_none_cannot_be_verified(run, evidence, tmp_path):
    """`verify` says when the file is not an assessment."""
    path = tmp_path / "a.json"
    path.write_text('{"schema": "other/1"}')
    refused(run("verify", path, evidence), "this is not an assessment of schema peerbench/assessment/1 but of other/1")


@pytest.mark.parametrize("rule", ["cpr.2.3.systems.44", "systems.4"])
def test_a_rule_that_is_not_there_is_answered_with_the_nearest(run, evidence, rule):
    """`explain` finds a rule by the end of its id, and names the nearest where there is none."""
    ran = run("explain", rule, evidence)
    if rule == "systems.4":
        assert ran.code == 0
        assert "cpr.2.3.systems.4" in ran.out
    else:
        refused(ran, "did you mean 'cpr.2.3.systems.4'?")


def test_a_rule_of_a_rulebook_that_is_not_used_is_told_with_the_rulebook(run, evidence):
    """Whoever asks for a rule of another rulebook hears which one to add, and adding it helps."""
    refused(run("explain", "code.inhouse.1", evidence), "add --rules quality-employment-code")
    assert run("explain", "code.inhouse.1", evidence, "--rules", "quality-employment-code").code == 0


def test_the_folder_itself_can_be_bad(run, tmp_path: Path):
    """A folder in place of a file is refused in plain words."""
    refused(run("assess", tmp_path), "this is a folder, not a file")
