"""Compiling: names become numbers, tests that ask the same share a leaf, groups stand in order."""

from fractions import Fraction

import pytest

from engine.compile import compile_plan
from engine.plan import Comparison, Expression, Leaf
from evidence.problems import BadInput
from tests.engine.conftest import MakeBench, criterion, trigger
from tests.strategies import rule

IT = {"document": "plan", "shows": "in_place"}


def test_tests_that_ask_the_same_share_a_leaf(bench: MakeBench) -> None:
    """How many are wanted, and what it shows, are not part of what is asked of a single item."""
    found = bench(criteria=[criterion("a", tests={"it": IT}), criterion("b", tests={"it": {**IT, "times": 2, "shows": "partial"}})])
    assert found.plan.tests[0].leaf == found.plan.tests[1].leaf
    assert len(found.plan.leaves) == 3, "one for the plan, and one for what is said of each criterion"


def test_pairings_that_ask_the_same_are_one(bench: MakeBench) -> None:
    """Two rules about the same acts and checks join them once."""
    each = {"each": {"event": "act"}, "needs": {"event": "check", "before": "it"}}
    assert len(bench(criteria=[criterion("a", **each), criterion("b", **each)]).plan.pairings) == 1


def test_what_is_asked_decides_what_bears(bench: MakeBench) -> None:
    """An attribute tested must be stated to bear; age, audit and priority only limit; the latest figure counts."""
    asked = {"measure": "share", "at_least": 70, "audited": True, "priority": False, "age": {"at_most": "12 months"}}
    leaf = bench(criteria=[criterion("a", tests={"it": {**asked, "shows": "partial"}})]).plan.leaves[0]
    assert leaf == Leaf(
        "measure",
        ("share",),
        (
            Comparison("latest", "=="),
            Comparison("age", "<=", 12),
            Comparison("audited", "==", 1),
            Comparison("priority", "==", 0),
            Comparison("value", "stated"),
        ),
        (Comparison("value", ">=", 70),),
    )


def test_ratings_are_compared_by_rank(bench: MakeBench) -> None:
    """`at_least: two` and a whole number as a value stand for the value's place."""
    words = {"rating": {"stars": {"title": "Stars", "values": ["none", "one", "two"]}, "score": {"title": "Score", "values": [1, 2, 3]}}}
    tests = {"stars": {"rating": "stars", "at_least": "two", "shows": "partial"}, "score": {"rating": "score", "is": [1, 3], "shows": "partial"}}
    leaves = bench(vocabulary=words, criteria=[criterion("a", tests=tests)]).plan.leaves
    assert [leaf.wanted for leaf in leaves[:2]] == [(Comparison("value", ">=", 2),), (Comparison("value", "in", (0, 2)),)]


def test_children_stand_before_their_parents(bench: MakeBench) -> None:
    """However the file orders them."""
    groups = [
        {"id": name, "title": f"The group {name}", "of": [of], "by": "minimum"} for name, of in (("whole", "middle"), ("middle", "lowest"), ("lowest", "c"))
    ]
    assert [g.id for g in bench(criteria=[criterion("c", tests={"it": IT})], groups=groups).plan.groups] == ["lowest", "middle", "whole"]


def test_a_mean_without_bands_goes_halfway(bench: MakeBench) -> None:
    """Halfway between two grades goes up."""
    found = bench(criteria=[criterion("c", tests={"it": IT})], groups=[{"id": "g", "title": "The group", "of": ["c"]}])
    assert found.plan.groups[0].bands == ((2, Fraction(3, 2)), (3, Fraction(5, 2)), (4, Fraction(7, 2)))


def test_a_scheme_says_how_it_rounds_and_what_silence_is(bench: MakeBench) -> None:
    """Decimals, where a half goes, how much is enough, silence, and what does not apply; else the rulebook's words."""
    words = {"round": {"to": 1, "half": "even"}, "enough": "25%", "silence": "scores_nothing", "not_applicable": "counts_as_met", "weight": 3}
    found = bench(
        book={"enough": "40%"},
        criteria=[criterion("c", tests={"it": IT}), criterion("d", tests={"it": IT})],
        groups=[{"id": "g", "title": "The group", "of": ["c"], **words}, {"id": "h", "title": "The group", "of": ["d"]}],
    )
    g, h = found.plan.groups
    assert (g.decimals, g.half, g.enough, g.silence_scores_nothing, g.not_applicable_counts, g.weight) == (1, "even", Fraction(1, 4), True, True, 3)
    assert (h.decimals, h.half, h.enough, h.silence_scores_nothing, h.not_applicable_counts, h.weight) == (None, "up", Fraction(2, 5), False, False, 1)


