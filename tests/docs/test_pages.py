"""The rulebooks' pages say what the rule files say."""

from pathlib import Path

import pytest

from engine.home import installed
from engine.load import load
from engine.pages import FOLDER, pages

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def written():
    """The pages as they would be written now."""
    return pages({name: load(folder) for name, folder in installed().items()})


def test_the_pages_of_the_rulebooks_are_current(written):
    """`make schemas` would change nothing, and there is no page of a rulebook that is gone."""
    assert {p.name for p in (ROOT / FOLDER).glob("*.md")} == set(written)
    for name, text in written.items():
        assert (ROOT / FOLDER / name).read_text(encoding="utf-8") == text, name


@pytest.mark.parametrize("name", sorted(installed()))
def test_a_page_names_every_rule_and_every_assumption(written, name):
    """Nothing that the rulebook asks or assumes is left out of its page."""
    book, text = load(installed()[name]), written[f"{name}.md"]
    for rule in (*book.criteria, *book.triggers, *book.rungs, *book.support):
        assert f"`{rule}`" in text, rule
    for parameter in (n for n, p in book.parameters.items() if p.assumption):
        assert f"`{parameter}`" in text, parameter
