"""`peerbench gaps`: what is not known, what to find out next, and how far the result would bear it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Out, PutAside, Quiet, Rules, Set
from cli.sheets.give import Form, WrittenAs, give_sheet
from cli.worked import worked

if TYPE_CHECKING:
    from cli.sheets.sheet import Sheet
    from engine.gaps.result import Gaps


class Purpose(StrEnum):
    """What it is for."""

    next = "next"
    documents = "documents"
    interviews = "interviews"
    timetable = "timetable"
    robustness = "robustness"


For = Annotated[
    Purpose,
    typer.Option(
        "--for",
        help="next: where evidence is weak and what to find out next; documents: a list to ask for; interviews: what to raise with whom; "
        "timetable: a site visit; robustness: what the result would bear.",
    ),
]
Reviewers = Annotated[int, typer.Option("--reviewers", metavar="N", help="How many reviewers the team has, for the timetable.", min=1, max=40)]
Days = Annotated[int, typer.Option("--days", metavar="N", help="How many days the visit takes, for the timetable.", min=1, max=40)]


def gaps(
    evidence: EvidencePath,
    rules: Rules = None,
    purpose: For = Purpose.next,
    reviewers: Reviewers = 4,
    days: Days = 5,
    format_: WrittenAs = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    everything: Annotated[bool, typer.Option("--all", help="List everything, and not only what comes first.")] = False,
    settings: Set = None,
    as_of: AsOf = None,
    set_aside: PutAside = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Say what is not known, what to find out next and from whom, and how far the result would bear it."""
    from engine.gaps.gaps import gaps as run
    from engine.working import Options

    known, aside = common.read_set(evidence, audience.value, set_aside=set_aside)
    made = worked(known, aside, rules, settings, Options(audience=audience.value, as_of=common.day(as_of)))
    found = run(made.working, made.assessment)
    if purpose is Purpose.timetable:
        from engine.gaps.timetable import timetable

        found = found.model_copy(update={"timetable": timetable(found.unknowns, made.assessment.grades, reviewers, days)})
    elif purpose is Purpose.robustness:
        from engine.gaps.robustness import robustness

        found = found.model_copy(update={"robustness": robustness(made.working, made.assessment, common.rule_folders(rules or []))})
    doing = made.doing(evidence, "gaps")
    give_sheet(found.to_json, lambda: _sheet(found, purpose), format_, out, doing, everything=everything, force=force, quiet=quiet)


def _sheet(found: "Gaps", purpose: Purpose) -> "Sheet":
    from cli.gaps import asking, bearing, unknown, visit
    from cli.gaps.words import sheet

    made = {
        Purpose.next: unknown.sections,
        Purpose.documents: asking.documents,
        Purpose.interviews: asking.interviews,
        Purpose.timetable: visit.sections,
        Purpose.robustness: bearing.sections,
    }[purpose]
    return sheet(found, _KINDS[purpose], made(found))


_KINDS = {
    Purpose.next: "what is not known, and what to find out next",
    Purpose.documents: "what to ask for",
    Purpose.interviews: "what to raise with whom",
    Purpose.timetable: "a timetable for the visit",
    Purpose.robustness: "how far the result would bear it",
}
