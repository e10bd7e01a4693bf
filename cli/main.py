"""The command `peerbench`: every error in plain words on standard error, and an exit code that means something.

0 done; 1 the run failed; 2 the call or the input is wrong; 3 findings at or above `--fail-level`, or differences.
"""

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cli.common import HELP
from cli.streams import steady
from evidence.problems import BadInput, PeerbenchError

STOPPED = 130

COMMANDS = {
    "assess": "cli.assess:assess",
    "explain": "cli.assess:explain",
    "ladder": "cli.assess:ladder",
    "improve": "cli.improve.command:improve",
    "gaps": "cli.gaps.command:gaps",
    "decide": "cli.decide:decide",
    "respond": "cli.respond.commands:respond",
    "compare": "cli.compare.command:compare",
    "sector": "cli.sector.command:sector",
    "agree": "cli.agreement.command:agree",
    "verify": "cli.verify:verify",
    "pack": "cli.pack:pack",
    "redact": "cli.redact:redact",
    "comply": "cli.comply:comply",
    "calendar": "cli.calendar:calendar",
    "measures": "cli.measures:measures",
    "targets": "cli.measures:targets",
    "picture": "cli.pictures.command:picture",
    "table": "cli.tables.command:table",
    "lint": "cli.rules:lint",
    "test": "cli.rules:test",
    "rules": "cli.rules:rules",
    "evidence": "cli.changes:evidence",
    "schema": "cli.rules:schema",
    "story": "cli.story.command:story",
    "position": "cli.story.position:position",
    "progress": "cli.story.progress:progress",
    "new": "cli.new:new",
    "workbook": "cli.workbook.commands:workbook",
}
"""Each command, in the order of `--help`, and where it is: a command's module is imported when that command is used."""


class Commands(TyperGroup):
    """The commands, each built when it is asked for, so that none waits for the libraries of another."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # from whose keys the nearest right word is taken

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's signature
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            return get_command(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name=cmd_name, context_settings=HELP)(found)
        return get_command(alone)


app = typer.Typer(
    name="peerbench",
    cls=Commands,
    help="Assess an authority's evidence against a benchmark: graded findings, their reasons, and the next rung of the ladder.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=HELP,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"peerbench {version('peerbench')}")
        raise typer.Exit


@app.callback()
def _peerbench(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")] = False) -> None:
    pass


def main() -> None:
    """Run the command, and turn every error into plain words and an exit code."""
    steady()
    try:
        app(prog_name="peerbench")
    except BadInput as bad:
        for problem in bad.problems:
            print(problem, file=sys.stderr)
        n = len(bad.problems)
        print(f"{n} problem{'s' if n != 1 else ''}; nothing was done.", file=sys.stderr)
        sys.exit(2)
    except PeerbenchError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader has gone (`| head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (KeyboardInterrupt, SystemExit) as stop:
        # Typer turns Ctrl-C into exit code 130, and says nothing.
        if isinstance(stop, KeyboardInterrupt) or stop.code == STOPPED:
            print("Stopped; nothing was written.", file=sys.stderr)
            sys.exit(STOPPED)
        raise
    except (MemoryError, RecursionError):
        print("There is not enough memory for this input: give it in smaller parts.", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
