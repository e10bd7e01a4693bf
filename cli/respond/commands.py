"""`peerbench respond new|apply|outcome|schedule`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from cli import common
from cli.common import EvidencePath, Force, Out, Quiet, Rules, Set
from cli.files import write_out, write_whole
from cli.record import record
from cli.sheets.give import Form as Written
from cli.sheets.give import WrittenAs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.respond.form import Form, Reply
    from cli.respond.statements import Statement
    from engine.assessment import Assessment
    from engine.plan import Plan
    from engine.rulebook import Rulebook
    from evidence.audience import Audience
    from evidence.model import EvidenceSet

respond = common.group("respond", "The authority's reply to a draft: send the form, read it back, answer every comment, show what came of it.")

FormPath = Annotated[Path, typer.Argument(metavar="FORM", help="The form that came back, .docx or .xlsx.", show_default=False)]


class Outcome(StrEnum):
    """What comes of a comment."""

    accepted = "accepted"
    accepted_in_part = "accepted_in_part"
    not_accepted = "not_accepted"
    recorded = "recorded"


def _rules(rules: list[str] | None, settings: list[str] | None) -> "tuple[list[Rulebook], Plan]":
    return common.load_rules(rules or [], common.overrides(settings or []))


def _draft(evidence: "EvidenceSet", books: "list[Rulebook]", plan: "Plan", audience: "Audience" = "authority") -> "Assessment":
    """The assessment as the authority may see it."""
    from engine.assess import Options, assess

    return assess(plan, books, evidence, Options(audience=audience, matcher="direct"))


@respond.command("new")
def new(
    evidence: EvidencePath,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The form to write: .docx or .xlsx.", show_default=False)],
    sent: Annotated[str, typer.Option("--sent", metavar="DATE", help="The day on which the draft is sent.", show_default=False)],
    working_days: Annotated[
        int, typer.Option("--working-days", metavar="N", help="How many working days the authority has; bank holidays of England are none.", min=1, max=250)
    ] = 10,
    rules: Rules = None,
    settings: Set = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Write the form on which the authority replies: every statement of the draft, numbered. It holds nothing that was said in confidence."""
    from cli.report.words import dated
    from cli.respond.deadline import due
    from cli.respond.form import form

    sent_on = common.day(sent, "--sent")
    assert sent_on is not None
    write = _word_or_excel(out, "--out").write
    known, _ = common.read_set(evidence, "authority", set_aside=False)
    by = due(sent_on, working_days)
    books, plan = _rules(rules, settings)
    draft = _draft(known, books, plan)
    made = form(draft, sent_on, by)
    write_whole(out, write(made), force=force)
    record(evidence, "respond new", written=[out], books=books, audience=draft.audience, result=draft.content_hash)
    if not quiet:
        write_out(f"Written: {out}, with {len(made.statements)} statements. The reply is due by {dated(by)}.\n")


class Writer(Protocol):
    """A module that writes a form and reads it back."""

    def write(self, form: "Form") -> bytes:
        """The file of a form."""

    def read(self, path: Path, draft: "Sequence[Statement]") -> "Reply":
        """What a filled-in form says."""


def _word_or_excel(path: Path, where: str) -> Writer:
    if path.suffix.lower() == ".xlsx":
        from cli.respond import sheet

        return sheet
    if path.suffix.lower() == ".docx":
        try:
            from cli.respond import paper
        except ModuleNotFoundError as missing:
            raise common.refuse(where, f"a Word document needs the library {missing.name}, which is not installed", "install peerbench[office]") from None
        return paper
    raise common.refuse(where, f"'{path.name}' is neither a Word document nor a workbook", "end it in .docx or .xlsx")


