"""Rolling up: exact, whatever the weights; the same as plain fractions say, one subject at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from engine.graded import NONE, Graded
from engine.plan import CapPlan, Expression, GroupPlan
from engine.rollup import roll_up, rounded
from tests.strategies import as_fraction, head, loaded, rows, rule

LEVELS = (1, 2, 3, 4)
LOW, TOP = LEVELS[0], LEVELS[-1]


@dataclass(frozen=True)
class Child:
    """One child of one subject: what is proved and possible of it, what it passes upward, and whether it is graded or applies."""

    at_least: int
    could_be: int
    graded: bool
    applies: bool
    values: tuple[Fraction, Fraction, Fraction]
    """For the grade, at_least and could_be."""
    have: Fraction

    @property
    def grade(self) -> int:
        """The grade given, or NONE."""
        return self.at_least if self.graded and self.applies else NONE


# Denominators as weighted means of weighted means have them: small ones, and ones that outgrow 64 bits together.
denominators = st.sampled_from([1, 2, 3, 7, 1000, 997 * 991, 999_983, 2**31 - 1, 10**9 + 7, 10**20 + 39])


@st.composite
def children(draw: st.DrawFn) -> Child:
    """A child, finer than its grade or not."""
    at_least = draw(st.integers(LOW, TOP))
    could_be = draw(st.integers(at_least, TOP))
    finer = draw(denominators)
    three = sorted(Fraction(draw(st.integers(LOW * finer, TOP * finer)), finer) for _ in range(3))
    values = (three[1], three[0], three[2]) if draw(st.booleans()) else (Fraction(at_least), Fraction(at_least), Fraction(could_be))
    return Child(at_least, could_be, draw(st.booleans()), draw(st.integers(0, 3)) > 0, values, Fraction(draw(st.integers(0, finer)), finer))


def stacked(subjects: Sequence[Child]) -> Graded:
    """A child as the engine has it: arrays by subject."""

    def ints(numbers: Sequence[int]) -> Any:
        return np.array(numbers, dtype=np.int64 if max(numbers) < 2**63 else object)

    grade = ints([c.grade for c in subjects])
    values = tuple((ints([c.values[n].numerator for c in subjects]), ints([c.values[n].denominator for c in subjects])) for n in range(3))
    have = [c.have for c in subjects]
    return Graded(
        grade,
        ints([c.at_least for c in subjects]),
        ints([c.could_be for c in subjects]),
        grade,
        ints([int(c.applies) for c in subjects]),
        ints([h.numerator for h in have]),
        ints([h.denominator for h in have]),
        values,  # type: ignore[arg-type]
    )


@st.composite
def groups(draw: st.DrawFn, n: int) -> GroupPlan:
    """A group over the children k0, k1, …, by a method that counts."""
    by = draw(st.sampled_from(["mean", "median", "minimum", "points"]))
    scale = 25 if by == "points" else 1
    exact = draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1, 3), Fraction(333_333_333_333_333_333, 10**18), Fraction(7, 10**21)]))
    return GroupPlan(
        id="group",
        book="book",
        children=tuple(f"k{i}" for i in range(n)),
        weight=1,
        by=by,
        using=draw(st.sampled_from(["grades", "values"])),
        bands=tuple((level, (level - 1 + exact) * scale) for level in LEVELS[1:]),
        out_of=100,
        rows=(),
        decimals=draw(st.sampled_from([None, 0, 1, 6])),
        half=draw(st.sampled_from(["up", "even", "down"])),
        caps=(),
        enough=draw(st.sampled_from([Fraction(1, 2), Fraction(0), Fraction(1), Fraction(333_333_333_333_333_333, 10**18)])),
        silence_scores_nothing=draw(st.booleans()),
        not_applicable_counts=draw(st.booleans()),
    )


def half_rounded(value: Fraction, decimals: int, half: str) -> Fraction:
    """A fraction rounded as schools teach it."""
    scaled = value * 10**decimals
    whole, rest = floor(scaled), scaled - floor(scaled)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (half == "up" or (half == "even" and whole % 2 == 1)))
    return Fraction(whole + up, 10**decimals)


@dataclass(frozen=True)
class Reference:
    """What plain fractions say of one group and one subject."""

    grade: int
    at_least: int
    could_be: int
    values: tuple[Fraction, Fraction, Fraction]
    completeness: Fraction


def by_fractions(group: GroupPlan, subject: Sequence[Child], weights: Sequence[int]) -> Reference:
    """The design's words, done slowly: no arrays, no cross-multiplication, no limits."""

    def of(which: int) -> tuple[int, Fraction]:
        seen: list[tuple[Fraction, int]] = []
        for child, weight in zip(subject, weights, strict=True):
            if not child.applies:
                if group.not_applicable_counts:
                    seen.append((Fraction(TOP), weight))
                continue
            silent = child.grade == NONE and (which == 0 or (which == 1 and group.silence_scores_nothing))
            if silent and which == 0 and not group.silence_scores_nothing:
                continue
            value = child.values[which] if group.using == "values" else Fraction((child.grade, child.at_least, child.could_be)[which])
            seen.append((Fraction(0) if silent else value, weight))
        if group.by in ("median", "minimum"):
            grades = sorted((max(floor(value), LOW), weight) for value, weight in seen)
            if group.by == "minimum":
                grade = grades[0][0] if grades else LOW
            else:
                half, so_far, grade = Fraction(sum(w for _, w in grades), 2), 0, LOW
                for candidate, weight in grades:
                    so_far += weight
                    if so_far >= half:
                        grade = candidate
                        break
            return grade, Fraction(grade)
        total = sum(w for _, w in seen)
        value = sum((v * w for v, w in seen), Fraction(0)) / total if total else Fraction(0)
        banded = value * 100 / TOP if group.by == "points" else value
        banded = banded if group.decimals is None else half_rounded(banded, group.decimals, group.half)
        return max([LOW, *(level for level, bound in group.bands if banded >= bound)]), value

    (grade, value), (at_least, proved), (could_be, possible) = of(0), of(1), of(2)
    applying = [(c, w) for c, w in zip(subject, weights, strict=True) if c.applies]
    weight = sum(w for _, w in applying)
    completeness = sum((c.have * w for c, w in applying), Fraction(0)) / weight if weight else Fraction(0)
    evidenced = completeness >= group.enough and any(c.grade != NONE for c in subject)
    given_ = bool(applying) and (group.silence_scores_nothing or evidenced)
    held = max(min(value, possible), proved)
    return Reference(max(min(grade, could_be), at_least) if given_ else NONE, at_least, could_be, (held, proved, possible), completeness)


