"""Giving a result away: as text, JSON or HTML, on the screen or into a file."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.files import write_out, write_whole
from cli.sheets.sheet import Sheet


class Form(StrEnum):
    """What a result is written as."""

    text = "text"
    json = "json"
    html = "html"


WrittenAs = Annotated[Form, typer.Option("--format", "-f", help="Text, JSON or HTML.")]


def give(json: Callable[[], str], sheet: Callable[[], Sheet], form: Form, out: Path | None, *, everything: bool, force: bool, quiet: bool) -> None:
    """Write a result in the form asked for. Only the form asked for is made."""
    if form is Form.json:
        content = json()
    elif form is Form.html:
        from cli.sheets.page import render_html

        content = render_html(sheet())
    else:
        from cli.assess import drawn
        from cli.sheets.text import print_sheet

        content = drawn(lambda console: print_sheet(sheet(), console, everything=everything), coloured=out is None)
    if out is None:
        write_out(content)
        return
    write_whole(out, content, force=force)
    if not quiet:
        typer.echo(f"Written to {out}.", err=True)
