"""Giving a result away: as text, JSON or HTML, on the screen or into a file."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.give import Doing, give

if TYPE_CHECKING:
    from cli.sheets.sheet import Sheet


class Form(StrEnum):
    """What a result is written as."""

    text = "text"
    json = "json"
    html = "html"


WrittenAs = Annotated[Form, typer.Option("--format", "-f", help="Text, JSON or HTML.")]


def give_sheet(
    json: Callable[[], str],
    sheet: "Callable[[], Sheet]",
    form: Form,
    out: Path | None,
    doing: Doing | None,
    *,
    everything: bool,
    force: bool,
    quiet: bool,
) -> None:
    """Give a result away in the form asked for. Only the form asked for is made."""
    if form is Form.json:
        content = json()
    elif form is Form.html:
        from cli.sheets.page import render_html

        content = render_html(sheet())
    else:
        from cli.assess import drawn
        from cli.sheets.text import print_sheet

        content = drawn(lambda console: print_sheet(sheet(), console, everything=everything), coloured=out is None)
    give(content, out, doing, force=force, quiet=quiet)
