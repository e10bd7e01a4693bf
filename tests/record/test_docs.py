"""The page on the record is walked through: its file is written, its commands run one after the other in one folder."""

import shlex
from pathlib import Path

import pytest

from tests.docs.walk import stops, write
from tests.record.conftest import Told


def test_every_command_of_the_page_runs_in_the_order_in_which_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Told) -> None:
    """Each ends well, and what the page says of the journal comes true."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PEERBENCH_NO_JOURNAL", raising=False)
    page = stops("the-record.md")
    write(page[0], tmp_path)
    outs = [told(*shlex.split(command)).out for stop in page for command in stop.commands]
    assert "2 lines, none changed" in outs[3]
    assert "removed from the evidence since" in outs[-2]
    assert "5 lines, none changed" in outs[-1]
