"""The ladder of intervention: a pure, total step from one review to the next, and the history that it replays."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.derive import derive
from engine.facts import Facts, months_over
from engine.judge import Judged, judge
from engine.kleene import kleene
from engine.layout import kept
from engine.matching import direct
from engine.plan import Expression, LadderPlan, Need, Plan, RungPlan
from engine.rollup import looker
from engine.tally import EVERYTHING, FALSE, TRUE, UNKNOWN, WHOLE_ALONE, Array, tally
from evidence.model import WHOLE, EvidenceSet

PLACED = "placed-on-rung"
"""The event that says on which rung an authority or service was really put; its topic names the rung."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of a rung's conditions are proved at a review."""

    urgent: bool = False
    enter: bool = False
    hold: bool = False
    leave: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Where a review leads, and by which rule: urgent, hold, enter, leave or stay. `averted` is the rung that a hold kept away."""

    rung: int
    by: str
    averted: int | None = None


def climb(rung: int, standings: Sequence[Standing], leaves_to: Sequence[int]) -> Move:
    """The step from a rung at one review. Total: every rung and every standing has an answer.

    An urgent entry comes first; then what holds; then entry, to the highest rung that is called for; then leaving.
    """
    above = range(len(standings) - 1, rung, -1)
    for higher in above:
        if standings[higher].urgent:
            return Move(higher, "urgent")
    called = next((higher for higher in above if standings[higher].enter), None)
    if standings[rung].hold:
        return Move(rung, "hold", called)
    if called is not None:
        return Move(called, "enter")
    if standings[rung].leave:
        return Move(leaves_to[rung], "leave")
    return Move(rung, "stay")


@dataclass(frozen=True, slots=True)
class Review:
    """One review of one subject: what was proved then, and where it led."""

    date: dt.date
    rung: str
    by: str
    proved: tuple[str, ...]
    unknown: tuple[str, ...]
    averted: str | None = None


@dataclass(frozen=True, slots=True)
class Climb:
    """A subject's whole way on the ladder, the latest review last."""

    subject: str
    current: str | None
    reviews: tuple[Review, ...]
    support: tuple[str, ...]


def review_dates(evidence: EvidenceSet, as_of: dt.date, yearly: str) -> list[dt.date]:
    """The yearly day (MM-DD) of every year from the first known item on, and the as-of date."""
    known = [item.known_on for item in evidence.items if item.known_on <= as_of]
    first = min(known, default=as_of)
    month, day = map(int, yearly.split("-"))
    yearlies = (dt.date(year, month, day) for year in range(first.year, as_of.year + 1))
    return sorted({*(d for d in yearlies if first <= d <= as_of), as_of})


def replay(plan: Plan, ladder: LadderPlan, evidence: EvidenceSet, as_of: dt.date, latest: tuple[Facts, Judged]) -> tuple[Climb, ...]:
    """Replay the ladder from the first evidence to the as-of date, for the authority and each service.

    At each review only what was known then counts. `latest` is the judgement at the as-of date, already made.
    """
    return replays(plan, ladder, evidence, as_of, [latest])[0]


def replays(plan: Plan, ladder: LadderPlan, evidence: EvidenceSet, as_of: dt.date, latest: Sequence[tuple[Facts, Judged]]) -> tuple[tuple[Climb, ...], ...]:
    """Replay the ladder once for each of several judgements at the as-of date; what was before is judged once."""
    dates = review_dates(evidence, as_of, ladder.reviews)
    lean, only = _looked_at(plan, ladder)
    past = [(day, _judged(lean, evidence, day, only)) for day in dates if day != as_of]
    return tuple(tuple(_climb(plan, ladder, subject, [*past, (as_of, last)], evidence, as_of) for subject in (WHOLE, *last[0].subjects)) for last in latest)


