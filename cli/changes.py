"""`peerbench rules diff` and `peerbench evidence migrate`: a framework that changes under an assessment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import Force, Out, Quiet
from cli.files import write_whole
from cli.record import NoJournal, Role, record
from cli.sheets.give import Form, WrittenAs, give_sheet

if TYPE_CHECKING:
    from cli.sheets.sheet import Sheet

evidence = common.group("evidence", "What becomes of evidence when the rules change.")

Old = Annotated[str, typer.Argument(metavar="OLD", help="The rulebook as it was: its name or folder.", autocompletion=common.complete_rulebook)]
New = Annotated[str, typer.Argument(metavar="NEW", help="The rulebook as it is now.", autocompletion=common.complete_rulebook)]


def diff(
    old: Old,
    new: New,
    format_: WrittenAs = Form.text,
    out: Out = None,
    everything: Annotated[bool, typer.Option("--all", help="List every change.")] = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Show what changed between two versions of a rulebook, and which grades stop being comparable."""
    from engine.changes.diff import changes_between
    from engine.home import folder_of

    found = changes_between(folder_of(old), folder_of(new))

    def sheet() -> "Sheet":
        from cli.changes_words import sheet_of

        return sheet_of(found)

    give_sheet(found.to_json, sheet, format_, out, None, everything=everything, force=force, quiet=quiet)


@evidence.callback()
def _evidence() -> None:
    """What becomes of evidence when the rules change."""  # with a callback, a group of one command stays a group


@evidence.command("migrate")
def migrate(
    path: Annotated[Path, typer.Argument(metavar="EVIDENCE", help="The evidence set: a YAML or JSON file.", show_default=False)],
    older: Annotated[str, typer.Option("--from", metavar="OLD", help="The rulebook that it was recorded for: its name or folder.", show_default=False)],
    newer: Annotated[str, typer.Option("--to", metavar="NEW", help="The rulebook that it is to be assessed by.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The evidence set to write.", show_default=False)],
    format_: WrittenAs = Form.text,
    role: Role = "team",
    no_journal: NoJournal = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Carry evidence over to another version of its rulebook. Nothing is lost: what has no rule any more is parked and listed."""
    from engine.changes.diff import changes_between
    from engine.changes.migrate import migrate as run
    from engine.home import folder_of
    from engine.load import load
    from evidence.amend import with_values
    from evidence.located import read_text
    from evidence.read import open_evidence

    opened = open_evidence(path)
    if opened.node(()) is None:
        mend = "`peerbench workbook export` moves a workbook to the rulebook's present version"
        raise common.refuse(str(path), "ids are rewritten in YAML and JSON only", mend)
    known, _ = common.read_set(path, "team", set_aside=False)
    old, new = folder_of(older), folder_of(newer)
    books = load(old), load(new)
    done, values = run(known, opened.data, changes_between(old, new), *books)
    write_whole(out, with_values(path, read_text(path), values), force=force)
    record(path, "evidence migrate", written=[out], books=books, role=role, keep=not no_journal)

    def sheet() -> "Sheet":
        from cli.changes_words import migrated

        return migrated(done, known.authority.name, made_up=known.authority.made_up)

    if not quiet:
        give_sheet(done.to_json, sheet, format_, None, None, everything=True, force=False, quiet=True)
        typer.echo(f"Written to {out}.", err=True)
