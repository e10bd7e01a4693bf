"""An assessment's working, and what its caller may choose."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.assessment import LeftOut
from engine.facts import Facts
from engine.judge import Judged
from engine.matching.choose import Choice
from engine.matching.matches import Matches
from engine.plan import Plan
from engine.rulebook import Rulebook
from evidence.audience import Audience
from evidence.model import EvidenceSet


@dataclass(frozen=True)
class Options:
    """What the caller may choose.

    `audience` governs what is shown of the evidence. `scope` limits what is reported to rules whose id is matched
    (completeness is then counted over those). `left_out` are rows that a reader had to set aside: the result is a draft.
    `final` says that nothing keeps the result from being published; the caller has made sure of it.
    """

    audience: Audience = "public"
    matcher: str = "auto"
    grades: bool = True
    ladder: bool = True
    scope: tuple[str, ...] = ()
    as_of: dt.date | None = None
    left_out: tuple[LeftOut, ...] = ()
    final: bool = False
    deadline: float = 30.0


@dataclass(frozen=True)
class Working:
    """An assessment's working: each value on the way, for explanation and for what comes next."""

    plan: Plan
    books: Sequence[Rulebook]
    evidence: EvidenceSet
    facts: Facts
    matches: Matches
    judged: Judged
    choice: Callable[[], Choice]
    """Who matched; asking waits for a matcher that still runs."""
