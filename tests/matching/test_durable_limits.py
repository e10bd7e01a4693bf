"""What crashes durable-rules, hangs it or makes it silently wrong, asked of it through our interface.

The numbers in brackets are those of the reproducers in shared/durable-rules, where each was measured.
"""

from decimal import Decimal
from itertools import product

import pytest

from engine.facts import Fact
from engine.matching import direct, durable
from engine.matching.choose import match_with
from engine.matching.durable_process import Lost, Process
from engine.matching.durable_worker import OPENING
from engine.matching.matches import Found, Matches
from engine.matching.rulesets import Compiled
from engine.plan import Comparison, Leaf, Pairing, Plan
from tests.matching import made
from tests.matching.made import fact, facts_of, plan_of

pytestmark = made.needs_durable


def agreed(plan: Plan, *facts: Fact) -> Matches:
    """The matches of durable-rules, which are direct's; by a single run and by one that goes on."""
    given = facts_of(*facts)
    found = durable.match(plan, given, deadline=30)
    assert found == direct.match(plan, given)
    with durable.Live(plan) as live:
        assert live.sync(given) == found
    return found


def at_least(*thresholds: int | Decimal, key: str = "plan") -> list[Leaf]:
    return [Leaf("measure", (key,), (), (Comparison("value", ">=", threshold),)) for threshold in thresholds]


def test_more_keys_of_one_kind_than_the_core_takes_tests_under_one_parent() -> None:
    """512 tests under one alpha parent hang the core for ever (24); 600 keys of one kind are 600 of them."""
    plan = plan_of([Leaf("document", (f"d{n}",)) for n in range(600)])
    found = agreed(plan, *(fact(f"e{n:03}", key=f"d{n}") for n in range(0, 600, 7)), fact("f", key="d599"))
    assert found.leaves[599].scope == {"f"}


def test_more_rules_with_one_first_condition_than_the_core_takes() -> None:
    """256 rules with the same first condition crash it (26); 300 pairings have the same act."""
    leaves = [Leaf("event", ("act",)), *(Leaf("event", (f"need{n}",)) for n in range(300))]
    plan = plan_of(leaves, [Pairing(0, n + 1, "before") for n in range(300)])
    found = agreed(plan, fact("act", "event", "act"), *(fact(f"n{n:03}", "event", f"need{n}", days=n % 3 - 1) for n in range(300)))
    assert sum(map(len, found.pairings)) == 200


def test_one_value_that_meets_more_tests_than_the_core_takes() -> None:
    """65 tests met by one fact are refused by it (25); one value meets 200 thresholds here."""
    found = agreed(plan_of(at_least(*range(200))), fact("e", "measure", value=199))
    assert all(leaf.satisfying == {"e"} for leaf in found.leaves)


def test_tests_of_any_key_count_for_every_key() -> None:
    """40 tests of any key and 40 of one key make 80 that a fact can meet."""
    leaves = [Leaf("measure", keys, (), (Comparison("value", ">=", n),)) for keys, n in product(((), ("plan",)), range(40))]
    found = agreed(plan_of(leaves), fact("e", "measure", value=39), fact("f", "measure", "other", value=39))
    assert found.leaves[39].satisfying == {"e", "f"}
    assert found.leaves[79].satisfying == {"e"}


def test_more_rules_than_the_core_takes() -> None:
    """It refuses 4,097 rules in one ruleset (24b)."""
    plan = plan_of([Leaf("document", (f"d{n}",)) for n in range(4200)])
    agreed(plan, fact("e", key="d4199"), fact("f", key="d0"))


def test_more_properties_than_the_core_takes_are_refused_and_direct_stands() -> None:
    """It takes 254 properties of one fact (30): a test that asks 300 things of one cannot be put to it."""
    plan = plan_of([Leaf("document", ("plan",), (), tuple(Comparison(f"covers.{n}", "==") for n in range(300)))])
    facts = facts_of(fact("e", **{f"covers.{n}": 1 for n in range(300)}))
    choice = match_with("auto", plan, facts)
    assert choice.matches == direct.match(plan, facts)
    assert choice.fallback == "durable-rules would not take the rules: a test asks more than 200 things of one fact"


