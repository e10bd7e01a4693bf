"""Between two assessments of one authority: what moved in a grade, a finding or a rung, and which evidence and rules moved it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.assessment import Assessment
from engine.decisions import LADDER
from evidence.audience import Shown


@dataclass(frozen=True)
class EvidenceMoved:
    """Which items came, went, and say something else. What an audience may not see is not named."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.changed)


def stands_at(matter: str, made: Assessment) -> str | None:
    """What an assessment indicates of a grade (with its range), a finding or a rung; None where it says nothing of it."""
    if matter in made.grades:
        g = made.grades[matter]
        given = "not graded" if g.grade is None else str(g.grade)
        return given if g.at_least == g.could_be else f"{given} ({g.at_least} to {g.could_be})"
    if made.ladder is not None and (standing := made.ladder if matter == LADDER else made.ladder.services.get(matter)):
        return next(rung.title for rung in made.ladder.rungs if rung.id == standing.recommended)
    return next((f"{f.kind.replace('_', ' ')}: {f.text}" for f in made.findings if f.id == matter), None)


def evidence_moved(matter: str, before: Assessment, after: Assessment) -> EvidenceMoved:
    """How the evidence that bears on a matter differs between two assessments."""
    old, new = (_open(ids, made) for ids, made in zip(bearing_in(matter, before, after), (before, after), strict=True))
    return EvidenceMoved(
        came=tuple(sorted(new.keys() - old.keys())),
        went=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(i for i in old.keys() & new.keys() if old[i] != new[i])),
    )


def rules_moved(before: Assessment, after: Assessment) -> tuple[str, ...]:
    """The rulebooks that are not the same in both."""
    old, new = ({book.id: book.content_hash for book in made.rulebooks} for made in (before, after))
    return tuple(sorted(book for book in old.keys() | new.keys() if old.get(book) != new.get(book)))


def _open(ids: Iterable[str], made: Assessment) -> dict[str, Shown]:
    shown = {i: made.evidence[i] for i in ids if i in made.evidence}
    return {i: item for i, item in shown.items() if item.key is not None}  # the ids of protected items are not the same from one assessment to the next


def bearing_in(matter: str, before: Assessment, after: Assessment) -> tuple[frozenset[str], frozenset[str]]:
    """The evidence that bears on a matter in each of two assessments; a finding that only one of them makes is followed by its rule."""
    rule = next((f.rule for made in (before, after) for f in made.findings if f.id == matter), matter)
    return bearing(matter, before) | frozenset(_of_rule(rule, before)), bearing(matter, after) | frozenset(_of_rule(rule, after))


def bearing(matter: str, made: Assessment) -> frozenset[str]:
    """The evidence that bears on a matter: of a group, on every criterion under it; of a rung, on every trigger."""
    if matter in made.grades:
        return frozenset(i for rule in _criteria(matter, made) for i in _of_rule(rule, made))
    finding = next((f for f in made.findings if f.id == matter), None)
    if finding is not None:
        return frozenset(_of_rule(finding.rule, made)) | frozenset(finding.because)
    if made.ladder is not None and (matter == LADDER or matter in made.ladder.services):
        return frozenset(i for trigger in made.ladder.trigger_titles for i in _of_rule(trigger, made))
    return frozenset()


def _criteria(matter: str, made: Assessment) -> Iterator[str]:
    if made.grades[matter].level == "criterion":
        yield matter
    for child, grade in made.grades.items():
        if grade.parent == matter:
            yield from _criteria(child, made)


def _of_rule(rule: str, made: Assessment) -> Iterable[str]:
    grade, why = made.grades.get(rule), made.reasons.get(rule)
    return [*(grade.because if grade else ()), *(i for test in (why.tests if why else ()) for i in test.because)]
