"""The form holds what the authority may see, and what it writes there is read back."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement

from cli.respond import paper, sheet
from cli.respond.form import COMMENT, DATED, Comment, Form, Reply
from cli.respond.statements import Statement
from evidence.problems import BadInput
from tests.respond.conftest import BOOK

STATEMENTS = (
    Statement("Grades", "element.1", "The first element: 3 good.", ""),
    Statement("Weaknesses", "f-0123456789ab", "=It is weak: too little is known.", "Plan, page 1; said by documents"),
    Statement("The draft as a whole", "general", "Anything that is about no single statement.", ""),
)
FORM = Form("A council: reply", ("DRAFT. Please reply by 20 July 2009.", "How."), STATEMENTS, dt.date(2009, 6, 30))
LATE = dt.date(2009, 9, 1)


def in_excel(path: Path, rows: dict[int, dict[str, object]], *, more: list[dict[str, object]] | None = None) -> Path:
    """The form as a workbook, with rows filled in, and rows added under it."""
    path.write_bytes(sheet.write(FORM))
    book = openpyxl.load_workbook(path)
    table = book["Reply"]
    heading = next(row for row in table.iter_rows() if row[0].value == "No.")
    columns = {cell.value: cell.column for cell in heading}
    for n, words in [*rows.items(), *enumerate(more or [], start=len(STATEMENTS) + 1)]:
        for word, value in words.items():
            table.cell(heading[0].row + n, columns[word]).value = value
    book.save(path)
    return path


def in_word(path: Path, rows: dict[int, dict[str, str]]) -> Path:
    """The form as a document, with rows filled in; the tables are one after the other."""
    path.write_bytes(paper.write(FORM))
    doc = docx.Document(str(path))
    lines = [row for table in doc.tables for row in table.rows[1:]]
    for n, words in rows.items():
        for word, value in words.items():
            lines[n - 1].cells[paper.HEADINGS.index(word)].text = value
    doc.save(str(path))
    return path


def read(path: Path) -> Reply:
    """What a filled-in form says."""
    return (sheet if path.suffix == ".xlsx" else paper).read(path, STATEMENTS)


ROWS = {
    1: {"Kind of comment": "Wording", COMMENT: "Say “most” of it"},
    2: {"Kind of comment": "evidence left out", COMMENT: "You missed it", "Document": "Minutes", "Where in it": "item 4", DATED: "12 May 2009"},
    3: {COMMENT: "-Thank you"},
}
COMMENTS = [
    Comment("element.1", "wording", "Say “most” of it", None, None, None),
    Comment("f-0123456789ab", "evidence", "You missed it", "Minutes", "item 4", dt.date(2009, 5, 12)),
    Comment("general", "other", "-Thank you", None, None, None),
]


@pytest.mark.parametrize("fill", [in_excel, in_word])
def test_what_is_written_is_read_back(fill, tmp_path: Path) -> None:
    """Found by the ids of the statements, in Word as in Excel."""
    reply = read(fill(tmp_path / ("a.xlsx" if fill is in_excel else "a.docx"), ROWS))
    assert (reply.comments, reply.problems, reply.notes) == (COMMENTS, [], [])


@pytest.mark.parametrize("write", [sheet.write, paper.write])
def test_a_form_that_comes_back_empty_says_nothing(write, tmp_path: Path) -> None:
    """And the same form is the same bytes."""
    path = tmp_path / ("a.xlsx" if write is sheet.write else "a.docx")
    path.write_bytes(write(FORM))
    assert read(path) == Reply()
    assert write(FORM) == path.read_bytes()


def test_a_second_comment_stands_in_a_row_that_was_copied(tmp_path: Path) -> None:
    """The same id twice gives two comments; a date may be a real one."""
    extra = {"Id": "element.1", "Kind of comment": "error of fact", COMMENT: "It is four", DATED: dt.date(2009, 9, 1)}
    reply = read(in_excel(tmp_path / "a.xlsx", {1: ROWS[1]}, more=[extra]))
    assert [c.about for c in reply.comments] == ["element.1", "element.1"]
    assert reply.comments[1].dated == LATE


def test_everything_that_is_wrong_is_said_with_row_and_column(tmp_path: Path) -> None:
    """A comment without an id, an id that there is not, an unknown kind, a day that is none, a row without a comment, a formula."""
    more = [
        {COMMENT: "About what?"},
        {"Id": "element.9", COMMENT: "x"},
        {"Id": "element.1", "Kind of comment": "praise", COMMENT: "x", DATED: "31 June 2009"},
        {"Id": "element.1", "Document": "Minutes"},
        {"Id": "element.1", COMMENT: "=1+1"},
    ]
    reply = read(in_excel(tmp_path / "a.xlsx", {}, more=more))
    said = " | ".join(str(p) for p in sorted(reply.problems))
    for what in (
        "column Id: the row has a comment and no id",
        "column Id: the draft has no statement 'element.9'",
        "column Kind of comment: 'praise' is no kind of comment",
        "column Its date: '31 June 2009' is not a date",
        "column Your comment: the row is filled in, and has no comment",
        "column Your comment: the cell holds neither a text nor a date",
    ):
        assert what in said
    assert reply.comments == []


@pytest.mark.parametrize(
    ("given", "day"), [("2009-05-12", (2009, 5, 12)), ("12/5/2009", (2009, 5, 12)), ("1st Sept 2009", (2009, 9, 1)), ("3 dec 2009", (2009, 12, 3))]
)
def test_a_day_is_read_as_people_in_england_write_it(given: str, day: tuple[int, int, int], tmp_path: Path) -> None:
    """The day before the month, in figures or in words."""
    assert read(in_excel(tmp_path / "a.xlsx", {1: {COMMENT: "x", DATED: given}})).comments[0].dated == dt.date(*day)


def test_a_statement_that_the_draft_no_longer_makes_keeps_its_comment(tmp_path: Path) -> None:
    """A finding's id that is not in the draft any more is kept and noted."""
    reply = read(in_excel(tmp_path / "a.xlsx", {}, more=[{"Id": "f-aaaaaaaaaaaa", COMMENT: "x"}]))
    assert [c.about for c in reply.comments] == ["f-aaaaaaaaaaaa"]
    assert "no longer says f-aaaaaaaaaaaa" in reply.notes[0]


