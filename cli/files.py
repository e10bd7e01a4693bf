"""Writing files: whole or not at all, and never over another without being asked."""

import errno
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from evidence.problems import BadInput, Place, Problem, RunFailed

_WINDOWS = os.name == "nt"
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])( *\..*)?", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')


def write_whole(path: Path, content: str | bytes, *, force: bool = False) -> None:
    """Write a file whole, text as UTF-8. Raises BadInput where it must not be written, RunFailed where it cannot be."""
    if path.is_dir():
        raise BadInput([Problem(Place(str(path)), "this is a folder", "name a file")])
    if path.exists() and not force:
        raise BadInput([Problem(Place(str(path)), "the file is there already", "choose another name, or add --force to write over it")])
    if not path.parent.is_dir():
        raise BadInput([Problem(Place(str(path)), f"there is no folder {path.parent}", "make it, or name another")])
    if _WINDOWS and (why := not_for_windows(path.name)):
        raise BadInput([Problem(Place(str(path)), why, "choose another name")])
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
        raise cannot_write(str(path), error) from None
    finally:
        if draft:
            draft.unlink(missing_ok=True)


def not_for_windows(name: str) -> str:
    """Why Windows takes no file of this name; empty where it does."""
    if _DEVICES.fullmatch(name.rstrip(". ")):
        return f"'{name}' is the name of a device in Windows"
    if odd := _NOT_IN_NAMES.search(name):
        return f"no name of a file has {odd[0]!r} in Windows"
    return "no name of a file ends with a dot or a space in Windows" if name != name.rstrip(". ") else ""


def write_out(content: str) -> None:
    """Write to standard output. Raises RunFailed where that is a file on a full disk."""
    try:
        sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cannot_write("the output", error) from None


def cannot_write(what: str, error: OSError, kept: str = "nothing was written") -> RunFailed:
    """Why something cannot be written, in plain words, what to do, and what there is now."""
    if error.errno == errno.ENOSPC:
        return RunFailed(f"{what}: the disk is full: make room and run it again; {kept}")
    if error.errno in (errno.EACCES, errno.EPERM):
        return RunFailed(f"{what}: it may not be written here, or another program holds it open: close it there, or write elsewhere")
    if error.errno == errno.EROFS:
        return RunFailed(f"{what}: the disk is read-only: write elsewhere")
    return RunFailed(f"{what}: it cannot be written ({error.strerror or error}): write elsewhere")
