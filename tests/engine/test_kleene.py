"""Kleene's logic: what is not known stays open until what is known settles it."""

import operator as operators

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kleene import compare, kleene
from engine.plan import Expression
from engine.tally import FALSE, TRUE, UNKNOWN, Array

TRUTHS = (TRUE, UNKNOWN, FALSE)
NAMES = ("a", "b", "c")

leaves = st.builds(lambda name: Expression("grade", name=name), st.sampled_from(NAMES))
values = st.fixed_dictionaries({name: st.sampled_from(TRUTHS) for name in NAMES})


def joined(how: str, *parts: Expression) -> Expression:
    """Parts joined by a word."""
    return Expression(how, parts=parts)  # type: ignore[arg-type]


def count(parts: tuple[Expression, ...], operator: str, bound: int) -> Expression:
    """How many parts are true."""
    return Expression("count", operator=operator, bound=bound, parts=parts)  # type: ignore[arg-type]


def _branches(part: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(part, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(lambda ps, how: joined(how, *ps), parts, st.sampled_from(["all", "any"])),
        st.builds(lambda p: joined("not", p), part),
        st.builds(count, parts, st.sampled_from([">=", "<="]), st.integers(0, 3)),
    )


expressions = st.recursive(leaves, _branches, max_leaves=6)


def truth(expression: Expression, known: dict[str, int]) -> int:
    """The truth of an expression where each leaf has the value of its name."""
    return int(kleene(expression, lambda e: np.array([known[e.name]]))[0])


@given(expressions, expressions, values)
def test_not_all_is_any_not(a: Expression, b: Expression, known: dict[str, int]) -> None:
    """De Morgan: what is not true of all is false of one, unknown included."""
    assert truth(joined("not", joined("all", a, b)), known) == truth(joined("any", joined("not", a), joined("not", b)), known)
    assert truth(joined("not", joined("any", a, b)), known) == truth(joined("all", joined("not", a), joined("not", b)), known)


@given(expressions, values)
def test_not_twice_is_nothing(a: Expression, known: dict[str, int]) -> None:
    """To deny a denial is to say the thing, and the denial of the unknown is unknown."""
    assert truth(joined("not", joined("not", a)), known) == truth(a, known)
    assert truth(joined("not", a), known) == -truth(a, known)


@given(expressions, expressions, expressions, values)
def test_all_and_any_commute_associate_distribute_and_absorb(a: Expression, b: Expression, c: Expression, known: dict[str, int]) -> None:
    """`all` and `any` are a lattice: order and brackets are free, each distributes over the other, and each absorbs the other."""
    for one, other in (("all", "any"), ("any", "all")):
        assert truth(joined(one, a, b), known) == truth(joined(one, b, a), known)
        assert truth(joined(one, a, joined(one, b, c)), known) == truth(joined(one, a, b, c), known)
        assert truth(joined(one, a, joined(other, b, c)), known) == truth(joined(other, joined(one, a, b), joined(one, a, c)), known)
        assert truth(joined(one, a, joined(other, a, b)), known) == truth(a, known)


@given(expressions, st.lists(values, min_size=1, max_size=4))
def test_rows_do_not_touch_each_other(a: Expression, rows: list[dict[str, int]]) -> None:
    """Many subjects at once have the truths that each has alone."""
    together = kleene(a, lambda e: np.array([row[e.name] for row in rows]))
    assert [int(t) for t in together] == [truth(a, row) for row in rows]


@given(expressions, values, values)
def test_what_is_settled_stays_settled_whatever_the_unknown_turns_out_to_be(a: Expression, known: dict[str, int], later: dict[str, int]) -> None:
    """A truth never rests on what is unknown: once true or false it stays so when unknown leaves become known.

    So what is unknown moves nobody on the ladder: only what is true does, and that is so whatever else comes out.
    """
    more = {name: value if value != UNKNOWN else later[name] for name, value in known.items()}
    before = truth(a, known)
    assert before in (UNKNOWN, truth(a, more))


@given(st.lists(leaves, min_size=1, max_size=4).map(tuple), values)
def test_any_is_a_count_of_one_and_all_a_count_of_each(parts: tuple[Expression, ...], known: dict[str, int]) -> None:
    """`count … at_least` from one to all runs from `any` to `all`, and `at_most` is the other side of it."""
    assert truth(count(parts, ">=", 1), known) == truth(joined("any", *parts), known)
    assert truth(count(parts, ">=", len(parts)), known) == truth(joined("all", *parts), known)
    for bound in range(len(parts)):
        assert truth(count(parts, "<=", bound), known) == -truth(count(parts, ">=", bound + 1), known)


@pytest.mark.parametrize(("how", "expected"), [("all", TRUE), ("any", FALSE)])
def test_of_nothing_all_is_true_and_any_false(how: str, expected: int) -> None:
    """A condition on any trigger of a rulebook that has none is false, and on all of them true."""
    assert truth(joined(how), {}) == expected


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.sampled_from([">=", "<=", "=="]))
def test_a_comparison_with_a_range_is_true_or_false_only_where_every_grade_in_it_agrees(a: int, b: int, bound: int, operator: str) -> None:
    """A grade known as a range meets a comparison where the whole range does, fails it where none of it does, and else is unknown."""
    low, high = min(a, b), max(a, b)
    says = {">=": operators.ge, "<=": operators.le, "==": operators.eq}[operator]
    possible = {says(grade, bound) for grade in range(low, high + 1)}
    expected = UNKNOWN if len(possible) == 2 else TRUE if possible == {True} else FALSE
    expression = Expression("grade", operator=operator, bound=bound)  # type: ignore[arg-type]
    found: Array = compare(expression, np.array([low]), np.array([high]))
    assert int(found[0]) == expected
