"""The page that walks a whole review through the product, read as steps: commands with what they print, edits of a file, what people type into a workbook."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "a-review-from-start-to-finish.md"
CUT = "…"
"""What an excerpt leaves out: on a line of its own any lines, within a line any characters."""

_CODE = re.compile(r"\(exit code (\d)\)")
_TYPED = re.compile(r"<!-- typed into (\S+), sheet (.+) -->")


@dataclass(frozen=True)
class Command:
    """A command, the lines that the page shows of what it prints, and its exit code."""

    line: int
    text: str
    shown: tuple[str, ...] = ()
    code: int = 0


@dataclass(frozen=True)
class Edit:
    """A change to a text file: what stands there once, and what comes in its place."""

    line: int
    file: str
    hunks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Typed:
    """What people type into a sheet: for each row its key, and the cells by heading."""

    line: int
    file: str
    sheet: str
    rows: tuple[dict[str, str], ...] = field(default_factory=tuple)


def steps() -> Iterator[Command | Edit | Typed]:
    """Every step of the page, in order."""
    lines = PAGE.read_text("utf-8").splitlines()
    n = 0
    while n < len(lines):
        if typed := _TYPED.match(lines[n]):
            start = n
            n += 1
            while n < len(lines) and lines[n].startswith("|"):
                n += 1
            yield Typed(start + 1, typed[1], typed[2], tuple(_rows(lines[start + 1 : n])))
        elif lines[n] in ("```console", "```diff"):
            start = n + 1
            n = lines.index("```", start)
            yield from _commands(lines[start:n], start + 1) if lines[start - 1] == "```console" else [_edit(lines[start:n], start + 1)]
        n += 1


def _commands(lines: list[str], first: int) -> Iterator[Command]:
    starts = [n for n, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        shown = [line for line in lines[start + 1 : end] if not _CODE.fullmatch(line)]
        code = next((int(found[1]) for line in lines[start:end] if (found := _CODE.fullmatch(line))), 0)
        yield Command(first + start, lines[start].removeprefix("$ "), tuple(shown), code)


def _edit(lines: list[str], first: int) -> Edit:
    hunks: list[list[str]] = [[]]
    for line in lines[1:]:
        if line == "@@":
            hunks.append([])
        else:
            hunks[-1].append(line)
    sides = [tuple("".join(f"{line[1:]}\n" for line in hunk if line[0] in kept) for kept in (" -", " +")) for hunk in hunks]
    return Edit(first, lines[0].removeprefix("# "), tuple((old, new) for old, new in sides))


def _rows(lines: list[str]) -> Iterator[dict[str, str]]:
    cells = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
    for row in cells[2:]:
        yield dict(zip(cells[0], row, strict=True))


def missing(shown: tuple[str, ...], printed: str) -> str | None:
    """The first lines that the page shows and the command did not print, in the page's order; None where it printed all of them."""
    lines = [line.rstrip() for line in printed.splitlines()]
    at = 0
    for part in _parts(shown):
        patterns = [re.compile(".*".join(map(re.escape, line.rstrip().split(CUT)))) for line in part]
        found = next(
            (n for n in range(at, len(lines) - len(part) + 1) if all(p.fullmatch(lines[n + k]) for k, p in enumerate(patterns))),
            None,
        )
        if found is None:
            return "\n".join(part)
        at = found + len(part)
    return None


def _parts(shown: tuple[str, ...]) -> Iterator[list[str]]:
    """The runs of lines between the cuts."""
    part: list[str] = []
    for line in (*shown, CUT):
        if line.strip() != CUT:
            part.append(line)
        elif part:
            yield part
            part = []
