"""An assessment with its working, for the commands that look into it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli import common
from cli.give import Doing

if TYPE_CHECKING:
    from engine.assessment import Assessment, LeftOut
    from engine.working import Options, Working
    from evidence.model import EvidenceSet


@dataclass(frozen=True)
class Worked:
    """The working, the assessment for its audience, and what was chosen."""

    working: "Working"
    assessment: "Assessment"
    options: "Options"

    def doing(self, evidence: Path, did: str, *read: Path) -> Doing:
        """What the journal says of a command that gives something of it away."""
        a = self.assessment
        return Doing(evidence, did, read, self.working.books, a.audience, a.content_hash)


def worked(known: "EvidenceSet", left_out: "tuple[LeftOut, ...]", rules: Sequence[str] | None, settings: Sequence[str] | None, options: "Options") -> Worked:
    """Assess an evidence set; the direct matcher alone is quickest and gives the same."""
    from engine.assess import work
    from engine.report import report

    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    options = replace(options, matcher="direct", left_out=left_out)
    working = work(plan, books, known, options)
    return Worked(working, report(working, options, 0), options)
