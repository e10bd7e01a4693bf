"""The elements of a Word document that python-docx has no word for: rows of tables, fields, runs."""
# ruff: noqa: SLF001 - they are put into its elements

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from cli.documents.clean import clean


@dataclass(frozen=True)
class Cell:
    """A cell with a colour behind it, or one that spans the row."""

    text: str
    fill: str | None = None
    ink: str | None = None
    bold: bool = False


def element(tag: str, **attributes: str) -> Any:
    """An element of WordprocessingML with its attributes."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def text_run(text: str, *, bold: bool = False, ink: str | None = None) -> Any:
    """A run of text, with a break for each new line."""
    run = element("w:r")
    if bold or ink:
        properties = element("w:rPr")
        if bold:
            properties.append(element("w:b"))
        if ink:
            properties.append(element("w:color", val=ink))
        run.append(properties)
    for n, line in enumerate(clean(text).splitlines()):
        if n:
            run.append(element("w:br"))
        held = element("w:t")
        held.text = line
        held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(held)
    return run


def row(cells: Sequence[str | Cell], sizes: Sequence[int], *, heading: bool = False) -> Any:
    """A row of a table: it is not torn, a heading row repeats, and a last cell takes what is left of the row."""
    row = element("w:tr")
    properties = element("w:trPr")
    properties.append(element("w:cantSplit"))
    if heading:
        properties.append(element("w:tblHeader"))
    row.append(properties)
    spans = len(sizes) - len(cells) + 1
    for n, given in enumerate(cells):
        cell = given if isinstance(given, Cell) else Cell(given)
        column, form = element("w:tc"), element("w:tcPr")
        last = n == len(cells) - 1
        form.append(element("w:tcW", w=str(sum(sizes[n:]) if last else sizes[n]), type="dxa"))
        if last and spans > 1:
            form.append(element("w:gridSpan", val=str(spans)))
        if cell.fill:
            form.append(element("w:shd", val="clear", color="auto", fill=cell.fill))
        column.append(form)
        p, style = element("w:p"), element("w:pPr")
        style.append(element("w:pStyle", val="InTable"))
        p.append(style)
        p.append(text_run(cell.text, bold=cell.bold, ink=cell.ink))
        column.append(p)
        row.append(column)
    return row


def field_start(instruction: str) -> list[Any]:
    """The beginning of a field, up to what it shows."""
    out = []
    for kind in ("begin", None, "separate"):
        run = element("w:r")
        if kind:
            run.append(element("w:fldChar", fldCharType=kind))
        else:
            held = element("w:instrText")
            held.text = f" {instruction} "
            held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(held)
        out.append(run)
    return out


def field(p: Paragraph, instruction: str, shown: str) -> None:
    """A field with what it shows until Word counts again."""
    end = element("w:r")
    end.append(element("w:fldChar", fldCharType="end"))
    for part in (*field_start(instruction), text_run(shown), end):
        p._p.append(part)
