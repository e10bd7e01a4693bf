"""A plan as rulesets for durable-rules: pure data in whole numbers, and none of the C core's limits in reach."""

from collections.abc import Container, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Literal, NamedTuple

from engine.facts import Fact, Facts, months_apart
from engine.matching.coding import Asked, Coding, Property
from engine.matching.direct import set_apart
from engine.matching.durable_worker import Rules
from engine.matching.matches import NOTHING, Found, Matches
from engine.plan import Leaf, Pairing, Plan

MOST_CONDITIONS = 60
"""Of one ruleset. One fact meets 64 at most, or the core gives up; so no rule shares its first condition with more than
254 others and no test has more than 510 beside it (it crashes and hangs), and there are no more than 4,096 rules.
"""
MOST_PROPERTIES = 200
"""Of one ruleset, and so of one fact. The core takes 254."""

Hits = Mapping[int, AbstractSet[tuple[str, ...]]]
"""What each rule found: facts, or pairs of facts, by the numbers under which they were asserted."""
Codes = tuple[tuple[int, Mapping[str, int]], ...]
"""A fact as each ruleset that it bears on sees it: the ruleset's number, codes by name."""


_ABOUT = {"about": {"a": "about"}}
_JOINS: dict[str, tuple[dict[str, Any], ...]] = {
    "any": (_ABOUT, _ABOUT),
    "before": ({"$lte": {"date": {"a": "date"}}}, _ABOUT, _ABOUT),
    "after": ({"$gte": {"date": {"a": "date"}}}, _ABOUT, _ABOUT),
}
"""What joins a rule's second fact to its first. Where the last of these is false the core reads on past its end and may
crash; the last is therefore said twice, and stands behind what can be false: it is asked of facts about one subject only.
"""


_NO_RULE = -1


class TooMuch(Exception):
    """A plan that no rulesets can hold; the text says what there is too much of."""


class Condition(NamedTuple):
    """What is asked of one fact. Where `wanted` is None only its scope counts; else it must not be a denial either."""

    kind: str
    keys: tuple[str, ...]
    key: Asked | None
    """That its key is one of several keys."""
    scope: tuple[Asked, ...]
    wanted: tuple[Asked, ...] | None = None

    def properties(self) -> dict[Property, None]:
        """The properties that it tests."""
        return dict.fromkeys(asked.property for asked in (*([self.key] if self.key else ()), *self.scope, *(self.wanted or ())))


class Rule(NamedTuple):
    """A condition of one fact, or of two that are about the same subject, the second dated before or after the first."""

    first: Condition
    second: Condition | None = None
    order: Literal["before", "after", "any"] = "any"

    def conditions(self) -> tuple[Condition, ...]:
        """Its one or two conditions."""
        return (self.first,) if self.second is None else (self.first, self.second)


class _Ruleset:
    """A ruleset as it fills up, with what it asks of facts by (kind, key); the key "" stands for any."""

    def __init__(self) -> None:
        self.rules: dict[str, dict[str, Any]] = {}
        self.asks: dict[tuple[str, str], dict[Property, None]] = {}
        self._properties: set[Property] = set()
        self._conditions = 0

    def takes(self, rule: Rule) -> bool:
        """Make room for a rule, unless that brings a limit of the core in reach."""
        conditions = rule.conditions()
        properties = self._properties.union(*(c.properties() for c in conditions))
        if self._conditions + len(conditions) > MOST_CONDITIONS or len(properties) > MOST_PROPERTIES:
            return False
        self._conditions, self._properties = self._conditions + len(conditions), properties
        for c in conditions:
            for key in c.keys or ("",):
                self.asks.setdefault((c.kind, key), {}).update(c.properties())
        return True


