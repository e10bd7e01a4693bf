"""From what is shown to a grade: 2 partial; 3 in place, by two kinds; 4 embedded by two kinds, with results."""

from typing import Any

import pytest

from tests.engine.conftest import Bench, MakeBench, criterion

PAPER, HABIT, RESULT = {"document": "paper"}, {"event": "habit"}, {"measure": "result", "value": 80}
LAPSE = {"event": "lapse"}


@pytest.fixture
def rubric(bench: MakeBench) -> Bench:
    """A criterion with a paper that shows it in place, a habit and a result that show it embedded, and a lapse against it."""
    tests = {
        "paper": {"document": "paper", "shows": "in_place"},
        "habit": {"event": "habit", "shows": "embedded"},
        "result": {"measure": "result", "at_least": 70, "shows": "embedded", "results": True},
        "lapse": {"event": "lapse", "shows_against": "in_place"},
    }
    return bench(criteria=[criterion("c", tests=tests)])


def said(extent: str, by: str = "members", **words: Any) -> dict[str, Any]:
    """What somebody says of the criterion."""
    return {"statement": "c", "extent": extent, "source": by, **words}


def interval(bench: Bench, *items: dict[str, Any], **given: Any) -> tuple[int | None, int, int]:
    """Grade, at_least and could_be."""
    grade = bench.grade(*items, **given)
    return grade.grade, grade.at_least, grade.could_be


def closed() -> dict[str, Any]:
    """Everything that the criterion looks for is in the evidence set."""
    return {"all_there_is": [{"document": "paper"}, {"event": "habit"}, {"measure": "result"}, {"event": "lapse"}]}


def test_without_evidence_there_is_no_grade_and_everything_is_possible(rubric: Bench) -> None:
    """Nothing known: from the lowest to the highest."""
    assert interval(rubric) == (None, 1, 4)


def test_partly_shown_by_one_kind_is_a_two(rubric: Bench) -> None:
    """One voice that says partial is enough for the second grade, and no more."""
    assert interval(rubric, said("partial")) == (2, 2, 4)


def test_in_place_by_one_kind_is_still_a_two(rubric: Bench) -> None:
    """For the third grade two kinds of source must say so."""
    assert interval(rubric, PAPER) == (2, 2, 4)


def test_in_place_by_two_kinds_is_a_three(rubric: Bench) -> None:
    """A paper and members who say that it is in place."""
    assert interval(rubric, PAPER, said("in_place")) == (3, 3, 4)


def test_two_people_of_one_kind_are_one_kind(rubric: Bench) -> None:
    """Two members are members."""
    assert interval(rubric, said("in_place"), said("in_place")) == (2, 2, 4)


def test_embedded_by_two_kinds_without_results_is_a_three(rubric: Bench) -> None:
    """The highest grade needs results as well."""
    assert interval(rubric, HABIT, said("embedded")) == (3, 3, 4)


def test_embedded_by_two_kinds_with_results_is_a_four(rubric: Bench) -> None:
    """Results count whoever shows them: a figure, or somebody who has seen them."""
    assert interval(rubric, HABIT, RESULT) == (4, 4, 4)
    assert interval(rubric, HABIT, said("embedded", results=True)) == (4, 4, 4)


def test_an_extent_supports_all_below_it(rubric: Bench) -> None:
    """Who says embedded says partial too."""
    assert interval(rubric, said("embedded")) == (2, 2, 4)


def test_planned_alone_proves_nothing(rubric: Bench) -> None:
    """Intentions are noted: one voice short of partial, and much that could still turn up."""
    assert interval(rubric, said("planned")) == (None, 1, 4)


def test_one_voice_against_excludes_only_where_no_test_could_still_tell_otherwise(rubric: Bench) -> None:
    """With every list closed and nothing in it, one who says that it is absent settles the lowest grade."""
    assert interval(rubric, said("absent"), **closed()) == (1, 1, 1)


def test_two_voices_against_exclude_all_the_same(rubric: Bench) -> None:
    """Two kinds of people who say that it is absent exclude every grade above, though papers may still turn up."""
    assert interval(rubric, said("absent"), said("absent", "staff")) == (1, 1, 1)


def test_what_two_kinds_fall_short_of_is_excluded_and_no_more(rubric: Bench) -> None:
    """Two kinds who say partial prove the second grade and exclude the third."""
    assert interval(rubric, said("partial"), said("partial", "staff")) == (2, 2, 2)


def test_a_grade_that_somebody_supports_is_not_excluded(rubric: Bench) -> None:
    """Two fall short of embedded, one supports it: it remains possible."""
    assert interval(rubric, said("in_place"), said("in_place", "staff"), HABIT) == (3, 3, 4)


