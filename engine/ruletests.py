"""Tests of rules: YAML beside the rules, each with some evidence and what must come of it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from engine.assess import Options, work
from engine.assessment import FindingKind
from engine.compile import compile_plan
from engine.language.rules import Criterion, Group
from engine.language.words import Prose, Word
from engine.load import load
from engine.plan import Plan
from engine.report import Conclusions, conclude
from engine.rulebook import Rulebook
from evidence.complaints import problems_of, words_of
from evidence.located import Data, Located, read_yaml
from evidence.model import WHOLE, Authority, Closed, Date, Decision, EvidenceSet, Item, NotApplicable, Score, Target
from evidence.problems import BadInput, Place, Problem, nearest

AS_OF = dt.date(2009, 6, 30)
_SPEAKS = {"document": "document", "event": "document", "measure": "data", "rating": "inspectors"}


class ExpectFinding(Word):
    """A finding that must be there, or must not."""

    rule: str
    kind: FindingKind
    about: str | None = None


class ExpectGrade(Word):
    """What must be said of a criterion or group; only what is named is looked at."""

    grade: int | None = None
    at_least: int | None = None
    could_be: int | None = None
    uncapped: int | None = None
    outcome: Literal["graded", "no_evidence", "not_applicable", "contested", "stale", "unsettled"] | None = None
    capped: bool | None = None


def _filled(item: Any, n: int, as_of: str) -> Any:
    """An item of a test needs neither an id nor a date, and no source where its kind says enough."""
    if not isinstance(item, dict):
        return item
    kind = next((k for k in _SPEAKS if k in item), None)
    return {"id": f"t{n}", "date": as_of, **({"source": _SPEAKS[kind]} if kind else {}), **item}


class Given(Word):
    """Some evidence: a partial evidence set."""

    authority: dict[str, Any] = {}
    as_of: Date = AS_OF
    items: tuple[Item, ...] = ()
    all_there_is: tuple[Closed, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    targets: tuple[Target, ...] = ()
    scores: tuple[Score, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _with_defaults(cls, given: Any) -> Any:
        if not isinstance(given, dict) or not isinstance(given.get("items"), list):
            return given
        as_of = str(given.get("as_of", AS_OF))
        return {**given, "items": [_filled(item, n, as_of) for n, item in enumerate(given["items"], start=1)]}

    def evidence(self) -> EvidenceSet:
        """The evidence set that this stands for."""
        authority = Authority.model_validate({"name": "A council", "type": "unitary", **self.authority})
        return EvidenceSet(
            authority=authority,
            as_of=self.as_of,
            items=self.items,
            all_there_is=self.all_there_is,
            not_applicable=self.not_applicable,
            targets=self.targets,
            scores=self.scores,
            decisions=self.decisions,
        )


class RuleTest(Word):
    """One test of rules."""

    name: Prose
    given: Given
    set_: Annotated[dict[str, Any], Field(alias="set")] = {}
    expect: dict[str, Any]


class RuleTests(Word):
    """A file of rule tests."""

    tests: tuple[RuleTest, ...]


_EXPECT_WORDS = ("findings", "no_findings", "rung", "triggers", "service_rungs")
WORDS = words_of(RuleTests, RuleTest, Given, ExpectGrade, ExpectFinding, Item, Authority, Closed) | set(_EXPECT_WORDS)


@dataclass(frozen=True)
class Case:
    """A rule test at its place."""

    test: RuleTest
    place: Place


@dataclass(frozen=True)
class Outcome:
    """What came of one rule test: nothing in `failures` is a pass. `reached` names what it reached."""

    case: Case
    failures: tuple[str, ...]
    reached: frozenset[str]


def read_cases(folder: Path) -> list[Case]:
    """The rule tests of a rulebook's folder. Raises BadInput with every problem."""
    problems: list[Problem] = []
    cases: list[Case] = []
    for path in sorted((folder / "tests").glob("*.yaml")):
        try:
            located = read_yaml(path)
            file = RuleTests.model_validate(located.data)
        except BadInput as bad:
            problems += bad.problems
            continue
        except ValidationError as error:
            problems += problems_of(error, located, WORDS)
            continue
        cases += [Case(test, located.place(("tests", n))) for n, test in enumerate(file.tests)]
        problems += _expectations(file, located)
    if problems:
        raise BadInput(problems)
    return cases


def _expectations(file: RuleTests, located: Located) -> Iterable[Problem]:
    for n, test in enumerate(file.tests):
        for name, expected in test.expect.items():
            path = ("tests", n, "expect", name)
            try:
                if name in ("findings", "no_findings"):
                    for finding in expected:
                        ExpectFinding.model_validate(finding)
                elif name not in _EXPECT_WORDS:
                    ExpectGrade.model_validate(expected)
            except ValidationError as error:
                yield from problems_of(error, located, WORDS, path)


