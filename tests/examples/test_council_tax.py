"""The council tax sheet that the handbook prints comes out as what it is: indicators for all four parts, and empty columns."""

from pathlib import Path

import pytest

RULES = "best-value-framework"
EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "council-tax-1998" / "evidence.yaml"


@pytest.fixture(scope="module")
def assessed():
    """The evidence and its assessment."""
    from engine.assess import Options, assess
    from engine.compile import compile_plan
    from engine.home import installed
    from engine.load import load
    from evidence.read import read_evidence

    evidence, aside = read_evidence(EXAMPLE)
    assert not aside
    book = load(installed()[RULES])
    return evidence, assess(compile_plan([book]), [book], evidence, Options(matcher="direct"))


def test_the_sheet_is_an_illustration_and_says_so(assessed):
    """No council stands behind it: the authority is marked as made up, and every item names its place in the handbook."""
    evidence, _ = assessed
    assert evidence.authority.made_up
    assert all(item.source.title and item.source.at for item in evidence.items)


def test_each_of_its_fifteen_entries_is_half_of_what_the_handbook_asks(assessed):
    """An indicator without target or figure is partly shown; none is more, and none is less."""
    _, result = assessed
    entries = {rule: g for rule, g in result.grades.items() if rule.startswith("example.council_tax.")}
    assert len(entries) == 15
    assert {g.grade for g in entries.values()} == {2}
    assert result.grades["bvf.council-tax"].grade == 2


def test_only_take_up_of_benefit_could_not_be_shown_in_full_by_figures(assessed):
    """It is an objective to which no indicator on the sheet belongs."""
    _, result = assessed
    entries = {rule: g.could_be for rule, g in result.grades.items() if rule.startswith("example.council_tax.")}
    assert [rule for rule, could_be in entries.items() if could_be < 3] == ["example.council_tax.4"]


def test_all_four_parts_of_the_definition_have_indicators(assessed):
    """The sheet shows in part, by its own columns, that measuring is sorted by the definition."""
    _, result = assessed
    assert result.grades["measurement.method.1"].at_least == 2
    parts = [result.grades[f"bvf-sub.example.{part}"].completeness for part in ("democratic", "improvement", "cost", "employment")]
    assert parts == ["1"] * 4


@pytest.mark.parametrize("column", [2, 4, 5, 6])
def test_its_empty_columns_are_weaknesses(assessed, column):
    """Standards, targets, initiatives and monitoring have a heading and nothing under it."""
    _, result = assessed
    weak = {f.rule for f in result.findings if f.kind == "weakness"}
    assert f"measurement.column.{column}" in weak


def test_nothing_is_proved_of_the_framework_as_a_whole(assessed):
    """One sheet is no framework: the whole has no grade, and nothing of it is ruled out."""
    _, result = assessed
    whole = result.grades["best-value-framework-whole"]
    assert (whole.grade, whole.could_be) == (None, 3)
