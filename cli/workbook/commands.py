"""`peerbench workbook new|export|import|status|merge`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import common
from cli.common import Force, Quiet, Rules, Set
from cli.files import write_out, write_whole
from cli.record import record

if TYPE_CHECKING:
    from evidence.workbook.outline import Outline
    from evidence.workbook.read import Gathered

workbook = common.group("workbook", "The workbook in which a team writes down evidence: make it, read it, see who owes what, bring copies together.")

Target = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write.", show_default=False)]
Workbook = Annotated[Path, typer.Argument(metavar="WORKBOOK", help="A workbook (.xlsx).", show_default=False)]


def _outline(rules: Sequence[str] | None, settings: Sequence[str] | None = None) -> "Outline":
    from cli.workbook.outline import outline_of

    return outline_of(*common.load_rules(rules or [], common.overrides(settings or [])))


@workbook.command("new")
def new(
    out: Target,
    name: Annotated[str, typer.Option("--for", metavar="COUNCIL", help="The council's name.", show_default=False)],
    rules: Rules = None,
    type_: Annotated[str | None, typer.Option("--type", help="county, district, metropolitan, unitary, london, combined or other.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day for which the assessment will be made.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who fills in this copy.")] = None,
    settings: Set = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Write a workbook that a team fills in: a sheet for each theme, and sheets for the evidence."""
    from evidence.model import Authority, EvidenceSet
    from evidence.workbook.pack import packed
    from evidence.workbook.write import workbook_of

    if type_ is not None:
        _check_type(type_)
    # What nobody has said yet stays an empty cell, and reading the workbook asks for it.
    unsaid: dict[str, Any] = {"authority": Authority.model_construct(name=name, type=type_), "as_of": common.day(as_of)}  # type: ignore[arg-type]
    nothing_yet = EvidenceSet.model_construct(**unsaid)
    outline = _outline(rules, settings)
    write_whole(out, packed(workbook_of(nothing_yet, outline, filled_in_by=by)), force=force)
    if not quiet:
        write_out(f"Written: {out}, with {len(outline.criteria)} criteria in {len(outline.themes)} sheets. Fill it in, then: peerbench assess {out}\n")


def _check_type(given: str) -> None:
    from evidence.problems import nearest
    from evidence.workbook.layout import head_columns

    choices = next(c.choices for c in head_columns() if c.path == ("authority", "type"))
    if given not in choices:
        raise common.refuse("--type", f"'{given}' is not a type of authority", nearest(given, choices))


@workbook.command("export")
def export(
    evidence: common.EvidencePath,
    out: Target,
    rules: Rules = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who fills in this copy.")] = None,
    settings: Set = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Write any evidence set as a workbook; a filled-in one moves to the rulebook's present version."""
    from cli.workbook.carry import carried
    from evidence.read import read_evidence
    from evidence.workbook.pack import packed
    from evidence.workbook.write import workbook_of

    known, _ = read_evidence(evidence)
    outline, work, filled_in_by, left = carried(evidence, _outline(rules, settings))
    write_whole(out, packed(workbook_of(known, outline, filled_in_by=by or filled_in_by, work=work)), force=force)
    record(evidence, "workbook export", written=[out])
    if not quiet:
        write_out(f"Written: {out}, with {len(known.items)} items.\n" + _left(left, "Not carried over: "))


@workbook.command("import")
def import_(file: Workbook, out: Target, force: Force = False, quiet: Quiet = False) -> None:
    """Read a workbook and write its evidence as YAML."""
    from evidence.read import read_evidence
    from evidence.workbook.read import read_workbook
    from evidence.write import to_yaml

    if out.suffix.lower() not in (".yaml", ".yml"):
        raise common.refuse("--out", f"'{out.name}' is not the name of a YAML file", "end it in .yaml")
    known, _ = read_evidence(file)
    write_whole(out, to_yaml(known), force=force)
    record(out, "workbook import", written=[out], read=[file])
    if quiet:
        return
    gathered = read_workbook(file).gathered
    scores = len(known.scores) + len(known.decisions)
    write_out(f"Written: {out}, with {len(known.items)} items and {scores} score{'s' if scores != 1 else ''} and decisions.\n")
    write_out(_drafts(gathered) + _left(gathered.unread, "Your own, and not read: "))


def _drafts(gathered: "Gathered") -> str:
    drafts = [row.criterion for row in gathered.rows if "narrative" in row.data and "extent" not in row.data]
    return f"No evidence yet, for it does not say how far it goes: {', '.join(drafts)}.\n" if drafts else ""


def _left(left: Sequence[str], words: str) -> str:
    return f"{words}{', '.join(left)}.\n" if left else ""


@workbook.command("status")
def status(
    file: Workbook,
    owner: Annotated[str | None, typer.Option("--owner", metavar="NAME", help="Only what this person owes.")] = None,
) -> None:
    """List who owes what by when, how far each theme has come, and what changed in the rulebook since."""
    from cli.assess import drawn
    from cli.workbook.status import draw_status, status_of

    found = status_of(file)
    write_out(drawn(lambda console: draw_status(found, console, owner=owner)))


@workbook.command("merge")
def merge(
    files: Annotated[list[Path], typer.Argument(metavar="WORKBOOK...", help="The copies; the first gives the form.", show_default=False)],
    out: Target,
    base: Annotated[
        Path | None, typer.Option("--base", metavar="FILE", help="The workbook from which the copies were made: what it says is no change.")
    ] = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Bring copies together: who said what is kept, and what they disagree on is listed, not decided. Exit code 3 where they do."""
    from cli.workbook.merge import merged

    if len(files) < 2:
        raise common.refuse("WORKBOOK", "one copy is nothing to bring together", "name two or more")
    content, conflicts, notes = merged(files, base)
    write_whole(out, content, force=force)
    record(out, "workbook merge", written=[out], read=[*files, *([base] if base else [])])
    if not quiet:
        write_out(f"Written: {out}, from {len(files)} copies.\n" + "".join(f"{note}\n" for note in notes))
    if conflicts:
        write_out("".join(f"{conflict}\n" for conflict in conflicts))
        raise typer.Exit(3)
