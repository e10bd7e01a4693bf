"""The findings of many authorities at once: of each its rule, kind, outcome and what it is about. What they rest on, `assess` tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.acts import VERDICTS, Verdict
from engine.assessment import KINDS_OF_FINDING, FindingKind
from engine.counts import pairs
from engine.criteria import OUTCOMES
from engine.dues import denies
from engine.findings import strong_extent
from engine.kinds import Call, called_for
from engine.plan import DUE, CriterionPlan, Plan
from engine.reasons import pairings_of
from engine.rows import FALSE, TRUE, Array
from engine.sector.together import Part
from engine.tally import BIT
from evidence.model import PEOPLE, VOICES

_PEOPLE = sum(BIT[voice] for voice in PEOPLE)
OUTCOMES_OF_FINDINGS = (*OUTCOMES, "partly_shown", Verdict.BREACHED.value, Verdict.MENDED.value, "proved", "voiced")


@dataclass(frozen=True)
class Found:
    """Findings, one entry each: `rule` numbers criteria and then triggers, `kind` and `outcome` are indices of KINDS_OF_FINDING and OUTCOMES_OF_FINDINGS.

    `row` is the row of what it is about.
    """

    rule: Array
    kind: Array
    outcome: Array
    row: Array


def findings_of(plan: Plan, part: Part) -> Found:
    """The findings of all authorities of a part, each as `assess` gives it."""
    pieces = [*_of_criteria(plan, part), *_of_acts(plan, part), *_of_triggers(plan, part)]
    columns = [np.concatenate([np.asarray(piece[k], dtype=np.int64) for piece in pieces]) for k in range(4)]
    return Found(*columns)


_Piece = tuple[Array, Array, Array, Array]


def _piece(rule: Array, kind: FindingKind | Array, outcome: str | Array, row: Array) -> _Piece:
    kinds = np.full(len(rule), KINDS_OF_FINDING.index(kind)) if isinstance(kind, str) else kind
    outcomes = np.full(len(rule), OUTCOMES_OF_FINDINGS.index(outcome)) if isinstance(outcome, str) else outcome
    return rule, kinds, outcomes, row


def _adverse(alone: Array, kind: FindingKind) -> Array:
    """A kind of adverse finding, or a line of enquiry where a voice alone says so."""
    return np.where(alone, KINDS_OF_FINDING.index("line_of_enquiry"), KINDS_OF_FINDING.index(kind))


def _of_criteria(plan: Plan, part: Part) -> Iterator[_Piece]:
    judged, n = part.judged, len(part.names)
    called = called_for(plan, judged.nodes, judged.outcomes, judged.tally.rows.everything)
    told: tuple[tuple[Call, FindingKind], ...] = ((Call.CONTESTED, "contested"), (Call.GAP, "gap_in_evidence"), (Call.STRENGTH, "strength"))
    for call, kind in told:
        rule, authority = np.nonzero(called == call)
        yield _piece(rule, kind, judged.outcomes[rule, authority], n + authority)
    rule, authority = np.nonzero(called == Call.PARTLY)
    yield _piece(rule, "gap_in_evidence", "partly_shown", n + authority)
    adverse = called == Call.ADVERSE
    voices = _Voices(plan, part)
    for c in np.flatnonzero(adverse.any(axis=1)).tolist():
        mine = np.flatnonzero(adverse[c])
        alone = _alone(plan, plan.criteria[c], voices.of_adverse(plan.criteria[c])[mine])
        yield _piece(np.full(len(mine), c), _adverse(alone, "weakness"), judged.outcomes[c, mine], n + mine)


def _alone(plan: Plan, c: CriterionPlan, bits: Array) -> Array:
    """Whether an adverse finding would rest on what people say alone, and on too few kinds of them."""
    least = next(book.min_kinds for book in plan.books if book.id == c.book)
    return np.asarray((bits != 0) & (bits & ~_PEOPLE == 0) & (np.bitwise_count(bits) < least))


class _Voices:
    """Which kinds of source speak in what a test or criterion rests on: sets of bits, by authority."""

    def __init__(self, plan: Plan, part: Part) -> None:
        self.plan, self.part, self.hits, self.seen = plan, part, part.hits, part.block.seen
        self.truth = part.judged.tally.truth.T
        self.bits = np.array([BIT[voice] for voice in VOICES], dtype=np.int64)[self.seen.voice]

    def of_adverse(self, c: CriterionPlan) -> Array:
        """Of what speaks against a criterion, or where nothing does of all that bears on it."""
        book = next(book for book in self.plan.books if book.id == c.book)
        said = self.hits.satisfy(c.said)
        against = self.of(said[self.seen.extent[said] < strong_extent(book)])
        for s in c.showings:
            speaks = self.truth[s.test, : len(against)] == (TRUE if s.against else FALSE)
            if speaks.any():
                against |= np.where(speaks, self.of_test(s.test), 0)
        if against.all():
            return against
        every = self.of(said)
        for test in c.tests:
            every |= self.of_test(test)
        return np.where(against, against, every)

    def of(self, facts: Array) -> Array:
        """Of these facts."""
        out = np.zeros(len(self.part.names), dtype=np.int64)
        np.bitwise_or.at(out, self.seen.authority[facts], self.bits[facts])
        return out

    def of_test(self, test: int) -> Array:
        """Of all that a test rests on, as `reasons.because` has it."""
        leaf = self.plan.tests[test].leaf
        if self.plan.tests[test].each is None:
            return self.of(self.hits.fact[self.hits.starts[leaf] : self.hits.starts[leaf + 1]])
        return self.of(rests_on(self.plan, self.part, test, self.hits.satisfy(leaf)))


def rests_on(plan: Plan, part: Part, test: int, acts: Array, where: Sequence[int] | None = None) -> Array:
    """The facts that a test over acts rests on for these acts: themselves, what each is paired with, and what denies that there is such a thing.

    `where` gives each fact its number among those that belong together: denials of a thing that falls due are those about an act's own.
    """
    seen, hits = part.block.seen, part.hits
    each, due = plan.tests[test].each, plan.leaves[plan.tests[test].leaf].kind == DUE
    assert each is not None
    found = [] if due else [acts]
    owner = seen.authority if where is None else np.asarray(where)
    for index in pairings_of(each.needs, each.mended, each.unless):
        pairing = plan.pairings[index]
        found.append(pairs(seen, acts, hits.satisfy(pairing.other), pairing)[1])
        mine = slice(hits.starts[pairing.other], hits.starts[pairing.other + 1])
        denials = hits.fact[mine][seen.denied[hits.fact[mine]]]
        found.append(_of_due(plan, part, pairing.other, acts, denials, owner) if due else denials)
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _of_due(plan: Plan, part: Part, leaf: int, acts: Array, denials: Array, owner: Array) -> Array:
    """Of denials those that are about one of these days on which something falls due."""
    block = part.block

    def answers(d: int) -> bool:
        near = (act for act in acts.tolist() if owner[act] == owner[d])
        return any(denies(block.fact(d), block.fact(act), plan.leaves[leaf], block.facts_of(act)) for act in near)

    return np.array([d for d in denials.tolist() if answers(d)], dtype=np.int64)


def _of_acts(plan: Plan, part: Part) -> Iterator[_Piece]:
    """A breach for every subject with a breached act; mended acts stay visible as one."""
    seen, tally = part.block.seen, part.judged.tally
    out_of_it = OUTCOMES.index("not_applicable")
    bits = np.array([BIT[voice] for voice in VOICES], dtype=np.int64)[seen.voice]
    for n, c in enumerate(plan.criteria):
        if c.each is None or c.each not in tally.acts:
            continue
        acts, became = tally.acts[c.each]
        for verdict in (Verdict.BREACHED, Verdict.MENDED):
            mine = acts[(became == VERDICTS.index(verdict)) & (part.judged.outcomes[n, seen.authority[acts]] != out_of_it)]
            if not len(mine):
                continue
            voices = np.zeros(tally.rows.count, dtype=np.int64)
            rests = rests_on(plan, part, c.each, mine, seen.row.tolist())
            np.bitwise_or.at(voices, seen.row[rests], bits[rests])
            rows = np.unique(seen.row[mine])
            yield _piece(np.full(len(rows), n), _adverse(_alone(plan, c, voices[rows]), "breach"), verdict.value, rows)


def _of_triggers(plan: Plan, part: Part) -> Iterator[_Piece]:
    """Triggers that are proved or that a voice alone calls, of authorities as a whole and of services."""
    first, judged = len(plan.criteria), part.judged
    from_row = len(part.names)
    for n, trigger in enumerate(plan.triggers):
        truth, voiced = judged.triggers[n, from_row:], judged.voiced[n, from_row:].astype(bool)
        proved = np.flatnonzero(truth == TRUE) + from_row
        yield _piece(np.full(len(proved), first + n), "trigger" if trigger.calls else "advice", "proved", proved)
        spoken = np.flatnonzero((truth != TRUE) & voiced) + from_row
        yield _piece(np.full(len(spoken), first + n), "line_of_enquiry", "voiced", spoken)
