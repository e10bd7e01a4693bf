"""From matches to integer arrays: for every subject and every test, how much was found and who says so.

A row is a subject: row 0 is the authority with everything known of it, row 1 the authority as a whole alone,
then each service. A column is a test. Kinds of source are bits, so that sets of them are numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.facts import Fact, Facts, months_begun
from engine.matching.direct import bears
from engine.matching.matches import Matches
from engine.plan import Leaf, Need, Plan, ShareRule, Test
from evidence.model import VOICES, WHOLE

Array = npt.NDArray[Any]
"""An array of integers or of truth values; floats never occur."""

TRUE, UNKNOWN, FALSE = 1, 0, -1
EVERYTHING, WHOLE_ALONE = 0, 1
BIT = {voice: 1 << n for n, voice in enumerate(VOICES)}


class Verdict(StrEnum):
    """What became of one act."""

    KEPT = "kept"
    BREACHED = "breached"
    MENDED = "mended"
    EXCUSED = "excused"
    NOT_YET_DUE = "not yet due"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Tally:
    """The counts. Arrays are subjects × tests, but `voices`: subjects × criteria × kinds of source.

    `truth` is 1 true, 0 unknown, -1 false; `bears` counts the sources in scope, `kinds` has a bit for each kind of
    source among those that satisfy; `denied` marks a denial beside a satisfying fact; `voices` holds the furthest
    extent that each kind of source says of a criterion, -1 where it says nothing.
    """

    subjects: tuple[str, ...]
    truth: Array
    bears: Array
    kinds: Array
    denied: Array
    voices: Array
    voice_results: Array
    verdicts: tuple[tuple[tuple[str, Verdict], ...], ...]
    """For each test over acts, each act's id and what became of it."""
    column: Mapping[str, int]
    """Each criterion's column in `voices`."""
    closed: tuple[bool, ...]
    """For each test, whether the list of what it asks about is complete."""
    ranks: Mapping[int, Mapping[int, int]]
    """For each test of a rating that grades, the rank of the latest value by row."""

    def row(self, subject: str) -> int:
        """The row of a subject."""
        return self.subjects.index(subject)


def tally(plan: Plan, facts: Facts, matches: Matches, closed: Iterable[tuple[str, str]]) -> Tally:
    """Count matches by subject. `closed` names the lists, by (kind, key), of which the evidence set has everything."""
    lists = frozenset(closed)
    subjects = (WHOLE, f"{WHOLE} alone", *facts.subjects)
    shape = (len(subjects), len(plan.tests))
    counts = _Counts(plan, facts, matches, subjects, lists)
    truth, bears, kinds, denied = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    verdicts: list[tuple[tuple[str, Verdict], ...]] = []
    for n, test in enumerate(plan.tests):
        judged = _acts(test, counts) if test.each else ()
        verdicts.append(judged)
        found = matches.leaves[test.leaf]
        settled = counts.closed[test.leaf]
        if not found.scope and not settled:
            continue
        for row in range(len(subjects)):
            one = counts.cell(test.leaf, row)
            bears[row, n], kinds[row, n] = one.scope, one.kinds
            denied[row, n] = one.denied and one.satisfying > 0
            if test.each:
                truth[row, n] = _over_acts([v for act, v in judged if counts.in_row(act, row)])
            elif test.share:
                truth[row, n] = _share(test.share, one.satisfying, one.scope, settled)
            else:
                truth[row, n] = _count(test, one, settled)
    voices, results = _voices(plan, facts, matches, subjects)
    return Tally(
        subjects,
        truth,
        bears,
        kinds,
        denied,
        voices,
        results,
        tuple(verdicts),
        column={c.id: n for n, c in enumerate(plan.criteria)},
        closed=tuple(counts.closed[test.leaf] for test in plan.tests),
        ranks={c.rated: _ranks(plan, c.rated, counts) for c in plan.criteria if c.rated is not None},
    )


