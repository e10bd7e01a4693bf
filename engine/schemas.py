"""JSON Schemas of the files that people write and programs read, made from the models that read them.

Editors complete, explain and check rule files, rule tests and evidence by them as they are written. The models
give most of it. Said here is what pydantic cannot know: which words stand with which kind of item, that a word may
stand for a list of one, that rule tests leave much out, and that `$name` may stand wherever a rule file has a value.

    python -m engine.schemas        writes them into the repository, explained in the words of its documentation
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core import core_schema

from engine.assessment import Assessment
from engine.language.conditions import FactTest
from engine.language.rules import RuleFile, Showing
from engine.language.words import PARAMETER
from engine.measures.catalogue import Catalogue
from engine.result import json_text
from engine.ruletests import ExpectFinding, ExpectGrade, RuleTests
from engine.story.file import StoryFile
from evidence.model import KINDS, VOICES, WORDS_OF, Authority, EvidenceSet

Schema = dict[str, Any]
Glossary = Mapping[tuple[str, str], str]
"""By a model's name and a word of it: what the word says."""

DIALECT = "http://json-schema.org/draft-07/schema#"
FILES = {
    "rulebook": "rules/rulebook.schema.json",
    "ruletest": "rules/ruletest.schema.json",
    "evidence": "examples/evidence.schema.json",
    "assessment": "examples/assessment.schema.json",
    "indicators": "examples/indicators.schema.json",
    "story": "examples/story.schema.json",
}
DOCUMENTS = ("docs/rule-language.md", "docs/evidence.md", "docs/measures.md")

_ROW = re.compile(r"\| `(\w+)` \| (.+) \|")
_TABLE = re.compile(r"<!-- words of (.+?) -->")
_AS = {"is": "value", "at_least": "value", "at_most": "value", "trend": "better", "from_median": "better", "projected": "better", "results_shown": "results"}
"""A test's word that no item has, and the item's word that it looks at."""
_BESIDE_THE_ACT = ("times", "sources", "share", "before", "after", "within")
"""Words that count several items, or place one beside an act; of the act itself they say nothing."""


def schemas(glossary: Glossary | None = None) -> dict[str, Schema]:
    """The schemas by name: rulebook, ruletest, evidence, assessment, indicators, story. A glossary adds what each word says."""
    made = {
        "rulebook": _rulebook(),
        "ruletest": _ruletest(),
        "evidence": _evidence(),
        "assessment": _schema(Assessment, "An assessment by Peerbench", "serialization"),
        "indicators": _schema(Catalogue, "A catalogue of indicators for Peerbench"),
        "story": _schema(StoryFile, "A story for Peerbench"),
    }
    for schema in made.values():
        for name, part in _models(schema):
            for word, value in part.get("properties", {}).items():
                said = (glossary or {}).get((name, word))
                if said:
                    value["description"] = said
            part.pop("x-model", None)
    return made


