"""The page about the workbook is walked through: its commands run, and what it says of messages and columns is so."""

import re
import shlex

import pytest
from openpyxl import load_workbook

from evidence.problems import BadInput
from evidence.read import read_evidence
from evidence.workbook.layout import theme_sheet
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.docs.walk import DOCS, blocks
from tests.workbook.made import fill, made

PAGE = "workbook.md"
THEME = "Leadership and governance"


@pytest.fixture
def walked(run, tmp_path, monkeypatch):  # noqa: F811
    """Every command of the page, run in its order by a reader who fills in a little and makes two copies."""
    monkeypatch.chdir(tmp_path)
    codes = []
    for line in (line for block in blocks(PAGE) if block.language == "console" for line in block.text.splitlines()):
        words = shlex.split(line.removeprefix("$ peerbench "))
        if "merge" in words:
            for name, extent in (("first", "partial"), ("second", "in place")):
                book = load_workbook("ambleford.xlsx")
                fill(book, THEME, "cpr.2.3.systems.4", {"Narrative": f"So says {name}.", "How far it goes": extent})
                book.save(f"{name}.xlsx")
        ran = run(*words)
        codes.append((words[:2], ran.code, ran.err))
        if words[1] == "new":
            book = load_workbook("ambleford.xlsx")
            fill(book, THEME, "cpr.2.3.systems.5", {"How far it goes": "in place", "Owner": "Head of policy"})
            book.save("ambleford.xlsx")
    return codes, tmp_path


def test_every_command_of_the_page_runs(walked):
    """All end well, but for the merge: its copies disagree, and it says so by its exit code."""
    codes, folder = walked
    assert [code for words, code, _ in codes if "merge" not in words] == [0] * (len(codes) - 1), codes
    assert [code for words, code, _ in codes if "merge" in words] == [3]
    assert "Conflicts" in load_workbook(folder / "ambleford-all.xlsx").sheetnames
    assert read_evidence(folder / "again.xlsx") == read_evidence(folder / "ambleford.xlsx")


def test_the_page_names_every_column_that_is_filled_in():
    """A column of the themes' sheets that people fill in is explained."""
    text = (DOCS / PAGE).read_text("utf-8")
    explained = {name.strip() for row in re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE) for name in row.split(",")}
    assert {c.heading for c in theme_sheet().columns if c.path} - {"Criterion id"} <= explained


def test_the_message_looks_as_the_page_shows_it(tmp_path):
    """A date in another form is answered as the page says."""

    def wrong_day(book):
        fill(book, "Documents", "d2", {"Document": "constitution", "Date": "31/01/2009", "Who says so": "document"})

    with pytest.raises(BadInput) as bad:
        read_evidence(made(tmp_path / "ambleford.xlsx", wrong_day))
    [shown] = [block.text.strip() for block in blocks(PAGE) if block.language == "text"]
    assert [str(problem) for problem in bad.value.problems] == [shown]