@respond.command("apply")
def apply(
    form: FormPath,
    evidence: EvidencePath,
    received: Annotated[str, typer.Option("--received", metavar="DATE", help="The day on which the reply came.", show_default=False)],
    out: Out = None,
    by: Annotated[str | None, typer.Option("--by", metavar="ROLE", help="Who replied, if not the authority.")] = None,
    rules: Rules = None,
    settings: Set = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Read the reply into the evidence: every comment is recorded, and what is about a later position is recorded and not used."""
    from cli.respond.applied import applied
    from cli.respond.statements import statements
    from evidence.problems import BadInput

    came = common.day(received, "--received")
    assert came is not None
    known, _ = common.read_set(evidence, "authority", set_aside=False)
    books, plan = _rules(rules, settings)
    reply = _word_or_excel(form, "FORM").read(form, statements(_draft(known, books, plan)))
    if reply.problems:
        raise BadInput(reply.problems)
    text, added, late = applied(evidence, known, reply.comments, came, by or known.authority.name)
    write_whole(out or evidence, text, force=force or out is None)
    record(evidence, "respond apply", written=[out or evidence], read=[form], books=books)
    if quiet:
        return
    for note in reply.notes:
        typer.echo(note, err=True)
    told = f", of which {late} about a later position: recorded, and not used" if late else ""
    write_out(f"Written: {out or evidence}, with {added} new comment{'s' if added != 1 else ''}{told}.\n")


@respond.command("outcome")
def outcome(
    evidence: EvidencePath,
    comment: Annotated[str | None, typer.Argument(help="The comment's id. Leave it out to see what is not answered.")] = None,
    result: Annotated[Outcome | None, typer.Argument(metavar="OUTCOME", help="accepted, accepted_in_part, not_accepted or recorded.")] = None,
    because: Annotated[str | None, typer.Option("--because", metavar="TEXT", help="Why; the authority reads it.")] = None,
    item: Annotated[list[str] | None, typer.Option("--item", metavar="ID", help="An item of the evidence that came of it. Repeatable.")] = None,
    quiet: Quiet = False,
) -> None:
    """Answer a comment with an outcome and a reason; or list the comments that have none yet."""
    from cli.respond.answers import answered, unanswered
    from cli.respond.answers import found as find

    known, _ = common.read_set(evidence, "team", set_aside=False)
    if comment is None:
        write_out(unanswered(known))
        return
    n = find(comment, known)
    if result is None or because is None:
        raise common.refuse(
            "OUTCOME" if result is None else "--because", "an answer needs an outcome and a reason", "write such as: accepted --because 'The minutes show it.'"
        )
    write_whole(evidence, answered(evidence, known, n, result.value, because, item or []), force=True)
    record(evidence, f"respond outcome {comment}", written=[evidence], because=because)
    if not quiet:
        left = sum(c.outcome is None for c in known.representations) - 1
        write_out(
            f"Recorded in {evidence}: {comment} is {result.value.replace('_', ' ')}. {left or 'No'} comment{'s are' if left != 1 else ' is'} left to answer.\n"
        )


@respond.command("schedule")
def schedule(
    before: Annotated[
        Path, typer.Argument(metavar="DRAFT", help="The draft: its assessment as JSON for the authority, or the evidence set as it was.", show_default=False)
    ],
    evidence: EvidencePath,
    format_: WrittenAs = Written.text,
    out: Out = None,
    rules: Rules = None,
    settings: Set = None,
    force: Force = False,
) -> None:
    """Show what came of the reply: each comment with its outcome, which findings and grades moved and which did not, and why."""
    from cli.respond.schedule_text import as_json, as_text
    from engine.replies import schedule as compare

    known, _ = common.read_set(evidence, "authority", set_aside=False)
    books, plan = _rules(rules, settings)
    draft = _earlier(before, books, plan)
    made = compare(draft, _draft(known, books, plan, draft.audience), known.representations)
    if format_ is Written.html:
        from cli.respond.schedule_page import sheet_of
        from cli.sheets.page import render_html

        text = render_html(sheet_of(made, known))
    else:
        text = as_json(made) if format_ is Written.json else as_text(made, known)
    if out is None:
        write_out(text)
    else:
        write_whole(out, text, force=force)
        record(evidence, "respond schedule", written=[out], read=[before], books=books, audience=draft.audience)


def _earlier(path: Path, books: "list[Rulebook]", plan: "Plan") -> "Assessment":
    from engine.assessment import SCHEMA, Assessment
    from engine.verify import read_assessment
    from evidence.read import open_evidence, read_evidence

    data = open_evidence(path).data
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        return _draft(read_evidence(path)[0], books, plan)
    made = Assessment.model_validate(read_assessment(path))
    if made.audience == "team":
        raise common.refuse(
            str(path), "this assessment was made for the team, and a schedule is for the authority", "give the one made with --audience authority"
        )
    return made
