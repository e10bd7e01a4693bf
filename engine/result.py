"""The base of every result that a command hands on: frozen, and written as JSON in one way."""

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

SchemaName = Annotated[str, Field(alias="schema")]


def json_text(content: Any) -> str:
    """What is plain data as JSON text, the same bytes for the same content."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


class Part(BaseModel):
    """The base of a result's parts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Result(Part):
    """The base of a whole result, which names the schema that it is written by."""

    schema_: SchemaName

    model_config = ConfigDict(populate_by_name=True)

    def as_json(self) -> dict[str, Any]:
        """The JSON object, in a fixed order."""
        return self.model_dump(mode="json", by_alias=True)

    def to_json(self) -> str:
        """The JSON text."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"
