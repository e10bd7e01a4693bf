"""Plans and facts made for the tests of the matchers, by hand and by hypothesis."""

import datetime as dt
import shutil
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import strategies as st

from engine.facts import Fact, Facts
from engine.matching import durable, durable_worker
from engine.plan import Comparison, Figure, Leaf, Pairing, Plan

DAY = dt.date(2006, 2, 20)
WORKER = str(Path(durable_worker.__file__))

needs_durable = pytest.mark.skipif(durable.version() is None, reason="durable-rules is not installed here (it needs a C compiler, and does not install on Windows)")


def plan_of(leaves: Sequence[Leaf], pairings: Sequence[Pairing] = (), **rest: object) -> Plan:
    """A plan of leaves and pairings alone."""
    empty = dict.fromkeys(("books", "tests", "criteria", "groups", "triggers", "ladders"), ())
    return Plan(**{**empty, **rest}, leaves=tuple(leaves), pairings=tuple(pairings))


def fact(id_: str, kind: str = "document", key: str = "plan", *, about: str = "authority", days: int = 0, denied: bool = False, **attributes: Figure | None) -> Fact:
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
KINDS = ("document", "measure", "event")
KEYS = ("costarring", "liquid", "plan")
ATTRIBUTES = ("age", "value", "latest", "costarring", "liquid", "covers.a")
FIGURES: tuple[int | Decimal, ...] = (0, 1, 75, -3, 2**63, 2**64, -(2**70), 10**30, Decimal("75.0"), Decimal("1E-5"), Decimal("1E+22"), Decimal("74.99"), Decimal("-0.5"))
STEPS = (Decimal(0), Decimal(1), Decimal(-1), Decimal("1E-40"), Decimal("-1E-40"))

figures = st.sampled_from(FIGURES)
values = st.one_of(figures, st.sampled_from(WORDS))
near = st.builds(lambda figure, step: figure + step if step else figure, figures, st.sampled_from(STEPS))
stated = st.one_of(figures, near, st.sampled_from(WORDS), st.none(), st.booleans())


def _comparison(attribute: str, operator: str, one: Figure, several: tuple[Figure, ...]) -> Comparison:
    return Comparison(attribute, operator, several if operator == "in" else one)


comparisons = st.builds(_comparison, st.sampled_from(ATTRIBUTES), st.sampled_from(("==", ">=", "<=", "in", "stated")), values, st.lists(values, max_size=3).map(tuple))
leaves = st.builds(
    Leaf,
    st.sampled_from(KINDS),
    st.lists(st.sampled_from(KEYS), max_size=3, unique=True).map(tuple),
    st.lists(comparisons, max_size=3).map(tuple),
    st.lists(comparisons, max_size=2).map(tuple),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of few leaves and pairings over few keys."""
    made = draw(st.lists(leaves, min_size=1, max_size=8, unique=True))
    number = st.integers(0, len(made) - 1)
    pairing = st.builds(Pairing, number, number, st.sampled_from(("before", "after", "any")), st.one_of(st.none(), st.integers(0, 3)))
    return plan_of(made, draw(st.lists(pairing, max_size=4, unique=True)))


_contents = st.builds(
    dict,
    kind=st.sampled_from((*KINDS, "statement")),
    key=st.sampled_from((*KEYS, "nobody-asks")),
    about=st.sampled_from(("authority", "costarring", "liquid")),
    days=st.integers(-70, 70),
    denied=st.booleans(),
    attributes=st.dictionaries(st.sampled_from((*ATTRIBUTES, "nobody-asks")), stated, max_size=5),
)


def _facts(contents: Mapping[str, Mapping[str, object]]) -> Facts:
    return facts_of(*(fact(i, **{k: v for k, v in c.items() if k != "attributes"}, **c["attributes"]) for i, c in contents.items()))


facts = st.dictionaries(st.sampled_from(("costarring", "liquid", *(f"e{n}" for n in range(8)))), _contents, max_size=8).map(_facts)
