"""Triggers, support and the ladder: whether each condition can ever hold, and each rung be reached."""

from collections.abc import Iterator, Mapping

from engine.language.conditions import Condition
from engine.language.rules import Rung
from engine.lint.sound import Sound
from engine.lint.truth import possible
from evidence.problems import Problem


def check_rungs(sound: Sound) -> Iterator[Problem]:
    """Every condition of a trigger, an exception, a support or a rung that can never hold, and every rung out of reach."""
    book = sound.draft.book
    for trigger in sound.triggers.values():
        yield from _never(sound, trigger.id, {"when": trigger.when, "unless": trigger.unless})
    for support in sound.support.values():
        yield from _never(sound, support.id, {"when": support.when})
    for criterion in sound.criteria.values():
        yield from _never(sound, criterion.id, {"unless": criterion.unless}, criterion.tests)
    stuck = set()
    for rung in sound.rungs.values():
        problems = list(_never(sound, rung.id, {"urgent": rung.urgent, "enter": rung.enter, "hold": rung.hold, "leave": rung.leave}))
        stuck |= {rung.id} if problems else set()
        yield from problems
    lost = len(sound.rungs) < len(book.rungs) or {"rungs", "files", "starts_on"} & sound.draft.known.unsure
    if stuck or lost or (book.book.starts_on and book.book.starts_on not in book.rungs):
        return  # what is wrong with one rung would be said again of those above it
    reached = _reached(sound)
    for rung in sound.rungs.values():
        if rung.id not in reached:
            here = sound.draft.placed[rung.id]
            if rung.enter is None and rung.urgent is None:
                yield Problem(here.place("id"), f"nothing leads to the rung '{rung.id}'", "add `enter:` or `urgent:`, or let a rung above leave to it")
            else:
                yield Problem(
                    here.place("enter" if rung.enter else "urgent", key=True),
                    f"nothing can reach the rung '{rung.id}'",
                    "look at which rungs lead here, and at whom it is about (`per:`)",
                )


def _never(sound: Sound, rule: str, conditions: Mapping[str, Condition | None], tests: Mapping[str, object] | None = None) -> Iterator[Problem]:
    for word, condition in conditions.items():
        if condition is not None and not possible(condition, sound.draft.book, tests):
            yield Problem(sound.draft.placed[rule].place(word), "this can never hold", "look at what it asks for: its parts contradict each other")


def _reached(sound: Sound) -> set[str]:
    """The rungs that somebody can come to stand on, the authority or a service, from the one that the ladder starts on."""
    return {rung for kind in ("authority", "service") for rung in _reached_by(sound, kind)}


def _reached_by(sound: Sound, kind: str) -> set[str]:
    book = sound.draft.book
    rungs = list(book.rungs.values())
    if not rungs:
        return set()
    ids = [rung.id for rung in rungs]
    others = {f"trigger {t.id}" for t in book.triggers.values() if t.per not in (kind, "both")}
    reached: set[str] = set()
    new = {book.book.starts_on or ids[0]}
    while new:
        at = new.pop()
        reached.add(at)
        n = ids.index(at)
        # Who stands here stands on no other rung.
        never = frozenset(others | {f"stood on {i}" for i in ids if i != at})
        up = {higher.id for higher in rungs[n + 1 :] if higher.per in (kind, "both") and _enters(sound, higher, never)}
        leave = rungs[n].leave
        down = {rungs[n].to or ids[max(n - 1, 0)]} if leave is not None and possible(leave, book, never=never) else set()
        new |= (up | down) - reached
    return reached


def _enters(sound: Sound, rung: Rung, never: frozenset[str]) -> bool:
    return any(condition is not None and possible(condition, sound.draft.book, never=never) for condition in (rung.urgent, rung.enter))
