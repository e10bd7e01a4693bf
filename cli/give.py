"""Giving away what a command made: on the screen, or in a file that the journal then names."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.common import refuse
from cli.files import write_out, write_whole
from cli.record import TEAM, record

if TYPE_CHECKING:
    from engine.rulebook import Rulebook


@dataclass(frozen=True)
class Doing:
    """What a command does, for the journal: to which evidence, by which name, what else it read, and what came of it for whom."""

    evidence: Path
    did: str
    read: Sequence[Path] = ()
    books: "Sequence[Rulebook]" = ()
    audience: str = TEAM
    result: str | None = None


def needs_file(form: str, out: Path | None) -> None:
    """Refuse to show on the screen what is no text."""
    if out is None:
        raise refuse("--out", f"{form} is not text for a screen", f"add --out FILE.{form}")


def give(content: str | bytes, out: Path | None, doing: Doing | None, *, force: bool, quiet: bool) -> None:
    """Write to the file named, and say so in the journal; or write to the screen. What is done to no evidence has no journal."""
    if out is None:
        assert isinstance(content, str)
        write_out(content)
        return
    write_whole(out, content, force=force)
    if doing is not None:
        record(doing.evidence, doing.did, written=[out], read=doing.read, books=doing.books, audience=doing.audience, result=doing.result)
    if not quiet:
        typer.echo(f"Written to {out}.", err=True)
