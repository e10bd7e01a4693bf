"""`peerbench assess`, `explain` and `ladder`."""

import io
import shutil
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import (
    AsOf,
    Audience,
    EvidencePath,
    ForAudience,
    Force,
    Indicators,
    Mappings,
    Matcher,
    Out,
    PutAside,
    Quiet,
    Rules,
    Set,
    Tables,
    WithMatcher,
    Words,
)
from cli.files import write_out, write_whole
from cli.formats import RENDERERS, Format, Of, renderer
from cli.give import Doing, give
from cli.record import NoJournal, Role, record
from cli.sheets.give import Form, WrittenAs

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console

    from cli.pictures.figures import Figures
    from cli.report.words import House
    from engine.assess import Options
    from engine.assessment import Assessment
    from engine.measures.catalogue import Catalogue
    from engine.plan import Plan
    from engine.rulebook import Rulebook
    from evidence.model import EvidenceSet

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
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="Text, JSON; HTML, DOCX or PDF, a report; PPTX, slides; XLSX, a workbook; CSV or tables, data.")
    ] = Format.text,
    of: Annotated[Of | None, typer.Option("--of", help="Which table to write as CSV; the grades where nothing is said.", show_default=False)] = None,
    out: Out = None,
    audience: ForAudience = Audience.public,
    scope: Annotated[
        list[str] | None, typer.Option("--scope", metavar="PART", help="Only this part: a theme, element, heading or criterion. Repeatable.")
    ] = None,
    no_grades: Annotated[bool, typer.Option("--no-grades", help="Findings only, for a review that awards no grades.")] = False,
    no_ladder: Annotated[bool, typer.Option("--no-ladder", help="Leave the ladder of intervention out.")] = False,
    final: Annotated[bool, typer.Option("--final", help="The final report: refused while anything is undecided, to be renewed, or not answered.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="List everything that is not known, too.")] = False,
    settings: Set = None,
    as_of: AsOf = None,
    indicators: Indicators = None,
    set_aside: PutAside = False,
    matcher: WithMatcher = Matcher.auto,
    fail_level: Annotated[FailLevel | None, typer.Option("--fail-level", help="Exit with 3 where there is such a finding, or a graver one.")] = None,
    words: Words = None,
    table: Tables = None,
    mapping: Mappings = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE.docx", help="A Word template of your own, with placeholders.", show_default=False)
    ] = None,
    role: Role = "team",
    no_journal: NoJournal = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Assess an evidence set: graded findings with their reasons, and the next rung of the ladder."""
    from cli.report.house import house_of
    from cli.report.rendering import Rendering
    from cli.tables.reading import paired
    from engine.assess import Options
    from engine.assess import assess as run

    _check_form(format_, audience, template, out, of)
    render = renderer(format_) if format_ in RENDERERS else None
    known, aside = common.read_set(evidence, audience.value, set_aside=set_aside, tables=paired(table, mapping))
    catalogue = common.catalogue(indicators)
    known = common.joined(known, catalogue)
    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    day = common.day(as_of)
    pictured = format_ in _PICTURED and not template and not scope
    figures = _figures(books, plan, known, audience, day, catalogue) if pictured else None
    rendering = Rendering(house_of(words, evidence, books), template, figures)
    options = Options(
        audience=audience.value,
        matcher=matcher.value,
        grades=not no_grades,
        ladder=not no_ladder,
        scope=tuple(scope or ()),
        as_of=day,
        left_out=aside,
        final=final,
    )
    if scope:
        _check_scope(scope, [*(c.id for c in plan.criteria), *(g.id for g in plan.groups)])
    result = run(plan, books, known, options)
    if final:
        check_final(result, known, evidence)
    content: str | bytes
    if format_ is Format.xlsx and audience is Audience.team:
        from cli.workbook.returned import given_back

        content = given_back(result, evidence, known, books, plan, rendering.house)
    elif render:
        content = render(result, rendering)
    elif format_ is Format.json:
        content = result.to_json()
    elif format_ is Format.csv:
        from cli.machines.spreadsheets import BOM, render_csv

        content = (BOM if out else "") + render_csv(result, of or Of.grades, rendering)
    else:
        content = _as_text(result, everything=everything, coloured=out is None, house=rendering.house)
    if out is None:
        assert isinstance(content, str)
        write_out(content)
    else:
        write_whole(out, content, force=force)
        record(evidence, "assess", written=[out], books=books, audience=audience.value, result=result.content_hash, role=role, keep=not no_journal)
        if not quiet:
            typer.echo(f"Written to {out}.", err=True)
    if fail_level and any(f.kind in SEVERITY[: SEVERITY.index(fail_level.value) + 1] and f.outcome != "mended" for f in result.findings):
        raise typer.Exit(3)


_PICTURED = (Format.html, Format.docx, Format.pptx, Format.pdf)
"""The forms that show the figures in pictures."""


def _figures(
    books: "list[Rulebook]", plan: "Plan", known: "EvidenceSet", audience: Audience, as_of: "dt.date | None", catalogue: "Catalogue | None"
) -> "Figures | None":
    from cli.measures import vocabulary
    from cli.pictures.figures import figures
    from engine.measures.shown import show_measures

    return figures(show_measures(plan, vocabulary(books, plan), known, audience.value, catalogue=catalogue, as_of=as_of))


_FILES = (Format.docx, Format.pptx, Format.pdf, Format.xlsx, Format.tables)
"""The forms that are no text for a screen."""


def _check_form(form: Format, audience: Audience, template: Path | None, out: Path | None, of: "Of | None") -> None:
    """What does not go together is said before anything is read."""
    if form in _FILES and out is None:
        raise common.refuse("--out", f"{form} is not text for a screen", f"add --out FILE.{form.ending}")
    if template and form is not Format.docx:
        raise common.refuse("--template", f"a template is for Word, and not for {form}", "add --format docx, or leave it out")
    if of and form is not Format.csv:
        raise common.refuse("--of", f"it names the table to write as CSV, and {form} has no choice of tables", "add --format csv, or leave it out")
    if form is Format.pptx and audience is Audience.team:
        raise common.refuse("--audience", "slides are shown to the council, and hold nothing that is for the team alone", "add --audience authority")


def check_final(result: "Assessment", known: "EvidenceSet", path: Path) -> None:
    """Everything that keeps a report from being final is said at once."""
    from engine.decisions import obstacles
    from evidence.problems import BadInput, Place, Problem

    found = obstacles(result, known)
    if found:
        raise BadInput([Problem(Place(str(path)), what, mend) for what, mend in found])


def _check_scope(scope: list[str], known: list[str]) -> None:
    from fnmatch import filter as matching

    from evidence.problems import nearest

    for part in scope:
        if not matching(known, part) and not matching(known, f"*.{part}"):
            raise common.refuse("--scope", f"there is no part '{part}'", nearest(part, known))


def _as_text(result: "Assessment", *, everything: bool, coloured: bool, house: "House") -> str:
    from cli.text import print_assessment

    return drawn(lambda console: print_assessment(result, console, everything=everything, house=house), coloured=coloured)


def drawn(draw: "Callable[[Console], object]", *, coloured: bool = True) -> str:
    """What is drawn, as text: coloured and as wide as the terminal where there is one, plain and 100 wide elsewhere."""
    from rich.console import Console

    terminal = coloured and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else 100
    file = io.StringIO()
    # The height is given so that nobody asks the terminal for it at every line.
    draw(Console(file=file, width=width, height=25, force_terminal=terminal, no_color=not terminal, highlight=False, emoji=False, markup=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def _assessed(
    evidence: Path,
    rules: list[str] | None,
    settings: list[str] | None,
    options: "Options",
    indicators: Path | None,
    words: Path | None,
    tables: Sequence[tuple[Path, Path]],
    *,
    set_aside: bool,
) -> "tuple[Assessment, list[Rulebook], Plan, House]":
    """An assessment to look into, and the words of the house to read it in; the direct matcher alone is quickest and gives the same."""
    from dataclasses import replace

    from cli.report.house import house_of
    from engine.assess import assess as run

    known, aside = common.read_set(evidence, options.audience, set_aside=set_aside, tables=tables)
    known = common.joined(known, common.catalogue(indicators))
    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    house = house_of(words, evidence, books)
    return run(plan, books, known, replace(options, matcher="direct", left_out=aside)), books, plan, house


def explain(
    rule: Annotated[str, typer.Argument(help="A criterion, heading, element or theme; its prefix may be left out.", autocompletion=common.complete_rule)],
    evidence: EvidencePath,
    rules: Rules = None,
    format_: WrittenAs = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    settings: Set = None,
    as_of: AsOf = None,
    indicators: Indicators = None,
    words: Words = None,
    table: Tables = None,
    mapping: Mappings = None,
    set_aside: PutAside = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Explain a grade as a tree: why this one, why not the next, and how far each test missed."""
    from cli.tables.reading import paired
    from engine.assess import Options

    options = Options(audience=audience.value, as_of=common.day(as_of))
    tables = paired(table, mapping)
    made, books, plan, house = _assessed(evidence, rules, settings, options, indicators, words, tables, set_aside=set_aside)
    found = common.find_rule(rule, [*made.grades, *(t.id for t in plan.triggers)])
    if format_ is Form.json:
        from cli.explained import as_json

        content = as_json(found, made)
    elif format_ is Form.html:
        from cli.explained import sheet_of
        from cli.sheets.page import render_html

        content = render_html(sheet_of(found, house.over(made), books))
    else:
        from cli.tree import grade_tree

        content = drawn(lambda console: console.print(grade_tree(found, house.over(made), books)), coloured=out is None)
    also = [file for file in (*(file for pair in tables for file in pair), indicators, words) if file]
    give(content, out, Doing(evidence, "explain", also, books, audience.value, made.content_hash), force=force, quiet=quiet)


def ladder(
    evidence: EvidencePath,
    rules: Rules = None,
    audience: ForAudience = Audience.public,
    settings: Set = None,
    as_of: AsOf = None,
    indicators: Indicators = None,
    words: Words = None,
    table: Tables = None,
    mapping: Mappings = None,
    set_aside: PutAside = False,
) -> None:
    """Replay the ladder of intervention, review by review, and draw it."""
    from cli.tables.reading import paired
    from cli.tree import draw_ladder
    from engine.assess import Options

    options = Options(audience=audience.value, grades=False, as_of=common.day(as_of))
    result, _, _, house = _assessed(evidence, rules, settings, options, indicators, words, paired(table, mapping), set_aside=set_aside)
    if result.ladder is None:
        have = [book.id for book in common.load_rules(["all"], {})[0] if book.rungs]
        raise common.refuse("--rules", "none of these rulebooks has a ladder", f"add --rules {have[0]}" if have else "name one that has `rungs:`")
    write_out(drawn(lambda console: draw_ladder(house.over(result), console, house)))
