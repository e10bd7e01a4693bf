"""The schemas that programs rely on, checked against every example and everything that the command writes."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from cli.rules import Schema
from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.home import usual
from engine.load import load
from engine.schemas import FILES, schemas
from evidence.audience import AUDIENCES
from evidence.located import read_yaml
from evidence.read import read_evidence
from tests.docs.test_schemas import complaints, plain
from tests.report import parks

ROOT = Path(__file__).parents[2]
SETS = sorted((ROOT / "examples").glob("*/evidence*.yaml"))


@pytest.fixture(scope="module")
def usual_rules():
    """The rulebooks that are used where nobody names one, and their plan."""
    books = [load(folder) for folder in usual().values()]
    return books, compile_plan(books)


def test_there_are_examples():
    """So that the tests below are of something."""
    assert len(SETS) >= 7


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.parent.name)
def test_the_assessment_of_every_example_is_right_by_its_schema(path, usual_rules):
    """As the team sees it, which is most."""
    books, plan = usual_rules
    result = assess(plan, books, read_evidence(path)[0], Options(audience="team", matcher="direct"))
    assert complaints("assessment", result.as_json()) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_assessment_for_every_audience_is_right_by_its_schema(audience):
    """With every kind of finding, and with what is protected left out."""
    assert complaints("assessment", parks.assessed(audience=audience).as_json()) == []


@pytest.mark.parametrize("name", FILES)
def test_the_command_prints_the_schema(run, name):
    """What `peerbench schema` prints is the schema, and a right one."""
    printed = json.loads(run("schema", name).out)
    assert printed == schemas()[name]
    Draft7Validator.check_schema(printed)


def test_every_schema_has_its_command_and_its_file():
    """No schema is published in one way only."""
    assert {which.value for which in Schema} == set(FILES) == set(schemas())
    assert all((ROOT / file).is_file() for file in FILES.values())


def test_what_new_writes_is_right_by_its_schema(run, tmp_path, monkeypatch):
    """The starters: an evidence set, a rulebook, its tests."""
    monkeypatch.chdir(tmp_path)
    assert run("new", "evidence", "ours.yaml", "--for", "Our council").code == 0
    assert run("new", "rulebook", "ours").code == 0
    assert complaints("evidence", read_yaml(Path("ours.yaml")).data) == []
    for path in Path("ours").rglob("*.yaml"):
        assert complaints("ruletest" if "tests" in path.parts else "rulebook", read_yaml(path).data) == [], path


def test_an_assessment_of_another_shape_is_not_right():
    """The schema notices a key that is gone, one that nobody knows, and an outcome that there is not."""
    right = parks.assessed(audience="team").as_json()
    assert complaints("assessment", right) == []
    grade = next(iter(right["grades"]))
    for wrong in (
        {key: value for key, value in right.items() if key != "grades"},
        {**right, "more": 1},
        {**right, "grades": {grade: {**right["grades"][grade], "outcome": "failed"}}},
    ):
        assert complaints("assessment", plain(wrong))
