"""A council's own template: filled in as it stands, and refused with the right word where a placeholder is wrong."""

import io

import docx
import pytest
from docx.oxml.ns import qn

from cli.documents.placeholders import LISTS, PICTURES, SINGLE, filled
from cli.documents.sample import sample_template
from cli.documents.template import fill
from cli.report.page import arrange
from evidence.problems import BadInput


@pytest.fixture
def page(full):
    return arrange(full)


def template(tmp_path, *lines: str):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    path = tmp_path / "house.docx"
    document.save(path)
    return path


def refused(page, path) -> str:
    with pytest.raises(BadInput) as bad:
        fill(page, path)
    return str(bad.value)


def test_the_sample_is_filled_in_whole(page, tmp_path):
    """Nothing of the sample's placeholders is left, and its lists, tables and pictures are there."""
    path = tmp_path / "house.docx"
    path.write_bytes(sample_template())
    document = docx.Document(io.BytesIO(fill(page, path)))
    text = "\n".join([*(p.text for p in document.paragraphs), *(c.text for t in document.tables for r in t.rows for c in r.cells)])
    assert "{" not in text
    assert page.assessment.authority.name in document.sections[0].header.paragraphs[-1].text
    assert all(action.step in text for action in page.actions)
    told = [e.get("descr") for e in document.element.body.iter(qn("wp:docPr"))]
    assert len(told) == 2
    assert all(told)


def test_the_sample_asks_only_for_what_there_is_and_for_nearly_all_of_it():
    """The sample shows every placeholder but those whose text is in another."""
    with io.BytesIO(sample_template()) as file:
        document = docx.Document(file)
        asked = document.element.xml + document.sections[0].header._element.xml
    assert {name for name in (*SINGLE, *LISTS) if name not in asked} == {"verdicts"}


def test_what_is_told_of_the_placeholders_is_what_they_are_filled_with(page):
    """Every placeholder but the pictures is filled, and every list has the fields that are named."""
    found = filled(page)
    assert set(found) == {*SINGLE, *LISTS} - set(PICTURES)
    for name, fields in LISTS.items():
        assert all(tuple(line) == fields for line in found[name]), name


def test_a_wrong_placeholder_is_named_with_the_right_one_and_all_there_are(page, tmp_path):
    """Every wrong name and field is told in one run."""
    said = refused(page, template(tmp_path, "{{ autority }}", "{%p for f in strengths %}", "{{ f.txt }}", "{%p endfor %}"))
    assert "there is no placeholder 'autority': did you mean 'authority'? (there are actions, as_of, " in said
    assert "'f.txt' asks for what nothing in 'strengths' has: did you mean 'text'? (there are text, criterion, part" in said


@pytest.mark.parametrize("line", ["{% for f in strengths %}", "{{ authority", "{{ authority.upper( }}", "{% frob %}"])
def test_a_placeholder_that_is_not_whole_is_refused(page, tmp_path, line):
    """No traceback, and the file is named."""
    assert refused(page, template(tmp_path, line)).startswith(str(tmp_path / "house.docx"))


def test_a_template_cannot_reach_beyond_its_placeholders(page, tmp_path):
    """What is no placeholder, and what Python has under the hood, is refused."""
    assert "is not understood" in refused(page, template(tmp_path, "{{ authority.__class__.__mro__ }}"))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused(page, tmp_path, content):
    """A file of another kind is told from a template."""
    path = tmp_path / "house.docx"
    path.write_bytes(content)
    assert "this is no Word document" in refused(page, path)


def test_a_template_that_is_not_there_is_told_of(page, tmp_path):
    """The way to one is in the message."""
    assert "peerbench new template" in refused(page, tmp_path / "none.docx")


def test_letters_that_mean_something_in_xml_are_text(full, tmp_path):
    """An ampersand and a bracket in a name stay what they are."""
    named = full.model_copy(update={"authority": full.authority.model_copy(update={"name": "A & B <c> {{ d }}"})})
    document = docx.Document(io.BytesIO(fill(arrange(named), template(tmp_path, "{{ authority }}"))))
    assert document.paragraphs[0].text == "A & B <c> {{ d }}"
