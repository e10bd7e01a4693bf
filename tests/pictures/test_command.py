"""`peerbench picture`, as people type it and as its documentation shows it."""

import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from evidence.problems import BadInput
from tests.docs.walk import DOCS, Stop, stops, write

DOCUMENT = "pictures.md"
STOPS = {f"line {stop.line}": stop for stop in stops(DOCUMENT)}
EXAMPLES = Path(__file__).parents[2] / "examples"


def run(command: str) -> Result:
    return CliRunner().invoke(app, shlex.split(command))


def problem(command: str) -> str:
    result = run(command)
    assert isinstance(result.exception, BadInput), result.output
    return str(result.exception)


def table(councils: int) -> str:
    """The table of tables.md, with so many councils."""
    rows = [f"Council {n},X{n:02},Unitary,% recycled,2008/09,{20 + n}" for n in range(3, councils + 3)]
    return "\n".join(["Council,Code,Type,Indicator,Year,Figure", "Brindle,X02,Unitary,% recycled,2008/09,33.1", *rows]) + "\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the examples and the table that the page names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    (tmp_path / "examples").symlink_to(EXAMPLES)
    (tmp_path / "recycling.csv").write_text(table(9))
    return tmp_path


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_what_the_page_shows_runs(stop: Stop, here: Path):
    """Every command of the page ends well, and leaves the picture that it names."""
    write(stop, here)
    for command in stop.commands:
        result = run(command)
        assert result.exit_code == 0, f"{command}: {result.exception or ''}\n{result.output}"
        made = (here / shlex.split(command)[-1]).read_bytes()
        assert made.startswith(b"\x89PNG") if command.endswith("png") else ET.fromstring(made).get("role") == "img"


def test_every_picture_of_the_page_is_there_and_told():
    """Whoever does not see them reads what they show."""
    text = (DOCS / DOCUMENT).read_text("utf-8")
    for kind in ("trend", "distribution", "gap", "heatmap", "grades"):
        assert ET.parse(DOCS / f"picture-{kind}.svg").getroot().get("role") == "img"
        told = next(line for line in text.splitlines() if line.endswith(f"(picture-{kind}.svg)"))
        assert len(told) > 60


def test_the_dots_of_a_table_are_the_others(here: Path):
    """Nine others have their own quartiles; with four of them there is nothing to draw."""
    write(STOPS[list(STOPS)[-1]], here)
    command = "picture distribution brindle.yaml --table recycling.csv --mapping recycling.map.yaml --out dots.svg"
    assert run(command).exit_code == 0
    assert "Brindle 33.1 in 2008/09. Of 9 others a quarter are below 25, half below 27, and three quarters below 29." in Path("dots.svg").read_text()
    Path("recycling.csv").write_text(table(4))
    assert "there is nothing to draw: no latest figure has five peers or more" in problem(command + " --force")


def test_an_evidence_set_that_names_a_table_is_drawn_with_it(here: Path):
    """`tables:` in the set is as good as --table."""
    write(STOPS[list(STOPS)[-1]], here)
    Path("brindle.yaml").write_text(Path("brindle.yaml").read_text() + "tables: [{file: recycling.csv, mapping: recycling.map.yaml}]\n")
    assert run("picture distribution brindle.yaml --out dots.svg").exit_code == 0
    assert "Of 9 others" in Path("dots.svg").read_text()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("trend E --out a.jpg", "--out: 'a.jpg' ends neither in .svg nor in .png: name it so; SVG stays sharp at any size, and PNG goes everywhere"),
        ("trend E --out a.svg --measure sickness-day-lost", "there are no figures of 'sickness-day-lost' to show: did you mean 'sickness-days-lost'?"),
        ("trend E --out a.svg --measure calls-abandoned", "there is nothing to draw: a trend takes two figures of a measure"),
        ("grades E --out a.svg --measure calls-abandoned", "--measure: grades are not drawn of a measure: leave it out"),
        ("gap examples/newcastle-2000/evidence.yaml --out a.svg", "there is nothing to draw: no measure has a target: give `target:` with a figure"),
    ],
)
def test_what_cannot_be_drawn_is_said_with_what_to_do(command: str, said: str, here: Path):
    """No traceback, and no file."""
    command = f"picture {command}".replace(" E ", " examples/westmarch/evidence.yaml ")
    assert said in problem(command)
    assert not list(here.glob("a.*"))


def test_without_the_library_the_command_says_what_to_install(here: Path, monkeypatch: pytest.MonkeyPatch):
    """A picture cannot be had without it, unlike a report."""
    monkeypatch.setattr("cli.pictures.figures.find_spec", lambda name: None if name == "altair" else True)
    told = problem("picture trend examples/westmarch/evidence.yaml --out a.svg")
    assert told == "picture: pictures need the library altair, which is not installed: install peerbench[charts]"


@pytest.mark.parametrize("there", [True, False], ids=["with the library", "without"])
def test_a_report_has_the_figures_with_pictures_or_without(there: bool, here: Path, monkeypatch: pytest.MonkeyPatch):
    """In HTML and in Word the chapter is there either way; without the library it says so in one line."""
    if not there:
        monkeypatch.setattr("cli.pictures.figures.find_spec", lambda _name: None)
    assert run("assess examples/westmarch/evidence.yaml --rules corporate-peer-review --matcher direct --format html --out r.html --no-journal").exit_code == 0
    page = Path("r.html").read_text("utf-8")
    assert "Worsening over 3 periods: up 17.5 a year" in page
    assert ('class="chart"' in page) is there
    assert ("The pictures are left out" in page) is not there


def test_a_part_of_the_benchmark_has_no_chapter_of_figures(here: Path):
    """Which measures belong to the part is not known, so that none are shown."""
    command = "assess examples/westmarch/evidence.yaml --rules corporate-peer-review --scope element.1 --matcher direct --format html --out r.html --no-journal"
    assert run(command).exit_code == 0
    assert 'id="figures"' not in Path("r.html").read_text("utf-8")
