"""What limiters and tables look at: columns that add up over a subtree and settle every condition's truth."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.graded import Graded
from engine.kleene import compare
from engine.plan import Expression, GroupPlan
from engine.rows import FALSE, TRUE, UNKNOWN, Array


@dataclass(frozen=True, slots=True)
class Watch:
    """Some grades that one part of a condition asks about, and the group whose condition it is.

    How many are true, and how many may be, settle that part. `sign` says which way is better for the group: more (1),
    fewer (-1), or neither (0), where only equal counts compare.
    """

    owner: str
    atoms: tuple[Expression, ...]
    sign: int


def watches(groups: Sequence[GroupPlan]) -> tuple[Watch, ...]:
    """Everything that the limiters and tables of these groups look at."""
    found = []
    for group in groups:
        for cap in group.caps:
            found += list(_watches(group.id, cap.when, -1))
        for _, when in group.rows:
            if when is not None:
                found += list(_watches(group.id, when, 0))
    return tuple(dict.fromkeys(found))


def _watches(owner: str, e: Expression, sign: int) -> Iterator[Watch]:
    if e.how == "grade":
        yield Watch(owner, (e,), sign)
        return
    below = -sign if e.how == "not" or (e.how == "count" and e.operator == "<=") else sign
    atoms = tuple(part for part in e.parts if part.how == "grade")
    if atoms:
        yield Watch(owner, atoms, below)
    for part in e.parts:
        if part.how != "grade":
            yield from _watches(owner, part, below)


class Columns:
    """The columns of some watches, and what each node adds to them."""

    def __init__(self, watched: Sequence[Watch]) -> None:
        self.watched = tuple(watched)
        self.width = sum(2 if w.sign else 4 for w in watched)
        self._owners: list[str] = [w.owner for w in watched for _ in range(2 if w.sign else 4)]
        self._by_name: dict[str, list[tuple[int, Watch, Expression]]] = {}
        column = 0
        for w in watched:
            for atom in w.atoms:
                self._by_name.setdefault(atom.name, []).append((column, w, atom))
            column += 2 if w.sign else 4

    def of(self, name: str, node: Graded) -> Array:
        """What a node's own grades add, row by row."""
        out = np.zeros((len(node.grade), self.width), dtype=np.int64)
        for column, watch, atom in self._by_name.get(name, ()):
            truth = np.where(node.applies == 1, compare(atom, node.at_least, node.could_be), FALSE)
            true, may = (truth == TRUE).astype(np.int64), (truth >= UNKNOWN).astype(np.int64)
            parts = (watch.sign * true, watch.sign * may) if watch.sign else (true, may, -true, -may)
            for n, part in enumerate(parts):
                out[:, column + n] += part
        return out

    def owned_by(self, owners: frozenset[str]) -> Array:
        """Which columns belong to these groups."""
        return np.array([owner in owners for owner in self._owners], dtype=bool)

    @property
    def names(self) -> Mapping[str, frozenset[str]]:
        """For each owner, the nodes that it looks at."""
        out: dict[str, set[str]] = {}
        for w in self.watched:
            out.setdefault(w.owner, set()).update(atom.name for atom in w.atoms)
        return {owner: frozenset(names) for owner, names in out.items()}
