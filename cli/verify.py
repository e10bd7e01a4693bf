"""`peerbench verify`: whether an assessment, a record or a journal is what it was when it was written."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import common
from cli.common import Indicators, Quiet, Rules, Set
from cli.files import write_out

if TYPE_CHECKING:
    from evidence.model import EvidenceSet


def verify(
    kept: Annotated[
        Path | None,
        typer.Argument(metavar="ASSESSMENT|RECORD", help="An assessment as `assess --format json` wrote it, or an archive as `pack` did.", show_default=False),
    ] = None,
    evidence: Annotated[
        Path | None, typer.Argument(metavar="EVIDENCE", help="The evidence set; of an archive, the team's own, to open its stubs.", show_default=False)
    ] = None,
    journal: Annotated[Path | None, typer.Option("--journal", metavar="FOLDER", help="Check the journal in this folder instead.", show_default=False)] = None,
    rules: Rules = None,
    settings: Set = None,
    indicators: Indicators = None,
    quiet: Quiet = False,
) -> None:
    """Assess again and name what differs from what was kept. Exit code 3 where something does."""
    if (kept is None) == (journal is None):
        what = "there is nothing to verify" if kept is None else "there are two things to verify"
        raise common.refuse("ASSESSMENT", what, "give an assessment, an archive, or --journal FOLDER")
    if journal is not None:
        _told(*_journal(journal), quiet=quiet)
    elif kept is not None and kept.suffix.lower() == ".zip":
        _told(*_record(kept, evidence), quiet=quiet)
    elif kept is not None and evidence is not None:
        _told(*_assessment(kept, evidence, rules, settings, indicators), quiet=quiet)
    else:
        raise common.refuse("EVIDENCE", "an assessment is verified against its evidence", "name the evidence set, too")


def _told(differences: list[str], checked: list[str], *, quiet: bool) -> None:
    if differences:
        write_out("\n".join(differences) + "\n")
        raise typer.Exit(3)
    if not quiet:
        write_out("\n".join(checked) + "\n")


def _journal(folder: Path) -> tuple[list[str], list[str]]:
    from engine.record.journal import NAME, check, read_journal

    path = folder if folder.name == NAME else folder / NAME
    try:
        journal = read_journal(path.parent) if path.exists() else None
    except OSError as error:
        raise common.refuse(str(path), f"the journal cannot be read ({error.strerror})", "close it elsewhere, or ask for the right to read it") from None
    if journal is None:
        raise common.refuse(str(path), "there is no journal here", "name the folder of the evidence; every run that writes keeps a journal there")
    found = check(journal)
    if found.broken:
        before = f"; up to line {len(found.lines)} it is whole" if found.lines else ""
        return [*found.notes, f"{path}: {found.broken}{before}."], []
    lines = f"{len(found.lines)} line{'s' if len(found.lines) != 1 else ''}"
    kept = f"The last link is {found.link[:12]}; write it down to see later that nothing before it changed."
    return [], [*found.notes, f"{path}: {lines}, none changed. {kept}"]


def _record(path: Path, evidence: Path | None) -> tuple[list[str], list[str]]:
    from engine.record.archive import opened
    from engine.record.check import check

    manifest, files = opened(path)
    original = _original(evidence) if evidence else None
    found = check(manifest, files, common.overrides(manifest.settings), original)
    return list(found.differences), list(found.checked)


def _original(evidence: Path) -> "tuple[EvidenceSet, str]":
    secret = _secret(evidence)
    if secret is None:
        mend = "give the evidence in the folder where the team keeps it"
        raise common.refuse(str(evidence), "there is no journal beside it, whose secret opens the stubs", mend)
    return common.read_set(evidence, "team", set_aside=False)[0], secret


def _secret(evidence: Path) -> str | None:
    from engine.record.journal import read_journal, secret_of

    try:
        return secret_of(read_journal(evidence.parent))
    except OSError:
        return None


def _assessment(kept: Path, evidence: Path, rules: list[str] | None, settings: list[str] | None, indicators: Path | None) -> tuple[list[str], list[str]]:
    from engine.record.redact import restored
    from engine.verify import read_assessment
    from engine.verify import verify as compare

    then: dict[str, Any] = read_assessment(kept)
    known, _ = common.read_set(evidence, then["audience"], set_aside=bool(then.get("draft")))
    removed, gone, secret = 0, False, _secret(evidence)
    if secret is not None:
        known, removed, gone = restored(known, then["evidence"], secret)
    known = common.joined(known, common.catalogue(indicators))
    names = rules or [book["id"] for book in then["rulebooks"]]
    books, plan = common.load_rules(names, common.overrides(settings or []))
    same = f"The same: content {then['content_hash'][:12]}."
    if removed:
        texts = f"{removed} texts that were" if removed != 1 else "a text that was"
        same += f" It shows {texts} removed from the evidence since; what was left in the place fits."
    return compare(then, plan, books, known, removed=gone), [same]
