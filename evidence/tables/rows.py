"""From the cells of a table to items in columns: each word from its column, wide tables made long, every cell checked.

The result has the columns of `evidence.columns` (texts still, but checked), `row`, the number of the row that each item
came from, and `heading`, the column that its figure stood in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from evidence.columns import FIGURES, QUARTILES, WORDS
from evidence.model import EXTENTS, KINDS, STATUSES, VOICES, WHOLE, Authority, Handling, Obtained
from evidence.problems import Place, Problem, nearest
from evidence.tables.cells import MOST_TOLD, Cells
from evidence.tables.mapping import AUTHORITY, TableMapping

if TYPE_CHECKING:
    import polars as pl

DATES, TRUTHS, COUNTS = ("date", "known", "recorded_on"), ("denied", "results", "audited", "priority", "provisional"), ("sample", "peers_n")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "source": VOICES,
    "status": STATUSES,
    "extent": EXTENTS,
    "better": ("higher", "lower", "neither"),
    "obtained": get_args(Obtained),
    "handling": get_args(Handling),
    "type": get_args(Authority.model_fields["type"].annotation),
}
NAMES = (*KINDS, "about", "scope", "result", "by", "with", "topic")
"""Words whose values are names in Peerbench's own spelling: small letters, figures and hyphens."""
ALL = (*AUTHORITY, *KINDS, *WORDS, *QUARTILES)

_NUMBER = r"^[+-]?(\d{1,16}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$"
_YEAR = r"^\s*(?<first>\d{4})(?:\s?[-/\x{2013}]\s?(?<last>\d{2}|\d{4}))?\s*$"
_NAME = r"^[a-z0-9][a-z0-9_.\-]*$"
_MENDS = {
    **dict.fromkeys(FIGURES, "write a plain number; list marks that stand for none under `missing`, and signs to pass over under `without`"),
    **dict.fromkeys(TRUTHS, "write true or false, or say under `words` what it stands for"),
    **dict.fromkeys(COUNTS, "write a whole number above nought"),
}


@dataclass
class Found:
    """Problems as they are found, by column, so that those told of each are few."""

    cells: Cells
    told: dict[tuple[str, str], list[Problem]] = field(default_factory=dict)
    more: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, frame: "pl.DataFrame", heading: str, word: str, what: str, mend: str) -> None:
        """Note the rows of a frame as wrong. `what` may hold {}, which becomes the cell's text in column `word`."""
        key = (heading, mend)
        told = self.told.setdefault(key, [])
        few = frame.head(MOST_TOLD - len(told))
        told += [Problem(self.cells.place(line, heading), what.format(_short(text)), mend) for line, text in few.select("line", word).iter_rows()]
        self.more[key] = self.more.get(key, 0) + len(frame) - len(few)

    def problems(self) -> list[Problem]:
        """All that was found, and how many more there are."""
        counted = [
            Problem(Place(self.cells.file, 10**9, heading=heading), f"{n:,} more cells of the column are wrong in the same way", mend)
            for (heading, mend), n in self.more.items()
            if n
        ]
        return [*(p for few in self.told.values() for p in few), *counted]


def _short(text: object) -> str:
    shown = str(text)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def lacking(mapping: TableMapping, cells: Cells) -> Iterator[Problem]:
    """Columns that the mapping names and the table lacks."""
    for word, heading in mapping.columns.items():
        if heading not in cells.headings:
            yield Problem(Place(cells.file, 1, 1), f"no column is headed '{heading}', where the mapping looks for `{word}`", nearest(heading, cells.headings))
    if mapping.figures and not mapping.headings(list(cells.headings)):
        patterns = ", ".join(mapping.figures)
        yield Problem(Place(cells.file, 1, 1), f"no column is headed like the `figures` of the mapping ({patterns})", nearest(patterns, cells.headings))


