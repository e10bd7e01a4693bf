"""What to ask for and what to ask about: the list of documents and figures, and the prompts for interviews, both in the rules' own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.assessment import Assessment
from engine.gaps.result import CriterionShown, Interviews, Prompt, Request, Unknown
from engine.gaps.whom import open_tests
from engine.plan import DUE
from engine.working import Working
from evidence.model import PEOPLE, VOICES


@dataclass
class _Asked:
    """What is gathered for one request."""

    wanted: dict[str, None] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    criteria: dict[str, None] = field(default_factory=dict)


def requests(working: Working, assessment: Assessment, unknowns: Sequence[Unknown]) -> tuple[Request, ...]:
    """The documents, records, figures and judgements that tests of unknown criteria ask for, those of the first unknowns first."""
    criteria = {c.id: c for c in working.plan.criteria}
    asked: dict[tuple[str, str], _Asked] = {}
    for unknown in unknowns:
        c = criteria[unknown.criterion]
        reasons = dict(zip(c.tests, assessment.reasons[c.id].tests, strict=True))
        for test in open_tests(working, c):
            leaf = working.plan.leaves[working.plan.tests[test].leaf]
            if leaf.kind in ("statement", DUE):
                continue
            for key in leaf.keys:
                entry = asked.setdefault((leaf.kind, key), _Asked())
                entry.wanted.setdefault(reasons[test].says)
                if (missed := reasons[test].missed) is not None and missed != "nothing on record":
                    entry.missing.setdefault(missed)
                entry.criteria.setdefault(c.id)
    return tuple(
        Request(
            kind=kind,
            key=key,
            title=_title(working, kind, key),
            wanted=tuple(entry.wanted),
            have=len(working.facts.by_key.get((kind, key), ())),
            missing=tuple(entry.missing),
            criteria=tuple(entry.criteria),
        )
        for (kind, key), entry in asked.items()
    )


def _title(working: Working, kind: str, key: str) -> str:
    """What the first rulebook that knows a key calls it; loading has refused keys that none declares."""
    words = (entry for book in working.books for entry in getattr(book.vocabulary, kind).items())
    return next(str(meaning.title) for word, meaning in words if working.plan.name(kind, word) == key)


def interviews(working: Working, criteria: Mapping[str, CriterionShown], unknowns: Sequence[Unknown]) -> tuple[Interviews, ...]:
    """For each kind of people, what to raise with them, what could close most first."""
    plans = {c.id: c for c in working.plan.criteria}
    out = []
    for voice in VOICES:
        mine = [u for u in unknowns if voice in u.ask] if voice in PEOPLE else []
        prompts = tuple(
            Prompt(
                criterion=u.criterion,
                looks_for=criteria[u.criterion].looks_for,
                tests=tuple(dict.fromkeys(working.plan.tests[t].says for t in open_tests(working, plans[u.criterion]))),
            )
            for u in mine
        )
        if prompts:
            out.append(Interviews(voice=voice, prompts=prompts))
    return tuple(out)
