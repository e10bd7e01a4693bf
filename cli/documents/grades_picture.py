"""The geometry of the picture of grades: a row for each theme and element, a box for each grade of the scale.

Pure: a heatmap in, shapes in user units out; a template draws them.
"""

import textwrap
from dataclasses import dataclass

from cli.report.page import Map, Track
from cli.report.words import named, ranged

WIDTH, _BOXES, _BOX, _STEP = 660, 330, 18, 26
_LETTERS, _LINE = 44, 16


@dataclass(frozen=True)
class Box:
    """A grade of the scale in a row: where it is, and what the evidence says of it."""

    x: int
    track: Track


@dataclass(frozen=True)
class Bar:
    """A row: its title on one or two lines, its boxes, and its grade in words."""

    y: int
    indent: int
    bold: bool
    lines: tuple[str, ...]
    boxes: tuple[Box, ...]
    grade_x: int
    grade: str


@dataclass(frozen=True)
class Bars:
    """The picture, and what it shows in a text."""

    height: int
    bars: tuple[Bar, ...]
    told: str


def bars(of: Map) -> Bars:
    """The picture of one rulebook's grades, headings aside."""
    out, told, y = [], [], 8
    for row in of.rows:
        grade = row.node.grade
        if grade.level == "heading":
            continue
        indent = 14 * row.node.depth
        lines = tuple(textwrap.wrap(grade.title, _LETTERS - indent // 7))
        boxes = tuple(Box(_BOXES + n * _STEP, track) for n, track in enumerate(row.track))
        says = "does not apply here" if grade.outcome == "not_applicable" else named(grade.grade, of.book)
        out.append(Bar(y, indent, grade.level != "element", lines, boxes, _BOXES + len(of.book.scale) * _STEP + 10, says))
        told.append(f"{grade.title}: {says}" + (f", range {ranged(grade)}" if row.track else ""))
        y += len(lines) * _LINE + 10
    return Bars(y, tuple(out), ". ".join(told) + ".")