def items_of(raw: "pl.DataFrame", mapping: TableMapping, found: Found) -> "tuple[pl.DataFrame, pl.DataFrame]":
    """The items of some rows of a table (with their numbers in `row` and lines in `line`), each cell checked; and about whom the rows are.

    A row without a figure is no item, and says all the same that its authority is one of the sector.
    """
    import polars as pl

    given = raw.select("row", "line", **{word: _cleaned(heading, mapping) for word, heading in mapping.columns.items()})
    if mapping.columns:
        given = given.filter(pl.any_horizontal(pl.all().exclude("row", "line").is_not_null()))
    one = {"heading": pl.lit(mapping.columns.get("value", ""), pl.String), "column": pl.lit(0)}
    given = _long(raw, given, mapping) if mapping.figures else given.with_columns(**one)
    given = _explained(given, mapping, found)
    given = given.with_columns(pl.lit(said).alias(word) if word not in given.columns else pl.col(word).fill_null(said) for word, said in mapping.always.items())
    given = given.with_columns(pl.lit(None, pl.String).alias(word) for word in ALL if word not in given.columns)
    whose = given.select("line", *AUTHORITY).unique([*AUTHORITY], keep="first", maintain_order=True)
    empty = pl.col("value").is_null() & ~(pl.col("denied") == "true").fill_null(value=False)
    given = given.filter(~(pl.any_horizontal(pl.col("measure", "rating").is_not_null()) & empty))
    return _dated(_checked(given, mapping, found), mapping, found), whose


def _cleaned(heading: str, mapping: TableMapping) -> "pl.Expr":
    """The texts of a column, without blanks around them; null where nothing is said."""
    import polars as pl

    text = pl.col(heading).str.strip_chars()
    return pl.when(text.is_in(["", *mapping.missing])).then(None).otherwise(text)


def _long(raw: "pl.DataFrame", given: "pl.DataFrame", mapping: TableMapping) -> "pl.DataFrame":
    """A row for each figure of a table that has several in a row."""
    import polars as pl

    parts = []
    for n, (heading, words) in enumerate(mapping.headings(raw.columns).items(), start=1):
        figures = raw.select("row", value=_cleaned(heading, mapping))
        said = {word: pl.lit(text) for word, text in words.items()}
        parts.append(given.join(figures, on="row", how="inner").with_columns(heading=pl.lit(heading), column=pl.lit(n), **said))
    return pl.concat(parts, how="diagonal").sort("row", "column")


def _explained(given: "pl.DataFrame", mapping: TableMapping, found: Found) -> "pl.DataFrame":
    """What the cells of a column stand for, where the mapping says. Rows of which it says `null` are left out."""
    import polars as pl

    for word, meanings in mapping.words.items():
        unknown = given.filter(pl.col(word).is_not_null() & ~pl.col(word).is_in(list(meanings)))
        if len(unknown):
            what, mend = f"`words` does not say what '{{}}' stands for as `{word}`", f"add it there, beside {', '.join(list(meanings)[:6])}"
            found.add(unknown, mapping.columns.get(word, word), word, what, mend)
        given = given.filter(pl.col(word).is_null() | pl.col(word).is_in([said for said, meant in meanings.items() if meant is not None]))
        more: dict[str, dict[str, str]] = {}
        for said, meant in meanings.items():
            for inner, text in (meant if isinstance(meant, Mapping) else {word: meant} if meant else {}).items():
                more.setdefault(inner, {})[said] = text
        cells = pl.col(word)
        given = given.with_columns(
            cells.replace_strict(texts, default=pl.col(inner) if inner in given.columns and inner != word else None, return_dtype=pl.String).alias(inner)
            for inner, texts in more.items()
        )
    return given


