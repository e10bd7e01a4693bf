"""`peerbench assess`, `explain`, `ladder` and `verify`."""

import io
import shutil
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Matcher, Out, PutAside, Quiet, Rules, Set, WithMatcher
from cli.files import write_out, write_whole
from cli.formats import RENDERERS, Format, renderer

if TYPE_CHECKING:
    from rich.console import Console

    from engine.assess import Options
    from engine.assessment import Assessment
    from engine.plan import Plan
    from engine.rulebook import Rulebook

SEVERITY = ("trigger", "breach", "weakness", "line_of_enquiry", "contested", "gap_in_evidence")


class FailLevel(StrEnum):
    """From which kind of finding on the exit code is 3, the gravest first."""

    trigger = "trigger"
    breach = "breach"
    weakness = "weakness"
    line_of_enquiry = "line_of_enquiry"
    contested = "contested"
    gap_in_evidence = "gap_in_evidence"


def assess(
    evidence: EvidencePath,
    rules: Rules = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="Text for people, JSON for machines, HTML for a report.")] = Format.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    scope: Annotated[
        list[str] | None, typer.Option("--scope", metavar="PART", help="Only this part: a theme, element, heading or criterion. Repeatable.")
    ] = None,
    no_grades: Annotated[bool, typer.Option("--no-grades", help="Findings only, for a review that awards no grades.")] = False,
    no_ladder: Annotated[bool, typer.Option("--no-ladder", help="Leave the ladder of intervention out.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="List everything that is not known, too.")] = False,
    settings: Set = None,
    as_of: AsOf = None,
    set_aside: PutAside = False,
    matcher: WithMatcher = Matcher.auto,
    fail_level: Annotated[FailLevel | None, typer.Option("--fail-level", help="Exit with 3 where there is such a finding, or a graver one.")] = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Assess an evidence set: graded findings with their reasons, and the next rung of the ladder."""
    from engine.assess import Options
    from engine.assess import assess as run

    render = renderer(format_) if format_ in RENDERERS else None
    known, aside = common.read_set(evidence, audience.value, set_aside=set_aside)
    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    options = Options(
        audience=audience.value,
        matcher=matcher.value,
        grades=not no_grades,
        ladder=not no_ladder,
        scope=tuple(scope or ()),
        as_of=common.day(as_of),
        left_out=aside,
    )
    if scope:
        _check_scope(scope, [*(c.id for c in plan.criteria), *(g.id for g in plan.groups)])
    result = run(plan, books, known, options)
    content: str | bytes
    if render:
        content = render(result)
    elif format_ is Format.json:
        content = result.to_json()
    else:
        content = _as_text(result, everything=everything, coloured=out is None)
    if out is None:
        if isinstance(content, bytes):
            raise common.refuse("--out", f"{format_} is not text for a screen", f"add --out FILE.{format_}")
        write_out(content)
    else:
        write_whole(out, content, force=force)
        if not quiet:
            typer.echo(f"Written to {out}.", err=True)
    if fail_level and any(f.kind in SEVERITY[: SEVERITY.index(fail_level.value) + 1] and f.outcome != "mended" for f in result.findings):
        raise typer.Exit(3)


def _check_scope(scope: list[str], known: list[str]) -> None:
    from fnmatch import filter as matching

    from evidence.problems import nearest

    for part in scope:
        if not matching(known, part) and not matching(known, f"*.{part}"):
            raise common.refuse("--scope", f"there is no part '{part}'", nearest(part, known))


def _as_text(result: "Assessment", *, everything: bool, coloured: bool) -> str:
    from cli.text import print_assessment

    return drawn(lambda console: print_assessment(result, console, everything=everything), coloured=coloured)


def drawn(draw: "Callable[[Console], object]", *, coloured: bool = True) -> str:
    """What is drawn, as text: coloured and as wide as the terminal where there is one, plain and 100 wide elsewhere."""
    from rich.console import Console

    terminal = coloured and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else 100
    file = io.StringIO()
    draw(Console(file=file, width=width, force_terminal=terminal, no_color=not terminal, highlight=False, emoji=False, markup=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def _assessed(
    evidence: Path, rules: list[str] | None, settings: list[str] | None, options: "Options", *, set_aside: bool
) -> "tuple[Assessment, list[Rulebook], Plan]":
    """An assessment to look into; the direct matcher alone is quickest and gives the same."""
    from dataclasses import replace

    from engine.assess import assess as run

    known, aside = common.read_set(evidence, options.audience, set_aside=set_aside)
    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    return run(plan, books, known, replace(options, matcher="direct", left_out=aside)), books, plan


def explain(
    rule: Annotated[str, typer.Argument(help="A criterion, heading, element or theme; its prefix may be left out.", autocompletion=common.complete_rule)],
    evidence: EvidencePath,
    rules: Rules = None,
    audience: ForAudience = Audience.public,
    settings: Set = None,
    as_of: AsOf = None,
    set_aside: PutAside = False,
) -> None:
    """Explain a grade as a tree: why this one, why not the next, and how far each test missed."""
    from cli.tree import grade_tree
    from engine.assess import Options

    result, books, plan = _assessed(evidence, rules, settings, Options(audience=audience.value, as_of=common.day(as_of)), set_aside=set_aside)
    found = common.find_rule(rule, [*result.grades, *(t.id for t in plan.triggers)])
    write_out(drawn(lambda console: console.print(grade_tree(found, result, books))))


def ladder(
    evidence: EvidencePath,
    rules: Rules = None,
    audience: ForAudience = Audience.public,
    settings: Set = None,
    as_of: AsOf = None,
    set_aside: PutAside = False,
) -> None:
    """Replay the ladder of intervention, review by review, and draw it."""
    from cli.tree import draw_ladder
    from engine.assess import Options

    result, _, _ = _assessed(evidence, rules, settings, Options(audience=audience.value, grades=False, as_of=common.day(as_of)), set_aside=set_aside)
    if result.ladder is None:
        raise common.refuse("--rules", "none of these rulebooks has a ladder", "add --rules intervention-ladder")
    write_out(drawn(lambda console: draw_ladder(result, console)))


def verify(
    assessment: Annotated[Path, typer.Argument(help="An assessment, as `assess --format json` wrote it.", show_default=False)],
    evidence: EvidencePath,
    rules: Rules = None,
    settings: Set = None,
    quiet: Quiet = False,
) -> None:
    """Assess again and name what differs from an assessment that was kept. Exit code 3 where something does."""
    from engine.verify import read_assessment
    from engine.verify import verify as compare

    kept = read_assessment(assessment)
    known, _ = common.read_set(evidence, kept["audience"], set_aside=bool(kept.get("draft")))
    names = rules or [book["id"] for book in kept["rulebooks"]]
    books, plan = common.load_rules(names, common.overrides(settings or []))
    differences = compare(kept, plan, books, known)
    if differences:
        write_out("\n".join(differences) + "\n")
        raise typer.Exit(3)
    if not quiet:
        write_out(f"The same: content {kept['content_hash'][:12]}.\n")
