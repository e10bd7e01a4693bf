"""The pictures of the report as PNG, drawn from the same shapes as in the HTML and without a browser."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from cli.documents.clean import clean
from cli.documents.grades_picture import bars
from cli.pictures.png import as_png
from cli.report.html import environment
from cli.report.page import Map, Page

_STYLE = """
text { font-family: 'Liberation Sans', Arial, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #17262d; font-size: 12px; }
.title { font-size: 14px; font-weight: 600; } .line { font-size: 14px; } .who { fill: #4a5b63; } .mark { fill: #0b5577; font-weight: 600; }
.rail { stroke: #c9d3d8; stroke-width: 6; fill: none; } .bar { fill: #fff; stroke: #4a5b63; stroke-width: 1; }
.bar.current { stroke: #17262d; stroke-width: 2.5; } .bar.recommended { fill: #e2eef4; stroke: #0b5577; stroke-width: 3; }
.row { stroke: #c9d3d8; stroke-width: 1; } .way { fill: none; stroke: #0b5577; stroke-width: 2.5; }
.stop { fill: #fff; stroke: #0b5577; stroke-width: 2.5; } .stop.last { fill: #0b5577; }
.is { fill: #0b5577; } .may { fill: #fff; stroke: #0b5577; stroke-width: 1.5; } .out { fill: #4a5b63; }
"""
_SVG = re.compile(r"<svg.*</svg>", re.DOTALL)
_TOLD = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A picture: its drawing, what it is called, and what it shows in a text."""

    svg: str
    caption: str
    told: str

    @property
    def png(self) -> bytes:
        """The same as PNG."""
        return as_png(self.svg)


def grades(of: Map) -> Picture:
    """The grades of a rulebook's themes and elements with their ranges."""
    picture = bars(of)
    svg = environment().get_template("grades.svg.j2").render(picture=picture)
    return Picture(_styled(svg), f"{of.book.title}: filled is the grade, outlined is still possible, a dot is ruled out", picture.told)


def rungs(page: Page) -> Picture:
    """The rungs of the ladder, and who stands on them."""
    return _ladder("rungs.svg.j2", page, f"The {page.house('rungs')}, and where the authority and its services stand")


def way(page: Page) -> Picture | None:
    """The rung recommended at each review; None where there was only one."""
    return _ladder("way.svg.j2", page, f"The {page.house('rung')} recommended to the authority at each review") if page.way_picture else None


def _ladder(template: str, page: Page, caption: str) -> Picture:
    drawn = environment().get_template(template).render(page=page, a=page.assessment, w=page.house)
    svg = _SVG.search(drawn)
    told = _TOLD.search(drawn)
    assert svg, template
    assert told, template
    return Picture(_styled(svg[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)), caption, Markup(told[1]).unescape())  # noqa: S704 - read back


def _styled(svg: str) -> str:
    height = float(re.search(r'viewBox="0 0 \d+ (\d+)"', svg)[1])  # type: ignore[index]
    width = float(re.search(r'viewBox="0 0 (\d+) ', svg)[1])  # type: ignore[index]
    sized = svg.replace("<svg ", f'<svg width="{width:g}" height="{height:g}" ', 1)
    return clean(re.sub(r"(<svg[^>]*>)", rf"\1<style>{_STYLE}</style>", sized, count=1))
