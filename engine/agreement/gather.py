"""The evidence sets of several assessors as one: the same authority, everything that any of them has."""

from collections.abc import Sequence
from pathlib import Path

from evidence.model import EvidenceSet, Item, Score
from evidence.problems import BadInput, Place, Problem


def together(sets: Sequence[tuple[Path, EvidenceSet]]) -> EvidenceSet:
    """One set of several. Raises BadInput where they are of different authorities, or contradict each other on one item or score."""
    _, first = sets[0]
    problems: list[Problem] = []
    items: dict[str, Item] = {}
    scores: dict[tuple[str, str, bool], Score] = {}
    for path, found in sets:
        place = Place(str(path))
        if (found.authority.code or found.authority.name) != (first.authority.code or first.authority.name):
            what = f"this is about {found.authority.name}, and the first about {first.authority.name}"
            problems.append(Problem(place, what, "give the sets of one authority"))
            continue
        clashing = [item.id for item in found.items if items.setdefault(item.id, item) != item]
        problems += [Problem(place, f"the item '{i}' says something else here than in another of these files", "merge the files first") for i in clashing]
        for score in found.scores:
            key = score.criterion, score.by, score.own
            other = scores.get(key)
            if other is not None and other.date == score.date and other.grade != score.grade:
                what = f"{score.by} gives {score.criterion} {other.grade} and {score.grade} on one day"
                problems.append(Problem(place, what, "keep the one that stands, or give them different days"))
            if other is None or score.date > other.date:
                scores[key] = score
    if problems:
        raise BadInput(problems)
    sets_found = [found for _, found in sets]
    return first.model_copy(
        update={
            "as_of": max(found.as_of for found in sets_found),
            "items": tuple(items.values()),
            "scores": tuple(scores.values()),
            "all_there_is": tuple(dict.fromkeys(closed for found in sets_found for closed in found.all_there_is)),
            "not_applicable": tuple({n.criterion: n for found in sets_found for n in found.not_applicable}.values()),
        }
    )
