"""The star categories of February 2007: what the rules make of 74 councils' scores, beside what was published of them.

The press table that the scores come from showed the stars as a picture, so that they are not in the file. PUBLISHED holds
those that were found in print elsewhere; for the other councils there is nothing to compare with but what was said of all.
"""

from itertools import product

import numpy as np
import pytest

from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.home import home
from engine.lint.truth import Table
from engine.load import load
from tests.published.cpa import PUBLISHED, UNREADABLE, evidence, ranges, scores, with_a_gap
from tests.published.data import published

ELSEWHERE = {"Leicester": "its own report of 20 February 2006 tells of four stars: a year earlier, and on the scores of that time"}
"""Councils of which another category is told, and why it is another."""


@pytest.fixture(scope="module")
def book():
    """The rulebook."""
    return load(home() / "cpa")


@pytest.fixture(scope="module")
def rows():
    """The table's lines, by council."""
    return scores(published("cpa-2005-2008"))


@pytest.fixture(scope="module")
def grades(book, rows):
    """What each council comes to."""
    plan = compile_plan([book])
    return {name: assess(plan, [book], evidence(row), Options(matcher="direct")).grades for name, row in rows.items()}


@pytest.fixture(scope="module")
def stars(grades):
    """The categories that came out, of councils whose scores are known."""
    return {name: found["cpa.stars"].grade for name, found in grades.items() if name not in UNREADABLE}


def printed(run: int, first: list[int], second: list[int]) -> int:
    """The table as it was printed, row by row, and as it is assumed to go on where the page was cut."""
    low, middle = (sum(score < 2 for score in level) for level in (first, second))
    good = all(score >= 3 for score in first)
    if run == 4:
        return 4 if good and not middle else 3 if not low and middle <= 1 else 2 if low <= 1 and middle <= 1 else 1
    if run == 3:
        return 4 if good and all(score >= 3 for score in second) else 3 if not low and not middle else 2 if not low and middle <= 1 else 1
    if run == 2:
        return 3 if good and not middle else 2 if not low and not middle else 1
    return 2 if good and not middle else 1 if not low and not middle else 0


def test_the_table_has_74_councils_and_each_has_a_category_but_two(grades, stars):
    """Where the scores can be read there is one category; where they cannot, every category is still possible."""
    assert len(grades) == 74
    assert all(category is not None for category in stars.values())
    for name in UNREADABLE:
        found = grades[name]["cpa.stars"]
        assert (found.grade, found.at_least, found.could_be) == (None, 0, 4), name


def test_every_category_found_in_print_comes_out(stars):
    """Of the categories that are known, none differs."""
    differ = {name: f"{stars[name]}, published {category} ({where})" for name, (category, where) in PUBLISHED.items() if stars[name] != category}
    assert differ == {}


def test_every_council_comes_out_as_by_the_printed_table(rows, stars):
    """The rows of the rulebook go by stars and those in print by the corporate assessment: they agree on each of the councils."""
    differ = {}
    for name, category in stars.items():
        row = rows[name]
        first = [int(row[c]) for c in ("children_young_people", "adult_social_care", "use_of_resources")]
        second = [int(row[c]) for c in ("housing", "environment", "culture", "benefits", "fire_rescue") if row[c] != "N/A"]
        if category != (expected := printed(int(row["corporate_assessment"]), first, second)):
            differ[name] = (category, expected)
    assert differ == {}


def test_no_combination_of_scores_comes_out_otherwise_than_by_the_printed_table(book):
    """All 262,144 combinations of nine scores."""
    group = book.groups["cpa.stars"]
    whens = [row.when for row in group.rows if row.when is not None]
    table = Table(whens, book)
    given = np.full(table.shape, group.rows[-1].give)
    for row in reversed(group.rows[:-1]):
        given = np.where(table.truth(row.when), row.give, given)
    axes = [table.axis[f"grade cpa.{part}"] for part in ("corporate-assessment", "children", "adults", "use-of-resources")]
    rest = [table.axis[f"grade cpa.{part}"] for part in ("housing", "environment", "culture", "benefits", "fire")]
    given = given.transpose([*axes, *rest])
    every = ((run, scores[:3], scores[3:]) for run, *scores in product(range(1, 5), repeat=9))
    differ = [(run, first, second) for run, first, second in every if given[(run, *first, *second)] != printed(run, first, second)]
    assert differ == []


def test_what_was_said_of_all_councils_holds(stars):
    """No council was without a star and five had only one; in London that was Lambeth alone (publicnet and Evening Standard, February 2007)."""
    assert min(stars.values()) > 0
    single = {name for name, category in stars.items() if category == 1}
    assert len(single) <= 5
    assert "Lambeth" in single
    assert not single & {"Barking & Dagenham", "Brent", "Hackney", "Haringey", "Harrow", "Hillingdon", "Hounslow", "Merton", "Newham"}


def test_where_another_category_is_told_the_reason_is_known(stars):
    """Leicester told of four stars a year earlier; on the scores of February 2007 its 2 in benefits stands in the way of the fourth."""
    assert {name: stars[name] for name in ELSEWHERE} == {"Leicester": 3}


def test_the_use_of_resources_score_is_one_that_value_for_money_leaves_possible(grades):
    """Of the five themes the table gives one; the published score lies in what that one leaves open."""
    outside = {}
    for name in grades.keys() - UNREADABLE:
        whole, score = grades[name]["cpa.resources"], grades[name]["cpa.use-of-resources"].grade
        if not whole.at_least <= score <= whole.could_be:
            outside[name] = (score, whole.at_least, whole.could_be)
    assert outside == {}


@pytest.fixture(scope="module")
def gaps(book, rows):
    """Every council whose scores can be read, as often as it has scores, each time without one of them; all judged together."""
    sets = [with_a_gap(evidence(row)) for name, row in rows.items() if name not in UNREADABLE]
    return ranges(book, {key: one for found in sets for key, one in found.items()})


def test_where_a_score_is_not_known_the_category_lies_between_what_is_still_possible(gaps, stars):
    """Whichever score is taken away, the real category stays possible, and one is given only where no other is."""
    wrong = {}
    for (council, score), one in gaps.items():
        right = one.grade is None or one.at_least == one.could_be == one.grade
        if not right or not one.at_least <= stars[council] <= one.could_be:
            wrong[council, score] = one
    assert wrong == {}


def test_most_scores_are_needed(gaps):
    """Of 551 scores 533 leave the category open when they are taken away; without the others it is the same whatever they would be."""
    assert (len(gaps), sum(one.grade is None for one in gaps.values())) == (551, 533)