def test_many_attributes_over_many_tests_are_no_limit() -> None:
    """Only the properties of one ruleset are counted, and a fact is given only those that its key is asked."""
    leaves = [Leaf("document", ("plan",), (), (Comparison(f"covers.{n}", "=="),)) for n in range(600)]
    found = agreed(plan_of(leaves), fact("e", **{f"covers.{n}": n % 2 for n in range(600)}))
    assert [bool(leaf.satisfying) for leaf in found.leaves] == [n % 2 == 1 for n in range(600)]


@pytest.mark.parametrize(
    "value", [Decimal("1E-5"), Decimal("1E+16"), Decimal("1E+22"), Decimal("1E-400"), -Decimal("1E+300"), 2**63, 2**64, 2**64 + 1, -(2**70)]
)
def test_figures_that_the_core_drops_or_saturates_are_exact(value: int | Decimal) -> None:
    """1e-05 drops the rest of a batch without a word (12), and 2**64 is 2**63 to it (01)."""
    step = abs(Decimal(value)) * Decimal("1E-25") or Decimal("1E-25")
    below, above = made.EXACT.subtract(Decimal(value), step), made.EXACT.add(Decimal(value), step)
    leaves = [Leaf("measure", ("plan",), (), (Comparison("value", operator, value),)) for operator in (">=", "<=", "==")]
    found = agreed(
        plan_of(leaves), fact("a", "measure", value=below), fact("b", "measure", value=value), fact("c", "measure", value=above), fact("d", "measure", value=3)
    )
    assert found.leaves[2].satisfying == {"b"}
    assert {"b", "c"} <= found.leaves[0].satisfying
    assert "a" not in found.leaves[0].satisfying
    assert "c" not in found.leaves[1].satisfying


def test_nothing_stated_is_nothing_met() -> None:
    """To the core null equals null and NaN is null (01); what is not stated is out of scope here."""
    leaves = [Leaf("measure", ("plan",), (Comparison("value", "stated"),), (Comparison("value", operator, 75),)) for operator in ("==", "<=", ">=")]
    found = agreed(plan_of(leaves), fact("a", "measure", value=None), fact("b", "measure"), fact("c", "measure", value=75))
    assert all(leaf == Found(frozenset("c"), frozenset("c")) for leaf in found.leaves)


def test_what_is_not_a_number_meets_no_figure() -> None:
    """NaN is stated, and neither above, below nor on anything; direct refuses to order it, so no figure is tested with it there."""
    leaves = [
        Leaf("measure", ("plan",), (), (Comparison("value", "stated"),)),
        *(Leaf("measure", ("plan",), (), (Comparison("value", o, 75),)) for o in (">=", "<=")),
    ]
    found = durable.match(plan_of(leaves), facts_of(fact("a", "measure", value=Decimal("NaN"))), deadline=30)
    assert [set(leaf.satisfying) for leaf in found.leaves] == [{"a"}, set(), set()]


def test_words_are_not_figures_though_they_look_it() -> None:
    """ "9" is at least 75 to the core, and "75" equals 75 (01). A figure equals itself however it is written (40)."""
    leaves = [
        Leaf("measure", ("plan",), (), (Comparison("value", operator, constant),))
        for operator, constant in product(("==", ">=", "<="), (75, "75", Decimal("75.0")))
    ]
    found = agreed(plan_of(leaves), *(fact(f"e{n}", "measure", value=v) for n, v in enumerate(("9", "75", 75, Decimal("75.00"), True, "true"))))
    assert [sorted(leaf.satisfying) for leaf in found.leaves[:3]] == [["e2", "e3"], ["e1"], ["e2", "e3"]]
    assert found.leaves[4].satisfying == frozenset()


def test_words_with_one_hash_are_two_words() -> None:
    """`costarring` and `liquid` are one name to the core, wherever they stand (11)."""
    words = ("costarring", "liquid")
    leaves = [
        Leaf("event", (key,), (Comparison(attribute, "=="),), (Comparison("result", "in", (word,)),)) for key, attribute, word in product(words, words, words)
    ]
    facts = [
        fact(f"{one}{n}", "event", key, about=about, result=word, **{attribute: 1})
        for n, (key, attribute, word, about) in enumerate(product(words, words, words, words))
        for one in words[n % 2 :: 2]
    ]
    found = agreed(
        plan_of(leaves, [Pairing(0, n, "any") for n in range(8)]), *facts, fact("costarring", "event", "liquid"), fact("liquid", "event", "costarring")
    )
    assert all(len(leaf.satisfying) == 2 for leaf in found.leaves)
    assert all(len(pairing) == 2 for pairing in found.pairings[1:])


