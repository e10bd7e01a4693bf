"""What the tests of the record share: the command with its journal, in a folder with a small evidence set, at a fixed time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Ran, run

__all__ = ["run"]

RULES = ("--rules", "corporate-peer-review")
Told = Callable[..., Ran]

MORE = """\
  source: {kind: members, person: Interview 12, role: chair of planning}
  obtained: interview
  excerpt: "Interview 12 said: nobody asked us."
- id: heard-again   # on the second day
  statement: cpr.2.3.structure.1
  extent: partial
  date: 2009-06-11
  source: {kind: members, person: Interview 12, role: member}
  obtained: interview
  note: >-
    A long note,
    on two lines.
# what the public may read
- id: told
  statement: cpr.2.3.structure.2
  extent: in_place
  date: 2009-06-11
  source: {kind: residents, person: Interview 31}
  obtained: survey
  excerpt: It is quick now.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an evidence set, in which a journal is kept."""
    monkeypatch.delenv("PEERBENCH_NO_JOURNAL", raising=False)
    monkeypatch.delenv("PEERBENCH_ROLE", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1246406400")
    place = tmp_path / "review"
    place.mkdir()
    (place / "evidence.yaml").write_text(GOOD.replace("  source: {kind: members}\n  obtained: interview\n", MORE), encoding="utf-8")
    return place


@pytest.fixture
def told(run: Told) -> Told:
    """The command, which must end well."""

    def told(*words: object, code: int = 0) -> Ran:
        ran = run(*words)
        assert ran.code == code, ran.err + ran.out
        return ran

    return told
