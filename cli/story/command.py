"""`peerbench story`: propose a story, check it against the findings of today, refresh it, show it."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Out, Quiet, Rules, Set
from cli.files import write_out
from cli.formats import made_by
from cli.give import give, needs_file
from cli.story.assessed import Asked, Assessed, assessed, fits, settled

if TYPE_CHECKING:
    from engine.story.check import Checked
    from engine.story.file import StoryFile

story = common.group("story", "Key messages and recommendations in the reviewers' words, each sentence linked to its findings.")

StoryPath = Annotated[Path, typer.Argument(metavar="STORY", help="The story: a YAML file.", show_default=False)]


class Form(StrEnum):
    """What a story is written as."""

    text = "text"
    json = "json"
    html = "html"
    docx = "docx"
    pptx = "pptx"
    pdf = "pdf"


_MADE_BY = {
    Form.text: "cli.story.text:render_text",
    Form.html: "cli.story.page:render_html",
    Form.docx: "cli.story.word:render_docx",
    Form.pptx: "cli.story.slides:render_pptx",
    Form.pdf: "cli.story.pdf:render_pdf",
}
_FILES = (Form.docx, Form.pptx, Form.pdf)
"""The forms that are no text for a screen."""


@story.command("new")
def new(
    evidence: EvidencePath,
    rules: Rules = None,
    most: Annotated[int, typer.Option("--most", help="At most so many recommendations.", min=1, max=100)] = 10,
    out: Out = None,
    audience: ForAudience = Audience.public,
    settings: Set = None,
    as_of: AsOf = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Propose a story: the gravest findings grouped by element, in the rules' own texts."""
    from engine.story.propose import propose
    from engine.story.write import to_yaml

    known, _ = common.read_set(evidence, audience.value, set_aside=False)
    made = assessed(known, Asked(rules or (), settings or (), audience.value, as_of))
    give(to_yaml(propose(made.assessment, made.public, most)), out, made.doing(evidence, "story new"), force=force, quiet=quiet)


@story.command("check")
def check(path: StoryPath, evidence: EvidencePath, rules: Rules = None, settings: Set = None, as_of: AsOf = None, quiet: Quiet = False) -> None:
    """Name the wording whose findings changed or vanished, and sentences linked to none. Exit code 3 where there is such."""
    from cli.story.text import flags_told

    told, _, checked = _checked(path, evidence, Asked(rules or (), settings or (), "public", as_of))
    lines = flags_told(checked)
    if lines or not quiet:
        n = len(told.messages), len(told.recommendations)
        write_out("\n".join(lines or [f"Every wording rests on what is found today: {n[0]} messages, {n[1]} recommendations."]) + "\n")
    if checked.flags:
        raise typer.Exit(3)


@story.command("refresh")
def refresh(
    path: StoryPath,
    evidence: EvidencePath,
    rules: Rules = None,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", metavar="ID", help="A message or recommendation that was read again and stands. Repeatable.")
    ] = None,
    out: Out = None,
    settings: Set = None,
    as_of: AsOf = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Bring a story up to date: edits are kept, what nobody edited is worded anew, what is new is proposed at the end."""
    from cli.story.text import flags_told
    from engine.story.check import check as run
    from engine.story.file import read_story
    from engine.story.refresh import mended
    from engine.story.refresh import refresh as again
    from evidence.located import read_text
    from evidence.problems import nearest

    told, located = read_story(path)
    ids = [entry.id for entry in told.entries]
    for name in accept or ():
        if name not in ids:
            raise common.refuse("--accept", f"there is no message or recommendation '{name}'", nearest(name, ids or ["none"]))
    made = _assessed(told, path, evidence, Asked(rules or told.rulebooks, settings or (), told.audience, as_of))
    fresh = again(told, made.assessment, made.public, accept or ())
    give(mended(read_text(path), located, told, fresh), out, made.doing(evidence, "story refresh", path), force=force, quiet=quiet)
    if not quiet:
        for line in flags_told(run(fresh, made.public)):
            typer.echo(line, err=True)


@story.command("show")
def show(
    path: StoryPath,
    evidence: EvidencePath,
    rules: Rules = None,
    format_: Annotated[Form, typer.Option("--format", "-f", help="Text and JSON for the screen; an HTML page; DOCX and PDF reports; PPTX slides.")] = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    settings: Set = None,
    as_of: AsOf = None,
    final: Annotated[
        bool, typer.Option("--final", help="The final report: refused while wording has to be read again or the assessment is not final.")
    ] = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Write the story as text, a page, a document or slides, with the findings behind each sentence; as JSON, the assessment with its story."""
    from cli.story.text import flags_told
    from engine.result import json_text
    from engine.story.story import arranged

    if format_ in _FILES:
        needs_file(format_, out)
    if format_ is Form.pptx and audience is Audience.team:
        raise common.refuse("--audience", "slides are shown to the council, and hold nothing that is for the team alone", "add --audience authority")
    told, made, checked = _checked(path, evidence, Asked(rules or (), settings or (), audience.value, as_of, final), audience)
    if final:
        settled(path, checked, made)
    if format_ is Form.json:
        whole = {**made.assessment.as_json(), "story": told.model_dump(mode="json")}
        content: str | bytes = json_text(whole)
    else:
        content = made_by(_MADE_BY[format_], format_)(arranged(told, made.assessment, checked))
    give(content, out, made.doing(evidence, "story show", path), force=force, quiet=quiet)
    if not quiet:
        for line in flags_told(checked):
            typer.echo(line, err=True)


def _checked(path: Path, evidence: Path, asked: Asked, audience: Audience | None = None) -> "tuple[StoryFile, Assessed, Checked]":
    from engine.story.check import check as run
    from engine.story.file import read_story

    told, _ = read_story(path)
    made = _assessed(told, path, evidence, replace(asked, rules=asked.rules or told.rulebooks), audience)
    return told, made, run(told, made.public)


def _assessed(told: "StoryFile", path: Path, evidence: Path, asked: Asked, audience: Audience | None = None) -> Assessed:
    known, _ = common.read_set(evidence, asked.audience, set_aside=False)
    fits(told, path, known, audience.value if audience else None)
    return assessed(known, asked)
