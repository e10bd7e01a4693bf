"""Triggers: what is proved of a subject, what rests on a voice alone, and what a justification averts."""

from collections.abc import Mapping

import numpy as np

from engine.criteria import look_at
from engine.graded import Graded
from engine.kleene import kleene
from engine.plan import BookPlan, Expression, TriggerPlan
from engine.rollup import Look
from engine.tally import BIT, EVERYTHING, FALSE, TRUE, UNKNOWN, WHOLE_ALONE, Array, Tally
from evidence.model import PEOPLE

_PEOPLE = sum(BIT[voice] for voice in PEOPLE)


def judge_trigger(trigger: TriggerPlan, book: BookPlan, tallied: Tally, nodes: Mapping[str, Graded]) -> tuple[Array, Array, Array]:
    """A trigger's truth by subject; where it rests on a voice alone; and where a justification averts it."""
    rows = len(tallied.subjects)
    look = look_of_triggers(tallied, nodes)
    truth = np.array(np.broadcast_to(kleene(trigger.when, look), (rows,)))
    averted = np.zeros(rows, dtype=np.int64)
    if trigger.unless is not None:
        shown = np.broadcast_to(kleene(trigger.unless, look), (rows,)) == TRUE
        averted = (shown & (truth >= UNKNOWN)).astype(np.int64)
        truth[shown] = FALSE
    voiced = np.zeros(rows, dtype=np.int64)
    for row in range(rows):
        if truth[row] == TRUE and _on_voices_alone(trigger.when, book, tallied, look, row):
            truth[row], voiced[row] = UNKNOWN, 1
    others = slice(2, None) if trigger.per == "authority" else slice(0, 2) if trigger.per == "service" else slice(0, 0)
    for array, nothing in ((truth, UNKNOWN), (voiced, 0), (averted, 0)):
        array[EVERYTHING] = array[WHOLE_ALONE]
        array[others] = nothing
    return truth, voiced, averted


def look_of_triggers(tallied: Tally, nodes: Mapping[str, Graded]) -> Look:
    """How a trigger's condition finds what it looks at. The authority's grades speak for the authority as a whole."""
    return look_at(tallied, nodes, np.array([EVERYTHING, EVERYTHING, *range(2, len(tallied.subjects))]))


def _on_voices_alone(when: Expression, book: BookPlan, tallied: Tally, look: Look, row: int) -> bool:
    """Whether a proved trigger rests on what people say, and on fewer kinds of source than an adverse finding needs."""
    supports = supports_of(when, look, row)
    if any(s.how == "grade" for s in supports):
        return False
    kinds = 0
    for support in supports:
        kinds |= int(tallied.kinds[row, support.test])
    return kinds != 0 and kinds & ~_PEOPLE == 0 and kinds.bit_count() < book.min_kinds


def supports_of(expression: Expression, look: Look, row: int) -> list[Expression]:
    """The tests and grades that make an expression true for a subject; what stands in a part that is not true supports nothing."""
    truth = kleene(expression, look)
    if expression.how == "not" or truth[row if len(truth) > 1 else 0] != TRUE:
        return []
    if expression.how in ("test", "grade"):
        return [expression]
    return [s for part in expression.parts for s in supports_of(part, look, row)]
