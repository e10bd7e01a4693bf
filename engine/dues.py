"""Days on which something falls due, worked out from the calendar and set beside the evidence as facts.

A day is the last of its month. It counts when it is past, not older than the rule's `age`, and the evidence bears on
what was due. Days before the oldest item of evidence do not count, unless what was due then came late and is there.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache

from engine.facts import Fact, Facts, calendar_months, months_begun
from engine.matching.direct import holds
from engine.plan import DUE, DuePlan, Leaf
from evidence.model import WHOLE


def falling_due(plans: Iterable[DuePlan], known: Iterable[Fact], closed: AbstractSet[tuple[str, str]], as_of: dt.date) -> list[Fact]:
    """The days that count, one fact each. `known` is the evidence known by then, `closed` the lists that are complete, by (kind, key)."""
    known = tuple(known)
    oldest = min((fact.date for fact in known), default=None)
    found = []
    for plan in plans:
        answers = [fact.date for fact in known if plan.answers & {(fact.kind, fact.key), (fact.kind, "")}]
        if oldest is None or not (answers or plan.answers <= closed):
            continue
        for day in counting(plan, oldest, answers, as_of):
            name = f"{plan.key} {day}"
            found.append(Fact(name, DUE, plan.key, WHOLE, day, "document", name, denied=False, attributes={}))
    return found


def counting(plan: DuePlan, oldest: dt.date, answers: Iterable[dt.date], as_of: dt.date) -> list[dt.date]:
    """The days that count, where the oldest evidence and what bears on them (`answers`) are of these days."""
    past = _past(plan, as_of)
    if past and oldest <= past[0]:
        return list(past)
    answers = tuple(answers)
    return [day for day in past if oldest <= day or any(day <= d and calendar_months(day, d) <= plan.late for d in answers)]


@cache
def _past(plan: DuePlan, as_of: dt.date) -> tuple[dt.date, ...]:
    """The days that are past, and not older than the plan's `age`."""
    return tuple(day for day in days(plan, as_of.year - plan.age // 12 - 1, as_of.year) if day < as_of and months_begun(day, as_of) <= plan.age)


def denies(denial: Fact, act: Fact, leaf: Leaf, facts: Facts) -> bool:
    """Whether a denial of what a leaf looks for says that an act lacks it.

    It does about the same subject. Where the act is a day on which something falls due, the denial must also be of this
    very thing (of what went to this body, say), and later than the day, with no such day between the two.
    """
    if denial.about != act.about or act.kind != DUE:
        return denial.about == act.about
    last = max((due.date for due in facts.by_key[DUE, act.key] if due.date <= denial.date), default=None)
    return act.date == last and not of_something_else(denial, leaf)


def of_something_else(denial: Fact, leaf: Leaf) -> bool:
    """Whether a denial states of what it denies what a leaf does not look for."""
    return any(c.attribute.partition(".")[0] in denial.attributes and not holds(c, denial) for c in leaf.wanted)


def days(plan: DuePlan, first: int, last: int) -> Iterator[dt.date]:
    """The days of some years, in order."""
    for year in range(first, last + 1):
        for month in plan.months:
            yield dt.date(year, month, calendar.monthrange(year, month)[1])


def next_day(plan: DuePlan, as_of: dt.date) -> dt.date:
    """The first day that is not past."""
    return next(day for day in days(plan, as_of.year, as_of.year + 1) if day >= as_of)
