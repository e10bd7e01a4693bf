"""Tables on the command line: beside an evidence set or in it, checked, turned into a sector, drawn as a page."""

import json
import re
import shlex

import polars as pl
import pytest
from typer.testing import CliRunner

from cli.main import app
from evidence.problems import BadInput
from tests.docs.walk import DOCS, blocks, named

SET = "authority: {name: Ambleford, code: X01, type: unitary, made_up: true}\nas_of: 2009-06-30\n"


def run(command: str) -> str:
    """Run a command, which must end well."""
    result = CliRunner().invoke(app, shlex.split(command))
    assert result.exit_code == 0, f"{command}: {result.exception or ''}\n{result.output}"
    return result.stdout


def refused(command: str) -> str:
    """Run a command that is refused; what it says."""
    result = CliRunner().invoke(app, shlex.split(command))
    assert isinstance(result.exception, BadInput), result.output
    return str(result.exception)


def test_a_table_beside_an_evidence_set_counts_as_one_named_in_it(here):
    """To the byte: the same items, the same assessment."""
    (here / "a.yaml").write_text(SET, "utf-8")
    (here / "b.yaml").write_text(SET + "tables: [{file: data.csv, mapping: map.yaml}]\n", "utf-8")
    rules = "--rules intervention-ladder --format json --matcher direct"
    beside, inside = (json.loads(run(c)) for c in (f"assess a.yaml --table data.csv --mapping map.yaml {rules}", f"assess b.yaml {rules}"))
    assert beside["content_hash"] == inside["content_hash"]
    assert json.loads(run(f"assess a.yaml {rules}"))["content_hash"] != beside["content_hash"]


@pytest.mark.parametrize("command", ["explain trigger.evidence.1", "ladder", "measures", "targets"])
def test_whoever_looks_into_an_assessment_can_name_the_table_too(here, command):
    """As `assess` was told of it."""
    (here / "a.yaml").write_text(SET, "utf-8")
    (here / "b.yaml").write_text(SET + "tables: [{file: data.csv, mapping: map.yaml}]\n", "utf-8")
    assert run(f"{command} a.yaml --table data.csv --mapping map.yaml") == run(f"{command} b.yaml")


def test_figures_of_a_table_are_a_series(here):
    """`measures` shows them as if they had been written down one by one."""
    (here / "b.yaml").write_text(SET + "tables: [{file: data.csv, mapping: map.yaml}]\n", "utf-8")
    assert "2007/08 29.4, 2008/09 31" in run("measures b.yaml")


def test_what_is_wrong_in_several_tables_is_said_at_once(here):
    """And an id that is used twice."""
    (here / "b.yaml").write_text(SET + "tables: [{file: none.csv, mapping: map.yaml}, {file: data.csv, mapping: none.yaml}]\n", "utf-8")
    said = refused("assess b.yaml")
    assert "none.csv: there is no such file" in said
    assert "none.yaml: there is no such file" in said
    (here / "b.yaml").write_text(SET + "tables: [{file: data.csv, mapping: map.yaml}, {file: data.csv, mapping: map.yaml}]\n", "utf-8")
    assert "the id 'data:2' is used twice" in refused("assess b.yaml")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("assess data.csv", "this is a table and not an evidence set: name it in one, `tables: [{file: data.csv, mapping: map.yaml}]`"),
        ("assess a.yaml --table data.csv", "add --mapping FILE"),
        ("assess a.yaml --mapping map.yaml", "there is no table to read through it"),
        ("assess a.yaml --table data.csv --mapping map.yaml --mapping map.yaml", "there are 1 tables and 2 mappings"),
        ("table convert data.csv --mapping map.yaml --out x.txt", "ends neither in .parquet nor in .csv"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_way_out(here, command, said):
    """In one line each."""
    (here / "a.yaml").write_text(SET, "utf-8")
    assert said in refused(command)


def test_check_says_what_is_in_a_table(here):
    """Rows, items, authorities, and those without a figure."""
    assert run("table check data.csv --mapping map.yaml") == (
        "data.csv: three rows, two items of two authorities.\n"
        "One row without a figure, or left out by the mapping.\n"
        "  measure recycling-rate: two items of one authority, from 29.4 to 31, 2008-03-31 to 2009-03-31\n"
    )


def test_convert_writes_the_sector_as_parquet_or_csv(here):
    """With the day for which it is to be assessed."""
    run("table convert data.csv --mapping map.yaml --out s.parquet --as-of 2009-06-30")
    run("table convert data.csv --mapping map.yaml --out s.csv --as-of 2009-06-30")
    heads = pl.read_parquet(here / "s.parquet").filter(pl.col("kind") == "authority")
    assert [str(day) for day in heads["as_of"]] == ["2009-06-30"] * 2
    assert len(pl.read_csv(here / "s.csv", infer_schema=False)) == 4


def test_the_documentation_of_tables_runs(here):
    """Every file that docs/tables.md shows is written, every command of it run."""
    text = (DOCS / "tables.md").read_text("utf-8")
    for name, content in re.findall(r"`([\w.]+\.csv)`:\n\n```csv\n(.*?)```", text, flags=re.DOTALL):
        (here / name).write_text(content, "utf-8")
    ran = 0
    for block in blocks("tables.md"):
        if block.language == "yaml":
            (here / named(block)[0]).write_text(block.text, "utf-8")
    for block in blocks("tables.md"):
        for line in block.text.splitlines() if block.language == "console" else ():
            run(line.removeprefix("$ peerbench "))
            ran += 1
    assert ran == 7


def test_the_documentation_names_every_word_of_a_mapping():
    """And none that is no word."""
    from evidence.tables.mapping import TableMapping

    table = (DOCS / "tables.md").read_text("utf-8").partition("<!-- words of TableMapping -->")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE)) == set(TableMapping.model_fields)
