"""`peerbench lint`, `test`, `rules` and `schema`: for those who write rulebooks and those who read them."""

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli import common
from cli.changes import diff
from cli.common import Force, Out, Quiet
from cli.files import write_out
from cli.machines.checked import Case, Report, Suite, WrittenAs, check_out, fault_of, faults_of_test, give_report, linted
from evidence.problems import BadInput, Problem

Paths = Annotated[
    list[str] | None, typer.Argument(metavar="[PATH]...", help="Rulebooks, by name or folder; without any, all.", autocompletion=common.complete_rulebook)
]

rules = common.group("rules", "List, show, search and compare the rules.")
rules.command("diff")(diff)


def lint(paths: Paths = None, format_: WrittenAs = Report.text, out: Out = None, force: Force = False, quiet: Quiet = False) -> None:
    """Check rulebooks: every problem in one run, with its place and how to mend it."""
    check_out(format_, out)
    from engine.home import folder_of, installed
    from engine.lint import lint as check

    problems: list[Problem] = []
    folders = [folder_of(p) for p in paths] if paths else list(installed().values())
    suites = []
    for folder in folders:
        found = check(folder)
        problems += found
        suites.append(linted(folder, found))
    if not problems and (clashes := _clashes(folders)):
        problems += clashes
        suites.append(Suite("rulebooks together", tuple(Case(p.place.file, p.place.file, (fault_of(p),)) for p in clashes)))
    if format_ is not Report.text:
        give_report(suites, problems, format_, out, force=force, quiet=quiet)
        return
    if problems:
        raise BadInput(problems)
    if not quiet:
        write_out(f"{len(folders)} rulebook{'s' if len(folders) != 1 else ''} without a problem: {', '.join(f.name for f in folders)}.\n")


def _clashes(folders: Iterable[Path]) -> list[Problem]:
    """The synonyms of these rulebooks that cannot be synonyms beside those that came with Peerbench."""
    from engine.home import installed
    from engine.load import draft
    from engine.synonyms import clashes

    books = [draft(folder).book for folder in dict.fromkeys(folder.resolve() for folder in folders)]
    if not any(book.synonyms for book in books):
        return []
    named = {book.id for book in books}
    return clashes([*books, *(draft(folder).book for name, folder in installed().items() if name not in named)])


