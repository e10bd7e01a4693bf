"""Why a test is met or not, in words: what was found, and how far it missed."""

from collections.abc import Collection

from engine.dues import denies
from engine.facts import Fact, Facts
from engine.matching.direct import bears, holds
from engine.matching.matches import Matches
from engine.plan import DUE, Comparison, Plan
from engine.tally import FALSE, TRUE, Tally, older
from evidence.model import EXTENTS, STATUSES

TRUTHS = {TRUE: "met", FALSE: "not met", 0: "unknown"}


def because(plan: Plan, test: int, matches: Matches, facts: Facts, only: Collection[str] | None = None) -> list[str]:
    """The evidence that a test rests on: all in its scope, and for acts (`only` some of them) what each was paired with."""
    found = matches.leaves[plan.tests[test].leaf]
    ids = set(found.scope | found.doubtful)
    each = plan.tests[test].each
    if each is not None:
        acts = found.satisfying if only is None else only
        falls_due = plan.leaves[plan.tests[test].leaf].kind == DUE
        # A day on which something falls due is no evidence; what answers it is.
        ids = set() if falls_due else set(acts)
        for index in pairings_of(each.needs, each.mended, each.unless):
            ids |= {other for act, other in matches.pairings[index] if act in acts}
            other = plan.pairings[index].other
            denials = matches.leaves[other].denying
            ids |= {d for d in denials if not falls_due or any(denies(facts.by_id[d], facts.by_id[act], plan.leaves[other], facts) for act in acts)}
    return sorted(ids)


def pairings_of(needs: object, *more: int | None) -> list[int]:
    """The pairings that a need and what else is asked of acts look at."""
    out = [m for m in more if m is not None]
    if getattr(needs, "how", None) == "pair":
        out.append(needs.index)  # type: ignore[attr-defined]
    for part in getattr(needs, "parts", ()):
        out += pairings_of(part)
    return out


def missed(plan: Plan, test: int, facts: Facts, matches: Matches, tally: Tally) -> str | None:
    """How far a test missed, or None where it is met."""
    if tally.truth[0, test] == TRUE:
        return None
    rule = plan.tests[test]
    leaf = plan.leaves[rule.leaf]
    found = matches.leaves[rule.leaf]
    if rule.each is not None:
        verdicts = [v for _, v in tally.verdicts[test] if v not in ("kept", "mended")]
        return ", ".join(f"{verdicts.count(v)} {v}" for v in sorted(set(verdicts))) or "no such act is on record"
    if found.denying:
        return "looked for, and not there" + (", though another item says it is" if found.satisfying else "")
    if found.doubtful and not found.satisfying:
        return "the difference is no larger than the figure's margin of error"
    if found.satisfying:
        if rule.share:
            return f"{len(found.satisfying)} of {len(found.scope)} do"
        lacks = [f"{len({facts.by_id[i].root for i in found.satisfying})} of {rule.times}"] if rule.times > 1 else []
        kinds = {facts.by_id[i].voice for i in found.satisfying}
        if rule.sources > len(kinds):
            lacks.append(f"{len(kinds)} of {rule.sources} kinds of source")
        return " and ".join(lacks) or None
    near = [facts.by_id[i] for i in sorted(found.scope)]
    if near:
        return "; ".join(dict.fromkeys(_short_of(c, fact, plan) for fact in near[-3:] for c in leaf.wanted if not holds(c, fact)))
    stale = [facts.by_id[i] for i in older(leaf, facts)]
    if stale:
        limit = next(int(c.value) for c in leaf.scope if c.attribute == "age")  # type: ignore[arg-type]
        youngest = min(int(f.attributes["age"]) for f in stale)
        return f"the newest is {youngest} months old, {youngest - limit} too old"
    silent = [f for key in leaf.keys or ("",) for f in facts.by_key.get((leaf.kind, key), ()) if not bears(leaf, f)]
    if silent:
        unsaid = sorted({_named(c) for f in silent for c in leaf.scope if not holds(c, f) and c.attribute not in ("age", "latest")})
        return f"there is one, but it does not say {', '.join(unsaid)}" if unsaid else None
    return "nothing on record"


_NAMES = {"target_met": "whether its target is met", "quarter": "where its peers stand", "periods": "enough periods", "value": "its value",
          "improving": "enough periods", "worsening": "enough periods", "worse_by": "how far its peers lie apart", "better_by": "how far its peers lie apart",
          "projected": "where it is going", "rises": "which way is better", "falls": "which way is better"}  # fmt: skip

_DERIVED = {
    "improving": "it is {value:%} sure that it improves over {of} periods, {wanted:%} are asked",
    "worsening": "it is {value:%} sure that it worsens over {of} periods, {wanted:%} are asked",
    "worse_by": "it lies {value} times the MAD on the worse side of the median of its {of}, {wanted} are asked",
    "better_by": "it lies {value} times the MAD on the better side of the median of its {of}, {wanted} are asked",
    "projected": "if the last {of} periods go on, it is the other way round",
}


def _named(c: Comparison) -> str:
    name = c.attribute.partition(".")[0]
    return _NAMES.get(name, name.replace("_", " "))


def _short_of(c: Comparison, fact: Fact, plan: Plan) -> str:
    name, _, topic = c.attribute.partition(".")
    if name in _DERIVED:
        return _DERIVED[name].format(value=fact.attributes[c.attribute], wanted=c.value, of=topic)
    if topic:
        return f"it does not {'include' if name == 'includes' else 'go to'} {topic.replace('-', ' ')}"
    value = fact.attributes[c.attribute]
    if name == "target_met":
        return "the target is " + ("missed" if c.value == 1 else "met")
    if name == "quarter":
        return f"it is in quarter {value} of its peers, counted from the worst"
    if name in ("rises", "falls"):
        return f"{value} of {c.value} changes running go that way"
    if name == "status":
        return f"it is {STATUSES[int(value)]}"
    if name == "extent":
        return f"it is said to be {EXTENTS[int(value)].replace('_', ' ')}"
    if name == "value" and fact.kind == "rating":
        return f"it is {plan.ratings[fact.key][int(value)].replace('-', ' ')}"
    if c.operator in (">=", "<=") and not isinstance(value, str) and not isinstance(c.value, str | tuple):
        side = "at least" if c.operator == ">=" else "at most"
        return f"{value} against {side} {c.value}: {abs(value - c.value)} {'short' if c.operator == '>=' else 'over'}"
    return f"its {name} is {str(value).replace('-', ' ')}"
