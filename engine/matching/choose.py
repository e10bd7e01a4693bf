"""Which matchers run, and what is done when one of them fails: the user never pays for it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
    with matching(matcher, plan, facts, deadline=deadline, _command=_command) as (_, choice):
        return choice()


@contextmanager
def matching(
    matcher: str, plan: Plan, facts: Facts, *, deadline: float = 30.0, _command: Sequence[str] | None = None
) -> Iterator[tuple[Matches, Callable[[], Choice]]]:
    """Match as `match_with` does, and give the matches as soon as they are known; the choice, when it is asked for.

    For `auto` the matches are direct's, whatever durable-rules finds: its worker runs beside until the choice is asked for.
    """
    if matcher not in MATCHERS:
        raise ValueError(f"there is no matcher '{matcher}'; choose {', '.join(MATCHERS)}")
    if matcher == "direct":
        alone = Choice(direct.match(plan, facts), ("direct",), agreed=True)
        yield alone.matches, lambda: alone
        return
    with _beside(plan, facts, deadline, _command) as found:
        if matcher == "auto":
            matches = direct.match(plan, facts)
            yield matches, lambda: _compared(plan, matches, found())
        else:
            answer = found()
            chosen = _fallen_back(direct.match(plan, facts), answer) if isinstance(answer, str) else Choice(answer, (_durable(),), agreed=True)
            yield chosen.matches, lambda: chosen


@contextmanager
def _beside(plan: Plan, facts: Facts, deadline: float, command: Sequence[str] | None) -> Iterator[Callable[[], Matches | str]]:
    """durable-rules at work, and what to call for its matches, or for why there are none: whatever goes wrong on that side, direct's stand."""
    try:
        pending = durable.start(plan, facts, deadline, _command=command)
    except Exception as error:  # noqa: BLE001 (as said)
        why = _why(error)
    else:
        with pending:
            yield lambda: _answered(pending)
        return
    yield lambda: why


def _answered(pending: durable.Pending) -> Matches | str:
    try:
        return pending.result()
    except Exception as error:  # noqa: BLE001 (as said)
        return _why(error)


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, durable.Unavailable) else f"durable-rules' side failed: {type(error).__name__}"


def _durable() -> str:
    return durable.version() or "durable-rules"


def _fallen_back(matches: Matches, why: str) -> Choice:
    return Choice(matches, ("direct",), agreed=True, fallback=why)


def _compared(plan: Plan, matches: Matches, found: Matches | str) -> Choice:
    """The matches of direct, and whether durable-rules found the same."""
    if isinstance(found, str):
        return _fallen_back(matches, found)
    matchers = (_durable(), "direct")
    if found == matches:
        return Choice(matches, matchers, agreed=True)
    why = f"durable-rules and direct differ, first in {_first_difference(plan, matches, found)}; direct's matches stand"
    return Choice(matches, matchers, agreed=False, fallback=why)


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
