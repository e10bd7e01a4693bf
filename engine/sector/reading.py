"""Evidence in columns as NumPy arrays: texts as numbers, dates as days, figures exactly, as whole numbers over a power of ten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

import numpy as np

from engine.matching.columnar import Slice
from engine.plan import Plan
from engine.rows import Array
from evidence.columns import CLOSED, EMPTY, HEAD, NOT_APPLICABLE, QUARTILES
from evidence.model import EXTENTS, KINDS, STATUSES, VOICES, WHOLE
from evidence.problems import BadInput, Place, Problem

if TYPE_CHECKING:
    import polars as pl

_TEXTS = ("scope", "result", "by", "with", "topic")
_TRUTHS = ("results", "audited", "priority", "denied")
_COMMON = ("authority", "kind", "key", "id", "about", "date", "known", "source", "derived_from", "extent", "status", "value", "period", "better", "target")
_ASKED = (*_COMMON, *_TRUTHS, *_TEXTS, "includes", "to", "peers_n", *QUARTILES)
"""The columns that decide."""


@dataclass(frozen=True)
class Words:
    """A column of lists of words: whether there is a list, and one entry for each word on one, by the item's number."""

    stated: Array
    item: Array
    word: Array
    words: Mapping[str, int]

    def by_word(self, place: Array) -> tuple[Array, Array]:
        """The entries by word and by the place of their item, which is -1 for items left out: places, words."""
        at = place[self.item]
        here = at >= 0
        order = np.lexsort((at[here], self.word[here]))
        return at[here][order], self.word[here][order]


