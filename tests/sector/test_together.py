"""Many authorities judged together are judged as each is alone."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.compile import compile_plan
from engine.derive import derive
from engine.load import load
from engine.ruletests import Given
from engine.sector.together import judge_facts, judge_frame, parts_of
from evidence.columns import frame_of
from evidence.model import Item
from evidence.problems import BadInput
from evidence.read import read_evidence
from tests.engine.conftest import MakeBench, bench, criterion, trigger
from tests.sector.judged import assert_each_as_alone
from tests.strategies import RULES, evidence, situations

__all__ = ["bench"]

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/evidence.yaml"))
few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@few
@given(st.data())
def test_every_authority_is_judged_by_columns_as_it_is_alone(data: st.DataObject) -> None:
    """Under any rulebook, with denials, copies, complete lists, services and all, in whatever company."""
    s = data.draw(situations(ladder=True))
    sets = {f"a{n}": e for n, e in enumerate([s.evidence, *(data.draw(evidence(s.plan)) for _ in range(data.draw(st.integers(0, 3))))])}
    for part in judge_frame(s.plan, frame_of(sets)):
        assert_each_as_alone(s.plan, s.books, sets, part)


@few
@given(st.data())
def test_facts_that_derive_made_are_judged_together_as_alone(data: st.DataObject) -> None:
    """Whatever is in the evidence: facts that derive made are matched in columns too."""
    s = data.draw(situations(ladder=True))
    sets = {f"a{n}": e for n, e in enumerate([s.evidence, *(data.draw(evidence(s.plan)) for _ in range(data.draw(st.integers(0, 2))))])}
    assert_each_as_alone(s.plan, s.books, sets, judge_facts(s.plan, list(sets.items()), [derive(s.plan, e) for e in sets.values()]))


@pytest.mark.parametrize("book", sorted(p.name for p in RULES.iterdir() if p.is_dir()))
def test_every_example_is_judged_under_every_rulebook_as_it_is_alone(book: str) -> None:
    """All councils of the examples together, under each rulebook that comes with Peerbench."""
    rulebook = load(RULES / book)
    plan = compile_plan([rulebook])
    sets = {path.parent.name: read_evidence(path)[0] for path in EXAMPLES}
    parts = judge_frame(plan, frame_of(sets))
    assert sorted(name for part in parts for name in part.names) == sorted(sets)
    for part in parts:
        assert_each_as_alone(plan, (rulebook,), sets, part)


def test_parts_of_a_table_are_judged_like_the_whole() -> None:
    """However many authorities are taken at once, all are judged, in the order of the table."""
    rulebook = load(RULES / "corporate-peer-review")
    plan = compile_plan([rulebook])
    sets = {path.parent.name: read_evidence(path)[0] for path in EXAMPLES}
    parts = list(parts_of(plan, frame_of(sets), 1))
    assert [name for part in parts for name in part.names] == list(sets)
    for part in parts:
        assert_each_as_alone(plan, (rulebook,), sets, part)


FIGURE = {"measure": "share", "source": "data"}
SERIES: dict[str, list[dict[str, Any]]] = {
    "a correction stands where what it corrects stood": [
        {"id": "x1", "value": 50, "date": "2008-03-31", "period": "a"},
        {"id": "x2", "value": 60, "date": "2008-03-31", "period": "b"},
        {"id": "x3", "value": 70, "date": "2008-03-31", "period": "a"},
    ],
    "of two figures of one day the id decides": [{"id": "x2", "value": 80, "date": "2008-03-31"}, {"id": "x1", "value": 20, "date": "2008-03-31"}],
    "a figure that was known later comes later": [
        {"id": "x1", "value": 80, "date": "2008-03-31", "known": "2008-09-01", "period": "a"},
        {"id": "x2", "value": 20, "date": "2008-03-31", "known": "2008-06-01", "period": "b"},
    ],
    "figures out of order are put in order": [{"id": f"x{n}", "value": v, "date": f"200{n}-03-31"} for n, v in ((8, 40), (6, 90), (7, 60))],
    "exponents and many decimals are read exactly": [{"id": "x1", "value": Decimal("7E+1")}, {"id": "x2", "value": Decimal("69.99999999999999999999")}],
    "less may be better": [{"id": "x1", "value": 60, "target": 61, "better": "lower", "peers": {"quartiles": [50, 60, 70], "n": 9}}],
    "four peers are no group": [{"id": "x1", "value": 60, "peers": {"quartiles": [50, 60, 70], "n": 4}}],
    "a copy of a figure is no figure of its own": [{"id": "x1", "value": 60, "date": "2008-03-31"}, {"id": "x2", "value": 60, "derived_from": "x1"}],
    "a denial beside a figure": [{"id": "x1", "value": 75}, {"id": "x2", "denied": True}],
    "what was not known yet does not count": [{"id": "x1", "value": 75, "known": "2009-07-01"}, {"id": "x2", "value": 30}],
    "a margin of error leaves it open": [{"id": "x1", "value": 71, "margin": 3}],
    "neither way is better": [{"id": "x1", "value": 71, "better": "neither", "target": 70}],
}


@pytest.mark.parametrize("items", SERIES.values(), ids=SERIES)
def test_figures_are_read_from_columns_as_derive_reads_them(bench: MakeBench, items: list[dict[str, Any]]) -> None:
    """What is the latest, how it has gone, whether it is on target and in which quarter: whatever the series looks like."""
    tests = {
        "high": {"measure": "share", "at_least": 70, "shows": "in_place"},
        "rising": {"measure": "share", "trend": {"is": "improving", "over": "2 periods"}, "shows": "in_place"},
        "falling": {"measure": "share", "trend": {"is": "worsening", "over": "2 periods"}, "shows_against": "in_place"},
        "met": {"measure": "share", "target": "met", "shows": "embedded"},
        "ahead": {"measure": "share", "peers": "better_half", "shows": "embedded"},
        "often": {"measure": "share", "at_least": 50, "times": 2, "shows": "partial"},
    }
    made = bench(criteria=[criterion("c", tests=tests)], vocabulary={"measure": {"share": {"title": "A share", "unit": "per cent"}}})
    sets = {name: made.evidence(*({**FIGURE, "about": about, **i} for i in items)) for name, about in (("whole", "authority"), ("service", "waste"))}
    sets["empty"] = made.evidence()
    for part in judge_frame(made.plan, frame_of(sets)):
        assert_each_as_alone(made.plan, (made.book,), sets, part)


def test_acts_needs_and_triggers_are_judged_together_as_alone(bench: MakeBench) -> None:
    """Each act keeps to its own authority and its own subject, also where another authority has what it lacks."""
    acts = criterion("c", each={"event": "act"}, needs={"event": "check", "after": "it", "within": "2 months"}, mended_by={"event": "repair"})
    call = trigger("t", when={"all": [{"event": "act", "times": 2}, {"not": {"event": "repair"}}]}, unless={"document": "waiver"})
    made = bench(criteria=[acts], triggers=[call])

    def event(key: str, day: str, about: str = "authority", **more: Any) -> dict[str, Any]:
        return {"event": key, "date": day, "about": about, **more}

    sets = {
        "kept": made.evidence(event("act", "2009-01-10"), event("check", "2009-02-20")),
        "late": made.evidence(event("act", "2009-01-10"), event("check", "2009-05-20")),
        "elsewhere": made.evidence(event("act", "2009-01-10", "waste"), event("check", "2009-02-20", "housing")),
        "closed": made.evidence(event("act", "2009-01-10"), all_there_is=[{"event": "check"}]),
        "due": made.evidence(event("act", "2009-06-10"), all_there_is=[{"event": "check"}]),
        "mended": made.evidence(event("act", "2009-01-10"), event("repair", "2009-03-01"), all_there_is=[{"event": "check"}, {"event": "repair"}]),
        "called": made.evidence(event("act", "2009-01-10"), event("act", "2009-02-10"), all_there_is=[{"event": "repair"}]),
        "averted": made.evidence(event("act", "2009-01-10"), event("act", "2009-02-10"), {"document": "waiver"}, all_there_is=[{"event": "repair"}]),
        "none": made.evidence(all_there_is=[{"event": "act"}]),
        "denied": made.evidence(event("act", "2009-01-10"), event("check", "2009-03-01", denied=True)),
    }
    (part,) = judge_frame(made.plan, frame_of(sets))
    assert part.names == tuple(sets)
    assert_each_as_alone(made.plan, (made.book,), sets, part)


def test_what_a_row_says_in_more_counts_as_what_it_says_in_columns(bench: MakeBench) -> None:
    """A table written by hand may say anything there: it is judged as the evidence set that it stands for."""
    made = bench(criteria=[criterion("c", tests={"it": {"document": "plan", "status": "adopted", "shows": "in_place"}})])
    sets = {name: made.evidence({"document": "plan", "status": status}) for name, status in (("a", "adopted"), ("b", "adopted"), ("c", "draft"))}
    frame = frame_of(sets)
    moved = (pl.col("authority") == "b") & (pl.col("kind") == "document")
    said = pl.when(moved).then(pl.lit('{"status": "adopted"}')).otherwise(pl.col("more"))
    parts = judge_frame(made.plan, frame.with_columns(more=said, status=pl.when(~moved).then(pl.col("status"))))
    assert [part.names for part in parts] == [("a", "c"), ("b",)]
    for part in parts:
        assert_each_as_alone(made.plan, (made.book,), sets, part)


def test_a_table_without_a_row_for_an_authority_is_refused(bench: MakeBench) -> None:
    """And so is one in which the rows of an authority do not stand together: nobody is judged by half of the evidence."""
    made = bench(criteria=[criterion("c", tests={"it": {"document": "plan", "shows": "in_place"}})])
    one = Given.model_validate({"items": [{"document": "plan"}]}).evidence()
    frame = frame_of({"a": one, "b": one})
    with pytest.raises(BadInput, match=r"a: .*kind `authority`"):
        judge_frame(made.plan, frame.filter((pl.col("kind") != "authority") | (pl.col("authority") != "a")))
    with pytest.raises(BadInput, match="stand together"):
        judge_frame(made.plan, frame[[0, 2, 1, 3]])


def test_a_circle_of_copies_ends_where_it_began(bench: MakeBench) -> None:
    """As it does for derive: no source is counted twice, and nothing runs for ever."""
    made = bench(criteria=[criterion("c", tests={"it": {"document": "plan", "times": 2, "shows": "in_place"}})])
    words = {"date": dt.date(2009, 1, 1), "source": "document", "document": "plan"}
    items = tuple(Item.model_validate({**words, "id": i, "derived_from": of}) for i, of in (("a", "b"), ("b", "a"), ("c", "a")))
    sets = {"round": made.evidence().model_copy(update={"items": items})}
    (part,) = judge_frame(made.plan, frame_of(sets))
    assert_each_as_alone(made.plan, (made.book,), sets, part)
