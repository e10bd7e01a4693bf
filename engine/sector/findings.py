"""The findings of many authorities at once: of each its rule, kind, outcome and what it is about. What they rest on, `assess` tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.acts import VERDICTS, Verdict
from engine.assessment import KINDS_OF_FINDING, FindingKind
from engine.counts import pairs
from engine.criteria import OUTCOMES
from engine.findings import strong_extent
from engine.kinds import Call, called_for
from engine.layout import kept, layout_of
from engine.matching.columnar import days_denied
from engine.plan import DUE, Plan
from engine.reasons import pairings_of
from engine.rows import FALSE, TRUE, Array
from engine.sector.together import Part
from engine.tally import BIT
from evidence.model import PEOPLE, VOICES

_BITS = np.array([BIT[voice] for voice in VOICES], dtype=np.int16)
_PEOPLE = np.int16(sum(BIT[voice] for voice in PEOPLE))
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
    pieces = [_of_criteria(plan, part), *_of_acts(plan, part), *_of_triggers(plan, part)]
    return Found(*(np.concatenate(columns) for columns in zip(*pieces, strict=True)))


_Piece = tuple[Array, Array, Array, Array]


def _piece(rule: int, kind: FindingKind | Array, outcome: str, row: Array) -> _Piece:
    """Findings of one rule, of one outcome."""
    kinds = np.full(len(row), KINDS_OF_FINDING.index(kind)) if isinstance(kind, str) else kind
    return np.full(len(row), rule), kinds, np.full(len(row), OUTCOMES_OF_FINDINGS.index(outcome)), row


def _adverse(kind: FindingKind, bits: Array, least: Array) -> Array:
    """A kind of adverse finding, or a line of enquiry where it would rest on what people say alone, and on fewer kinds of them than is asked."""
    alone = (bits != 0) & (bits & ~_PEOPLE == 0) & (np.bitwise_count(bits) < least)
    return np.where(alone, KINDS_OF_FINDING.index("line_of_enquiry"), KINDS_OF_FINDING.index(kind))


_TOLD: dict[Call, FindingKind] = {
    Call.CONTESTED: "contested",
    Call.GAP: "gap_in_evidence",
    Call.STRENGTH: "strength",
    Call.PARTLY: "gap_in_evidence",
    Call.ADVERSE: "weakness",
}
"""The findings of criteria, in the order in which they stand in the table."""


def _of_criteria(plan: Plan, part: Part) -> _Piece:
    judged, many = part.judged, len(part.names)
    called = called_for(plan, judged.nodes, judged.outcomes, judged.tally.rows.everything)
    found = [np.flatnonzero(called == call) for call in _TOLD]
    lengths = [len(cells) for cells in found]
    call = np.repeat(list(_TOLD), lengths)
    kind = np.repeat([KINDS_OF_FINDING.index(kind) for kind in _TOLD.values()], lengths)
    cells = np.concatenate(found)
    rule = cells // many
    authority = cells - rule * many  # quicker than `divmod`
    outcome = judged.outcomes.ravel().take(cells)
    outcome[call == Call.PARTLY] = OUTCOMES_OF_FINDINGS.index("partly_shown")
    adverse = call == Call.ADVERSE
    asked = kept(plan, _Asked)
    voices = _adverse_voices(plan, part, asked, rule[adverse], authority[adverse])
    kind[adverse] = _adverse("weakness", voices, asked.least[rule[adverse]])
    return rule, kind, outcome, many + authority


class _Asked:
    """Where the voices that speak of a plan's criteria are looked for, as arrays by criterion.

    A criterion has as many showings and tests as the one with most; -1 stands for those that it has not.
    """

    def __init__(self, plan: Plan) -> None:
        books = {book.id: book for book in plan.books}
        self.said = np.array([c.said for c in plan.criteria], dtype=np.int64)
        self.least = np.array([books[c.book].min_kinds for c in plan.criteria], dtype=np.int64)
        self.weak_below = np.full(len(plan.leaves), -1, dtype=np.int64)
        """For each leaf of statements the extent below which they speak against their criterion."""
        self.weak_below[self.said] = [strong_extent(books[c.book]) for c in plan.criteria]
        self.tests = _by_place([c.tests for c in plan.criteria])
        self.showings = _by_place([[s.test for s in c.showings] for c in plan.criteria])
        self.speaks = _by_place([[TRUE if s.against else FALSE for s in c.showings] for c in plan.criteria])
        """The truth of each showing's test that speaks against the criterion."""
        self.of_acts = tuple(sorted({test for c in plan.criteria if c.each is None for test in c.tests if plan.tests[test].each is not None}))


