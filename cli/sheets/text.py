"""A page as text for a terminal."""

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.sheets.sheet import Section, Sheet

SHOWN = 12
"""How many entries of a section are listed before the rest is only counted."""


def print_sheet(sheet: Sheet, console: Console, *, everything: bool = False) -> None:
    """Print a page for a person; with `everything`, every entry of it."""
    console.print(Text(f"{sheet.name}, {sheet.when}: {sheet.kind}", style="bold"))
    if sheet.made_up:
        console.print("A made-up authority: everything about it is invented.", style="yellow")
    for term, told in sheet.facts:
        console.print(Text(f"{term}: {told}"))
    for section in sheet.sections:
        _section(section, console, everything=everything)


def _section(section: Section, console: Console, *, everything: bool) -> None:
    console.print(Text(f"\n{section.title}", style="bold"))
    if section.intro:
        console.print(Padding(Text(section.intro), (0, 0, 0, 2)))
    shown = section.entries if everything else section.entries[:SHOWN]
    for entry in shown:
        console.print(Padding(Text(entry.title, style="bold"), (0, 0, 0, 2)))
        for line in entry.says:
            console.print(Padding(Text(line), (0, 0, 0, 4)))
        if entry.aside:
            console.print(Padding(Text(entry.aside, style="dim"), (0, 0, 0, 4)))
    if len(shown) < len(section.entries):
        console.print(Padding(Text(f"and {len(section.entries) - len(shown)} more; --all lists them", style="dim"), (0, 0, 0, 2)))
    for table in section.tables:
        drawn = Table(title=table.caption or None, title_justify="left", title_style="", box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), show_edge=False)
        for n, heading in enumerate(table.headings):
            drawn.add_column(heading, ratio=3 if n == 0 else 1)
        for row in table.rows:
            drawn.add_row(*(Text(cell) for cell in row))
        console.print(Padding(drawn, (0, 0, 0, 2)))
