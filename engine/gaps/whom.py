"""Whom to ask about a criterion: what its tests that are not settled would be found in, and the people whom its rule names."""

import re
from collections.abc import Iterable, Mapping

from engine.assessment import Assessment
from engine.plan import DUE, CriterionPlan, Leaf
from engine.rows import UNKNOWN
from engine.tally import EVERYTHING
from engine.working import Working
from evidence.model import VOICES, Voice

_FOUND_IN: Mapping[str, Voice] = {"document": "document", "event": "document", DUE: "document", "rating": "document", "measure": "data"}

_NAMED: Mapping[Voice, str] = {
    "members": r"members?|councillors?|portfolio holders?|cabinet|scrutiny|leader",
    "officers": r"officers?|managers?|chief executive|directors?|management",
    "staff": r"staff|employees|workforce|workers",
    "unions": r"(trade )?unions?",
    "partners": r"partners?|partnerships?|suppliers|contractors",
    "users": r"users?|customers?|tenants",
    "residents": r"residents?|citizens|communit(y|ies)|the public|local people|neighbourhoods?",
}
"""The words by which rules name people."""

_PATTERNS = {voice: re.compile(rf"\b({words})\b", re.IGNORECASE) for voice, words in _NAMED.items()}

ANYBODY: tuple[Voice, ...] = ("members", "officers")
"""Where a rule names nobody: those whom every review meets, of whom two kinds make a proof."""


def whom(working: Working, assessment: Assessment, c: CriterionPlan) -> tuple[Voice, ...]:
    """The kinds of source that could settle a criterion, documents and figures first."""
    asked = {_FOUND_IN[leaf.kind] for leaf in _open(working, c) if leaf.kind in _FOUND_IN}
    if takes_statements(c):
        why = assessment.reasons[c.id]
        text = " ".join([assessment.grades[c.id].title, why.looks_for or "", *(t.says for t in why.tests)])
        asked |= {voice for voice, pattern in _PATTERNS.items() if pattern.search(text)} or set(ANYBODY)
    return tuple(voice for voice in VOICES if voice in asked)


def takes_statements(c: CriterionPlan) -> bool:
    """Whether what people say of a criterion counts: it does under a rubric."""
    return c.rated is None and c.each is None and not c.grades


def _open(working: Working, c: CriterionPlan) -> Iterable[Leaf]:
    for test in open_tests(working, c):
        yield working.plan.leaves[working.plan.tests[test].leaf]


def open_tests(working: Working, c: CriterionPlan) -> list[int]:
    """The tests of a criterion that are neither met nor failed."""
    return [t for t in c.tests if working.judged.tally.truth[EVERYTHING, t] == UNKNOWN]
