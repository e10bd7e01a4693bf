"""What the tests of replies share: the command, and an authority with something to reply to."""

from pathlib import Path

import pytest

from tests.cli.conftest import run as run_afresh
from tests.cli.test_confidentiality import CANARIES, planted
from tests.decisions.conftest import cache, run

__all__ = ["CANARIES", "cache", "planted", "run", "run_afresh"]

BOOK = ("--rules", "corporate-peer-review")

EVIDENCE = """\
authority: {name: Ambleford, type: unitary, made_up: true}
as_of: 2009-06-30
items:
# What the team read
- id: scheme
  document: scheme-of-delegation
  status: adopted
  date: 2003-05-22
  source: {kind: document, title: Constitution, at: part 3}
- id: interview-chief
  statement: cpr.2.3.systems.4
  extent: in_place
  date: 2009-06-17
  source: {kind: officers, person: Interview 7}
  obtained: interview
- {id: clarity, measure: role-clarity, value: 81, date: 2008-11-30, source: {kind: data, title: Survey}}
"""
NEWER = """\
- id: scheme-09
  document: scheme-of-delegation
  status: adopted
  date: 2009-05-21
  source: {kind: document, title: Minutes of the council, at: item 4}
"""


@pytest.fixture
def ambleford(tmp_path: Path) -> Path:
    """A small evidence set."""
    path = tmp_path / "ambleford.yaml"
    path.write_text(EVIDENCE, encoding="utf-8")
    return path
