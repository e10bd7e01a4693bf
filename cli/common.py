"""What the commands share: their options, and the way from what was typed to rulebooks and evidence."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evidence.problems import BadInput, Place, Problem

if TYPE_CHECKING:
    from engine.assessment import LeftOut
    from engine.measures.catalogue import Catalogue
    from engine.plan import Plan
    from engine.rulebook import Rulebook
    from evidence.model import EvidenceSet

HELP = {"help_option_names": ["-h", "--help"]}


def group(name: str, text: str) -> typer.Typer:
    """A command that has commands of its own."""
    return typer.Typer(name=name, help=text, no_args_is_help=True, add_completion=False, rich_markup_mode=None, context_settings=HELP)


class Audience(StrEnum):
    """Who will read it."""

    team = "team"
    authority = "authority"
    public = "public"


class Matcher(StrEnum):
    """Which matcher runs."""

    auto = "auto"
    durable = "durable"
    direct = "direct"


def complete_rulebook(incomplete: str) -> list[str]:
    """The rulebooks whose name begins so, for the shell."""
    from engine.home import installed

    return [name for name in (*installed(), "all") if name.startswith(incomplete)]


def complete_rule(incomplete: str) -> list[str]:
    """The rules whose id begins so, for the shell."""
    try:
        books, _ = load_rules(["all"], {})
    except BadInput:
        return []
    return [rule for book in books for rules in (book.criteria, book.groups, book.triggers, book.rungs) for rule in rules if rule.startswith(incomplete)]


EvidencePath = Annotated[Path, typer.Argument(metavar="EVIDENCE", help="The evidence set: a YAML or JSON file, or a workbook (.xlsx).", show_default=False)]
Rules = Annotated[
    list[str] | None,
    typer.Option("--rules", "-r", metavar="BOOK", help="A rulebook, by name or folder; or all. Repeatable.", autocompletion=complete_rulebook),
]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter of the rules, such as coasting.periods='5 periods'. Repeatable.")
]
ForAudience = Annotated[Audience, typer.Option("--audience", help="Who will read it: protected evidence is shown to the team alone.")]
WithMatcher = Annotated[
    Matcher, typer.Option("--matcher", help="Which matcher runs; auto runs durable-rules and direct and compares them.", rich_help_panel="Running")
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Assess as of this day instead of the evidence set's own.")]
PutAside = Annotated[bool, typer.Option("--set-aside", help="Assess without items that cannot be read; the result is then a draft that lists them.")]
Indicators = Annotated[
    Path | None,
    typer.Option("--indicators", metavar="FILE", help="A catalogue of indicators: their unit, direction, definition, and names over time.", show_default=False),
]
Tables = Annotated[
    list[Path] | None, typer.Option("--table", metavar="FILE", help="A table with figures: CSV, XLSX or Parquet. Repeatable.", rich_help_panel="Tables")
]
Mappings = Annotated[
    list[Path] | None,
    typer.Option("--mapping", metavar="FILE", help="What the columns of the table say; one for all, or one for each.", rich_help_panel="Tables"),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to this file instead of the screen.")]
Words = Annotated[
    Path | None,
    typer.Option("--words", metavar="FILE", help="What the house calls terms and grades; else words.yaml beside the evidence.", show_default=False),
]
Force = Annotated[bool, typer.Option("--force", help="Write over an existing file.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what was asked for.")]


def refuse(where: str, what: str, mend: str) -> BadInput:
    """One problem with what was typed."""
    return BadInput([Problem(Place(where), what, mend)])


def day(text: str | None, option: str = "--as-of") -> dt.date | None:
    """A date as typed."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise refuse(option, f"'{text}' is not a date", "write it as 2006-02-20") from None


def overrides(settings: Sequence[str]) -> dict[str, Any]:
    """Parameters set by the user, by name: whole and decimal numbers as numbers, all else as text."""
    from evidence.located import read_yaml

    out = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise refuse("--set", f"'{setting}' does not set anything", "write NAME=VALUE, such as coasting.periods='5 periods'")
        out[name.strip()] = read_yaml(Path("--set"), text=value.strip()).data
    return out


