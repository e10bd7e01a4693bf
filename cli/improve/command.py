"""`peerbench improve`: the distance to the next grade, the smallest sets of changes, the plan, and what if."""

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Out, PutAside, Quiet, Rules, Set
from cli.files import write_out, write_whole
from cli.record import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from engine.improve.result import Improvement


class Form(StrEnum):
    """What the result is written as."""

    text = "text"
    json = "json"
    html = "html"
    csv = "csv"
    xlsx = "xlsx"
    yaml = "yaml"


_MADE_BY = {
    Form.html: "cli.improve.page:render_html",
    Form.csv: "cli.improve.tables:render_csv",
    Form.xlsx: "cli.improve.tables:render_xlsx",
    Form.yaml: "cli.improve.tables:render_yaml",
}


Part = Annotated[str | None, typer.Option("--part", help="Only this part: a theme, an element, a heading or the whole.", autocompletion=common.complete_rule)]
Grade = Annotated[int | None, typer.Option("--to", metavar="GRADE", help="Seek this grade instead of the next one.")]
Effort = Annotated[
    Path | None, typer.Option("--effort", metavar="FILE", help="What each criterion costs and is worth, and who is to see to it: YAML.", show_default=False)
]
Hypothesis = Annotated[
    Path | None, typer.Option("--what-if", metavar="FILE", help="Assess with this change of the evidence, and say what changes.", show_default=False)
]
Deadline = Annotated[float | None, typer.Option("--deadline", metavar="SECONDS", help="Search for so long, instead of the usual number of tries.", min=0.1)]
WrittenAs = Annotated[Form, typer.Option("--format", "-f", help="Text, JSON or HTML; CSV, XLSX and YAML hold the improvement plan.")]


def improve(
    evidence: EvidencePath,
    rules: Rules = None,
    part: Part = None,
    to: Grade = None,
    effort: Effort = None,
    what_if: Hypothesis = None,
    deadline: Deadline = None,
    format_: WrittenAs = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    everything: Annotated[bool, typer.Option("--all", help="List headings, and every change, too.")] = False,
    settings: Set = None,
    as_of: AsOf = None,
    set_aside: PutAside = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Say what would move each grade up: the smallest sets of changes, what holds it down, and a plan."""
    from engine.assess import Options, work
    from engine.improve.improve import Aims
    from engine.improve.improve import improve as run
    from engine.improve.priorities import Priorities, read_priorities
    from engine.report import report

    known, aside = common.read_set(evidence, audience.value, set_aside=set_aside)
    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    options = Options(audience=audience.value, matcher="direct", as_of=common.day(as_of), left_out=aside)
    working = work(plan, books, known, options)
    assessment = report(working, options, 0)
    if what_if is not None:
        from cli.improve.text import print_what_if
        from engine.improve.what_if import compared, read_change

        changed = report(work(plan, books, read_change(what_if, known), options), options, 0)
        found = compared(assessment, changed)
        if format_ not in (Form.text, Form.json):
            raise common.refuse("--format", f"what would change is not written as {format_}", "use text or json")
        text = found.model_dump_json(indent=2) + "\n" if format_ is Form.json else _drawn(lambda console: print_what_if(found, assessment, console), out)
        _give(text, format_, out, force=force, quiet=quiet)
        if out is not None:
            record(evidence, "improve", written=[out], read=[what_if], books=books, audience=audience.value, result=assessment.content_hash)
        return
    aims = Aims(
        part=common.find_rule(part, [g.id for g in plan.groups]) if part else None,
        to=to,
        priorities=read_priorities(effort, [c.id for c in plan.criteria]) if effort else Priorities(),
        seconds=deadline,
    )
    if to is not None and not any(to in book.levels for book in plan.books):
        raise common.refuse("--to", f"{to} is no grade of these rulebooks", f"choose one of {', '.join(map(str, plan.books[0].levels))}")
    _give(_made(run(working, assessment, aims), format_, out, everything=everything), format_, out, force=force, quiet=quiet)
    if out is not None:
        record(evidence, "improve", written=[out], read=[effort] if effort else [], books=books, audience=audience.value, result=assessment.content_hash)


def _made(result: "Improvement", form: Form, out: Path | None, *, everything: bool) -> str | bytes:
    if form is Form.json:
        return result.to_json()
    if form in _MADE_BY:
        module, _, name = _MADE_BY[form].partition(":")
        made: str | bytes = getattr(import_module(module), name)(result)
        return made
    from cli.improve.text import print_improvement

    return _drawn(lambda console: print_improvement(result, console, everything=everything), out)


def _drawn(draw: "Callable[[Console], object]", out: Path | None) -> str:
    from cli.assess import drawn

    return drawn(draw, coloured=out is None)


def _give(content: str | bytes, form: Form, out: Path | None, *, force: bool, quiet: bool) -> None:
    if out is not None:
        write_whole(out, content, force=force)
        if not quiet:
            typer.echo(f"Written to {out}.", err=True)
    elif isinstance(content, bytes):
        raise common.refuse("--out", f"{form} is not text for a screen", f"add --out FILE.{form}")
    else:
        write_out(content)
