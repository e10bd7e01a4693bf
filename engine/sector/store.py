"""Results on disk, partition by partition: each file whole or not there, each partition written once, whoever stops in between.

    DIR/manifest.json     of what evidence and rules these are the results
    DIR/done.jsonl        a line for each partition that is written
    DIR/grades/part-000000.parquet …, and so for each table

A table is written beside its place, synced and renamed; the line follows when all tables of a partition stand.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.lock import alone
from engine.sector.tables import TABLES
from evidence.problems import BadInput, Place, Problem, RunFailed

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST, DONE, DRAFT = "manifest.json", "done.jsonl", ".draft"
_AS = {"compression": "zstd", "compression_level": 1, "row_group_size": 2**20, "write_batch_size": 2**16, "write_statistics": ["authority"]}
"""How tables are written: in long pieces, and so that who looks for one authority need not read the files of others."""


def write_tables(folder: Path, number: int, tables: "Mapping[str, pa.Table]") -> dict[str, int]:
    """Write the tables of a partition, each whole; how many rows each has."""
    import pyarrow.parquet as pq

    for name, table in tables.items():
        final = folder / name / f"part-{number:06}.parquet"
        draft = final.with_name(f".{final.name}.{os.getpid()}{DRAFT}")  # two that write the same partition do not write into one file
        try:
            with draft.open("wb") as file:
                pq.write_table(table, file, **_AS)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(final)
        finally:
            draft.unlink(missing_ok=True)
    return {name: table.num_rows for name, table in tables.items()}


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """While no other run writes into a folder, which is made. Raises RunFailed where one does. Windows locks no folders: there nothing is asked."""
    if sys.platform == "win32" or folder.is_file():
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    place = os.open(folder, os.O_RDONLY)
    with ExitStack() as held:
        held.callback(os.close, place)
        try:
            held.enter_context(alone(place))
        except BlockingIOError:
            raise RunFailed(f"{folder}: another run is writing its results here: wait until it has ended, or name another folder") from None
        yield


class Store:
    """A folder of results. `done` has what was written of each partition."""

    def __init__(self, folder: Path, head: Mapping[str, Any], *, again: bool = False) -> None:
        """Open or make the folder for the results that `head` describes. Raises BadInput where it holds others, unless `again`."""
        if folder.exists() and not folder.is_dir():
            raise BadInput([Problem(Place(str(folder)), "this is a file", "name a folder for the results")])
        self.folder = folder
        self.done: dict[int, dict[str, Any]] = {}
        kept = _manifest(folder)
        if kept == json.loads(json.dumps(head)) and not again:
            self.done = self._read_done()
            for draft in folder.glob(f"*/.*{DRAFT}"):  # of a run that was killed
                draft.unlink(missing_ok=True)
            return
        mine = isinstance(kept, dict) and "rulebooks" in kept
        if folder.exists() and any(folder.iterdir()) and not (again and mine):
            mend = "name another folder, or add --force to begin again there" if mine else "name another folder"
            raise BadInput([Problem(Place(str(folder)), _differs(kept, head), mend)])
        for name in (MANIFEST, DONE):
            (folder / name).unlink(missing_ok=True)
        for name in TABLES:
            shutil.rmtree(folder / name, ignore_errors=True)
            (folder / name).mkdir(parents=True)
        _write(folder / MANIFEST, json.dumps(head, indent=1, ensure_ascii=False))

    def add(self, number: int, written: Mapping[str, Any]) -> None:
        """Note that a partition is written."""
        self.done[number] = dict(written)
        with (self.folder / DONE).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"partition": number, **written}) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _read_done(self) -> dict[int, dict[str, Any]]:
        """What was written; a line that was cut off in the middle counts for nothing and goes."""
        path = self.folder / DONE
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        whole = text[: text.rfind("\n") + 1]
        if whole != text:
            _write(path, whole)
        lines = [json.loads(line) for line in whole.splitlines()]
        return {line.pop("partition"): line for line in lines}


def _manifest(folder: Path) -> Any:
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _differs(kept: Any, head: Mapping[str, Any]) -> str:
    if not isinstance(kept, dict):
        return "there is something in this folder, and no results of a sector"
    words = {"evidence": "other evidence", "rulebooks": "other rulebooks or settings", "audience": "another audience", "rows": "other partitions"}
    found = [words[key] for key in words if kept.get(key) != head.get(key)]
    return f"the results in this folder are of {' and '.join(found) or 'another version of Peerbench'}"


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}{DRAFT}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
