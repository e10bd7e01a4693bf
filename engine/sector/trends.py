"""How sure trends are, for many series at once: each order in which figures of different days may stand is worked out once.

Whether the line of Theil and Sen rises is told by how many pairs of figures rise and how many fall. Where these are as
many, the score of Mann and Kendall is nought, and nothing is sure whichever way the line goes. So beside the score, which is
made of the same pairs, it needs no more than the order of the figures. Figures of one day make no slope: theirs are left aside.
"""

from collections.abc import Sequence

import numpy as np

from engine.rows import Array
from engine.sector.figures import Runs
from engine.sector.singly import Asked

PARTS = 10**5
"""Sureness is told in so many parts."""


def trends_of(asked: Asked, trends: Sequence[int], values: Array, days: Array) -> dict[str, Array]:
    """How sure it is that the last figures of series get better, or worse: -1 where that is not told, or hangs on more than their order.

    `values` and `days` are those of facts, to which the answers belong.
    """
    out = {}
    for over in trends:
        series, one, like = in_order(asked.runs, over, values, days)
        told = [facts for _, facts, _ in asked.of(one, asked.runs.last[one] - over + 1, {}, [over])]
        for name in (f"improving.{over}", f"worsening.{over}"):
            out[name] = np.full(len(values), -1, dtype=np.int32)
            out[name][asked.runs.latest[series]] = np.array([int(facts[name] * PARTS) for facts in told], dtype=np.int32)[like]
    return out


def in_order(runs: Runs, over: int, values: Array, days: Array) -> tuple[Array, Array, Array]:
    """The series with so many figures, all of different days, of which one way is better, and one of them for each order that there is.

    `values` and `days` are those of facts. Returns the numbers of the series, those of one series for each order, and which of these
    each series is like.
    """
    mine = np.flatnonzero((runs.periods >= over) & (runs.sign != 0))
    figures = runs.facts[runs.last[mine, None] - np.arange(over)[::-1]]
    apart = (np.diff(days[figures], axis=1) > np.timedelta64(0)).all(axis=1)
    mine, value = mine[apart], values[figures[apart]]
    rank = (value[:, :, None] > value[:, None, :]).sum(axis=2)
    number = (rank * np.array([over**k for k in range(over)], dtype=np.int64 if over < _WIDE else object)).sum(axis=1) * runs.sign[mine]
    _, one, like = np.unique(number, return_index=True, return_inverse=True)
    return mine, mine[one], like


_WIDE = 16
"""From so many figures on the number of an order may not fit into 64 bits."""
