"""Rulebooks that disagree stay apart, and the evidence they disagree on is named."""

from pathlib import Path

import pytest

from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.load import load
from evidence.model import EvidenceSet

BOOK = """\
book:
  id: {name}
  title: The {name} book
  version: 1.0.0
  about: What the {name} book asks.
  decides: Nobody decides.
  sources: {{s: {{title: A source, year: 2000, status: current}}}}
  scale: {{1: {{name: low}}, 2: {{name: high}}}}
  strong_from: 2
  rubric: {{2: {{shown: in_place}}}}
vocabulary: {{event: {{tender-held: A tender was held}}}}
criteria:
- id: {name}.1
  title: What the {name} book asks of tenders
  cite: {{source: s, at: page 1}}
  tests: {{tender: {{event: tender-held, {shows}: in_place}}}}
"""


@pytest.fixture
def assessed(tmp_path: Path):
    """One tender, assessed under a book that wants tenders and one that does not."""
    for name, shows in (("market", "shows"), ("critics", "shows_against")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "book.yaml").write_text(BOOK.format(name=name, shows=shows))

    def under(*names: str):
        books = [load(tmp_path / name) for name in names]
        items = [{"id": "tender", "event": "tender-held", "date": "2009-01-01", "source": "document"}]
        evidence = EvidenceSet.model_validate({"authority": {"name": "A", "type": "unitary"}, "as_of": "2009-06-30", "items": items})
        return assess(compile_plan(books), books, evidence, Options(matcher="direct"))

    return under


def test_evidence_that_one_book_praises_and_another_faults_is_named(assessed):
    """A tender is a strength under the one and a weakness under the other."""
    result = assessed("market", "critics")
    (found,) = result.disagreements
    assert (found.evidence, found.praised_by, found.faulted_by) == ("tender", ("market.1",), ("critics.1",))


def test_grades_of_rulebooks_that_disagree_are_never_averaged(assessed):
    """Each book gives its own grade, as it would alone."""
    together = assessed("market", "critics").grades
    assert together["market.1"].grade == assessed("market").grades["market.1"].grade == 2
    assert together["critics.1"].grade == assessed("critics").grades["critics.1"].grade == 1


def test_a_book_does_not_disagree_with_itself(assessed):
    """Under one rulebook there is nothing to name."""
    assert assessed("market").disagreements == ()
