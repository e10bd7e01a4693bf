"""The long table as CSV: a spreadsheet finds no formula in it, and Peerbench reads back what was written."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cli.machines.spreadsheets import guarded as guarded_text
from evidence.one import read_one
from evidence.plain_csv import STARTS, guarded, scan
from tests.tables.test_commands import run

TEXTS = st.text(st.sampled_from([*sorted(STARTS), "'", "1", ".", "a", " ", '"', ",", "é"]), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6))
@example(["=1+1", "'=1+1", "''@x", "-3.5", "'-3.5", "+44 20", "-", "\t=1"])
def test_what_is_written_is_read_back_and_begins_no_formula(texts: list[str]) -> None:
    """Whatever the texts begin with; and they are guarded as those of an assessment are, plain numbers aside."""
    made = guarded(pl.DataFrame({"authority": texts}))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "long.csv"
        made.write_csv(path)
        assert scan(path).collect()["authority"].to_list() == texts
    for text, cell in zip(texts, made["authority"], strict=True):
        assert cell == guarded_text(text) or (cell == text and float(text) is not None)


def test_a_council_called_like_a_formula_comes_back_under_its_name(here: Path) -> None:
    """`table convert` to CSV, and one authority taken out of it again; a negative figure stays a number."""
    (here / "data.csv").write_text("Council,Code,Type,Indicator,Year,Figure\n=1+1,,Unitary,Recycling rate,2008/09,-3.5\n", "utf-8")
    run("table convert data.csv --mapping map.yaml --out s.csv --as-of 2009-06-30")
    assert "'=1+1" in (here / "s.csv").read_text("utf-8")
    assert ",-3.5," in (here / "s.csv").read_text("utf-8")
    assert read_one(here / "s.csv", "=1+1").authority.name == "=1+1"
