"""Copies of several people come together: who said what is kept, and nobody is chosen."""

import datetime as dt

import pytest
from openpyxl import load_workbook

from cli.workbook.merge import merged
from evidence.read import read_evidence
from tests.workbook.made import fill, heading, made, row_of

THEME = "First theme"


@pytest.fixture
def together(tmp_path):
    """Merge copies, each given as (who, how it was filled in); answers the path, the conflicts, the notes."""

    def run(*copies, base=False):
        paths = [made(tmp_path / f"{n}.xlsx", change, filled_in_by=who) for n, (who, change) in enumerate(copies)]
        content, conflicts, notes = merged(paths, made(tmp_path / "base.xlsx", base) if base else None)
        out = tmp_path / "out.xlsx"
        out.write_bytes(content)
        return out, [str(c) for c in conflicts], notes

    return run


def says(**cells):
    """A copy in which the row of the first criterion says so."""
    return lambda book: fill(book, THEME, "c.1", {k.replace("_", " "): v for k, v in cells.items()})


def cell(path, column, id_="c.1", sheet=THEME):
    """What a merged workbook says."""
    book = load_workbook(path)
    return book[sheet].cell(row_of(book[sheet], id_), heading(book[sheet], column)).value


def test_what_only_one_copy_says_is_taken_and_signed(together):
    """Different people fill in different cells of a row, and all of it is there, with who wrote it."""
    out, conflicts, _ = together(("Ann", says(Narrative="It is done.")), ("Ben", says(How_far_it_goes="in place", Owner="Cy")))
    assert conflicts == []
    assert (cell(out, "Narrative"), cell(out, "How far it goes"), cell(out, "Owner")) == ("It is done.", "in place", "Cy")
    assert cell(out, "Written by") == "Ann: Narrative; Ben: How far it goes, Owner"
    assert read_evidence(out)[0].items[0].extent == "in_place"


def test_a_conflict_is_listed_and_not_decided(together):
    """Where two say how far it goes and differ, the cell stays empty, and both are listed in the text and in a sheet."""
    out, conflicts, _ = together(("Ann", says(How_far_it_goes="in place")), ("Ben", says(How_far_it_goes="absent")))
    assert conflicts == ["sheet First theme, c.1, column How far it goes: Ann says 'in place'; Ben says 'absent'"]
    assert cell(out, "How far it goes") is None
    listed = [[c.value for c in row] for row in load_workbook(out)["Conflicts"].iter_rows(min_row=4)]
    assert [row[3:] for row in listed] == [["Ann", "in place"], ["Ben", "absent"]]
    assert read_evidence(out)[0].items == ()


def test_narratives_are_all_kept_with_their_names(together):
    """Two accounts of one criterion are no conflict: both stand there."""
    out, conflicts, _ = together(("Ann", says(Narrative="Done.")), ("Ben", says(Narrative="Half done.")), ("Cy", says(Narrative="Done.")))
    assert conflicts == []
    assert cell(out, "Narrative") == "Ann, Cy: Done.\n\nBen: Half done."


def test_reviewers_who_score_differently_both_keep_their_score(together):
    """Their scores become rows of the sheet Scores, each under its name."""
    out, conflicts, _ = together(("Ann", says(**{"Reviewer's_score": 2})), ("Ben", says(**{"Reviewer's_score": 3, "Reason_for_the_scores": "Kept."})))
    assert conflicts == []
    assert sorted((s.by, s.grade) for s in read_evidence(out)[0].scores) == [("Ann", 2), ("Ben", 3)]


def test_evidence_named_by_either_is_named(together):
    """References add up."""
    out, _, _ = together(("Ann", says(Evidence="d1, d2")), ("Ben", says(Evidence="d2; d3")))
    assert cell(out, "Evidence") == "d1, d2, d3"


def test_two_things_under_one_id_are_both_kept(together):
    """Both filled in the first empty row: the second thing gets an id of its own, also where its copy names it."""

    def document(key, **cells):
        def change(book):
            fill(book, "Documents", "d1", {"Document": key, "Date": dt.date(2009, 1, 1), "Who says so": "document"})
            fill(book, THEME, "c.2", cells)

        return change

    out, conflicts, notes = together(("Ann", document("plan")), ("Ben", document("guide", Evidence="d1")))
    assert conflicts == []
    assert notes == ("Kept both: d1 of Ben is now d1-2.",)
    assert {(i.id, i.key) for i in read_evidence(out)[0].items} == {("d1", "plan"), ("d1-2", "guide")}
    assert cell(out, "Evidence", "c.2") == "d1-2"


def test_what_the_base_said_already_is_no_change(together):
    """With the workbook that the copies came from, only what somebody changed counts."""
    before = says(How_far_it_goes="partial", Status="under way")
    changed = says(How_far_it_goes="in place", Status="under way")
    out, conflicts, _ = together(("Ann", before), ("Ben", changed), base=before)
    assert conflicts == []
    assert cell(out, "How far it goes") == "in place"


def test_what_people_added_survives(together):
    """A column and a sheet of the first copy stay, a column of the second is added, and a text stays a text."""

    def first(book):
        book[THEME].cell(3, 30).value = "Room"
        book[THEME].cell(row_of(book[THEME], "c.1"), 30).value = "A1"
        book.create_sheet("Ours")["A1"] = "x"

    def second(book):
        book[THEME].cell(3, 30).value = "Phone"
        target = book[THEME].cell(row_of(book[THEME], "c.1"), 30)
        target.value = "=44"
        target.data_type = "s"

    out, _, _ = together(("Ann", first), ("Ben", second))
    assert (cell(out, "Room"), cell(out, "Phone")) == ("A1", "=44")
    book = load_workbook(out)
    assert book["Ours"]["A1"].value == "x"
    assert book[THEME].cell(row_of(book[THEME], "c.1"), heading(book[THEME], "Phone")).data_type == "s"


def test_copies_that_say_the_same_merge_into_the_same_set(together, tmp_path):
    """Merging equal copies changes nothing that is read."""
    same = says(Narrative="Done.", How_far_it_goes="in place", Date=dt.date(2009, 5, 1))
    out, conflicts, _ = together(("Ann", same), ("Ann", same))
    assert conflicts == []
    assert read_evidence(out) == read_evidence(tmp_path / "0.xlsx")
