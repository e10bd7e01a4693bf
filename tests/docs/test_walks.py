"""The documentation is walked through: every block is written, every command run, every claim checked."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from engine.load import load
from evidence.problems import BadInput
from tests.docs.walk import DOCS, Stop, blocks, named, stops, write

DOCUMENTS = ("rule-language.md", "compliance.md", "evidence.md", "calendar.md")
STOPS = {f"{document}:{stop.line}": stop for document in DOCUMENTS for stop in stops(document)}
CLAIMS = {name: stop for name, stop in STOPS.items() if stop.claims}


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


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_what_a_reader_has_written_so_far_runs(stop: Stop, here: Path) -> None:
    """At every command of the text, the files written by then are right and their rule tests pass."""
    write(stop, here)
    for command in stop.commands:
        run(command)


@pytest.mark.parametrize("stop", CLAIMS.values(), ids=CLAIMS)
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


def test_people_who_spoke_in_confidence_are_shown_to_the_team_alone(here: Path) -> None:
    """In the example of evidence.md the public reads no name and no word of an interview, and the team reads them all."""
    stop = stops("evidence.md")[-1]
    write(stop, here)
    assess = "assess ambleford.yaml --rules corporate-peer-review --format json"
    public, team = run(assess), run(f"{assess} --audience team")
    for told in ("Interview 3", "Interview 7", "chair of a scrutiny panel", "Told us without looking anything up"):
        assert told in team
        assert told not in public


def parks(here: Path) -> Path:
    """The rulebook as it is when the reader has written all of it."""
    write(stops("rule-language.md")[-1], here)
    return here / "parks"


def test_a_message_looks_as_the_text_shows_it(here: Path) -> None:
    """The misspelling that the text tells of is answered with its place, what is wrong, and the nearest word."""
    shown = next(block.text.strip() for block in blocks("rule-language.md") if block.language == "text")
    dogs = parks(here) / "dogs.yaml"
    dogs.write_text(dogs.read_text("utf-8").replace("includes: [leads", "inclueds: [leads"), "utf-8")
    with pytest.raises(BadInput) as refused:
        load(Path("parks"))
    assert [str(problem) for problem in refused.value.problems] == [shown]


CHAPTER = (DOCS / "rule-language.md").read_text("utf-8").partition("## 15. ")[2].partition("\n## ")[0]
TRAPS = [re.findall(r"`([^`]*)`", line) for line in CHAPTER.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap[0])
def test_a_trap_of_yaml_is_one_and_the_way_out_works(trap: list[str], here: Path) -> None:
    """What the table says is refused is refused, what it says is read otherwise is; and what it advises is read as it stands."""
    folder = parks(here)
    dogs, repeat = folder / "dogs.yaml", "\n  note: *same" if "&same" in trap[0] else ""
    text = dogs.read_text("utf-8")

    def with_line(line: str) -> None:
        word = line.partition(":")[0]
        dogs.write_text(re.sub(rf"^  {word}: .*$", lambda _: f"  {line}", text, flags=re.MULTILINE), "utf-8")

    with_line(trap[0] + repeat)
    if len(trap) == 3 and not repeat:
        assert load(folder).criteria["parks.dogs"].next == trap[1]
    else:
        with pytest.raises(BadInput):
            load(folder)
    with_line(trap[-1])
    criterion = load(folder).criteria["parks.dogs"]
    assert trap[-1].partition(": ")[2].strip('"') in (criterion.next, f'{{source: guide, at: "{criterion.cite.at}"}}')
