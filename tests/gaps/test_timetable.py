"""A timetable that a team can keep."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.gaps.result import Gaps, Timetable
from engine.gaps.timetable import MOST, SLOTS, timetable
from evidence.model import PEOPLE
from tests.gaps.conftest import Worked

TEAMS = {"reviewers": st.integers(1, 9), "days": st.integers(1, 12)}


def _made(found: Gaps, westmarch: Worked, reviewers: int, days: int) -> Timetable:
    return timetable(found.unknowns, westmarch[1].grades, reviewers, days)


@given(**TEAMS)
@settings(max_examples=25, deadline=None)
def test_no_reviewer_is_in_two_sessions_at_once_and_none_works_more_than_another(found: Gaps, westmarch: Worked, reviewers: int, days: int):
    """Whatever the team and the time; people are met in pairs where there is a pair."""
    table = _made(found, westmarch, reviewers, days)
    held = Counter((m.day, m.slot, r) for m in table.meetings for r in m.reviewers)
    assert max(held.values()) == 1
    assert {m.day for m in table.meetings} <= set(range(1, days + 1))
    assert {m.slot for m in table.meetings} <= set(range(len(SLOTS)))
    load = Counter(r for m in table.meetings for r in m.reviewers)
    loads = [load[r] for r in range(1, reviewers + 1)]
    assert max(loads) - min(loads) <= 1
    assert all(len(m.reviewers) == (min(2, reviewers) if m.ask in PEOPLE else 1) for m in table.meetings)


@given(**TEAMS)
@settings(max_examples=25, deadline=None)
def test_every_unknown_is_asked_of_everybody_it_needs_or_listed_as_left(found: Gaps, westmarch: Worked, reviewers: int, days: int):
    """Nothing is lost between the sessions that fit and those that do not, and no session is too long."""
    table = _made(found, westmarch, reviewers, days)
    sessions = [*table.meetings, *table.left]
    assert all(len(m.criteria) <= MOST for m in sessions)
    assert Counter((m.ask, c) for m in sessions for c in m.criteria) == Counter((v, u.criterion) for u in found.unknowns for v in u.ask)


def test_people_are_met_before_papers_are_read(found: Gaps, westmarch: Worked):
    """No session with people is left over while papers are read in rooms that would have held it."""
    table = _made(found, westmarch, 4, 5)
    assert any(m.ask in PEOPLE for m in table.left) or table.left
    assert all(m.ask in PEOPLE for m in table.meetings)


def test_meeting_people_goes_round(found: Gaps, westmarch: Worked):
    """Of three reviewers, two meet people and one reads, and not always the same one."""
    table = _made(found, westmarch, 3, 2)
    readers = {r for m in table.meetings if m.ask not in PEOPLE for r in m.reviewers}
    assert readers == {1, 2, 3}


def test_the_same_unknowns_give_the_same_timetable(found: Gaps, westmarch: Worked):
    """No clock and no chance decide it."""
    assert _made(found, westmarch, 5, 3) == _made(found, westmarch, 5, 3)
