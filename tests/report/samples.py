"""Assessments to render: a whole council, and what is built from it. Everything in it is invented."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from engine.assess import Options, assess
from engine.assessment import Assessment
from engine.compile import compile_plan
from engine.load import load
from engine.plan import Plan
from engine.rulebook import Rulebook
from evidence.model import EvidenceSet

ROOT = Path(__file__).parents[2]
AS_OF = "2009-06-30"

SAYINGS = {
    "in_place": "We do this as a matter of course; ask anybody on the second floor.",
    "embedded": "It is simply how we work now, and you can see it in the figures.",
    "partial": "Some departments do it, others have not got round to it.",
    "planned": "It is on the list for next year.",
    "absent": "I have been here eleven years and never seen it done.",
}
"""What people say, by how far it goes."""

PATTERNS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("members", "in_place"), ("officers", "in_place")),
    (),
    (("members", "embedded"), ("officers", "embedded"), ("staff", "in_place")),
    (("staff", "absent"), ("unions", "planned")),
    (("members", "in_place"), ("staff", "absent")),
    (("partners", "partial"),),
    (("residents", "absent"),),
    (("users", "partial"), ("officers", "in_place")),
)
"""Who says what of one criterion after the other."""


def _items(criteria: list[str]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for n, criterion in enumerate(criteria):
        for who, extent in PATTERNS[n % len(PATTERNS)]:
            number = len(items) + 1
            date = "2004-03-12" if n % 23 == 8 else f"2009-05-{11 + number % 15}"
            items.append(
                {
                    "id": f"talk-{number:03}",
                    "statement": criterion,
                    "extent": extent,
                    "results": extent == "embedded",
                    "date": date,
                    "source": {"kind": who, "person": f"Speaker {number:03}", "role": f"role {number:03}"},
                    "obtained": "interview",
                    "excerpt": f"{SAYINGS[extent]} ({number:03})",
                }
            )
    return items + [dict(item) for item in FACTS]


def _series(measure: str, values: tuple[str, ...], **more: Any) -> list[dict[str, Any]]:
    from decimal import Decimal

    years = ("2006-03-31", "2007-03-31", "2008-03-31", "2009-03-31")[-len(values) :]
    return [
        {"id": f"{more.get('about', 'all')}-{measure}-{year[:4]}", "measure": measure, "value": Decimal(value), "date": year, "period": f"{int(year[:4]) - 1}/{year[2:4]}",
         "source": {"kind": "data", "title": "Annual performance report", "at": f"table {n + 1}"}, "audited": True, **more}
        for n, (year, value) in enumerate(zip(years, values, strict=True))
    ]  # fmt: skip


FACTS: list[dict[str, Any]] = [
    {"id": "doc-plan", "document": "corporate-plan", "status": "adopted", "date": "2008-02-20", "includes": ["priorities", "vision", "targets"],
     "source": {"kind": "document", "title": "Corporate plan 2008 to 2011", "at": "pages 4 to 9"}, "excerpt": "Six priorities, each with a lead member and a date."},
    {"id": "doc-delegation", "document": "scheme-of-delegation", "status": "adopted", "date": "2008-05-14",
     "source": {"kind": "document", "title": "Constitution", "at": "part 3"}},
    {"id": "doc-constitution", "document": "constitution", "status": "adopted", "date": "2008-05-14",
     "includes": ["executive-role", "scrutiny-role", "member-contribution", "advice-to-members"], "source": {"kind": "document", "title": "Constitution"}},
    {"id": "doc-agreement", "document": "local-area-agreement", "status": "adopted", "date": "2008-06-30", "includes": "outcome-targets",
     "source": {"kind": "document", "title": "Local area agreement 2008 to 2011", "at": "annex B"}},
    {"id": "doc-framework", "document": "response-framework", "status": "consulted", "date": "2009-02-02", "source": "document"},
    {"id": "doc-initiative", "event": "major-initiative-started", "date": "2008-10-01", "topic": "town-hall", "source": "document"},
    {"id": "event-trial", "event": "trial-evaluated", "date": "2008-11-20", "source": {"kind": "document", "title": "Trial of weekend opening: what we learnt"}},
    {"id": "event-peers", "event": "outside-challenge-invited", "date": "2008-09-01", "source": "document", "note": "The invitation went to three councils; one came."},
    {"id": "event-weakness", "event": "weakness-reported", "date": "2005-03-31", "topic": "assets", "source": "document"},
    {"id": "event-effort-1", "event": "improvement-effort", "result": "failed", "about": "adult-social-care", "date": "2008-06-30", "source": "document"},
    {"id": "event-effort-2", "event": "improvement-effort", "result": "failed", "about": "adult-social-care", "date": "2009-01-31", "source": "document"},
    {"id": "rating-stars", "rating": "star-rating", "value": 0, "about": "adult-social-care", "date": "2008-12-01", "source": "inspectors"},
    {"id": "rating-travel", "rating": "direction-of-travel", "value": "improving-well", "date": "2009-03-01", "source": {"kind": "inspectors", "title": "Direction of travel statement"}},
    {"id": "event-orphan", "event": "summer-fair", "date": "2008-07-12", "source": "document"},
    {"id": "doc-late", "document": "workforce-strategy", "status": "adopted", "date": "2009-09-30", "known": "2009-09-30", "source": "document"},
    {"id": "word-experience-1", "statement": "poor-experience", "extent": "partial", "about": "adult-social-care", "date": "2009-04-02", "source": "users",
     "excerpt": "I waited nine weeks and then explained it all again to somebody new."},
    {"id": "word-experience-2", "statement": "poor-experience", "extent": "in_place", "about": "adult-social-care", "date": "2009-04-09", "source": "partners",
     "handling": "restricted", "excerpt": "Their duty desk does not answer."},
    *_series("plan-targets-met", ("61", "68", "74", "78")),
    *_series("role-clarity", ("64", "72", "81")),
    *_series("days-to-decision", ("41", "44", "49"), target=40, peers={"quartiles": [28, 35, 42], "n": 46}),
    *_series("laa-targets-met", ("55", "48", "41"), target=60),
    *_series("service-user-satisfaction", ("62", "57", "51"), about="adult-social-care", peers={"quartiles": [55, 61, 70], "n": 31}),
]  # fmt: skip


@cache
def rulebooks() -> tuple[Rulebook, ...]:
    """The peer review benchmark and the ladder."""
    return tuple(load(ROOT / "rules" / name) for name in ("corporate-peer-review", "intervention-ladder"))


@cache
def plan() -> Plan:
    """Both, compiled."""
    return compile_plan(rulebooks())


def council(**more: Any) -> EvidenceSet:
    """A made-up council of which much is known. `more` replaces parts of the set."""
    criteria = list(rulebooks()[0].criteria)
    given: dict[str, Any] = {
        "authority": {"name": "Saltmarsh Borough Council", "type": "unitary", "region": "East of England", "made_up": True},
        "as_of": dt.date.fromisoformat(AS_OF),
        "items": _items(criteria),
        "not_applicable": [{"criterion": "cpr.4.2.natural.1", "by": "Reviewer A", "reason": "The council has no land beyond its offices"}],
        "scores": [
            {"criterion": criteria[n], "grade": grade, "reason": "From the week on site", "by": who, "date": AS_OF}
            for n, grade, who in ((0, 3, "Reviewer A"), (0, 2, "Reviewer B"), (2, 4, "Reviewer A"), (3, 1, "Reviewer B"))
        ],
        "decisions": [
            {"on": criteria[3], "adopted": 2, "reason": "The staff we met came from one depot", "by": "The team", "date": AS_OF},
            {"on": "adult-social-care", "adopted": "ladder.rung.2a", "reason": "A neighbour has already begun to help", "by": "The team", "date": AS_OF},
        ],
    }
    return EvidenceSet.model_validate(given | more)


def assessed(evidence: EvidenceSet, **options: Any) -> Assessment:
    """The assessment of an evidence set under both rulebooks. Direct matching: what the matchers do is tested elsewhere."""
    return assess(plan(), rulebooks(), evidence, Options(**({"matcher": "direct"} | options)))