def test_long_texts_that_differ_at_their_end_are_two_texts() -> None:
    """The core compares texts over 65,535 characters by the remainder of their length (30)."""
    one, other = "x" * 70_000, "x" * 69_999 + "y"
    found = agreed(
        plan_of([Leaf("event", (), (), (Comparison("by", "==", text),)) for text in (one, other)]), fact("a", "event", by=one), fact("b", "event", by=other)
    )
    assert [set(leaf.satisfying) for leaf in found.leaves] == [{"a"}, {"b"}]


def test_texts_that_no_json_carries_well_are_matched() -> None:
    """A NUL ends a text for the core, a lone surrogate cannot be sent (87), and quotes end nothing."""
    texts = ("a\u0000b", "a\u0000c", "\ud800", '"', "\\", "Ynys Môn", "\U0001f600")
    found = agreed(
        plan_of([Leaf("event", (text,), (), (Comparison("by", "==", text),)) for text in texts]), *(fact(t, "event", t, about=t, by=t) for t in texts)
    )
    assert [set(leaf.satisfying) for leaf in found.leaves] == [{text} for text in texts]


def test_a_fact_that_two_alternatives_match_is_found_once() -> None:
    """`$or` fires once for each that is true (01). A denial satisfies the scope of every alternative, and is found once."""
    leaf = Leaf("event", ("a", "b"), (Comparison("by", "in", ("x", "y", "z")), Comparison("result", "in", ("x", 1))), ())
    found = agreed(
        plan_of([leaf, Leaf("event", ())], [Pairing(0, 1, "any")]), fact("d", "event", "a", denied=True), fact("e", "event", "b", by="y", result="x")
    )
    assert found.leaves[0] == Found(frozenset("de"), frozenset("e"), frozenset("d"))


def test_facts_that_nothing_asks_for_hold_up_nothing() -> None:
    """One fact that no rule matches keeps a whole batch from firing (12)."""
    facts = [fact(f"n{n}", "statement", "nobody") for n in range(5)]
    facts += [fact("m", "measure", "nobody", value=1), fact("o", "measure", "plan"), fact("p", "measure", "plan", value=80)]
    assert agreed(plan_of(at_least(75)), *facts).leaves[0].satisfying == {"p"}
    assert agreed(plan_of(at_least(75))).leaves[0] == Found()
    assert agreed(plan_of([]), *facts) == Matches((), ())


def test_a_pair_out_of_order_is_harmless() -> None:
    """Where the last of two joined comparisons is false, the core reads on past their end: 40 by 40 facts, half out of order."""
    plan = plan_of([Leaf("event", ("act",)), Leaf("event", ("need",))], [Pairing(0, 1, "before"), Pairing(0, 1, "after"), Pairing(1, 1, "before", 1)])
    facts = [fact(f"{key}{n:02}", "event", key, about=f"s{n % 4}", days=13 * n % 40) for key in ("act", "need") for n in range(40)]
    found = agreed(plan, *facts)
    assert len(found.pairings[0] | found.pairings[1]) == 400


def test_what_is_withdrawn_and_comes_back_is_matched_again() -> None:
    """The core refuses an id that it has seen (10), takes back nothing that a fact fired, and withdrawing one corrupts it."""
    plan = plan_of([*at_least(75), Leaf("event", ("act",))], [Pairing(1, 0, "any")])
    act, low, high = fact("a", "event", "act"), fact("m", "measure", value=74), fact("m", "measure", value=75)
    stages = [[act, high], [high], [act, high], [act, low], [act], [], [act, high]] * 60
    with durable.Live(plan) as live:
        for stage in stages:
            assert live.sync(facts_of(*stage)) == direct.match(plan, facts_of(*stage))


def test_withdrawn_facts_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """When more are gone than are held the rulesets are opened anew, and the matches stay right."""
    monkeypatch.setattr(durable, "MOST_GONE", 20)
    plan = plan_of(at_least(75))
    with durable.Live(plan) as live:
        for n in range(60):
            assert live.sync(facts_of(fact("m", "measure", value=n + 50))).leaves[0].satisfying == ({"m"} if n >= 25 else set())
            assert live._used < 30


