"""The facts of many authorities that come of columns are those that `derive` makes of each alone."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.compile import compile_plan
from engine.derive import derive
from engine.facts import Fact
from engine.load import load
from engine.plan import Plan
from engine.rulebook import Rulebook
from engine.ruletests import Given
from engine.sector.block import Derived
from engine.sector.derived import derive_all
from engine.sector.partition import assess_partition
from engine.sector.reading import read
from engine.sector.together import judge_frame
from evidence.coded import coded
from evidence.columns import frame_of
from evidence.model import EvidenceSet
from evidence.read import read_evidence
from tests.engine.conftest import criterion
from tests.sector.assessed import assert_tables_as_assessed
from tests.sector.judged import assert_each_as_alone
from tests.strategies import AS_OF, RULES, head, loaded, vocabulary_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/evidence.yaml"))
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

_ASKED: dict[str, dict[str, Any]] = {
    "high": {"measure": "share", "at_least": 51},
    "rising": {"measure": "share", "trend": {"is": "improving", "over": "2 periods"}},
    "sure": {"measure": ["share", "days"], "trend": {"is": "improving", "over": "3 periods", "sure": "80%"}},
    "surer": {"measure": "any", "trend": {"is": "worsening", "over": "4 periods", "sure": "90%"}},
    "carried": {"measure": "share", "projected": {"target": "met", "over": "3 periods"}},
    "met": {"measure": "share", "target": "met"},
    "ahead": {"measure": "any", "peers": "better_half"},
    "apart": {"measure": "share", "from_median": {"worse_by": "1 MAD", "among": "neighbours"}},
    "beyond": {"measure": "days", "from_median": {"better_by": "0.5 MADs"}},
}
_DUE: dict[str, Any] = {
    "each": {"due": "quarterly", "age": {"at_most": "12 months"}},
    "needs": {"event": "report", "to": "cabinet", "before": "it", "within": "3 months"},
    "mended_by": {"event": "report", "to": "cabinet", "after": "it", "within": "2 months"},
}


@cache
def _bench() -> tuple[tuple[Rulebook, ...], Plan]:
    """Rules that ask for trends, projections, distances in MADs, and days on which something falls due."""
    tests = {name: {**words, "shows": "in_place"} for name, words in _ASKED.items()}
    per_service = criterion("s", per="service", tests={"far": {"measure": "days", "from_median": {"worse_by": "1 MAD"}, "shows_against": "in_place"}})
    criteria = [criterion("c", tests=tests), per_service, criterion("d", **_DUE)]
    words = {"measure": {"share": {"title": "A share", "unit": "per cent"}, "days": {"title": "Days that it takes", "better": "lower"}}}
    book, plan = loaded({"book": head(), "vocabulary": vocabulary_of(criteria, words), "criteria": criteria})
    return (book,), plan


def assert_facts_as_derived(plan: Plan, sets: Mapping[str, EvidenceSet]) -> None:
    """Each authority has the facts that `derive` gives it, with all that is told of them and between what that may lie."""
    plain = frame_of(sets)
    for frame in (plain, plain.with_columns(coded(column) for column in plain)):
        _assert_as_derived(plan, sets, derive_all(plan, read(plan, frame), frame))


def _assert_as_derived(plan: Plan, sets: Mapping[str, EvidenceSet], derived: Derived) -> None:
    names = list(sets)
    together: dict[str, set[Any]] = {name: set() for name in names}
    for number, authority in enumerate(derived.seen.authority.tolist()):
        fact = derived.fact(number)
        together[names[authority]].add((*_plain(fact), derived.seen.due[number]))
    for name, evidence in sets.items():
        assert together[name] == {(*_plain(fact), fact.kind == "due") for fact in derive(plan, evidence).facts}


def _plain(fact: Fact) -> tuple[Any, ...]:
    """A fact as it can be compared, without the distances of a measure of which nobody asks them."""
    asked = [word for word in fact.attributes if fact.key != "other" or word.partition(".")[0] not in ("worse_by", "better_by")]
    told = tuple(frozenset((word, said[word]) for word in asked if word in said) for said in (fact.attributes, fact.between))
    return fact.id, fact.kind, fact.key, fact.about, fact.date, fact.voice, fact.root, fact.denied, *told


_days = st.sampled_from([dt.date(2009 - n, 3, 31) for n in range(6)] + [dt.date(2008, 9, 30), dt.date(2008, 2, 29), dt.date(2009, 7, 31)])
_figures = st.sampled_from([Decimal(f) for f in ("49", "50", "50.5", "51", "51.25", "52", "0", "100")])
_shares = st.lists(_figures, min_size=3, max_size=3).map(sorted)


@st.composite
def _peers(draw: st.DrawFn) -> dict[str, Any]:
    """A group to compare with: quartiles, the figures themselves, with a deviation or without, and sometimes too small."""
    mad = {"mad": draw(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(3)]))} if draw(st.booleans()) else {}
    if draw(st.booleans()):
        return {"quartiles": draw(_shares), "n": draw(st.sampled_from([4, 5, 30])), **mad}
    return {"values": draw(st.lists(_figures, min_size=1, max_size=8)), **mad}


@st.composite
def _figure(draw: st.DrawFn, name: str, earlier: list[str]) -> dict[str, Any]:
    """A figure with whatever may stand beside one."""
    date = draw(_days)
    out: dict[str, Any] = {"id": name, "measure": draw(st.sampled_from(["share", "share", "days", "other"])), "source": "data", "date": date}
    out |= {"value": draw(_figures), "unit": "per cent", "about": draw(st.sampled_from(["authority", "authority", "waste"]))}
    seldom: dict[str, st.SearchStrategy[Any]] = {
        "period": st.sampled_from(["a", "b"]),
        "known": st.sampled_from([date, max(date, AS_OF), max(date, dt.date(2009, 7, 1))]),
        "better": st.sampled_from(["higher", "lower", "neither"]),
        "target": _figures,
        "margin": st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(2)]),
        "sample": st.sampled_from([30, 1000]),
        "provisional": st.booleans(),
        "peers": _peers(),
        "neighbours": _peers(),
    }
    for word in draw(st.lists(st.sampled_from(sorted(seldom)), max_size=3, unique=True)):
        out[word] = draw(seldom[word])
    if earlier and draw(st.integers(0, 7)) == 7:
        out["derived_from"] = draw(st.sampled_from(earlier))
    if draw(st.integers(0, 9)) == 9:
        out = {word: said for word, said in out.items() if word not in ("value", "sample")} | {"denied": True}
    return out


@st.composite
def _target(draw: st.DrawFn) -> dict[str, Any]:
    set_ = dt.date(2007, draw(st.integers(1, 12)), 1)
    by, value, step = (draw(st.sampled_from(some)) for some in ((dt.date(2009, 3, 31), dt.date(2012, 3, 31)), (Decimal(50), Decimal(52)), (True, False)))
    years = [{"by": dt.date(2008, 3, 31), "value": Decimal(51)}] if step and set_ < dt.date(2008, 3, 31) else []
    return {
        "measure": draw(st.sampled_from(["share", "days"])),
        "about": draw(st.sampled_from(["authority", "waste"])),
        "set": set_,
        "by": by,
        "value": value,
        "years": years,
    }


@st.composite
def _event(draw: st.DrawFn, name: str) -> dict[str, Any]:
    date = dt.date(2008, draw(st.integers(1, 12)), draw(st.integers(1, 28)))
    event = draw(st.sampled_from(["report", "report", "walk"]))
    out: dict[str, Any] = {
        "id": name,
        "event": event,
        "date": date,
        "source": draw(st.sampled_from(["document", "officers"])),
        "to": draw(st.sampled_from([["cabinet"], ["cabinet", "council"], []])),
    }
    if draw(st.integers(0, 3)) == 3:
        out["denied"] = True
    return out


@st.composite
def _authorities(draw: st.DrawFn) -> EvidenceSet:
    items: list[dict[str, Any]] = []
    for n in range(draw(st.integers(0, 10))):
        earlier = [i["id"] for i in items]
        items.append(draw(_event(f"e{n}") if draw(st.integers(0, 3)) == 3 else _figure(f"m{n}", earlier)))
    closed = [{"event": "report"}] if draw(st.booleans()) else []
    return Given.model_validate({"items": items, "all_there_is": closed, "targets": draw(st.lists(_target(), max_size=2))}).evidence()


@few
@given(st.lists(_authorities(), min_size=1, max_size=4))
def test_every_fact_is_the_one_that_derive_makes(authorities: list[EvidenceSet]) -> None:
    """With errors, targets, comparator groups, trends, figures of one day, copies, denials, and days on which something falls due."""
    books, plan = _bench()
    sets = {f"a{n}": evidence for n, evidence in enumerate(authorities)}
    assert_facts_as_derived(plan, sets)
    frame = frame_of(sets)
    for part in judge_frame(plan, frame.with_columns(coded(column) for column in frame)):
        assert_each_as_alone(plan, books, sets, part)


@settings(few, max_examples=8)
@given(st.lists(_authorities(), min_size=1, max_size=3))
def test_findings_about_what_falls_due_are_those_of_each_alone(authorities: list[EvidenceSet]) -> None:
    """A denial speaks of its own body and of the last day before it, whoever else is in the table."""
    books, plan = _bench()
    sets = {f"a{n}": evidence for n, evidence in enumerate(authorities)}
    assert_tables_as_assessed(plan, books, sets, assess_partition(plan, frame_of(sets)))


@few
@given(st.lists(st.lists(st.tuples(_figures, st.sampled_from(["higher", "lower", "neither", None])), min_size=2, max_size=6), min_size=1, max_size=6))
def test_a_trend_hangs_on_the_order_of_its_figures_alone(series: list[list[tuple[Decimal, str | None]]]) -> None:
    """Where all are of different days: series with figures in the same order share one answer, and it is that of each alone."""
    _, plan = _bench()
    sets = {}
    for n, figures in enumerate(series):
        words = [{"value": v, "better": better, "date": dt.date(2003 + k + (k * n) % 2, 1 + (k * n) % 12, 28)} for k, (v, better) in enumerate(figures)]
        items = [{"measure": "share", "source": "data", **{w: v for w, v in said.items() if v is not None}} for said in words]
        sets[f"a{n}"] = Given.model_validate({"items": items}).evidence()
    assert_facts_as_derived(plan, sets)


@pytest.mark.parametrize("book", sorted(p.name for p in RULES.iterdir() if p.is_dir()))
def test_the_facts_of_every_example_are_those_that_derive_makes(book: str) -> None:
    """All councils of the examples together, under each rulebook that comes with Peerbench."""
    plan = compile_plan([load(RULES / book)])
    assert_facts_as_derived(plan, {path.parent.name: read_evidence(path)[0] for path in EXAMPLES})
