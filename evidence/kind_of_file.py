"""What a file is, so that one in the place of another is called by its name, and not by all the words that it should not have."""

from collections.abc import Mapping
from dataclasses import dataclass

from evidence.located import Located
from evidence.problems import BadInput, Problem
from evidence.strict_yaml import Data


@dataclass(frozen=True)
class FileKind:
    """A kind of file: what it is, what to give where it is wanted, and words at its top with what they hold, which no other kind has so."""

    name: str
    give: str
    words: Mapping[str, type]


EVIDENCE = FileKind("an evidence set", "give the evidence set, a YAML or JSON file or a workbook", {"authority": dict, "items": list})
STORY = FileKind("a story", "give the story's own file; `peerbench story new` writes one", {"messages": list, "recommendations": list, "rulebooks": list})
ASSESSMENT = FileKind("an assessment", "give what `assess --format json` wrote", {})
CHANGE = FileKind("a change of the evidence", "give a file that begins with `add:`, `replace:` or `remove:`", {"add": list, "replace": list, "remove": list})
PRIORITIES = FileKind("a list of priorities", "give a file that begins with `criteria:` and a criterion's id", {"criteria": dict, "default": dict})
CATALOGUE = FileKind("a catalogue of indicators", "give a file that begins with `indicators:`", {"indicators": dict})
MAPPING = FileKind("a mapping of a table's columns", "give a file that begins with `columns:`", {"columns": dict, "figures": dict})
WORDS = FileKind("a list of the words of the house", "give a file that begins with `terms:` or `grades:`", {"terms": dict, "grades": dict})
_RULES = FileKind(
    "a file of a rulebook", "", {"book": dict, "vocabulary": dict, "criteria": list, "groups": list, "triggers": list, "rungs": list, "support": list}
)
_RULE_TESTS = FileKind("a file of rule tests", "", {"tests": list})
_KINDS = (EVIDENCE, STORY, CHANGE, PRIORITIES, CATALOGUE, MAPPING, WORDS, _RULES, _RULE_TESTS)


def refuse_other(wanted: FileKind, file: Located) -> None:
    """Refuse a file that is of another kind than the one wanted. One of which nothing can be told is left to its own reader."""
    found = kinds_of(file.data)
    if found and wanted not in found:
        raise BadInput([Problem(file.place(()), f"this is {found[0].name}, and not {wanted.name}", wanted.give)])


def kinds_of(data: Data) -> list[FileKind]:
    """The kinds that data may be, as its words tell."""
    if not isinstance(data, dict):
        return []
    schema = data.get("schema")
    if isinstance(schema, str) and schema.startswith("peerbench/"):
        return [ASSESSMENT if schema.startswith("peerbench/assessment/") else FileKind(f"a result of schema {schema}", "", {})]
    return [kind for kind in _KINDS if any(isinstance(data.get(word), held) for word, held in kind.words.items())]
