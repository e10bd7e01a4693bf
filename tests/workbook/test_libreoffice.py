"""Saved again by LibreOffice, a workbook reads the same."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import load_workbook

from evidence.read import read_evidence
from evidence.workbook.pack import packed
from evidence.workbook.write import workbook_of
from tests.workbook.made import empty, fill
from tests.workbook.sets import OUTLINE, sets, unordered

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed; .ci/install-system installs it"
)


def saved_again(paths: list[Path], out: Path, profile: Path) -> None:
    """Open workbooks in LibreOffice and save them, without a window."""
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)


def test_libreoffice_changes_nothing_that_is_read(tmp_path):
    """Every set drawn comes back from a workbook that LibreOffice has opened and saved. Its line ends are its own: a return becomes a new line."""
    drawn = []

    @settings(max_examples=6, deadline=None, database=None, phases=[Phase.generate], derandomize=True, suppress_health_check=list(HealthCheck))
    @given(sets())
    def draw(known):
        drawn.append(known)

    draw()
    paths = [tmp_path / f"{n}.xlsx" for n in range(len(drawn))]
    for path, known in zip(paths, drawn, strict=True):
        path.write_bytes(packed(workbook_of(known, OUTLINE)))
    saved_again(paths, tmp_path / "out", tmp_path / "profile")

    def plain(known):
        return repr(unordered(known)).replace("\\\\r\\\\n", "\\\\n").replace("\\r\\n", "\\n")

    for path, known in zip(paths, drawn, strict=True):
        assert plain(read_evidence(tmp_path / "out" / path.name)[0]) == plain(known)


def test_formulas_and_notes_of_a_team_come_through_libreoffice(tmp_path):
    """A due date that a formula gives is read by what it shows, once a program has worked it out."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(workbook_of(empty(), OUTLINE)))
    book = load_workbook(path)
    fill(book, "First theme", "c.1", {"Narrative": '="Two and two is "&(2+2)', "How far it goes": "absent"})
    book.save(path)
    saved_again([path], tmp_path / "out", tmp_path / "profile")
    assert read_evidence(tmp_path / "out/a.xlsx")[0].items[0].excerpt == "Two and two is 4"
