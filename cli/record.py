"""The journal as the commands keep it: every run that writes calls `record` once, after it has written."""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from engine.record.journal import Deed
    from engine.rulebook import Rulebook

TEAM = "team"
"""The role of whoever does not say another."""

Role = Annotated[
    str, typer.Option("--role", metavar="ROLE", envvar="PEERBENCH_ROLE", help="In which role you do this; the journal names it.", rich_help_panel="Journal")
]
NoJournal = Annotated[
    bool, typer.Option("--no-journal", envvar="PEERBENCH_NO_JOURNAL", help="Leave this run out of the journal beside the evidence.", rich_help_panel="Journal")
]


def record(
    evidence: Path,
    did: str,
    *,
    written: Iterable[Path],
    read: Iterable[Path] = (),
    books: "Sequence[Rulebook]" = (),
    audience: str = TEAM,
    result: str | None = None,
    because: str | None = None,
    role: str | None = None,
    keep: bool | None = None,
) -> None:
    """Add a line to the journal in the folder of the evidence: who did what, when, and the hashes of what was read and written.

    `read` are other files than the evidence; each may be one authority of a table, such as `sector.parquet#Stoneleigh`.
    The role is that of `PEERBENCH_ROLE`, or the team, unless it is given; `keep` is false where the journal is not wanted.
    Where it cannot be written a warning says so, and the run is done all the same.
    """
    if keep is False or (keep is None and os.environ.get("PEERBENCH_NO_JOURNAL")):
        return
    from engine.record.append import append

    evidence = _file(evidence)
    folder = evidence.parent
    try:
        written = tuple(written)
        other = [file for file in (evidence, *map(_file, read)) if file not in written]
        append(
            folder,
            deed(folder, did, role=role, audience=audience, books=books, read=other, written=written, result=result, because=because),
        )
    except OSError as error:
        typer.echo(f"Warning: {folder}: the journal could not be written ({error.strerror or error}); this run is not in it.", err=True)


def deed(
    folder: Path,
    did: str,
    *,
    role: str | None,
    audience: str,
    books: "Sequence[Rulebook]",
    read: Iterable[Path],
    written: Iterable[Path],
    result: str | None = None,
    because: str | None = None,
) -> "Deed":
    """What a run did, with the hashes of the files as they are now. Raises OSError where one cannot be read."""
    from engine.record.journal import Deed

    return Deed(
        did=did,
        who=role or os.environ.get("PEERBENCH_ROLE") or TEAM,
        when=now(),
        audience=audience,
        rulebooks={f"{book.id} {book.book.version}": book.content_hash for book in books},
        read=_hashes(folder, read),
        written=_hashes(folder, written),
        result=result,
        because=because,
    )


def now() -> dt.datetime:
    """This moment, or the one that SOURCE_DATE_EPOCH names."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return dt.datetime.fromtimestamp(int(given), dt.UTC) if given.isdecimal() else dt.datetime.now(dt.UTC)


def _file(path: Path) -> Path:
    """The file in which what a path names stands."""
    from evidence.one import named_in

    one = named_in(path)
    return one[0] if one else path


def _hashes(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """The hashes of files by the name under which the folder's owner knows them: no folder above it is named."""
    home = folder.resolve()
    return {_named(home, file.resolve()): _hash(file) for file in files}


def _hash(file: Path) -> str:
    import hashlib

    with file.open("rb") as opened:  # a sector's evidence may be larger than the memory
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _named(home: Path, file: Path) -> str:
    return file.relative_to(home).as_posix() if file.is_relative_to(home) else file.name
