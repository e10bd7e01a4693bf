"""Walking through a document as its reader does: writing the files that its blocks show, running its commands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"

_FENCE = re.compile(r"^```(\w*)$")
_NAMED = re.compile(r"# ([\w./-]+\.yaml)( \(add\))?$")
_CLAIM = re.compile(r"<!-- assessed: (\S+) is (\S+) -->")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its lines, and the line on which it begins."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Stop:
    """A place at which the reader runs something: the files as written by then, the commands, what the text claims of them."""

    line: int
    files: dict[str, str]
    commands: tuple[str, ...]
    claims: tuple[tuple[str, str], ...]


def blocks(document: str) -> Iterator[Block]:
    """The fenced blocks of a document, in order."""
    language, start, held = None, 0, []
    for number, line in enumerate((DOCS / document).read_text("utf-8").splitlines(), start=1):
        fence = _FENCE.match(line)
        if fence and language is None:
            language, start, held = fence[1], number, []
        elif fence:
            yield Block(language or "", "\n".join(held) + "\n", start)
            language = None
        else:
            held.append(line)


def named(block: Block) -> tuple[str, bool]:
    """The file that a block of YAML belongs to, and whether it is added to what is there."""
    found = _NAMED.match(block.text.splitlines()[0])
    assert found, f"the block in line {block.line} does not say which file it belongs to"
    return found[1], bool(found[2])


def stops(document: str) -> list[Stop]:
    """Every place of a document at which something is run."""
    lines = (DOCS / document).read_text("utf-8").splitlines()
    files: dict[str, str] = {}
    out = []
    for block in blocks(document):
        if block.language == "yaml":
            file, added = named(block)
            files[file] = (files[file] if added else "") + block.text
        elif block.language == "console":
            after = block.line + block.text.count("\n") + 1
            claims = []
            while after < len(lines) and (claim := _CLAIM.match(lines[after])):
                claims.append((claim[1], claim[2]))
                after += 1
            commands = tuple(line.removeprefix("$ peerbench ") for line in block.text.splitlines())
            out.append(Stop(block.line, dict(files), commands, tuple(claims)))
    return out


def write(stop: Stop, folder: Path) -> None:
    """Write the files as they are at a stop."""
    for name, text in stop.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
