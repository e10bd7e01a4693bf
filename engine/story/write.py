"""Writing a story: whole, or one entry for a place in a file that people have edited."""

import datetime as dt
from typing import Any

import yaml

from engine.story.file import LISTS, Entry, StoryFile

_LONG = 80


class _Line(dict[str, Any]):
    """A mapping that stands on one line."""


class _Row(list[Any]):
    """A list that stands in brackets."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the library's signature
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    # Anything that might be read as something else than a text is quoted by the library itself.
    style = ">" if len(text) > _LONG and text == " ".join(text.split()) else '"' if ": " in text or text.startswith("[") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dt.date, lambda d, day: d.represent_scalar("tag:yaml.org,2002:timestamp", day.isoformat()))
_Dumper.add_representer(_Line, lambda d, data: d.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True))
_Dumper.add_representer(_Row, lambda d, data: d.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True))


def to_yaml(story: StoryFile) -> str:
    """A story as YAML that people go on with."""
    data = story.model_dump(exclude_defaults=True)
    data["rulebooks"] = _Row(story.rulebooks)
    for name in LISTS:
        if name in data:
            data[name] = [_plain(entry) for entry in getattr(story, name)]
    if story.left_out:
        data["left_out"] = _Row(story.left_out)
    return _dumped({"title": data.pop("title"), "authority": data.pop("authority"), "as_of": data.pop("as_of"), "audience": story.audience, **data})


def entry_yaml(entry: Entry, indent: int) -> str:
    """One entry as YAML, every line but the first indented, without a last line break."""
    return _dumped(_plain(entry)).rstrip("\n").replace("\n", "\n" + " " * indent)


def _plain(entry: Entry) -> dict[str, Any]:
    data = entry.model_dump(exclude_defaults=True)
    data["rests_on"] = [_Line(rested) for rested in data.get("rests_on", ())]
    return data


def _dumped(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=140)
