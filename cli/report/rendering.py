"""What a report is written with beside the assessment: the words of the house, a template of its own, and the pictures of the figures."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.report.words import STANDARD, House

if TYPE_CHECKING:
    from cli.pictures.figures import Figures


@dataclass(frozen=True)
class Rendering:
    """How a report is to be written."""

    house: House = STANDARD
    template: Path | None = None
    figures: "Figures | None" = None


PLAIN = Rendering()
"""In Peerbench's own words, without a template."""
