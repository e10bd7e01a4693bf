"""Scores: criteria that a figure grades, and groups that make points of them, exactly."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.report.words import pointed
from engine.assess import Options, assess
from engine.assessment import Grade, Points
from engine.ruletests import Given
from evidence.problems import BadInput
from tests.strategies import head, loaded, real, rule

ELEMENTS = {
    "bem-leadership": 10,
    "bem-policy-and-strategy": 8,
    "bem-people-management": 9,
    "bem-resources": 9,
    "bem-processes": 14,
    "bem-customer-satisfaction": 20,
    "bem-people-satisfaction": 9,
    "bem-impact-on-society": 6,
    "bem-business-results": 15,
}
"""The measures of the Business Excellence Model, and how much each counts."""


def small(**words: Any) -> dict[str, Any]:
    """A rulebook of two scores, one of which weighs three times as much, out of 40 points."""
    score = {"measure": "first", "least": 1, "most": 10, "bands": {"2": 3, "3": 5.5, "4": 8}, **words}
    plain = {"measure": "second", "most": 5, "bands": {"2": 2, "3": 3, "4": 4}}
    points = {"id": "sum", "title": "The sum", "of": ["a", "b"], "by": "points", "using": "values", "out_of": 40, "bands": {"2": 10, "3": 20, "4": 30}}
    return {
        "book": head(),
        "vocabulary": {"measure": {"first": {"title": "The first score"}, "second": {"title": "The second score"}}},
        "criteria": [rule("a", weight=3, rated=score), rule("b", rated=plain)],
        "groups": [points],
    }


def graded(data: dict[str, Any], **values: object) -> dict[str, Grade]:
    """The grades that come of measures."""
    book, plan = loaded(data)
    evidence = Given.model_validate({"items": [{"measure": key, "value": value} for key, value in values.items()]}).evidence()
    return dict(assess(plan, [book], evidence, Options(matcher="direct")).grades)


@pytest.mark.parametrize(("value", "grade"), [(Decimal("5.5"), 3), (Decimal("5.49"), 2), (10, 4), (1, 1)])
def test_a_score_takes_the_highest_band_that_it_reaches(value: object, grade: int) -> None:
    """Bands are lower bounds, reached exactly or not at all."""
    found = graded(small(), first=value)["a"]
    assert (found.grade, found.at_least, found.could_be, found.outcome) == (grade, grade, grade, "graded")


@pytest.mark.parametrize("value", [Decimal("10.1"), Decimal("0.9")])
def test_a_figure_outside_the_range_is_no_score(value: object) -> None:
    """It is looked at, and settles nothing."""
    found = graded(small(), first=value)["a"]
    assert (found.grade, found.could_be, found.outcome) == (None, 4, "unsettled")


def test_points_are_exact_and_range_over_what_is_missing() -> None:
    """Three times 7.3 of 10 and 4 of 5, weighted one, are 29.9 of 40; with the second missing they lie between 21.9 and 31.9."""
    both = graded(small(), first=Decimal("7.3"), second=4)["sum"]
    assert both.points == Points(out_of=40, at_least="299/10", could_be="299/10")
    assert both.grade == 3
    alone = graded(small(), first=Decimal("7.3"))["sum"]
    assert alone.points == Points(out_of=40, at_least="219/10", could_be="319/10")
    assert (alone.at_least, alone.could_be) == (3, 4)


def test_a_cap_holds_the_grade_and_leaves_the_points() -> None:
    """The points are what was scored; the limiter is about the grade."""
    data = small()
    data["groups"][0]["cap"] = [{"at": 2, "when": {"grade": "b", "at_most": 1}, "because": "The second counts most."}]
    data["criteria"][1]["key"] = True
    found = graded(data, first=10, second=1)["sum"]
    assert (found.grade, found.uncapped) == (2, 4)
    assert found.points == Points(out_of=40, at_least="32", could_be="32")


def test_what_stands_above_points_looks_at_them_on_the_scale_of_grades() -> None:
    """A group over a sum of points takes its share of the top grade, and not so many points: 29.9 of 40 are 2.99 of 4."""
    data = small()
    data["groups"].append({"id": "top", "title": "The top", "of": ["sum"], "using": "values", "bands": {"2": 2, "3": 2.99, "4": 3}})
    assert graded(data, first=Decimal("7.3"), second=4)["top"].grade == 3


@settings(max_examples=25)
@given(st.lists(st.none() | st.decimals(1, 10, places=1), min_size=9, max_size=9))
def test_the_excellence_model_adds_up_its_weighted_scores_to_a_thousand(scores: list[Decimal | None]) -> None:
    """Each score times its factor; what is missing counts from 1 to 10. Decimals added up by hand say the same."""
    books, plan = real("best-value-framework", "bem.scoring.2")
    items = [{"measure": key, "value": score} for key, score in zip(ELEMENTS, scores, strict=True) if score is not None]
    points = assess(plan, books, Given.model_validate({"items": items}).evidence(), Options(matcher="direct")).grades["bem.scoring.2"].points
    assert points is not None
    for said, unknown in ((points.at_least, 1), (points.could_be, 10)):
        total = sum((Decimal(unknown) if s is None else s) * w for s, w in zip(scores, ELEMENTS.values(), strict=True))
        num, _, den = said.partition("/")
        assert Decimal(num) == total * Decimal(den or 1)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({"least": 10}, "no score lies between 10 and 10"),
        ({"bands": {"2": 1, "3": 5, "4": 8}}, "the band of grade 2 begins at 1"),
        ({"bands": {"2": 3, "3": 5, "4": 11}}, "the band of grade 4 begins at 11"),
        ({"bands": {"2": 3, "4": 8}}, "nothing says where grade 3 begins"),
        ({"bands": {"2": 3, "3": 3, "4": 8}}, "not above the one before it"),
        ({"measure": "thirst"}, "there is no measure 'thirst'"),
    ],
)
def test_a_score_that_cannot_grade_is_refused(words: dict[str, Any], what: str) -> None:
    """The complaint says what is wrong with the range or the bands."""
    with pytest.raises(BadInput, match=what.replace("(", r"\(")):
        loaded(small(**words))


def test_a_score_is_of_the_authority_and_out_of_is_of_points() -> None:
    """Neither word may stand where it says nothing."""
    per_service, mean = small(), small()
    per_service["criteria"][0]["per"] = "service"
    mean["groups"][0]["by"] = "mean"
    for data, what in ((per_service, "a score is one figure for the whole authority"), (mean, "`out_of` is for points")):
        with pytest.raises(BadInput, match=what):
            loaded(data)


def test_points_are_said_as_people_say_them() -> None:
    """One figure where all is known, two where something is missing, and nothing where nothing is known."""
    found = graded(small(), first=Decimal("7.3"), second=4)["sum"]
    assert pointed(found) == ", 29.9 of 40 points"
    assert pointed(graded(small(), first=10)["sum"]) == ", 30 to 40 of 40 points"
    assert pointed(graded(small())["sum"]) == ""
    assert pointed(graded(small())["a"]) == ""
