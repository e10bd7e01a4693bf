"""Every problem of a rulebook has a name that programs can rely on."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.machines.checks import CHECKS, EVERY, OTHER, check_of

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    ROOT / path
    for path in (
        *(p.relative_to(ROOT) for folder in ("lint", "language") for p in (ROOT / "engine" / folder).glob("*.py")),
        *(f"engine/{name}.py" for name in ("assemble", "compile", "load", "references", "soundness")),
        *(f"evidence/{name}.py" for name in ("complaints", "located", "strict_yaml")),
    )
)


def texts(node: ast.expr) -> list[str]:
    """What an expression can say, with `x` for what it is told."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    return []


def wordings() -> Iterator[tuple[str, str]]:
    """Every wording of a problem in the code that loads and checks rulebooks, and where it stands."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            said = {"Problem": 1, "misplaced": 1, "refuse": 0 if path.stem == "located" else 1, "ValueError": 0}.get(name)
            if isinstance(node, ast.Call) and said is not None and len(node.args) > said:
                for text in texts(node.args[said]):
                    yield f"{path.name}:{node.lineno}", text.partition("; ")[0] if name == "ValueError" else text


WORDINGS = list(wordings())


def test_every_wording_in_the_code_has_a_name() -> None:
    """A new message of the loader or of `lint` belongs to a check, or this says where it stands."""
    assert len(WORDINGS) > 100
    assert [(at, text) for at, text in WORDINGS if check_of(text) is OTHER] == []


def test_names_are_short_and_different() -> None:
    """A name is a word or two in small letters, and each is given once."""
    names = [check.name for check in EVERY]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_no_name_is_idle(check) -> None:
    """Each check is the name of something that the code says."""
    told = [
        *(text for _, text in WORDINGS),
        "when 'x' rises to 3, the grade falls",
        "the table looks at 9 grades",
        "'x' is missing",
        "the grades look at 9 things",
    ]
    assert any(check_of(text) is check for text in told)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("'stauts' is not a word that can stand here", "unknown-word"),
        ("'adotped' is not one of adopted, draft", "wrong-value"),
        ("there is no criterion or group 'a.b'", "unknown-name"),
        ("there is no such file", "file"),
        ("this is not YAML (mapping values are not allowed here)", "yaml"),
        ("'cite' is missing", "missing"),
        ("nothing can prove grade 4 (excellent) of 'a.b'", "never"),
        ("a sentence that nobody has written yet", "rulebook"),
    ],
)
def test_a_message_keeps_its_name(what: str, name: str) -> None:
    """The names that programs rely on."""
    assert check_of(what).name == name
