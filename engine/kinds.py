"""What the grades call for: the kind of finding of a criterion, the outcome of a group. For one authority as for many."""

from enum import IntEnum

import numpy as np

from engine.criteria import OUTCOMES
from engine.graded import NONE, Nodes
from engine.plan import Plan
from engine.rows import Array, chosen


class Call(IntEnum):
    """Which finding a criterion calls for. Acts have findings of their own beside it."""

    NOTHING = 0
    CONTESTED = 1
    GAP = 2
    """It is not known, and what is not known could be strong."""
    STRENGTH = 3
    ADVERSE = 4
    """A weakness, or a line of enquiry where a voice alone says so."""
    PARTLY = 5
    """It is shown in part, and more may be true."""


UNTOLD = ("no_evidence", "stale", "unsettled")
"""The outcomes under which nothing is told of a criterion."""


def called_for(plan: Plan, nodes: Nodes, outcomes: Array, everything: slice) -> Array:
    """The finding that each criterion calls for: criteria × authorities, as `Call`. `outcomes` are indices of OUTCOMES."""
    books = {book.id: book.strong_from for book in plan.books}
    strong = np.array([books[c.book] for c in plan.criteria], dtype=np.int64)[:, None]
    over_acts = np.array([c.each is not None for c in plan.criteria], dtype=bool)[:, None]
    mine = slice(0, len(plan.criteria))
    grade, at_least, could_be = (array[mine, everything] for array in (nodes.grade, nodes.at_least, nodes.could_be))
    within_reach = could_be >= strong
    untold = np.array([o in UNTOLD for o in OUTCOMES])[outcomes]
    return _first(
        {
            Call.NOTHING: outcomes == OUTCOMES.index("not_applicable"),
            Call.CONTESTED: outcomes == OUTCOMES.index("contested"),
            Call.GAP: untold & within_reach,
            Call.STRENGTH: (at_least >= strong) & (grade != NONE),
            Call.ADVERSE: ~within_reach & ~over_acts,
            Call.PARTLY: within_reach & ~over_acts,
        },
        Call.NOTHING,
    )


def group_outcomes(nodes: Nodes, everything: slice) -> Array:
    """What stands beside the grade of each group: groups × authorities, as indices of OUTCOMES."""
    mine = slice(nodes.criteria, None)
    cases = {
        "not_applicable": nodes.applies[mine, everything] == 0,
        "graded": nodes.grade[mine, everything] != NONE,
        "no_evidence": nodes.shares[0][:, everything] == 0,
    }
    return _first({OUTCOMES.index(outcome): holds for outcome, holds in cases.items()}, OUTCOMES.index("unsettled"))


def _first(cases: dict[int, Array], otherwise: int) -> Array:
    """The number of the first case that holds, in each place."""
    found = np.full(next(iter(cases.values())).shape, otherwise, dtype=np.int8)
    for number, holds in reversed(cases.items()):
        found = chosen(holds, int(number), found)  # of an enum's number NumPy makes 64 bits
    return found