@pytest.mark.parametrize(
    ("said", "how", "operator", "bound"),
    [({"at_least": 3}, "grade", ">=", 3), ({"at_most": 2}, "grade", "<=", 2), ({"is": 2}, "grade", "==", 2)],
)
def test_a_grade_is_compared_as_it_is_written(bench: MakeBench, said: dict[str, int], how: str, operator: str, bound: int) -> None:
    """At least, at most, or exactly."""
    found = bench(criteria=[criterion("c", tests={"it": IT})], triggers=[trigger("t", when={"grade": "c", **said})])
    assert found.plan.triggers[0].when == Expression(how, name="c", operator=operator, bound=bound)  # type: ignore[arg-type]


def test_several_grades_mean_all_of_them_and_several_triggers_any(bench: MakeBench) -> None:
    """A pattern stands for all that it matches; `any` of them, or a count, is said in so many words."""
    moves = {
        "enter": {"trigger": ["s", "t"]},
        "hold": {"any": {"grade": "c.*", "at_most": 1}},
        "leave": {"count": {"grade": ["c.1", "c.2"], "at_least": 2}, "at_most": 1},
        "urgent": {"all": {"trigger": "any"}},
    }
    rungs = [rule("one", who="The council", next="Carry on."), rule("two", who="Others", next="Help.", **moves)]
    triggers = [trigger("s", when={"grade": "c.*", "at_least": 2}), trigger("t", when={"document": "plan"})]
    found = bench(book={"starts_on": "one"}, criteria=[criterion(name, tests={"it": IT}) for name in ("c.1", "c.2")], triggers=triggers, rungs=rungs)
    two = found.plan.ladders[0].rungs[1]
    expressions = (found.plan.triggers[0].when, two.enter, two.hold, two.leave, two.urgent)
    assert [(e.how, [p.name for p in e.parts]) for e in expressions if e] == [
        ("all", ["c.1", "c.2"]),
        ("any", ["s", "t"]),
        ("any", ["c.1", "c.2"]),
        ("count", ["c.1", "c.2"]),
        ("all", ["s", "t"]),
    ]
    assert two.leave is not None
    assert (two.leave.operator, two.leave.bound) == ("<=", 1)


def test_every_key_that_a_rule_asks_for_is_known(bench: MakeBench) -> None:
    """Keys of tests, of acts and what they need, and the criteria that people may speak of."""
    found = bench(
        criteria=[
            criterion("c", each={"event": "act"}, needs={"document": "plan"}),
            criterion("d", tests={"it": {"measure": "any", "target": "met", "shows": "partial"}}),
        ]
    )
    assert {kind: set(keys) for kind, keys in found.plan.known_keys.items()} == {
        "statement": {"c", "d"},
        "document": {"plan"},
        "event": {"act"},
        "measure": set(),
        "rating": set(),
    }


# several rulebooks


def test_rulebooks_that_use_an_id_twice_cannot_stand_together(bench: MakeBench) -> None:
    """The message names both rulebooks and the way out."""
    one, other = bench(criteria=[criterion("c", tests={"it": IT})]), bench(book={"id": "other"}, criteria=[criterion("c", tests={"it": IT})])
    with pytest.raises(BadInput, match="other: the id 'c' is also in the rulebook 'small': give one rulebook a prefix"):
        compile_plan([one.book, other.book])


def test_rulebooks_must_mean_the_same_by_a_rating_and_by_a_measure(bench: MakeBench) -> None:
    """Other values of a rating, or another direction of a measure, are refused, both in one run."""
    stars, share = {"rating": "stars", "is": "none", "shows": "partial"}, {"measure": "share", "at_least": 1, "shows": "partial"}

    def book(name: str, values: list[str], better: str) -> MakeBench:
        words = {"rating": {"stars": {"title": "Stars", "values": values}}, "measure": {"share": {"title": "A share", "better": better}}}
        return bench(book={"id": name}, vocabulary=words, criteria=[criterion(f"c-{name}", tests={"stars": stars, "share": share})]).book  # type: ignore[return-value]

    compile_plan([book("one", ["none", "some"], "higher"), book("two", ["none", "some"], "higher")])  # type: ignore[list-item]
    with pytest.raises(BadInput) as refused:
        compile_plan([book("one", ["none", "some"], "higher"), book("two", ["none", "all"], "lower")])  # type: ignore[list-item]
    assert [p.what for p in refused.value.problems] == [
        "the measure 'share' is better the other way round in another rulebook",
        "the rating 'stars' has other values in another rulebook",
    ]
