"""`peerbench sector`: from tables of evidence to tables of results and a report of the sector."""

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import Audience, ForAudience, Force, Quiet, Rules, Set
from cli.files import cannot_write
from cli.record import TEAM, NoJournal, Role, record
from evidence.problems import RunFailed

if TYPE_CHECKING:
    from engine.plan import Plan
    from engine.rulebook import Rulebook

Paths = Annotated[
    list[Path], typer.Argument(metavar="EVIDENCE…", help="Tables of evidence in the long form (Parquet, CSV), or evidence sets.", show_default=False)
]
Folder = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder for the results; it is made.", show_default=False)]
Processes = Annotated[int | None, typer.Option("--processes", metavar="N", min=1, help="How many processes work; one for each processor, if not said.")]
On = Annotated[str | None, typer.Option("--on", metavar="spark", help="Work on a Spark cluster: spark, for the one that is set up, or the URL of its master.")]
Since = Annotated[
    Path | None, typer.Option("--since", metavar="DIR", help="Earlier results of the same rules: the report then says who moved.", show_default=False)
]
Rows = Annotated[int, typer.Option("--rows", metavar="N", min=1, help="About how many rows of evidence are judged at once; memory grows with them.")]

_WORK = ".peerbench-"
"""How the folder begins into which evidence is put that has to be sorted or rewritten."""


def sector(
    evidence: Paths,
    out: Folder,
    rules: Rules = None,
    audience: ForAudience = Audience.public,
    since: Since = None,
    on: On = None,
    processes: Processes = None,
    rows: Rows = 300_000,
    settings: Set = None,
    role: Role = TEAM,
    no_journal: NoJournal = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Assess every authority of a sector: results as Parquet, and a report of the whole. Stopped, it goes on where it was."""
    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    try:
        for library in ("polars", "pyarrow"):
            import_module(library)
    except ModuleNotFoundError as missing:
        raise common.refuse("sector", f"it needs the library {missing.name}, which is not installed", "install peerbench[sector]") from None
    if since is not None and not (since / "grades").is_dir():
        raise common.refuse("--since", f"{since} holds no results of a sector", "name the folder that an earlier run wrote")
    many = processes or os.cpu_count() or 1
    from engine.sector.store import alone_in

    with _stopped_plainly(out), alone_in(out):
        _assess(plan, books, evidence, out, audience=audience.value, rows=rows, force=force, quiet=quiet, on=on, processes=many)
        from cli.sector.report import write_report

        options = [*_each("--rules", rules), *_each("--set", settings), *_each("--audience", [audience.value] if audience is not Audience.public else [])]
        written = write_report(out, books, evidence, since, options)
    made = [out / "manifest.json", out / "sector.html"]
    record(evidence[0], "sector", written=made, read=evidence[1:], books=books, audience=audience.value, role=role, keep=not no_journal)
    if not quiet:
        typer.echo(f"Written to {out}: {written.authorities:,} authorities, {written.findings:,} findings. Open {out / 'sector.html'}.", err=True)


def _assess(
    plan: "Plan",
    books: "Sequence[Rulebook]",
    evidence: Sequence[Path],
    out: Path,
    *,
    audience: str,
    rows: int,
    force: bool,
    quiet: bool,
    on: str | None,
    processes: int,
) -> None:
    from engine.sector.run import run
    from engine.sector.source import as_parquet, fingerprint, partitions
    from engine.sector.spark import on_spark
    from engine.sector.store import Store

    head = {
        "schema": "peerbench/sector/1",
        "evidence": {"files": [path.name for path in evidence], "sha256": fingerprint(evidence)},
        "rulebooks": [{"id": book.id, "version": book.book.version, "content_hash": book.content_hash} for book in books],
        "audience": audience,
        "rows": rows,
    }
    read = _looks(evidence)
    store = Store(out, head, again=force)
    for left in out.glob(f"{_WORK}*"):
        shutil.rmtree(left)  # of a run that was killed
    with tempfile.TemporaryDirectory(prefix=_WORK, dir=out) as work:
        files = as_parquet(evidence, Path(work))
        with _authorities_assessed(quiet=quiet) as told:
            run(plan, partitions(files, rows), store, audience, processes, told, on_spark(on) if on else None)  # type: ignore[arg-type]
    if _looks(evidence) != read:
        raise RunFailed("The evidence changed while it was read. Run it again with --force, which begins again.")


def _each(option: str, values: Sequence[str] | None) -> list[str]:
    """An option as it was typed, once for each of its values."""
    return [word for value in values or () for word in (option, value)]


def _looks(files: Sequence[Path]) -> list[tuple[int, int]]:
    """What tells that a file was written meanwhile."""
    return [(file.stat().st_mtime_ns, file.stat().st_size) for file in files]


@contextmanager
def _stopped_plainly(out: Path) -> Iterator[None]:
    """Whatever stops a run is told in plain words; what is written by then is whole, and the next run goes on from there."""
    kept = "what is written is kept, and it goes on from there"
    try:
        yield
    except KeyboardInterrupt:
        raise RunFailed("Stopped. What is written is kept: run the same command to go on.") from None
    except OSError as error:
        raise cannot_write(str(out), error, kept) from None
    except Exception as error:
        if f"(os error {errno.ENOSPC})" not in str(error):  # all that Polars says of a full disk
            raise
        raise cannot_write(str(out), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), kept) from None


@contextmanager
def _authorities_assessed(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar for the authorities that are done, on standard error and at a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Authorities"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("authorities", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