@st.composite
def families(draw: st.DrawFn) -> tuple[list[list[Child]], list[int]]:
    """Some subjects with the same children, and the children's weights."""
    n = draw(st.integers(1, 6))
    weights = draw(st.lists(st.integers(1, 1000), min_size=n, max_size=n))
    return draw(st.lists(st.lists(children(), min_size=n, max_size=n), min_size=1, max_size=3)), weights


def rolled(group: GroupPlan, subjects: Sequence[Sequence[Child]], weights: Sequence[int]) -> Graded:
    """The engine's answer for all subjects at once."""
    names = list(group.children)
    nodes = {name: stacked([s[n] for s in subjects]) for n, name in enumerate(names)}
    return roll_up(group, nodes, dict(zip(names, weights, strict=True)), LEVELS)


@given(st.data())
def test_the_roll_up_is_what_plain_fractions_say(data: st.DataObject) -> None:
    """Grade, at_least, could_be, the values passed upward and the completeness are those of exact fractions, by every method."""
    subjects, weights = data.draw(families())
    group = data.draw(groups(len(weights)))
    found = rolled(group, subjects, weights)
    for row, subject in enumerate(subjects):
        expected = by_fractions(group, subject, weights)
        assert (int(found.grade[row]), int(found.at_least[row]), int(found.could_be[row])) == (expected.grade, expected.at_least, expected.could_be)
        assert Fraction(int(found.have[row]), max(int(found.of[row]), 1)) == expected.completeness
        for n, value in enumerate(found.values):
            if n or expected.grade != NONE:
                assert as_fraction(value, row) == expected.values[n]


