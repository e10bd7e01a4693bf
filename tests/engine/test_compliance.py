"""A statement of compliance is read off the assessment, for any rulebook."""

from typing import Any

import pytest

from engine.compliance import Clause, Statement, statement_of
from tests.engine.conftest import Bench, MakeBench, criterion

PAPER = {"document": "plan", "status": "adopted", "shows": "in_place"}
ACT = {"each": {"event": "act"}, "needs": {"event": "check", "before": "it"}, "mended_by": {"event": "repair"}}


def book(bench: MakeBench, **words: Any) -> Bench:
    """A code of three clauses."""
    clauses = [criterion("one.10", tests={"it": PAPER}), criterion("one.2", **ACT), criterion("two.1", applies={"type": "county"}, tests={"it": PAPER})]
    return bench(criteria=clauses, **words)


def stated(made: Bench, *items: dict[str, Any], reader: str | None = None, **given: Any) -> Statement:
    """The statement on these items."""
    return statement_of(made.assess(*items, **given), made.book, reader)


def clause(statement: Statement, rule: str) -> Clause:
    """One clause of a statement."""
    return next(c for section in statement.sections for c in section.clauses if c.rule == rule)


GROUPS = [
    {"id": "whole", "title": "The whole", "level": "whole", "of": ["part.*"], "by": "minimum"},
    {"id": "part.10", "title": "The tenth part", "level": "element", "of": ["two.*"], "by": "minimum"},
    {"id": "part.2", "title": "The second part", "level": "element", "of": ["one.*"], "by": "minimum"},
]


def test_sections_are_the_elements_in_the_order_of_their_numbers(bench: MakeBench) -> None:
    """Part 2 before part 10, however the files have them."""
    assert [(s.id, s.title) for s in stated(book(bench, groups=GROUPS)).sections] == [("part.2", "The second part"), ("part.10", "The tenth part")]


def test_a_rulebook_without_groups_is_one_section(bench: MakeBench) -> None:
    """Under its own title."""
    made = book(bench)
    assert [s.title for s in stated(made).sections] == [made.book.book.title]


def test_a_clause_that_does_not_apply_says_why_and_rests_on_nothing(bench: MakeBench) -> None:
    """It is asked of counties alone."""
    found = clause(stated(book(bench), {"document": "plan", "status": "adopted"}), "two.1")
    assert (found.state, found.because, found.next) == ("not_applicable", (), None)
    assert "county" in found.says[0]


def test_a_breach_is_missing_until_it_is_mended_and_is_then_kept_and_told(bench: MakeBench) -> None:
    """The act that was in order is not among what it rests on."""
    acts = [{"event": "act", "about": "good"}, {"event": "check", "about": "good"}, {"event": "act", "about": "bad-one", "date": "2009-05-01"}]
    closed = {"all_there_is": [{"event": "check"}]}
    broken = clause(stated(book(bench), *acts, **closed), "one.2")
    assert (broken.state, broken.because, broken.next) == ("missing", ("t3",), "Do something.")
    assert broken.says == ("It is weak. This is about bad one.",)
    mended = clause(stated(book(bench), *acts, {"event": "repair", "about": "bad-one", "date": "2009-06-01"}, **closed), "one.2")
    assert mended.state == "kept"
    assert any("mended" in text for text in mended.says)


def test_what_is_contested_or_said_by_one_voice_alone_is_not_known(bench: MakeBench) -> None:
    """Neither is held against anybody, and what would show it is said."""
    contested = clause(stated(book(bench), {"document": "plan", "status": "adopted"}, {"statement": "one.10", "extent": "absent", "source": "staff"}), "one.10")
    assert (contested.state, contested.would_show) == ("unknown", "What to look for.")
    assert "contradicts" in contested.says[0]
    voiced = [{"statement": "one.10", "extent": "absent", "source": "staff"}]
    alone = clause(stated(book(bench), *voiced, all_there_is=[{"document": "plan"}]), "one.10")
    assert alone.state == "unknown"
    assert alone.says[0].startswith("One voice says so")


def test_a_clause_that_is_kept_in_part_says_what_would_show_more(bench: MakeBench) -> None:
    """With the tests that are still open, and what to ask for."""
    both = [criterion("c", tests={"paper": PAPER, "habit": {"event": "habit", "shows": "in_place"}})]
    made = bench(criteria=both, book={"rubric": {"2": {"shown": "partial"}, "3": {"shown": "in_place", "by": "2 kinds"}}, "scale": SCALE, "strong_from": 3})
    found = clause(stated(made, {"document": "plan", "status": "adopted"}), "c")
    assert (found.state, found.would_show, found.next) == ("partly", "What to look for.", "Do something.")
    assert len(found.tested_by) == 1


SCALE = {"1": {"name": "not met"}, "2": {"name": "partly met"}, "3": {"name": "met"}}


def test_a_reader_sees_the_clauses_and_groups_that_are_theirs(bench: MakeBench) -> None:
    """Named by criterion, by group, or by the beginning of ids."""
    readers = {name: {"title": f"For {name}", "of": of} for name, of in (("some", ["one.2"]), ("part", ["part.2"]), ("most", ["one.*"]))}
    made = book(bench, groups=GROUPS, book={"readers": readers})

    def rules(reader: str) -> list[str]:
        return [c.rule for s in stated(made, reader=reader).sections for c in s.clauses]

    assert rules("some") == ["one.2"]
    assert rules("part") == rules("most") == ["one.10", "one.2"]
    with pytest.raises(KeyError):
        stated(made, reader="nobody")
