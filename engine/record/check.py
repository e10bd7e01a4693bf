"""Checking an archive on another machine: everything in it fits together, and what can be assessed again comes out the same."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine.assessment import Assessment
from engine.compile import compile_plan
from engine.load import load, parameter_names
from engine.plan import Plan
from engine.record import journal
from engine.record.archive import Manifest
from engine.record.pack import ASSESSMENT, JOURNAL, STUBS, graded, reaches_out, standing
from engine.record.shared import Stub, hash_of_stub
from engine.rulebook import Rulebook
from engine.verify import read_whole, verify
from evidence.audience import View
from evidence.model import EvidenceSet
from evidence.problems import BadInput, Place, Problem
from evidence.read import read_evidence


@dataclass(frozen=True)
class Found:
    """What an archive holds: what does not fit in it, and in sentences what was checked."""

    differences: tuple[str, ...]
    checked: tuple[str, ...]


@dataclass(frozen=True)
class _Held:
    manifest: Manifest
    made: Assessment
    known: EvidenceSet
    books: Sequence[Rulebook]
    plan: Plan
    stubs: tuple[Stub, ...]
    chain: journal.Checked


def check(manifest: Manifest, files: Mapping[str, bytes], settings: Mapping[str, Any], original: tuple[EvidenceSet, str] | None = None) -> Found:
    """Check what `archive.opened` gave. `settings` are the manifest's, by the name of the parameter.

    `original` is the team's own evidence and the secret of its journal, against which stubs are opened. Raises BadInput
    where the parts cannot be read at all.
    """
    held = _read(manifest, files, settings)
    team = manifest.audience == "team"
    differences = [*_frame(held), *(_whole(held) if team else _partly(held)), *(_stubs(held, *original) if original else ())]
    n, books = len(held.made.grades), len(held.books)
    checked = [
        f"Record of {manifest.authority} as of {manifest.as_of}, for the {manifest.audience}.",
        f"{len(files)} files are as they were packed; {f'{books} rulebooks are those' if books > 1 else 'the rulebook is the one'} that the assessment names.",
        f"The journal holds together: {len(held.chain.lines)} lines, the last link {held.chain.link[:12]}.",
    ]
    if team:
        checked.append(f"Assessed again, all {n} grades and {len(held.made.findings)} findings come out the same: content {held.made.content_hash[:12]}.")
    else:
        more = f" {len(held.stubs)} items are stubs; only the team can check what rests on them." if held.stubs else ""
        checked.append(f"The assessment is whole (content {held.made.content_hash[:12]}) and shows the evidence as it stands here.")
        checked.append(f"Assessed again from open evidence alone, {len(manifest.again)} of {len(standing(held.made))} criteria come out the same.{more}")
    if original and held.stubs:
        checked.append(f"All {len(held.stubs)} stubs fit the team's own evidence.")
    return Found(tuple(differences), tuple(checked))


def _read(manifest: Manifest, files: Mapping[str, bytes], settings: Mapping[str, Any]) -> _Held:
    needed = {manifest.evidence, ASSESSMENT, JOURNAL, *(f"rulebooks/{name}/book.yaml" for name in manifest.rulebooks)}
    needed |= set() if manifest.audience == "team" else {STUBS}
    if lacking := sorted(needed - files.keys()):
        raise BadInput(Problem(Place(name), "the record lacks it", "ask for the archive again, from whoever packed it") for name in lacking)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name, content in files.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(content)
        try:
            made = read_whole(home / ASSESSMENT)
            known = _evidence(home / manifest.evidence)
            books = [load(home / "rulebooks" / name, _settings_for(home / "rulebooks" / name, settings)) for name in manifest.rulebooks]
        except BadInput as bad:
            raise BadInput(Problem(Place(_within(p.place.file, home), p.place.line, p.place.column), p.what, p.mend) for p in bad.problems) from None
    try:
        stubs = TypeAdapter(tuple[Stub, ...]).validate_python(json.loads(files.get(STUBS, b"[]")))
    except (ValueError, ValidationError, RecursionError):
        raise BadInput([Problem(Place(STUBS), "it cannot be read", "ask for the archive again, from whoever packed it")]) from None
    chain = journal.check(files[JOURNAL], opened=manifest.audience == "team")
    return _Held(manifest, made, known, books, compile_plan(books), stubs, chain)


def _evidence(path: Path) -> EvidenceSet:
    """The evidence of a record, which never reaches for files beside it."""
    if reaches_out(path):
        raise BadInput([Problem(Place(str(path)), "it takes figures from files that are not in the record", "do not open it, and ask where it comes from")])
    return read_evidence(path)[0]


def _settings_for(folder: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a rulebook has a parameter for; `book:name` names the one meant."""
    names, mine = parameter_names(folder), ("", folder.name)
    return {name: value for setting, value in settings.items() for book, _, name in (setting.rpartition(":"),) if name in names and book in mine}


def _within(file: str, home: Path) -> str:
    return Path(file).relative_to(home).as_posix() if Path(file).is_relative_to(home) else file


def _frame(held: _Held) -> Iterator[str]:
    """Whether the parts belong together."""
    if held.chain.broken:
        yield f"journal: {held.chain.broken}"
    if held.made.audience != held.manifest.audience:
        yield f"the assessment was made for the {held.made.audience}, and the record is for the {held.manifest.audience}"
    if (held.made.authority.name, held.made.as_of) != (held.manifest.authority, held.manifest.as_of):
        yield "the assessment is of another authority or day than the record says"
    have = {book.id: book.content_hash for book in held.books}
    for book in held.made.rulebooks:
        if have.get(book.id) != book.content_hash:
            yield f"rulebook {book.id}: it is not the one that the assessment was made with"


def _whole(held: _Held) -> Iterator[str]:
    yield from verify(json.loads(held.made.to_json()), held.plan, held.books, held.known)


def _partly(held: _Held) -> Iterator[str]:
    """What others than the team can check."""
    view, stubs = View(held.known, held.manifest.audience), {stub.id: stub for stub in held.stubs}
    known = {item.id for item in held.known.items}
    for i, shown in held.made.evidence.items():
        if shown.protected and i in stubs:
            if (stubs[i].kind, stubs[i].source) != (shown.kind, shown.source):
                yield f"evidence {i}: the stub and the assessment call it by different kinds"
        elif i not in known:
            yield f"evidence {i}: the assessment shows it, and the record does not hold it"
        elif view.show(i) != shown:
            yield f"evidence {i}: the assessment shows it otherwise than it stands in the record"
    then, now = standing(held.made), graded(held.made, held.plan, held.books, held.known)
    for i in held.manifest.again:
        if i not in then or then[i] != now.get(i):
            yield f"grade of {i}: it does not come out again from the open evidence"


def _stubs(held: _Held, original: EvidenceSet, secret: str) -> Iterator[str]:
    view = View(original, held.manifest.audience)
    now = {view.id(item.id): hash_of_stub(item, secret) for item in original.items if view.protected(item.id)}
    for stub in held.stubs:
        if now.get(stub.id) != stub.hash:
            yield f"stub {stub.id}: the evidence that it stands for is not here, or was changed"
