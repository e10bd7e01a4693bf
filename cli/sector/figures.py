"""What a sector looks like as a whole: counted over its tables as they stream by, so that any number of authorities can be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from engine.language.rules import Group
    from engine.rulebook import Rulebook

SMALLEST_GROUP = 5
"""Of fewer authorities than this no middle is told, and nobody is an outlier among them."""
_LISTED = 40
FAR = 2
"""How many grades from the middle of its own type an element stands out."""


@dataclass(frozen=True)
class Line:
    """A row of the map: a group of the benchmark, and of each set of authorities how many have which grade (None: not graded)."""

    id: str
    title: str
    level: str
    counts: Mapping[str, Mapping[int | None, int]]


@dataclass(frozen=True)
class Named:
    """An authority with something to say of it."""

    authority: str
    told: str


@dataclass(frozen=True)
class OnRung:
    """Who stands on a rung: the first of them, and how many there are."""

    title: str
    authorities: tuple[Named, ...]
    many: int


@dataclass(frozen=True)
class Ladder:
    """The rungs of a ladder with who stands on them, the highest first; the lowest names nobody."""

    book: str
    rungs: tuple[OnRung, ...]
    moved: tuple[Named, ...]
    many_moved: int


def counted(folder: Path, book: "Rulebook") -> pl.DataFrame:
    """How many authorities (`len`) of each type and region have which grade of a rulebook's elements and above. Reads the grades once."""
    who = pl.scan_parquet(folder / "authorities" / "*.parquet").select("authority", pl.col("type", "region").fill_null("not said"))
    return _grades(folder, shown(book)).join(who, on="authority").group_by("rule", "type", "region", "grade").len().collect(engine="streaming")


def lines(counts: pl.DataFrame, book: "Rulebook", by: str) -> list[Line]:
    """The map of grades that were counted, by `type` or `region` of authority, or over all (`all`)."""
    wanted = shown(book)
    among = counts.with_columns(of=pl.lit("all") if by == "all" else pl.col(by)).group_by("rule", "of", "grade").agg(pl.col("len").sum())
    found: dict[str, dict[str, dict[int | None, int]]] = {rule: {} for rule in wanted}
    for rule, of, grade, many in among.sort("rule", "of", "grade").iter_rows():
        found[rule].setdefault(of, {})[grade] = many
    return [Line(rule, g.title, g.level, found[rule]) for rule, g in wanted.items() if found[rule]]


def shown(book: "Rulebook") -> "dict[str, Group]":
    """The groups of a rulebook above its headings, by id; where it has headings alone, those."""
    above = {g.id: g for g in book.groups.values() if g.level != "heading"}
    return above or dict(book.groups)


def grades_of(folder: Path, rules: Iterable[str], authorities: Iterable[str]) -> dict[tuple[str, str], int]:
    """The grades of some authorities by some rules, by authority and rule, where one was given."""
    found = _grades(folder, rules).filter(pl.col("authority").is_in(list(authorities)) & pl.col("grade").is_not_null()).collect(engine="streaming")
    return {(authority, rule): grade for authority, rule, grade in found.iter_rows()}


def middle(counts: Mapping[int | None, int]) -> int | None:
    """The lower median of the grades that were given; None where too few were."""
    graded = sorted((grade, many) for grade, many in counts.items() if grade is not None)
    every = sum(many for _, many in graded)
    passed = 0
    for grade, many in graded:
        passed += many
        if every >= SMALLEST_GROUP and 2 * passed >= every:
            return grade
    return None


