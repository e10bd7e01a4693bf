"""The form for a reply as a Word document, and the way back."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from cli.documents.clean import clean
from cli.respond.form import AT, COMMENT, DATED, ID, KIND, NUMBER, RESTS_ON, SAYS, TITLE, Form, Reply, Words, place_in, read_row
from cli.respond.statements import Statement
from evidence.problems import BadInput, Place, Problem
from evidence.zipped import same_bytes

HEADINGS = (NUMBER, ID, SAYS, RESTS_ON, KIND, COMMENT, TITLE, AT, DATED)
_WIDTHS = (1.0, 2.4, 6.0, 3.4, 2.0, 5.6, 2.7, 1.8, 1.8)
_MAX_UNPACKED = 64 * 1024 * 1024
_GONE = {qn("w:moveFrom"), qn("w:del")}


def write(form: Form) -> bytes:
    """The document: how to reply, and a table for each part of the draft."""
    doc: Any = docx.Document()
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(9)
    section = doc.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)
    section.header.paragraphs[0].text = clean(f"DRAFT. {form.title}")
    doc.add_heading(clean(form.title), 1)
    for n, line in enumerate(form.guidance):
        doc.add_paragraph().add_run(clean(line)).bold = n == 0
    number = 0
    for part, found in groupby(form.statements, key=lambda s: s.part):
        doc.add_heading(clean(part), 2)
        table = doc.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, _WIDTHS, strict=True):
            column.width = Cm(width)
        _row(table.rows[0], HEADINGS, bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other way
        for s in found:
            number += 1
            _row(table.add_row(), (str(number), s.id, s.says, s.rests_on, "", "", "", "", ""))
    core = doc.core_properties
    core.title, core.author, core.last_modified_by, core.comments, core.language = clean(form.title)[:255], "Peerbench", "Peerbench", "", "en-GB"
    core.created = core.modified = dt.datetime.combine(form.as_of, dt.time())
    core.revision = 1
    out = io.BytesIO()
    doc.save(out)
    return same_bytes(out.getvalue())


def _row(row: Any, texts: Sequence[str], *, bold: bool = False) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx has no other way
    for cell, text, width in zip(row.cells, texts, _WIDTHS, strict=True):
        cell.width = Cm(width)
        run = cell.paragraphs[0].add_run(clean(text))
        run.font.size, run.bold = Pt(8), bold


def read(path: Path, draft: Sequence[Statement]) -> Reply:
    """What a filled-in document says, what was typed with changes tracked included. Raises BadInput where it is no form for a reply."""
    doc = _opened(path)
    reply = Reply()
    tables = [(headings, rest) for headings, *rest in map(_rows, doc.element.body.iter(qn("w:tbl"))) if {ID, COMMENT} <= set(headings)]
    if not tables:
        raise _refused(path)
    number = 0
    for headings, rest in tables:
        for cells in rest:
            number += 1
            words: Words = {h: text for h, text in zip(headings, cells, strict=False) if text}
            read_row(words, place_in(path, number), draft, reply)
    margin = sum(part.partname.endswith("/comments.xml") and part.blob.count(b"<w:comment ") for part in doc.part.package.iter_parts())
    if margin:
        reply.notes.append(
            f"{path}: {margin} {'note in the margin was' if margin == 1 else 'notes in the margin were'} not read: write what they say in the tables."
        )
    return reply


def _opened(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(entry.file_size for entry in parts.infolist()) > _MAX_UNPACKED:
                raise _refused(path)
        return docx.Document(str(path))
    except FileNotFoundError:
        raise BadInput([Problem(Place(str(path)), "there is no such file", "check the name and the folder")]) from None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, SyntaxError):
        raise _refused(path) from None


def _refused(path: Path) -> BadInput:
    return BadInput([Problem(Place(str(path)), "this is no form for a reply", "give the Word document that `peerbench respond new` wrote, filled in")])


def _rows(table: Any) -> Iterator[list[str]]:
    """The rows of a table as texts; a cell may stand in a content control."""
    for row in table.iter(qn("w:tr")):
        yield ["\n".join(map(_text, cell.iter(qn("w:p")))).strip() for cell in row.iter(qn("w:tc"))]


def _text(paragraph: Any) -> str:
    """A paragraph's text as it reads when all tracked changes are accepted."""
    nodes = paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"))
    kept = (node for node in nodes if not any(above.tag in _GONE for above in node.iterancestors()))
    return "".join(node.text or "" if node.tag == qn("w:t") else " " for node in kept)
