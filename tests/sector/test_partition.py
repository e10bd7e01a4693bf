"""A partition's tables say of every authority what its assessment says."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.compile import compile_plan
from engine.load import load
from engine.sector.partition import assess_partition
from engine.sector.tables import schemas
from evidence.columns import frame_of, schema
from evidence.problems import BadInput
from evidence.read import read_evidence
from tests.engine.conftest import MakeBench, bench, criterion
from tests.sector.assessed import assert_tables_as_assessed
from tests.strategies import RULES, evidence, situations

__all__ = ["bench"]

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/evidence.yaml"))


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_tables_say_of_every_authority_what_its_assessment_says(data: st.DataObject) -> None:
    """Grades, completeness, findings with their kinds, triggers and rungs, whatever the rules and the evidence."""
    s = data.draw(situations(ladder=True))
    audience = data.draw(st.sampled_from(["team", "public"]))
    sets = {f"a{n}": e for n, e in enumerate([s.evidence, *(data.draw(evidence(s.plan)) for _ in range(data.draw(st.integers(0, 2))))])}
    assert_tables_as_assessed(s.plan, s.books, sets, assess_partition(s.plan, frame_of(sets), audience), audience)


@pytest.mark.parametrize("books", [["corporate-peer-review", "intervention-ladder"], ["best-value-framework"], ["quality-employment-code", "cpa"]])
def test_every_example_has_the_tables_of_its_assessment(books: list[str]) -> None:
    """The councils of the examples together, with breaches, mended acts, duties with a day and services on the ladder."""
    rulebooks = tuple(load(RULES / book) for book in books)
    plan = compile_plan(list(rulebooks))
    sets = {path.parent.name: read_evidence(path)[0] for path in EXAMPLES}
    assert_tables_as_assessed(plan, rulebooks, sets, assess_partition(plan, frame_of(sets)))


def test_an_empty_table_gives_empty_tables(bench: MakeBench) -> None:
    """A partition of nobody is no error: it has the columns of all others, and no rows."""
    made = bench(criteria=[criterion("c", tests={"plan": {"document": "plan", "shows": "in_place"}})])
    found = assess_partition(made.plan, pl.DataFrame(schema=schema()))
    assert {name: table.num_rows for name, table in found.items()} == dict.fromkeys(schemas(), 0)


BAD: dict[str, tuple[list[dict[str, Any]], str]] = {
    "a word that is none": ([{"source": "offcers"}], "is not one of document, data"),
    "a word of another kind": ([{"extent": "planned"}], "'extent' is a word for a statement"),
    "a figure without a value": ([{"kind": "measure", "key": "share", "source": "data"}], "needs its `value:`"),
    "an id used twice": ([{}, {}], "used twice"),
    "a copy of nothing": ([{"derived_from": "y"}], "which is no item here"),
    "a copy of itself": ([{"derived_from": "z"}, {"id": "z", "derived_from": "x"}], "in a circle"),
    "a record from the future": ([{"recorded_on": "2031-01-01"}], "after the as-of date"),
    "a key that is none": ([{"key": "Ein Plan"}], "is not an id or key"),
    "a statement that goes nowhere": ([{"kind": "statement", "key": "bench.c", "source": "staff"}], "extent"),
    "peers by halves": ([{"kind": "measure", "key": "share", "source": "data", "value": "5", "peers_n": 7}], "peers need their quartiles"),
}


@pytest.mark.parametrize(("rows", "told"), BAD.values(), ids=BAD)
def test_what_the_reader_of_an_evidence_set_refuses_a_table_is_refused_for(bench: MakeBench, rows: list[dict[str, Any]], told: str) -> None:
    """No authority of a sector is judged on evidence on which it would not be judged alone; the message names it."""
    made = bench(criteria=[criterion("c", tests={"plan": {"document": "plan", "shows": "in_place"}})])
    head = {"authority": "Stoneleigh", "kind": "authority", "as_of": "2009-06-30", "type": "county"}
    item = {"authority": "Stoneleigh", "kind": "document", "key": "plan", "id": "x", "date": "2009-01-01", "source": "document"}
    table = pl.from_dicts([head, *({**item, **row} for row in rows)], infer_schema_length=None)
    with pytest.raises(BadInput) as refused:
        assess_partition(made.plan, table)
    assert any("Stoneleigh" in str(p) and told in str(p) for p in refused.value.problems), refused.value.problems


def test_a_service_that_protected_evidence_alone_names_stays_hidden(bench: MakeBench) -> None:
    """Outside the team its rows say `service-1`, as in the assessment; the team reads its name."""
    made = bench(criteria=[criterion("c", each={"event": "act"}, needs={"event": "check", "after": "it"})])
    told = made.evidence({"event": "act", "about": "night-shelter", "source": "staff", "date": "2009-01-01"}, all_there_is=[{"event": "check"}])
    found = assess_partition(made.plan, frame_of({"a": told}))
    assert "service-1" in found["findings"]["about"].to_pylist()
    assert all("night-shelter" not in str(table.to_pylist()) for table in found.values())
    assert "night-shelter" in str(assess_partition(made.plan, frame_of({"a": told}), "team")["findings"].to_pylist())
