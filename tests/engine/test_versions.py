"""Rules that were renamed, split or withdrawn: their evidence counts for the heir, or is parked and listed, and is never lost."""

from pathlib import Path

import pytest

from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.load import load
from evidence.model import EvidenceSet

BOOK = """\
book:
  id: small
  title: A small book
  version: 2.0.0
  about: Something small.
  decides: Nobody decides.
  sources: {s: {title: A source, year: 2000, status: current}}
  scale: {1: {name: low}, 2: {name: high}}
  rubric: {2: {shown: in_place}}
  withdrawn: {a.gone: the law behind it was repealed}
vocabulary: {event: {act: Something done}}
criteria:
- {id: a.new, formerly: a.old, title: The renamed one, cite: {source: s, at: page 1}, tests: {t: {event: act, shows: in_place}}}
- {id: a.one, formerly: a.both, title: The first half, cite: {source: s, at: page 2}, tests: {t: {event: act, topic: x, shows: in_place}}}
- {id: a.two, formerly: a.both, title: The other half, cite: {source: s, at: page 3}, tests: {t: {event: act, topic: y, shows: in_place}}}
"""


@pytest.fixture
def said(tmp_path: Path):
    """What comes of one statement about a rule's id."""
    (tmp_path / "book.yaml").write_text(BOOK)
    books = [load(tmp_path)]

    def of(rule: str):
        items = [{"id": "s", "statement": rule, "extent": "embedded", "date": "2009-01-01", "source": "staff", "obtained": "document"}]
        evidence = EvidenceSet.model_validate({"authority": {"name": "A", "type": "unitary"}, "as_of": "2009-06-30", "items": items})
        return assess(compile_plan(books), books, evidence, Options(matcher="direct"))

    return of


def test_evidence_for_a_renamed_rule_counts_for_its_heir(said):
    """A statement under the former id grades the rule that took it over."""
    result = said("a.old")
    assert result.grades["a.new"].grade == 2
    assert result.left_out == ()


def test_evidence_for_a_split_rule_is_parked_and_says_which_rules_there_are_now(said):
    """Nobody can tell which half was meant, so it counts for neither, and is listed."""
    result = said("a.both")
    assert {g.grade for g in result.grades.values()} == {None}
    assert [x.why for x in result.left_out] == ["the rule was split into a.one and a.two: say which of them it is about"]


def test_evidence_for_a_withdrawn_rule_is_parked_with_the_reason(said):
    """The list says why the rule is gone."""
    assert [x.why for x in said("a.gone").left_out] == ["the rule was withdrawn: the law behind it was repealed"]
