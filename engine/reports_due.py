"""The reporting calendar of rulebooks: what falls due when, what became of it, and what is due next.

reports_due(working, findings) -> one ReportDue for each rule that says when something falls due
"""

import datetime as dt
from collections.abc import Iterable

from engine.assessment import Finding
from engine.dues import next_day
from engine.facts import Fact
from engine.language.conditions import Due, Each, FactTest, single_needs
from engine.language.rules import Criterion
from engine.matching.direct import in_order
from engine.plan import DUE, DuePlan, Need
from engine.result import Part
from engine.rulebook import Rulebook
from engine.tally import Verdict
from engine.working import Working
from evidence.model import WHOLE


class Day(Part):
    """A day on which something fell due, and what became of it.

    It was kept, mended (it came late), breached, voiced (breached, as one kind of people says and nothing else yet),
    excused, or it is unknown.
    """

    day: dt.date
    became: str


class ReportDue(Part):
    """Something that falls due: the rule that says so, what it is part of, to whom it goes, in which months (1 to 12).

    `keys` are those under which evidence records it.
    `past` has the days that count, the first one first; `next_day` the first that is not past, and `is_in` whether what
    is due then is there already.
    """

    rule: str
    title: str
    report: str
    to: tuple[str, ...]
    keys: tuple[str, ...]
    months: tuple[int, ...]
    past: tuple[Day, ...]
    next_day: dt.date
    is_in: bool


def reports_due(working: Working, findings: Iterable[Finding]) -> tuple[ReportDue, ...]:
    """Everything that falls due under the criteria of a working, as they stand; `findings` are those of its assessment."""
    voiced = {f.rule for f in findings if f.kind == "line_of_enquiry"}
    tests = {working.plan.leaves[test.leaf].keys[0]: n for n, test in enumerate(working.plan.tests) if working.plan.leaves[test.leaf].kind == DUE}
    criteria = {c.id for c in working.plan.criteria}
    return tuple(_due(working, due, tests[due.key], voiced=due.rule in voiced) for due in working.plan.dues if due.rule in criteria)


def _due(working: Working, due: DuePlan, test: int, *, voiced: bool) -> ReportDue:
    book = next(b for b in working.books if due.rule in b.criteria)
    rule = book.criteria[due.rule]
    coming = next_day(due, working.facts.as_of)
    asked = working.plan.tests[test].each
    assert asked is not None
    return ReportDue(
        rule=rule.id,
        title=rule.title,
        report=_report(book, rule),
        to=_to(rule),
        keys=tuple(sorted(key for _, key in due.answers if key)),
        months=due.months,
        past=tuple(
            Day(day=working.facts.by_id[act].date, became="voiced" if voiced and verdict is Verdict.BREACHED else verdict.value)
            for act, verdict in working.judged.tally.verdicts[test]
        ),
        next_day=coming,
        is_in=_is_in(working, asked.needs, Fact(due.key, DUE, due.key, WHOLE, coming, "document", due.key, denied=False, attributes={})),
    )


def _report(book: Rulebook, rule: Criterion) -> str:
    """The heading under which a rule stands, or its own title where others stand there that do not fall due at the same time."""
    parent = next((group for group, children in book.children.items() if rule.id in children), None)
    alike = parent is not None and all(c in book.criteria and _months(book.criteria[c]) == _months(rule) for c in book.children[parent])
    return book.groups[parent].title if parent is not None and alike else rule.title


def _months(rule: Criterion) -> tuple[int, ...] | None:
    return rule.each.due if isinstance(rule.each, Due) else None


def _to(rule: Criterion) -> tuple[str, ...]:
    """To whom it goes."""
    tests = [test for test in (rule.each_test, *rule.tests.values()) if isinstance(test, Each) and isinstance(test.each, Due)]
    needs = [need for test in tests for need in single_needs(test.needs) if isinstance(need, FactTest)]
    return tuple(dict.fromkeys(body for need in needs for body in need.to or ()))


def _is_in(working: Working, need: Need, day: Fact) -> bool:
    if need.how in ("all", "any"):
        parts = [_is_in(working, part, day) for part in need.parts]
        return all(parts) if need.how == "all" else any(parts)
    pairing = working.plan.pairings[need.index]
    others = (working.facts.by_id[i] for i in working.matches.leaves[pairing.other].satisfying)
    return any(other.about == WHOLE and in_order(pairing, day, other) for other in others)
