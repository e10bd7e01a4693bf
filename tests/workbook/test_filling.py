"""A workbook is read as people leave it: sorted, filtered, renamed, added to, half filled in, and wrong in places."""

import datetime as dt
from decimal import Decimal

import pytest

from evidence.problems import BadInput
from evidence.read import read_evidence
from evidence.workbook.read import read_workbook
from tests.workbook.made import fill, heading, made, row_of

THEME = "First theme"
ROW = {
    "Narrative": "It is done.",
    "Evidence": "d1",
    "How far it goes": "in place",
    "Owner": "Head of housing",
    "Self-score": 3,
    "Reason for the scores": "It is kept.",
}
DOCUMENT = {"Document": "plan", "Status": "adopted", "Date": dt.date(2009, 1, 31), "Who says so": "document", "In which document": "The plan"}


def filled(book):
    """One row of a criterion and one document."""
    fill(book, THEME, "c.1", ROW)
    fill(book, "Documents", "d1", DOCUMENT)


def problems(path):
    """What is wrong with a workbook, as it is said."""
    with pytest.raises(BadInput) as bad:
        read_evidence(path)
    return [str(p) for p in bad.value.problems]


def test_a_row_is_a_statement_of_the_officers_with_its_scores(tmp_path):
    """Narrative and how far it goes make a statement that names its evidence; the self-score is the council's own."""
    known, _ = read_evidence(made(tmp_path / "a.xlsx", filled))
    statement = next(i for i in known.items if i.statement == "c.1")
    assert (statement.extent, statement.excerpt, statement.source.kind, statement.source.at) == ("in_place", "It is done.", "officers", "d1")
    assert statement.date == known.as_of
    assert statement.protected
    [score] = known.scores
    assert (score.grade, score.own, score.by, score.reason) == (3, True, "Ambleford", "It is kept.")


def test_a_moderated_score_is_a_decision_and_a_reviewers_is_a_score(tmp_path):
    """What was moderated was adopted by people; what a reviewer scored stands under the name of who filled the copy in."""
    path = made(tmp_path / "a.xlsx", lambda b: fill(b, THEME, "c.1", {"Reviewer's score": 2, "Moderated score": 3}), filled_in_by="Second reviewer")
    known, _ = read_evidence(path)
    assert [(s.by, s.grade, s.own) for s in known.scores] == [("Second reviewer", 2, False)]
    assert [(d.matter, d.adopted) for d in known.decisions] == [("c.1", 3)]


def test_a_narrative_alone_is_no_evidence_yet(tmp_path):
    """Until somebody says how far it goes, nothing is claimed and nothing is wrong."""
    assert read_evidence(made(tmp_path / "a.xlsx", lambda b: fill(b, THEME, "c.1", {"Narrative": "Not sure."})))[0].items == ()


def test_rows_are_found_after_sorting_inserting_renaming_and_adding(tmp_path):
    """Neither the order of rows and columns nor the name of a sheet matters; what people add stays theirs."""

    def change(book):
        filled(book)
        sheet = book["Documents"]
        sheet.insert_rows(2, 3)
        sheet.insert_cols(2)
        sheet.cell(6, 2).value = "My notes"
        row = row_of(sheet, "d1")
        sheet.cell(row, 2).value = "Ask again."
        cells = [c.value for c in sheet[row]]
        for n, value in enumerate(cells, start=1):
            sheet.cell(row, n).value = sheet.cell(row + 20, n).value
            sheet.cell(row + 20, n).value = value
        sheet.title = "Papers"
        book.move_sheet(sheet, -5)
        book.create_sheet("Our own")["A1"] = "Anything"

    path = made(tmp_path / "a.xlsx", change)
    assert read_evidence(path) == read_evidence(made(tmp_path / "b.xlsx", filled))
    assert set(read_workbook(path).gathered.unread) == {"the column 'My notes' of sheet Papers", "the sheet Our own"}


def test_every_problem_names_sheet_row_and_column(tmp_path):
    """All that is wrong is said in one run, each with its place, in the words that YAML has for it."""

    def change(book):
        filled(book)
        fill(book, THEME, "c.1", {"How far it goes": "mostly", "Self-score": "high"})
        fill(book, "Documents", "d2", {"Document": "plan", "Date": "31/01/2009", "Who says so": "document"})
        fill(book, "Measures", "m1", {"Measure": "days", "Value": "1,234", "Date": dt.date(2009, 1, 1)})
        book["Events"].cell(10, heading(book["Events"], "Result")).value = "won"

    said = problems(made(tmp_path / "a.xlsx", change))
    for place, what in (
        ("a.xlsx, sheet First theme, row 4, column How far it goes", "'mostly' is not one of absent, planned"),
        ("a.xlsx, sheet First theme, row 4, column Self-score", "'high' is not a whole number"),
        ("a.xlsx, sheet Documents, row 5, column Date", "'31/01/2009' is not a date; write it as 2006-02-20".partition(";")[0]),
        ("a.xlsx, sheet Measures, row 4, column Who says so", "'source' is missing"),
        ("a.xlsx, sheet Events, row 10, column Date", "'date' is missing"),
    ):
        assert any(p.startswith(place) and what in p for p in said), (place, what, said)


