"""From files to an assessment for its audience, and the same assessment for the public, of which a story's fingerprints are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli import common
from cli.files import write_out, write_whole
from cli.record import record
from engine.assess import Options, work
from engine.assessment import Assessment
from engine.report import report
from evidence.audience import AUDIENCES, Audience
from evidence.model import EvidenceSet
from evidence.problems import BadInput, Place, Problem

if TYPE_CHECKING:
    from engine.story.check import Checked
    from engine.story.file import StoryFile
    from engine.working import Working


@dataclass(frozen=True)
class Doing:
    """What a command does, for the journal: to which evidence, by which name, and what else it read."""

    evidence: Path
    did: str
    read: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line."""

    rules: Sequence[str]
    settings: Sequence[str]
    audience: Audience
    as_of: str | None = None
    final: bool = False


@dataclass(frozen=True)
class Assessed:
    """The evidence, its working, and the assessments of it."""

    evidence: EvidenceSet
    working: "Working"
    assessment: Assessment
    public: Assessment
    team: Assessment


def assessed(known: EvidenceSet, asked: Asked) -> Assessed:
    """Assess an evidence set; the direct matcher alone is quickest and gives the same."""
    books, plan = common.load_rules(list(asked.rules), common.overrides(list(asked.settings)))
    options = Options(audience=asked.audience, matcher="direct", as_of=common.day(asked.as_of))
    working = work(plan, books, known, options)
    made = {audience: report(working, Options(audience=audience, matcher="direct", final=asked.final), 0) for audience in AUDIENCES}
    return Assessed(known, working, made[asked.audience], made["public"], made["team"])


def give(content: str | bytes, out: Path | None, doing: Doing, made: Assessed, *, force: bool, quiet: bool) -> None:
    """Write to the file named, and say so in the journal; or write to the screen."""
    if out is None:
        assert isinstance(content, str)
        write_out(content)
        return
    write_whole(out, content, force=force)
    a = made.assessment
    record(doing.evidence, doing.did, written=[out], read=doing.read, books=made.working.books, audience=a.audience, result=a.content_hash)
    if not quiet:
        typer.echo(f"Written to {out}.", err=True)


def settled(path: Path, found: "Checked", made: Assessed) -> None:
    """Refuse to call a story final while something of it, or of the assessment that it tells of, is open."""
    from engine.decisions import obstacles

    open_ = [Problem(Place(str(path)), f"{flag.entry}: {flag.says}", f"see `peerbench story check {path}`") for flag in found.flags]
    open_ += [Problem(Place(str(path)), what, mend) for what, mend in obstacles(made.assessment, made.evidence)]
    if open_:
        raise BadInput(open_)


def fits(story: "StoryFile", path: Path, evidence: EvidenceSet, audience: Audience | None = None) -> None:
    """Refuse a story of another authority, or one that was written for fewer eyes than it is to be shown to."""
    if story.authority != evidence.authority.name:
        raise common.refuse(
            str(path), f"this story is of {story.authority}, and the evidence of {evidence.authority.name}", "give the evidence that goes with it"
        )
    if audience is not None and AUDIENCES.index(audience) > AUDIENCES.index(story.audience):
        what = f"this story was written for the {story.audience}, and would be shown to the {audience}"
        raise common.refuse(str(path), what, f"add --audience {story.audience}; or read it through and write `audience: {audience}` into it")
