"""The documentation is walked through: every block is written, every command run, every claim checked."""

import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.docs.walk import Stop, blocks, named, stops, write

DOCUMENTS = ("rule-language.md", "evidence.md")
STOPS = [pytest.param(stop, id=f"{document}:{stop.line}") for document in DOCUMENTS for stop in stops(document)]


def run(command: str) -> str:
    """Run a command of the documentation, without `peerbench`; it must end well."""
    result = CliRunner().invoke(app, shlex.split(command))
    assert result.exit_code == 0, f"{command}: {result.exception or ''}\n{result.output}"
    return result.stdout


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    return tmp_path


@pytest.mark.parametrize("stop", STOPS)
def test_what_a_reader_has_written_so_far_runs(stop: Stop, here: Path) -> None:
    """At every command of the text, the files written by then are right and their rule tests pass."""
    write(stop, here)
    for command in stop.commands:
        run(command)


@pytest.mark.parametrize("stop", [s for s in STOPS if s.values[0].claims])
def test_an_assessment_comes_out_as_the_text_says(stop: Stop, here: Path) -> None:
    """Where the text names the grade that an assessment gives, that grade is given."""
    write(stop, here)
    command = next(c for c in stop.commands if c.startswith("assess "))
    grades = json.loads(run(f"{command} --format json"))["grades"]
    said = {rule: str(grades[rule]["grade"]) for rule, _ in stop.claims}
    assert said == dict(stop.claims)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_is_run(document: str) -> None:
    """Every block of YAML names its file, and a command that comes after it uses it."""
    yaml = [block for block in blocks(document) if block.language == "yaml"]
    assert yaml
    last = max(stop.line for stop in stops(document))
    assert [named(block)[0] for block in yaml if block.line > last] == []
