"""The grades of a rulebook's themes and elements with their ranges: the picture of the Word report, under a title, standing by itself."""

import re

from markupsafe import escape

from cli.documents import pictures
from cli.pictures.picture import FONT, Picture, named
from cli.pictures.plot import INK, LETTER, SOFT, TITLE
from cli.report.page import Map, Page

_HEAD = 52
_LEGEND = "Filled is the grade, outlined is still possible, a dot is ruled out."


def grades(page: Page) -> list[Picture]:
    """A picture for each rulebook that gives grades."""
    return [_grades(shown) for shown in page.maps]


def _grades(shown: Map) -> Picture:
    drawn = pictures.grades(shown)
    wide, high = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', drawn.svg)[0])
    inside = re.sub(r"<svg [^>]*>", f'<svg y="{_HEAD}" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">', drawn.svg, count=1)
    size = f'width="{wide}" height="{high + _HEAD}" viewBox="0 0 {wide} {high + _HEAD}"'
    title = f'<text y="{TITLE}" style="font: bold {TITLE}px {FONT}; fill: {INK}">{escape(shown.book.title)}</text>'
    legend = f'<text y="{TITLE + 20}" style="font: {LETTER}px {FONT}; fill: {SOFT}">{_LEGEND}</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{title}{legend}{inside}</svg>'
    return named(svg, shown.book.title, drawn.told, f"grades-{shown.book.id}")
