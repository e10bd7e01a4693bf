"""An archive's bytes: written the same each time, and read as if an enemy had made it."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from engine.record.journal import Hash, sha256
from engine.result import json_text
from evidence.audience import Audience
from evidence.model import Date, Text, Value
from evidence.problems import BadInput, Place, Problem

SCHEMA = "peerbench/record/1"
MANIFEST = "MANIFEST.json"
MAX_PARTS = 5_000
MAX_PART = 64 * 1024 * 1024
MAX_ALL = 256 * 1024 * 1024
_BLOCK = 1024 * 1024
_NAME = re.compile(r"[^\W_][\w.() +,'-]*(/[^\W_][\w.() +,'-]*)*")


class Manifest(Value):
    """What an archive holds, for whom, and how its assessment was made."""

    schema_: Annotated[Literal["peerbench/record/1"], Field(alias="schema")]
    audience: Audience
    authority: Text
    as_of: Date
    evidence: Text
    rulebooks: Annotated[tuple[Text, ...], Field(min_length=1)]
    settings: tuple[Text, ...] = ()
    again: tuple[Text, ...] = ()
    """For others than the team: the criteria whose grades come out again from open evidence alone."""
    files: dict[Text, Hash]


def archive(manifest: Manifest, files: Mapping[str, bytes]) -> bytes:
    """The archive: no date, no compression, so that the same content gives the same bytes on every machine."""
    out = io.BytesIO()
    told = json_text(manifest.model_dump(mode="json", by_alias=True))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in {MANIFEST: told.encode(), **dict(sorted(files.items()))}.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            zipped.writestr(entry, content)
    return out.getvalue()


def opened(path: Path) -> tuple[Manifest, dict[str, bytes]]:
    """What an archive holds, checked against its manifest. Raises BadInput where it is none, is hostile, or does not fit."""
    files = _parts(path)
    if MANIFEST not in files:
        raise _refuse(path, "this is no record: it has no MANIFEST.json", "give an archive that `peerbench pack` wrote")
    try:
        manifest = Manifest.model_validate(json.loads(files.pop(MANIFEST)))
    except (ValueError, RecursionError) as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) if isinstance(error, ValidationError) else "its JSON"
        raise _refuse(path, f"its MANIFEST.json cannot be read at {where}", "ask for the archive again") from None
    mend = "ask for the archive again, from whoever packed it"
    more = "it is in the archive, and the manifest does not name it"
    problems = [Problem(Place(f"{path}/{name}"), more, mend) for name in files if name not in manifest.files]
    for name, hashed in manifest.files.items():
        if name not in files:
            problems.append(Problem(Place(f"{path}/{name}"), "the manifest names it, and it is not in the archive", mend))
        elif sha256(files[name]) != hashed:
            problems.append(Problem(Place(f"{path}/{name}"), "it was changed after it was packed: its hash does not fit", mend))
    if problems:
        raise BadInput(problems)
    return manifest, files


def _parts(path: Path) -> dict[str, bytes]:
    out: dict[str, bytes] = {}
    left = MAX_ALL
    try:
        with zipfile.ZipFile(path) as zipped:
            entries = zipped.infolist()
            _check(path, entries)
            for entry in entries:
                out[entry.filename] = _read(path, zipped, entry, min(MAX_PART, left))
                left -= len(out[entry.filename])
    except FileNotFoundError:
        raise _refuse(path, "there is no such file", "check the name and the folder") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise _refuse(path, "this archive is damaged, or is none", "ask for it again") from None
    return out


def _check(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """What the archive's directory says, before anything is unpacked."""
    if len(entries) > MAX_PARTS:
        raise _refuse(path, f"it holds {len(entries)} files", f"at most {MAX_PARTS} are read")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if not _NAME.fullmatch(name) or any(part.endswith((".", " ")) for part in name.split("/")) or name != entry.orig_filename:
            raise _refuse(path, f"it holds a file named {name[:80]!r}, which could lead out of its folder", "do not open it, and ask where it comes from")
        if name.casefold() in seen:
            raise _refuse(path, f"it holds {name} twice", "do not open it, and ask where it comes from")
        seen.add(name.casefold())
        if entry.flag_bits & 1 or (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000):
            raise _refuse(path, f"{name} is locked, or is no plain file", "ask for an archive that `peerbench pack` wrote")


def _read(path: Path, zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    # What the directory says of sizes may be a lie: what counts is what comes out.
    content = bytearray()
    with zipped.open(entry) as file:
        while block := file.read(_BLOCK):
            content += block
            if len(content) > most:
                mend = f"at most {MAX_PART // 1024 // 1024} MB a file and {MAX_ALL // 1024 // 1024} MB in all"
                raise _refuse(path, f"{entry.filename} unpacks to more than is read", mend)
    return bytes(content)


def _refuse(path: Path, what: str, mend: str) -> BadInput:
    return BadInput([Problem(Place(str(path)), what, mend)])
