"""What is another between two judgements of the same rules: groups, criteria and rungs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.assessment import Assessment
from engine.gaps.result import Moved, RungMoved
from engine.graded import NONE, Nodes
from engine.rows import Array
from evidence.audience import View
from evidence.model import WHOLE


@dataclass(frozen=True)
class Ends:
    """For each criterion and group, criteria first: the grade and the ends of its range."""

    names: tuple[str, ...]
    criteria: int
    columns: Array
    """A row for each; grade, at_least, could_be."""

    @staticmethod
    def of(nodes: Nodes, authority: int = 0) -> "Ends":
        """Those of one of the authorities that were judged together."""
        columns = np.stack([array[:, authority] for array in (nodes.grade, nodes.at_least, nodes.could_be)], axis=1).astype(np.int64)
        return Ends(tuple(nodes.node), nodes.criteria, columns)


def moved(before: Ends, after: Ends, assessment: Assessment) -> tuple[tuple[Moved, ...], int]:
    """The groups whose grade or range is another, and how many criteria's are."""
    different = np.flatnonzero((before.columns != after.columns).any(axis=1)).tolist()
    groups = [n for n in different if n >= before.criteria]
    return tuple(_moved(before.names[n], before.columns[n], after.columns[n], assessment) for n in groups), len(different) - len(groups)


def _moved(part: str, before: Array, after: Array, assessment: Assessment) -> Moved:
    was, now = ([int(v) for v in ends] for ends in (before, after))
    return Moved(
        part=part,
        title=assessment.grades[part].title,
        level=assessment.grades[part].level,
        before=None if was[0] == NONE else was[0],
        after=None if now[0] == NONE else now[0],
        could_be_before=(was[1], was[2]),
        could_be_after=(now[1], now[2]),
    )


def rungs_moved(before: Mapping[str, str], after: Mapping[str, str], titles: Mapping[str, str], view: View) -> tuple[RungMoved, ...]:
    """The rungs that are another; a service of which nothing is left stands on none."""
    return tuple(
        RungMoved(
            service=None if subject == WHOLE else view.subject(subject),
            before=titles[rung],
            after=titles[after[subject]] if subject in after else "nothing known of it",
        )
        for subject, rung in before.items()
        if after.get(subject) != rung
    )


def upsets(grades: Sequence[Moved], rungs: Sequence[RungMoved]) -> bool:
    """Whether a whole's grade or the authority's rung is another."""
    return any(m.level == "whole" and m.before != m.after for m in grades) or any(r.service is None for r in rungs)
