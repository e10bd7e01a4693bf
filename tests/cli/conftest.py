"""What the tests of the command share: running it as a user does, and a small evidence set."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.main import main


@dataclass(frozen=True)
class Ran:
    """What one run of the command gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Ran]:
    """Run the command in this process, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["peerbench", *map(str, words)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
        caught = capsys.readouterr()
        return Ran(code, caught.out, caught.err)

    return run


GOOD = """\
authority: {name: Testborough, type: unitary}
as_of: 2009-06-30
items:
- id: scheme
  document: scheme-of-delegation
  status: adopted
  date: 2008-06-01
  source: {kind: document, title: Constitution, at: part 3}
- id: heard
  statement: cpr.2.3.systems.4
  extent: in_place
  date: 2009-06-10
  source: {kind: members}
  obtained: interview
"""


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A small evidence set that is in order."""
    path = tmp_path / "evidence.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path
