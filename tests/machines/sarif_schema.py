"""As much of SARIF 2.1.0's published schema as Peerbench's logs use: the same names, types, bounds and required words, and nothing else allowed."""

from typing import Any

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}, "additionalProperties": False}
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def only(required: list[str], **properties: Any) -> dict[str, Any]:
    """An object that has these words and no others."""
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


RULE = only(["id"], id={"type": "string"}, shortDescription=TEXT, defaultConfiguration=only([], level=LEVEL))
DRIVER = only(
    ["name"],
    name={"type": "string"},
    semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
    rules={"type": "array", "uniqueItems": True, "items": RULE},
)
REGION = only([], startLine={"type": "integer", "minimum": 1}, startColumn={"type": "integer", "minimum": 1})
PHYSICAL = only([], artifactLocation=only([], uri={"type": "string", "format": "uri-reference"}), region=REGION)
RESULT = only(
    ["message"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=TEXT,
    locations={"type": "array", "items": only([], physicalLocation=PHYSICAL)},
)
RUN = only(
    ["tool"],
    tool=only(["driver"], driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": ["array", "null"], "items": RESULT},
)
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **only(["version", "runs"], **{"$schema": {"type": "string", "format": "uri"}, "version": {"enum": ["2.1.0"]}, "runs": {"type": "array", "items": RUN}}),
}
