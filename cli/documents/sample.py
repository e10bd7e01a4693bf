"""A Word template to start from: it has every placeholder, and a council changes the rest to its own house style."""

import io
from collections.abc import Sequence

import docx
from docx.shared import Pt

from cli.documents.styles import set_up
from evidence.zipped import same_bytes

_SECTIONS: Sequence[tuple[str, Sequence[str]]] = (
    ("Summary", ("{{ summary }}", "{%p for w in warnings %}", "* {{ w.text }}", "{%p endfor %}")),
    ("Grades", ("{{ grades_picture }}",)),
    ("Strengths", ("{%p for f in strengths %}", "* {{ f.text }} ({{ f.part }}; {{ f.source }}. Evidence: {{ f.evidence }})", "{%p endfor %}")),
    (
        "Areas for improvement",
        (
            "{%p for f in weaknesses %}",
            "* {{ f.text }} ({{ f.part }}; {{ f.source }}. Evidence: {{ f.evidence }}) Next step: {{ f.next_step }}",
            "{%p endfor %}",
            "{%p for f in breaches %}",
            "* {{ f.text }} ({{ f.source }}) Next step: {{ f.next_step }}",
            "{%p endfor %}",
        ),
    ),
    ("Questions to follow up", ("{%p for f in enquiries %}", "* {{ f.criterion }}: {{ f.text }}", "{%p endfor %}")),
    ("Where sources disagree", ("{%p for f in contested %}", "* {{ f.criterion }}: {{ f.text }}", "{%p endfor %}")),
    ("The next rung", ("{{ rung }}. {{ rung_because }}", "Next step: {{ next_step }}", "{{ ladder_picture }}")),
    ("What calls for a response", ("{%p for f in triggers %}", "* {{ f.text }} {{ f.about }}", "{%p endfor %}")),
)


def sample_template() -> bytes:
    """The file."""
    doc = docx.Document()
    set_up(doc)
    doc.add_paragraph("{{ authority }}", style="Title")
    doc.add_paragraph("Assessment as of {{ as_of }}. Written for: {{ written_for }}.", style="Subtitle")
    doc.sections[0].header.paragraphs[0].text = "{{ authority }}, {{ as_of }}"
    for heading, lines in _SECTIONS:
        doc.add_heading(heading, 1)
        for line in lines:
            doc.add_paragraph(line.removeprefix("* "), style="List Bullet" if line.startswith("* ") else None)
        if heading == "Grades":
            _table(doc, "g in grades", ("Part", "Grade", "Range", "Known"), ("{{ g.title }}", "{{ g.grade }}", "{{ g.range }}", "{{ g.known }}"))
    doc.add_heading("Actions", 1)
    _table(doc, "x in actions", ("Step", "Because", "For", "Owner"), ("{{ x.step }}", "{{ x.because }}", "{{ x.about }}", ""))
    doc.add_heading("What is not known", 1)
    doc.add_paragraph("{{ not_known }}")
    doc.add_heading("What people decided", 1)
    _table(doc, "d in decisions", ("On", "Adopted", "Indicated", "Reason"), ("{{ d.on }}", "{{ d.adopted }}", "{{ d.indicated }}", "{{ d.reason }}"))
    doc.add_heading("Assumptions", 1)
    _table(doc, "x in assumptions", ("Parameter", "Value", "Reason"), ("{{ x.parameter }}", "{{ x.value }}", "{{ x.reason }}"))
    doc.add_heading("The evidence", 1)
    _table(doc, "e in evidence", ("Id", "What it is", "Where it is from"), ("{{ e.id }}", "{{ e.what }} {{ e.says }}", "{{ e.where }} {{ e.excerpt }}"))
    last = doc.add_paragraph("Content {{ content }}")
    last.runs[0].font.size = Pt(8)
    properties = doc.core_properties
    properties.title, properties.author, properties.language = "{{ authority }}", "Peerbench", "en-GB"
    out = io.BytesIO()
    doc.save(out)
    return same_bytes(out.getvalue())


def _table(doc: "docx.document.Document", loop: str, headings: Sequence[str], cells: Sequence[str]) -> None:
    """A table with a row for each thing in a list: the rows before and after it hold the loop, and go."""
    table = doc.add_table(rows=4, cols=len(headings), style="Table Grid")
    for row, texts in zip(table.rows, (headings, [f"{{%tr for {loop} %}}"], cells, ["{%tr endfor %}"]), strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.paragraphs[0].text = text
            cell.paragraphs[0].style = doc.styles["In Table"]