def glossary(text: str) -> dict[tuple[str, str], str]:
    """What a document says of each word, by model: its tables under `<!-- words of Model -->`, plain of Markdown."""
    said: dict[tuple[str, str], str] = {}
    models: list[str] = []
    for line in text.splitlines():
        if table := _TABLE.match(line):
            models = table[1].split(", ")
        elif row := _ROW.match(line):
            said.update({(model, row[1]): row[2].replace("`", "") for model in models})
        elif line.startswith("#"):
            models = []
    return said


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, with figures and dates as YAML has them and without what an editor cannot use."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> Schema:  # noqa: ARG002
        return {"type": "number"}

    def date_schema(self, schema: core_schema.DateSchema) -> Schema:  # noqa: ARG002
        return {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d([T ].+)?$"}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        # A word with nothing after it is an unfinished line in a file, but an answer in a result.
        return super().nullable_schema(schema) if self.mode == "serialization" else self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        plain = isinstance(schema.get("default"), str | int | bool) and not isinstance(schema.get("default"), Decimal)
        return super().default_schema(schema) if plain else self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> Schema:
        made = super().dict_schema(schema)
        if patterns := made.pop("patternProperties", None):
            (pattern, value), *_ = patterns.items()
            return {**made, "additionalProperties": value, "propertyNames": {"pattern": pattern}}
        if schema.get("keys_schema", {}).get("type") == "int":
            return {**made, "propertyNames": {"pattern": r"^\d{1,2}$"}}
        return made

    def tuple_schema(self, schema: core_schema.TupleSchema) -> Schema:
        made = super().tuple_schema(schema)
        if parts := made.pop("prefixItems", None):
            made["items"] = parts[0]
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        # Which words a model takes from another is looked up when they are explained.
        made = super().model_schema(schema)
        return {**made, "title": made["title"].rstrip("_"), "x-model": [m.__name__ for m in schema["cls"].__mro__]}


def _schema(model: type[BaseModel], title: str, mode: JsonSchemaMode = "validation") -> Schema:
    made = model.model_json_schema(by_alias=True, mode=mode, schema_generator=_Generator)
    return {"$schema": DIALECT, **made, "title": title}


def _models(schema: Schema) -> list[tuple[str, Schema]]:
    """Every model in a schema, once for each model it takes words from, its own name last."""
    parts = [schema, *schema.get("$defs", {}).values()]
    return [(name, part) for part in parts for name in reversed(part.get("x-model", ()))]


def _each(node: Any, change: Callable[[Schema], Any]) -> Any:
    """The same schema with every part of it changed, innermost first."""
    if isinstance(node, list):
        return [_each(part, change) for part in node]
    if isinstance(node, dict):
        return change({word: _each(part, change) for word, part in node.items()})
    return node


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _chain(branches: Iterable[tuple[Schema, Schema]], words: Iterable[str]) -> Schema:
    """One schema or another, by the first question that is answered with yes; else one of the words is missing.

    An editor that is led down one branch speaks of the mistake in it; of a plain union it lists everything that
    does not fit in any.
    """
    chain: Schema = {"type": "object", "minProperties": 1, "properties": {word: {} for word in words}, "additionalProperties": False}
    for question, then in reversed(list(branches)):
        chain = {"if": question, "then": then, "else": chain}
    return chain


def _by_kind(defs: dict[str, Schema], name: str, divided: Iterable[str]) -> None:
    """Split what names one of five kinds into one definition a kind; each keeps of the `divided` words those that are its own."""
    whole = defs[name]
    owned = frozenset().union(*WORDS_OF.values())
    for kind in KINDS:
        others = {w for w in divided if (w in KINDS and w != kind) or _AS.get(w, w) in owned - WORDS_OF[kind]}
        words = {w: dict(p) for w, p in whole["properties"].items() if w not in others}
        defs[f"{name}-{kind}"] = {**whole, "title": f"{whole['title']}: {kind}", "properties": words, "required": [kind, *whole.get("required", ())]}
    defs[name] = {"title": whole["title"], "description": whole["description"], **_chain(_kinds(name), KINDS)}


def _has(word: str) -> Schema:
    # Without the type, a list or a text, which has no words, would pass for having any.
    return {"type": "object", "required": [word]}


def _kinds(name: str) -> list[tuple[Schema, Schema]]:
    return [(_has(kind), _ref(f"{name}-{kind}")) for kind in KINDS]


def _told_apart(union: Iterable[Schema], defs: Mapping[str, Schema]) -> Schema:
    """A union of models, told apart by the word that each begins with, as the loader does."""
    branches: list[tuple[Schema, Schema]] = []
    words: list[str] = []
    for part in union:
        name = part.get("$ref", "").rpartition("/")[2]
        if f"{name}-{KINDS[0]}" in defs:
            branches += _kinds(name)
            words += KINDS
        elif name:
            word = defs[name]["required"][0]
            branches.append((_has(word), part))
            words.append(word)
        else:
            branches.append(({"type": part["type"]}, part))
    return _chain(branches, words)


def _rulebook() -> Schema:
    made = _schema(RuleFile, "A rule file of Peerbench")
    defs: dict[str, Schema] = made["$defs"]
    whole = defs["FactTest"]
    itself = {w: dict(p) for w, p in whole["properties"].items() if w not in (*KINDS, *_BESIDE_THE_ACT)}
    defs["FactTest-it"] = {**whole, "title": "the act itself", "properties": itself}
    defs["ItIs"]["properties"]["it"] = _ref("FactTest-it")
    for test in (FactTest, Showing):
        _by_kind(defs, test.__name__, whole["properties"])
    named: dict[str, Schema] = {}

    def told_apart(node: Schema) -> Schema:
        union: list[Schema] = node.get("oneOf") or node.get("anyOf") or []
        if not any("$ref" in part for part in union):
            return node
        chain = _told_apart(union, defs)
        if "oneOf" not in node:
            return chain
        name = "Condition" if _ref("GradeIs") in union else "Need"
        named[name] = {"title": name, **chain}
        return _ref(name)

    made = _each(made, told_apart)
    defs = made["$defs"] | named
    for name in defs.keys() - {"Parameter"}:
        ids = {w: p for w, p in defs[name].get("properties", {}).items() if w == "id"}
        defs[name] = _each(defs[name], _or_parameter)
        defs[name].get("properties", {}).update(ids)
    defs["parameter"] = {"type": "string", "pattern": PARAMETER, "description": "A parameter of the rulebook, by its name."}
    return {**made, "$defs": dict(sorted(defs.items()))}


def _or_parameter(node: Schema) -> Schema:
    """Where one of some words or a figure is expected, a parameter may stand; free text takes one anyway."""
    if node.get("pattern") == PARAMETER:
        return _ref("parameter")
    if "anyOf" in node:
        parts = [p for part in node["anyOf"] for p in part.get("anyOf", [part])]
        return {**{w: v for w, v in node.items() if w != "examples"}, "anyOf": [p for n, p in enumerate(parts) if p not in parts[:n]]}
    if node.keys() != {"pattern"} and ("enum" in node or "pattern" in node or node.get("type") in ("integer", "number", "boolean")):
        default = {"default": node.pop("default")} if "default" in node else {}
        return {"anyOf": [node, _ref("parameter")], **default}
    return node  # a text, a list, a mapping, or (a pattern alone) what the keys of a mapping look like


def _evidence() -> Schema:
    made = _schema(EvidenceSet, "An evidence set of Peerbench")
    _items(made["$defs"])
    return made


def _items(defs: dict[str, Schema]) -> None:
    """Split items by kind, with their shorthands: one word for a list of one, a kind of source for a source."""
    words = defs["Item"]["properties"]
    words["source"] = {"anyOf": [{"enum": list(VOICES)}, _ref("Source")]}
    for word in ("includes", "to"):
        words[word] = {"anyOf": [words[word]["items"], words[word]]}
    _by_kind(defs, "Item", words)
    defs["Item-statement"]["required"].append("extent")
    del defs["Item-statement"]["properties"]["denied"]
    for kind, value in (("measure", {"type": "number"}), ("rating", {"type": ["string", "integer"]})):
        defs[f"Item-{kind}"]["properties"]["value"] = value
        defs[f"Item-{kind}"]["anyOf"] = [{"required": ["value"]}, {"required": ["denied"]}]


def _ruletest() -> Schema:
    made = _schema(RuleTests, "Rule tests of Peerbench")
    defs: dict[str, Schema] = made["$defs"]
    for model in (Authority, ExpectFinding):
        defs[model.__name__] = model.model_json_schema(by_alias=True, schema_generator=_Generator)
    # `grade: null` expects that no grade is given.
    defs["ExpectGrade"] = ExpectGrade.model_json_schema(by_alias=True, mode="serialization", schema_generator=_Generator)
    _items(defs)
    for kind in KINDS:
        unsaid = {"id", "date"} | (set() if kind == "statement" else {"source"})
        defs[f"Item-{kind}"]["required"] = [w for w in defs[f"Item-{kind}"]["required"] if w not in unsaid]
    del defs["Authority"]["required"]
    defs["Given"]["properties"]["authority"] = _ref("Authority")
    findings = {"type": "array", "items": _ref("ExpectFinding")}
    defs["RuleTest"]["properties"]["expect"] = {
        "type": "object",
        "properties": {
            "findings": findings,
            "no_findings": findings,
            "rung": {"type": "string"},
            "triggers": {"type": "array", "items": {"type": "string"}},
            "service_rungs": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "additionalProperties": _ref("ExpectGrade"),
    }
    return made


def main(home: Path = Path(__file__).parents[1]) -> None:
    """Write the schemas into a repository, explained in the words of its documentation."""
    said = {k: v for path in DOCUMENTS for k, v in glossary((home / path).read_text("utf-8")).items()}
    for name, schema in schemas(said).items():
        (home / FILES[name]).write_text(json_text(schema), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
