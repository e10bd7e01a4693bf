"""Triggers: what is proved of a subject, what rests on a voice alone, and what a justification averts."""

from collections.abc import Iterator, Mapping

import numpy as np

from engine.criteria import look_at
from engine.graded import Graded, Nodes
from engine.kleene import kleene
from engine.layout import layout_of
from engine.plan import BookPlan, Expression, Plan
from engine.rollup import Look
from engine.rows import FALSE, TRUE, UNKNOWN, Array, Rows
from engine.tally import BIT, Tally
from evidence.model import PEOPLE

_PEOPLE = sum(BIT[voice] for voice in PEOPLE)


def judge_triggers(plan: Plan, tallied: Tally, nodes: Nodes) -> tuple[Array, Array, Array]:
    """The truth of each trigger by row; where it rests on a voice alone; and where a justification averts it: triggers × rows."""
    rows, books = tallied.rows, {b.id: b for b in plan.books}
    truths = iter(layout_of(plan).triggers.evaluate(tallied.truth.T, nodes, _rows_of_grades(rows)))
    shape = (len(plan.triggers), rows.count)
    truth, voiced, averted = (np.zeros(shape, dtype=np.int8) for _ in range(3))
    look = look_of_triggers(tallied, nodes)
    for n, trigger in enumerate(plan.triggers):
        truth[n] = next(truths)
        if trigger.unless is not None:
            shown = next(truths) == TRUE
            averted[n] = shown & (truth[n] >= UNKNOWN)
            truth[n][shown] = FALSE
        if (truth[n] == TRUE).any():
            alone = (truth[n] == TRUE) & _on_voices_alone(trigger.when, books[trigger.book], tallied, look)
            truth[n][alone], voiced[n] = UNKNOWN, alone
        others = {"authority": rows.of_services, "service": slice(0, 2 * rows.authorities)}.get(trigger.per, slice(0, 0))
        for array, nothing in ((truth[n], UNKNOWN), (voiced[n], 0), (averted[n], 0)):
            array[rows.everything] = array[rows.wholes]
            array[others] = nothing
    return truth, voiced, averted


def look_of_triggers(tallied: Tally, nodes: Mapping[str, Graded]) -> Look:
    """How a trigger's condition finds what it looks at. The authority's grades speak for the authority as a whole."""
    return look_at(tallied, nodes, _rows_of_grades(tallied.rows))


def _rows_of_grades(rows: Rows) -> Array:
    everything = np.arange(rows.authorities)
    return np.concatenate([everything, everything, np.arange(2 * rows.authorities, rows.count)])


def _on_voices_alone(when: Expression, book: BookPlan, tallied: Tally, look: Look) -> Array:
    """By row, whether what makes a condition true is what people say, and fewer kinds of source than an adverse finding needs."""
    kinds = np.zeros(tallied.rows.count, dtype=np.int64)
    by_grades = np.zeros(tallied.rows.count, dtype=bool)
    for support, where in _supports(when, look, np.ones(tallied.rows.count, dtype=bool)):
        if support.how == "grade":
            by_grades |= where
        else:
            kinds |= np.where(where, tallied.kinds[:, support.test], 0)
    return np.asarray(~by_grades & (kinds != 0) & (kinds & ~_PEOPLE == 0) & (np.bitwise_count(kinds) < book.min_kinds))


def _supports(expression: Expression, look: Look, where: Array) -> Iterator[tuple[Expression, Array]]:
    """What `supports_of` finds, for all rows at once: each test and grade, and the rows in which it supports."""
    if expression.how != "not":
        holds = where & (kleene(expression, look) == TRUE)
        if expression.how in ("test", "grade"):
            yield expression, holds
        for part in expression.parts:
            yield from _supports(part, look, holds)


def supports_of(expression: Expression, look: Look, row: int) -> list[Expression]:
    """The tests and grades that make an expression true for a subject; what stands in a part that is not true supports nothing."""
    truth = kleene(expression, look)
    if expression.how == "not" or truth[row if len(truth) > 1 else 0] != TRUE:
        return []
    if expression.how in ("test", "grade"):
        return [expression]
    return [s for part in expression.parts for s in supports_of(part, look, row)]