def test_an_adverse_test_counts_against_its_extent_and_all_above(rubric: Bench) -> None:
    """A lapse and a voice that says partial: the second grade stands, the third and fourth are excluded."""
    assert interval(rubric, LAPSE, said("partial")) == (2, 2, 2)


def test_an_adverse_test_leaves_what_is_below_its_extent(rubric: Bench) -> None:
    """A lapse alone does not say that nothing is there."""
    assert interval(rubric, LAPSE, PAPER)[1] == 2


def test_an_adverse_test_beside_support_contests(rubric: Bench) -> None:
    """Two kinds say in place, and a lapse was found: the third grade is neither proved nor excluded; the fourth, which nobody supports, is."""
    found = rubric.grade(PAPER, said("in_place"), LAPSE)
    assert (found.grade, found.at_least, found.could_be, found.outcome) == (2, 2, 3, "contested")


def test_an_adverse_test_that_is_not_met_is_nothing_in_favour(rubric: Bench) -> None:
    """That no lapse is on record, in a closed list, shows nothing."""
    assert interval(rubric, all_there_is=[LAPSE]) == (None, 1, 4)


def test_a_positive_test_that_is_not_met_counts_against_its_extent(rubric: Bench) -> None:
    """A result below the mark falls short of embedded: alone it excludes nothing, with a voice short of it too the fourth grade, never the third."""
    poor = {"measure": "result", "value": 10}
    assert interval(rubric, poor) == (None, 1, 4)
    assert interval(rubric, poor, said("in_place")) == (2, 2, 3)
    assert interval(rubric, poor, said("embedded")) == (2, 2, 4)


def test_a_kind_of_source_two_extents_lower_contests(rubric: Bench) -> None:
    """Members say in place, staff say planned: contested, and the range spans both readings, from 2 to 3."""
    found = rubric.grade(PAPER, said("in_place"), said("planned", "staff"))
    assert (found.at_least, found.could_be, found.outcome) == (2, 3, "contested")


def test_a_kind_of_source_one_extent_lower_is_only_another_view(rubric: Bench) -> None:
    """In place and partial go together: the proof stands."""
    found = rubric.grade(PAPER, said("in_place"), said("partial", "staff"))
    assert (found.grade, found.outcome) == (3, "graded")


def test_a_kind_that_supports_by_a_test_does_not_speak_against_it(rubric: Bench) -> None:
    """Officers who say planned and whose own paper shows it in place are counted for it."""
    found = rubric.grade({**PAPER, "source": "officers"}, said("planned", "officers"), said("in_place"))
    assert (found.grade, found.outcome) == (3, "graded")


def test_results_without_the_extent_are_not_enough(rubric: Bench) -> None:
    """Results seen by one who says in place leave the fourth grade unproved."""
    assert interval(rubric, PAPER, said("in_place", results=True)) == (3, 3, 4)


def test_a_denied_item_beside_one_that_is_there_contests(rubric: Bench) -> None:
    """One says that there is a paper, another that there is none."""
    assert rubric.grade(PAPER, {**PAPER, "denied": True}).outcome == "contested"


def test_a_criterion_graded_by_statements_alone_has_no_tests_to_wait_for(bench: MakeBench) -> None:
    """Where the only test is adverse, one voice short of a grade excludes it: nothing unknown could reach it."""
    found = bench(criteria=[criterion("c", tests={"it": {"event": "lapse", "shows_against": "in_place"}})])
    assert interval(found, said("planned")) == (1, 1, 1)
    assert interval(found, said("embedded")) == (2, 2, 4)


def test_the_steps_name_who_supports_each_grade(rubric: Bench) -> None:
    """Each grade of the rubric says what it needs, whether that is shown, and by which kinds of source."""
    steps = rubric.assess(PAPER, said("in_place"), said("partial", "staff")).reasons["c"].steps
    assert [(s.grade, s.needs, s.truth, s.supported_by) for s in steps] == [
        (2, "partial, by 1 kind of source", "met", ("document", "members", "staff")),
        (3, "in place, by 2 kinds of source", "met", ("document", "members")),
        (4, "embedded, by 2 kinds of source, with results shown", "not met", ()),
    ]


def test_another_rubric_grades_otherwise(bench: MakeBench) -> None:
    """A rulebook may ask for one kind, and three levels from nought."""
    book = {
        "scale": {"0": {"name": "none"}, "1": {"name": "some"}, "2": {"name": "full"}},
        "strong_from": 2,
        "rubric": {"1": {"shown": "planned"}, "2": {"shown": "in_place"}},
    }
    found = bench(book=book, criteria=[criterion("c", tests={"it": {"document": "paper", "shows": "in_place"}})])
    assert interval(found, said("planned")) == (1, 1, 2)
    assert interval(found, PAPER) == (2, 2, 2)
    assert interval(found, said("absent"), all_there_is=[PAPER]) == (0, 0, 0)
