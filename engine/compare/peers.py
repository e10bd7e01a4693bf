"""One authority among others: how many stand above, level and below, and the lowest, the middle and the highest; nobody is named."""

from collections.abc import Callable, Sequence

from engine.assessment import Assessment, Grade
from engine.compare.result import BookHeld, PeerGrade, Peers, Side


def among(first: Assessment, ours: Side, others: Sequence[Assessment], smallest: int, major: Callable[[str], str]) -> Peers:
    """Where an authority stands among others, for each grade that `smallest` or more of them have."""
    books = []
    for book in first.rulebooks:
        versions = [b.version for o in others for b in o.rulebooks if b.id == book.id]
        books.append(
            BookHeld(
                id=book.id, title=book.title, before=book.version, after=", ".join(sorted(set(versions))) or "none", scale=book.scale,
                comparable=all(major(v) == major(book.version) for v in versions),
            )
        )  # fmt: skip
    few = len(others) < smallest
    withheld = f"There {'is' if len(others) == 1 else 'are'} {len(others)} to compare with, and it takes {smallest}, so that none of them can be told apart"
    versions_of = {b.id: major(b.version) for b in first.rulebooks}
    grades = []
    for rule, grade in first.grades.items() if not few else ():
        given = [
            found
            for o in others
            if any(b.id == grade.book and major(b.version) == versions_of[b.id] for b in o.rulebooks)
            and (held := o.grades.get(rule)) is not None
            and (found := held.grade) is not None
        ]
        if grade.level != "criterion" or given:
            grades.append(_peer(rule, grade, sorted(given), smallest))
    return Peers(ours=ours, others=len(others), smallest=smallest, books=tuple(books), withheld=withheld if few else None, grades=tuple(grades))


def _peer(rule: str, grade: Grade, given: Sequence[int], smallest: int) -> PeerGrade:
    known = {"rule": rule, "title": grade.title, "level": grade.level, "book": grade.book, "ours": grade.grade, "others": len(given)}
    if len(given) < smallest:
        return PeerGrade.model_validate(known)
    middle = given[(len(given) - 1) // 2], given[len(given) // 2]
    stands = {}
    if grade.grade is not None:
        stands = {"above": sum(g > grade.grade for g in given), "level_with": given.count(grade.grade), "below": sum(g < grade.grade for g in given)}
    return PeerGrade.model_validate(known | {"lowest": given[0], "middle": middle, "highest": given[-1]} | stands)
