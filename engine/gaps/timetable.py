"""A timetable for a site visit: sessions by whom to meet and on what, for so many reviewers over so many days."""

from collections.abc import Mapping, Sequence

from engine.assessment import Grade
from engine.gaps.result import Meeting, Timetable, Unknown
from evidence.model import PEOPLE, Voice

SLOTS = ("9.30", "11.15", "13.30", "15.15")
"""When the sessions of a day begin."""
MOST = 6
"""How many criteria a session can deal with."""
PAIR = 2
"""People are met in pairs: one asks, one writes. Documents and figures take one reviewer."""


def timetable(unknowns: Sequence[Unknown], grades: Mapping[str, Grade], reviewers: int, days: int) -> Timetable:
    """The sessions that fit, those that could close most first. Deterministic; no reviewer is ever in two at once.

    Each session goes to the reviewers who have had the fewest so far, and meeting people goes round. Rooms of one slot
    hold different kinds of people as long as there are any.
    """
    waiting = _sessions(unknowns, grades)
    load, spoken = [0] * reviewers, [0] * reviewers
    held: list[Meeting] = []
    for day in range(1, days + 1):
        for slot in range(len(SLOTS)):
            free = set(range(reviewers))
            met: set[Voice] = set()
            while (session := _next(waiting, len(free), reviewers, met)) is not None:
                waiting.remove(session)
                people = session.ask in PEOPLE
                turn = sorted(free, key=lambda r: (load[r], spoken[r] if people else -spoken[r], r))
                team = sorted(turn[: _needs(session, reviewers)])
                for r in team:
                    load[r] += 1
                    spoken[r] += people
                free -= set(team)
                met.add(session.ask)
                held.append(session.model_copy(update={"day": day, "slot": slot, "reviewers": tuple(r + 1 for r in team)}))
    return Timetable(reviewers=reviewers, days=days, meetings=tuple(held), left=tuple(waiting))


def _sessions(unknowns: Sequence[Unknown], grades: Mapping[str, Grade]) -> list[Meeting]:
    """The sessions there is need of: the criteria of an element that the same people are asked about, a handful at a time.

    People come first: what is written can be read before and after the visit.
    """
    by_topic: dict[tuple[Voice, str], list[str]] = {}
    rank = {u.criterion: n for n, u in enumerate(unknowns)}
    for u in unknowns:
        for voice in u.ask:
            by_topic.setdefault((voice, _element(u.criterion, grades)), []).append(u.criterion)
    out = [
        Meeting(day=0, slot=0, ask=voice, topic=grades[topic].title, criteria=tuple(criteria[n : n + MOST]), reviewers=())
        for (voice, topic), criteria in by_topic.items()
        for n in range(0, len(criteria), MOST)
    ]
    return sorted(out, key=lambda session: (session.ask not in PEOPLE, rank[session.criteria[0]]))


def _element(criterion: str, grades: Mapping[str, Grade]) -> str:
    """The element that a criterion belongs to; where there is none, the group it stands in."""
    first = parent = grades[criterion].parent or criterion
    while grades[parent].level == "heading" and (above := grades[parent].parent) is not None:
        parent = above
    return parent if grades[parent].level == "element" else first


def _next(waiting: Sequence[Meeting], free: int, reviewers: int, met: set[Voice]) -> Meeting | None:
    """The first session for which there are reviewers, of people who are not met already if there is one."""
    fits = [session for session in waiting if _needs(session, reviewers) <= free]
    return next((session for session in fits if session.ask not in met), fits[0] if fits else None)


def _needs(session: Meeting, reviewers: int) -> int:
    return min(PAIR, reviewers) if session.ask in PEOPLE else 1
