"""`peerbench compare`: what moved from one assessment to the next, or where one authority stands among others."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import Audience, ForAudience, Force, Out, PutAside, Quiet, Rules, Set
from cli.give import Doing
from cli.sheets.give import Form, WrittenAs, give_sheet

if TYPE_CHECKING:
    from cli.sheets.sheet import Sheet
    from engine.assessment import Assessment
    from engine.rulebook import Rulebook

Paths = Annotated[
    list[Path],
    typer.Argument(metavar="A B…", help="Assessments, as `assess --format json` wrote them, or evidence sets.", show_default=False),
]
RulesA = Annotated[list[str] | None, typer.Option("--rules-a", metavar="BOOK", help="The rulebook for A, where it is another than for B. Repeatable.")]
RulesB = Annotated[list[str] | None, typer.Option("--rules-b", metavar="BOOK", help="The rulebook for B. Repeatable.")]


def compare(
    paths: Paths,
    rules: Rules = None,
    rules_a: RulesA = None,
    rules_b: RulesB = None,
    smallest: Annotated[
        int, typer.Option("--smallest-group", metavar="N", min=1, help="Tell nothing of other authorities where there are fewer of them than this.")
    ] = 5,
    format_: WrittenAs = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    everything: Annotated[bool, typer.Option("--all", help="List everything that moved.")] = False,
    settings: Set = None,
    set_aside: PutAside = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Compare two periods, evidence sets or rulebook versions of an authority, or an authority with others."""
    from engine.compare.compare import compare as run

    if (rules_a or rules_b) and rules:
        raise common.refuse("--rules", "it stands beside --rules-a or --rules-b", "give the one or the other")
    if rules_a or rules_b:
        paths = paths * 2 if len(paths) == 1 else paths
        if len(paths) > 2:
            raise common.refuse("--rules-a", f"there are {len(paths)} to compare, and only A and B have rules of their own", "compare two at a time")
    if len(paths) < 2:
        raise common.refuse("B", "there is one thing to compare, and nothing to hold it against", "name a second, or give --rules-a and --rules-b")
    sides = [rules_a, rules_b] if rules_a or rules_b else [rules] * len(paths)
    read = [_read(path, book, settings, audience, set_aside=set_aside) for path, book in zip(paths, sides, strict=True)]
    found = [assessment for assessment, _ in read]
    if len({a.audience for a in found}) > 1:
        raise common.refuse("--audience", "these are assessments for different audiences", f"assess all for one, or add --audience {found[0].audience}")
    if any(a.scope != found[0].scope for a in found):
        raise common.refuse(str(paths[0]), "these are assessments of different parts of the benchmark", "assess the same part of it, or the whole")
    result = run(found, smallest)

    def sheet() -> "Sheet":
        from cli.compare.words import sheet_of

        return sheet_of(result)

    doing = Doing(paths[0], "compare", paths[1:], [book for _, books in read for book in books], found[0].audience)
    give_sheet(result.to_json, sheet, format_, out, doing, everything=everything, force=force, quiet=quiet)


def _read(path: Path, rules: list[str] | None, settings: list[str] | None, audience: Audience, *, set_aside: bool) -> "tuple[Assessment, list[Rulebook]]":
    """An assessment: kept in a file, or made now of an evidence set, and then the rulebooks that it was made with."""
    from engine.assess import Options
    from engine.assess import assess as run
    from engine.verify import is_assessment, read_whole

    if is_assessment(path):
        if rules or settings:
            raise common.refuse(str(path), "this was assessed already, and rules do not change it", "give the evidence set, or leave --rules and --set out")
        return read_whole(path), []
    known, aside = common.read_set(path, audience.value, set_aside=set_aside)
    books, plan = common.load_rules(rules or [], common.overrides(settings or []))
    return run(plan, books, known, Options(audience=audience.value, matcher="direct", left_out=aside)), books
