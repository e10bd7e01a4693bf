"""Nothing is lost or changed between an evidence set and its workbook."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cli.workbook.outline import outline_of
from evidence.model import WORDS_OF, EvidenceSet, Item
from evidence.read import read_evidence
from evidence.workbook.layout import item_sheets, known_sheets
from evidence.workbook.pack import packed
from evidence.workbook.write import workbook_of
from evidence.write import to_yaml
from tests.strategies import evidence, real
from tests.workbook.sets import OUTLINE, sets, unordered


def through(content: bytes | str, name: str) -> EvidenceSet:
    """The set that a file with this content holds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_evidence(path)[0]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sets())
def test_a_set_comes_back_from_its_workbook_as_it_was(known):
    """Every word of every kind of item, scores, decisions and lists: export and import are each other's inverse."""
    assert unordered(through(packed(workbook_of(known, OUTLINE)), "a.xlsx")) == unordered(known)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sets())
def test_a_set_comes_back_from_its_yaml_as_it_was(known):
    """What `workbook import` writes reads as the set that the workbook held."""
    back = through(to_yaml(known), "a.yaml")
    assert back == known


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(evidence(real("corporate-peer-review", "element.2.3")[1]))
def test_evidence_for_a_real_rulebook_comes_back_as_it_was(known):
    """The same holds for evidence drawn for the rules of element 2.3."""
    assert unordered(through(packed(workbook_of(known, outline_of(*real("corporate-peer-review", "element.2.3")))), "a.xlsx")) == unordered(known)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sets())
def test_the_same_set_gives_the_same_bytes(known):
    """No hour of the machine is in a workbook."""
    assert packed(workbook_of(known, OUTLINE)) == packed(workbook_of(known, OUTLINE))


@pytest.mark.parametrize("spec", item_sheets(), ids=lambda s: s.name)
def test_every_word_of_an_item_has_a_column(spec):
    """A word that is added to the model has its place in the workbook at once."""
    common = {f.alias or n for n, f in Item.model_fields.items()} - set().union(*WORDS_OF.values()) - set(WORDS_OF)
    expected = common | WORDS_OF[spec.kind] | {spec.kind}
    assert {c.path[0] for c in spec.columns} == expected - ({"denied"} if spec.kind == "statement" else set())


@pytest.mark.parametrize("spec", known_sheets(), ids=lambda s: s.name)
def test_no_heading_stands_twice_and_no_mark_elsewhere(spec):
    """Columns are known by their headings, and sheets by a heading that no other sheet has."""
    headings = [c.heading for c in spec.columns]
    assert len(set(headings)) == len(headings)
    assert not any(spec.mark in s.by_heading for s in known_sheets() if s is not spec)