def test(
    paths: Paths = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Name every test, and everything that no test reaches.")] = False,
    matcher: common.WithMatcher = common.Matcher.direct,
    sensitivity: Annotated[bool, typer.Option("--sensitivity", help="Make evidence for every rule instead, and name those that nothing changes.")] = False,
    format_: WrittenAs = Report.text,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Run the tests that stand beside the rules, and report what no test reaches. Exit code 1 where one fails."""
    from engine.home import folder_of, installed
    from engine.ruletests import run_folder, unreached

    check_out(format_, out)
    if sensitivity:
        if format_ is not Report.text:
            raise common.refuse("--format", f"{format_} is for rule tests, and --sensitivity runs none", "leave one of the two out")
        _sensitivity([folder_of(p) for p in paths] if paths else list(installed().values()), quiet=quiet)
        return
    failed = total = 0
    lines: list[str] = []
    suites: list[Suite] = []
    problems: list[Problem] = []
    for folder in [folder_of(p) for p in paths] if paths else list(installed().values()):
        try:
            book, outcomes = run_folder(folder, matcher.value)
        except BadInput as bad:
            suites.append(linted(folder, bad.problems))
            problems += bad.problems
            continue
        suites.append(Suite(book.id, tuple(Case(o.case.test.name, o.case.place.file, faults_of_test(o.case.place, o.failures)) for o in outcomes)))
        for outcome in outcomes:
            failed += bool(outcome.failures)
            if outcome.failures or verbose:
                lines.append(f"{'FAIL' if outcome.failures else 'pass'}  {outcome.case.place}: {outcome.case.test.name}")
                lines += [f"      {failure}" for failure in outcome.failures]
        total += len(outcomes)
        left = unreached([book], {name for o in outcomes for name in o.reached})
        lines.append(f"{book.id}: {len(outcomes)} tests; not reached by any: " + ", ".join(f"{len(ids)} {what}" for what, ids in left.items()))
        if verbose:
            lines += [f"      no test reaches {what[:-1]} {i}" for what, ids in left.items() for i in ids if what != "grades"]
    if format_ is not Report.text:
        give_report(suites, problems, format_, out, force=force, quiet=quiet)
    elif problems:
        raise BadInput(problems)
    elif failed or not quiet:
        write_out("\n".join([*lines, f"{total - failed} passed, {failed} failed"]) + "\n")
    if failed:
        raise typer.Exit(1)


def _sensitivity(folders: Iterable[Path], *, quiet: bool) -> None:
    """Say which rules are alive, dead or not tried. Exit code 1 where one is dead."""
    from engine.load import load
    from engine.sensitivity import sensitivity

    lines, dead = [], 0
    for folder in folders:
        book = load(folder)
        found = sensitivity(book)
        dead += len(found.dead)
        alive = f"{len(found.alive)} rule{'s' if len(found.alive) != 1 else ''} alive"
        lines.append(f"{book.id}: {alive}, {len({d.rule for d in found.dead})} dead, {len(found.not_tried)} not tried")
        lines += [f"      dead       {d.rule}: {d.what}" for d in found.dead]
        lines += [f"      not tried  {n.rule}: {n.why}" for n in found.not_tried]
    if dead or not quiet:
        write_out("\n".join(lines) + "\n")
    if dead:
        raise typer.Exit(1)


@rules.command("list")
def list_(names: Paths = None) -> None:
    """List the rulebooks, or the rules of those named."""
    books, _ = common.load_rules(names or ["all"], {})
    lines = []
    for book in books:
        source = next(iter(book.book.sources.values()))
        counts = f"{len(book.criteria)} criteria, {len(book.triggers)} triggers, {len(book.rungs)} rungs"
        lines.append(f"{book.id} {book.book.version}: {book.book.title} ({counts}; source of {source.year}, {source.status})")
        if names:
            for rules_ in (book.groups, book.criteria, book.triggers, book.rungs, book.support):
                lines += [f"  {rule.id}: {rule.title}" for rule in rules_.values()]
    write_out("\n".join(lines) + "\n")


@rules.command("show")
def show(
    rule: Annotated[str, typer.Argument(help="A rule's id; its prefix may be left out.", autocompletion=common.complete_rule)], names: common.Rules = None
) -> None:
    """Show a rule in full: what it asks, where it comes from, what would show it."""
    from engine.describe import describe
    from engine.language.rules import Criterion

    books, _ = common.load_rules(names or ["all"], {})
    every = {i: (book, r) for book in books for rules_ in (book.criteria, book.groups, book.triggers, book.rungs, book.support) for i, r in rules_.items()}
    found = common.find_rule(rule, list(every))
    book, it = every[found]
    lines = [f"{it.id}: {it.title}"]
    cite = getattr(it, "cite", None)
    if cite:
        source = book.book.sources[cite.source]
        lines.append(f"source: {source.title} ({source.year}, {source.status}), {cite.at}")
    for word in ("looks_for", "strength", "weakness", "next"):
        text = getattr(it, word, None)
        if text:
            lines.append(f"{word.replace('_', ' ')}: {text}")
    for name, t in getattr(it, "tests", {}).items():
        shows = f" shows {t.shows}" if t.shows else f" speaks against {t.shows_against}" if t.shows_against else ""
        lines.append(f"  {name}: {describe(t, book.vocabulary)}{f' →{shows}' if shows else ''}{', with results' if t.results else ''}")
    if isinstance(it, Criterion) and it.each_test:
        lines.append(f"  {describe(it.each_test, book.vocabulary)}")
    lines += [f"  contains {child}: {book.title(child)}" for child in book.children.get(found, ())]
    lines += [f"  held at {cap.at}: {cap.because}" for cap in getattr(it, "cap", ())]
    for name in sorted(book.uses.get(found, ())):
        p = book.parameters[name]
        lines.append(f"  rests on {name} = {p.value}" + (f" (an assumption: {p.reason})" if p.assumption else ""))
    lines.append(f"written at {book.places[found]}")
    write_out("\n".join(lines) + "\n")


@rules.command("search")
def search(words: Annotated[list[str], typer.Argument(help="Words to look for in ids, titles, texts and evidence.")], names: common.Rules = None) -> None:
    """Find the rules in which all of these words occur."""
    books, _ = common.load_rules(names or ["all"], {})
    wanted = [w.lower() for w in words]
    lines = []
    for book in books:
        for rules_ in (book.groups, book.criteria, book.triggers, book.rungs, book.support):
            for rule in rules_.values():
                text = json.dumps(rule.model_dump(mode="json", exclude_none=True), ensure_ascii=False).lower()
                if all(w in text for w in wanted):
                    lines.append(f"{rule.id}: {rule.title}")
    write_out("\n".join(lines or [f"No rule has all of these words: {' '.join(words)}"]) + "\n")


class Schema(StrEnum):
    """Which schema."""

    rulebook = "rulebook"
    ruletest = "ruletest"
    evidence = "evidence"
    assessment = "assessment"
    indicators = "indicators"
    story = "story"


def schema(which: Annotated[Schema, typer.Argument(help="Which files it is for.")]) -> None:
    """Print the JSON Schema that editors and other programs use."""
    from engine.result import json_text
    from engine.schemas import schemas

    write_out(json_text(schemas()[which.value]))
