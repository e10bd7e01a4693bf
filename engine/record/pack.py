"""Packing a record: evidence, rulebooks, assessment, decisions, replies and journal, at the chosen audience."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.assess import Options, assess
from engine.assessment import Assessment
from engine.load import rulebook_files
from engine.plan import Plan
from engine.record.archive import SCHEMA, Manifest, archive
from engine.record.journal import for_others, parsed, sha256
from engine.record.shared import shared
from engine.result import json_text
from engine.rulebook import Rulebook
from evidence.model import EvidenceSet
from evidence.read import open_evidence
from evidence.write import to_yaml

ASSESSMENT = "assessment.json"
JOURNAL = "journal.jsonl"
STUBS = "stubs.json"
PACKED = "pack"
"""What the journal says of a run that packs."""


@dataclass(frozen=True)
class Material:
    """What is packed: the evidence as read and as its file stands, the rulebooks by folder, the settings, the journal as it stands."""

    evidence: EvidenceSet
    file: Path
    folders: Sequence[Path]
    settings: Sequence[str]
    journal: bytes
    secret: str


def pack(material: Material, made: Assessment, plan: Plan, books: Sequence[Rulebook]) -> bytes:
    """The archive of an assessment, for the audience that it was made for. The same material gives the same bytes."""
    rules = {
        f"rulebooks/{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes() for folder in material.folders for path in rulebook_files(folder)
    }
    journal = before_packing(material.journal)
    if made.audience == "team":
        name, content = _as_it_stands(material)
        files = {name: content, JOURNAL: journal}
        again: tuple[str, ...] = ()
    else:
        told, stubs = shared(material.evidence, made.audience, material.secret)
        name = "evidence.yaml"
        listed = json_text([stub.model_dump() for stub in stubs])
        files = {name: to_yaml(told).encode(), STUBS: listed.encode(), JOURNAL: for_others(journal)}
        again = same_again(made, plan, books, told)
    files |= {**rules, ASSESSMENT: _without_seconds(made).to_json().encode()}
    manifest = Manifest(
        schema_=SCHEMA, audience=made.audience, authority=made.authority.name, as_of=made.as_of, evidence=name,
        rulebooks=tuple(folder.name for folder in material.folders), settings=tuple(material.settings), again=again,
        files={n: sha256(content) for n, content in sorted(files.items())},
    )  # fmt: skip
    return archive(manifest, files)


def _as_it_stands(material: Material) -> tuple[str, bytes]:
    """The evidence's own file; where that takes figures from other files, the whole of it in one."""
    if reaches_out(material.file):
        return "evidence.yaml", to_yaml(material.evidence).encode()
    return f"evidence{material.file.suffix.lower()}", material.file.read_bytes()


def reaches_out(file: Path) -> bool:
    """Whether an evidence file takes figures from other files."""
    said = open_evidence(file).data
    return isinstance(said, dict) and bool(said.get("tables"))


def _without_seconds(made: Assessment) -> Assessment:
    return made.model_copy(update={"run": made.run.model_copy(update={"seconds": 0.0})})


def before_packing(journal: bytes) -> bytes:
    """The journal up to the last run that was no packing: so that packing again gives the same bytes."""
    lines = journal.splitlines(keepends=True)
    while lines and (line := parsed(lines[-1].rstrip(b"\n"))) is not None and line.did == PACKED:
        lines.pop()
    return b"".join(lines)


def same_again(made: Assessment, plan: Plan, books: Sequence[Rulebook], told: EvidenceSet) -> tuple[str, ...]:
    """The criteria that are graded the same from open evidence alone, which anybody can therefore check."""
    now = graded(made, plan, books, told)
    return tuple(i for i, grade in standing(made).items() if now.get(i) == grade)


def graded(made: Assessment, plan: Plan, books: Sequence[Rulebook], told: EvidenceSet) -> Mapping[str, tuple[object, ...]]:
    """How the criteria come out from the evidence that an archive shows."""
    options = Options(audience=made.audience, matcher="direct", as_of=made.as_of, scope=made.scope)
    return standing(assess(plan, books, told, options))


def standing(made: Assessment) -> Mapping[str, tuple[object, ...]]:
    """What every criterion on which evidence bears comes to: its grade, its range, its outcome, and the evidence."""
    return {i: (g.grade, g.at_least, g.could_be, g.outcome, g.because) for i, g in made.grades.items() if g.level == "criterion" and g.because}
