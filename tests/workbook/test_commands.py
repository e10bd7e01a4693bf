"""The commands of the workbook, as a council officer types them."""

import datetime as dt

import pytest
from openpyxl import load_workbook

from evidence.read import read_evidence
from tests.cli.conftest import evidence, run  # noqa: F401 - fixtures
from tests.workbook.made import fill, heading, row_of
from tests.workbook.sets import unordered

THEME = "Leadership and governance"
RULES = ("--rules", "corporate-peer-review")


@pytest.fixture
def team(run, tmp_path):  # noqa: F811
    """A new workbook in which a team has begun."""
    path = tmp_path / "team.xlsx"
    ran = run("workbook", "new", *RULES, "--for", "Ambleford", "--type", "unitary", "--as-of", "2009-06-30", "--out", path)
    assert ran.code == 0, ran.err
    book = load_workbook(path)
    fill(
        book,
        THEME,
        "cpr.2.3.systems.4",
        {"Owner": "Policy", "Due": dt.date(2009, 5, 1), "Status": "under way", "Narrative": "Not sure.", "Evidence": "d1, d9, page 3"},
    )
    fill(book, THEME, "cpr.2.3.systems.5", {"Owner": "Housing", "Due": dt.date(2009, 4, 1), "How far it goes": "in place"})
    fill(book, THEME, "cpr.2.3.systems.3", {"Owner": "Policy", "Status": "done", "How far it goes": "partial", "Narrative": "Half."})
    fill(book, "Documents", "d1", {"Document": "constitution", "Status": "adopted", "Date": dt.date(2008, 5, 22), "Who says so": "document"})
    book.save(path)
    return path


def test_a_new_workbook_has_every_criterion_and_can_be_assessed(run, team):  # noqa: F811
    """Each theme has a sheet, and what was filled in counts."""
    ids = {c.value for sheet in load_workbook(team).worksheets for c in sheet["A"] if isinstance(c.value, str) and c.value.startswith("cpr.")}
    assert len(ids) == 196
    ran = run("assess", team, *RULES)
    assert ran.code == 0, ran.err
    assert "Ambleford" in ran.out


def test_nothing_in_a_new_workbook_is_hidden_or_locked(team):
    """No macros, no passwords, no hidden sheets, rows or columns; headings are frozen, filtered and printed on each page."""
    book = load_workbook(team, keep_vba=True)
    assert book.vba_archive is None or not any("vba" in n.lower() for n in book.vba_archive.namelist())
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not sheet.protection.sheet
        assert not any(d.hidden for d in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()))
        if sheet.title != "Start":
            assert sheet.freeze_panes
            assert sheet.auto_filter.ref
            assert sheet.print_title_rows


def test_status_names_who_owes_what_the_soonest_first(run, team):  # noqa: F811
    """What is done is not owed; what is begun lacks something, and references that lead nowhere are named."""
    out = run("workbook", "status", team).out
    assert out.index("cpr.2.3.systems.5") < out.index("cpr.2.3.systems.4")
    assert "cpr.2.3.systems.3" not in out
    assert "'d9'," in out
    assert "page 3" not in out
    theirs = run("workbook", "status", team, "--owner", "housing").out
    assert "cpr.2.3.systems.5" in theirs
    assert "Policy" not in theirs


def test_import_writes_the_same_set_and_says_what_is_no_evidence_yet(run, team, tmp_path):  # noqa: F811
    """The YAML holds what the workbook says; a narrative that does not say how far it goes is named."""
    out = tmp_path / "team.yaml"
    ran = run("workbook", "import", team, "--out", out)
    assert ran.code == 0, ran.err
    assert "does not say how far it goes: cpr.2.3.systems.4" in ran.out
    assert unordered(read_evidence(out)[0]) == unordered(read_evidence(team)[0])


def test_an_older_workbook_still_reads_and_moves_to_the_present_version(run, team, tmp_path):  # noqa: F811
    """Rows of criteria that are gone are listed, not lost; export brings owners, drafts and them along."""
    book = load_workbook(team)
    sheet = book[THEME]
    row = row_of(sheet, "cpr.2.3.systems.3")
    sheet.cell(row, 1).value = "cpr.2.3.systems.99"
    for line in book["Start"].iter_rows(min_col=1, max_col=2):
        if line[0].value == "Rulebook":
            line[1].value = "corporate-peer-review 0.9.0"
    book.save(team)
    said = " ".join(run("workbook", "status", team).out.split())
    assert "Made for corporate-peer-review 0.9.0; version 1." in said
    assert "No longer asked, and kept: cpr.2.3.systems.99." in said
    assert "In corporate-peer-review and not in the workbook: cpr.2.3.systems.3." in said
    assert "no rule asks for" in run("assess", team, *RULES, "--audience", "team").out
    out = tmp_path / "moved.xlsx"
    assert run("workbook", "export", team, *RULES, "--out", out).code == 0
    assert unordered(read_evidence(out)[0]) == unordered(read_evidence(team)[0])
    moved = load_workbook(out)
    kept = moved["No longer asked"]
    assert kept.cell(row_of(kept, "cpr.2.3.systems.99"), heading(kept, "Owner")).value == "Policy"
    sheet = moved[THEME]
    draft = row_of(sheet, "cpr.2.3.systems.4")
    assert (sheet.cell(draft, heading(sheet, "Narrative")).value, sheet.cell(draft, heading(sheet, "Due")).value.date()) == ("Not sure.", dt.date(2009, 5, 1))


def test_merge_exits_with_3_where_copies_disagree(run, team, tmp_path):  # noqa: F811
    """A script can tell that people have something to settle."""
    other = tmp_path / "other.xlsx"
    book = load_workbook(team)
    fill(book, THEME, "cpr.2.3.systems.5", {"How far it goes": "absent"})
    book.save(other)
    ran = run("workbook", "merge", team, other, "--out", tmp_path / "both.xlsx")
    assert ran.code == 3
    assert "cpr.2.3.systems.5, column How far it goes: team says 'in place'; other says 'absent'" in ran.out
    assert (tmp_path / "both.xlsx").is_file()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("new", "--for", "X", "--type", "unitry"), "did you mean 'unitary'?"),
        (("new", "--for", "X", "--as-of", "soon"), "'soon' is not a date"),
        (("import", "team.xlsx"), "is not the name of a YAML file"),
        (("merge", "team.xlsx"), "one copy is nothing to bring together"),
    ],
)
def test_a_wrong_call_is_answered_in_plain_words(run, tmp_path, words, says):  # noqa: F811
    """What is wrong with the call is said before anything is read."""
    ran = run("workbook", *words, "--out", tmp_path / "x.xlsx")
    assert ran.code == 2
    assert says in ran.err
