"""The report of a sector: one page for the whole, and a page for each authority that it names."""

import hashlib
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from cli.files import write_whole
from cli.sector.figures import Line, counted, grades_of, ladders, lines, middle, outliers, regraded, shown

if TYPE_CHECKING:
    from engine.rulebook import Rulebook

MOST_PAGES = 2_000
"""Of more authorities only those that the report names have a page; every other has its rows in the tables."""
_KINDS = {
    "trigger": "What it calls for",
    "breach": "Breaches",
    "weakness": "Weaknesses",
    "line_of_enquiry": "Lines of enquiry",
    "contested": "What the evidence contradicts itself on",
    "advice": "Advice",
    "strength": "Strengths",
}


@dataclass(frozen=True)
class Written:
    """What the results hold."""

    authorities: int
    findings: int


def write_report(folder: Path, books: "Sequence[Rulebook]", evidence: Sequence[Path], since: Path | None, options: Sequence[str]) -> Written:
    """Write `rules.parquet`, `sector.html` and the pages of authorities into a folder of results. With `options` `assess` judges as it was done here."""
    table = BytesIO()
    pl.DataFrame(_rules(books), schema=_RULES, orient="row").write_parquet(table)
    write_whole(folder / "rules.parquet", table.getvalue(), force=True)
    who = pl.scan_parquet(folder / "authorities" / "*.parquet").select("authority", "name", "type", pl.col("region").fill_null("not said"))
    names = who.sort("name").collect()
    findings = pl.scan_parquet(folder / "findings" / "*.parquet").select(pl.len()).collect().item()
    parts = []
    told = ladders(folder, books)
    named = {n.authority for ladder in told for n in (*ladder.moved, *(a for rung in ladder.rungs for a in rung.authorities))}
    for book in books:
        counts = counted(folder, book)
        maps = {by: lines(counts, book, by) for by in ("all", "type", "region")}
        if not maps["all"]:
            continue
        far, many_far = outliers(folder, maps["type"])
        moved, many_moved = regraded(folder, since, book) if since else ([], 0)
        named |= {n.authority for n in (*far, *moved)}
        parts.append(
            {"book": book, "maps": maps, "far": far, "many_far": many_far, "moved": moved, "many_moved": many_moved, "of": _columns(maps), "told": _told(maps)}
        )
    paged = names if len(names) <= MOST_PAGES else names.filter(pl.col("authority").is_in(sorted(named)))
    pages = {name: f"authorities/{page_name(name)}.html" for name in paged["authority"].to_list()}
    groups = [(book, g) for book in books if any(part["book"] is book for part in parts) for g in shown(book).values()]
    words = {
        "books": books,
        "parts": parts,
        "ladders": told,
        "groups": groups,
        "grades": grades_of(folder, [g.id for _, g in groups], pages),
        "names": paged.to_dicts(),
        "regions": set(paged["region"].to_list()),
        "pages": pages,
        "many": len(names),
        "called": dict(paged.select("authority", "name").iter_rows()),
        "since": since,
        "middle": middle,
    }
    write_whole(folder / "sector.html", _environment().get_template("sector.html.j2").render(**words), force=True)
    _write_pages(folder, books, pages, evidence, options)
    return Written(len(names), findings)


def page_name(authority: str) -> str:
    """A file name for an authority, whatever it is called."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in authority)
    return plain if plain == authority else f"{plain[:40]}-{hashlib.sha256(authority.encode()).hexdigest()[:8]}"


def _columns(maps: dict[str, list[Line]]) -> dict[str, list[str]]:
    """By what the map is told, the sets of authorities that there are."""
    return {by: sorted({of for line in found for of in line.counts}) for by, found in maps.items()}


def _told(maps: dict[str, list[Line]]) -> dict[str, bool]:
    """By what the map is told, whether there is more than one set of authorities, and a middle in any."""
    sets = _columns(maps)
    return {by: len(sets[by]) > 1 and any(middle(counts) is not None for line in found for counts in line.counts.values()) for by, found in maps.items()}


_RULES = {"rule": pl.String, "book": pl.String, "kind": pl.String, "level": pl.String, "title": pl.String, "parent": pl.String}


def _rules(books: "Sequence[Rulebook]") -> list[tuple[str | None, ...]]:
    """What each rule is: for joining to the tables."""
    out: list[tuple[str | None, ...]] = []
    for book in books:
        parents = {child: g.id for g in book.groups.values() for child in book.children.get(g.id, ())}
        out += [(c.id, book.id, "criterion", "criterion", c.title, parents.get(c.id)) for c in book.criteria.values()]
        out += [(g.id, book.id, "group", g.level, g.title, parents.get(g.id)) for g in book.groups.values()]
        out += [(t.id, book.id, "trigger", None, t.title, None) for t in book.triggers.values()]
        out += [(r.id, book.id, "rung", None, r.title, None) for r in book.rungs.values()]
    return out


def _write_pages(folder: Path, books: "Sequence[Rulebook]", pages: dict[str, str], evidence: Sequence[Path], options: Sequence[str]) -> None:
    """A page for each authority named, in one pass over the tables."""
    titles = {rule: title for rule, _, _, _, title, _ in _rules(books)}
    source = next((str(path) for path in evidence if path.suffix.lower() in (".parquet", ".csv")), None) if len(evidence) == 1 else None
    template = _environment().get_template("authority.html.j2")
    groups = [g.id for book in books for g in book.groups.values()]
    tables = {name: _by_authority(_read(folder / name, pages, groups)) for name in ("grades", "findings", "rungs")}
    for who in _read(folder / "authorities", pages):
        mine = {name: rows.get(who["authority"], []) for name, rows in tables.items()}
        found = {row["rule"]: row for row in mine["grades"]}
        said = {"who": who, "grades": found, "kinds": list(_by_kind(mine["findings"], titles)), "rungs": mine["rungs"], "titles": titles, "books": books}
        again = shlex.join(["peerbench", "assess", f"{source}#{who['authority']}", *options]) if source else None
        # Each can be made again from the tables: none is worth waiting for the disk.
        html = template.render(**said, shown=shown, again=again)
        (folder / pages[who["authority"]]).write_text(html, encoding="utf-8")


def _read(folder: Path, pages: Iterable[str], groups: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The rows of the authorities that have a page, as far as a page shows them."""
    wanted = pl.scan_parquet(folder / "*.parquet").filter(pl.col("authority").is_in(list(pages)))
    if folder.name == "findings":
        wanted = wanted.filter(pl.col("kind") != "gap_in_evidence")
    if folder.name == "grades":
        wanted = wanted.filter(pl.col("rule").is_in(list(groups)))
    return wanted.collect().to_dicts()


def _by_authority(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        out.setdefault(row["authority"], []).append(row)
    return out


def _by_kind(findings: list[dict[str, Any]], titles: Mapping[str | None, str | None]) -> Iterator[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for f in findings:
        about = "" if f["about"] == "authority" else f" ({f['about'].replace('-', ' ')})"
        found.setdefault(f["kind"], []).append((titles[f["rule"]] or "") + about)
    for kind, heading in _KINDS.items():
        if kind in found:
            yield heading, found[kind]


@cache
def _environment() -> Environment:
    return Environment(
        loader=ChoiceLoader([PackageLoader("cli.sector", "templates"), PackageLoader("cli.report", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
