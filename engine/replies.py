"""What came of an authority's reply: which comments were answered how, which grades, rungs and findings moved, and which did not."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.assessment import Assessment
from engine.between import EvidenceMoved, bearing_in, evidence_moved, rules_moved, stands_at
from engine.decisions import LADDER
from evidence.model import Representation


@dataclass(frozen=True)
class Answered:
    """A comment, its outcome, where the matter it is about stood before and stands after, and the evidence that came, went or changed."""

    comment: Representation
    before: str | None
    after: str | None
    evidence: EvidenceMoved

    @property
    def moved(self) -> bool:
        """Whether the matter reads otherwise than it did."""
        return self.before != self.after


@dataclass(frozen=True)
class Moved:
    """A grade, rung or finding that reads otherwise, the evidence behind it, and the comments that bear on it."""

    matter: str
    title: str
    before: str | None
    after: str | None
    evidence: EvidenceMoved
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Schedule:
    """What came of a reply. `unmoved` are the grades of groups, and the rungs, that stand as they did."""

    comments: tuple[Answered, ...]
    grades: tuple[Moved, ...]
    findings: tuple[Moved, ...]
    unmoved: tuple[tuple[str, str, str], ...]
    findings_unmoved: int
    rules: tuple[str, ...]


def schedule(before: Assessment, after: Assessment, comments: Sequence[Representation]) -> Schedule:
    """Compare the draft with the assessment of today. Both are made for the same audience."""
    grades = list(dict.fromkeys([*before.grades, *after.grades]))
    rungs = [LADDER, *dict.fromkeys([*(before.ladder.services if before.ladder else ()), *(after.ladder.services if after.ladder else ())])]
    findings = list(dict.fromkeys([f.id for made in (before, after) for f in made.findings]))
    at = {matter: (stands_at(matter, before), stands_at(matter, after)) for matter in (*grades, *rungs, *findings)}
    title = {f.id: f.title for made in (before, after) for f in made.findings} | {i: g.title for made in (before, after) for i, g in made.grades.items()}

    def moved(matter: str) -> Moved:
        return Moved(matter, title.get(matter, matter), *at[matter], evidence_moved(matter, before, after), _comments_on(matter, before, after, comments))

    groups = [m for m in grades if (after.grades.get(m) or before.grades[m]).level != "criterion"]
    return Schedule(
        comments=tuple(
            Answered(_shown(c, after), stands_at(c.about, before), stands_at(c.about, after), evidence_moved(c.about, before, after)) for c in comments
        ),
        grades=tuple(moved(m) for m in (*grades, *rungs) if at[m][0] != at[m][1]),
        findings=tuple(moved(m) for m in findings if at[m][0] != at[m][1]),
        unmoved=tuple((m, title.get(m, m), stood) for m in (*groups, *rungs) if (stood := at[m][0]) is not None and stood == at[m][1]),
        findings_unmoved=sum(at[m][0] == at[m][1] for m in findings),
        rules=rules_moved(before, after),
    )


def _shown(comment: Representation, made: Assessment) -> Representation:
    """A comment without the ids of items that the audience may not see."""
    return comment.model_copy(update={"items": tuple(i for i in comment.items if i in made.evidence and made.evidence[i].key is not None)})


def _comments_on(matter: str, before: Assessment, after: Assessment, comments: Sequence[Representation]) -> tuple[str, ...]:
    """The comments about a matter, or whose items bear on it."""
    bears = frozenset[str]().union(*bearing_in(matter, before, after))
    return tuple(c.id for c in comments if c.about == matter or not bears.isdisjoint(c.items))