def test_what_was_typed_with_changes_tracked_is_read(tmp_path: Path) -> None:
    """What was put in counts, what was taken out does not."""
    path = in_word(tmp_path / "a.docx", {1: {COMMENT: "old "}})
    doc = docx.Document(str(path))
    p = doc.tables[0].rows[1].cells[paper.HEADINGS.index(COMMENT)].paragraphs[0]._p
    for tag, text_tag, text in (("w:ins", "w:t", "new"), ("w:del", "w:delText", "gone"), ("w:moveFrom", "w:t", "moved")):
        change, run, said = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        said.text = text
        run.append(said)
        change.append(run)
        p.append(change)
    doc.save(str(path))
    assert [c.text for c in read(path).comments] == ["old new"]


def test_what_stands_elsewhere_than_in_the_table_is_pointed_at(tmp_path: Path) -> None:
    """A statement that was rewritten in place and a note in the margin are not comments, and are not passed over in silence."""
    path = in_word(tmp_path / "a.docx", {1: {"What the draft says": "The first element: 4 excellent."}})
    doc = docx.Document(str(path))
    doc.add_comment(doc.paragraphs[0].runs, text="We do not agree", author="The council")
    doc.save(str(path))
    reply = read(path)
    assert reply.comments == []
    assert ["element.1 reads otherwise here" in reply.notes[0], "one note in the margin" in reply.notes[1] or "1 note in the margin" in reply.notes[1]] == [
        True,
        True,
    ]


@pytest.mark.parametrize("content", [b"", b"PK\3\4 not a zip", b"text"])
@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_what_is_no_form_is_refused(content: bytes, name: str, tmp_path: Path) -> None:
    """In plain words, without a traceback."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput):
        read(path)


def test_another_document_is_no_form(tmp_path: Path) -> None:
    """A Word document without the tables, a workbook without the headings, and a file that is not there."""
    docx.Document().save(str(tmp_path / "a.docx"))
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    for name in ("a.docx", "a.xlsx", "none.docx"):
        with pytest.raises(BadInput):
            read(tmp_path / name)


def unpacked(path: Path) -> str:
    """Everything in an office document."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("name", ["reply.docx", "reply.xlsx"])
def test_nothing_that_was_said_in_confidence_is_in_the_form(run, planted: Path, name: str, tmp_path: Path) -> None:
    """Canaries are planted in every field that is protected, and looked for in every part of the file."""
    from tests.respond.conftest import CANARIES

    assert run("respond", "new", planted, "--out", tmp_path / name, "--sent", "2009-07-06", *BOOK).code == 0
    content = unpacked(tmp_path / name)
    assert [canary for canary in CANARIES if canary in content] == []
    assert "scheme of delegation" in content.lower() or "f-" in content