def replay_alone(plan: Plan, ladder: LadderPlan, evidence: EvidenceSet) -> tuple[Climb, ...]:
    """The same to the evidence set's own date where nothing is judged yet: what the ladder does not look at is not judged for it."""
    lean, only = _looked_at(plan, ladder)
    return replay(plan, ladder, evidence, evidence.as_of, _judged(lean, evidence, evidence.as_of, only))


def _looked_at(plan: Plan, ladder: LadderPlan) -> tuple[Plan, frozenset[int] | None]:
    """The plan, and the leaves of it, that the ladder looks at: without criteria where it looks at no grade."""
    return (plan, None) if looks_at_grades(plan, ladder) else (kept(plan, _ungraded), leaves_of(plan, ladder))


def _ungraded(plan: Plan) -> Plan:
    return replace(plan, criteria=(), groups=())


def _judged(plan: Plan, evidence: EvidenceSet, day: dt.date, only: frozenset[int] | None) -> tuple[Facts, Judged]:
    facts = derive(plan, evidence, day)
    matches = direct.match(plan, facts, only)
    counted = tally(plan, facts, matches, [c.entry for c in evidence.all_there_is])
    return facts, judge(plan, facts, matches, counted, evidence)


def _expressions(ladder: LadderPlan) -> Iterable[Expression]:
    for rung in ladder.rungs:
        yield from (e for e in (rung.urgent, rung.enter, rung.hold, rung.leave, *(w for _, w in rung.support)) if e is not None)


def tests_of(ladder: LadderPlan) -> frozenset[int]:
    """The tests that rungs themselves look at."""
    return frozenset(t for e in _expressions(ladder) for t in _tests(e))


def leaves_of(plan: Plan, ladder: LadderPlan) -> frozenset[int]:
    """The leaves that triggers and rungs look at: at past reviews nothing else is asked."""
    tests = {t for trigger in plan.triggers for t in trigger.tests} | tests_of(ladder)
    leaves = {plan.tests[t].leaf for t in tests}
    for test in tests:
        each = plan.tests[test].each
        if each is not None:
            numbers, itself = _joined(each.needs)
            numbers += [n for n in (each.mended, each.unless) if n is not None]
            leaves |= {plan.pairings[n].other for n in numbers} | set(itself)
    return frozenset(leaves)


def _tests(expression: Expression) -> Iterator[int]:
    if expression.how == "test":
        yield expression.test
    for part in expression.parts:
        yield from _tests(part)


def _joined(need: Need) -> tuple[list[int], list[int]]:
    """The pairings and the leaves that a need looks at."""
    parts = [_joined(part) for part in need.parts]
    pairings = [need.index] if need.how == "pair" else []
    itself = [need.index] if need.how == "itself" else []
    return pairings + [n for p, _ in parts for n in p], itself + [n for _, i in parts for n in i]


def looks_at_grades(plan: Plan, ladder: LadderPlan) -> bool:
    """Whether any trigger or rung looks at a grade."""

    def grades(expression: Expression) -> bool:
        return expression.how == "grade" or any(map(grades, expression.parts))

    triggers = [e for t in plan.triggers for e in (t.when, t.unless) if e is not None]
    return any(grades(e) for e in (*_expressions(ladder), *triggers))


class _History:
    """What a subject's reviews have shown so far."""

    def __init__(self) -> None:
        self.proved: list[tuple[dt.date, Mapping[str, int]]] = []
        self.yearly: list[bool] = []
        self.on_since: tuple[str, dt.date] | None = None

    def persisted(self, trigger: str, months: int) -> int:
        """Proved at every review for so long: true; not proved at one of them: false; else unknown."""
        now = self.proved[-1][0]
        for day, truths in reversed(self.proved):
            truth = truths.get(trigger, UNKNOWN)
            if truth != TRUE:
                return truth
            if months_over(day, now) >= months:
                return TRUE
        return UNKNOWN

    def not_called(self, reviews: int) -> int:
        """No trigger proved now, nor at so many yearly reviews running: a look between two reviews is none."""
        calm = [TRUE not in truths.values() for _, truths in self.proved]
        last = [c for c, yearly in zip(calm, self.yearly, strict=True) if yearly][-reviews:]
        return TRUE if calm[-1] and len(last) == reviews and all(last) else FALSE

    def on(self, rung: str, months: int) -> int:
        """Has stood on a rung for so long."""
        if self.on_since is None or self.on_since[0] != rung:
            return FALSE
        return TRUE if months_over(self.on_since[1], self.proved[-1][0]) >= months else FALSE