def test_one_worker_serves_more_sessions_than_the_core_holds() -> None:
    """It takes no 1,025th session (20): here each ends before the next, under a name of a thousand."""
    facts = facts_of(fact("m", "measure", value=75))
    with durable.Live(plan_of(at_least(75))) as live:
        for n in range(1100):
            live.change(plan_of(at_least(74 + n % 3)))
            assert bool(live.sync(facts).leaves[0].satisfying) == (n % 3 < 2)


def test_more_facts_than_it_is_given_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The core keeps some ten kilobytes a fact."""
    monkeypatch.setattr(durable, "MOST_FACTS", 3)
    choice = match_with("auto", plan_of(at_least(75)), facts_of(*(fact(f"m{n}", "measure", value=75) for n in range(4))))
    assert choice.fallback == "durable-rules is not given more than 3 facts, and there are 4"
    assert len(choice.matches.leaves[0].satisfying) == 4


KINDS_RULE = {"7": {"all": [{"a": {"$and": [{"kind": 1}, {"$gte": {"p0": 0}}]}}]}}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ([{"id": "000002", "kind": 1, "p0": 5}, {"id": "000003", "kind": 1, "p0": 1e-05}, {"id": "000004", "kind": 1, "p0": 5}], "it lost some of the facts"),
        ([{"id": "000002", "kind": 1, "p0": 1}, {"id": "000002", "kind": 1, "p0": 2}], "MessageObservedException"),
    ],
)
def test_the_worker_notices_what_the_core_swallows(facts: list[dict[str, object]], reason: str) -> None:
    """A batch from which the core drops facts in silence (12), or that names one twice, is a fault and no answer."""
    process = Process()
    try:
        process.ask({"ask": "000009", "open": [KINDS_RULE], "add": [[0, facts]]}, 30)
        with pytest.raises(Lost, match=reason):
            process.answer()
    finally:
        process.close()


def test_rules_that_the_core_refuses_are_a_fault() -> None:
    """Error numbers of the core reach the parent as a reason."""
    process = Process()
    try:
        process.ask({"ask": "000009", "open": [{"0": {"all": [{"a": {"kind": [1]}}]}}], "add": [[0, [{"id": "000002", "kind": 1}]]]}, 30)
        with pytest.raises(Lost, match=r"durable-rules reported an error: .*error code"):
            process.answer()
    finally:
        process.close()


def test_no_two_names_that_the_core_is_given_have_one_hash() -> None:
    """It knows ids, sessions and properties by 32-bit hashes alone (11): those that we give differ."""
    numpy = pytest.importorskip("numpy")

    def hashed(texts: list[str]) -> object:
        width = {len(t) for t in texts}
        assert len(width) == 1
        table = numpy.frombuffer("".join(texts).encode(), dtype=numpy.uint8).reshape(len(texts), width.pop())
        out = numpy.full(len(texts), 2166136261, dtype=numpy.uint32)
        for column in table.T:
            out = (out ^ column) * numpy.uint32(16777619)
        return out

    def distinct(*groups: list[str]) -> bool:
        every = numpy.concatenate([hashed([t for t in group if len(t) == width]) for group in groups for width in {len(t) for t in group}])
        return len(numpy.unique(every)) == sum(map(len, groups))

    assert len(OPENING) == 6
    assert distinct([f"{n:06}" for n in range(1_000_000)], [f"sid-s{n}" for n in range(1000)])
    assert distinct([f"p{n}" for n in range(100_000)], ["kind", "key", "denied", "about", "date", "id", "sid", "$s"])
    assert distinct([f"s{n}" for n in range(1000)])
    assert not distinct(["costarring"], ["liquid"])


def test_what_joins_two_facts_ends_with_what_cannot_be_false() -> None:
    """Of joined comparisons the core skips one too many past a false one: only a second `about` keeps it from running on."""
    plan = plan_of([Leaf("event", ("act",)), Leaf("event", ("need",))], [Pairing(0, 1, order) for order in ("before", "after", "any")])
    joins = [rule["all"][1]["b"]["$and"] for ruleset in Compiled(plan).rulesets for rule in ruleset.values() if len(rule["all"]) == 2]
    assert len(joins) == 3
    for join in joins:
        assert join[-2:] == [{"about": {"a": "about"}}] * 2
