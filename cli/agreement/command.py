"""`peerbench agree`: several assessors' scores of one authority held beside each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, ForAudience, Force, Out, PutAside, Quiet, Rules, Set
from cli.record import record
from cli.sheets.give import Form, WrittenAs, give

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
    from engine.assess import Options, work
    from engine.report import report

    read = [(path, common.read_set(path, audience.value, set_aside=set_aside)) for path in paths]
    known = together([(path, found) for path, (found, _) in read])
    if not known.scores:
        raise common.refuse(str(paths[0]), "nobody has scored anything here", "add `scores:`, as docs/evidence.md shows")
    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    left_out = tuple(aside for _, (_, found) in read for aside in found)
    options = Options(audience=audience.value, matcher="direct", as_of=common.day(as_of), left_out=left_out, ladder=False)
    working = work(plan, books, known, options)
    assessment = report(working, options, 0)
    result = agreement(working, assessment)
    if not result.criteria:
        raise common.refuse("--rules", f"no scored criterion is in these rulebooks, such as {result.not_asked[0]}", "name the rulebook that has it")

    def sheet() -> "Sheet":
        from cli.agreement.words import sheet_of

        return sheet_of(result)

    give(result.to_json, sheet, format_, out, everything=everything, force=force, quiet=quiet)
    if out is not None:
        record(paths[0], "agree", written=[out], read=paths[1:], books=books, audience=audience.value, result=assessment.content_hash)
