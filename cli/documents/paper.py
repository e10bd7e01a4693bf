"""A Word document to write on: real heading styles, numbered captions, tables whose headings repeat, pictures with a text."""
# ruff: noqa: SLF001 - what python-docx has no word for is written into its elements

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from cli.documents.clean import clean, describe
from cli.documents.elements import Cell, element, field, field_start, row, text_run
from cli.documents.styles import ACCENT, SOFT, WASH, set_up
from engine.assessment import Assessment
from evidence.zipped import same_bytes

_WIDTH = Cm(17)
_CONTENTS = 'TOC \\o "1-2" \\h \\z \\u'


@dataclass(frozen=True)
class Strong:
    """A part of a text in bold."""

    text: str


@dataclass(frozen=True)
class Soft:
    """A part of a text that stands back."""

    text: str


Part = str | Strong | Soft


class Paper:
    """A document that grows from the top down."""

    def __init__(self) -> None:
        self._doc = docx.Document()
        self._body = self._doc.element.body
        self._headings: list[tuple[int, str, str]] = []
        self._captions = {"Table": 0, "Figure": 0}
        self._contents: Paragraph | None = None
        self._pictures = 0
        set_up(self._doc)

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """A heading, which the contents list."""
        p = self._doc.add_paragraph(clean(text), style=f"Heading {level}")
        p.paragraph_format.page_break_before = new_page or None
        if level <= 2:
            mark = f"_Toc{len(self._headings) + 1:06}"
            start, end = element("w:bookmarkStart", id=str(len(self._headings)), name=mark), element("w:bookmarkEnd", id=str(len(self._headings)))
            p._p.insert(1, start)
            p._p.append(end)
            self._headings.append((level, text, mark))

    def paragraph(self, *parts: Part, style: str | None = None, keep: bool = False) -> Paragraph:
        """A paragraph of plain, bold and soft parts; with `keep`, on the page of what comes next."""
        p = self._doc.add_paragraph(style=style)
        for part in parts:
            run = p.add_run(clean(part if isinstance(part, str) else part.text))
            if isinstance(part, Strong):
                run.bold = True
            elif isinstance(part, Soft):
                run.font.color.rgb, run.font.size = RGBColor.from_string(SOFT), Pt(9)
        p.paragraph_format.keep_with_next = keep or None
        return p

    def bullet(self, *parts: Part) -> None:
        """An item of a list."""
        self.paragraph(*parts, style="List Bullet")

    def banner(self, lead: str, text: str) -> None:
        """Something to know before anything else, in a box."""
        p = self.paragraph(Strong(lead), f" {text}")
        borders = element("w:pBdr")
        for side in ("top", "left", "bottom", "right"):
            borders.append(element(f"w:{side}", val="single", sz="24" if side == "left" else "6", space="6", color=ACCENT))
        p._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")

    def table(self, caption: str, headings: Sequence[str], rows: Sequence[Sequence[str | Cell]], widths: Sequence[float]) -> None:
        """A table with a numbered caption above it; its heading row repeats on every page, and no row is torn. Widths are shares."""
        self._caption("Table", caption)
        table = self._doc.add_table(rows=0, cols=len(headings), style="Table Grid")
        whole = sum(widths)
        sizes = [int(_WIDTH.twips * width / whole) for width in widths]
        for column, size in zip(table._tbl.tblGrid.iterchildren(), sizes, strict=True):
            column.set(qn("w:w"), str(size))
        properties = table._tbl.tblPr
        properties.append(element("w:tblCaption", val=clean(caption)))
        properties.append(element("w:tblDescription", val=clean(f"{caption}: {', '.join(headings)}.")))
        table._tbl.append(row([Cell(h, WASH, bold=True) for h in headings], sizes, heading=True))
        for cells in rows:
            table._tbl.append(row(cells, sizes))
        self.paragraph(style="After Table")

    def picture(self, png: bytes, caption: str, told: str, width: float) -> None:
        """A picture of that many centimetres, what it shows told for those who do not see it, and its caption below."""
        p = self._doc.add_paragraph()
        p.paragraph_format.keep_with_next = True
        p.add_run().add_picture(io.BytesIO(png), width=Cm(width))
        self._pictures += 1
        drawn: Any = p._p.xpath(".//wp:docPr")[0]
        drawn.set("id", str(self._pictures))
        drawn.set("name", f"Figure {self._pictures}")
        drawn.set("descr", clean(told))
        self._caption("Figure", caption, keep=False)

    def contents(self) -> None:
        """The place of the contents, a page of their own, which are written when all headings are known."""
        self.paragraph(Strong("Contents"), keep=True).paragraph_format.page_break_before = True
        self._contents = self._doc.add_paragraph()

    def running(self, head: str, mark: str = "") -> None:
        """What stands at the head and foot of every page; before it the mark of a report that is not to be used as it is."""
        section = self._doc.sections[0]
        section.header.paragraphs[0].text = clean(f"{mark}. {head}" if mark else head)
        foot = section.footer.paragraphs[0]
        foot.add_run("Page ")
        field(foot, "PAGE", "1")
        foot.add_run(" of ")
        field(foot, "NUMPAGES", "1")

    def bytes(self, a: Assessment, title: str) -> bytes:
        """The file."""
        if self._contents is not None:
            self._fill_contents(self._contents)
        describe(self._doc.core_properties, a, title)
        out = io.BytesIO()
        self._doc.save(out)
        return same_bytes(out.getvalue())

    def _caption(self, of: str, text: str, *, keep: bool = True) -> None:
        self._captions[of] += 1
        p = self._doc.add_paragraph(f"{of} ", style="Caption")
        field(p, f"SEQ {of} \\* ARABIC", str(self._captions[of]))
        p.add_run(clean(f": {text}"))
        p.paragraph_format.keep_with_next = keep or None

    def _fill_contents(self, anchor: Paragraph) -> None:
        """The contents as Word writes them, already filled in. It adds the page numbers when it updates the field."""
        for n, (level, text, mark) in enumerate(self._headings):
            p = anchor.insert_paragraph_before(style=f"toc {level}")
            if n == 0:
                for part in field_start(_CONTENTS):
                    p._p.append(part)
            link = element("w:hyperlink", anchor=mark, history="1")
            link.append(text_run(text))
            p._p.append(link)
        end = element("w:r")
        end.append(element("w:fldChar", fldCharType="end"))
        anchor._p.append(end)
