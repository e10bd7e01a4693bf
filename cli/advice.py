"""What is advised, and why, as text."""

from collections.abc import Callable

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from cli.report.advised import advised
from cli.report.words import joined
from engine.assessment import Assessment, Finding


def print_advice(assessment: Assessment, console: Console, basis: Callable[[Finding], str]) -> None:
    """Print what is advised for each subject, with each reason, what it rests on, the next step, and what nothing calls for."""
    found = advised(assessment)
    if not found:
        return
    console.print(Text("\nWhat is advised, and why", style="bold cyan"))
    for subject in found:
        console.print(Padding(Text(subject.subject, style="bold"), (0, 0, 0, 2)))
        for thing in subject.things:
            console.print(Padding(Text(thing.title), (0, 0, 0, 4)))
            for f in thing.things:
                console.print(Padding(Text(f"Why: {f.text}"), (0, 0, 0, 6)))
                console.print(Padding(Text(basis(f), style="dim"), (0, 0, 0, 8)))
                console.print(Padding(Text(f"Next: {f.next}"), (0, 0, 0, 6)))
        if subject.others:
            console.print(Padding(Text(f"Nothing that is known calls for: {_listed(subject.others)}."), (0, 0, 0, 4)))


def _listed(things: tuple[str, ...]) -> str:
    return joined([thing[:1].lower() + thing[1:] for thing in things], "or")