@given(st.fractions(0, 4, max_denominator=80), st.integers(0, 6), st.sampled_from(["up", "even", "down"]))
@example(Fraction(5, 2), 0, "up")
@example(Fraction(5, 2), 0, "even")
@example(Fraction(7, 2), 0, "even")
@example(Fraction(5, 2), 0, "down")
def test_rounding_is_exact_and_a_half_goes_where_the_scheme_says(value: Fraction, decimals: int, half: str) -> None:
    """A half goes up, down, or to the even neighbour, and nothing else is moved further than half a step."""
    num, den = rounded((np.array([value.numerator]), np.array([value.denominator])), decimals, half)
    assert Fraction(int(num[0]), int(den[0])) == half_rounded(value, decimals, half)


@pytest.mark.parametrize(("half", "expected"), [("up", 3), ("even", 2), ("down", 2)])
def test_a_mean_of_two_and_a_half_is_banded_as_its_rounding_says(half: str, expected: int) -> None:
    """A scheme that prints whole numbers grades 2.5 as 3 where halves go up, and as 2 where they go down or to the even."""
    group = replace(MEAN, bands=((2, Fraction(2)), (3, Fraction(3)), (4, Fraction(4))), decimals=0, half=half)
    assert int(rolled(group, [[proved(2), proved(3)]], [1, 1]).grade[0]) == expected


@given(st.data(), st.sampled_from(["mean", "median", "minimum", "points"]))
def test_a_child_that_does_not_apply_leaves_with_its_weight(data: st.DataObject, by: str) -> None:
    """A group grades as if the child were not there, by grades and by values, and its completeness does not count it."""
    subjects, weights = data.draw(families())
    assume(len(weights) > 1)
    group = replace(data.draw(groups(len(weights))), by=by, not_applicable_counts=False)
    gone = data.draw(st.integers(0, len(weights) - 1))
    subjects = [[replace(c, applies=False) if n == gone else c for n, c in enumerate(s)] for s in subjects]
    without = replace(group, children=tuple(c for n, c in enumerate(group.children) if n != gone))
    left = [[c for n, c in enumerate(s) if n != gone] for s in subjects]
    found, expected = rolled(group, subjects, weights), rolled(without, left, [w for n, w in enumerate(weights) if n != gone])
    for one, other in zip(summary(found), summary(expected), strict=True):
        assert one == other


def summary(node: Graded) -> list[tuple[Any, ...]]:
    """All that a group says, one tuple a subject."""
    count = len(node.grade)
    exact = [tuple(as_fraction(v, row) for v in node.values) for row in range(count)]
    share = [Fraction(int(node.have[row]), max(int(node.of[row]), 1)) for row in range(count)]
    return [(int(node.grade[r]), int(node.at_least[r]), int(node.could_be[r]), int(node.applies[r]), exact[r], share[r]) for r in range(count)]


@given(st.data(), st.integers(2, 50))
def test_weights_count_by_their_proportions(data: st.DataObject, factor: int) -> None:
    """All weights times a number change nothing."""
    subjects, weights = data.draw(families())
    group = data.draw(groups(len(weights)))
    assert summary(rolled(group, subjects, [w * factor for w in weights])) == summary(rolled(group, subjects, weights))


@given(st.data(), st.integers(1, 3))
def test_a_cap_never_raises_and_lowers_what_is_passed_upward(data: st.DataObject, at: int) -> None:
    """While a limiter holds nothing is above it, nor passed upward above it; the uncapped grade stays; and at_least falls already where it may hold."""
    subjects, weights = data.draw(families())
    group = data.draw(groups(len(weights)))
    when = Expression("grade", name="k0", operator="<=", bound=data.draw(st.integers(1, 4)))
    free, capped = rolled(group, subjects, weights), rolled(replace(group, caps=(CapPlan(at, when, "it is low"),)), subjects, weights)
    for row, (s, was, now) in enumerate(zip(subjects, summary(free), summary(capped), strict=True)):
        holds, may = s[0].applies and s[0].could_be <= when.bound, s[0].applies and s[0].at_least <= when.bound
        assert now[0] == (min(was[0], at) if holds else was[0])
        assert int(capped.uncapped[row]) == was[0]
        assert (now[1], now[2]) == (min(was[1], at) if may else was[1], min(was[2], at) if holds else was[2])
        assert now[4] == tuple(min(v, Fraction(at)) if lowered else v for v, lowered in zip(was[4], (holds, may, holds), strict=True))
        assert int(capped.capped[0][row]) == int(holds)


