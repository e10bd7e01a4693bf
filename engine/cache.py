"""Compiled rulebooks, kept between runs. It holds rules, never evidence.

The key is a hash of every byte that the result depends on, the code among them, so an entry cannot be stale; a
checksum guards against damage; and whatever goes wrong with the cache, the answer is to compile again.
"""

import hashlib
import pickle
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.home import rulebook_files
from engine.plan import Plan
from engine.rulebook import Rulebook
from evidence.located import Data

_CHECK = 32


def load_and_compile(folders: Sequence[Path], overrides: Mapping[str, Mapping[str, Data]], *, cache: Path | None) -> tuple[list[Rulebook], Plan]:
    """The rulebooks in these folders and their plan; from the cache folder where it has them. Raises BadInput as loading does."""
    entry = cache / f"{_key(folders, overrides)}.plan" if cache else None
    kept = _read(entry) if entry else None
    if kept is not None:
        return kept
    from engine.compile import compile_plan
    from engine.load import load

    books = [load(folder, overrides.get(folder.name)) for folder in folders]
    made = books, compile_plan(books)
    if entry:
        _write(entry, made)
    return made


def _key(folders: Sequence[Path], overrides: Mapping[str, Mapping[str, Data]]) -> str:
    digest = hashlib.sha256(f"{sys.version}\0{sorted((k, sorted(v.items(), key=str)) for k, v in overrides.items())!r}".encode())
    code = sorted([*Path(__file__).parent.rglob("*.py"), *(Path(__file__).parent.parent / "evidence").glob("*.py")])
    for path in [*code, *(file for folder in folders for file in rulebook_files(folder))]:
        try:
            digest.update(f"\0{path}\0".encode() + path.read_bytes())
        except OSError:
            digest.update(f"\0{path}\0unreadable".encode())  # loading says what is wrong with it
    return digest.hexdigest()


def _read(entry: Path) -> tuple[list[Rulebook], Plan] | None:
    try:
        raw = memoryview(entry.read_bytes())
        if hashlib.sha256(raw[_CHECK:]).digest() != raw[:_CHECK]:
            return None
        books, plan = pickle.loads(raw[_CHECK:])  # noqa: S301 (the user's own folder, and only what the checksum vouches for)
    except Exception:  # noqa: BLE001 (a cache that cannot be read is no cache)
        return None
    return books, plan


def _write(entry: Path, made: tuple[list[Rulebook], Plan]) -> None:
    try:
        raw = pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL)
        entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=entry.parent, delete=False) as file:
            file.write(hashlib.sha256(raw).digest() + raw)
        Path(file.name).replace(entry)
    except Exception:  # noqa: BLE001 (a cache that cannot be written is no cache)
        return
