"""What is wrong with a file, where, and how to mend it.

PeerbenchError
├── BadInput      the files given cannot be used: carries every Problem found, exit code 2
└── RunFailed     the run itself failed (a full disk, say): exit code 1
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: line and column count from 1; 0 stands for the file as a whole. In a table `heading` names the column."""

    file: str
    line: int = 0
    column: int = 0
    heading: str = ""

    def __str__(self) -> str:
        if self.line and self.column and not self.heading:
            return f"{self.file}:{self.line}:{self.column}"
        return self.file + (f", row {self.line}" if self.line else "") + (f", column {self.heading}" if self.heading else "")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, as a person reads it: ``place: what: mend``."""

    place: Place
    what: str
    mend: str
    path: tuple[str | int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.mend}"


class PeerbenchError(Exception):
    """Anything that Peerbench says in plain words instead of a traceback."""


class BadInput(PeerbenchError):
    """The input cannot be used as it stands. `problems` lists everything found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class RunFailed(PeerbenchError):
    """The input was right, and the run failed all the same; the message says why and what to do."""


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word nearest to this one, as ``did you mean 'x'?``, or the known words where none is near."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    listed = ", ".join(sorted(known)[:12])
    return f"the words known here are {listed}" + (" …" if len(known) > 12 else "")
