"""docs/machines.md and docs/windows.md are walked through, and the tables name all there is."""

import pytest

from cli.formats import Of
from cli.machines.checks import EVERY
from engine.schemas import FILES
from tests.docs.test_walks import here, run  # noqa: F401 - a fixture
from tests.docs.walk import DOCS, stops

TEXT = (DOCS / "machines.md").read_text("utf-8")


WRITTEN = {
    "machines.md": {"grades.csv", "findings.csv", "assessment.xlsx", "lint.sarif", "lint.xml", "tests.xml"},
    "windows.md": {"ours.xlsx", "report.docx"},
}


@pytest.mark.parametrize("page", WRITTEN)
def test_every_command_of_a_page_runs(page, here):  # noqa: F811
    """The commands write what they say, in the order of the page."""
    for stop in stops(page):
        for command in stop.commands:
            run(command)
    assert WRITTEN[page] <= {path.name for path in here.iterdir()}


@pytest.mark.parametrize("name", [*(of.value for of in Of), *(check.name for check in EVERY), *FILES])
def test_the_page_names_every_table_check_and_schema(name):
    """Nothing is there that the page does not tell of."""
    assert f"### {name}\n" in TEXT or f"| `{name}` |" in TEXT


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.name)
def test_the_page_says_what_a_check_finds(check):
    """In the words of the code."""
    assert f"| `{check.name}` | {check.about} |" in TEXT
