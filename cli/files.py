"""Writing files: whole or not at all, and never over another without being asked."""

import errno
import os
import shutil
import sys
import tempfile
from pathlib import Path

from evidence.problems import BadInput, Place, Problem, RunFailed


def write_whole(path: Path, content: str | bytes, *, force: bool = False) -> None:
    """Write a file whole, text as UTF-8. Raises BadInput where it must not be written, RunFailed where it cannot be."""
    if path.is_dir():
        raise BadInput([Problem(Place(str(path)), "this is a folder", "name a file")])
    if path.exists() and not force:
        raise BadInput([Problem(Place(str(path)), "the file is there already", "choose another name, or add --force to write over it")])
    if not path.parent.is_dir():
        raise BadInput([Problem(Place(str(path)), f"there is no folder {path.parent}", "make it, or name another")])
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            draft = Path(file.name)
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    except OSError as error:
        raise _cannot_write(str(path), error) from None
    finally:
        if draft:
            draft.unlink(missing_ok=True)


def write_out(content: str) -> None:
    """Write to standard output. Raises RunFailed where that is a file on a full disk."""
    try:
        sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _cannot_write("the output", error) from None


def _cannot_write(what: str, error: OSError) -> RunFailed:
    if error.errno == errno.ENOSPC:
        return RunFailed(f"{what}: the disk is full: make room and run it again; nothing was written")
    if error.errno in (errno.EACCES, errno.EPERM):
        return RunFailed(f"{what}: it may not be written here, or another program holds it open: close it there, or write elsewhere")
    if error.errno == errno.EROFS:
        return RunFailed(f"{what}: the disk is read-only: write elsewhere")
    return RunFailed(f"{what}: it cannot be written ({error.strerror}): write elsewhere")
