"""From matches to integer arrays: for every subject and every test, how much was found and who says so.

A row is a subject: row 0 is the authority with everything known of it, row 1 the authority as a whole alone,
then each service; of many authorities, as `engine.rows` has them. A column is a test. Kinds of source are bits, so
that sets of them are numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from math import lcm

import numpy as np

from engine.acts import VERDICTS, Acts, Verdict
from engine.counts import Closed, Hits, Seen, count, hits_of, seen_of
from engine.facts import Facts
from engine.layout import Layout, layout_of
from engine.matching.direct import bears
from engine.matching.matches import Matches
from engine.plan import Leaf, Plan, ShareRule
from engine.rows import FALSE, TRUE, UNKNOWN, Array, Rows
from evidence.model import VOICES, WHOLE

EVERYTHING, WHOLE_ALONE = 0, 1

__all__ = ["BIT", "EVERYTHING", "FALSE", "TRUE", "UNKNOWN", "WHOLE_ALONE", "Array", "Latest", "Tally", "Verdict", "older", "tally", "tally_all"]

BIT = {voice: 1 << n for n, voice in enumerate(VOICES)}


@dataclass(frozen=True)
class Latest:
    """The latest value of a rating (its rank) or a score by row, as `num` over `den`; `known` says where there is one."""

    known: Array
    num: Array
    den: int


def _nothing() -> Array:
    return np.zeros((0, 0), dtype=bool)


@dataclass(frozen=True)
class Tally:
    """The counts. Arrays are rows × tests, but `said`: extents × rows × criteria.

    `truth` is 1 true, 0 unknown, -1 false; `bears` counts the sources in scope, `kinds` has a bit for each kind of
    source among those that satisfy; `denied` marks a denial beside a satisfying fact; `said` has a bit for each kind of
    source that says at least an extent of a criterion, `voice_results` marks where results are spoken of.
    """

    truth: Array
    bears: Array
    kinds: Array
    denied: Array
    said: Array
    voice_results: Array
    rows: Rows = field(default_factory=lambda: Rows(1, np.zeros(0, dtype=np.int64)))
    subjects: tuple[str, ...] = ()
    """What each row is about."""
    verdicts: tuple[tuple[tuple[str, Verdict], ...], ...] = ()
    """Of one authority: for each test over acts, each act's id and what became of it."""
    acts: Mapping[int, tuple[Array, Array]] = field(default_factory=dict)
    """For each test that found acts: the numbers of those facts, and what became of each, as indices of VERDICTS."""
    column: Mapping[str, int] = field(default_factory=dict)
    """Each criterion's column in `said`."""
    closed: Array = field(default_factory=_nothing)
    """By authority and test, whether the list of what a test asks about is complete."""
    latest: Mapping[int, Latest] = field(default_factory=dict)
    """For each test of a rating or score that grades, the latest value."""
    older: Array = field(default_factory=_nothing)
    """By leaf and authority, whether facts would bear on a leaf if they were not too old for it."""

    def row(self, subject: str) -> int:
        """The row of a subject."""
        return self.subjects.index(subject)

    @cached_property
    def voices(self) -> Array:
        """Rows × criteria × kinds of source: the furthest extent that each kind says of a criterion, -1 where it says nothing."""
        return np.asarray((self.said[:, :, :, None] >> np.arange(len(VOICES)) & 1).sum(axis=0, dtype=np.int64) - 1)


def tally(plan: Plan, facts: Facts, matches: Matches, closed: Iterable[tuple[str, str]]) -> Tally:
    """Count matches by subject. `closed` names the lists, by (kind, key), of which the evidence set has everything, under any of a list's names."""
    layout = layout_of(plan)
    seen = seen_of(facts)
    hits = hits_of(plan, facts, seen, matches, _too_old(plan, layout, facts))
    lists = {(kind, plan.name(kind, key)): np.ones(1, dtype=bool) for kind, key in closed}
    counted = tally_all(plan, seen, hits, lists)
    ids = [fact.id for fact in facts.facts]
    verdicts: list[tuple[tuple[str, Verdict], ...]] = [()] * len(plan.tests)
    for test, (acts, what) in counted.acts.items():
        verdicts[test] = tuple((ids[act], VERDICTS[n]) for act, n in zip(acts.tolist(), what.tolist(), strict=True))
    return replace(counted, subjects=(WHOLE, f"{WHOLE} alone", *facts.subjects), verdicts=tuple(verdicts))


