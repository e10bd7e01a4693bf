"""Whether a rulebook holds together: everything that loading refuses, and what takes a closer look.

    lint(folder) -> every Problem, in the order of the files

The closer look tries out what can happen: which grades and rungs something can reach, which limiters and rows can
ever hold, whether better grades below ever make the grade above worse. Rules of which something is already known to
be wrong are left out of it, so that one mistake is reported once.
"""

from collections.abc import Mapping
from pathlib import Path

from engine.lint.bounds import check_bounds
from engine.lint.groups import check_groups
from engine.lint.reach import check_reach
from engine.lint.rungs import check_rungs
from engine.lint.sound import Sound
from engine.lint.upkeep import check_upkeep
from engine.load import draft
from evidence.located import Data
from evidence.problems import Problem


def lint(folder: Path, overrides: Mapping[str, Data] | None = None, *, shown_from: Path | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with the rulebook in a folder, in the order of its files; nothing where it is right."""
    made = draft(folder, overrides, shown_from=shown_from)
    problems = list(made.problems)
    for checks in ((check_upkeep, check_bounds), (check_groups, check_reach, check_rungs)):
        sound = Sound.of(made, problems)
        problems += [problem for check in checks for problem in check(sound)]
    return tuple(sorted(set(problems)))


__all__ = ["lint"]
