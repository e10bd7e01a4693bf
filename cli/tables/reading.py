"""Tables as typed on the command line, and the bar that shows how far reading has come."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli.common import refuse


def paired(tables: Sequence[Path] | None, mappings: Sequence[Path] | None) -> tuple[tuple[Path, Path], ...]:
    """Each table with its mapping, as typed."""
    files, maps = list(tables or ()), list(mappings or ())
    if not files and not maps:
        return ()
    if not maps:
        raise refuse("--table", "nothing says what the columns of the table are", "add --mapping FILE (docs/tables.md)")
    if not files:
        raise refuse("--mapping", "there is no table to read through it", "add --table FILE")
    if len(maps) not in (1, len(files)):
        raise refuse("--mapping", f"there are {len(files)} tables and {len(maps)} mappings", "give one mapping for all tables, or one for each in their order")
    return tuple(zip(files, maps * len(files) if len(maps) == 1 else maps, strict=True))


@contextmanager
def rows_read() -> Iterator[Callable[[int, int], None]]:
    """A bar for the rows of tables, on standard error and at a terminal only, drawn when there are rows to tell of."""
    bars: list[Any] = []

    def told(done: int, of: int) -> None:
        if not sys.stderr.isatty():
            return
        if not bars:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("Reading rows"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            bar = Progress(*columns, console=Console(stderr=True), transient=True)
            bar.start()
            bars.extend((bar, bar.add_task("rows", total=of)))
        bars[0].update(bars[1], completed=done, total=of)

    try:
        yield told
    finally:
        if bars:
            bars[0].stop()