def run_folder(folder: Path, matcher: str = "direct") -> tuple[Rulebook, list[Outcome]]:
    """Run all tests of a rulebook, each under the parameters that it sets. Raises BadInput where rules or tests are wrong."""
    cases = read_cases(folder)
    loaded: dict[str, tuple[Rulebook, Plan]] = {}

    def under(settings: Mapping[str, Data]) -> tuple[Rulebook, Plan]:
        key = repr(sorted(settings.items()))
        if key not in loaded:
            book = load(folder, settings)
            loaded[key] = book, compile_plan([book])
        return loaded[key]

    outcomes = []
    for case in cases:
        book, plan = under(case.test.set_)
        outcomes.append(run_case(case, plan, [book], matcher))
    return under({})[0], outcomes


def run_case(case: Case, plan: Plan, books: Sequence[Rulebook], matcher: str = "direct") -> Outcome:
    """Assess what a test gives and compare with what it expects."""
    options = Options(audience="team", matcher=matcher)
    concluded = conclude(work(plan, books, case.test.given.evidence(), options), options)
    failures = [f for name, expected in case.test.expect.items() for f in _compare(name, expected, concluded)]
    return Outcome(case, tuple(failures), _reached(concluded))


def _compare(name: str, expected: Data, concluded: Conclusions) -> list[str]:
    if name in ("findings", "no_findings"):
        have = {(f.rule, f.kind) for f in concluded.findings} | {(f.rule, f.kind, f.about) for f in concluded.findings}
        out = []
        for raw in expected:
            wanted = ExpectFinding.model_validate(raw)
            key = (wanted.rule, wanted.kind, *([wanted.about] if wanted.about else []))
            if (key in have) != (name == "findings"):
                kinds = sorted({str(f.kind) for f in concluded.findings if f.rule == wanted.rule}) or ["none"]
                out.append(f"{wanted.rule}: {'expected' if name == 'findings' else 'did not expect'} a {wanted.kind}; there is {', '.join(kinds)}")
        return out
    if name == "rung":
        got = concluded.ladder.recommended if concluded.ladder else None
        return [] if got == expected else [f"the rung is {got}, expected {expected}"]
    if name == "service_rungs":
        rungs = {s: standing.recommended for s, standing in concluded.ladder.services.items()} if concluded.ladder else {}
        return [f"the rung of {s} is {rungs.get(s)}, expected {r}" for s, r in expected.items() if rungs.get(s) != r]
    if name == "triggers":
        proved = [f.rule for f in concluded.findings if f.kind == "trigger" and f.about == WHOLE]
        return [] if set(proved) == set(expected) else [f"the proved triggers are {proved}, expected {expected}"]
    if name not in concluded.grades:
        return [f"there is no criterion or group '{name}'; {nearest(name, list(concluded.grades))}"]
    grade = concluded.grades[name]
    out = []
    for word, value in ExpectGrade.model_validate(expected).model_dump(exclude_unset=True).items():
        is_ = bool(grade.capped_by) if word == "capped" else getattr(grade, word)
        if is_ != value:
            out.append(
                f"{name}: {word} is {is_}, expected {value} (grade {grade.grade}, at least {grade.at_least}, could be {grade.could_be}, {grade.outcome})"
            )
    return out


def _reached(concluded: Conclusions) -> frozenset[str]:
    """What was reached, by names that `unreached` knows."""
    out = set()
    for rule, grade in concluded.grades.items():
        if grade.outcome != "no_evidence":
            out.add(rule)
        if grade.grade is not None:
            out.add(f"{rule} = {grade.grade}")
        out.update(f"{rule} capped at {cap.at}" for cap in grade.capped_by)
    out.update(f.rule for f in concluded.findings if f.kind in ("trigger", "advice"))
    if concluded.ladder:
        standings = [concluded.ladder, *concluded.ladder.services.values()]
        out.update(t for s in standings for r in s.history for t in r.because)
        out.update(r.rung for s in standings for r in s.history)
    return frozenset(out)


def unreached(books: Sequence[Rulebook], reached: Mapping[str, int] | Iterable[str]) -> dict[str, list[str]]:
    """The rules, best grades, caps, triggers and rungs that no test reaches, by what they are."""
    seen = set(reached)
    out: dict[str, list[str]] = {"rules": [], "grades": [], "caps": [], "triggers": [], "rungs": []}
    for book in books:
        out["rules"] += [c for c in book.criteria if c not in seen]
        rules: list[Criterion | Group] = [*book.criteria.values(), *book.groups.values()]
        for rule in rules:
            # What is only ever kept or breached has no grades between.
            levels = {book.levels[0], book.levels[-1]} if isinstance(rule, Criterion) and rule.each else set(book.levels)
            out["grades"] += [f"{rule.id} = {g}" for g in sorted(levels) if f"{rule.id} = {g}" not in seen]
        out["caps"] += [f"{g.id} capped at {cap.at}" for g in book.groups.values() for cap in g.cap if f"{g.id} capped at {cap.at}" not in seen]
        out["triggers"] += [t for t in book.triggers if t not in seen]
        out["rungs"] += [r for r in book.rungs if r not in seen]
    return out
