"""Criteria: whether each grade can be proved by the evidence that a criterion asks for.

A criterion of the rubric is tried with its own tests true in the voices that they usually have (documents and events
speak as documents, measures as data, ratings as inspectors), beside one person's word, in which no results are shown.
The lowest grade is tried with the tests that speak against it. One of `grades` is tried by its truth table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from engine.language.conditions import Due, Each
from engine.language.rules import Criterion
from engine.lint.sound import Sound
from engine.lint.truth import Table
from engine.placed import head_of
from engine.plan import CriterionPlan, RubricStep, Showing
from engine.rubric import Shown, by_rubric
from engine.tally import BIT, FALSE, TRUE, UNKNOWN, Tally
from evidence.model import EXTENTS, VOICES
from evidence.problems import Problem

_VOICE = {"document": "document", "event": "document", "measure": "data", "rating": "inspectors", "statement": "officers"}
_PERSON = VOICES.index("members")
_ALL_SUBSETS = 12
"""Up to so many tests every subset of them is tried before a grade is called out of reach."""


def check_reach(sound: Sound) -> Iterator[Problem]:
    """Every grade of the scale that a criterion's evidence can never prove."""
    levels, book = sound.levels, sound.draft.book
    if not levels:
        return
    shown = [c for c in sound.criteria.values() if c.tests and not c.grades]
    steps = [RubricStep(g, EXTENTS.index(r.shown), r.by, r.results) for g, r in sorted(book.book.rubric.items())]
    if shown and [s.grade for s in steps] == list(levels[1:]):
        reached = _reached(shown, steps, levels)
        for criterion in shown:
            if set(levels) - reached[criterion.id] and len(criterion.tests) <= _ALL_SUBSETS:
                reached[criterion.id] |= _by_any_subset(criterion, steps, levels)
        for grade in levels:
            missing = [c for c in shown if grade not in reached[c.id]]
            name, head = book.book.scale[grade].name, head_of(sound.draft.documents)
            if len(missing) == len(shown) > 1 and head is not None:
                place = head.place("rubric", grade, key=True)
                yield Problem(place, f"no criterion's tests can prove grade {grade} ({name})", "let the rubric ask for less, or add tests that show more")
                continue
            for criterion in missing:
                here = sound.draft.placed[criterion.id]
                yield Problem(here.place("tests", key=True), f"nothing can prove grade {grade} ({name}) of '{criterion.id}'", _mend(criterion, grade, steps))
    for criterion in sound.criteria.values():
        if criterion.grades:
            yield from _by_grades(sound, criterion)


@dataclass(frozen=True)
class _Tests:
    """The tests of some criteria as arrays: whose each is, how far it goes, and what it does."""

    plans: tuple[CriterionPlan, ...]
    extent: np.ndarray
    against: np.ndarray
    results: np.ndarray
    kinds: np.ndarray
    number: np.ndarray
    """The test's number among the positive tests of its criterion, -1 for one that speaks against it."""

    @staticmethod
    def of(criteria: Sequence[Criterion]) -> "_Tests":
        plans, rows, n = [], [], 0
        for criterion in criteria:
            showings, positive = [], 0
            for test in criterion.tests.values():
                against = test.shows_against is not None
                extent = EXTENTS.index(test.shows or test.shows_against or "absent")
                asked = test.each if isinstance(test, Each) else test
                # A day on which something falls due speaks as an event does.
                spoken = _kinds(_VOICE["event"], 1) if isinstance(asked, Due) else _kinds(_VOICE[asked.kind], asked.sources)
                rows.append((extent, against, test.results, spoken, -1 if against else positive))
                showings.append(Showing(n, extent, against, test.results))
                positive, n = positive + (not against), n + 1
            plans.append(CriterionPlan(criterion.id, "", 1, per_service=False, types=(), said=0, showings=tuple(showings)))
        columns = [np.array(column) for column in zip(*rows, strict=True)]
        return _Tests(tuple(plans), *columns)


def _kinds(voice: str, sources: int) -> int:
    """Bits for so many kinds of source, the usual one first."""
    return sum(BIT[v] for v in [voice, *(v for v in VOICES if v not in (voice, VOICES[_PERSON]))][:sources])


