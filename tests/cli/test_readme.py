"""What the README claims."""

import re
import shlex
from pathlib import Path

import pytest

from evidence.columns import frame_of
from evidence.read import read_evidence

ROOT = Path(__file__).parents[2]
COUNCILS = {"Harrow": "harrow-2005", "Wakefield": "wakefield-2002-2005"}
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    """Every command that the README shows."""
    lines = re.findall(r"^    (peerbench .*?)(?: +#.*)?$", README, re.MULTILINE)
    return [part.strip() for line in lines for part in line.split(";")]


def test_every_command_in_the_readme_works(run, tmp_path, monkeypatch):
    """The commands run one after the other, as they stand there."""
    monkeypatch.chdir(tmp_path)
    assert run("new", "rulebook", "my-benchmark").code == 0
    days = {"first": "2009-06-30", "second": "2009-06-30", "last-year": "2008-06-30", "next-year": "2010-06-30"}
    for name, day in days.items():
        assert run("new", "evidence", f"{name}.yaml", "--for", "Our council", "--as-of", day).code == 0
        with Path(f"{name}.yaml").open("a", encoding="utf-8") as file:
            file.write(f"scores: [{{criterion: cpr.2.3.systems.4, grade: 3, reason: As seen., by: {name}, date: {day}}}]\n")
    sets = {council: read_evidence(ROOT / "examples" / name / "evidence.yaml")[0] for council, name in COUNCILS.items()}
    frame_of(sets).write_parquet("councils.parquet")
    shown = commands()
    assert len(shown) >= 20
    for command in shown:
        ran = run(*shlex.split(command)[1:])
        assert ran.code == 0, (command, ran.err)
    assert (tmp_path / "report.html").stat().st_size > 10_000


def test_the_readme_opens_with_the_two_commands_of_a_fresh_clone():
    """make demo and make test come before anything else that is typed."""
    first = re.findall(r"^    (.+)$", README, re.MULTILINE)[:2]
    assert [line.split("#")[0].strip() for line in first] == ["make demo", "make test"]


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)]+)\)", README))
def test_every_link_in_the_readme_leads_somewhere(link):
    """Files that the README names are there."""
    assert (ROOT / link).exists(), link


def test_the_readme_names_every_rulebook_and_its_size():
    """The table of rulebooks is that of the folder, and the counts are right."""
    from engine.home import installed
    from engine.load import load

    for name in installed():
        assert f"`{name}`" in README
    book = load(installed()["corporate-peer-review"])
    levels = [g.level for g in book.groups.values()]
    assert (levels.count("theme"), levels.count("element"), levels.count("heading"), len(book.criteria)) == (5, 11, 36, 196)
    assert "5 themes, 11 elements, 36 headings, 196 key features" in README


def test_every_command_is_in_the_documentation():
    """A command that the documentation does not show is one that nobody finds."""
    from cli.main import COMMANDS

    documentation = README + "".join(p.read_text(encoding="utf-8") for p in (ROOT / "docs").glob("*.md"))
    for name in COMMANDS:
        assert re.search(rf"peerbench {name}\b|`{name}`", documentation), name