def _checked(given: "pl.DataFrame", mapping: TableMapping, found: Found) -> "pl.DataFrame":
    """The same with every cell in its form."""
    import polars as pl

    def headed(word: str) -> str:
        return mapping.columns.get(word, word)

    def refuse(bad: "pl.Expr", word: str, what: str, mend: str) -> None:
        rows = given.filter(bad)
        for (heading,), some in rows.group_by("heading", maintain_order=True) if word == "value" and len(rows) else [((headed(word),), rows)]:
            if len(some):
                found.add(some, str(heading), word, what, mend)

    if mapping.without:
        given = given.with_columns(pl.when(pl.col("rating").is_null()).then(pl.col(w).str.replace_many(list(mapping.without), [""] * len(mapping.without))
                                   .str.strip_chars()).otherwise(pl.col(w)).alias(w) for w in FIGURES)  # fmt: skip
    given = given.with_columns(pl.when(pl.col(w).str.contains(_NAME)).then(pl.col(w)).otherwise(_named(pl.col(w))).alias(w) for w in NAMES)
    given = given.with_columns(pl.col(w).str.to_lowercase() for w in TRUTHS)
    for word in FIGURES:
        figures = given["rating"].is_null() if word == "value" else pl.lit(value=True)
        refuse(figures & pl.col(word).is_not_null() & ~pl.col(word).str.contains(_NUMBER), word, "'{}' is not a number", _MENDS[word])
    for word in TRUTHS:
        refuse(pl.col(word).is_not_null() & ~pl.col(word).is_in(["true", "false"]), word, "'{}' is neither true nor false", _MENDS[word])
    for word in COUNTS:
        refuse(pl.col(word).is_not_null() & ~pl.col(word).str.contains(r"^0*[1-9]\d{0,9}$"), word, "'{}' is not a whole number", _MENDS[word])
    for word, choices in CHOICES.items():
        wrong = pl.col(word).is_not_null() & ~pl.col(word).is_in(list(choices))
        mend = f"it is one of {', '.join(choices)}: say under `words` which"
        refuse(wrong, word, f"'{{}}' is no {word} that is known", mend)
    kinds = pl.sum_horizontal(pl.col(*KINDS).is_not_null())
    for kind in KINDS:
        refuse((kinds > 1) & pl.col(kind).is_not_null(), kind, "'{}' stands beside another kind of item", "a row is of one kind: leave the others empty")
    nothing = given.filter(kinds == 0)
    if len(nothing):
        first = mapping.kinds[0]
        found.add(nothing, headed(first), first, "it does not say what the row is about", f"fill in `{first}`, or leave the row out")
    return given.with_columns(
        pl.when(pl.col("about").is_null()).then(pl.lit(WHOLE)).otherwise(pl.col("about")).alias("about"), source=pl.col("source").fill_null("data")
    )


def _named(text: "pl.Expr") -> "pl.Expr":
    """A text as a name: small letters and figures, a hyphen for all else."""
    return text.str.to_lowercase().str.replace_all(r"[^a-z0-9_.]+", "-").str.strip_chars("-_.")


def _dated(given: "pl.DataFrame", mapping: TableMapping, found: Found) -> "pl.DataFrame":
    """The same with its days as days; a figure without one has that on which its period ends."""
    import polars as pl

    form = "%Y-%m-%d" if mapping.dates == "yyyy-mm-dd" else "%d/%m/%Y"
    for word in DATES:
        day = pl.col(word).str.to_date(form, strict=False)
        bad = given.filter(pl.col(word).is_not_null() & day.is_null())
        if len(bad):
            mend = f"write it as {mapping.dates}, or say another form under `dates`"
            found.add(bad, mapping.columns.get(word, word), word, "'{}' is not a date", mend)
        given = given.with_columns(day.alias(word))
    if mapping.periods_end:
        years = pl.col("period").str.extract_groups(_YEAR)
        first, last = years.struct.field("first"), years.struct.field("last")
        century = first.str.slice(0, 2)
        second = pl.when(last.str.len_chars() == 4).then(last).otherwise(century + last)
        # A year that ends in 1999-00 ends in 2000.
        end = pl.when(last.is_null()).then(first.cast(pl.Int32)).otherwise(first.cast(pl.Int32) + 1)
        wrong = last.is_not_null() & (second.cast(pl.Int32) % 100 != (first.cast(pl.Int32) + 1) % 100)
        day = (end.cast(pl.String) + "-" + mapping.periods_end).str.to_date("%Y-%m-%d", strict=False)
        undated = given.filter(pl.col("date").is_null() & (first.is_null() | wrong.fill_null(value=False)))
        if len(undated):
            heading = mapping.columns.get("period", "period")
            found.add(undated, heading, "period", "'{}' is no year of which the end is known", "write it as 2016-17, 2016/17 or 2016, or add `date`")
        given = given.with_columns(date=pl.col("date").fill_null(day))
    undated = given.filter(pl.col("date").is_null())
    if len(undated) and not found.told:
        heading = mapping.columns.get("date") or mapping.columns.get("period", "date")
        found.add(undated, heading, "date", "there is no date", "fill it in")
    # Only figures have a period; of all else it told the day.
    return given.with_columns(period=pl.when(pl.col("measure").is_not_null()).then(pl.col("period")))
