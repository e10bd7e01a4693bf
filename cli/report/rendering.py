"""What the user asks of a report beside its form: the words of the house, and a template of its own."""

from dataclasses import dataclass
from pathlib import Path

from cli.report.words import STANDARD, House


@dataclass(frozen=True)
class Rendering:
    """How a report is to be written."""

    house: House = STANDARD
    template: Path | None = None


PLAIN = Rendering()
"""In Peerbench's own words, without a template."""
