"""A made-up sector with the figures that "Securing better outcomes" (2005) gives of CPA 2004, and what the rules make of it.

The paper gives shares and no list of councils, so that no council of these is a real one. Each has the rating that the
shares call for; what comes out of the rules must have the same shares. Numbers of councils in England in 2004: 150
single tier and county councils (388 less 238 districts).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.compile import compile_plan
from engine.home import home
from engine.load import load
from engine.plan import Plan
from engine.rows import TRUE
from engine.sector.together import Part, judge_frame
from evidence.columns import frame_of
from evidence.model import EvidenceSet

DAY = dt.date(2004, 12, 31)
SINGLE, DISTRICTS = 150, 238
LOW = {"unitary": Fraction(56, 100), "district": Fraction(68, 100)}
"""5.3: who scored 2 of 4 at most for performance management."""
TOP = Fraction(28, 100)
"""5.3: of the excellent councils so many scored 4."""
GOOD = Fraction(2, 3)
"""Foreword: of single tier and county councils so many are good or excellent."""
WEAK_2004, WEAK_2002, POOR_2002 = 16, 34, 13
"""1.6: weak and poor councils in December 2004 and 2002; 7.21, in the box on Wakefield: how many were poor in 2002."""
EXCELLENT = 50
"""Not in the paper: an assumption. Of 50 councils 28% are a whole number."""


@dataclass(frozen=True)
class Council:
    """A made-up council: its type, its category, its score for performance management."""

    name: str
    type: str
    category: str
    managed: int

    @property
    def evidence(self) -> EvidenceSet:
        """The two ratings."""
        said = {"cpa-category": self.category, "performance-management": self.managed}
        items = [{"id": key, "rating": key, "value": value, "date": DAY, "source": "inspectors"} for key, value in said.items()]
        return EvidenceSet.model_validate({"authority": {"name": self.name, "type": self.type, "made_up": True}, "as_of": DAY, "items": items})


def councils() -> Iterator[Council]:
    """The sector in December 2004."""
    good = round(SINGLE * GOOD)
    categories = ["excellent"] * EXCELLENT + ["good"] * (good - EXCELLENT) + ["fair"] * (SINGLE - good - WEAK_2004) + ["weak"] * WEAK_2004
    low, top = round(SINGLE * LOW["unitary"]), round(EXCELLENT * TOP)
    for n, category in enumerate(categories):
        yield Council(f"single-{n:03}", "unitary", category, 4 if n < top else 3 if n < SINGLE - low else 2)
    low = round(DISTRICTS * LOW["district"])
    for n in range(DISTRICTS):
        yield Council(f"district-{n:03}", "district", "fair", 2 if n < low else 3)


def councils_2002() -> list[Council]:
    """Single tier and county councils in December 2002, with the weak and the poor; of the others only that they are neither."""
    categories = ["poor"] * POOR_2002 + ["weak"] * (WEAK_2002 - POOR_2002) + ["good"] * (SINGLE - WEAK_2002)
    return [Council(f"single-{n:03}", "unitary", category, 3 if category == "good" else 2) for n, category in enumerate(categories)]


@dataclass(frozen=True)
class Judged:
    """A sector under one rulebook: of which councils a test is met, and for which a trigger is proved."""

    plan: Plan
    part: Part

    def meets(self, rule: str, test: str) -> set[str]:
        """The councils that meet a test of a rule."""
        number = next(n for n, t in enumerate(self.plan.tests) if (t.rule, t.name) == (rule, test))
        return {name for row, name in enumerate(self.part.names) if self.part.judged.tally.truth[row, number] == TRUE}

    def proved(self, trigger: str) -> set[str]:
        """The councils for which a trigger is proved, looked at as a whole."""
        number = next(n for n, t in enumerate(self.plan.triggers) if t.id == trigger)
        wholes = self.part.judged.triggers[number][self.part.judged.tally.rows.wholes]
        return {name for row, name in enumerate(self.part.names) if wholes[row] == TRUE}


def scores(sector: list[Council]) -> dict[str, int]:
    """The score for performance management of every council, as grades of the rulebook kept with the tests."""
    plan = compile_plan([load(Path(__file__).parent / "cpa-2004")])
    (part,) = judge_frame(plan, frame_of({c.name: c.evidence for c in sector}))
    return dict(zip(part.names, part.judged.nodes["managed"].grade.tolist(), strict=False))


def judged(book: str, sector: list[Council]) -> Judged:
    """A sector under one rulebook, all councils together."""
    plan = compile_plan([load(home() / book)])
    (part,) = judge_frame(plan, frame_of({c.name: c.evidence for c in sector}))
    return Judged(plan, part)
