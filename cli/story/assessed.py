"""From files to an assessment for its audience, and the same assessment for the public, of which a story's fingerprints are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli import common
from cli.give import Doing
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

    def doing(self, evidence: Path, did: str, *read: Path) -> Doing:
        """What the journal says of a command that gives something of it away."""
        a = self.assessment
        return Doing(evidence, did, read, self.working.books, a.audience, a.content_hash)


def assessed(known: EvidenceSet, asked: Asked) -> Assessed:
    """Assess an evidence set; the direct matcher alone is quickest and gives the same."""
    books, plan = common.load_rules(list(asked.rules), common.overrides(list(asked.settings)))
    options = Options(audience=asked.audience, matcher="direct", as_of=common.day(asked.as_of))
    working = work(plan, books, known, options)
    made = {audience: report(working, Options(audience=audience, matcher="direct", final=asked.final), 0) for audience in AUDIENCES}
    return Assessed(known, working, made[asked.audience], made["public"], made["team"])


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
