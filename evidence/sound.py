"""Whether the rows of a table of evidence are sound: a quick look at all of them at once, a thorough one at whatever looks odd.

The quick look is stricter than the model: what passes it, the model passes. What does not is read item by item, and
what the reader of an evidence set refuses is refused here with the same words.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from evidence.coded import by_word, coded, words_in
from evidence.columns import CLOSED, CODED, COLUMNS, FILE, HEAD, LISTS, NO_ROW, NOT_APPLICABLE, QUARTILES, ROW, place_of, set_of, whose
from evidence.conform import conformed
from evidence.model import EXTENTS, KINDS, STATUSES, VOICES, WORDS_OF, Authority, Handling, Obtained
from evidence.problems import BadInput, Problem

if TYPE_CHECKING:
    import polars as pl

_ID, _KEY, _SLUG = r"^[A-Za-z0-9][A-Za-z0-9_.:/\-]*$", r"^[a-z0-9][a-z0-9_.\-]*$", r"^[a-z0-9][a-z0-9_\-]*$"
_LIST = r"^(-|[a-z0-9][a-z0-9_.\-]*( [a-z0-9][a-z0-9_.\-]*)*)$"
_NUMBER = r"^-?\d{1,15}(\.\d{1,20})?$"
_CHOICES = {"source": VOICES, "extent": EXTENTS, "status": STATUSES, "better": ("higher", "lower", "neither")}
_PATTERNS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("id", "derived_from"), (_ID, 120)),
    **dict.fromkeys(("key", "scope", "result", "by", "with", "topic"), (_KEY, 120)),
    "about": (_SLUG, 80),
    **dict.fromkeys(LISTS, (_LIST, 120)),
    **dict.fromkeys(("target", "margin", *QUARTILES), (_NUMBER, 40)),
}
"""How words of items are written, and how long they may be; what a list of many words exceeds is looked at more closely."""
_TEXTS = ("title", "at", "person", "role", "excerpt", "note", "unit", "period", "hash", "recorded_by", "peers_family")
_OWN = {"peers_n": "peers", "peers_family": "peers", **dict.fromkeys(QUARTILES, "peers")}
"""The word of an item to which a column belongs, where it is named otherwise."""


def checked(frame: "pl.DataFrame", place: str) -> "pl.DataFrame":
    """A table as it was read with every column in its type and its texts coded; `place` is the file of rows that name none.

    Raises BadInput with all that is wrong with the evidence of any authority in it.
    """
    import polars as pl

    typed, problems = conformed(frame, place)
    typed = typed.with_columns(coded(typed[c]) for c in CODED)
    typed = typed if FILE in typed.columns else typed.with_columns(pl.lit(place).cast(pl.Enum([place])).alias(FILE))
    rows = {(p.place.file, p.place.line) for p in problems}
    # What else is wrong with a row of which a cell could not be read may come of that.
    problems += [p for p in _wrong(typed) if (p.place.file, p.place.line) not in rows]
    if problems:
        raise BadInput(problems)
    return typed


def without_own_row(frame: "pl.DataFrame") -> "list[Problem]":
    """The authorities that have no row of their own among their rows, or two, or whose rows do not stand together."""
    import polars as pl

    run, names = frame["authority"].rle_id(), frame["authority"]
    own = run.filter(frame["kind"] == HEAD)
    if own.n_unique() == len(own) == names.n_unique() == run.n_unique() and not names.has_nulls():
        return []
    runs = frame.lazy().select(pl.col("authority", "kind", *(c for c in (FILE, ROW) if c in frame.columns)), run=pl.col("authority").rle_id())
    firsts = runs.group_by("run", maintain_order=True).agg(pl.all().first(), heads=(pl.col("kind") == HEAD).sum()).collect()
    wrong = firsts.filter((pl.col("heads") != 1) | pl.col("authority").is_duplicated() | pl.col("authority").is_null())
    return [_without(row) for row in wrong.unique("authority", keep="first", maintain_order=True).iter_rows(named=True)]


def _without(row: Mapping[str, Any]) -> Problem:
    if row["authority"] is None:
        return Problem(place_of(row, column="authority"), "there is nothing here", "fill it in: every row says whose it is")
    if row["heads"] > 1:
        return Problem(whose(row), "it has two rows of kind `authority`", "keep one")
    return Problem(whose(row), *NO_ROW)


def _wrong(frame: "pl.DataFrame") -> Iterator[Problem]:
    """What is wrong with the evidence of any authority in a table of the right types."""
    import polars as pl

    yield from without_own_row(frame)
    yield from _among_themselves(frame)
    rows = frame.select("authority", "kind", odd=_odd(frame)).filter("odd")
    if rows.is_empty():
        return
    odd = rows.group_by("authority").agg(items=pl.col("kind").is_in(KINDS).any()).sort("authority")
    # Where nothing but the rows about an authority itself look odd, its items need not be read.
    for among, rows in ((odd.filter(pl.col("items")), frame), (odd.filter(~pl.col("items")), frame.filter(~pl.col("kind").is_in(KINDS)))):
        mine = rows.filter(pl.col("authority").is_in(among["authority"].implode()))
        for (name,), one in mine.group_by("authority", maintain_order=True):
            try:
                set_of(str(name), one.iter_rows(named=True))
            except BadInput as bad:
                yield from bad.problems


def _odd(frame: "pl.DataFrame") -> "pl.Expr":
    """The rows that the model might refuse. Words are looked at once each, however often they stand in the table."""
    import polars as pl

    kind, col = pl.col("kind"), pl.col
    said = [c for c in COLUMNS if frame[c].null_count() < len(frame)]
    types = get_args(Authority.model_fields["type"].annotation)
    odd = [kind.is_in([CLOSED, NOT_APPLICABLE]), col("more").is_not_null(), (kind == HEAD) & (~col("type").is_in(types) | col("type").is_null())]
    odd += [(kind == HEAD) & col("as_of").is_null(), kind.is_null()]
    odd += [kind.is_in(KINDS) & pl.any_horizontal(*(col(c).is_null() for c in ("id", "key", "date", "source")))]
    choices = {**_CHOICES, "kind": (*KINDS, HEAD, CLOSED, NOT_APPLICABLE), "obtained": get_args(Obtained), "handling": get_args(Handling)}
    odd += [bad for c, mine in choices.items() if c in said for bad in _among(frame, c, lambda words, mine=mine: words.is_in(list(mine)))]  # type: ignore[misc]
    odd += [bad for c, (pattern, longest) in _PATTERNS.items() if c in said for bad in _written_as(frame, c, pattern, longest)]
    odd += [bad for c in ("authority", "region", *_TEXTS) if c in said for bad in _among(frame, c, _some_text)]
    for c in said:
        others = [k for k in KINDS if _OWN.get(c, c) not in WORDS_OF[k]]
        odd += [kind.is_in(others) & col(c).is_not_null()] if 0 < len(others) < len(KINDS) else []
    if "value" in said:
        odd += [(kind == "measure") & bad for bad in _written_as(frame, "value", _NUMBER, 40)]
        odd += [(kind == "rating") & bad for bad in _among(frame, "value", lambda words: ~words.str.contains(r"^\d"))]
    odd += [col("sample").is_not_null()] if "sample" in said else []
    denied = col("denied").fill_null(value=False)
    odd += [(kind == "statement") & (col("extent").is_null() | denied), kind.is_in(["measure", "rating"]) & col("value").is_null() & ~denied]
    odd += [(kind != "document") & (col("known") < col("date"))] if "known" in said else []
    peers = [c for c in ("peers_n", "peers_family", *QUARTILES) if c in said]
    if peers:
        some = pl.any_horizontal(*(col(c).is_not_null() for c in peers))
        low, middle, high = (pl.lit(by_word(frame[q], lambda words: words.cast(pl.Decimal(38, 18), strict=False))) for q in QUARTILES)
        whole = (low <= middle) & (middle <= high) & (col("peers_n") >= 1)
        odd.append(some & ~whole.fill_null(value=False))
    return reduce(or_, (expression.fill_null(value=False) for expression in odd))


def _among(frame: "pl.DataFrame", column: str, fits: "Callable[[pl.Series], pl.Series]") -> "list[pl.Expr]":
    """The rows in which a column has a word that does not fit; nothing where all words fit."""
    import polars as pl

    words = words_in(frame[column])
    bad = words.filter(~fits(words))
    return [pl.col(column).is_in(bad.implode())] if len(bad) else []


def _written_as(frame: "pl.DataFrame", column: str, pattern: str, longest: int) -> "list[pl.Expr]":
    return _among(frame, column, lambda words: words.str.contains(pattern) & (words.str.len_chars() <= longest))


def _some_text(words: "pl.Series") -> "pl.Series":
    return words.str.strip_chars().str.len_chars().is_between(1, 20_000)


def _among_themselves(frame: "pl.DataFrame") -> Iterator[Problem]:
    """What is wrong with items beside each other: an id used twice, a copy of nothing, a record from the future."""
    import polars as pl

    items = frame.lazy().select("authority", "kind", "id", "derived_from", "recorded_on", *(c for c in (FILE, ROW) if c in frame.columns))
    items = items.filter(pl.col("kind").is_in(KINDS) & pl.col("id").is_not_null() & pl.col("authority").is_not_null())
    if _alike(frame):
        for row in items.filter(~pl.struct("authority", "id").is_first_distinct()).collect().iter_rows(named=True):
            yield Problem(place_of(row, column="id"), f"the id '{row['id']}' is used twice", "rename one of the two")
    if frame["derived_from"].null_count() < len(frame):
        # Ids and what is derived from them are coded each by its own words.
        texts = items.with_columns(pl.col("authority", "id", "derived_from").cast(pl.String))
        copies = texts.filter(pl.col("derived_from").is_not_null()).collect()
        known = texts.filter(pl.col("authority").is_in(copies["authority"].unique().implode())).select("authority", "id").collect()
        for row in copies.join(known, left_on=["authority", "derived_from"], right_on=["authority", "id"], how="anti").iter_rows(named=True):
            what = f"'{row['id']}' is derived from '{row['derived_from']}', which is no item here"
            yield Problem(place_of(row, column="derived_from"), what, "name an item's id")
        yield from _circles(copies)
    if frame["recorded_on"].null_count() < len(frame):
        days = frame.lazy().filter(pl.col("kind") == HEAD).select("authority", day="as_of")
        late = items.join(days, on="authority", maintain_order="left").filter(pl.col("recorded_on") > pl.col("day"))
        for row in late.collect().iter_rows(named=True):
            what = f"'{row['id']}' was recorded on {row['recorded_on']}, after the as-of date {row['day']}"
            yield Problem(place_of(row, column="recorded_on"), what, "mend the one or the other")


def _alike(frame: "pl.DataFrame") -> bool:
    """Whether two rows of one authority may have one id: by one number for both, where there are numbers of words for ids, else by hashes."""
    import polars as pl

    ids, runs = frame["id"], frame["authority"].rle_id().cast(pl.UInt64)
    numbers = runs * len(words_in(ids)) + ids.to_physical() if isinstance(ids.dtype, pl.Enum) else ids.hash() ^ runs.hash()
    present = numbers.filter(ids.is_not_null())
    if int(str(present.max() or 0)) >= _FEW:
        return present.n_unique() < len(present)
    # Where the numbers are small, to tick them off takes a tenth of the time.
    ticked = np.zeros(_FEW, dtype=bool)
    ticked[present.to_numpy().view(np.int64)] = True
    return int(np.count_nonzero(ticked)) < len(present)


_FEW = 2**22


def _circles(copies: "pl.DataFrame") -> Iterator[Problem]:
    rows = {(row["authority"], row["id"]): row for row in copies.iter_rows(named=True)}
    parents = {one: (row["authority"], row["derived_from"]) for one, row in rows.items()}
    for start in parents:
        seen, at = {start}, parents.get(start)
        while at is not None and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at == start:
            what = f"'{start[1]}' is derived, in a circle, from itself"
            yield Problem(place_of(rows[start], column="derived_from"), what, "leave `derived_from` out of the original")
