"""docs/agreement.md: its files are written, its commands run, and each ends well."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.docs.walk import Stop, stops, write

ROOT = Path(__file__).parents[2]
STOPS = {f"line {stop.line}": stop for stop in stops("agreement.md")}


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_what_a_reader_types_runs(stop: Stop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    """At every command of the page, the files written by then do what the text says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    write(stop, tmp_path)
    for command in stop.commands:
        result = CliRunner().invoke(app, shlex.split(command))
        assert result.exit_code == 0, f"{command}: {result.output}"