MEAN = GroupPlan(
    id="group", book="book", children=("k0", "k1"), weight=1, by="mean", using="grades",
    bands=((2, Fraction(3, 2)), (3, Fraction(5, 2)), (4, Fraction(7, 2))), out_of=100, rows=(), decimals=None, half="up", caps=(),
    enough=Fraction(1, 2), silence_scores_nothing=False, not_applicable_counts=False,
)  # fmt: skip


def proved(grade: int) -> Child:
    """A child whose grade is settled."""
    return Child(grade, grade, True, True, (Fraction(grade),) * 3, Fraction(1))


def silent(could_be: int = TOP) -> Child:
    """A child without a grade; nothing is proved of it."""
    return Child(LOW, could_be, False, True, (Fraction(0), Fraction(LOW), Fraction(could_be)), Fraction(0))


def test_a_mean_just_short_of_a_band_stays_below_it() -> None:
    """No float decides: with a weight of 1,000 beside others of 999 a mean of 2.4997 is a 2, and one of 2.5003 a 3."""
    found = rolled(replace(MEAN, children=("k0", "k1")), [[proved(3), proved(2)], [proved(2), proved(3)]], [999, 1000])
    assert [int(g) for g in found.grade] == [2, 3]


def test_a_group_is_not_graded_below_half_its_weight() -> None:
    """With evidence on less than enough of its weight a group has no grade, and still a range."""
    found = rolled(MEAN, [[proved(4), silent()]], [1, 2])
    assert (int(found.grade[0]), int(found.at_least[0]), int(found.could_be[0])) == (NONE, 2, 4)


def test_half_the_weight_is_enough() -> None:
    """At exactly half its weight a group is graded, over the evidenced children alone."""
    assert int(rolled(MEAN, [[proved(4), silent()]], [1, 1]).grade[0]) == 4


@pytest.mark.parametrize(
    ("key", "grade", "at_least", "could_be"),
    [(proved(1), 2, 2, 2), (silent(), 4, 2, 4), (proved(3), 4, 4, 4)],
    ids=["holds", "may hold", "does not hold"],
)
def test_a_limiter_that_may_hold_already_lowers_what_is_proved(key: Child, grade: int, at_least: int, could_be: int) -> None:
    """While nobody knows whether the key criterion is low, the grade stands, and no more than the cap is proved."""
    capped = replace(MEAN, children=("k0", "k1"), caps=(CapPlan(2, Expression("grade", name="k0", operator="<=", bound=1), "it is low"),))
    found = rolled(capped, [[key, proved(4)]], [1, 999])
    assert (int(found.grade[0]), int(found.at_least[0]), int(found.could_be[0])) == (grade, at_least, could_be)


def test_children_without_a_grade_make_no_grade_however_little_is_enough() -> None:
    """Groups that have some evidence, but too little for a grade of their own, are never folded into a lowest grade above them."""
    some = replace(silent(), have=Fraction(1, 3))
    assert int(rolled(replace(MEAN, enough=Fraction(0)), [[some, some]], [1, 1]).grade[0]) == NONE


def test_a_grade_is_no_more_than_is_still_possible() -> None:
    """A child without a grade that can no longer be good holds the group's grade down to what is possible."""
    found = rolled(MEAN, [[proved(4), silent(could_be=2)]], [1, 1])
    assert (int(found.grade[0]), int(found.could_be[0])) == (3, 3)
    assert as_fraction(found.values[0], 0) == 3


def test_a_grade_is_no_less_than_is_proved() -> None:
    """Where a group below scored nothing for silence, a sibling without a grade is proved to be worth more: the value given is not below the proved."""
    scored_nothing = replace(proved(1), values=(Fraction(0), Fraction(0), Fraction(4)), could_be=4)
    found = rolled(
        replace(MEAN, using="values", enough=Fraction(0)), [[scored_nothing, replace(silent(), values=(Fraction(0), Fraction(1), Fraction(4)))]], [1, 1]
    )
    assert [as_fraction(value, 0) for value in found.values] == [Fraction(1, 2), Fraction(1, 2), 4]


def test_where_silence_scores_nothing_a_silent_child_counts_as_nought() -> None:
    """By the scheme's own rule the mean of 4 and silence is 2, proved and given, while the silent one could still be 4."""
    found = rolled(replace(MEAN, silence_scores_nothing=True), [[proved(4), silent()]], [1, 1])
    assert (int(found.grade[0]), int(found.at_least[0]), int(found.could_be[0])) == (2, 2, 4)


