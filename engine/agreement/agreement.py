"""How far assessors agree: consensus, spread, Krippendorff's alpha, who leans which way, and what to talk about first."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from engine.agreement.moves import moves
from engine.agreement.result import Agreement, Alpha, Assessor, BookScored, Given, GroupMove, Middle, Scored, SelfView
from engine.assessment import Assessment, Grade
from engine.working import Working
from evidence.audience import Audience
from evidence.model import Score
from evidence.problems import BadInput, Place, Problem

FEWEST_SUBJECTS = 20
"""Of fewer common subjects an agreement statistic says more of chance than of the assessors."""
_LEVELS = ("whole", "theme", "element", "heading")


def agreement(working: Working, assessment: Assessment) -> Agreement:
    """The agreement of all scores in the evidence of a working. Raises BadInput where a score is no grade of its rulebook.

    The consensus is the median of the independent scores; of an even number both middle ones are told. For what hangs on
    a criterion, each of the others stands at its consensus, the lower of two. Own scores enter neither.
    """
    scores, grades = working.evidence.scores, assessment.grades
    _check(scores, grades, assessment)
    names = _names(scores, assessment.audience)
    by_criterion: dict[str, list[Score]] = {}
    for score in scores:
        if score.criterion in grades:
            by_criterion.setdefault(score.criterion, []).append(score)
    ordered = {c: by_criterion[c] for c in grades if c in by_criterion}
    independent = {c: {s.by: s.grade for s in found if not s.own} for c, found in ordered.items()}
    consensus = {c: middle(given.values()) for c, given in independent.items() if given}
    disputed = {c: (min(given.values()), max(given.values())) for c, given in independent.items() if len(set(given.values())) > 1}
    moved = moves(working, {c: m.low for c, m in consensus.items()}, disputed)
    team = assessment.audience == "team"
    criteria = tuple(_scored(c, found, consensus.get(c), moved.get(c, ()), grades[c], names, team=team) for c, found in ordered.items())
    used = {grades[c].book for c in ordered}
    books = tuple(BookScored(id=b.id, title=b.title, version=b.version, scale=b.scale) for b in assessment.rulebooks if b.id in used)
    return Agreement(
        authority=assessment.authority,
        as_of=assessment.as_of,
        audience=assessment.audience,
        books=books,
        criteria=criteria,
        alphas=tuple(_alpha(book, [given for c, given in independent.items() if grades[c].book == book.id]) for book in books),
        assessors=tuple(_assessor(by, name, independent) for by, name in names.items()),
        agenda=tuple(s.criterion for s in sorted((s for s in criteria if s.spread), key=_consequence, reverse=True)),
        self_view=tuple(view for s in criteria if (view := _self_view(s)) is not None),
        not_asked=tuple(dict.fromkeys(s.criterion for s in scores if s.criterion not in grades)),
    )


def middle(grades: Iterable[int]) -> Middle:
    """The median: the middle one, or of an even number the two middle ones."""
    given = sorted(grades)
    return Middle(low=given[(len(given) - 1) // 2], high=given[len(given) // 2])


def _check(scores: Sequence[Score], grades: Mapping[str, Grade], assessment: Assessment) -> None:
    scales = {book.id: book.scale for book in assessment.rulebooks}
    problems = []
    for score in scores:
        known = grades.get(score.criterion)
        what = f"the score of {score.criterion} by {score.by}"
        if known is not None and known.level != "criterion":
            problems.append(Problem(Place("scores"), f"{what} is of a {known.level}", "score the criteria; what is above them is rolled up"))
        elif known is not None and score.grade not in scales[known.book]:
            given = ", ".join(map(str, scales[known.book]))
            problems.append(Problem(Place("scores"), f"{what} is {score.grade}, which is no grade of {known.book}", f"give one of {given}"))
    if problems:
        raise BadInput(problems)


def _names(scores: Sequence[Score], audience: Audience) -> dict[str, str]:
    """What each assessor is called: by name to the team, by a number that tells nothing to others."""
    people = sorted({score.by for score in scores if not score.own})
    if audience == "team":
        return {by: by for by in people}
    shuffled = sorted(people, key=lambda by: hashlib.sha256(by.encode()).digest())
    return {by: f"assessor {n}" for n, by in enumerate(shuffled, start=1)}


def _scored(
    criterion: str, found: Sequence[Score], consensus: Middle | None, moved: tuple[GroupMove, ...], grade: Grade, names: Mapping[str, str], *, team: bool
) -> Scored:
    def given(score: Score) -> Given:
        return Given(by="the council" if score.own and not team else names.get(score.by, score.by), grade=score.grade, reason=score.reason if team else None)

    scores = sorted((given(s) for s in found if not s.own), key=lambda g: (g.grade, g.by))
    return Scored(
        criterion=criterion,
        title=grade.title,
        book=grade.book,
        scores=tuple(scores),
        own=tuple(sorted((given(s) for s in found if s.own), key=lambda g: (g.grade, g.by))),
        consensus=consensus,
        spread=scores[-1].grade - scores[0].grade if scores else 0,
        indicated=grade.grade,
        at_least=grade.at_least,
        could_be=grade.could_be,
        outcome=grade.outcome,
        against_evidence=consensus is not None and grade.outcome != "not_applicable" and (consensus.high < grade.at_least or consensus.low > grade.could_be),
        moves=moved,
    )


def _consequence(scored: Scored) -> tuple[int, ...]:
    """What hangs on a criterion, to put an agenda in order: grades moved of the whole, then of themes, and so on down; then ranges; then the spread."""

    def grades(move: GroupMove) -> int:
        a, b = move.lowest[0], move.highest[0]
        return int(a != b) if a is None or b is None else abs(a - b)

    def ranges(move: GroupMove) -> int:
        return sum(abs(a - b) for a, b in zip(move.lowest[1:], move.highest[1:], strict=True))

    by_level = [[m for m in scored.moves if m.level == level] for level in _LEVELS]
    return (*(sum(map(grades, found)) for found in by_level), *(sum(map(ranges, found)) for found in by_level), scored.spread, len(scored.scores))


def _alpha(book: BookScored, given: Sequence[Mapping[str, int]]) -> Alpha:
    """Krippendorff, K.: Content Analysis, on reliability: alpha = 1 - D_observed / D_expected, with the difference for ordinal data."""
    shared = [scores for scores in given if len(scores) > 1]
    withheld = None
    if len(shared) < FEWEST_SUBJECTS:
        count = f"{len(shared)} {'criterion was' if len(shared) == 1 else 'criteria were'}"
        withheld = f"{count} scored by two assessors or more, and below {FEWEST_SUBJECTS} chance weighs too much"
    elif len({grade for scores in shared for grade in scores.values()}) == 1:
        withheld = "All scores are the same grade, and of that alpha says nothing"
    if withheld:
        return Alpha(book=book.id, subjects=len(shared), alpha=None, withheld=withheld)
    import krippendorff

    levels = sorted(book.scale)
    counts = [[list(scores.values()).count(level) for level in levels] for scores in shared]
    alpha = krippendorff.alpha(value_counts=counts, value_domain=levels, level_of_measurement="ordinal")
    return Alpha(book=book.id, subjects=len(shared), alpha=f"{alpha:.2f}", withheld=None)


def _assessor(by: str, name: str, independent: Mapping[str, Mapping[str, int]]) -> Assessor:
    """How somebody's scores lie to the median of the others' on the same criteria."""
    mine = [(given[by], [grade for other, grade in given.items() if other != by]) for given in independent.values() if by in given]
    shared = [(grade, middle(others)) for grade, others in mine if others]
    higher, lower = sum(grade > m.high for grade, m in shared), sum(grade < m.low for grade, m in shared)
    return Assessor(by=name, scored=len(mine), shared=len(shared), higher=higher, same=len(shared) - higher - lower, lower=lower)


def _self_view(scored: Scored) -> SelfView | None:
    if not scored.own:
        return None
    own = middle(g.grade for g in scored.own)
    if scored.consensus is None and scored.outcome in ("no_evidence", "not_applicable", "stale"):
        return None
    against = scored.consensus or Middle(low=scored.at_least, high=scored.could_be)
    return SelfView(
        criterion=scored.criterion, title=scored.title, book=scored.book, own=own, against=against, by="assessors" if scored.consensus else "evidence",
        sees_itself="better" if own.low > against.high else "worse" if own.high < against.low else "the same",
    )  # fmt: skip
