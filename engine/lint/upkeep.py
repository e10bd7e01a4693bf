"""What a rulebook's files carry along without need, or say against each other."""

from collections.abc import Iterator
from itertools import combinations

from engine.language.conditions import GradeIs
from engine.lint.sound import Sound
from engine.placed import head_of
from engine.references import matching
from engine.rulebook import subconditions
from evidence.problems import Problem


def check_upkeep(sound: Sound) -> Iterator[Problem]:
    """Prefixes, former and withdrawn ids, key criteria and the limiters that name them, tests that repeat each other."""
    yield from _prefixes(sound)
    yield from _former(sound)
    yield from _keys(sound)
    yield from _repeats(sound)


def _prefixes(sound: Sound) -> Iterator[Problem]:
    for located in sound.draft.documents:
        prefix = located.data.get("prefix")
        if not isinstance(prefix, str):
            continue
        mine = [placed for placed in sound.draft.placed.values() if placed.located is located]
        if not mine and "files" not in sound.draft.known.unsure:
            yield Problem(located.place(("prefix",), key=True), "no id in this file needs the prefix", "leave it out")
        for placed in mine:
            own = located.data[placed.path[0]][placed.path[1]]["id"]
            if own.startswith(f"{prefix}."):
                yield Problem(placed.place("id"), f"'{own}' has the prefix already, and would have it twice", f"write '{own.removeprefix(f'{prefix}.')}'")


def _former(sound: Sound) -> Iterator[Problem]:
    living, mend = set(sound.draft.placed), "name an id that no rule has any more"
    for rule in sound.rules:
        for old in rule.formerly:
            if old in living:
                here = sound.draft.placed[rule.id]
                prefix = f"{here.located.data.get('prefix')}."
                place = here.place_of(old if here.place_of(old, "formerly") != here.place("formerly") else old.removeprefix(prefix), "formerly")
                yield Problem(place, f"'{old}' is a rule of today", mend)
    head = head_of(sound.draft.documents)
    for old in sound.draft.book.book.withdrawn if head else ():
        if head and (old in living or f"{head.located.data.get('prefix')}.{old}" in living):
            yield Problem(head.place("withdrawn", old, key=True), f"'{old}' is a rule of today, and not withdrawn", mend)


def _keys(sound: Sound) -> Iterator[Problem]:
    """A key criterion is one that a limiter names, and the other way round: readers look for it there."""
    book, unsure = sound.draft.book, sound.draft.known.unsure
    named: set[str] = set()
    for group in book.groups.values():
        for cap in group.cap:
            for part in subconditions(cap.when):
                if not isinstance(part, GradeIs):
                    continue
                for rule in (i for reference in part.grade for i in matching(reference, book.criteria)):
                    named.add(rule)
                    if not book.criteria[rule].key and group.id in sound.groups:
                        place = sound.draft.placed[group.id].place_in(group, part, "grade")
                        yield Problem(place, f"this limiter names '{rule}', which is not a key criterion", f"add `key: true` to '{rule}'")
    for criterion in sound.criteria.values():
        if criterion.key and criterion.id not in named and not {"groups", "files"} & unsure:
            yield Problem(
                sound.draft.placed[criterion.id].place("key", key=True),
                "no limiter names this key criterion",
                "name it in a group's `cap:`, or leave `key` out",
            )


def _repeats(sound: Sound) -> Iterator[Problem]:
    for criterion in sound.criteria.values():
        for (first, one), (second, other) in combinations(criterion.tests.items(), 2):
            if one == other:
                place = sound.draft.placed[criterion.id].place("tests", second, key=True)
                yield Problem(place, f"the test '{second}' repeats '{first}'", "keep one of the two")