def test_silence_that_scores_nothing_is_still_a_grade_of_the_scale() -> None:
    """The minimum over a silent child is the lowest grade there is, not nought."""
    found = rolled(replace(MEAN, by="minimum", silence_scores_nothing=True), [[proved(4), silent()]], [1, 1])
    assert (int(found.grade[0]), int(found.at_least[0])) == (1, 1)


def test_a_group_of_which_nothing_applies_does_not_apply() -> None:
    """Where no child applies the group has no grade and leaves its parent too."""
    gone = replace(proved(3), applies=False)
    found = rolled(MEAN, [[gone, gone]], [1, 1])
    assert (int(found.applies[0]), int(found.grade[0])) == (0, NONE)


def test_what_does_not_apply_counts_as_met_where_the_scheme_says_so() -> None:
    """A counting table may take what does not apply as met: the mean of 2 and that is 3."""
    found = rolled(replace(MEAN, not_applicable_counts=True), [[proved(2), replace(proved(1), applies=False)]], [1, 1])
    assert int(found.grade[0]) == 3


def test_the_median_of_an_even_number_is_the_lower() -> None:
    """Between 2 and 3 the lower median is 2, and a weight more on 3 makes it 3."""
    group = replace(MEAN, by="median")
    assert int(rolled(group, [[proved(2), proved(3)]], [1, 1]).grade[0]) == 2
    assert int(rolled(group, [[proved(2), proved(3)]], [1, 2]).grade[0]) == 3


def test_points_are_the_sum_of_scores_over_the_sum_of_maxima() -> None:
    """Scores of 4 and 1 out of 4 and 4, weighted 3 to 1, are 13 points of 16: 81.25 per cent."""
    group = replace(MEAN, by="points", bands=((2, Fraction(30)), (3, Fraction(55)), (4, Fraction("81.25"))))
    found = rolled(group, [[proved(4), proved(1)]], [3, 1])
    assert found.points is not None
    assert (int(found.grade[0]), as_fraction(found.points[0], 0)) == (4, Fraction("81.25"))
    assert as_fraction(found.values[0], 0) == Fraction("3.25"), "what stands above looks at it on the scale of grades"


# tables


@st.composite
def tables(draw: st.DrawFn) -> GroupPlan:
    """A table over three criteria, compiled from the language; it never gives less for more."""
    criteria = [rule(f"k{n}", tests={"it": {"document": f"d{n}", "shows": "in_place"}}) for n in range(3)]
    group = {"id": "group", "title": "The table", "of": ["k0", "k1", "k2"], "by": "table", "rows": draw(rows(["k0", "k1", "k2"]))}
    words = {"document": {f"d{n}": f"The document {n}" for n in range(3)}}
    return loaded({"book": head(), "vocabulary": words, "criteria": criteria, "groups": [group]})[1].groups[0]


def of_table(table: GroupPlan, grades: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """What a table makes of three children known as ranges."""
    subject = [replace(proved(a), could_be=b, graded=a == b) for a, b in grades]
    found = rolled(table, [subject], [1, 1, 1])
    return int(found.at_least[0]), int(found.could_be[0])


@given(tables(), st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)).map(lambda ab: (min(ab), max(ab))), min_size=3, max_size=3))
def test_a_tables_range_holds_every_grade_that_may_come_out(table: GroupPlan, grades: list[tuple[int, int]]) -> None:
    """Whatever the children turn out to be within their ranges, the table's grade is within the range it gave before."""
    least, most = of_table(table, grades)
    for settled in product(*(range(a, b + 1) for a, b in grades)):
        one, same = of_table(table, [(g, g) for g in settled])
        assert one == same
        assert least <= one <= most


@given(tables(), st.tuples(*[st.integers(1, 4)] * 3), st.integers(0, 2))
def test_a_monotone_table_never_gives_less_for_more(table: GroupPlan, grades: tuple[int, int, int], which: int) -> None:
    """One child a grade better never makes a table of `at_least` conditions give less."""
    assume(grades[which] < TOP)
    better = tuple(g + (n == which) for n, g in enumerate(grades))
    assert of_table(table, [(g, g) for g in better])[0] >= of_table(table, [(g, g) for g in grades])[0]
