"""`peerbench position`: the council's position statement, with the index of its evidence."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Out, Quiet, Rules, Set
from cli.formats import made_by
from cli.give import give, needs_file
from cli.story.assessed import Asked, assessed, fits


class Form(StrEnum):
    """What the statement is written as."""

    text = "text"
    json = "json"
    html = "html"
    docx = "docx"


_MADE_BY = {
    Form.text: "cli.story.position_text:render_text",
    Form.html: "cli.story.position_page:render_html",
    Form.docx: "cli.story.position_word:render_docx",
}


def position(
    evidence: EvidencePath,
    story: Annotated[Path | None, typer.Option("--story", metavar="FILE", help="The council's own story, if it has one.", show_default=False)] = None,
    rules: Rules = None,
    format_: Annotated[Form, typer.Option("--format", "-f", help="Text or JSON for the screen; an HTML page; a Word document.")] = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    settings: Set = None,
    as_of: AsOf = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Write the position statement before a visit: where the council stands in its own eyes, and its evidence by theme, with the gaps."""
    from cli.story.text import flags_told
    from engine.position.position import position as run
    from engine.story.check import check
    from engine.story.file import read_story
    from engine.story.propose import propose
    from engine.story.story import arranged

    if format_ is Form.docx:
        needs_file(format_, out)
    told = read_story(story)[0] if story else None
    known, _ = common.read_set(evidence, audience.value, set_aside=False)
    if told is not None and story is not None:
        fits(told, story, known, audience.value)
    made = assessed(known, Asked(rules or (told.rulebooks if told else ()), settings or (), audience.value, as_of))
    if told is None:
        told = propose(made.assessment, made.public).model_copy(update={"title": f"{known.authority.name}: where we stand"})
    checked = check(told, made.public)
    found = run(made.evidence, made.assessment, told)
    if format_ is Form.json:
        content: str | bytes = found.to_json()
    else:
        content = made_by(_MADE_BY[format_], format_)(found, arranged(told, made.assessment, checked))
    give(content, out, made.doing(evidence, "position", *([story] if story else [])), force=force, quiet=quiet)
    if not quiet and story is not None:
        for line in flags_told(checked):
            typer.echo(line, err=True)
