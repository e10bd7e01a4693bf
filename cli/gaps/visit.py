"""The timetable of a site visit."""

from cli.gaps.words import people, titles
from cli.report.words import capital, counted, joined, number
from cli.sheets.sheet import Entry, Section, Table
from engine.gaps.result import Gaps, Meeting
from engine.gaps.timetable import SLOTS

_COLUMNS = ("Time and with whom", "On", "Criteria", "Reviewers")


def sections(found: Gaps) -> list[Section]:
    """The team, the days, what each session is on; what does not fit comes last."""
    table = found.timetable
    assert table is not None
    days: dict[int, list[Meeting]] = {}
    for m in table.meetings:
        days.setdefault(m.day, []).append(m)
    tables = tuple(Table(f"Day {number(day)}", _COLUMNS, tuple(map(_row, mine))) for day, mine in days.items())
    free = table.days - len(days)
    spare = f"{capital(counted(free, 'day'))} {'is' if free == 1 else 'are'} left to write." if free else ""
    entries = tuple(Entry(f"Day {number(m.day)}, {SLOTS[m.slot]}, {people(m.ask).lower()}: {m.topic}", (titles(m.criteria, found),)) for m in table.meetings)
    out = [
        Section("Timetable", spare, tables=tables),
        Section("What each session is on", "Its criteria; what could close most comes first.", entries=entries),
    ]
    if table.left:
        said = f"{counted(len(table.left), 'session')} would need more reviewers or more days. What is written can be read before and after the visit."
        out.append(Section("What does not fit", said, entries=tuple(_left(m, found) for m in table.left)))
    return [_team(found), *out]


def _team(found: Gaps) -> Section:
    table = found.timetable
    assert table is not None
    load = [sum(r in m.reviewers for m in table.meetings) for r in range(1, table.reviewers + 1)]
    share = number(load[0]) if min(load) == max(load) else f"{number(min(load))} or {number(max(load))}"
    who = f"{counted(table.reviewers, 'reviewer')} over {counted(table.days, 'day')}: {counted(len(table.meetings), 'session')}"
    return Section("The team", f"{capital(who)}, {share} for each reviewer. People are met in pairs; what is written takes one reviewer.")


def _row(m: Meeting) -> tuple[str, ...]:
    return f"{SLOTS[m.slot]} {people(m.ask)}", m.topic, str(len(m.criteria)), joined([str(r) for r in m.reviewers])


def _left(m: Meeting, found: Gaps) -> Entry:
    return Entry(f"{people(m.ask)}: {m.topic}", (titles(m.criteria, found),))