def _reached(criteria: Sequence[Criterion], steps: Sequence[RubricStep], levels: Sequence[int]) -> dict[str, set[int]]:
    """The grades that a choice of scenarios proves, by criterion."""
    tests = _Tests.of(criteria)
    scenarios = []
    for furthest, spoken, results in product(range(1, len(EXTENTS)), (True, False), (True, False)):
        true = (tests.extent <= furthest) & (results | ~tests.results)
        scenarios += [(true, furthest if spoken else -1), ((tests.extent == furthest) & true, furthest if spoken else -1)]
    scenarios += [(tests.number == n, said) for n in range(int(tests.number.max()) + 1) for said in range(-1, len(EXTENTS))]
    scenarios += [(tests.number >= 0, said) for said in range(-1, len(EXTENTS))]
    scenarios += [(tests.number == -2, said) for said in range(1, len(EXTENTS))]
    truth = np.array([np.where((tests.number >= 0) & true, TRUE, UNKNOWN) for true, _ in scenarios])
    against = np.where(tests.number >= 0, FALSE, TRUE)
    found = _shown(tests, np.vstack([truth, against, against]), [*(said for _, said in scenarios), 0, -1], steps, levels[0])
    return {c.id: _grades(found, k, len(scenarios), levels[0]) for k, c in enumerate(criteria)}


def _by_any_subset(criterion: Criterion, steps: Sequence[RubricStep], levels: Sequence[int]) -> set[int]:
    tests = _Tests.of([criterion])
    positive = [n for n, number in enumerate(tests.number) if number >= 0]
    truth, said = [], []
    for chosen in product((TRUE, UNKNOWN), repeat=len(positive)):
        row = np.full(len(tests.number), UNKNOWN)
        row[positive] = chosen
        for word in range(-1, len(EXTENTS)):
            truth.append(row)
            said.append(word)
    return _grades(_shown(tests, np.array(truth), said, steps, levels[0]), 0, len(said), levels[0])


def _shown(tests: _Tests, truth: np.ndarray, said: Sequence[int], steps: Sequence[RubricStep], lowest: int) -> Shown:
    """What the rubric makes of scenarios: for each row the truth of the tests, and what one person says (-1: nothing)."""
    rows, criteria = len(truth), len(tests.plans)
    voices = np.full((rows, criteria, len(VOICES)), -1, dtype=np.int64)
    voices[:, :, _PERSON] = np.array(said)[:, None]
    tally = Tally(
        truth=truth.astype(np.int8),
        bears=truth,
        kinds=np.where(truth == TRUE, tests.kinds, 0).astype(np.int16),
        denied=np.zeros(truth.shape, dtype=bool),
        said=np.stack([(voices >= extent) @ (1 << np.arange(len(VOICES))) for extent in range(len(EXTENTS))]),
        voice_results=np.zeros((rows, criteria), dtype=bool),
    )
    return by_rubric(tests.plans, range(criteria), steps, lowest, tally)


def _grades(shown: Shown, column: int, proving: int, lowest: int) -> set[int]:
    """The grades proved in one column by the first so many rows, and the lowest where any row excludes all others."""
    grades = {int(g) for g in np.unique(shown.at_least[:proving, column])} - {lowest}
    return grades | ({lowest} if (shown.could_be[:, column] == lowest).any() else set())


def _mend(criterion: Criterion, grade: int, steps: Sequence[RubricStep]) -> str:
    """What is missing for a grade, as far as it can be named."""
    step = next((s for s in steps if s.grade == grade), None)
    if step is None:
        return "add a test that speaks against it, by `shows_against:`"
    name = EXTENTS[step.extent]
    far = [t for t in criterion.tests.values() if t.shows and EXTENTS.index(t.shows) >= step.extent]
    if not far:
        return f"add a test that shows {name}" + (", with `results: true`" if step.results else "")
    if step.results and not any(t.results for t in criterion.tests.values()):
        return f"add `results: true` to a test that shows {name}"
    return f"the rubric asks {step.kinds} kinds of source to show {name}: add a test of another kind that does"


def _by_grades(sound: Sound, criterion: Criterion) -> Iterator[Problem]:
    """Of `grades`, the highest whose condition holds is given: whether each can be."""
    here, conditions = sound.draft.placed[criterion.id], sorted((criterion.grades or {}).items())
    table = Table([c for _, c in conditions], sound.draft.book, criterion.tests)
    if table.too_large:
        what = f"the grades look at {len(table.shape)} things, and {table.size} combinations are too many to be tried"
        yield Problem(here.place("grades", key=True), what, "split the criterion in two")
        return
    above = np.zeros(table.shape, dtype=bool)
    for grade, condition in reversed(conditions):
        holds = np.broadcast_to(table.truth(condition), table.shape)
        if not (holds & ~above).any() and grade != sound.levels[0]:
            why = "its condition can never hold" if not holds.any() else "whenever its condition holds, so does that of a higher grade"
            yield Problem(here.place("grades", grade), f"nothing can prove grade {grade}: {why}", "look at what it asks for")
        above |= holds
    if above.all() and sound.levels[0] not in (criterion.grades or {}):
        yield Problem(
            here.place("grades", key=True),
            f"nothing can prove grade {sound.levels[0]}: one of the conditions always holds",
            "leave room for evidence against it",
        )
