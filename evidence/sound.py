"""Whether the rows of a table of evidence are sound: a quick look at all of them at once, a thorough one at whatever looks odd.

The quick look is stricter than the model: what passes it, the model passes. What does not is read item by item, and
what the reader of an evidence set refuses is refused here with the same words.
"""

from collections.abc import Callable, Iterator
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, get_args

from evidence.columns import CLOSED, HEAD, LISTS, NOT_APPLICABLE, QUARTILES, set_of
from evidence.model import EXTENTS, KINDS, STATUSES, VOICES, WORDS_OF, Authority, Handling, Obtained
from evidence.problems import BadInput, Place, Problem

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


def check(frame: "pl.DataFrame") -> None:
    """Raise BadInput with what is wrong with the evidence of any authority in a table that `conform` has passed."""
    import polars as pl

    problems = list(_among_themselves(frame))
    odd = frame.lazy().filter(_odd(frame)).group_by("authority").agg(items=pl.col("kind").is_in(KINDS).any()).sort("authority").collect()
    # Where nothing but the rows about an authority itself look odd, its items need not be read.
    for among, rows in ((odd.filter(pl.col("items")), frame), (odd.filter(~pl.col("items")), frame.filter(~pl.col("kind").is_in(KINDS)))):
        mine = rows.filter(pl.col("authority").is_in(among["authority"].implode()))
        for (name,), one in mine.group_by("authority", maintain_order=True):
            try:
                set_of(str(name), one.iter_rows(named=True))
            except BadInput as bad:
                problems += bad.problems
    if problems:
        raise BadInput(problems)


def _odd(frame: "pl.DataFrame") -> "pl.Expr":
    """The rows that the model might refuse. Words are looked at once each, however often they stand in the table."""
    import polars as pl

    kind, col = pl.col("kind"), pl.col
    said = [c for c in frame.columns if frame[c].null_count() < len(frame)]
    types = get_args(Authority.model_fields["type"].annotation)
    odd = [kind.is_in([CLOSED, NOT_APPLICABLE]), col("more").is_not_null(), (kind == HEAD) & (~col("type").is_in(types) | col("type").is_null())]
    odd += [(kind == HEAD) & col("as_of").is_null(), kind.is_null()]
    odd += [kind.is_in(KINDS) & pl.any_horizontal(*(col(c).is_null() for c in ("id", "key", "date", "source")))]
    choices = {**_CHOICES, "kind": (*KINDS, HEAD, CLOSED, NOT_APPLICABLE), "obtained": get_args(Obtained), "handling": get_args(Handling)}
    odd += [_among(frame, c, lambda words, mine=words: words.is_in(list(mine))) for c, words in choices.items() if c in said]  # type: ignore[misc]
    odd += [_written_as(frame, c, pattern, longest) for c, (pattern, longest) in _PATTERNS.items() if c in said]
    odd += [_among(frame, c, _some_text) for c in ("authority", "region", *_TEXTS) if c in said]
    stated = frame.group_by("kind").agg(pl.all().count())
    for c in said:
        owners = [k for k in KINDS if _OWN.get(c, c) in WORDS_OF[k]]
        others = [k for k in KINDS if k not in owners]
        if owners and stated.filter(kind.is_in(others) & (col(c) > 0)).height:
            odd.append(kind.is_in(others) & col(c).is_not_null())
    if "value" in said:
        odd.append((kind == "measure") & _written_as(frame, "value", _NUMBER, 40))
        odd += [(kind == "rating") & col("value").str.contains(r"^\d")] if stated.filter(kind == "rating").height else []
    odd += [col("sample").is_not_null()] if "sample" in said else []
    denied = col("denied").fill_null(value=False)
    odd += [(kind == "statement") & (col("extent").is_null() | denied), kind.is_in(["measure", "rating"]) & col("value").is_null() & ~denied]
    odd += [(kind != "document") & (col("known") < col("date"))] if "known" in said else []
    peers = [c for c in ("peers_n", "peers_family", *QUARTILES) if c in said]
    if peers:
        some = pl.any_horizontal(*(col(c).is_not_null() for c in peers))
        low, middle, high = (col(q).cast(pl.Decimal(38, 18), strict=False) for q in QUARTILES)
        whole = (low <= middle) & (middle <= high) & (col("peers_n") >= 1)
        odd.append(some & ~whole.fill_null(value=False))
    return reduce(or_, (expression.fill_null(value=False) for expression in odd))


def _among(frame: "pl.DataFrame", column: str, fits: "Callable[[pl.Series], pl.Series]") -> "pl.Expr":
    """The rows in which a column has a word that does not fit."""
    import polars as pl

    words = frame[column].drop_nulls().unique()
    bad = words.filter(~fits(words))
    return pl.col(column).is_in(bad.implode()) if len(bad) else pl.lit(value=False)


def _written_as(frame: "pl.DataFrame", column: str, pattern: str, longest: int) -> "pl.Expr":
    return _among(frame, column, lambda words: words.str.contains(pattern) & (words.str.len_chars() <= longest))


def _some_text(words: "pl.Series") -> "pl.Series":
    return words.str.strip_chars().str.len_chars().is_between(1, 20_000)


def _among_themselves(frame: "pl.DataFrame") -> Iterator[Problem]:
    """What is wrong with items beside each other: an id used twice, a copy of nothing, a record from the future."""
    import polars as pl

    used = frame.lazy().select("kind", "authority", "id", "derived_from", "recorded_on")
    lazy = used.filter(pl.col("kind").is_in(KINDS) & pl.col("id").is_not_null())
    # One number for authority and id; where two are alike, the ids themselves are looked at.
    numbers = frame["id"].hash() ^ frame["authority"].rle_id().hash()
    present = numbers.filter(frame["id"].is_not_null())
    alike = present.n_unique() < len(present)
    if not alike and all(frame[c].null_count() == len(frame) for c in ("derived_from", "recorded_on")):
        return
    items = lazy.collect()
    if alike:
        for name, item in items.select("authority", "id").filter(pl.struct("authority", "id").is_duplicated()).unique(maintain_order=True).iter_rows():
            yield Problem(Place(name), f"the id '{item}' is used twice", "rename one of the two")
    copies = items.filter(pl.col("derived_from").is_not_null()).select("authority", "id", "derived_from")
    if len(copies):
        known = items.filter(pl.col("authority").is_in(copies["authority"].unique().implode())).select("authority", "id")
        for name, item, of in copies.join(known, left_on=["authority", "derived_from"], right_on=["authority", "id"], how="anti").iter_rows():
            yield Problem(Place(name), f"'{item}' is derived from '{of}', which is no item here", "name an item's id")
        yield from _circles(copies)
    if frame["recorded_on"].null_count() < len(frame):
        days = frame.filter(pl.col("kind") == HEAD).select("authority", "as_of")
        late = items.select("authority", "id", "recorded_on").join(days.rename({"as_of": "day"}), on="authority").filter(pl.col("recorded_on") > pl.col("day"))
        for name, item, recorded, day in late.iter_rows():
            yield Problem(Place(name), f"'{item}' was recorded on {recorded}, after the as-of date {day}", "mend the one or the other")


def _circles(copies: "pl.DataFrame") -> Iterator[Problem]:
    parents = {(name, item): (name, of) for name, item, of in copies.iter_rows()}
    for start in parents:
        seen, at = {start}, parents.get(start)
        while at is not None and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at == start:
            yield Problem(Place(start[0]), f"'{start[1]}' is derived, in a circle, from itself", "leave `derived_from` out of the original")
