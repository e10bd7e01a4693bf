"""What `lint` and `test` looked at, and what came of it: the one value that every report of theirs is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath
from typing import Annotated

import typer

from cli.common import refuse
from cli.files import write_out, write_whole
from cli.machines.checks import RULE_TEST, Check, check_of
from evidence.problems import Place, Problem


class Report(StrEnum):
    """What the result of a check is written as."""

    text = "text"
    junit = "junit"
    sarif = "sarif"


WrittenAs = Annotated[Report, typer.Option("--format", "-f", help="Text for people; JUnit or SARIF for build servers and code hosts.")]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the check that found it, where, and the message."""

    check: Check
    place: Place
    message: str


@dataclass(frozen=True)
class Case:
    """One thing that was looked at: a file of a rulebook, or a rule test. Without a fault it passed."""

    name: str
    file: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Suite:
    """A rulebook, and what was looked at in it."""

    name: str
    cases: tuple[Case, ...]


def linted(folder: Path, problems: Iterable[Problem]) -> Suite:
    """A rulebook's files as cases, each with the problems in it."""
    from engine.load import rulebook_files

    by_file: dict[str, list[Fault]] = {str(path): [] for path in rulebook_files(folder)}
    for problem in problems:
        by_file.setdefault(problem.place.file, []).append(fault_of(problem))
    return Suite(folder.resolve().name, tuple(Case(Path(file).name, file, tuple(faults)) for file, faults in by_file.items()))


def fault_of(problem: Problem) -> Fault:
    """A problem with the name of its check."""
    return Fault(check_of(problem.what), problem.place, f"{problem.what}: {problem.mend}")


def faults_of_test(place: Place, failures: Sequence[str]) -> tuple[Fault, ...]:
    """What a rule test expected and did not get."""
    return tuple(Fault(RULE_TEST, place, failure) for failure in failures)


def check_out(form: Report, out: Path | None) -> None:
    """Refuse a file for what is said on the screen."""
    if out is not None and form is Report.text:
        raise refuse("--out", "the text is for the screen", "add --format junit or --format sarif")


def give_report(suites: Sequence[Suite], problems: Sequence[Problem], form: Report, out: Path | None, *, force: bool, quiet: bool) -> None:
    """Write the report of a check for machines, to a file or the screen, and the problems beside it for people. Exit code 2 where there are any."""
    if form is Report.junit:
        from cli.machines.junit import to_junit

        content = to_junit(suites, Path.cwd())
    else:
        from cli.machines.sarif import to_sarif

        content = to_sarif(suites, Path.cwd())
    if out is None:
        write_out(content)
    else:
        write_whole(out, content, force=force)
        if not quiet:
            typer.echo(f"Written to {out}.", err=True)
    for problem in sorted(set(problems)):
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(2)


def seen_from(here: PurePath, file: str) -> PurePosixPath | None:
    """A file's path as seen from a folder; None where it does not lie under it."""
    whole = here / file
    return PurePosixPath(whole.relative_to(here).as_posix()) if whole.is_relative_to(here) else None
