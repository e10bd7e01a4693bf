"""A picture: its drawing, what it is called, and what it shows in words; and several of them on one sheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

from cli.documents.clean import clean

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first comes with vl-convert; the second, which most readers have, is as wide."""
_SVG = "http://www.w3.org/2000/svg"
_FINE = re.compile(r"-?\d+\.\d{3,}")
_KEPT = {
    "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "r", "cx", "cy", "width", "height", "viewBox", "transform", "fill", "stroke", "stroke-width",
    "stroke-dasharray", "font-size", "font-weight", "text-anchor",
}  # fmt: skip
_GAP = 24
ET.register_namespace("", _SVG)


@dataclass(frozen=True)
class Picture:
    """`svg` stands by itself, bears `title` and `alt` within, and is 360 units wide, so that it can be read on a telephone.

    `alt` says in words all that the picture shows. `name` tells it from the others on a page.
    """

    svg: str
    title: str
    alt: str
    name: str

    @cached_property
    def png(self) -> bytes:
        """The same as PNG, at three times its size."""
        from cli.pictures.png import as_png

        return as_png(self.svg)

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height."""
        wide, high = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', self.svg).groups()  # type: ignore[union-attr]
        return float(wide), float(high)


def named(svg: str, title: str, alt: str, name: str) -> Picture:
    """A drawing as a picture, with its title and its text in it."""
    root = ET.fromstring(clean(svg))  # noqa: S314 - drawn here
    name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-text")
    for at, (tag, text) in enumerate((("title", title), ("desc", alt))):
        told = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{'text' if at else 'title'}"})
        told.text = clean(text)
        root.insert(at, told)
    return Picture(ET.tostring(root, encoding="unicode"), title, alt, name)


def tidied(svg: str) -> str:
    """A drawing without what only a script would use, with its letters named once and coordinates to two decimals."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn here
    _tidy(root)
    root.set("font-family", FONT)
    return ET.tostring(root, encoding="unicode")


def _tidy(element: ET.Element) -> None:
    for attribute in list(element.attrib):
        if attribute not in _KEPT:
            del element.attrib[attribute]
        else:
            element.set(attribute, _FINE.sub(lambda found: f"{float(found[0]):.2f}", element.get(attribute, "")))
    for child in list(element):
        _tidy(child)
        nothing = child.tag in (f"{{{_SVG}}}g", f"{{{_SVG}}}text") and not len(child) and not child.text
        if nothing or (child.tag == f"{{{_SVG}}}path" and not (child.get("stroke") or child.get("fill"))):
            element.remove(child)


def sheet(pictures: Sequence[Picture], title: str, columns: int = 2) -> Picture:
    """Pictures on a sheet with a margin, side by side in rows. One alone keeps its own title and text."""
    columns = min(columns, len(pictures))
    wide = max(p.size[0] for p in pictures)
    rows = [pictures[n : n + columns] for n in range(0, len(pictures), columns)]
    parts, top = [], float(_GAP)
    for row in rows:
        for n, picture in enumerate(row):
            width, height = picture.size
            inside = re.sub(r"<(title|desc)\b.*?</\1>", "", picture.svg, flags=re.DOTALL)
            place = f'x="{_GAP + n * (wide + _GAP):g}" y="{top:g}" width="{width:g}" height="{height:g}"'
            parts.append(re.sub(r"<svg [^>]*>", f'<svg {place} viewBox="0 0 {width:g} {height:g}" font-family="{FONT}">', inside, count=1))
        top += max(p.size[1] for p in row) + _GAP
    across, down = f"{_GAP + columns * (wide + _GAP):g}", f"{top:g}"
    head = f'<svg xmlns="{_SVG}" width="{across}" height="{down}" viewBox="0 0 {across} {down}">'
    svg = f'{head}<rect width="{across}" height="{down}" fill="white"/>{"".join(parts)}</svg>'
    alone = len(pictures) == 1
    told = pictures[0].alt if alone else " ".join(f"{p.title}. {p.alt}" for p in pictures)
    return named(svg, pictures[0].title if alone else title, told, f"sheet-{pictures[0].name}")
