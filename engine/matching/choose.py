"""Which matchers run, and what is done when one of them fails: the user never pays for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.facts import Facts
from engine.matching import direct, durable
from engine.matching.matches import Matches
from engine.plan import Plan

MATCHERS = ("auto", "durable", "direct")


@dataclass(frozen=True, slots=True)
class Choice:
    """The matches, by whom, and whether they agreed; `fallback` says why durable-rules' answer was not used."""

    matches: Matches
    matchers: tuple[str, ...]
    agreed: bool
    fallback: str | None = None


def match_with(matcher: str, plan: Plan, facts: Facts, *, deadline: float = 30.0, _command: Sequence[str] | None = None) -> Choice:
    """Match with the matcher chosen. `auto` runs durable-rules and direct and compares them.

    Raises ValueError for a matcher that there is not. `deadline` is in seconds, and durable-rules'; direct has none.
    """
    if matcher not in MATCHERS:
        raise ValueError(f"there is no matcher '{matcher}'; choose {', '.join(MATCHERS)}")
    if matcher == "direct":
        return Choice(direct.match(plan, facts), ("direct",), agreed=True)
    matches = None
    try:
        with durable.start(plan, facts, deadline, _command=_command) as pending:
            # The worker runs meanwhile.
            matches = direct.match(plan, facts) if matcher == "auto" else None
            found = pending.result()
    except Exception as error:  # noqa: BLE001 (whatever goes wrong on that side, direct's matches stand)
        why = str(error) if isinstance(error, durable.Unavailable) else f"durable-rules' side failed: {type(error).__name__}"
        return Choice(matches or direct.match(plan, facts), ("direct",), agreed=True, fallback=why)
    by = durable.version() or "durable-rules"
    if matches is None:
        return Choice(found, (by,), agreed=True)
    if found == matches:
        return Choice(matches, (by, "direct"), agreed=True)
    why = f"durable-rules and direct differ, first in {_first_difference(plan, matches, found)}; direct's matches stand"
    return Choice(matches, (by, "direct"), agreed=False, fallback=why)


def _first_difference(plan: Plan, one: Matches, other: Matches) -> str:
    """The first test whose leaf or pairing differs, by its rule and name, with what it asks for."""
    for n, leaf in enumerate(plan.leaves):
        if one.leaves[n] != other.leaves[n]:
            return _named(plan, n, f"leaf {n} ({leaf.kind}: {', '.join(leaf.keys) or 'any'})")
    for n, pairing in enumerate(plan.pairings):
        if one.pairings[n] != other.pairings[n]:
            return _named(plan, pairing.act, f"pairing {n}")
    raise AssertionError("they do not differ")


def _named(plan: Plan, leaf: int, place: str) -> str:
    test = next((t for t in plan.tests if t.leaf == leaf), None)
    criterion = next((c for c in plan.criteria if c.said == leaf), None)
    if test:
        return f"the test '{test.name}' of {test.rule}, {place}"
    return f"what is said of {criterion.id}, {place}" if criterion else place
