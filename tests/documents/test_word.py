"""The Word report: its structure, which a committee and a screen reader rely on, and what it says."""

import io
import re

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.documents.clean import clean
from cli.documents.word import render_docx
from cli.report.page import arrange
from engine.assess import Options, assess
from tests.report import parks

PARTS = (
    "Summary",
    "Grades",
    "Strengths",
    "Areas for improvement",
    "Findings with their evidence",
    "The ladder of intervention",
    "Actions",
    "What people decided",
    "Assumptions",
    "Appendix: what is not known",
    "Appendix: the evidence",
    "Appendix: how to read this",
)


def headings(document, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def everything(document) -> str:
    return "\n".join([*(p.text for p in document.paragraphs), *(c.text for t in document.tables for r in t.rows for c in r.cells)])


def test_a_committee_finds_every_part_under_a_real_heading(word):
    """All parts of the report are there, in order, as Heading 1."""
    found = headings(word, 1)
    assert [part for part in found if part in PARTS] == list(PARTS)


def test_the_contents_list_every_heading_before_anybody_updates_them(word):
    """The field of the contents holds a link to the bookmark of each heading of the first two levels."""
    listed = [p for p in word.paragraphs if p.style.name in ("toc 1", "toc 2")]
    links = [p._p.find(qn("w:hyperlink")) for p in listed]
    assert [p.text for p in listed] == [p.text for p in word.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    marks = {mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} == marks
    assert "TOC " in listed[0]._p.xpath("string(.//w:instrText)")


def test_headings_go_down_one_level_at_a_time(word):
    """No level of heading is left out."""
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_every_table_has_a_caption_with_its_number_and_a_heading_row_that_repeats(word):
    """Tables are numbered from one by a field, their first row is marked as heading, and rows are not torn."""
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption" and p.text.startswith("Table")]
    assert [int(re.match(r"Table (\d+): ", c)[1]) for c in captions] == list(range(1, len(word.tables) + 1))
    for table in word.tables:
        rows = table._tbl.tr_lst
        assert rows[0].trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_every_picture_has_a_text_and_a_caption(word, full):
    """The pictures are those of the HTML, each told for those who do not see it."""
    told = [shape.get("descr") for shape in word.element.body.iter(qn("wp:docPr"))]
    assert len(told) == 4
    page = arrange(full)
    assert any(page.way_told in text for text in told)
    assert all(text and len(text) > 60 for text in told)
    assert sum(p.text.startswith("Figure") for p in word.paragraphs if p.style.name == "Caption") == 4


def test_pages_are_numbered_and_the_language_is_british(word):
    """The foot counts pages by a field, and the spelling checker reads British English."""
    foot = word.sections[0].footer.paragraphs[0]._p
    assert [e.text.strip() for e in foot.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert [e.get(qn("w:val")) for e in word.styles.element.xpath("w:docDefaults//w:lang")] == ["en-GB"]
    assert word.core_properties.language == "en-GB"


def test_every_finding_stands_with_its_citation_and_its_evidence(word, full):
    """For each finding but gaps: its text, its place in the source, its rule, and the id of each item."""
    text = everything(word)
    page = arrange(full)
    for section in page.sections:
        for group in section.groups:
            for f in group.things:
                assert f.lead in text
                assert f"{f.cited}" in text
                assert f.rule in text
                assert all(item.id in text for item in f.evidence)


def test_every_action_stands_in_the_table_of_actions(word, full):
    """Each next step once, with room for an owner and a date."""
    table = next(t for t in word.tables if t.rows[0].cells[1].text == "Step")
    assert [r.cells[1].text for r in table.rows[1:]] == [action.step for action in arrange(full).actions]


def test_the_same_assessment_gives_the_same_bytes(small):
    """No hour of the machine is in the file."""
    assert render_docx(small) == render_docx(small)


def test_what_was_said_in_confidence_is_not_in_the_report(small):
    """The report of the parks for the public holds none of the secrets."""
    text = everything(docx.Document(io.BytesIO(render_docx(small))))
    assert not [secret for secret in parks.SECRETS if secret in text]
    assert "In confidence: protected-" in text


@pytest.mark.parametrize("options", [{"grades": False}, {"ladder": False}, {"scope": ("parks.grass.1",)}])
def test_a_report_in_part_is_a_report(options):
    """Without grades, without a ladder, over a part: the report says so and is whole."""
    document = docx.Document(io.BytesIO(render_docx(parks.assessed(**options))))
    assert headings(document, 1)[0] == "Summary"
    assert ("Grades" in headings(document, 1)) == ("grades" not in options)


def test_nothing_known_is_a_report(full):
    """An authority without evidence gets a report that fails it nowhere."""
    empty = parks.assessed(parks.changed(items=[], scores=[], decisions=[], all_there_is=[]))
    document = docx.Document(io.BytesIO(render_docx(empty)))
    assert "The evidence shows none. That is not to say that there is none." in everything(document)


@settings(max_examples=15)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_of_the_evidence_can_be_written(text):
    """Control characters, formulas and odd letters in the evidence give a document that opens, and the letters stay."""
    items = [{"id": "odd", "document": "mowing-plan", "status": "adopted", "date": "2009-01-01", "source": "document", "excerpt": f"=1+1 {text}\x00\x1f"}]
    from evidence.model import EvidenceSet

    known = EvidenceSet.model_validate({"authority": {"name": f"@{text}\x07", "type": "other"}, "as_of": "2009-06-30", "items": items})
    result = assess(parks.compile_plan([parks.book()]), [parks.book()], known, Options(matcher="direct"))
    document = docx.Document(io.BytesIO(render_docx(result)))
    assert document.core_properties.author == "Peerbench"
    assert "=1+1" in everything(document)


@given(st.text(max_size=60))
def test_a_clean_text_is_one_that_xml_holds(text):
    """What is cleaned can be parsed, and what could be parsed before is left alone."""
    from lxml import etree

    for given_text in (text, text + "\x0b￾"):
        etree.Element("t").text = clean(given_text)
    try:
        etree.Element("t").text = text
    except ValueError:
        assert clean(text) != text
    else:
        assert clean(text) == text
