"""`peerbench picture`: the pictures of the reports as files, SVG or PNG."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Indicators, Mappings, PutAside, Quiet, Rules, Tables
from cli.files import write_whole
from cli.record import record

if TYPE_CHECKING:
    from cli.pictures.picture import Picture
    from engine.assess import Options
    from engine.measures.shown import MeasureShown, MeasuresShown
    from engine.plan import Plan
    from engine.rulebook import Rulebook
    from evidence.model import EvidenceSet
    from evidence.tables.read import Table

_MOST = 12
"""So many measures stand on one sheet."""


class Kind(StrEnum):
    """What is drawn."""

    trend = "trend"
    distribution = "distribution"
    gap = "gap"
    heatmap = "heatmap"
    grades = "grades"


_NONE = {
    Kind.trend: ("a trend takes two figures of a measure", "add earlier figures, or draw the distribution"),
    Kind.distribution: ("no latest figure has five peers or more", "give `peers:` with the figure, or a table of authorities with --table"),
    Kind.gap: ("no measure has a target", "give `target:` with a figure, or `targets:` in the evidence set"),
    Kind.heatmap: ("a heat map takes two figures of a measure", "add earlier figures, or draw the distribution"),
    Kind.grades: ("these rulebooks give no grades", "name one that does with --rules"),
}


@dataclass(frozen=True)
class _Asked:
    """What is to be drawn from."""

    evidence: "EvidenceSet"
    books: "list[Rulebook]"
    plan: "Plan"
    path: Path
    audience: str
    tables: tuple[tuple[Path, Path], ...]


def picture(
    kind: Annotated[Kind, typer.Argument(help="What is drawn: measures over time, among others, against targets, over the years; or the grades.")],
    evidence: EvidencePath,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="A file that ends in .svg or .png.", show_default=False)],
    measure: Annotated[list[str] | None, typer.Option("--measure", "-m", metavar="KEY", help="Only this measure. Repeatable.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Project to this day instead of the target's own.")] = None,
    rules: Rules = None,
    indicators: Indicators = None,
    table: Tables = None,
    mapping: Mappings = None,
    audience: ForAudience = Audience.public,
    as_of: AsOf = None,
    set_aside: PutAside = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Draw figures or grades as a picture: a file for a paper, a slide or a page."""
    from cli.measures import only, vocabulary
    from cli.pictures.figures import in_order, lacking
    from cli.pictures.picture import sheet
    from cli.tables.reading import paired
    from engine.measures.shown import show_measures

    ending = out.suffix.lower()
    if ending not in (".svg", ".png"):
        raise common.refuse("--out", f"'{out.name}' ends neither in .svg nor in .png", "name it so; SVG stays sharp at any size, and PNG goes everywhere")
    if missing := lacking():
        raise common.refuse("picture", f"pictures need the library {missing}, which is not installed", "install peerbench[charts]")
    if kind is Kind.grades and measure:
        raise common.refuse("--measure", "grades are not drawn of a measure", "leave it out")
    tables = paired(table, mapping)
    known, aside = common.read_set(evidence, audience.value, set_aside=set_aside, tables=tables)
    catalogue = common.catalogue(indicators)
    known = common.joined(known, catalogue)
    books, plan = common.load_rules(rules or [], {})
    asked = _Asked(known, books, plan, evidence, audience.value, tables)
    more = False
    if kind is Kind.grades:
        from engine.assess import Options

        pictures = _grades(asked, Options(audience=audience.value, matcher="direct", ladder=False, as_of=common.day(as_of), left_out=aside))
    else:
        words = vocabulary(books, plan)
        shown = show_measures(plan, words, known, audience.value, catalogue=catalogue, as_of=common.day(as_of), on=common.day(on, "--on"))
        only([m.measure for m in shown.measures], measure)
        pictures, more = _drawn(kind, asked, shown, in_order([m for m in shown.measures if not measure or m.measure in measure]))
    if not pictures:
        what, mend = _NONE[kind]
        raise common.refuse(str(evidence), f"there is nothing to draw: {what}", mend)
    drawn = sheet(pictures, f"{known.authority.name}: {kind}", columns=1 if kind is Kind.grades else 2)
    write_whole(out, drawn.png if ending == ".png" else f"{drawn.svg}\n", force=force)
    also = [file for file in (*(file for pair in tables for file in pair), indicators) if file]
    record(evidence, f"picture {kind}", written=[out], read=also, books=books, audience=audience.value)
    if not quiet:
        typer.echo(f"Written to {out}.{' It has the first dozen; name others with --measure.' if more else ''}", err=True)


def _grades(asked: _Asked, options: "Options") -> "list[Picture]":
    from cli.pictures.grades import grades
    from cli.report.house import house_of
    from cli.report.page import arrange
    from engine.assess import assess

    return grades(arrange(assess(asked.plan, asked.books, asked.evidence, options), house_of(None, asked.path, asked.books)))


def _drawn(kind: Kind, asked: _Asked, shown: "MeasuresShown", measures: "list[MeasureShown]") -> "tuple[list[Picture], bool]":
    """The pictures of a kind, and whether there may be more."""
    if kind is Kind.gap:
        from cli.pictures.gap import gaps

        return gaps(measures), False
    if kind is Kind.heatmap:
        from cli.pictures.heatmap import heatmaps

        return heatmaps(measures), False
    draw = _distribution(asked, shown) if kind is Kind.distribution else _trend()
    waiting = iter(measures)
    found = list(islice((p for m in waiting if (p := draw(m)) is not None), _MOST))
    return found, any(True for _ in waiting)


def _trend() -> "Callable[[MeasureShown], Picture | None]":
    from cli.pictures.trend import trend

    return trend


def _distribution(asked: _Asked, shown: "MeasuresShown") -> "Callable[[MeasureShown], Picture | None]":
    from cli.pictures.distribution import distribution
    from cli.pictures.others import others, tables_of

    files = asked.tables or tables_of(asked.path)
    tables = [_table(*file) for file in files]
    return lambda m: distribution(m, shown.authority.name, others(tables, asked.evidence.authority, asked.plan, m) if tables else ())


def _table(file: Path, mapping: Path) -> "Table":
    from cli.tables.reading import rows_read
    from evidence.tables.read import read_table

    with rows_read() as progress:
        return read_table(file, mapping, progress)