def _by_place(lists: Sequence[Sequence[int]]) -> Array:
    """Lists of different length as one array, places × lists."""
    most = max(map(len, lists), default=0)
    return np.array([[*one, *[-1] * (most - len(one))] for one in lists], dtype=np.int64).reshape(len(lists), most).T


def _adverse_voices(plan: Plan, part: Part, asked: _Asked, criterion: Array, authority: Array) -> Array:
    """Which kinds of source speak against criteria of authorities, or where none does bear on them at all: sets of bits."""
    seen, hits = part.block.seen, part.hits
    leaves, many = len(hits.older), len(part.names)

    def voices(leaf: Array, fact: Array) -> Array:
        """Leaves × authorities, and no voice in the row of what a criterion has not."""
        bits = np.zeros((leaves + 1) * many, dtype=_BITS.dtype)
        np.bitwise_or.at(bits, leaf * many + seen.authority.take(fact), _BITS.take(seen.voice.take(fact)))
        return bits.reshape(-1, many)

    of_tests = voices(hits.leaf, hits.fact)[np.append(layout_of(plan).leaf, -1)]
    for test in asked.of_acts:
        rests = rests_on(plan, part, test, hits.satisfy(plan.tests[test].leaf))
        of_tests[test] = voices(np.zeros_like(rests), rests)[0]
    saying = np.flatnonzero(hits.satisfying & (asked.weak_below[hits.leaf] >= 0))
    leaf, fact = hits.leaf[saying], hits.fact[saying]
    weak = seen.extent[fact] < asked.weak_below[leaf]
    against = voices(leaf[weak], fact[weak])[asked.said[criterion], authority]
    truth = part.judged.tally.truth
    for test, speaks in zip(asked.showings[:, criterion], asked.speaks[:, criterion], strict=True):
        against |= np.where(truth[authority, test] == speaks, of_tests[test, authority], _BITS.dtype.type(0))
    bearing = voices(leaf, fact)[asked.said[criterion], authority]
    for test in asked.tests[:, criterion]:
        bearing |= of_tests[test, authority]
    return np.where(against, against, bearing)


def rests_on(plan: Plan, part: Part, test: int, acts: Array) -> Array:
    """The facts that a test over acts rests on for these acts: themselves, what each is paired with, and what denies that there is such a thing."""
    seen, hits = part.block.seen, part.hits
    each, due = plan.tests[test].each, plan.leaves[plan.tests[test].leaf].kind == DUE
    assert each is not None
    found = [] if due else [acts]
    for index in pairings_of(each.needs, each.mended, each.unless):
        pairing = plan.pairings[index]
        found.append(pairs(seen, acts, hits.satisfy(pairing.other), pairing)[1])
        mine = slice(hits.starts[pairing.other], hits.starts[pairing.other + 1])
        denials = hits.fact[mine][seen.denied[hits.fact[mine]]]
        found.append(denials[np.isin(days_denied(plan, part.block, pairing, denials), acts)] if due else denials)
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _of_acts(plan: Plan, part: Part) -> Iterator[_Piece]:
    """A breach for every subject with a breached act; mended acts stay visible as one."""
    seen, tally = part.block.seen, part.judged.tally
    out_of_it = OUTCOMES.index("not_applicable")
    least = kept(plan, _Asked).least
    for n, c in enumerate(plan.criteria):
        if c.each is None or c.each not in tally.acts:
            continue
        acts, became = tally.acts[c.each]
        for verdict in (Verdict.BREACHED, Verdict.MENDED):
            mine = acts[(became == VERDICTS.index(verdict)) & (part.judged.outcomes[n, seen.authority[acts]] != out_of_it)]
            if not len(mine):
                continue
            voices = np.zeros(tally.rows.count, dtype=_BITS.dtype)
            rests = rests_on(plan, part, c.each, mine)
            np.bitwise_or.at(voices, seen.row[rests], _BITS[seen.voice[rests]])
            rows = np.unique(seen.row[mine])
            yield _piece(n, _adverse("breach", voices[rows], least[n]), verdict.value, rows)


def _of_triggers(plan: Plan, part: Part) -> Iterator[_Piece]:
    """Triggers that are proved or that a voice alone calls, of authorities as a whole and of services."""
    first, judged = len(plan.criteria), part.judged
    from_row = len(part.names)
    for n, trigger in enumerate(plan.triggers):
        truth, voiced = judged.triggers[n, from_row:], judged.voiced[n, from_row:].astype(bool)
        proved = np.flatnonzero(truth == TRUE) + from_row
        yield _piece(first + n, "trigger" if trigger.calls else "advice", "proved", proved)
        spoken = np.flatnonzero((truth != TRUE) & voiced) + from_row
        yield _piece(first + n, "line_of_enquiry", "voiced", spoken)
