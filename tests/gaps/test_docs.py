"""The page on gaps is walked through: every file is written, every command run."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.docs.walk import Stop, stops, write

ROOT = Path(__file__).parents[2]
STOPS = {f"line {stop.line}": stop for stop in stops("gaps.md")}


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_what_the_page_shows_runs(stop: Stop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """At every command of the page, the files written by then are right and the command ends well."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    write(stop, tmp_path)
    for command in stop.commands:
        result = CliRunner().invoke(app, shlex.split(command))
        assert result.exit_code == 0, f"{command}: {result.exception or ''}\n{result.output}"
