"""Results on disk: whole, or not there."""

import errno
import json
import os
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from engine.sector.store import Store, alone_in, write_tables
from evidence.problems import BadInput, RunFailed

HEAD = {"schema": "peerbench/sector/1", "rulebooks": []}
TABLE = pa.table({"authority": ["a", "b"], "rule": ["r", "r"]})


def test_a_table_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk neither half a file nor a draft stays behind."""

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    Store(tmp_path / "out", HEAD)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_tables(tmp_path / "out", 0, {"grades": TABLE})
    assert not list((tmp_path / "out" / "grades").iterdir())


def test_drafts_of_a_run_that_was_killed_are_removed(tmp_path: Path) -> None:
    """By the next run, whichever process wrote them; what is finished stays."""
    store = Store(tmp_path / "out", HEAD)
    written = write_tables(store.folder, 0, {"grades": TABLE})
    store.add(0, {"authorities": 2, "rows": written})
    draft = store.folder / "grades" / ".part-000001.parquet.4711.draft"
    draft.write_bytes(b"PAR1")
    assert Store(tmp_path / "out", HEAD).done == {0: {"authorities": 2, "rows": {"grades": 2}}}
    assert [path.name for path in (store.folder / "grades").iterdir()] == ["part-000000.parquet"]


def test_a_file_is_no_folder_for_results(tmp_path: Path) -> None:
    """It is named, and stays as it is."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="this is a file: name a folder"):
        Store(tmp_path / "notes.txt", HEAD, again=True)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_what_differs_from_the_results_that_are_there_is_named(tmp_path: Path) -> None:
    """Evidence, rulebooks and audience, or another version of Peerbench; the file of what they are of is plain JSON."""
    Store(tmp_path / "out", {**HEAD, "audience": "team"})
    with pytest.raises(BadInput, match="another audience"):
        Store(tmp_path / "out", {**HEAD, "audience": "public"})
    with pytest.raises(BadInput, match="another version of Peerbench"):
        Store(tmp_path / "out", {**HEAD, "audience": "team", "schema": "peerbench/sector/2"})
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["audience"] == "team"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no folders")
def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    """The second is told so; when the first has ended it may."""
    with alone_in(tmp_path / "out"), pytest.raises(RunFailed, match="another run is writing its results here"), alone_in(tmp_path / "out"):
        pass
    with alone_in(tmp_path / "out"):
        Store(tmp_path / "out", HEAD)