def _climb(
    plan: Plan, ladder: LadderPlan, subject: str, judged: Sequence[tuple[dt.date, tuple[Facts, Judged]]], evidence: EvidenceSet, as_of: dt.date
) -> Climb:
    ids = [rung.id for rung in ladder.rungs]
    mine = [t for t in plan.triggers if t.book == ladder.book and t.calls]
    leaves_to = [ids.index(rung.to) if rung.to else max(n - 1, 0) for n, rung in enumerate(ladder.rungs)]
    kind = "authority" if subject == WHOLE else "service"
    at = ids.index(ladder.starts_on)
    history, reviews = _History(), []
    support: tuple[str, ...] = ()
    for day, (_, verdict) in judged:
        row = _row(verdict, subject)
        truths = {t.id: int(verdict.triggers[t.id][row]) if row is not None else UNKNOWN for t in mine}
        history.proved.append((day, truths))
        history.yearly.append(f"{day:%m-%d}" == ladder.reviews)
        proves = _prover(verdict, row, history)
        standings = [_standing(rung, kind, proves) for rung in ladder.rungs]
        move = climb(at, standings, leaves_to)
        if move.rung != at or history.on_since is None:
            history.on_since = (ids[move.rung], day)
        at = move.rung
        reviews.append(
            Review(
                day,
                ids[at],
                move.by,
                tuple(t for t, truth in truths.items() if truth == TRUE),
                tuple(t.id for t in mine if truths[t.id] == UNKNOWN and t.per in (kind, "both")),
                ids[move.averted] if move.averted is not None else None,
            )
        )
        support = tuple(i for i, when in ladder.rungs[at].support if when is None or proves(when))
    return Climb(subject, _current(ids, subject, evidence, as_of), tuple(reviews), support)


def _row(verdict: Judged, subject: str) -> int | None:
    if subject == WHOLE:
        return WHOLE_ALONE
    return verdict.tally.row(subject) if subject in verdict.tally.subjects else None


def _prover(verdict: Judged, row: int | None, history: _History) -> Callable[[Expression | None], bool]:
    def look(e: Expression) -> Array:
        match e.how:
            case "trigger":
                value = int(verdict.triggers[e.name][row]) if row is not None else UNKNOWN
            case "persisted":
                value = history.persisted(e.name, e.bound)
            case "not_called":
                value = history.not_called(e.bound)
            case "stood_on":
                value = history.on(e.name, e.bound)
            case "grade":
                value = int(looker(verdict.nodes)(e)[EVERYTHING]) if row == WHOLE_ALONE else UNKNOWN
            case _:
                value = int(verdict.tally.truth[row, e.test]) if row is not None else UNKNOWN
        return np.array([value])

    return lambda e: e is not None and bool(kleene(e, look)[0] == TRUE)


def _standing(rung: RungPlan, kind: str, proves: Callable[[Expression | None], bool]) -> Standing:
    leave = proves(rung.leave)
    if rung.per not in (kind, "both"):
        return Standing(leave=leave)
    return Standing(proves(rung.urgent), proves(rung.enter), proves(rung.hold), leave)


def _current(rungs: Sequence[str], subject: str, evidence: EvidenceSet, as_of: dt.date) -> str | None:
    placed = [
        (item.date, item.id, item.topic)
        for item in evidence.items
        if item.event == PLACED and item.about == subject and item.known_on <= as_of and item.date <= as_of and item.topic in rungs and not item.denied
    ]
    return max(placed)[2] if placed else None