def test_a_figure_that_is_no_number_is_named(tmp_path):
    """A thousands comma, a percentage and a date that Excel made of something else are not guessed at."""

    def change(book):
        good = {"Measure": "days", "Date": dt.date(2009, 1, 1), "Who says so": "data"}
        fill(book, "Measures", "m1", {**good, "Value": "1,234"})
        fill(book, "Measures", "m2", {**good, "Value": 0.61})
        book["Measures"].cell(5, heading(book["Measures"], "Value")).number_format = "0%"
        fill(book, "Measures", "m3", {**good, "Value": 3, "Period": dt.date(2006, 7, 1)})
        book["Measures"].cell(6, heading(book["Measures"], "Period")).number_format = "mmm-yy"

    said = " ".join(problems(made(tmp_path / "a.xlsx", change)))
    assert "'1,234' is not a number" in said
    assert "'61%' is not a number" in said
    assert "column Period: a text is expected here" in said


def test_figures_are_exact(tmp_path):
    """What was typed as 41.1 is 41.1, though a workbook holds it as a floating point number."""

    def change(book):
        for n, value in enumerate((41.1, 0.1 + 0.2, 33, "1.10"), start=1):
            fill(book, "Measures", f"m{n}", {"Measure": "days", "Date": dt.date(2009, 1, n), "Who says so": "data", "Value": value})

    known, _ = read_evidence(made(tmp_path / "a.xlsx", change))
    assert [str(i.value) for i in known.items] == ["41.1", "0.3", "33", "1.10"]
    assert all(isinstance(i.value, Decimal) for i in known.items)


def test_a_cell_that_shows_an_error_is_named(tmp_path):
    """A formula that came to nothing does not become a text."""
    said = problems(made(tmp_path / "a.xlsx", lambda b: fill(b, THEME, "c.1", {"Narrative": "=NA()", "How far it goes": "absent"})))
    assert said == ["a.xlsx, sheet First theme, row 4, column Narrative: the cell shows a formula without a result: write what it should say"]


def test_a_renamed_heading_and_a_lost_id_are_named(tmp_path):
    """A column whose heading was changed is not passed over in silence, and a row without its id is not lost."""

    def change(book):
        filled(book)
        sheet = book[THEME]
        sheet.cell(3, heading(sheet, "Narrative")).value = "Narratives"
        sheet.cell(row_of(sheet, "c.1"), 1).value = None

    said = problems(made(tmp_path / "a.xlsx", change))
    assert any("the heading was 'Narrative'" in p for p in said)
    assert any("the criterion's id is gone" in p for p in said)


def test_a_criterion_in_two_rows_is_named(tmp_path):
    """Neither of two rows is chosen."""

    def change(book):
        filled(book)
        for n, cell in enumerate(book[THEME][4], start=1):
            book[THEME].cell(9, n).value = cell.value

    assert any("'c.1' stands in row 4 of sheet First theme, too" in p for p in problems(made(tmp_path / "a.xlsx", change)))


def test_rows_that_cannot_be_read_are_set_aside_on_request(tmp_path):
    """`--set-aside` goes on without them, and says where they stand."""

    def change(book):
        filled(book)
        fill(book, "Documents", "d2", {"Document": "plan", "Date": "soon", "Who says so": "document"})

    known, aside = read_evidence(made(tmp_path / "a.xlsx", change), set_aside=True)
    assert {i.id for i in known.items} == {"row:c.1", "d1"}
    assert [(a.id, str(a.place)) for a in aside] == [("d2", "a.xlsx, sheet Documents, row 5, column Date")]


def test_an_empty_workbook_asks_for_what_is_missing(tmp_path):
    """Without a day to assess for, the message names the cell in which to write it."""

    def change(book):
        for row in book["Start"].iter_rows(min_col=1, max_col=2):
            if row[0].value == "Assessed as of":
                row[1].value = None

    [said] = problems(made(tmp_path / "a.xlsx", change))
    assert said.startswith("a.xlsx, sheet Start, row ")
    assert "column Assessed as of: 'as_of' is missing" in said


def test_any_other_workbook_is_refused_in_plain_words(tmp_path):
    """A workbook that is not ours is answered with what to give instead."""

    def change(book):
        for name in book.sheetnames[1:]:
            del book[name]
        book["Start"].delete_rows(1, 100)

    assert "no sheet of it has the headings" in " ".join(problems(made(tmp_path / "a.xlsx", change)))
