"""Holding assessments against each other. Grades are held against each other under rulebooks of one major version only."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from engine.assessment import Assessment, Finding, Grade, Reason, Standing
from engine.compare.peers import among
from engine.compare.result import (
    AssumptionMoved,
    BookHeld,
    Compared,
    Comparison,
    EvidenceMoved,
    FindingMoved,
    GradeMoved,
    RungMoved,
    Side,
    TestMoved,
)
from engine.measures.peers import SMALLEST_GROUP
from evidence.audience import Shown


def compare(assessments: Sequence[Assessment], smallest: int = SMALLEST_GROUP) -> Compared:
    """Compare two assessments or more, made for one audience.

    Of one authority, each is held against the one before, in the order given. Of several, the first is held against the
    newest of each of the others, of which there must be `smallest` or more, and none of which is named.
    """
    first = assessments[0]
    if all(same_authority(first, other) for other in assessments[1:]):
        return Compared(audience=first.audience, steps=tuple(_step(a, b) for a, b in pairwise(assessments)), peers=None)
    others: list[Assessment] = []
    for other in (a for a in assessments[1:] if not same_authority(first, a)):
        known = next((n for n, o in enumerate(others) if same_authority(o, other)), None)
        if known is None:
            others.append(other)
        elif other.as_of > others[known].as_of:
            others[known] = other
    return Compared(audience=first.audience, steps=(), peers=among(first, side(first), others, smallest, major))


def same_authority(a: Assessment, b: Assessment) -> bool:
    """Whether two assessments are of one authority: by its code where both have one, else by its name."""
    if a.authority.code and b.authority.code:
        return a.authority.code == b.authority.code
    return a.authority.name == b.authority.name


def major(version: str) -> str:
    """The part of a version that is another where grades stop being comparable."""
    return version.partition(".")[0]


def side(a: Assessment) -> Side:
    """An assessment as a comparison names it."""
    return Side(authority=a.authority, as_of=a.as_of, content_hash=a.content_hash, versions={b.id: b.version for b in a.rulebooks})


def _step(before: Assessment, after: Assessment) -> Comparison:
    later = {book.id: book for book in after.rulebooks}
    books = tuple(
        BookHeld(
            id=book.id, title=book.title, before=book.version, after=later[book.id].version, scale=later[book.id].scale,
            comparable=major(book.version) == major(later[book.id].version),
        )
        for book in before.rulebooks
        if book.id in later
    )  # fmt: skip
    comparable = {book.id for book in books if book.comparable}
    held = [rule for rule, grade in before.grades.items() if rule in after.grades and grade.book in comparable]
    moved = [rule for rule in held if _standing(before.grades[rule]) != _standing(after.grades[rule])]
    within = set(moved)
    for rule in moved:
        parent = after.grades[rule].parent
        while parent is not None and parent not in within:
            within.add(parent)
            parent = after.grades[parent].parent
    rules_changed = {b.id for b in before.rulebooks if b.id in later and later[b.id].content_hash != b.content_hash}
    first, second = ({f.id: f for f in a.findings} for a in (before, after))
    changed = [found for i in first if i in second and (found := _changed(first[i], second[i], before, after))]
    return Comparison(
        before=side(before),
        after=side(after),
        books=books,
        only_before=tuple(b.id for b in before.rulebooks if b.id not in later),
        only_after=tuple(i for i in later if i not in {b.id for b in before.rulebooks}),
        grades=tuple(_moved(rule, before, after, within, rules_changed) for rule in moved),
        titles={rule: after.grades[rule].title for rule in after.grades if rule in within},
        same=len(held) - len(moved),
        came=tuple(f for i, f in second.items() if i not in first),
        went=tuple(f for i, f in first.items() if i not in second),
        changed=tuple(changed),
        evidence=_evidence(before.evidence, after.evidence, before, after),
        rungs=_rungs(before, after) if before.ladder and after.ladder and before.ladder.book == after.ladder.book and after.ladder.book in comparable else (),
        assumptions=_assumptions(before, after),
    )


def _standing(grade: Grade) -> tuple[object, ...]:
    return grade.grade, grade.at_least, grade.could_be, grade.uncapped, grade.outcome, grade.capped_by


def _moved(rule: str, before: Assessment, after: Assessment, within: set[str], rules_changed: set[str]) -> GradeMoved:
    a, b = before.grades[rule], after.grades[rule]
    evidence = _evidence(a.because, b.because, before, after)
    tests = _tests(before.reasons[rule].tests, after.reasons[rule].tests) if rule in before.reasons and rule in after.reasons else ()
    parts = tuple(child for child, g in after.grades.items() if child in within and g.parent == rule)
    limits_a, limits_b = ([cap.because for cap in g.capped_by] for g in (a, b))
    came, went = (tuple(x for x in one if x not in other) for one, other in ((limits_b, limits_a), (limits_a, limits_b)))
    told = evidence != EvidenceMoved(in_confidence=(evidence.in_confidence[0],) * 2) or tests or parts or came or went
    return GradeMoved(
        rule=rule, title=b.title, level=b.level, book=b.book, before=a.grade, after=b.grade, range_before=(a.at_least, a.could_be),
        range_after=(b.at_least, b.could_be), uncapped=(a.uncapped, b.uncapped),
        outcome_before=a.outcome, outcome_after=b.outcome, evidence=evidence, tests=tests,
        parts=parts, limits_came=came, limits_went=went,
        says=None if told else _otherwise(rule, before, after, rules_changed),
    )  # fmt: skip


def _otherwise(rule: str, before: Assessment, after: Assessment, rules_changed: set[str]) -> str:
    """Why a grade moved that rests on the same evidence and the same answers."""
    a, b = before.grades[rule], after.grades[rule]
    if "not_applicable" in (a.outcome, b.outcome):
        return "It applies now" if a.outcome == "not_applicable" else "It does not apply any more"
    if a.book in rules_changed:
        return "The rulebook judges the same evidence otherwise"
    if before.as_of != after.as_of:
        return "Time has passed: what is said of it counts for so many months only"
    return "The evidence that bears on it says something else, in confidence"


def _evidence(first: Iterable[str], second: Iterable[str], before: Assessment, after: Assessment) -> EvidenceMoved:
    """What differs between two lists of evidence. Ids of what was said in confidence are dealt anew each time, and tell nothing."""
    a, b = ({i: x.evidence[i] for i in ids if i in x.evidence} for ids, x in ((first, before), (second, after)))
    team = before.audience == "team"
    open_a, open_b = ({i: shown for i, shown in items.items() if team or not shown.protected} for items in (a, b))
    return EvidenceMoved(
        came=tuple(i for i in open_b if i not in open_a),
        went=tuple(i for i in open_a if i not in open_b),
        changed=tuple(i for i, shown in open_a.items() if i in open_b and _told(shown) != _told(open_b[i])),
        in_confidence=(len(a) - len(open_a), len(b) - len(open_b)),
    )


def _told(shown: Shown) -> dict[str, object]:
    """What an item says, its presentation aside."""
    return shown.model_dump(exclude={"excerpt", "note", "person", "role"})


def _tests(before: Sequence[Reason], after: Sequence[Reason]) -> tuple[TestMoved, ...]:
    first, second = ({t.test: t for t in tests} for tests in (before, after))
    out = []
    for name in dict.fromkeys([*first, *second]):
        a, b = first.get(name), second.get(name)
        if a is None or b is None or a.truth != b.truth or a.says != b.says or a.shows != b.shows:
            said = b or a
            assert said is not None
            out.append(TestMoved(test=name, says=said.says, before=a and a.truth, after=b and b.truth, missed=b and b.missed))
    return tuple(out)


def _changed(a: Finding, b: Finding, before: Assessment, after: Assessment) -> FindingMoved | None:
    """In what two readings of one finding differ. Which protected items they rest on has no part in it."""
    evidence = _evidence(a.because, b.because, before, after)
    words = (("outcome", "outcome"), ("text", "text"), ("newest", "newest evidence"), ("kinds_of_source", "kinds of source"))
    what = [told for word, told in words if getattr(a, word) != getattr(b, word)]
    if evidence.came or evidence.went or evidence.changed:
        what.append("evidence")
    return FindingMoved(before=a, after=b, what=tuple(what), evidence=evidence) if what else None


def _rungs(before: Assessment, after: Assessment) -> tuple[RungMoved, ...]:
    assert before.ladder is not None
    assert after.ladder is not None
    pairs: dict[str, tuple[Standing, Standing]] = {"authority": (before.ladder, after.ladder)}
    pairs |= {s: (before.ladder.services[s], standing) for s, standing in after.ladder.services.items() if s in before.ladder.services}
    return tuple(
        RungMoved(
            subject=subject, before=a.recommended, after=b.recommended, came=tuple(t for t in b.because if t not in a.because),
            went=tuple(t for t in a.because if t not in b.because),
        )
        for subject, (a, b) in pairs.items()
        if a.recommended != b.recommended or a.because != b.because
    )  # fmt: skip


def _assumptions(before: Assessment, after: Assessment) -> tuple[AssumptionMoved, ...]:
    first, second = ({x.parameter: x.value for x in a.assumptions} for a in (before, after))
    return tuple(AssumptionMoved(parameter=p, before=value, after=second[p]) for p, value in first.items() if p in second and second[p] != value)
