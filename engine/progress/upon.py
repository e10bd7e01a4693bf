"""This year's evidence upon last year's."""

from evidence.model import EvidenceSet
from evidence.problems import BadInput, Place, Problem


def upon(earlier: EvidenceSet, later: EvidenceSet, file: str) -> EvidenceSet:
    """The later set with the items, targets and inapplicable criteria of the earlier one, where it says nothing else of them.

    An item with the id of an earlier one stands in for it. Lists that were complete then are not taken to be so now, and
    scores and decisions were about then. Raises BadInput where the sets are of different authorities or in the wrong order.
    """
    if earlier.authority.name != later.authority.name:
        what = f"this evidence is of {later.authority.name}, and the earlier set of {earlier.authority.name}"
        raise BadInput([Problem(Place(file), what, "give two sets of the same authority")])
    if earlier.as_of > later.as_of:
        raise BadInput([Problem(Place(file), f"it is as of {later.as_of}, and the set it builds on as of {earlier.as_of}", "give the earlier set with --upon")])
    items = {item.id for item in later.items}
    targets = {(t.measure, t.about) for t in later.targets}
    criteria = {n.criterion for n in later.not_applicable}
    return later.model_copy(
        update={
            "items": (*(i for i in earlier.items if i.id not in items), *later.items),
            "targets": (*(t for t in earlier.targets if (t.measure, t.about) not in targets), *later.targets),
            "not_applicable": (*(n for n in earlier.not_applicable if n.criterion not in criteria), *later.not_applicable),
        }
    )
