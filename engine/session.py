"""A live assessment: evidence comes and goes, and the findings that changed are told.

With durable-rules at work only what changed is matched again; the result equals an assessment made afresh.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

from engine.assess import Options, judged
from engine.assessment import Assessment, Finding
from engine.derive import derive
from engine.matching import direct
from engine.matching.choose import Choice
from engine.matching.durable import Live, Unavailable, version
from engine.plan import Plan
from engine.report import report
from engine.rulebook import Rulebook
from evidence.model import EvidenceSet, Item
from evidence.problems import BadInput, Place, Problem, nearest


@dataclass(frozen=True)
class Change:
    """What a piece of evidence changed: findings that came, that went, and the grades that moved (before, after)."""

    came: tuple[Finding, ...]
    went: tuple[Finding, ...]
    grades: dict[str, tuple[int | None, int | None]]

    @property
    def nothing(self) -> bool:
        """Whether nothing changed."""
        return not (self.came or self.went or self.grades)


class Session:
    """An assessment kept up to date. Close it, or use it in a `with`."""

    def __init__(self, plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, options: Options | None = None) -> None:
        self.plan, self.books, self.evidence = plan, books, evidence
        self.options = options or Options(audience="team")
        self._live: Live | None = None
        self._fallback: str | None = None
        if self.options.matcher != "direct":
            try:
                self._live = Live(plan, deadline=self.options.deadline)
            except Unavailable as why:
                self._fallback = str(why)
        self.assessment = self._assess()

    def add(self, item: Item) -> Change:
        """Add an item. Raises BadInput where its id is taken, or what it derives from is not there."""
        ids = {i.id for i in self.evidence.items}
        if item.id in ids:
            raise BadInput([Problem(Place(item.id), f"the id '{item.id}' is used already", "withdraw that item first, or choose another id")])
        if item.derived_from is not None and item.derived_from not in ids:
            raise BadInput([Problem(Place(item.id), f"it is derived from '{item.derived_from}', which is no item here", "name an item's id")])
        return self._become(self.evidence.model_copy(update={"items": (*self.evidence.items, item)}))

    def withdraw(self, item_id: str) -> Change:
        """Withdraw an item. Raises BadInput where there is none of this id, or others derive from it."""
        left = tuple(i for i in self.evidence.items if i.id != item_id)
        if len(left) == len(self.evidence.items):
            raise BadInput([Problem(Place(item_id), f"there is no item '{item_id}'", nearest(item_id, [i.id for i in left] or ["none"]))])
        copies = [i.id for i in left if i.derived_from == item_id]
        if copies:
            raise BadInput([Problem(Place(item_id), f"{', '.join(copies)} derive from it", "withdraw those first")])
        return self._become(self.evidence.model_copy(update={"items": left}))

    def close(self) -> None:
        """Let the matcher go."""
        if self._live is not None:
            self._live.close()
            self._live = None

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _become(self, evidence: EvidenceSet) -> Change:
        before, self.evidence = self.assessment, evidence
        self.assessment = after = self._assess()
        was, is_ = {f.id: f for f in before.findings}, {f.id: f for f in after.findings}
        return Change(
            came=tuple(f for i, f in is_.items() if was.get(i) != f),
            went=tuple(f for i, f in was.items() if is_.get(i) != f),
            grades={rule: (g.grade, after.grades[rule].grade) for rule, g in before.grades.items() if g.grade != after.grades[rule].grade},
        )

    def _assess(self) -> Assessment:
        facts = derive(self.plan, self.evidence, self.options.as_of)
        choice = None
        if self._live is not None:
            try:
                choice = Choice(self._live.sync(facts), (version() or "durable-rules",), agreed=True)
            except Unavailable as why:
                self._fallback = str(why)
                self.close()
        if choice is None:
            choice = Choice(direct.match(self.plan, facts), ("direct",), agreed=True, fallback=self._fallback)
        return report(judged(self.plan, self.books, self.evidence, facts, choice.matches, lambda: choice), self.options, 0.0)
