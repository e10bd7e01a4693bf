"""docs/reports.md is walked through: its commands run, its words file counts, and its tables name what there is."""

import re
from pathlib import Path

import pytest

from cli.documents.placeholders import LISTS, SINGLE
from cli.formats import Format
from cli.report.words import TERMS
from tests.docs.test_walks import here, run  # noqa: F401 - a fixture
from tests.docs.walk import DOCS, stops, write
from tests.documents.test_pdf import printed_here

TEXT = re.sub(r"^```.*?^```$", "", (DOCS / "reports.md").read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
COMMANDS = [(stop, command) for stop in stops("reports.md") for command in stop.commands]


def walk(only: str) -> None:
    for stop, command in COMMANDS:
        if ("--format pdf" in command) == (only == "pdf") or command.startswith("new evidence"):
            write(stop, Path())
            run(command)


def test_every_command_of_the_page_runs(here):  # noqa: F811
    """The commands write what they say, in the order of the page."""
    walk("others")
    made = {path.name for path in here.iterdir()}
    assert {"report.docx", "house.docx", "ours.docx", "feedback.pptx", "our-words.docx"} <= made


@printed_here
def test_the_pdf_of_the_page_is_printed(here):  # noqa: F811
    """The command for the PDF runs where a browser is."""
    walk("pdf")
    assert (here / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("names", [SINGLE, LISTS, {form.value: "" for form in Format}, {field: "" for fields in LISTS.values() for field in fields}])
def test_the_tables_name_all_there_is(names):
    """Every placeholder, field and form is told of."""
    told = set(re.findall(r"[\w.]+", " ".join(re.findall(r"`([^`]+)`", TEXT))))
    assert set(names) <= told


def test_the_page_names_every_term():
    """Every term that a house may call otherwise, its plural aside, is told of."""
    assert not [term for term in TERMS if f"`{term}`" not in TEXT and not term.endswith("s") and term != "criteria" and term != "lines of enquiry"]


def test_the_pictures_are_there():
    """Every picture of the page is a file beside it."""
    pictures = re.findall(r"\]\(([\w-]+\.png)\)", TEXT)
    assert len(pictures) == 3
    assert all((DOCS / picture).is_file() for picture in pictures)
