"""`peerbench improve`: the distance to the next grade, the smallest sets of changes, the plan, and what if."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Out, PutAside, Quiet, Rules, Set
from cli.formats import made_by
from cli.give import give, needs_file
from cli.worked import Worked, worked

if TYPE_CHECKING:
    from engine.improve.result import Improvement
    from evidence.model import EvidenceSet


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
    from engine.improve.improve import Aims
    from engine.improve.improve import improve as run
    from engine.improve.priorities import Priorities, read_priorities
    from engine.working import Options

    if format_ is Form.xlsx:
        needs_file(format_, out)
    known, aside = common.read_set(evidence, audience.value, set_aside=set_aside)
    made = worked(known, aside, rules, settings, Options(audience=audience.value, as_of=common.day(as_of)))
    if what_if is not None:
        give(_supposed(made, known, what_if, format_, out), out, made.doing(evidence, "improve", what_if), force=force, quiet=quiet)
        return
    plan = made.working.plan
    aims = Aims(
        part=common.find_rule(part, [g.id for g in plan.groups]) if part else None,
        to=to,
        priorities=read_priorities(effort, [c.id for c in plan.criteria]) if effort else Priorities(),
        seconds=deadline,
    )
    if to is not None and not any(to in book.levels for book in plan.books):
        raise common.refuse("--to", f"{to} is no grade of these rulebooks", f"choose one of {', '.join(map(str, plan.books[0].levels))}")
    content = _made(run(made.working, made.assessment, aims), format_, out, everything=everything)
    give(content, out, made.doing(evidence, "improve", *([effort] if effort else [])), force=force, quiet=quiet)


def _supposed(made: Worked, known: "EvidenceSet", what_if: Path, form: Form, out: Path | None) -> str:
    """What a change of the evidence would do, in the form asked for."""
    from cli.assess import drawn
    from cli.improve.text import print_what_if
    from engine.assess import assess
    from engine.improve.what_if import compared, read_change
    from engine.result import json_text

    if form not in (Form.text, Form.json):
        raise common.refuse("--format", f"what would change is not written as {form}", "use text or json")
    now = made.assessment
    found = compared(now, assess(made.working.plan, made.working.books, read_change(what_if, known), made.options))
    return json_text(found.model_dump(mode="json")) if form is Form.json else drawn(lambda console: print_what_if(found, now, console), coloured=out is None)


def _made(result: "Improvement", form: Form, out: Path | None, *, everything: bool) -> str | bytes:
    if form is Form.json:
        return result.to_json()
    if form in _MADE_BY:
        made: str | bytes = made_by(_MADE_BY[form], form)(result)
        return made
    from cli.assess import drawn
    from cli.improve.text import print_improvement

    return drawn(lambda console: print_improvement(result, console, everything=everything), coloured=out is None)
