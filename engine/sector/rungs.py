"""Where authorities stand on a ladder: replayed for those who have anything that it looks at, the others stay where all begin."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engine.ladder import Climb, leaves_of, looks_at_grades, replay_alone
from engine.plan import LadderPlan, Plan
from evidence.columns import CLOSED, sets_of
from evidence.model import WHOLE, Authority, EvidenceSet, Item

if TYPE_CHECKING:
    import polars as pl

_YEARS = 10


def climbs(plan: Plan, ladder: LadderPlan, frame: "pl.DataFrame") -> Iterator[tuple[str, tuple[Climb, ...]]]:
    """The climbs of each authority of a table for which the ladder's history has to be replayed, as `assess` replays it.

    Those not named stand, with all their services, on the rung on which everybody starts.
    """
    for name, evidence in sets_of(stirring(plan, ladder, frame)):
        yield name, replay_alone(plan, ladder, evidence)


Rung = tuple[str, str, str, str | None, str, str, str]
"""An authority, the rulebook of the ladder, what stands on it, its rung by events, that before the last review, that recommended, and by which rule."""


def rungs_of(plan: Plan, frame: "pl.DataFrame", services: Iterable[tuple[str, str]], names: Iterable[str]) -> Iterator[Rung]:
    """The rungs of authorities and of their services (each with its authority) on every ladder."""
    subjects = [*((name, WHOLE) for name in names), *services]
    for ladder in plan.ladders:
        replayed = {(name, climb.subject): climb for name, climbed in climbs(plan, ladder, frame) for climb in climbed}
        for name, subject in subjects:
            climb = replayed.get((name, subject))
            if climb is None:
                yield name, ladder.book, subject, None, ladder.starts_on, ladder.starts_on, "stay"
            else:
                before = climb.reviews[-2].rung if len(climb.reviews) > 1 else ladder.starts_on
                yield name, ladder.book, subject, climb.current, before, climb.reviews[-1].rung, climb.reviews[-1].by


def stirring(plan: Plan, ladder: LadderPlan, frame: "pl.DataFrame") -> "pl.DataFrame":
    """The rows of the authorities that have an item or a complete list of a kind and key that triggers or rungs look at."""
    import polars as pl

    if looks_at_grades(plan, ladder) or plan.dues or not _rests(plan, ladder):
        return frame
    leaves = [plan.leaves[n] for n in leaves_of(plan, ladder)]
    whole = {leaf.kind for leaf in leaves if not leaf.keys}
    named = {(leaf.kind, key) for leaf in leaves for key in leaf.keys}
    named |= {(kind, key) for (kind, key), one in plan.names.items() if (kind, one) in named}
    # An event says on which rung somebody was really put.
    asked = [f"{kind}/{key}" for kind, key in sorted(named)] + ["event/placed-on-rung"]
    both = pl.when(pl.col("kind") == CLOSED).then(pl.col("key")).otherwise(pl.concat_str("kind", "key", separator="/"))
    mine = frame.filter(both.is_in(asked) | both.str.split("/").list.first().is_in(sorted(whole)))["authority"].unique()
    return frame.filter(pl.col("authority").is_in(mine.implode()))


def _rests(plan: Plan, ladder: LadderPlan) -> bool:
    """Whether somebody of whom nothing is known that the ladder looks at stays on the first rung, review after review: it is tried."""
    day = dt.date(2000, 1, 1)
    item = Item.model_validate({"id": "i", "document": "nobody-asks-for-this", "date": day, "source": "document", "about": "a-service"})
    later = day.replace(year=day.year + _YEARS)
    nobody = EvidenceSet(authority=Authority(name="Nobody", type="other"), as_of=later, items=(item,))
    return all(review.rung == ladder.starts_on for climb in replay_alone(plan, ladder, nobody) for review in climb.reviews)
