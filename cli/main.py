"""The command `peerbench`: every error in plain words on standard error, and an exit code that means something.

0 done; 1 the run failed; 2 the call or the input is wrong; 3 findings at or above `--fail-level`, or differences.
"""

import atexit
import gc
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
    "assess": ("cli.assess:assess", "Assess an evidence set: grades, findings, and the ladder."),
    "explain": ("cli.assess:explain", "Say why a grade is what it is, test by test."),
    "ladder": ("cli.assess:ladder", "Draw the ladder of intervention, review by review."),
    "improve": ("cli.improve.command:improve", "Say what would move each grade up."),
    "gaps": ("cli.gaps.command:gaps", "Say what is not known, and whom to ask."),
    "decide": ("cli.decide:decide", "Record what people adopted, and why."),
    "respond": ("cli.respond.commands:respond", "Take the authority's reply to a draft."),
    "compare": ("cli.compare.command:compare", "Compare two periods, evidence sets or rulebook versions."),
    "sector": ("cli.sector.command:sector", "Assess every authority of a sector."),
    "agree": ("cli.agreement.command:agree", "Say how far assessors agree."),
    "verify": ("cli.verify:verify", "Assess again, and name what differs from what was kept."),
    "pack": ("cli.pack:pack", "Put all that an assessment rests on into one archive."),
    "redact": ("cli.redact:redact", "Remove excerpts, names, roles and notes from items."),
    "comply": ("cli.comply:comply", "Say of each section of a code how far it is kept."),
    "calendar": ("cli.calendar:calendar", "Show who must receive which report when."),
    "measures": ("cli.measures:measures", "Show each measure: figure, change, trend and target."),
    "targets": ("cli.measures:targets", "Show each target, and whether its steps lead there."),
    "picture": ("cli.pictures.command:picture", "Draw figures or grades as a picture."),
    "table": ("cli.tables.command:table", "Make evidence of tables of many authorities."),
    "lint": ("cli.rules:lint", "Check rulebooks: every problem in one run."),
    "test": ("cli.rules:test", "Run the tests that stand beside the rules."),
    "rules": ("cli.rules:rules", "List, show, search and compare the rules."),
    "evidence": ("cli.changes:evidence", "Say what becomes of evidence when the rules change."),
    "schema": ("cli.rules:schema", "Print the JSON Schema that editors use."),
    "story": ("cli.story.command:story", "Write key messages in the reviewers' words."),
    "position": ("cli.story.position:position", "Write the position statement before a visit."),
    "progress": ("cli.story.progress:progress", "Put what is claimed since the last review beside what is known."),
    "new": ("cli.new:new", "Start an evidence set, a rulebook, or a Word template."),
    "workbook": ("cli.workbook.commands:workbook", "Make the workbook in which evidence is written down, and read it."),
}
"""Each command, in the order of `--help`: where it is, and what `--help` says of it. A command's module is imported when that command is used."""


class Commands(TyperGroup):
    """The commands, each built when it is asked for, so that none waits for the libraries of another."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # from whose keys the nearest right word is taken

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order of the table."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - click's signature
        """The commands for `--help`, which imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, does) for name, (_, does) in COMMANDS.items()])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's signature
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
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


def start_quickly() -> None:
    """Leave out what takes time at the start and at the end of a run, and gives nothing."""
    # What is loaded and made lives to the end: looking for garbage in it, again and again and once more at the end, takes a third of a short run.
    gc.set_threshold(300_000)
    atexit.register(gc.freeze)
    # Nothing here multiplies matrices, so NumPy needs no threads for it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nor does a plugin of Pydantic's look at these models: to find one, Pydantic would open the metadata of everything that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main() -> None:
    """Run the command, and turn every error into plain words and an exit code."""
    start_quickly()
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