@dataclass(frozen=True)
class Read:
    """The items of a table, one entry each; -1 where nothing is stated. `root` and `parent` are numbers of items."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    as_of: Array
    closed: Mapping[tuple[str, str], Array]
    excused: tuple[tuple[int, str], ...]
    authority: Array
    kind: Array
    key: Array
    keys: Sequence[str]
    about: Array
    abouts: Sequence[str]
    date: Array
    known: Array
    voice: Array
    denied: Array
    root: Array
    parent: Array
    extent: Array
    status: Array
    truths: Mapping[str, Array]
    texts: Mapping[str, Array]
    words: Mapping[str, int]
    lists: Mapping[str, Words]
    period: Array
    lower: Array
    """Whether less is better: 1, 0, or -1 where the item does not say."""
    frame: "pl.DataFrame"
    """The items themselves, for what few of them have."""


def read(plan: Plan, frame: "pl.DataFrame") -> Read:
    """The arrays of a table that `evidence.columns.conform` has passed. Lists that are complete are named as the plan names them."""
    import polars as pl

    run = frame["authority"].rle_id()
    rows = frame["kind"]
    heads = frame.select("authority", "type", "as_of").filter(rows == HEAD)
    names = tuple(heads["authority"].to_list())
    _check(run.filter(rows == HEAD), run, frame)
    number = {name: n for n, name in enumerate(names)}
    closed: dict[tuple[str, str], Array] = {}
    for name, entry in frame.select("authority", "key").filter(rows == CLOSED).iter_rows():
        kind, _, key = entry.partition("/")
        closed.setdefault((kind, plan.name(kind, key)), np.zeros(len(names), dtype=bool))[number[name]] = True
    excused = tuple((number[name], key) for name, key in frame.select("authority", "key").filter(rows == NOT_APPLICABLE).iter_rows())
    items = frame.lazy().select(*_ASKED, run=run).filter(pl.col("kind").is_in(KINDS)).collect()
    key, keys = _numbered(items["key"])
    about, abouts = _numbered(items["about"].fill_null(WHOLE))
    period, _ = _numbered(items["period"])
    date = _days(items["date"])
    known = np.where(items["known"].is_null().to_numpy(), date, _days(items["known"].fill_null(items["date"])))
    words: dict[str, int] = {}
    texts = {}
    for word in _TEXTS:
        numbers, found = _numbered(items[word])
        table = np.array([words.setdefault(w, len(words)) for w in found] + [-1], dtype=np.int32)
        texts[word] = table[numbers]
    authority = items["run"].to_numpy().astype(np.int32)
    parent = _parents(items)
    truths = {word: items[word].cast(pl.Int8).fill_null(-1).to_numpy() for word in _TRUTHS}
    return Read(
        names=names,
        types=tuple(heads["type"].to_list()),
        as_of=_days(heads["as_of"]),
        closed=closed,
        excused=excused,
        authority=authority,
        kind=_placed(items["kind"], KINDS),
        key=key,
        keys=keys,
        about=about,
        abouts=abouts,
        date=date,
        known=known,
        voice=_placed(items["source"], VOICES),
        denied=truths["denied"] == 1,
        root=_roots(parent),
        parent=parent,
        extent=_placed(items["extent"], EXTENTS),
        status=_placed(items["status"], STATUSES),
        truths=truths,
        texts=texts,
        words=words,
        lists={word: _words(items[word]) for word in ("includes", "to")},
        period=period,
        lower=_placed(items["better"], ("higher", "lower")),
        frame=items,
    )


def _check(heads: "pl.Series", runs: "pl.Series", frame: "pl.DataFrame") -> None:
    """Refuse a table in which the rows of an authority do not stand together, or are without a row of its own."""
    if len(heads) != heads.n_unique() or len(heads) != runs.n_unique():
        lone = set(runs.unique().to_list()) - set(heads.to_list()) or {heads.filter(heads.is_duplicated())[0]}
        name = frame["authority"].filter(runs == min(lone))[0]
        raise BadInput([Problem(Place(str(name)), "among its rows is not one of kind `authority`", "give it one, and let all its rows stand together")])


def _numbered(column: "pl.Series") -> tuple[Array, list[str]]:
    """Texts as numbers in their order, -1 for none; and the texts."""
    import polars as pl

    if column.null_count() == len(column):
        return np.full(len(column), -1, dtype=np.int32), []
    words = column.drop_nulls().unique().sort()
    return column.cast(pl.Enum(words)).to_physical().cast(pl.Int32).fill_null(-1).to_numpy(), words.to_list()


def _placed(column: "pl.Series", words: Sequence[str]) -> Array:
    """Words as their places among those that there are, -1 for none."""
    import polars as pl

    if column.null_count() == len(column):
        return np.full(len(column), -1, dtype=np.int8)
    return column.cast(pl.Enum(words)).to_physical().cast(pl.Int8).fill_null(-1).to_numpy()


def _days(column: "pl.Series") -> Array:
    return column.to_physical().to_numpy().astype("M8[D]")


def _words(column: "pl.Series") -> Words:
    import polars as pl

    stated = column.is_not_null().to_numpy()
    if not stated.any():
        nothing = np.zeros(0, dtype=np.int64)
        return Words(stated, nothing, nothing, {})
    listed = pl.DataFrame({"item": pl.Series(np.flatnonzero(stated)), "word": column.drop_nulls().str.split(" ")}).explode("word")
    listed = listed.filter(pl.col("word") != EMPTY)
    number, words = _numbered(listed["word"])
    return Words(stated, listed["item"].to_numpy(), number, {w: n for n, w in enumerate(words)})


def _parents(items: "pl.DataFrame") -> Array:
    """The number of the item that each was derived from, -1 for none."""
    import polars as pl

    out = np.full(len(items), -1, dtype=np.int64)
    copies = items.with_row_index("n").filter(pl.col("derived_from").is_not_null()).select("n", "authority", "derived_from")
    if len(copies):
        mine = items.with_row_index("parent").filter(pl.col("authority").is_in(copies["authority"].unique().implode())).select("parent", "authority", "id")
        found = copies.join(mine, left_on=["authority", "derived_from"], right_on=["authority", "id"], how="inner")
        out[found["n"].to_numpy()] = found["parent"].to_numpy()
    return out


def _roots(parent: Array) -> Array:
    """The first source of each item; a circle ends where it began, as it does for `derive`."""
    root = np.arange(len(parent))
    line = np.flatnonzero(parent >= 0)
    at = parent[line]
    for _ in range(64):
        root[line] = at
        on = parent[at] >= 0
        line, at = line[on], parent[at[on]]
        if not len(line):
            return root
    for item in line.tolist():
        seen = [item]
        while parent[seen[-1]] >= 0 and int(parent[seen[-1]]) not in seen:
            seen.append(int(parent[seen[-1]]))
        root[item] = seen[-1]
    return root


@dataclass(frozen=True)
class Values:
    """The values of facts (in their order): `num` over `den`, which for measures is the same as `over`."""

    stated: Array
    num: Array
    den: Array
    over: int
    places: int


def scaled(items: Read, order: Array, slices: Mapping[tuple[str, str], Slice], plan: Plan) -> Values:
    """The values of measures as whole numbers over what the decimals of all of them take, of ratings as ranks."""
    given = items.frame["value"]
    places = _decimals(items.frame)
    measure = items.kind == KINDS.index("measure")
    num = np.where(measure, exact(_only(given, measure), places), 0)[order]
    stated = (measure & given.is_not_null().to_numpy())[order]
    over = 10**places
    den = np.where(measure[order], np.array(over, dtype=num.dtype), 1)
    ratings = {key: where for (kind, key), where in slices.items() if kind == "rating"}
    if ratings:
        number, words = _numbered(given)
        for key, (first, last) in ratings.items():
            ranks = {value: rank for rank, value in enumerate(plan.ratings.get(key, ()))}
            # A value that the rating does not have says nothing.
            rank = np.array([ranks.get(word, -1) for word in words] + [-1], dtype=np.int64)[number[order[first:last]]]
            num[first:last], stated[first:last] = np.maximum(rank, 0), rank >= 0
    return Values(stated, num, den, over, places)


def _only(column: "pl.Series", mask: Array) -> "pl.Series":
    import polars as pl

    return pl.select(pl.when(pl.Series(mask)).then(column)).to_series()


def _decimals(frame: "pl.DataFrame") -> int:
    """How many decimals the figures of measures take."""
    most = 0
    measures = frame["kind"] == "measure"
    for column in ("value", "target", *QUARTILES):
        given = frame[column]
        if given.null_count() < len(given):
            given = given.filter(measures & given.is_not_null())
            plain = given.str.contains(r"^-?\d+(\.\d+)?$")
            after = (given.str.len_bytes() - given.str.find(".", literal=True) - 1).filter(plain).max()
            # Decimal writes what is very small or round with an exponent.
            others = [-int(Decimal(text).as_tuple().exponent) for text in given.filter(~plain).to_list()]
            most = max(most, int(str(after or 0)), *others)
    return most


def exact(texts: "pl.Series", places: int) -> Array:
    """Figures written as text, as whole numbers of so many decimals; 0 for none. Of Python's own where 64 bits do not hold them."""
    import polars as pl

    if texts.null_count() == len(texts):
        return np.zeros(len(texts), dtype=np.int64)
    if places <= _PLACES:
        try:
            parts = texts.cast(pl.Decimal(38, places)).to_physical().fill_null(0)
            if parts.filter(parts.abs() >= _MOST).is_empty():
                return parts.cast(pl.Int64).to_numpy()
        except pl.exceptions.PolarsError:
            pass  # an exponent, or more digits than columns hold
    return np.array([0 if text is None else int(_WIDE.multiply(Decimal(text), Decimal(10**places))) for text in texts.to_list()], dtype=object)


_PLACES = 18
_MOST = 2**62
_WIDE = Context(prec=200)
