"""Evidence in one long table, and back."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.ruletests import Given
from evidence.columns import COLUMNS, frame_of, set_of, sets_of
from evidence.conform import conform
from evidence.model import EvidenceSet
from evidence.problems import BadInput
from evidence.read import read_evidence
from tests.strategies import situations

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/evidence.yaml"))


def plain(evidence: EvidenceSet) -> dict[str, Any]:
    """What an evidence set says, with ratings as text: 3 and "3" are the same value of a rating."""
    said = evidence.model_dump()
    for item in said["items"]:
        if item["rating"] and item["value"] is not None:
            item["value"] = str(item["value"])
    return said


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.parent.name)
def test_an_evidence_set_comes_back_from_a_table_as_it_went_in(path: Path) -> None:
    """Every word of every example, through a table and through CSV."""
    evidence, _ = read_evidence(path)
    frame = frame_of({evidence.authority.name: evidence})
    csv = conform(pl.read_csv(io.StringIO(frame.write_csv()), infer_schema=False), "table.csv")
    for table in (frame, csv):
        ((name, back),) = sets_of(table)
        assert name == evidence.authority.name
        assert plain(back) == plain(evidence)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_evidence_comes_back_from_a_table(data: st.DataObject) -> None:
    """Figures to the last decimal, lists that are empty, copies, denials."""
    evidence = data.draw(situations(ladder=True)).evidence
    ((_, back),) = sets_of(frame_of({"one": evidence}))
    assert plain(back) == plain(evidence)


def test_what_has_no_column_is_kept_too() -> None:
    """Peers with their figures stand partly in columns and partly in `more`, and come back whole."""
    peers = {"values": [Decimal("1.50"), 2, 3, 4, 5], "mad": Decimal("0.1"), "quartiles": [1, 2, 3], "n": 5, "family": "small"}
    items = [{"measure": "share", "value": Decimal("2.50"), "peers": peers}, {"document": "plan", "includes": []}]
    evidence = Given.model_validate({"items": items}).evidence()
    ((_, back),) = sets_of(frame_of({"one": evidence}))
    assert plain(back) == plain(evidence)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"date": "31.3.2009"}, "table.csv, a, its row of kind `document`, column date: '31.3.2009' cannot stand here: write it as 2006-02-20"),
        ({"denied": "yes"}, "table.csv, a, its row of kind `document`, column denied: 'yes' cannot stand here: write true or false"),
        ({"sample": "many"}, "table.csv, a, its row of kind `document`, column sample: 'many' cannot stand here: write a whole number"),
        ({"vlaue": "3"}, "table.csv: there is no column 'vlaue': did you mean 'value'?"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(cells: dict[str, str], what: str) -> None:
    """With its authority and kind where it has no id, its column and the way to mend it."""
    with pytest.raises(BadInput) as refused:
        conform(pl.DataFrame({"authority": ["a"], "kind": ["document"], **{column: [cell] for column, cell in cells.items()}}), "table.csv")
    assert [str(p) for p in refused.value.problems] == [what]


def test_binary_fractions_are_refused() -> None:
    """0.1 is no binary fraction, and a grade may hang on it."""
    with pytest.raises(BadInput, match="not exact"):
        conform(pl.DataFrame({"authority": ["a"], "kind": ["measure"], "value": [0.1]}), "table.parquet")


def test_a_table_without_authorities_is_refused() -> None:
    """Every row says whose it is, and of what kind."""
    with pytest.raises(BadInput, match="'authority' is missing"):
        conform(pl.DataFrame({"key": ["plan"]}), "table.csv")


def test_every_row_that_is_no_item_is_named() -> None:
    """All that is wrong with the rows of one authority comes in one run."""
    rows = [dict.fromkeys(COLUMNS) | {"kind": "authority", "type": "county", "as_of": "2009-06-30"}]
    rows += [dict.fromkeys(COLUMNS) | {"kind": kind, "key": "x"} for kind in ("docment", "document")]
    with pytest.raises(BadInput) as refused:
        set_of("Ambleford", rows)
    assert [str(p.place) for p in refused.value.problems if p.place.line == 2] == ["Ambleford, row 2, column kind"]
    assert {p.place.line for p in refused.value.problems} == {2, 3}
