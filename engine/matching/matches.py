"""What matching answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """What a leaf finds: the ids of the facts in scope, of those that satisfy, and of those that deny.

    Those whose error leaves open whether they satisfy are set apart from these.
    """

    scope: frozenset[str] = frozenset()
    satisfying: frozenset[str] = frozenset()
    denying: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()


NOTHING = Found()


@dataclass(frozen=True, slots=True)
class Matches:
    """For each leaf of the plan what it finds, and for each pairing the pairs (act, other)."""

    leaves: tuple[Found, ...]
    pairings: tuple[frozenset[tuple[str, str]], ...]
