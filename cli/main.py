"""The command `peerbench`: every error in plain words on standard error, and an exit code that means something.

0 done; 1 the run failed; 2 the call or the input is wrong; 3 findings at or above `--fail-level`, or differences.
"""

import os
import sys
from typing import Annotated

import typer

from cli import assess, new, rules
from evidence.problems import BadInput, PeerbenchError

STOPPED = 130

app = typer.Typer(
    name="peerbench",
    help="Assess an authority's evidence against a benchmark: graded findings, their reasons, and the next rung of the ladder.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(assess.assess)
app.command()(assess.explain)
app.command()(assess.ladder)
app.command()(rules.lint)
app.command()(rules.test)
app.command()(assess.verify)
app.add_typer(rules.rules)
app.command()(rules.schema)
app.add_typer(new.new)


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
    try:
        app()
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
