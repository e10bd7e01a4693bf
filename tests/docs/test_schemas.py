"""The JSON Schemas say what the models say, and the files that come with Peerbench are right by them."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from pydantic import BaseModel, ValidationError

from engine.assess import Options, assess
from engine.compile import compile_plan
from engine.language.conditions import FactTest
from engine.language.rules import RuleFile
from engine.load import load
from engine.result import json_text
from engine.ruletests import RuleTests
from engine.schemas import DOCUMENTS, FILES, glossary, schemas
from evidence.located import read_yaml
from evidence.model import KINDS, EvidenceSet
from tests.docs.walk import blocks, named

HOME = Path(__file__).parents[2]
SCHEMAS = schemas()
RULES = sorted((HOME / "rules").glob("*/**/*.yaml"))
MAPPINGS = set((HOME / "examples").glob("*/map.yaml"))
"""How tables are read: these have no schema, for what stands in them is read by the words of the table."""
EVIDENCE = sorted(set((HOME / "examples").glob("*/*.yaml")) - MAPPINGS)


def kind_of(path: Path) -> str:
    """Which schema a file goes by."""
    if path in EVIDENCE:
        return path.stem if path.stem in ("indicators", "story") else "evidence"
    return "ruletest" if "tests" in path.parts else "rulebook"


def plain(data: Any) -> Any:
    """What was read, with the decimals that JSON's numbers are."""
    return json.loads(json.dumps(data, default=lambda d: float(d) if isinstance(d, Decimal) else str(d)))


def complaints(schema: str, data: Any) -> list[str]:
    """What a schema has against some data."""
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in Draft7Validator(SCHEMAS[schema]).iter_errors(plain(data))]


@pytest.mark.parametrize("name", FILES)
def test_a_schema_is_one(name: str) -> None:
    """Each is itself a right schema."""
    Draft7Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", FILES)
def test_the_committed_schemas_are_current(name: str) -> None:
    """The files in the repository are those that `python -m engine.schemas` writes."""
    said = {k: v for document in DOCUMENTS for k, v in glossary((HOME / document).read_text("utf-8")).items()}
    assert (HOME / FILES[name]).read_text("utf-8") == json_text(schemas(said)[name])


@pytest.mark.parametrize("path", [*RULES, *EVIDENCE], ids=lambda p: p.relative_to(HOME).as_posix())
def test_the_files_that_come_with_peerbench_are_right_by_their_schema(path: Path) -> None:
    """Every rule file, rule test and example validates."""
    assert complaints(kind_of(path), read_yaml(path).data) == []


@pytest.mark.parametrize("path", [*RULES, *EVIDENCE], ids=lambda p: p.relative_to(HOME).as_posix())
def test_every_file_names_its_schema_in_the_first_line(path: Path) -> None:
    """The line that editors read leads from the file to the schema of its kind."""
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.partition("=")[2]).resolve() == HOME / FILES[kind_of(path)]


@pytest.mark.parametrize("document", ["rule-language.md", "evidence.md"])
def test_what_the_documentation_shows_is_right_by_its_schema(document: str) -> None:
    """Every whole file that the documentation shows validates."""
    for block in blocks(document):
        if block.language == "yaml" and not named(block)[1]:
            file = Path(named(block)[0])
            schema = "ruletest" if "tests" in file.parts else "rulebook" if len(file.parts) > 1 else "evidence"
            assert complaints(schema, read_yaml(file, text=block.text).data) == [], f"line {block.line}"


def test_an_assessment_is_right_by_its_schema() -> None:
    """What `assess` gives validates, as others rely on it."""
    book = load(HOME / "rules" / "intervention-ladder")
    item = {"id": "cpa", "rating": "cpa-category", "value": "poor", "date": "2003-12-01", "source": "inspectors"}
    known = EvidenceSet.model_validate({"authority": {"name": "A council", "type": "unitary"}, "as_of": "2004-03-31", "items": [item]})
    assessment = assess(compile_plan([book]), [book], known, Options(matcher="direct"))
    assert complaints("assessment", assessment.as_json()) == []


CRITERION = {"id": "a", "title": "A criterion", "cite": {"source": "s", "at": "page 1"}}
ITEM = {"id": "i", "date": "2009-06-01", "source": "document"}


def rule_file(**test: Any) -> dict[str, Any]:
    """A rule file with one test."""
    return {"criteria": [{**CRITERION, "tests": {"t": test}}]}


def trigger(when: Any) -> dict[str, Any]:
    """A rule file with one trigger."""
    return {"triggers": [{**CRITERION, "when": when, "weakness": "It is so.", "next": "Do it."}]}


def evidence(**item: Any) -> dict[str, Any]:
    """An evidence set with one item."""
    return {"authority": {"name": "A council", "type": "unitary"}, "as_of": "2009-06-30", "items": [{**ITEM, **item}]}


def rule_test(**item: Any) -> dict[str, Any]:
    """A rule test with one item."""
    return {"tests": [{"name": "A fact", "given": {"items": [item]}, "expect": {"a": {"grade": None}}}]}


RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("rulebook", rule_file(document="plan", includes="one-topic", shows="partial")),
    ("rulebook", rule_file(measure=["a", "b"], at_least="$most", peers="$standing", times="$times", age={"at_most": "$recent"}, shows="$extent")),
    ("rulebook", rule_file(each={"event": "act"}, needs={"any": [{"it": {"includes": "cause"}}, {"event": "other", "after": "it"}]}, shows="in_place")),
    ("rulebook", trigger({"all": {"grade": ["a", "b.*"], "at_most": 1}})),
    ("rulebook", trigger({"count": [{"not": {"rating": "r", "is": [1, 2]}}, {"event": "any", "share": {"at_most": "25%"}}], "at_least": 1})),
    ("rulebook", {"groups": [{"id": "g", "title": "A group", "of": "a", "bands": {"2": 1.5, "3": "$three"}}]}),
    ("evidence", evidence(event="act", includes="cause", to=["parents"])),
    ("evidence", evidence(statement="a", extent="partial", source="members")),
    ("evidence", evidence(rating="r", value=2, source={"kind": "inspectors", "title": "A report"})),
    ("evidence", evidence(measure="m", denied=True)),
    ("ruletest", rule_test(document="plan", status="draft")),
    ("ruletest", rule_test(statement="a", extent="absent", source="staff")),
]
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("rulebook", rule_file(document="plan", stauts="adopted", shows="partial")),
    ("rulebook", rule_file(documnet="plan", shows="partial")),
    ("rulebook", rule_file(document="plan", shows="in_plaec")),
    ("rulebook", rule_file(shows="partial")),
    ("rulebook", rule_file(measure="m", status="adopted", shows="partial")),
    ("rulebook", rule_file(each={"event": "act"}, needs={"event": "other", "befor": "it"}, shows="partial")),
    ("rulebook", rule_file(each={"event": "act"}, needs={"it": {"inclueds": "cause"}}, shows="partial")),
    ("rulebook", rule_file(measure="m", age={"at_most": "3 yeers"}, shows="partial")),
    ("rulebook", trigger({"al": [{"event": "act"}]})),
    ("rulebook", trigger({"persisted": "any", "fro": "3 years"})),
    ("rulebook", trigger({"any": {"grade": "a", "at_lest": 1}})),
    ("rulebook", {"groups": [{"id": "g", "title": "A group", "of": "a", "by": "meen"}]}),
    ("rulebook", {"criteriae": []}),
    ("evidence", evidence(documnet="plan")),
    ("evidence", evidence(document="plan", value=3)),
    ("evidence", evidence(statement="a")),
    ("evidence", evidence(measure="m", value="three")),
    ("evidence", evidence(event="act", source="membrs")),
    ("ruletest", rule_test(statement="a", extent="partial")),
    ("ruletest", {"tests": [{"name": "A fact", "given": {}, "expect": {"a": {"grde": 2}}}]}),
    ("ruletest", {"tests": [{"name": "A fact", "given": {}, "expect": {"findings": [{"rule": "a", "kind": "strenth"}]}}]}),
]


@pytest.mark.parametrize(("schema", "data"), RIGHT, ids=str)
def test_shorthands_validate(schema: str, data: dict[str, Any]) -> None:
    """One word for a list of one, a kind of source for a source, a parameter for a value: the schemas take them as the loader does."""
    assert complaints(schema, data) == []


@pytest.mark.parametrize(("schema", "data"), WRONG, ids=str)
def test_a_misspelt_or_misplaced_word_does_not_validate(schema: str, data: dict[str, Any]) -> None:
    """What the loader would refuse for its words, an editor marks."""
    assert complaints(schema, data)


def accepted(model: type[BaseModel], data: Any) -> bool:
    """Whether a model takes some data."""
    try:
        model.model_validate(data)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("schema", "model"), [("rulebook", RuleFile), ("evidence", EvidenceSet), ("ruletest", RuleTests)])
def test_the_models_judge_the_same(schema: str, model: type[BaseModel]) -> None:
    """What is right or wrong by a schema here is so by its model, parameters aside, which the loader puts in beforehand."""
    cases = [(data, True) for name, data in RIGHT if name == schema and "$" not in str(data)] + [(data, False) for name, data in WRONG if name == schema]
    known: Callable[[Any], bool] = lambda data: accepted(model, data)  # noqa: E731
    late = ("inclueds", "grde", "strenth")  # looked at when the plan is compiled, and when tests are read
    assert [data for data, right in cases if known(data) != right and not any(word in str(data) for word in late)] == []


VALUES: dict[str, Any] = {
    "age": {"at_most": "1 year"}, "audited": True, "priority": True, "status": "draft", "extent": "partial", "results_shown": True, "is": [1], "at_least": 1,
    "at_most": 1, "target": "met", "trend": {"is": "improving", "over": "3 periods"}, "peers": "better_half",
    **dict.fromkeys(("includes", "scope", "result", "by", "with", "topic", "to"), "x"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("word", VALUES)
def test_a_word_stands_with_the_kinds_that_the_language_gives_it_to(kind: str, word: str) -> None:
    """For every kind of test and every word, the schema takes the pair if the loader does."""
    test = {kind: "x", word: VALUES[word]}
    assert (complaints("rulebook", trigger(test)) == []) == accepted(FactTest, test)