def load_rules(names: Sequence[str], settings: dict[str, Any]) -> "tuple[list[Rulebook], Plan]":
    """The rulebooks named, or the usual ones, compiled together; `all` names all that came with Peerbench."""
    from platformdirs import user_cache_path

    from engine.cache import load_and_compile

    folders = rule_folders(names)
    return load_and_compile(folders, _shared_out(folders, settings), cache=user_cache_path("peerbench"))


def rule_folders(names: Sequence[str]) -> list[Path]:
    """The folders of the rulebooks named, or of the usual ones, each once."""
    from engine.home import folder_of, installed, usual

    folders = list(installed().values()) if "all" in names else [folder_of(name) for name in names] if names else list(usual().values())
    if not folders:
        raise refuse("--rules", "no rulebooks came with this installation", "give the folder of one")
    return list(dict.fromkeys(folders))


def _shared_out(folders: Sequence[Path], settings: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each rulebook gets the settings that it has a parameter for; `book:name` names the one meant."""
    if not settings:
        return {}
    from engine.load import parameter_names
    from evidence.problems import nearest

    out: dict[str, dict[str, Any]] = {}
    problems = []
    known = {folder.name: parameter_names(folder) for folder in folders}
    for setting, value in settings.items():
        book, colon, name = setting.rpartition(":")
        takers = [b for b, names in known.items() if name in names and (not colon or b == book)]
        if not takers:
            every = sorted({n for names in known.values() for n in names})
            problems.append(Problem(Place("--set"), f"there is no parameter '{setting}'", nearest(name, every) if every else "these rulebooks have none"))
        for taker in takers:
            out.setdefault(taker, {})[name] = value
    if problems:
        raise BadInput(problems)
    return out


def read_set(path: Path, audience: str, *, set_aside: bool, tables: Sequence[tuple[Path, Path]] = ()) -> "tuple[EvidenceSet, tuple[LeftOut, ...]]":
    """The evidence set, and the items that were set aside: what is wrong with them is quoted to the team alone."""
    from cli.tables.reading import rows_read
    from engine.assessment import LeftOut
    from evidence.one import named_in
    from evidence.read import read_evidence

    one = named_in(path)
    if one is not None:
        from evidence.one import read_one

        return read_one(*one), ()
    with rows_read() as progress:
        evidence, aside = read_evidence(path, set_aside=set_aside, tables=tables, progress=progress)
    if audience == "team":
        return evidence, tuple(LeftOut(id=a.id, why=f"set aside: {a.why}", at=str(a.place)) for a in aside)
    return evidence, tuple(LeftOut(id=f"set-aside-{n}", why="set aside: it could not be read", at=str(a.place)) for n, a in enumerate(aside, start=1))


def catalogue(path: Path | None) -> "Catalogue | None":
    """The catalogue of indicators, where one is named."""
    if path is None:
        return None
    from engine.measures.catalogue import read_catalogue

    return read_catalogue(path)


def joined(evidence: "EvidenceSet", known: "Catalogue | None") -> "EvidenceSet":
    """The evidence with its figures under the names of the catalogue, where there is one."""
    if known is None:
        return evidence
    from engine.measures.catalogue import joined as join

    return join(evidence, known)


def find_rule(name: str, known: Sequence[str]) -> str:
    """The full id of a rule, which may be given without its prefix."""
    from evidence.problems import nearest

    if name in known:
        return name
    ending = [rule for rule in known if rule.endswith(f".{name}")]
    if len(ending) == 1:
        return ending[0]
    if ending:
        raise refuse(name, f"several rules end so: {', '.join(ending)}", "give the full id of one")
    elsewhere = _book_of(name)
    if elsewhere:
        raise refuse(name, f"'{name}' is a rule of the rulebook '{elsewhere}', which is not used here", f"add --rules {elsewhere}")
    raise refuse(name, f"there is no rule '{name}'", nearest(name, list(known)))


def _book_of(rule: str) -> str | None:
    """The rulebook that came with Peerbench and has this rule."""
    books, _ = load_rules(["all"], {})
    return next((book.id for book in books if any(rule in rules for rules in (book.criteria, book.groups, book.triggers))), None)
