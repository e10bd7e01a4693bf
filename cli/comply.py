"""`peerbench comply`: how a code's clauses stand, section by section, for those who negotiate it or are asked to adopt it."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.assess import drawn
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Out, PutAside, Quiet, Set, Words
from cli.give import Doing, give
from cli.sheets.give import Form

if TYPE_CHECKING:
    from engine.compliance import Statement
    from engine.rulebook import Rulebook


def comply(
    evidence: EvidencePath,
    rules: Annotated[
        str, typer.Option("--rules", "-r", metavar="BOOK", help="The rulebook, by name or folder.", autocompletion=common.complete_rulebook, show_default=False)
    ],
    reader: Annotated[str | None, typer.Option("--for", metavar="READER", help="For one of the readers that the rulebook names.")] = None,
    section: Annotated[list[str] | None, typer.Option("--section", metavar="SECTION", help="Only this section: its id, or the end of it. Repeatable.")] = None,
    format_: Annotated[Form, typer.Option("--format", "-f", help="Text for people, JSON for machines, HTML for a statement to hand on.")] = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    settings: Set = None,
    as_of: AsOf = None,
    set_aside: PutAside = False,
    words: Words = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Say of each section of a code what is kept, partly kept, missing and not known, with the evidence and what to ask for next."""
    from cli.report.house import house_of
    from engine.assess import Options, assess
    from engine.compliance import statement_of

    known, aside = common.read_set(evidence, audience.value, set_aside=set_aside)
    books, plan = common.load_rules([rules], common.overrides(settings or []))
    if len(books) != 1:
        raise common.refuse("--rules", f"a statement is on one rulebook, and '{rules}' are {len(books)}", "name one of them")
    _check_reader(reader, books[0])
    options = Options(audience=audience.value, matcher="direct", ladder=False, as_of=common.day(as_of), left_out=aside)
    result = assess(plan, books, known, options)
    if format_ is not Form.json:
        result = house_of(words, evidence, books).over(result)
    statement = _only(statement_of(result, books[0], reader), section or [])
    if format_ is Form.json:
        content = statement.to_json()
    elif format_ is Form.html:
        from cli.report.statement import render_statement

        content = render_statement(statement)
    else:
        from cli.report.statement import print_statement

        content = drawn(lambda console: print_statement(statement, console), coloured=out is None)
    doing = Doing(evidence, "comply", [words] if words else [], books, audience.value, result.content_hash)
    give(content, out, doing, force=force, quiet=quiet)


def _check_reader(reader: str | None, book: "Rulebook") -> None:
    from evidence.problems import nearest

    readers = list(book.book.readers)
    if reader and reader not in readers:
        raise common.refuse(
            "--for", f"'{book.id}' names no reader '{reader}'", nearest(reader, readers) if readers else "leave --for out, or add `readers:` to its book.yaml"
        )


def _only(statement: "Statement", wanted: list[str]) -> "Statement":
    """The statement with these sections alone."""
    from evidence.problems import nearest

    if not wanted:
        return statement
    names = [s.id for s in statement.sections]
    for name in wanted:
        if not any(_is(name, i) for i in names):
            raise common.refuse("--section", f"there is no section '{name}'", nearest(name, names))
    kept = tuple(s for s in statement.sections if any(_is(name, s.id) for name in wanted))
    shown = {i for s in kept for clause in s.clauses for i in clause.because}
    return statement.model_copy(update={"sections": kept, "evidence": {i: e for i, e in statement.evidence.items() if i in shown}})


def _is(name: str, section: str) -> bool:
    return section == name or section.endswith(f".{name}")
