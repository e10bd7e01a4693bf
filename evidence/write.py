"""Writing an evidence set as YAML that reads back as the same set."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import yaml

from evidence.model import EvidenceSet

_PLAIN = re.compile(r"[A-Za-z][\w./()'-]*(?: [\w./()'-]+)*\Z", re.ASCII)
_TRAPS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})


class _Dumper(yaml.SafeDumper):
    """Writes figures to the last nought and dates bare, and quotes every text that might be read as something else."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the library's signature
        """Write everything out: aliases are not read."""
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    plain = _PLAIN.match(text) and text.lower() not in _TRAPS
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _decimal(dumper: _Dumper, number: Decimal) -> yaml.Node:
    text = f"{number:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _date(dumper: _Dumper, date: dt.date) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", date.isoformat())


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(dt.date, _date)


def to_yaml(evidence: EvidenceSet) -> str:
    """The set as YAML, with only what it says: words that stand at what they are without being said are left out."""
    return yaml_of(_plain(evidence.model_dump(by_alias=True, exclude_defaults=True)))


def yaml_of(data: Any) -> str:
    """Plain data as YAML that reads back as the same data."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=140)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {word: _plain(part) for word, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
