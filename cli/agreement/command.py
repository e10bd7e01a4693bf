"""`peerbench agree`: several assessors' scores of one authority held beside each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, ForAudience, Force, Out, PutAside, Quiet, Rules, Set
from cli.sheets.give import Form, WrittenAs, give_sheet
from cli.worked import worked

if TYPE_CHECKING:
    from cli.sheets.sheet import Sheet

Paths = Annotated[list[Path], typer.Argument(metavar="EVIDENCE…", help="Evidence sets or workbooks of one authority, with `scores:`.", show_default=False)]


def agree(
    paths: Paths,
    rules: Rules = None,
    format_: WrittenAs = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    everything: Annotated[bool, typer.Option("--all", help="List every criterion that was scored.")] = False,
    settings: Set = None,
    as_of: AsOf = None,
    set_aside: PutAside = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Say how far assessors agree, where they do not, what hangs on it, and how the council sees itself."""
    from engine.agreement.agreement import agreement
    from engine.agreement.gather import together
    from engine.working import Options

    read = [(path, common.read_set(path, audience.value, set_aside=set_aside)) for path in paths]
    known = together([(path, found) for path, (found, _) in read])
    if not known.scores:
        raise common.refuse(str(paths[0]), "nobody has scored anything here", "add `scores:`, as docs/evidence.md shows")
    left_out = tuple(aside for _, (_, found) in read for aside in found)
    made = worked(known, left_out, rules, settings, Options(audience=audience.value, as_of=common.day(as_of), ladder=False))
    result = agreement(made.working, made.assessment)
    if not result.criteria:
        raise common.refuse("--rules", f"no scored criterion is in these rulebooks, such as {result.not_asked[0]}", "name the rulebook that has it")

    def sheet() -> "Sheet":
        from cli.agreement.words import sheet_of

        return sheet_of(result)

    doing = made.doing(paths[0], "agree", *paths[1:])
    give_sheet(result.to_json, sheet, format_, out, doing, everything=everything, force=force, quiet=quiet)
