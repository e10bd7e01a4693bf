"""The rows of the arrays on which many authorities are judged at once, a single one among them.

Every authority has a row for everything known of it and one for the authority as a whole alone, and then one row for
each of its services. First stand the rows of everything, authority by authority, then those of the wholes, then all
services, those of one authority together. So one authority has the rows 0, 1, and its services from 2 on.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""An array of integers or of truth values; floats never occur."""

TRUE, UNKNOWN, FALSE = 1, 0, -1


def chosen(where: Array, yes: Array | int, no: Array | int) -> Array:
    """What `np.where` gives of whole numbers, by arithmetic: a branch for each entry, where truths come and go, takes thirty times as long."""
    return np.asarray((yes - no) * where + no)


def several(sets: Array, many: int) -> Array:
    """Which sets of bits have so many members, one at least. Each turn takes the lowest member away."""
    for _ in range(many - 1):
        sets = sets & (sets - 1)
    return np.asarray(sets != 0)


@dataclass(frozen=True)
class Rows:
    """The rows of so many authorities; `services` holds the authority of each service row, in ascending order."""

    authorities: int
    services: Array

    @property
    def count(self) -> int:
        """How many rows there are."""
        return 2 * self.authorities + len(self.services)

    @property
    def everything(self) -> slice:
        """The rows of everything known of an authority."""
        return slice(0, self.authorities)

    @property
    def wholes(self) -> slice:
        """The rows of authorities as a whole alone."""
        return slice(self.authorities, 2 * self.authorities)

    @property
    def of_services(self) -> slice:
        """The rows of services."""
        return slice(2 * self.authorities, None)

    @cached_property
    def owner(self) -> Array:
        """The authority of each row."""
        own = np.arange(self.authorities)
        return np.concatenate([own, own, self.services])

    @cached_property
    def first_service(self) -> Array:
        """Where the services of each authority that has some begin, among the services."""
        return np.flatnonzero(np.diff(self.services, prepend=-1))

    @cached_property
    def with_services(self) -> Array:
        """The authorities that have services."""
        return self.services[self.first_service]

    @cached_property
    def most_services(self) -> int:
        """How many services an authority has at most."""
        return int(np.bincount(self.services, minlength=1).max())

    def over_services(self, ufunc: np.ufunc, values: Array) -> Array:
        """Things × services joined to things × authorities that have services."""
        return np.asarray(ufunc.reduceat(values, self.first_service, axis=-1))

    def join(self, cells: Array, ufunc: np.ufunc) -> None:
        """Fill the rows of everything (in place, things × rows) with what stands in the rows of the whole and of the services."""
        cells[..., self.everything] = cells[..., self.wholes]
        if len(self.services):
            own = self.with_services
            cells[..., own] = ufunc(cells[..., own], self.over_services(ufunc, cells[..., self.of_services]))
