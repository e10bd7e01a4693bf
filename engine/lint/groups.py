"""Groups: whether every grade can be given, every limiter can hold, and better grades below never make it worse."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from engine.language.rules import Criterion, Group
from engine.lint.sound import Sound
from engine.lint.truth import LIMIT, Table
from engine.placed import Placed
from engine.rollup import rounded
from evidence.problems import Problem


def check_groups(sound: Sound) -> Iterator[Problem]:
    """The bands, tables and limiters of every group."""
    if not sound.levels:
        return
    for group in sound.groups.values():
        here = sound.draft.placed[group.id]
        if group.rows:
            yield from _table(sound, group, here)
        elif group.bands and sound.draft.book.children[group.id]:
            yield from _bands(sound, group, here)
        yield from _limiters(sound, group, here)


# bands


def _bands(sound: Sound, group: Group, here: Placed) -> Iterator[Problem]:
    levels = sound.levels
    values = _values(sound, group)
    least, most = min(values), max(values)
    bounds = [(level, Fraction(bound)) for level, bound in sorted((group.bands or {}).items())]
    ends = [bound for _, bound in bounds[1:]]
    if bounds[0][1] <= least:
        what = f"grade {levels[0]} can never be given: the least that children can come to is {_figure(least)}"
        yield Problem(here.place("bands", bounds[0][0]), what, f"let the band of grade {bounds[0][0]} begin above that")
    for (level, bound), end in zip(bounds, [*ends, None], strict=True):
        if bound > most:
            yield Problem(
                here.place("bands", level),
                f"grade {level} can never be given: the most that children can come to is {_figure(most)}",
                "let its band begin no higher than that",
            )
        elif not any(bound <= v and (end is None or v < end) for v in values) and not (group.using == "values" and bound < most):
            yield Problem(
                here.place("bands", level), f"grade {level} can never be given: no grades of the children come to a value in its band", "widen the band"
            )


def _values(sound: Sound, group: Group) -> list[Fraction]:
    """Every value that the group can come to when all its children have grades."""
    book, levels = sound.draft.book, sound.levels
    sums, whole = {Fraction(0)}, 0
    for child in book.children[group.id]:
        rule = book.criteria.get(child) or book.groups[child]
        sums = {s + rule.weight * value for s in sums for value in _passed_up(rule, group, levels)}
        whole += rule.weight
    nothing = {Fraction(0)} if group.silence == "scores_nothing" else set()
    most = Fraction(group.out_of or 100, levels[-1]) if group.by == "points" else Fraction(1)
    values = [Fraction(s, whole) * most for s in sorted(sums | nothing)]
    if group.round is None:
        return values
    numerators, denominators = (np.array([getattr(v, part) for v in values], dtype=object) for part in ("numerator", "denominator"))
    numerators, denominators = rounded((numerators, denominators), group.round.to, group.round.half)
    return [Fraction(int(n), int(d)) for n, d in zip(numerators, denominators, strict=True)]


def _passed_up(rule: Criterion | Group, group: Group, levels: Sequence[int]) -> Sequence[Fraction]:
    """What a child passes up: its grades, or the least and the most of a score that is passed up exactly."""
    if group.using == "values" and isinstance(rule, Criterion) and rule.scored:
        return Fraction(rule.scored.least) / Fraction(rule.scored.most) * levels[-1], Fraction(levels[-1])
    return [Fraction(level) for level in levels]


def _figure(value: Fraction) -> str:
    return f"{float(value):.6g}"


# tables


def _table(sound: Sound, group: Group, here: Placed) -> Iterator[Problem]:
    whens = [row.when for row in group.rows if row.when is not None]
    table = Table(whens, sound.draft.book)
    for level in sorted(set(sound.levels) - {row.give for row in group.rows}):
        yield Problem(here.place("rows", key=True), f"no row gives grade {level}", "add a row for it")
    if table.too_large:
        what = f"the table looks at {len(table.shape)} grades, and {table.size} combinations are too many to be tried (at most {LIMIT} are)"
        yield Problem(here.place("rows", key=True), what, "gather some of them in a group first, and look at its grade")
        return
    first = np.full(table.shape, len(whens), dtype=np.int8)
    for n in reversed(range(len(whens))):
        first[np.broadcast_to(table.truth(whens[n]), table.shape)] = n
    for n in range(len(group.rows)):
        if not (first == n).any():
            yield Problem(here.place("rows", n), "this row can never be the first that holds", "remove it, or move it up")
    given = np.array([row.give for row in group.rows])[first]
    worse = _worse(given, table)
    if worse:
        name, at, then = worse
        row = int(first[then])
        levels = {key.removeprefix("grade "): sound.levels[then[axis]] for key, axis in table.axis.items()}
        others = ", ".join(f"{k} at {v}" for k, v in levels.items() if k != name)
        what = f"when '{name}' rises to {levels[name]}, the grade falls from {given[at]} to {given[then]}" + (f" (with {others})" if others else "")
        yield Problem(here.place("rows", row), what, "let no row give less for better grades")


def _worse(given: npt.NDArray[np.int64], table: Table) -> tuple[str, tuple[int, ...], tuple[int, ...]] | None:
    """Where a better grade of something makes the whole worse: its name, and the combinations before and after."""
    for key, axis in table.axis.items():
        falls = np.argwhere(np.diff(given, axis=axis) < 0)
        if len(falls):
            at = tuple(int(i) for i in falls[0])
            return key.removeprefix("grade "), at, (*at[:axis], at[axis] + 1, *at[axis + 1 :])
    return None


# limiters


def _limiters(sound: Sound, group: Group, here: Placed) -> Iterator[Problem]:
    for n, cap in enumerate(group.cap):
        table = Table([cap.when], sound.draft.book)
        if table.too_large:
            continue
        holds = np.broadcast_to(table.truth(cap.when), table.shape)
        place = here.place("cap", n, "when")
        if not holds.any():
            yield Problem(place, "this limiter can never hold", "look at its bounds: they contradict each other")
        elif holds.all():
            yield Problem(place, "this limiter always holds", "look at its bounds, or give the group other bands")
        elif worse := _worse(-holds.astype(np.int64), table):
            yield Problem(place, f"a better grade of '{worse[0]}' sets this limiter off", "let it hold for low grades, by `at_most`")