def tally_all(plan: Plan, seen: Seen, hits: Hits, closed: Closed) -> Tally:
    """Count the hits of many authorities at once, each as if it were alone."""
    layout = layout_of(plan)
    counts = count(seen, hits, layout.place, layout.said)
    settled = _closed(plan, layout, seen.rows, closed)
    scope, satisfying, kinds, denying = (array[layout.tested] for array in (counts.scope, counts.satisfying, counts.kinds, counts.denied))
    found = satisfying > 0
    contested = denying & found
    enough, more = found & ~contested, layout.demanding
    enough[more] &= (satisfying[more] >= layout.times) & (np.bitwise_count(kinds[more]) >= layout.sources)
    short = (scope > 0) & ~found
    whole = np.flatnonzero(np.logical_or.reduce(settled, axis=1)[layout.leaf])
    short[whole] |= settled[layout.leaf[whole]][:, seen.rows.owner] & ~enough[whole] & ~contested[whole]
    if hits.doubtful.any():
        short &= counts.doubtful[layout.tested] == 0
    # True where enough is found; false where it is out of reach; a denial beside what satisfies is neither.
    truth = enough.view(np.int8) - short.view(np.int8)
    for n in layout.shares:
        rule = plan.tests[n].share
        assert rule is not None
        leaf = layout.leaf[n]
        truth[n] = _share(rule, satisfying[n], scope[n], counts.doubtful[layout.place[leaf]], settled[leaf, seen.rows.owner])
    judged = Acts(plan, seen, hits, counts, settled)
    acts = {}
    for n in layout.acts:
        rule_, mine = plan.tests[n].each, hits.satisfy(plan.tests[n].leaf)
        truth[n] = UNKNOWN
        if rule_ is not None and len(mine):
            acts[n] = mine, judged.verdicts(rule_, mine)
            truth[n] = judged.truth(*acts[n])
    rated = {c.rated for c in plan.criteria if c.rated is not None}
    said, results = (counts.said[:, layout.said_of], counts.results[layout.said_of])
    return Tally(
        truth.T,
        scope.T,
        kinds.T,
        contested.T,
        said.swapaxes(1, 2),
        results.T,
        rows=seen.rows,
        acts=acts,
        column=layout.column,
        closed=settled[layout.leaf].T,
        latest={test: _latest(seen, hits.satisfy(plan.tests[test].leaf)) for test in sorted(rated)},
        older=hits.older,
    )


def _closed(plan: Plan, layout: Layout, rows: Rows, closed: Closed) -> Array:
    """By leaf and authority, whether the list of all that a leaf asks about is complete."""
    out = np.zeros((len(plan.leaves), rows.authorities), dtype=bool)
    asked = {n for entry in closed for n in layout.leaves_of.get(entry, ())}
    for n in asked:
        leaf = plan.leaves[n]
        lists = [closed.get((leaf.kind, key)) for key in leaf.keys]
        if lists and all(complete is not None for complete in lists):
            out[n] = np.logical_and.reduce([complete for complete in lists if complete is not None])
    return out


def _share(rule: ShareRule, satisfying: Array, scope: Array, doubtful: Array, closed: Array) -> Array:
    """Whether so large a part of the sources satisfies; of too few it says nothing. Of those in doubt none may satisfy, or all."""
    scope = scope + doubtful
    few = (scope < rule.of_at_least) | (scope == 0)
    bound = rule.at_least if rule.at_least is not None else rule.at_most or Decimal(0)
    num, den = bound.as_integer_ratio()
    # Multiplied across in Python's own integers: a bound may have any number of decimals.
    whole = scope.astype(object) * num
    parts = [count.astype(object) * den for count in (satisfying, satisfying + doubtful)]
    one, other = ((part >= whole if rule.at_least is not None else part <= whole).astype(bool) for part in parts)
    told = np.where(one != other, UNKNOWN, np.where(one, TRUE, FALSE))
    return np.where(few, np.where(closed, FALSE, UNKNOWN), told).astype(np.int8)


def _latest(seen: Seen, facts: Array) -> Latest:
    """The latest value by row: the authority's own where it has one, else its lowest service's."""
    facts = facts[seen.den[facts] != 0]
    den = lcm(*(int(d) for d in np.unique(seen.den[facts])))
    exact = [int(n) * (den // int(d)) for n, d in zip(seen.num[facts], seen.den[facts], strict=True)]
    num = np.array(exact, dtype=np.int64 if all(abs(n) < 2**62 for n in exact) else object)
    order = np.argsort(-num, kind="stable")
    facts, num = facts[order], num[order]
    rows = seen.rows
    known, value = np.zeros(rows.count, dtype=bool), np.zeros(rows.count, dtype=num.dtype)
    # The lowest comes last and stands; the authority's own stands before its services'.
    own = seen.row[facts] < 2 * rows.authorities
    for which, row in ((~own, seen.authority), (own, seen.authority), (slice(None), seen.row)):
        known[row[facts[which]]] = True
        value[row[facts[which]]] = num[which]
    return Latest(known, value, den)


def _too_old(plan: Plan, layout: Layout, facts: Facts) -> Array:
    out = np.zeros((len(plan.leaves), 1), dtype=bool)
    for n in {n for entry in facts.by_key for n in layout.leaves_of.get(entry, ())}:
        out[n] = bool(older(plan.leaves[n], facts))
    return out


def older(leaf: Leaf, facts: Facts) -> list[str]:
    """The facts that would bear on a leaf if they were not too old for it."""
    if not any(c.attribute == "age" for c in leaf.scope):
        return []
    return [f.id for key in leaf.keys or ("",) for f in facts.by_key.get((leaf.kind, key), ()) if bears(leaf, f, ageless=True)]