def outliers(folder: Path, found: Sequence[Line]) -> tuple[list[Named], int]:
    """Who stands far from the middle of its own type, the farthest first, and how many do."""
    titles = {line.id: line.title for line in found if line.level == "element"}
    rows = [(line.id, of, m) for line in found if line.level == "element" for of, counts in line.counts.items() if (m := middle(counts)) is not None]
    if not rows:
        return [], 0
    middles = pl.LazyFrame(rows, schema={"rule": pl.String, "type": pl.String, "middle": pl.Int8}, orient="row")
    who = pl.scan_parquet(folder / "authorities" / "*.parquet").select("authority", pl.col("type").fill_null("not said"))
    far = _grades(folder, titles).join(who, on="authority").join(middles, on=["rule", "type"]).with_columns(by=pl.col("grade") - pl.col("middle"))
    far = far.filter(pl.col("by").abs() >= FAR).group_by("authority").agg("rule", "by", worst=pl.col("by").abs().sum())
    table = far.sort(["worst", "authority"], descending=[True, False]).collect(engine="streaming")
    out = []
    for authority, rules, by, _ in table.head(_LISTED).iter_rows():
        said = sorted(zip(rules, by, strict=True), key=lambda one: (-abs(one[1]), one[0]))
        out.append(Named(authority, "; ".join(f"{titles[rule]} {abs(d)} grades {'above' if d > 0 else 'below'}" for rule, d in said[:3])))
    return out, len(table)


def ladders(folder: Path, books: "Sequence[Rulebook]") -> list[Ladder]:
    """Who stands on which rung of each ladder, and who moved at the last review."""
    out = []
    for book in (b for b in books if b.rungs):
        ids = list(book.rungs)
        rungs = pl.scan_parquet(folder / "rungs" / "*.parquet").filter(pl.col("ladder") == book.id)
        places = {rung: n for n, rung in enumerate(ids)}
        on = []
        for rung in reversed(ids):
            here = rungs.filter((pl.col("recommended") == rung) & (pl.col("about") == "authority"))
            many = here.select(pl.len()).collect().item()
            names = here.sort("authority").head(_LISTED).collect()["authority"].to_list() if places[rung] else []
            on.append(OnRung(book.rungs[rung].title, tuple(Named(name, "") for name in names), many))
        moved = rungs.filter(pl.col("before") != pl.col("recommended")).sort("authority", "about").collect()
        said = []
        for row in moved.head(_LISTED).iter_rows(named=True):
            way = "up to" if places[row["recommended"]] > places[row["before"]] else "down to"
            whose = "" if row["about"] == "authority" else f"{row['about'].replace('-', ' ')}: "
            said.append(Named(row["authority"], f"{whose}{way} {book.rungs[row['recommended']].title}, from {book.rungs[row['before']].title}"))
        out.append(Ladder(book.book.title, tuple(on), tuple(said), len(moved)))
    return out


def regraded(folder: Path, since: Path, book: "Rulebook") -> tuple[list[Named], int]:
    """Whose elements have another grade than in earlier results, those that moved farthest first, and how many there are."""
    titles = {g.id: g.title for g in shown(book).values()}

    both = _grades(folder, titles).join(_grades(since, titles), on=["authority", "rule"], suffix="_before")
    both = both.with_columns(by=pl.col("grade") - pl.col("grade_before"))
    moved = both.filter(pl.col("by") != 0).group_by("authority").agg("rule", "grade_before", "grade", far=pl.col("by").abs().sum())
    table = moved.sort(["far", "authority"], descending=[True, False]).collect(engine="streaming")
    out = []
    for authority, rules, before, now, _ in table.head(_LISTED).iter_rows():
        said = sorted(zip(rules, before, now, strict=True), key=lambda m: (-abs(m[2] - m[1]), list(titles).index(m[0])))
        out.append(Named(authority, "; ".join(f"{titles[rule]} from {a} to {b}" for rule, a, b in said[:4])))
    return out, len(table)


def _grades(folder: Path, rules: Iterable[str]) -> pl.LazyFrame:
    """The grades of some rules, where they apply. Looking for the rules first leaves few rows to be made texts of."""
    grades = pl.scan_parquet(folder / "grades" / "*.parquet").filter(pl.col("rule").is_in(list(rules)) & (pl.col("outcome") != "not_applicable"))
    return grades.select(pl.col("authority", "rule").cast(pl.String), "grade")