def _ranks(plan: Plan, test: int, counts: "_Counts") -> dict[int, int]:
    """A rating's latest value by row: the authority's own where it has one, else its lowest service's."""
    found = [counts.facts.by_id[f] for f in counts.matches.leaves[plan.tests[test].leaf].satisfying]
    out: dict[int, int] = {}
    for fact in sorted(found, key=lambda f: (f.about != WHOLE, f.attributes.get("value", 0), f.id)):
        if "value" in fact.attributes:
            out.setdefault(EVERYTHING, int(fact.attributes["value"]))
            out.setdefault(WHOLE_ALONE if fact.about == WHOLE else counts.subjects.index(fact.about), int(fact.attributes["value"]))
    return out


@dataclass(frozen=True, slots=True)
class _Cell:
    scope: int
    satisfying: int
    kinds: int
    denied: bool


_NOTHING = _Cell(0, 0, 0, denied=False)


class _Counts:
    """What each leaf found, by subject; a source and its copies count once."""

    def __init__(self, plan: Plan, facts: Facts, matches: Matches, subjects: Sequence[str], closed: frozenset[tuple[str, str]]) -> None:
        self.plan, self.facts, self.matches, self.subjects = plan, facts, matches, subjects
        self.closed = [bool(leaf.keys) and all((leaf.kind, key) in closed for key in leaf.keys) for leaf in plan.leaves]
        self._about = (None, WHOLE, *subjects[2:])
        self._split: dict[int, list[_Cell]] = {}

    def in_row(self, fact: str, row: int) -> bool:
        return row == EVERYTHING or self.facts.by_id[fact].about == self._about[row]

    def cell(self, leaf: int, row: int) -> _Cell:
        cells = self._split.get(leaf)
        if cells is None:
            cells = self._split[leaf] = [self._cell(leaf, row) for row in range(len(self.subjects))]
        return cells[row]

    def _cell(self, leaf: int, row: int) -> _Cell:
        found = self.matches.leaves[leaf]
        if not found.scope:
            return _NOTHING
        roots: set[str] = set()
        kinds = 0
        for fact_id in found.satisfying:
            if self.in_row(fact_id, row):
                fact = self.facts.by_id[fact_id]
                roots.add(fact.root)
                kinds |= BIT[fact.voice]
        scope = {self.facts.by_id[f].root for f in found.scope if self.in_row(f, row)}
        return _Cell(len(scope), len(roots), kinds, any(self.in_row(f, row) for f in found.denying))


def _count(test: Test, cell: _Cell, closed: bool) -> int:
    """DESIGN's three values: reached, out of reach, or not known."""
    if cell.denied and cell.satisfying:
        return UNKNOWN
    if cell.satisfying >= test.times and cell.kinds.bit_count() >= test.sources:
        return TRUE
    if closed or (cell.scope and not cell.satisfying):
        return FALSE
    return UNKNOWN


def _share(rule: ShareRule, satisfying: int, scope: int, closed: bool) -> int:
    if scope < rule.of_at_least or not scope:
        return FALSE if closed else UNKNOWN
    if rule.at_least is not None:
        return TRUE if satisfying >= rule.at_least * scope else FALSE
    return TRUE if satisfying <= (rule.at_most or Decimal(0)) * scope else FALSE


def _over_acts(verdicts: Sequence[Verdict]) -> int:
    if Verdict.BREACHED in verdicts:
        return FALSE
    settled = [v for v in verdicts if v not in (Verdict.NOT_YET_DUE, Verdict.EXCUSED)]
    if not settled or Verdict.UNKNOWN in settled:
        return UNKNOWN
    return TRUE


