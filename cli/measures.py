"""`peerbench measures` and `targets`: what the figures of an evidence set say, and whether its targets are what targets should be."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import common
from cli.assess import drawn
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Indicators, Mappings, Out, PutAside, Quiet, Rules, Tables
from cli.give import Doing, give
from cli.tables.reading import paired

if TYPE_CHECKING:
    from engine.language.rules import MeasureWord
    from engine.measures.catalogue import Catalogue
    from engine.plan import Plan
    from engine.rulebook import Rulebook
    from evidence.model import EvidenceSet


class Form(StrEnum):
    """In which form it is written."""

    text = "text"
    json = "json"


AsForm = Annotated[Form, typer.Option("--format", "-f", help="Text for people, JSON for machines.")]
Measures = Annotated[list[str] | None, typer.Option("--measure", "-m", metavar="KEY", help="Only this measure. Repeatable.")]


@dataclass(frozen=True)
class _Read:
    """What both commands read."""

    path: Path
    also: tuple[Path, ...]
    books: "Sequence[Rulebook]"
    plan: "Plan"
    words: "Mapping[str, MeasureWord]"
    evidence: "EvidenceSet"
    catalogue: "Catalogue | None"
    as_of: dt.date | None


def _read(
    path: Path,
    rules: list[str] | None,
    indicators: Path | None,
    as_of: str | None,
    audience: str,
    *,
    set_aside: bool,
    tables: Sequence[tuple[Path, Path]],
) -> _Read:
    evidence, _ = common.read_set(path, audience, set_aside=set_aside, tables=tables)
    books, plan = common.load_rules(rules or [], {})
    catalogue = common.catalogue(indicators)
    also = tuple(file for file in (*(file for pair in tables for file in pair), indicators) if file)
    return _Read(path, also, books, plan, vocabulary(books, plan), common.joined(evidence, catalogue), catalogue, common.day(as_of))


def vocabulary(books: "Sequence[Rulebook]", plan: "Plan") -> "dict[str, MeasureWord]":
    """What the rulebooks say of each measure, by its key of today; where several do, the first."""
    words: dict[str, MeasureWord] = {}
    for book in books:
        for key, word in book.vocabulary.measure.items():
            words.setdefault(plan.name("measure", key), word)
    return words


def only(found: list[str], wanted: list[str] | None) -> None:
    """Raises BadInput where a measure is asked for of which there are no figures."""
    from evidence.problems import nearest

    for key in wanted or ():
        if key not in found:
            raise common.refuse("--measure", f"there are no figures of '{key}' to show", nearest(key, sorted(set(found))) if found else "there are none at all")


def measures(
    evidence: EvidencePath,
    rules: Rules = None,
    indicators: Indicators = None,
    table: Tables = None,
    mapping: Mappings = None,
    measure: Measures = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Project to this day instead of the target's own.")] = None,
    format_: AsForm = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    as_of: AsOf = None,
    set_aside: PutAside = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Show each measure: latest figure, change, trend, target, peers and projection, in words and figures."""
    from cli.measures_text import draw_measures
    from engine.measures.shown import show_measures

    read = _read(evidence, rules, indicators, as_of, audience.value, set_aside=set_aside, tables=paired(table, mapping))
    result = show_measures(read.plan, read.words, read.evidence, audience.value, catalogue=read.catalogue, as_of=read.as_of, on=common.day(on, "--on"))
    only([m.measure for m in result.measures], measure)
    if measure:
        result = result.model_copy(update={"measures": tuple(m for m in result.measures if m.measure in measure)})
    content = result.to_json() if format_ is Form.json else drawn(lambda console: draw_measures(result, console), coloured=out is None)
    give(content, out, Doing(read.path, "measures", read.also, read.books, audience.value), force=force, quiet=quiet)


def targets(
    evidence: EvidencePath,
    rules: Rules = None,
    indicators: Indicators = None,
    table: Tables = None,
    mapping: Mappings = None,
    measure: Measures = None,
    format_: AsForm = Form.text,
    out: Out = None,
    audience: ForAudience = Audience.public,
    as_of: AsOf = None,
    set_aside: PutAside = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Show each target: its yearly steps, whether they lead there, whether it is on track, the gap that is likely, and the principles it keeps."""
    from cli.measures_text import draw_targets
    from engine.measures.plans import show_targets

    read = _read(evidence, rules, indicators, as_of, audience.value, set_aside=set_aside, tables=paired(table, mapping))
    result = show_targets(read.plan, read.words, read.evidence, audience.value, catalogue=read.catalogue, as_of=read.as_of)
    only([t.measure for t in result.targets], measure)
    if measure:
        result = result.model_copy(update={"targets": tuple(t for t in result.targets if t.measure in measure)})
    content = result.to_json() if format_ is Form.json else drawn(lambda console: draw_targets(result, console), coloured=out is None)
    give(content, out, Doing(read.path, "targets", read.also, read.books, audience.value), force=force, quiet=quiet)
