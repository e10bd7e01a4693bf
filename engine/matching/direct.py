"""The direct matcher: plain Python, the readable oracle that the others are measured against."""

from collections.abc import Iterable, Mapping

from engine.facts import Fact, Facts, months_apart
from engine.matching.matches import NOTHING, Found, Matches
from engine.plan import Comparison, Leaf, Pairing, Plan


def match(plan: Plan, facts: Facts, only: frozenset[int] | None = None) -> Matches:
    """Match every leaf and pairing of the plan against the facts; with `only`, those leaves and their pairings, and nothing for the others."""
    leaves = tuple(find(leaf, facts) if only is None or n in only else NOTHING for n, leaf in enumerate(plan.leaves))
    return Matches(leaves, tuple(pairs(p, plan, facts) if only is None or p.act in only else frozenset() for p in plan.pairings))


def find(leaf: Leaf, facts: Facts) -> Found:
    """What one leaf finds."""
    candidates = _candidates(leaf, facts)
    if not candidates:
        return NOTHING
    scope, satisfying, denying = [], [], []
    for fact in candidates:
        if not bears(leaf, fact):
            continue
        scope.append(fact.id)
        if fact.denied:
            denying.append(fact.id)
        elif all(holds(c, fact) for c in leaf.wanted):
            satisfying.append(fact.id)
    return set_apart(leaf, Found(frozenset(scope), frozenset(satisfying), frozenset(denying)), facts.doubted) if scope else NOTHING


def _candidates(leaf: Leaf, facts: Facts) -> Iterable[Fact]:
    if len(leaf.keys) == 1:
        return facts.by_key.get((leaf.kind, leaf.keys[0]), ())
    if not leaf.keys:
        return facts.by_key.get((leaf.kind, ""), ())
    return [fact for key in leaf.keys for fact in facts.by_key.get((leaf.kind, key), ())]


def bears(leaf: Leaf, fact: Fact, *, ageless: bool = False) -> bool:
    """Whether a fact is in a leaf's scope. A fact that lacks an attribute is not; a denial is, whatever it lacks."""
    for c in leaf.scope:
        if c.attribute == "age":
            if not ageless and not holds(c, fact):
                return False
        elif not holds(c, fact) and not (fact.denied and c.attribute not in fact.attributes):
            return False
    return True


def holds(c: Comparison, fact: Fact) -> bool:
    """Whether one comparison holds; what is not stated never does."""
    value = fact.attributes.get(c.attribute)
    if value is None:
        return False
    match c.operator:
        case "stated":
            return True
        case "in":
            return value in c.value  # type: ignore[operator]
        case _ if isinstance(value, str) or isinstance(c.value, str):
            return c.operator == "==" and value == c.value
        case "==":
            return value == c.value
        case ">=":
            return value >= c.value  # type: ignore[operator]
        case _:
            return value <= c.value  # type: ignore[operator]


def set_apart(leaf: Leaf, found: Found, doubted: Mapping[str, Fact]) -> Found:
    """What a leaf found, with the doubtful apart: those whose error leaves open whether they satisfy.

    No test rests on a difference that an error explains. `doubted` are the facts of which something is not known for sure.
    """
    doubtful = {i for i in found.scope - found.denying if i in doubted and in_doubt(leaf, doubted[i])}
    return Found(found.scope - doubtful, found.satisfying - doubtful, found.denying, frozenset(doubtful)) if doubtful else found


def in_doubt(leaf: Leaf, fact: Fact) -> bool:
    """Whether the error of a fact leaves open whether it satisfies a leaf."""
    verdicts = [_throughout(c, fact) if c.attribute in fact.between else holds(c, fact) for c in leaf.wanted]
    return None in verdicts and False not in verdicts


def _throughout(c: Comparison, fact: Fact) -> bool | None:
    """Whether a comparison holds wherever an attribute lies between its ends; None where that depends."""
    low, high = fact.between[c.attribute]
    if c.operator in ("==", "in"):
        wanted = c.value if isinstance(c.value, tuple) else (c.value,)
        return None if any(low <= v <= high for v in wanted) else False  # type: ignore[operator]
    ends = {c.operator == "stated" or (end >= c.value if c.operator == ">=" else end <= c.value) for end in (low, high)}  # type: ignore[operator]
    return ends.pop() if len(ends) == 1 else None


def pairs(pairing: Pairing, plan: Plan, facts: Facts) -> frozenset[tuple[str, str]]:
    """The pairs of an act and another fact about the same subject, in the order and time asked for."""
    acts = find(plan.leaves[pairing.act], facts).satisfying
    others = find(plan.leaves[pairing.other], facts).satisfying
    if not acts or not others:
        return frozenset()
    by_subject: dict[str, list[Fact]] = {}
    for other in others:
        fact = facts.by_id[other]
        by_subject.setdefault(fact.about, []).append(fact)
    return frozenset(
        (act, other.id)
        for act in acts
        for other in by_subject.get(facts.by_id[act].about, ())
        if act != other.id and in_order(pairing, facts.by_id[act], other)
    )


def in_order(pairing: Pairing, act: Fact, other: Fact) -> bool:
    """Whether the other fact stands to the act as the pairing asks. The same day counts as before and as after."""
    if pairing.order == "before":
        return other.date <= act.date and within(pairing, other, act)
    if pairing.order == "after":
        return act.date <= other.date and within(pairing, act, other)
    return True


def within(pairing: Pairing, earlier: Fact, later: Fact) -> bool:
    """Whether no more months have begun between two facts than the pairing allows."""
    return pairing.within is None or months_apart(earlier, later) <= pairing.within
