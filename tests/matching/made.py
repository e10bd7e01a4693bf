"""Plans and facts made for the tests of the matchers, by hand and by hypothesis."""

import datetime as dt
import shutil
import sys
from collections.abc import Sequence
from decimal import Context, Decimal
from pathlib import Path

import pytest
from hypothesis import strategies as st

from engine.facts import Fact, Facts
from engine.matching import durable, durable_worker
from engine.plan import Comparison, Figure, Leaf, Pairing, Plan

DAY = dt.date(2006, 2, 20)
EXACT = Context(prec=200)
WORKER = str(Path(durable_worker.__file__))

needs_durable = pytest.mark.skipif(
    durable.version() is None, reason="durable-rules is not installed here (it needs a C compiler, and does not install on Windows)"
)


def plan_of(leaves: Sequence[Leaf], pairings: Sequence[Pairing] = (), **rest: object) -> Plan:
    """A plan of leaves and pairings alone."""
    empty = dict.fromkeys(("books", "tests", "criteria", "groups", "triggers", "ladders"), ())
    return Plan(**{**empty, **rest}, leaves=tuple(leaves), pairings=tuple(pairings))


def fact(
    id_: str, kind: str = "document", key: str = "plan", *, about: str = "authority", days: int = 0, denied: bool = False, **attributes: Figure | None
) -> Fact:
    """A fact dated so many days after (or before) the day of the tests."""
    return Fact(id_, kind, key, about, DAY + dt.timedelta(days), "document", id_, denied, attributes)


def facts_of(*facts: Fact) -> Facts:
    """Facts in the order of their ids."""
    return Facts(DAY, tuple(sorted(facts, key=lambda f: f.id)))


def worker_that(does: str, *, before: str = "") -> tuple[str, ...]:
    """The command of a worker of which `does` is the program. Crashes leave no core file."""
    quiet = "import resource\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n" if shutil.which("sh") else ""
    return (sys.executable, "-c", f"{quiet}import json, os, signal, sys, time\n{before}\n{does}")


def changed_worker(change: str) -> tuple[str, ...]:
    """The command of the real worker with a change made to its module `w` before it is run."""
    root = str(Path(WORKER).parents[2])
    return worker_that(f"sys.path.insert(0, {root!r})\nfrom engine.matching import durable_worker as w\n{change}\nw.main()")


# Few words, so that facts and tests meet; among them two that the C core takes for one, and words that look like figures.
WORDS = ("costarring", "liquid", "9", "75", "", "é\u0000\U0001f600", "a\"b\\'c\n", "x" * 70_000, "x" * 70_001, "true", "null", "\ud800")
KINDS = ("document", "measure")
KEYS = ("costarring", "liquid", "plan")
ATTRIBUTES = ("age", "value", "costarring", "liquid", "covers.a")
FIGURES: tuple[int | Decimal, ...] = (
    0,
    1,
    75,
    -3,
    2**63,
    2**64,
    -(2**70),
    10**30,
    Decimal("75.0"),
    Decimal("1E-5"),
    Decimal("1E+22"),
    Decimal("74.99"),
    Decimal("-0.5"),
)
STEPS = (0, 0, 0, 1, -1, Decimal("1E-40"), Decimal("-1E-40"))
OPERATORS = ("==", ">=", "<=", "in", "stated")

figures = st.sampled_from(FIGURES)
values = st.one_of(figures, figures, figures, st.sampled_from(WORDS))
anything = st.one_of(values, st.none(), st.booleans())


def _comparison(attribute: str, operator: str, one: Figure, several: tuple[Figure, ...]) -> Comparison:
    return Comparison(attribute, operator, several if operator == "in" else one)


comparisons = st.builds(_comparison, st.sampled_from(ATTRIBUTES), st.sampled_from(OPERATORS), values, st.lists(values, max_size=3).map(tuple))
keys = st.one_of(st.sampled_from(KEYS).map(lambda key: (key,)), st.lists(st.sampled_from(KEYS), max_size=3, unique=True).map(tuple))
leaves = st.builds(Leaf, st.sampled_from(KINDS), keys, st.lists(comparisons, max_size=2).map(tuple), st.lists(comparisons, max_size=2).map(tuple))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of few leaves and pairings over few keys."""
    made = draw(st.lists(leaves, min_size=1, max_size=6, unique=True))
    number = st.integers(0, len(made) - 1)
    pairing = st.builds(Pairing, number, number, st.sampled_from(("before", "after", "any")), st.one_of(st.none(), st.integers(0, 3)))
    return plan_of(made, draw(st.lists(pairing, max_size=4, unique=True)))


@st.composite
def _fact_for(draw: st.DrawFn, plan: Plan, id_: str) -> Fact:
    """A fact that a test of the plan bears on, more often than not: its values lie on the test's constants, or a step beside them."""
    leaf = draw(st.sampled_from(plan.leaves))
    attributes: dict[str, Figure | None] = {}
    for c in (*leaf.scope, *leaf.wanted):
        constants = c.value if isinstance(c.value, tuple) else (c.value,)
        value = draw(st.sampled_from(constants)) if constants else None
        step = draw(st.sampled_from(STEPS))
        match draw(st.integers(0, 9)):
            case 0:
                attributes.pop(c.attribute, None)
            case 1:
                attributes[c.attribute] = draw(anything)
            case _:
                attributes[c.attribute] = value if not step or value is None or isinstance(value, str) else EXACT.add(Decimal(value), Decimal(step))
    key = draw(st.sampled_from((*(leaf.keys or KEYS) * 3, "nobody-asks")))
    kind = draw(st.sampled_from((*[leaf.kind] * 9, "event")))
    about = draw(st.sampled_from(("authority", "authority", "costarring", "liquid")))
    return fact(id_, kind, key, about=about, days=draw(st.integers(-70, 70)), denied=draw(st.integers(0, 5)) == 0, **attributes)


@st.composite
def facts_for(draw: st.DrawFn, plan: Plan) -> Facts:
    """Some facts for a plan."""
    ids = draw(st.sets(st.sampled_from(("costarring", "liquid", *(f"e{n}" for n in range(8)))), max_size=8))
    return facts_of(*(draw(_fact_for(plan, id_)) for id_ in sorted(ids)))
