"""What a row of a criterion says: a statement of the council's own, scores, a decision. And the way back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evidence.model import Decision, EvidenceSet, Item, Score
from evidence.workbook.layout import DATE, EVIDENCE, EXTENT, HANDLING, MODERATED, NARRATIVE, REASON, REVIEWER, SELF, THEME_MARK

if TYPE_CHECKING:
    from evidence.workbook.tables import Table

Words = dict[str, Any]

ACCOUNT = "Account in the workbook"
"""The title under which a row's narrative is quoted, with the evidence that it names as the place."""
NO_REASON = "Given in the workbook, without a reason."
COUNTED = frozenset({"extent", "narrative", "evidence", "date", "handling", "self", "reviewer", "moderated", "reason"})
"""The words of a row that go into the evidence set; the others are for the team's own work."""
COUNCIL, REVIEWERS, TEAM = "The council", "The reviewers", "The team"


@dataclass(frozen=True)
class CriterionRow:
    """A row of a criterion as it was filled in: where it stands, and what it says by word."""

    criterion: str
    table: "Table"
    row: int
    data: Mapping[str, Any]


def statement_id(criterion: str) -> str:
    """The id of what a criterion's row says."""
    return f"row:{criterion}"


Said = tuple[str, Words, Mapping[str, str]]
"""To which list of the evidence set something goes, in which words, and the heading under which each word stands."""


def criterion_row(criterion: str, data: Mapping[str, Any], *, as_of: Any, council: str | None, reviewer: str | None) -> Iterator[Said]:
    """What a row adds to an evidence set.

    A narrative becomes evidence when somebody says how far it goes; until then it is a draft.
    """
    if "extent" in data:
        source: Words = {"kind": "officers"}
        if "evidence" in data:
            source |= {"title": ACCOUNT, "at": data["evidence"]}
        words: Words = {"id": statement_id(criterion), "statement": criterion, "extent": data["extent"], "date": data.get("date", as_of), "source": source}
        words |= {word: data[given] for given, word in (("narrative", "excerpt"), ("handling", "handling")) if given in data}
        headings = {"statement": THEME_MARK, "extent": EXTENT, "date": DATE, "source": EVIDENCE, "excerpt": NARRATIVE, "handling": HANDLING}
        yield "items", words, headings
    reason = data.get("reason", NO_REASON)
    for word, heading, by, own in (("self", SELF, council or COUNCIL, True), ("reviewer", REVIEWER, reviewer or REVIEWERS, False)):
        if word in data:
            scored = {"criterion": criterion, "grade": data[word], "reason": reason, "by": by, "date": as_of, "own": own}
            yield "scores", scored, {"grade": heading, "reason": REASON}
    if "moderated" in data:
        decided = {"matter": criterion, "adopted": data["moderated"], "reason": reason, "by": TEAM, "date": as_of}
        yield "decisions", decided, {"adopted": MODERATED, "reason": REASON}


@dataclass
class Placed:
    """What of an evidence set fits into the rows of criteria, and what is left for the other sheets."""

    rows: dict[str, Words]
    items: list[Item]
    scores: list[Score]
    decisions: list[Decision]


def place(evidence: EvidenceSet, criteria: frozenset[str], reviewer: str | None = None) -> Placed:
    """Share out what a set says of criteria: into a criterion's row goes what reading that row gives back exactly."""
    placed = Placed({}, [], [], [])

    def fits(criterion: str, words: Words, given: Item | Score | Decision) -> bool:
        if criterion not in criteria:
            return False
        row = {**placed.rows.get(criterion, {}), **{k: v for k, v in words.items() if v is not None}}
        before = {k: v for k, v in placed.rows.get(criterion, {}).items() if k in words}
        if before:
            return False
        made = criterion_row(criterion, row, as_of=evidence.as_of, council=evidence.authority.name, reviewer=reviewer)
        if not any(type(given).model_validate(said) == given for of, said, _ in made if of == _OF[type(given)]):
            return False
        placed.rows[criterion] = row
        return True

    for item in evidence.items:
        words: Words = {"narrative": item.excerpt, "evidence": item.source.at, "extent": item.extent, "date": item.date, "handling": item.handling}
        words["date"] = None if item.date == evidence.as_of else item.date
        if item.statement is None or item.id != statement_id(item.statement) or not fits(item.statement, words, item):
            placed.items.append(item)
    for score in evidence.scores:
        if not fits(score.criterion, {"self" if score.own else "reviewer": score.grade, **_reason(score.reason, placed.rows.get(score.criterion))}, score):
            placed.scores.append(score)
    for decision in evidence.decisions:
        words = {"moderated": decision.adopted, **_reason(decision.reason, placed.rows.get(decision.matter))}
        if not isinstance(decision.adopted, int) or not fits(decision.matter, words, decision):
            placed.decisions.append(decision)
    return placed


_OF = {Item: "items", Score: "scores", Decision: "decisions"}


def _reason(reason: str, row: Words | None) -> Words:
    """A row has one reason for all its scores: it is added where none was given yet."""
    scored = row is not None and not row.keys().isdisjoint({"self", "reviewer", "moderated"})
    return {} if scored or reason == NO_REASON else {"reason": reason}
