"""The facts as they would be without some items: what does not depend on those stays as it was derived."""

from collections.abc import Collection

from engine.derive import derive
from engine.dues import falling_due
from engine.facts import Facts
from engine.plan import DUE, Plan
from evidence.model import EvidenceSet, Item


def lost_with(evidence: EvidenceSet, item: str) -> frozenset[str]:
    """An item and everything that derives from it: copies and extracts do not outlive their source."""
    lost = {item}
    while more := {i.id for i in evidence.items if i.derived_from in lost} - lost:
        lost |= more
    return frozenset(lost)


def without(evidence: EvidenceSet, lost: Collection[str]) -> EvidenceSet:
    """The evidence set without these items."""
    return evidence.model_copy(update={"items": tuple(i for i in evidence.items if i.id not in lost)})


def facts_without(plan: Plan, evidence: EvidenceSet, facts: Facts, lost: Collection[str]) -> Facts:
    """The facts of what is left, as `derive` has them. Only figures and ratings of the same series are derived again.

    `facts` are those of the whole evidence set; nothing that is left may derive from what is lost.
    """

    def series(item: Item) -> tuple[str, str]:
        return item.kind, plan.name(item.kind, item.key)

    touched = {series(i) for i in evidence.items if i.id in lost and i.kind in ("measure", "rating")}
    again = {i.id for i in evidence.items if i.id not in lost and series(i) in touched}
    kept = [f for f in facts.facts if f.kind != DUE and f.id not in lost and f.id not in again]
    if again:
        parents = {i.id: i.derived_from for i in evidence.items}
        line = {above for i in again for above in _line(i, parents)}
        few = evidence.model_copy(update={"items": tuple(i for i in evidence.items if i.id in line)})
        kept += [f for f in derive(plan, few, facts.as_of).facts if f.id in again]
    closed = {(kind, plan.name(kind, key)) for kind, key in (c.entry for c in evidence.all_there_is)}
    kept += falling_due(plan.dues, kept, closed, facts.as_of)
    return Facts(facts.as_of, tuple(sorted(kept, key=lambda f: f.id)))


def _line(item: str, parents: dict[str, str | None]) -> set[str]:
    """An item and everything that it derives from."""
    line: set[str] = set()
    above: str | None = item
    while above is not None and above not in line:
        line.add(above)
        above = parents.get(above)
    return line
