"""How a Word document looks: A4, one typeface, sizes that can be read, its colours, and its language."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
INK, SOFT, ACCENT, WASH, LINE = "17262D", "4A5B63", "0B5577", "F3F6F8", "C9D3D8"


def set_up(doc: Any) -> None:
    """A4, one typeface, sizes that can be read, and the language of the spelling checker."""
    section = doc.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    styles = doc.styles
    for language in styles.element.xpath("w:docDefaults//w:lang"):
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "en-GB")
    for name, base in (("In Table", "Normal"), ("After Table", "Normal"), ("toc 1", "Normal"), ("toc 2", "Normal"), ("Evidence", "Normal")):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[base]
    looks = (
        # name, size, bold, colour, space before and after in points
        ("Normal", 10.5, False, INK, 0, 6),
        ("Title", 26, True, INK, 0, 4),
        ("Subtitle", 13, False, SOFT, 0, 12),
        ("Heading 1", 18, True, INK, 18, 6),
        ("Heading 2", 14, True, ACCENT, 16, 4),
        ("Heading 3", 11.5, True, INK, 12, 4),
        ("Heading 4", 10.5, True, INK, 10, 2),
        ("Caption", 9.5, True, SOFT, 8, 4),
        ("List Bullet", 10.5, False, INK, 0, 3),
        ("Quote", 10, False, SOFT, 0, 6),
        ("Header", 8.5, False, SOFT, 0, 0),
        ("Footer", 8.5, False, SOFT, 0, 0),
        ("In Table", 9, False, INK, 2, 2),
        ("After Table", 6, False, INK, 0, 4),
        ("Evidence", 9, False, SOFT, 0, 2),
        ("toc 1", 10.5, True, INK, 5, 1),
        ("toc 2", 10.5, False, INK, 0, 1),
    )
    for name, size, bold, colour, before, after in looks:
        style = styles[name]
        for fonts in style.element.xpath("w:rPr/w:rFonts"):
            fonts.getparent().remove(fonts)
        style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for spacing in styles["Subtitle"].element.xpath("w:rPr/w:spacing"):
        spacing.getparent().remove(spacing)
    for side in styles["Table Grid"].element.xpath("w:tblPr/w:tblBorders/*"):
        side.set(qn("w:color"), LINE)
    for borders in styles["Title"].element.xpath("w:pPr/w:pBdr"):
        borders.getparent().remove(borders)
    styles["toc 2"].paragraph_format.left_indent = styles["Evidence"].paragraph_format.left_indent = Cm(0.6)
