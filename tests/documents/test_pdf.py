"""The PDF: printed by the browser that is there, tagged, paginated; without a browser, a clear message."""

import datetime as dt
import re
import shutil
import sys
from pathlib import Path

import pytest

from cli.documents import browser
from cli.documents.pdf import render_pdf, undated
from cli.report.html import render_html
from evidence.problems import BadInput, RunFailed
from tests.documents.unpacked import read, unpacked
from tests.report import parks


def _browser() -> bool:
    try:
        return browser.find_browser().is_file()
    except BadInput:
        return False


printed_here = pytest.mark.skipif(
    not (_browser() and shutil.which("pdftotext")), reason="no browser or no pdftotext is installed; .ci/install-system installs them"
)


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "parks.pdf"
    path.write_bytes(render_pdf(parks.assessed(audience="public")))
    return path


@printed_here
def test_the_pdf_is_tagged_and_has_an_outline(printed):
    """A screen reader finds headings, tables, lists and the language."""
    found = unpacked(printed)
    assert "/MarkInfo" in found
    assert re.search(r"/Lang \(en-GB\)", found)
    for role in ("H1", "H2", "Table", "TH", "L", "Figure"):
        assert re.search(rf"/S /{role}\b", found), role
    assert "/Outlines" in found


@printed_here
def test_pages_are_numbered_and_run_under_the_title(printed):
    """Every page says which it is of how many, and all but the first what it belongs to."""
    pages = [page for page in read(printed).split("\f") if page.strip()]
    assert len(pages) > 3
    for n, page in enumerate(pages, start=1):
        assert f"{n} of {len(pages)}" in page
        assert (n == 1) or "Littleham Town Council: assessment as of 30 June 2009" in page.splitlines()[0]


@printed_here
def test_the_same_assessment_gives_the_same_pdf(printed):
    """Printed twice by the same browser, the bytes are the same, and the day is that of the assessment."""
    again = render_pdf(parks.assessed(audience="public"))
    assert again == printed.read_bytes()
    assert b"/CreationDate (D:20090630000000" in again


def test_no_byte_moves_when_the_hour_is_taken_out():
    """A PDF counts its own bytes: the dates are replaced by others of the same length."""
    raw = b"x /CreationDate (D:20261120110625+00'00') /ModDate (D:20261120110625-05'30') /CreationDate (D:20261120110625)"
    assert undated(raw, dt.date(2009, 6, 30)) == (
        b"x /CreationDate (D:20090630000000+00'00') /ModDate (D:20090630000000+00'00') /CreationDate (D:20090630000000)"
    )


def test_a_name_cannot_leave_its_place_in_the_style():
    """Quotes, brackets and backslashes of a name are no CSS and no HTML at the head of the pages."""
    odd = parks.assessed()
    odd = odd.model_copy(update={"authority": odd.authority.model_copy(update={"name": '"} </style><b>\\'})})
    style = re.search(r"<style>(.*?)</style>", render_html(odd), re.DOTALL)[1]
    assert r'content: "\22 \7d \20 \3c \2f style\3e \3c b\3e \5c ' in style


@pytest.fixture
def none_installed(monkeypatch):
    """A machine without a browser."""
    monkeypatch.delenv(browser.ASKED, raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    monkeypatch.setattr(browser, "usual_places", lambda platform, environment: iter(()))


def test_without_a_browser_the_message_says_what_to_do(none_installed):
    """No browser is wrong input, exit code 2, and names what else there is."""
    with pytest.raises(BadInput, match=r"Edge, Chrome or Chromium.*none was found.*--format html or docx needs none"):
        browser.print_page("")


def test_a_browser_that_is_named_is_taken_and_must_be_there(none_installed, monkeypatch, tmp_path):
    """The variable of the environment goes before every usual place."""
    own = tmp_path / "own-browser"
    monkeypatch.setenv(browser.ASKED, str(own))
    with pytest.raises(BadInput, match="there is no browser at"):
        browser.find_browser()
    own.touch()
    assert browser.find_browser() == own


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the browser")
def test_a_browser_that_prints_nothing_is_a_failed_run(none_installed, monkeypatch, tmp_path):
    """Neither an empty file nor a traceback comes of it."""
    own = tmp_path / "own-browser"
    own.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    monkeypatch.setenv(browser.ASKED, str(own))
    with pytest.raises(RunFailed, match="cannot be started"):
        browser.print_page("")
    own.chmod(0o755)
    with pytest.raises(RunFailed, match="did not print"):
        browser.print_page("")


def test_on_windows_edge_is_looked_for_where_windows_puts_it():
    """Every Windows machine has Edge in one of its folders for programs, and it is tried first."""
    environment = {"ProgramFiles(x86)": r"C:\Program Files (x86)", "ProgramFiles": r"C:\Program Files", "LOCALAPPDATA": r"C:\Users\o\AppData\Local"}
    places = [str(place) for place in browser.usual_places("win32", environment)]
    assert places[0] == r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"
    assert r"C:\Users\o\AppData\Local\Google\Chrome\Application\chrome.exe" in places
    assert list(browser.usual_places("win32", {})) == []
    assert len(list(browser.usual_places("darwin", {}))) == 3
