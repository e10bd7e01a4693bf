"""A bench to try rules on: a rulebook from the words of a rule, and evidence from a few items."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from engine.assess import Options, assess, work
from engine.assessment import Assessment, Finding, Grade
from engine.plan import Plan
from engine.rulebook import Rulebook
from engine.ruletests import Given
from engine.tally import EVERYTHING
from engine.working import Working
from evidence.model import EvidenceSet
from tests.strategies import head, loaded, rule, vocabulary_of

Items = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Bench:
    """A rulebook, and what comes of evidence under it. Items are written as in rule tests: the first is `t1`."""

    book: Rulebook
    plan: Plan

    def evidence(self, *items: Mapping[str, Any], **given: Any) -> EvidenceSet:
        """An evidence set of these items, as of 30 June 2009 unless told otherwise."""
        return Given.model_validate({"items": [dict(i) for i in items], **given}).evidence()

    def assess(self, *items: Mapping[str, Any], options: Options | None = None, **given: Any) -> Assessment:
        """The assessment of these items, shown to the team."""
        return assess(self.plan, [self.book], self.evidence(*items, **given), options or Options(audience="team", matcher="direct"))

    def work(self, *items: Mapping[str, Any], **given: Any) -> Working:
        """The working behind the assessment of these items."""
        return work(self.plan, [self.book], self.evidence(*items, **given), Options(matcher="direct"))

    def truth(self, *items: Mapping[str, Any], test: str = "it", **given: Any) -> str:
        """Whether the test of that name is met, not met, or unknown."""
        return {1: "met", 0: "unknown", -1: "not met"}[int(self.cell("truth", *items, test=test, **given))]

    def cell(self, array: str, *items: Mapping[str, Any], test: str = "it", **given: Any) -> Any:
        """What the tally holds of a test, for the authority with everything known of it."""
        number = next(n for n, t in enumerate(self.plan.tests) if t.name == test)
        return getattr(self.work(*items, **given).judged.tally, array)[EVERYTHING, number]

    def verdicts(self, *items: Mapping[str, Any], **given: Any) -> dict[str, str]:
        """What became of each act, by its id."""
        return {act: verdict.value for verdicts in self.work(*items, **given).judged.tally.verdicts for act, verdict in verdicts}

    def grade(self, *items: Mapping[str, Any], of: str = "c", **given: Any) -> Grade:
        """The grade of a criterion or group."""
        return self.assess(*items, **given).grades[of]

    def findings(self, *items: Mapping[str, Any], **given: Any) -> list[Finding]:
        """What may be reported, but for gaps in the evidence."""
        return [f for f in self.assess(*items, **given).findings if f.kind != "gap_in_evidence"]


class MakeBench(Protocol):
    """Makes a bench from lists of rules; the vocabulary comes from the rules, unless it has to say more."""

    def __call__(self, *, book: Mapping[str, Any] | None = None, vocabulary: Mapping[str, Any] | None = None, **rules: Any) -> Bench: ...


@pytest.fixture
def bench() -> MakeBench:
    """Makes a bench from rules."""

    def make(*, book: Mapping[str, Any] | None = None, vocabulary: Mapping[str, Any] | None = None, **rules: Any) -> Bench:
        words = vocabulary_of(rules)
        for kind, entries in (vocabulary or {}).items():
            words[kind] = {**words.get(kind, {}), **entries}
        return Bench(*loaded({"book": head(**(book or {})), "vocabulary": words, **rules}))

    return make


class OneTest(Protocol):
    """Makes a bench of one criterion, `c`, with one test, `it`."""

    def __call__(self, asked: Mapping[str, Any], **vocabulary: Any) -> Bench: ...


@pytest.fixture
def one_test(bench: MakeBench) -> OneTest:
    """Makes a bench of one criterion with one test."""

    def make(asked: Mapping[str, Any], **vocabulary: Any) -> Bench:
        return bench(criteria=[criterion("c", tests={"it": {**asked, "shows": "in_place"}})], vocabulary=vocabulary)

    return make


def criterion(name: str, **words: Any) -> dict[str, Any]:
    """A criterion with the texts that findings quote."""
    return rule(name, **{"looks_for": "What to look for.", "strength": "It is strong.", "weakness": "It is weak.", "next": "Do something.", **words})


def trigger(name: str, **words: Any) -> dict[str, Any]:
    """A trigger with the texts that findings quote."""
    return rule(name, **{"weakness": "It calls for something.", "next": "Answer it.", **words})


def day(text: str) -> dt.date:
    """A date, as evidence writes it."""
    return dt.date.fromisoformat(text)
