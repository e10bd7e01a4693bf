"""What the wide pass does by arithmetic is what it stands for, and leaves looked at together find what each finds alone."""

from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.exact import reduced
from engine.plan import Comparison, Figure, Leaf
from engine.rows import chosen, several
from tests.matching import made
from tests.matching.test_columnar import assert_matched_as_alone

small = settings(max_examples=25, deadline=None)
numbers = st.lists(st.tuples(st.booleans(), st.integers(-128, 127), st.integers(-128, 127)), min_size=1)


@small
@given(numbers)
def test_one_of_two_is_chosen_entry_by_entry(entries: list[tuple[bool, int, int]]) -> None:
    """Even where the difference of the two does not fit their type."""
    where, yes, no = (np.array(side, dtype=kind) for side, kind in zip(zip(*entries, strict=True), (bool, np.int8, np.int8), strict=True))
    assert chosen(where, yes, no).tolist() == [y if w else n for w, y, n in entries]


@small
@given(st.lists(st.integers(0, 1023), min_size=1), st.integers(1, 10))
def test_a_set_of_bits_has_as_many_members_as_bits_are_set(sets: list[int], many: int) -> None:
    """However many are asked for."""
    assert several(np.array(sets, dtype=np.int16), many).tolist() == [s.bit_count() >= many for s in sets]


@small
@given(st.integers(-(2**40), 2**40), st.integers(1, 300))
def test_many_values_are_brought_to_lowest_terms_as_one_is(num: int, den: int) -> None:
    """Whether their divisor is looked up or worked out."""
    one, other = (reduced(np.full(size, num), np.full(size, den)) for size in (1, 5000))
    assert {(int(n), int(d)) for n, d in zip(*other, strict=True)} == {(int(one[0][0]), int(one[1][0]))}


def test_leaves_that_differ_in_their_bounds_find_each_its_own() -> None:
    """Bounds within 64 bits and beyond, two for one key, and fractions of what the figures are told in."""
    bounds: tuple[tuple[str, Figure], ...] = (("a", 40), ("b", Decimal("40.05")), ("c", 2**70), ("a", 41), ("d", Decimal("-0.1")))
    plan = made.plan_of([Leaf("measure", (key,), (), (Comparison("value", ">=", bound),)) for key, bound in bounds])
    values: tuple[Figure, ...] = (Decimal("40.0"), Decimal("40.1"), 41, 2**70, 2**70 - 1, Decimal("-0.1"), Decimal("-0.2"))
    facts = [made.fact(f"{key}{n}", kind="measure", key=key, value=value) for key in "abcde" for n, value in enumerate(values)]
    assert_matched_as_alone(plan, [made.facts_of(*facts), made.facts_of(*facts[::3])])