class Compiled:
    """A plan compiled: its rulesets, the codes of facts for them, and which rule finds what."""

    def __init__(self, plan: Plan, only: Container[tuple[str, str]] | None = None) -> None:
        """`only` names the (kind, key) that facts will have, and (kind, "") for each kind: other tests are left out.

        Raises TooMuch where a test asks more of one fact than the core can take.
        """
        self._plan = plan
        self._coding = Coding(plan.leaves)
        self._numbers: dict[Rule, int] = {}
        conditions = [self._condition(leaf) if only is None or any((leaf.kind, key) in only for key in leaf.keys or ("",)) else None for leaf in plan.leaves]
        self._leaves = tuple(self._leaf(condition) for condition in conditions)
        self._pairings = tuple(self._pairing(p, conditions[p.act], conditions[p.other]) for p in plan.pairings)
        self._rulesets = tuple(self._filled())
        self._routes: dict[tuple[str, str], tuple[tuple[int, tuple[Property, ...]], ...]] = {}
        self.arity = {number: len(rule.conditions()) for rule, number in self._numbers.items()}
        """For each rule whether it finds facts (1) or pairs of facts (2)."""

    @property
    def rulesets(self) -> list[Rules]:
        """The rulesets as data for the worker; a rule's name is its number."""
        return [ruleset.rules for ruleset in self._rulesets]

    def encode(self, fact: Fact) -> Codes:
        """A fact for the rulesets that it bears on: only what their tests of its kind and key ask."""
        route = self._routes.get((fact.kind, fact.key))
        if route is None:
            route = self._routes[fact.kind, fact.key] = tuple(self._route(fact.kind, fact.key))
        if not route:
            return ()
        base, code = self._coding.base(fact), self._coding.code
        return tuple((number, {**base, **{p.name: c for p in properties if (c := code(p, fact)) is not None}}) for number, properties in route)

    def decode(self, hits: Hits, ids: Mapping[str, str], facts: Facts) -> Matches:
        """The matches that hits stand for; `ids` are the facts' ids by the numbers under which they were asserted."""
        denied = {fact.id for fact in facts.facts if fact.denied}
        found = tuple(
            set_apart(leaf, self._found(*rules, hits, ids, denied), facts.doubted) for leaf, rules in zip(self._plan.leaves, self._leaves, strict=True)
        )
        pairs = tuple(
            frozenset(
                (ids[act], ids[other])
                for act, other in hits.get(rule, ())
                if _within(pairing, facts.by_id[ids[act]], facts.by_id[ids[other]])
                and not (ids[act] in found[pairing.act].doubtful or ids[other] in found[pairing.other].doubtful)
            )
            for rule, pairing in zip(self._pairings, self._plan.pairings, strict=True)
        )
        return Matches(found, pairs)

    def _found(self, bears: int, satisfies: int | None, hits: Hits, ids: Mapping[str, str], denied: AbstractSet[str]) -> Found:
        scope = frozenset(ids[n] for (n,) in hits.get(bears, ()))
        if not scope:
            return NOTHING
        satisfying = scope - denied if satisfies is None else frozenset(ids[n] for (n,) in hits.get(satisfies, ()))
        return Found(scope, satisfying, scope & denied)

    def _leaf(self, condition: Condition | None) -> tuple[int, int | None]:
        """The rules that find what bears on a leaf, and what satisfies it; None where nothing more is wanted of that."""
        if condition is None:
            return _NO_RULE, None
        return self._number(Rule(condition._replace(wanted=None))), self._number(Rule(condition)) if condition.wanted else None

    def _pairing(self, pairing: Pairing, act: Condition | None, other: Condition | None) -> int:
        return self._number(Rule(act, other, pairing.order)) if act and other else _NO_RULE

    def _condition(self, leaf: Leaf) -> Condition:
        asked, keys = self._coding.asked, tuple(dict.fromkeys(leaf.keys))
        key = self._coding.one_of(leaf.kind, keys) if len(keys) > 1 else None
        return Condition(leaf.kind, keys, key, tuple(map(asked, leaf.scope)), tuple(map(asked, leaf.wanted)))

    def _number(self, rule: Rule) -> int:
        return self._numbers.setdefault(rule, len(self._numbers))

    def _filled(self) -> Iterable[_Ruleset]:
        """The rules in rulesets, those of one key together: a fact then bears on few."""
        ruleset = _Ruleset()
        for rule, number in sorted(self._numbers.items(), key=lambda entry: (entry[0].first.kind, entry[0].first.keys)):
            if not ruleset.takes(rule):
                yield ruleset
                ruleset = _Ruleset()
                if not ruleset.takes(rule):
                    raise TooMuch(f"a test asks more than {MOST_PROPERTIES} things of one fact")
            ruleset.rules[str(number)] = {"all": [{"a": {"$and": self._tests(rule.first)}}]}
            if rule.second:
                ruleset.rules[str(number)]["all"].append({"b": {"$and": [*self._tests(rule.second), *_JOINS[rule.order]]}})
        yield ruleset

    def _tests(self, condition: Condition) -> list[dict[str, Any]]:
        """A condition as durable-rules writes it: one property a test, the kind first."""
        tests: list[dict[str, Any]] = [{"kind": self._coding.kinds[condition.kind]}]
        if condition.key:
            tests.append(_test(condition.key))
        elif condition.keys:
            tests.append({"key": self._coding.keys[condition.keys[0]]})
        tests += map(_test, condition.scope)
        if condition.wanted is not None:
            tests += [{"denied": 0}, *map(_test, condition.wanted)]
        return tests

    def _route(self, kind: str, key: str) -> Iterable[tuple[int, tuple[Property, ...]]]:
        for number, ruleset in enumerate(self._rulesets):
            if (kind, key) in ruleset.asks or (kind, "") in ruleset.asks:
                yield number, tuple({**ruleset.asks.get((kind, key), {}), **ruleset.asks.get((kind, ""), {})})


def _test(asked: Asked) -> dict[str, Any]:
    return {"$lte" if asked.property.what == "<=" else "$gte": {asked.property.name: asked.code}}


def _within(pairing: Pairing, act: Fact, other: Fact) -> bool:
    """Whether no more months have begun between two facts than their pairing allows; no test of the core can tell."""
    if pairing.within is None or pairing.order == "any":
        return True
    earlier, later = (other, act) if pairing.order == "before" else (act, other)
    return months_apart(earlier, later) <= pairing.within
