"""What judging says of one criterion or group, for every subject at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.rows import Array, chosen

NONE = -1
"""Stands in an array where no grade is given."""


@dataclass(frozen=True)
class Graded:
    """Arrays by subject.

    `grade` is what is given (NONE where nothing is proved), `at_least` what is proved, `could_be` what is not
    excluded, `uncapped` the grade before limiters. `applies` is 0 where it does not apply; `have` over `of` is the
    share of weight that is graded. `values` holds, for (grade, at_least, could_be), the exact value as a pair of
    arrays (numerator, denominator) where it is finer than the grade. `capped` marks each cap that holds. `points` are
    those of a group that counts points, proved and not excluded, before limiters.
    """

    grade: Array
    at_least: Array
    could_be: Array
    uncapped: Array
    applies: Array
    have: Array
    of: Array
    values: tuple[tuple[Array, Array], tuple[Array, Array], tuple[Array, Array]]
    capped: tuple[Array, ...] = ()
    points: tuple[tuple[Array, Array], tuple[Array, Array]] | None = None


Value = tuple[Array, Array]
"""Exact values as arrays: numerators, denominators."""


class Nodes(Mapping[str, Graded]):
    """What is judged of every criterion and group, as arrays of nodes × rows; by id, what is judged of one."""

    def __init__(self, node: Mapping[str, int], criteria: int, rows: int, small: type) -> None:
        """`node` numbers criteria and groups, criteria first; `small` is a type that holds every grade."""
        shape = (len(node), rows)
        self.node, self.criteria = node, criteria
        self.grade: Array = np.full(shape, NONE, dtype=small)
        self.at_least, self.could_be, self.uncapped = self.grade.copy(), self.grade.copy(), self.grade.copy()
        self.applies = np.ones(shape, dtype=np.int8)
        self.known = np.zeros(len(node), dtype=bool)
        """Which nodes are judged already."""
        self.shares = tuple(np.ones((len(node) - criteria, rows), dtype=np.int64) for _ in range(2))
        """Of groups: the share of weight that is graded, as (have, of)."""
        self._place = np.full(len(node), -1, dtype=np.int64)
        """Where the exact value of a node stands in `exact`, if it is finer than its grade."""
        self.exact: list[Value] = [(np.zeros((0, rows), dtype=np.int64), np.ones((0, rows), dtype=np.int64)) for _ in range(3)]
        self.capped: dict[int, tuple[Array, ...]] = {}
        self.points: dict[int, tuple[Value, Value]] = {}
        self._made: dict[str, Graded] = {}
        self._ones = np.ones(rows, dtype=np.int64)

    def settle(self, nodes: Array, at_least: Array, could_be: Array, settled: Array, applies: Array) -> None:
        """Grade criteria: what is proved, where anything is settled and applies."""
        self.at_least[nodes], self.could_be[nodes], self.applies[nodes] = at_least, could_be, applies
        self.grade[nodes] = self.uncapped[nodes] = chosen(settled & (applies == 1), at_least, NONE)
        self.known[nodes] = True

    def refine(self, nodes: Array, values: Sequence[Value]) -> None:
        """Keep exact values, for (grade, at_least, could_be), of nodes that have none yet."""
        first = len(self.exact[0][0])
        self._place[nodes] = np.arange(first, first + len(nodes))
        self.exact = [(np.concatenate([num, more[0]]), np.concatenate([den, more[1]])) for (num, den), more in zip(self.exact, values, strict=True)]

    def value(self, nodes: Array, which: int) -> Value:
        """The values of nodes (of any shape) for the grade (0), at_least (1) or could_be (2): shape of nodes × rows."""
        num = (self.grade, self.at_least, self.could_be)[which][nodes]
        if which == 0:
            num = chosen(num == NONE, 0, num)
        finer = self._place[nodes] >= 0
        if not finer.any():
            return num, np.ones_like(num)
        nums, dens = self.exact[which]
        num, den = num.astype(nums.dtype), np.ones(num.shape, dtype=dens.dtype)
        num[finer], den[finer] = nums[self._place[nodes[finer]]], dens[self._place[nodes[finer]]]
        return num, den

    def share(self, nodes: Array) -> Value:
        """The share of weight that is graded, as (have, of), of nodes of any shape."""
        have = (self.grade[nodes] != NONE).view(np.int8)
        of = np.ones_like(have)
        groups = nodes >= self.criteria
        if groups.any():
            mine = nodes[groups] - self.criteria
            have, of = have.astype(self.shares[0].dtype), of.astype(self.shares[1].dtype)
            have[groups], of[groups] = self.shares[0][mine], self.shares[1][mine]
        return have, of

    def keep_shares(self, nodes: Array, share: Value) -> None:
        """Keep the share of weight that is graded of groups."""
        self.shares = tuple(_put(held, nodes - self.criteria, new) for held, new in zip(self.shares, share, strict=True))

    def __getitem__(self, name: str) -> Graded:
        n = self.node[name]
        if not self.known[n]:
            raise KeyError(name)
        if name not in self._made:
            have, of, values = self._plain(n) if n < self.criteria and self._place[n] < 0 else self._fine(n)
            self._made[name] = Graded(
                self.grade[n], self.at_least[n], self.could_be[n], self.uncapped[n], self.applies[n], have, of, (values[0], values[1], values[2]),
                self.capped.get(n, ()), self.points.get(n),
            )  # fmt: skip
        return self._made[name]

    def _plain(self, n: int) -> tuple[Array, Array, list[Value]]:
        """Share and values of a criterion whose value is its grade, as nearly all are: no more work than that."""
        graded = self.grade[n] != NONE
        grades = (np.where(graded, self.grade[n], 0), self.at_least[n], self.could_be[n])
        return graded.astype(np.int64), self._ones, [(num, self._ones) for num in grades]

    def _fine(self, n: int) -> tuple[Array, Array, list[Value]]:
        one = np.array([n])
        have, of = (side[0] for side in self.share(one))
        return have, of, [(num[0], den[0]) for num, den in (self.value(one, which) for which in range(3))]

    def __iter__(self) -> Iterator[str]:
        return (name for name, n in self.node.items() if self.known[n])

    def __len__(self) -> int:
        return int(self.known.sum())


def _put(held: Array, where: Array, new: Array) -> Array:
    """`held` with new rows: of Python's own integers where 64 bits do not hold them."""
    if new.dtype == object and held.dtype != object:
        held = held.astype(object)
    held[where] = new
    return held
