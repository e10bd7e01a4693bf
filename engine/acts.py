"""Acts and what became of each: kept when its needs are met; else excused, mended, breached, not yet due, or unknown."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.counts import Counts, Hits, Seen, months_between, pairs
from engine.layout import layout_of
from engine.plan import EachAct, Need, Pairing, Plan
from engine.rows import FALSE, TRUE, UNKNOWN, Array


class Verdict(StrEnum):
    """What became of one act."""

    KEPT = "kept"
    BREACHED = "breached"
    MENDED = "mended"
    EXCUSED = "excused"
    NOT_YET_DUE = "not yet due"
    UNKNOWN = "unknown"


VERDICTS = tuple(Verdict)
_KEPT, _BREACHED, _MENDED, _EXCUSED, _NOT_YET_DUE, _UNKNOWN = range(len(VERDICTS))


@dataclass(frozen=True)
class Acts:
    """Judges acts by what was matched. `closed` (leaves × authorities) says whose lists are complete."""

    plan: Plan
    seen: Seen
    hits: Hits
    counts: Counts
    closed: Array

    def verdicts(self, rule: EachAct, acts: Array) -> Array:
        """What became of each of these acts, as indices of VERDICTS."""
        need = self._need(rule.needs, acts)
        out = np.where(self._running(rule.needs, acts), _NOT_YET_DUE, _UNKNOWN)
        out[need == FALSE] = _BREACHED
        if rule.mended is not None:
            out[self._paired(rule.mended, acts)] = _MENDED
        if rule.unless is not None:
            out[self._paired(rule.unless, acts)] = _EXCUSED
        out[need == TRUE] = _KEPT
        return out

    def truth(self, acts: Array, verdicts: Array) -> Array:
        """The truth of a test over these acts, by row: false when one is breached, true when all that are due were kept or mended."""
        seen, rows = self.seen, self.seen.rows.count

        def has(which: Array) -> Array:
            out = np.zeros(rows, dtype=bool)
            out[seen.row[acts[which]]] = True
            out[seen.authority[acts[which]]] = True
            return out

        breached, unknown = has(verdicts == _BREACHED), has(verdicts == _UNKNOWN)
        settled = has((verdicts == _KEPT) | (verdicts == _MENDED))
        return (settled & ~breached & ~unknown).astype(np.int8) - breached.astype(np.int8)

    def _paired(self, pairing: int, acts: Array) -> Array:
        return np.isin(acts, self.hits.paired[pairing])

    def _need(self, need: Need, acts: Array) -> Array:
        if need.how in ("all", "any"):
            parts = [self._need(part, acts) for part in need.parts]
            return np.asarray((np.minimum if need.how == "all" else np.maximum).reduce(parts))
        if need.how == "itself":
            mine = slice(self.hits.starts[need.index], self.hits.starts[need.index + 1])
            met = np.isin(acts, self.hits.satisfy(need.index))
            unmet = np.isin(acts, self.hits.fact[mine][~self.hits.doubtful[mine]])
            return np.where(met, TRUE, np.where(unmet, FALSE, UNKNOWN))
        pairing = self.plan.pairings[need.index]
        known = self._denied(need.index, acts) | self.closed[pairing.other, self.seen.authority[acts]] | self._late(pairing, acts)
        return np.where(self._paired(need.index, acts), TRUE, np.where(known & ~self._open(pairing, acts), FALSE, UNKNOWN))

    def _denied(self, pairing: int, acts: Array) -> Array:
        if pairing in self.hits.denied:
            return np.isin(acts, self.hits.denied[pairing])
        return np.asarray(self.counts.denied[layout_of(self.plan).place[self.plan.pairings[pairing].other], self.seen.row[acts]])

    def _late(self, pairing: Pairing, acts: Array) -> Array:
        """What came, but too late, shows that it did not come in time."""
        if pairing.within is None or pairing.order != "after":
            return np.zeros(len(acts), dtype=bool)
        came, _ = pairs(self.seen, acts, self.hits.satisfy(pairing.other), Pairing(pairing.act, pairing.other, "after"))
        return np.isin(acts, came)

    def _open(self, pairing: Pairing, acts: Array) -> Array:
        """Whether the time within which a need may still be met has not yet run out."""
        if pairing.order != "after" or pairing.within is None:
            return np.zeros(len(acts), dtype=bool)
        return months_between(self.seen.date[acts], self.seen.as_of[self.seen.authority[acts]]) <= pairing.within

    def _running(self, need: Need, acts: Array) -> Array:
        if need.how == "pair":
            return self._open(self.plan.pairings[need.index], acts)
        out = np.zeros(len(acts), dtype=bool)
        for part in need.parts:
            out |= self._running(part, acts)
        return out