def _acts(test: Test, counts: _Counts) -> tuple[tuple[str, Verdict], ...]:
    """What became of each act: kept when its needs are met; else mended, breached, not yet due, or unknown."""
    rule = test.each
    assert rule is not None
    acts = sorted(counts.matches.leaves[test.leaf].satisfying)
    out = []
    for act in acts:
        need = _need(rule.needs, act, counts)
        if need == TRUE:
            verdict = Verdict.KEPT
        elif rule.unless is not None and _paired(rule.unless, act, counts):
            verdict = Verdict.EXCUSED
        elif rule.mended is not None and _paired(rule.mended, act, counts):
            verdict = Verdict.MENDED
        elif need == FALSE:
            verdict = Verdict.BREACHED
        else:
            verdict = Verdict.NOT_YET_DUE if _running(rule.needs, act, counts) else Verdict.UNKNOWN
        out.append((act, verdict))
    return tuple(out)


def _paired(pairing: int, act: str, counts: _Counts) -> bool:
    return any(a == act for a, _ in counts.matches.pairings[pairing])


def _need(need: Need, act: str, counts: _Counts) -> int:
    if need.how == "all":
        return min(_need(part, act, counts) for part in need.parts)
    if need.how == "any":
        return max(_need(part, act, counts) for part in need.parts)
    if need.how == "itself":
        found = counts.matches.leaves[need.index]
        return TRUE if act in found.satisfying else FALSE if act in found.scope else UNKNOWN
    if _paired(need.index, act, counts):
        return TRUE
    pairing = counts.plan.pairings[need.index]
    fact = counts.facts.by_id[act]
    if _open_until(pairing.within if pairing.order == "after" else None, fact, counts):
        return UNKNOWN
    denied = any(counts.facts.by_id[d].about == fact.about for d in counts.matches.leaves[pairing.other].denying)
    late = pairing.within is not None and any(
        counts.facts.by_id[o].about == fact.about and o != act and _after(pairing.order, fact, counts.facts.by_id[o])
        for o in counts.matches.leaves[pairing.other].satisfying
    )
    return FALSE if denied or late or counts.closed[pairing.other] else UNKNOWN


def _after(order: str, act: Fact, other: Fact) -> bool:
    # What came, but too late, shows that it did not come in time.
    return order == "after" and other.date >= act.date


def _open_until(within: int | None, act: Fact, counts: _Counts) -> bool:
    return within is not None and months_begun(act.date, counts.facts.as_of) <= within


def _running(need: Need, act: str, counts: _Counts) -> bool:
    """Whether the time within which the act's need may still be met has not yet run out."""
    if need.how == "pair":
        pairing = counts.plan.pairings[need.index]
        return pairing.order == "after" and _open_until(pairing.within, counts.facts.by_id[act], counts)
    return any(_running(part, act, counts) for part in need.parts)


def _voices(plan: Plan, facts: Facts, matches: Matches, subjects: Sequence[str]) -> tuple[Array, Array]:
    voices = np.full((len(subjects), len(plan.criteria), len(VOICES)), -1, dtype=np.int64)
    results = np.zeros((len(subjects), len(plan.criteria)), dtype=np.int64)
    rows = {subject: n for n, subject in enumerate(subjects[2:], start=2)} | {WHOLE: WHOLE_ALONE}
    for n, criterion in enumerate(plan.criteria):
        for fact_id in matches.leaves[criterion.said].satisfying:
            fact = facts.by_id[fact_id]
            extent = int(fact.attributes["extent"])
            kind = VOICES.index(fact.voice)
            for row in (EVERYTHING, rows[fact.about]):
                voices[row, n, kind] = max(voices[row, n, kind], extent)
                if fact.attributes.get("results"):
                    results[row, n] = 1
    return voices, results


def older(leaf: Leaf, facts: Facts) -> list[str]:
    """The facts that would bear on a leaf if they were not too old for it."""
    if not any(c.attribute == "age" for c in leaf.scope):
        return []
    return [f.id for key in leaf.keys or ("",) for f in facts.by_key.get((leaf.kind, key), ()) if bears(leaf, f, ageless=True)]
