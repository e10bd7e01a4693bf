"""Rulebooks are data: not a line of Python is specific to one of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.home import installed
from engine.load import draft

HOME = Path(__file__).parent.parent
CODE = sorted(path for room in ("engine", "evidence", "cli") for path in (HOME / room).rglob("*.py"))
TEMPLATES = sorted((HOME / "cli").rglob("*.j2"))
_NAME = re.compile(r"[a-z0-9][a-z0-9_.\-]*[a-z0-9]")

_AN_EXAMPLE = "an example in a help or error text: it shows the shape of what to write, and nothing is looked up by it"
ALLOWED = {
    "cli/common.py": {"coasting.periods": _AN_EXAMPLE},
    "cli/new.py": dict.fromkeys(
        ("corporate-plan", "cpr.2.3.systems.4", "resident-satisfaction", "scrutiny-report"),
        "the starter evidence set, which is to say something under the usual rulebooks from the start",
    ),
    "evidence/model.py": {"scrutiny-report": _AN_EXAMPLE},
}
"""What code may name of a rulebook, by file, and why."""


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """Everything that rulebooks name, and what it is: their ids, their rules' ids, the keys of their vocabularies and their parameters.

    A name of one plain word is left out, for it is a word of English first.
    """
    found: dict[str, str] = {}
    for name, folder in installed().items():
        book = draft(folder).book
        rules = [i for rules in (book.criteria, book.groups, book.triggers, book.rungs, book.support) for i in rules]
        keys = [key for kind in type(book.vocabulary).model_fields for key in getattr(book.vocabulary, kind)]
        for what, names in (("a rulebook", [name]), ("a rule", rules), ("a word of a vocabulary", keys), ("a parameter", book.parameters)):
            found.update({n: f"{what} of {name}" for n in names if re.search(r"[.\-]", n)})
    return found


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a module's code, by its line; docstrings, which explain by example, are none of it."""
    tree = ast.parse(path.read_text("utf-8"))
    # A text that stands by itself does nothing: it is a docstring.
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", CODE, ids=lambda p: p.relative_to(HOME).as_posix())
def test_no_module_names_anything_of_a_rulebook(path: Path, known: dict[str, str]) -> None:
    """Neither a rulebook nor a rule, a word of a vocabulary or a parameter of one."""
    allowed = ALLOWED.get(path.relative_to(HOME).as_posix(), {})
    named = {(line, name) for line, text in texts(path) for name in _NAME.findall(text) if name in known and name not in allowed}
    assert not [f"{path}:{line}: '{name}' is {known[name]}" for line, name in sorted(named)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_names_anything_of_a_rulebook(path: Path, known: dict[str, str]) -> None:
    """Reports are laid out for any rulebook."""
    assert not [f"{path}: '{name}' is {known[name]}" for name in _NAME.findall(path.read_text("utf-8")) if name in known]


def test_what_is_allowed_is_needed(known: dict[str, str]) -> None:
    """An allowance that no code uses any more is taken back."""
    for file, allowed in ALLOWED.items():
        used = {name for _, text in texts(HOME / file) for name in _NAME.findall(text) if name in known}
        assert allowed.keys() <= used, file
