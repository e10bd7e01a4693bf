"""Real rule files with one small damage each: they load, or they are refused with a place, and nothing else happens."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compile import compile_plan
from engine.home import home
from engine.lint import lint
from engine.load import load
from evidence.problems import BadInput, Problem

BOOKS = ("corporate-peer-review", "intervention-ladder")
ODD = (
    "",
    "~",
    "[]",
    "{}",
    "[1, 2]",
    "{a: b}",
    "-1",
    "0",
    "99",
    "1.5",
    "true",
    '""',
    "any",
    "$few",
    "$nothing",
    "'*'",
    "x.*",
    "NO",
    "2006-02-20",
    "[{grade: any}]",
    "| ",
    "- ",
)


def _delete(lines: list[str], n: int, _: int) -> list[str]:
    return lines[:n] + lines[n + 1 :]


def _duplicate(lines: list[str], n: int, _: int) -> list[str]:
    return [*lines[:n], lines[n], *lines[n:]]


def _misspell(lines: list[str], n: int, at: int) -> list[str]:
    """Leave one letter of a line out."""
    line = lines[n]
    at %= max(len(line), 1)
    return [*lines[:n], line[:at] + line[at + 1 :], *lines[n + 1 :]]


def _swap_brackets(lines: list[str], n: int, _: int) -> list[str]:
    return [*lines[:n], lines[n].translate(str.maketrans("{}[]", "[]{}")), *lines[n + 1 :]]


def _indent(lines: list[str], n: int, by: int) -> list[str]:
    return [*lines[:n], " " * (1 + by % 3) + lines[n], *lines[n + 1 :]]


def _swap_lines(lines: list[str], n: int, by: int) -> list[str]:
    other = (n + 1 + by % 5) % len(lines)
    lines = lines.copy()
    lines[n], lines[other] = lines[other], lines[n]
    return lines


def _odd_value(lines: list[str], n: int, which: int) -> list[str]:
    """Put something odd where a value stands."""
    key, colon, _ = lines[n].partition(":")
    return [*lines[:n], f"{key}{colon} {ODD[which % len(ODD)]}", *lines[n + 1 :]]


def _odd_part(lines: list[str], n: int, which: int) -> list[str]:
    """Put something odd where the last value within a line stands."""
    key, colon, _ = lines[n].rpartition(": ")
    return [*lines[:n], f"{key}{colon}{ODD[which % len(ODD)]}{'}' * (key.count('{') - key.count('}'))}", *lines[n + 1 :]]


def _cut_off(lines: list[str], n: int, _: int) -> list[str]:
    return lines[: n + 1]


DAMAGES: dict[str, Callable[[list[str], int, int], list[str]]] = {
    "delete a line": _delete,
    "write a line twice": _duplicate,
    "leave a letter out": _misspell,
    "swap brackets": _swap_brackets,
    "indent a line": _indent,
    "swap two lines": _swap_lines,
    "an odd value": _odd_value,
    "an odd part": _odd_part,
    "cut the file off": _cut_off,
}


def damaged(folder: Path, book: str, damage: str, where: int, how: int) -> tuple[Path, str]:
    """The rulebook with one damage, and the file as it was."""
    files = sorted(p for p in (folder / book).glob("*.yaml"))
    lines = [(path, n) for path in files for n in range(len(path.read_text("utf-8").splitlines()))]
    path, n = lines[where % len(lines)]
    before = path.read_text("utf-8")
    path.write_text("\n".join(DAMAGES[damage](before.splitlines(), n, how)) + "\n", "utf-8")
    return path, before


def refused(folder: Path) -> tuple[Problem, ...]:
    """What loading and compiling refuse."""
    try:
        compile_plan([load(folder)])
    except BadInput as bad:
        return bad.problems
    return ()


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rulebooks, to be damaged and mended one file at a time."""
    folder = tmp_path_factory.mktemp("rules")
    for book in BOOKS:
        shutil.copytree(home() / book, folder / book, ignore=shutil.ignore_patterns("tests"))
    return folder


@settings(max_examples=40)
@given(book=st.sampled_from(BOOKS), damage=st.sampled_from(sorted(DAMAGES)), where=st.integers(0, 10**6), how=st.integers(0, 10**3))
def test_a_small_damage_is_refused_with_a_place_or_does_no_harm(books: Path, book: str, damage: str, where: int, how: int) -> None:
    """One damage in a real rulebook: loading and compiling succeed, or BadInput names a place; linting never fails."""
    path, before = damaged(books, book, damage, where, how)
    try:
        problems = refused(books / book)
        # Only the loss of the head itself has no line to be found in.
        assert not problems or any(p.place.line for p in problems) or "has 0" in problems[0].what
        assert set(problems) <= set(lint(books / book))
    finally:
        path.write_text(before, "utf-8")
