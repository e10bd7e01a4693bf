"""`peerbench progress`: last year's recommendations, what is claimed of them, and what this year's evidence shows."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Out, Quiet, Rules, Set
from cli.formats import made_by
from cli.give import give
from cli.sheets.give import Form
from cli.story.assessed import Asked, assessed, fits

if TYPE_CHECKING:
    from engine.story.file import StoryFile

LastYear = Annotated[
    Path, typer.Argument(metavar="LAST-YEAR", help="Last year's story, or its assessment as `story show --format json` wrote it.", show_default=False)
]
Upon = Annotated[
    Path | None, typer.Option("--upon", metavar="FILE", help="Last year's evidence, where this year's is only what came since.", show_default=False)
]


_MADE_BY = {Form.text: "cli.story.progress_text:render_text", Form.html: "cli.story.progress_page:render_html"}


def progress(
    last_year: LastYear,
    evidence: EvidencePath,
    upon: Upon = None,
    rules: Rules = None,
    format_: Annotated[Form, typer.Option("--format", "-f", help="Text or JSON for the screen; an HTML page.")] = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    settings: Set = None,
    as_of: AsOf = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Put what is claimed of last year's recommendations beside what evidence dated since shows."""
    from engine.progress.progress import progress as run
    from engine.progress.since import Year

    told = read_last_year(last_year)
    known, _ = common.read_set(evidence, audience.value, set_aside=False)
    if upon is not None:
        from engine.progress.upon import upon as joined

        known = joined(common.read_set(upon, audience.value, set_aside=False)[0], known, str(evidence))
    fits(told, last_year, known, audience.value)
    day = common.day(as_of) or known.as_of
    if told.as_of >= day:
        raise common.refuse(str(evidence), f"it is as of {day}, and the story as of {told.as_of}", "give evidence as of a later day")
    names = rules or told.rulebooks
    now = assessed(known, Asked(names, settings or (), audience.value, as_of))
    then = assessed(known, Asked(names, settings or (), audience.value, told.as_of.isoformat()))
    found = run(told, Year(told.as_of, now.working, now.team, then.team), now.assessment)
    content = found.to_json() if format_ is Form.json else made_by(_MADE_BY[format_], format_)(found)
    give(content, out, now.doing(evidence, "progress", last_year, *([upon] if upon else [])), force=force, quiet=quiet)


def read_last_year(path: Path) -> "StoryFile":
    """A story: from its own file, or from an assessment that was written with it."""
    from engine.story.file import parsed, read_story
    from evidence.kind_of_file import ASSESSMENT, STORY, kinds_of, refuse_other
    from evidence.read import read_json

    if path.suffix.lower() != ".json":
        return read_story(path)[0]
    located = read_json(path)
    if ASSESSMENT not in kinds_of(located.data):
        refuse_other(STORY, located)
    if not isinstance(located.data, dict) or not isinstance(located.data.get("story"), dict):
        raise common.refuse(str(path), "there is no story in it", "give the story's own file, or what `story show --format json` wrote")
    return parsed(located, located.data["story"])
