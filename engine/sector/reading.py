"""Evidence in columns as NumPy arrays: texts as numbers, dates as days, figures exactly, as whole numbers over a power of ten."""

from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

import numpy as np

from engine.matching.slices import Slice
from engine.plan import Plan
from engine.rows import Array
from evidence.coded import coded, numbered
from evidence.columns import CLOSED, EMPTY, HEAD, NOT_APPLICABLE, QUARTILES
from evidence.model import EXTENTS, KINDS, STATUSES, VOICES, WHOLE
from evidence.problems import BadInput
from evidence.sound import without_own_row

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
    """Whether less is better: 1, 0, 2 where neither is, or -1 where the item does not say."""
    frame: "pl.DataFrame"
    """The items themselves, for what few of them have."""


def read(plan: Plan, frame: "pl.DataFrame") -> Read:
    """The arrays of a table that `evidence.conform` has passed. Lists that are complete are named as the plan names them."""
    import polars as pl

    wrong = without_own_row(frame)
    if wrong:
        raise BadInput(wrong)
    rows = frame["kind"]
    heads = frame.select("authority", "type", "as_of").filter(rows == HEAD)
    names = tuple(heads["authority"].to_list())
    number = {name: n for n, name in enumerate(names)}
    closed: dict[tuple[str, str], Array] = {}
    for name, entry in frame.select("authority", "key").filter(rows == CLOSED).iter_rows():
        kind, _, key = entry.partition("/")
        closed.setdefault((kind, plan.name(kind, key)), np.zeros(len(names), dtype=bool))[number[name]] = True
    excused = tuple((number[name], key) for name, key in frame.select("authority", "key").filter(rows == NOT_APPLICABLE).iter_rows())
    items = frame.lazy().select(*_ASKED, run=frame["authority"].rle_id()).filter(pl.col("kind").is_in(KINDS)).collect()
    key, keys = _numbered(items["key"])
    about, abouts = _subjects(items["about"])
    period, _ = _numbered(items["period"])
    date = _days(items["date"])
    known = date if _empty(items["known"]) else _days(items["known"].fill_null(items["date"]))
    words: dict[str, int] = {}
    texts = {word: _placed(items[word], lambda found: [words.setdefault(w, len(words)) for w in found], np.int32) for word in _TEXTS}
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
        kind=_placed(items["kind"], _among(KINDS)),
        key=key,
        keys=keys,
        about=about,
        abouts=abouts,
        date=date,
        known=known,
        voice=_placed(items["source"], _among(VOICES)),
        denied=truths["denied"] == 1,
        root=_roots(parent),
        parent=parent,
        extent=_placed(items["extent"], _among(EXTENTS)),
        status=_placed(items["status"], _among(STATUSES)),
        truths=truths,
        texts=texts,
        words=words,
        lists={word: _words(items[word]) for word in ("includes", "to")},
        period=period,
        lower=_placed(items["better"], _among(("higher", "lower", "neither"))),
        frame=items,
    )


def _numbered(column: "pl.Series") -> tuple[Array, list[str]]:
    """Texts as numbers in their order, -1 for none; and the texts."""
    if _empty(column):
        return np.full(len(column), -1, dtype=np.int32), []
    numbers, words = numbered(coded(column, len(column)))
    order = words.arg_sort()
    rank = np.full(len(words) + 1, -1, dtype=np.int32)
    rank[order.to_numpy()] = np.arange(len(words))
    return rank.take(numbers), words.gather(order).to_list()


def _empty(column: "pl.Series") -> bool:
    return column.null_count() == len(column)


def _subjects(column: "pl.Series") -> tuple[Array, list[str]]:
    """What items are about, as numbers in the order of the names; what says nothing is about the whole."""
    about, names = _numbered(column)
    if column.null_count() and WHOLE not in names:
        place = bisect(names, WHOLE)
        names.insert(place, WHOLE)
        about += about >= place
    return np.where(about < 0, names.index(WHOLE) if WHOLE in names else 0, about), names


def _placed(column: "pl.Series", places: "Callable[[pl.Series], Sequence[int]]", kind: type[np.signedinteger] = np.int8) -> Array:
    """What stands for each text by what stands for each word, -1 for none."""
    if _empty(column):
        return np.full(len(column), -1, dtype=kind)
    numbers, words = numbered(coded(column, len(column)))
    return np.array([*places(words), -1], dtype=kind).take(numbers)


def _among(words: Sequence[str]) -> "Callable[[pl.Series], Sequence[int]]":
    """The places of words among those that there are, -1 for others."""
    places = {word: n for n, word in enumerate(words)}
    return lambda found: [places.get(word, -1) for word in found]


def _days(column: "pl.Series") -> Array:
    return column.to_physical().to_numpy().astype("M8[D]")


def _words(column: "pl.Series") -> Words:
    import polars as pl

    stated = column.is_not_null().to_numpy()
    if not stated.any():
        nothing = np.zeros(0, dtype=np.int64)
        return Words(stated, nothing, nothing, {})
    listed = pl.DataFrame({"item": pl.Series(np.flatnonzero(stated)), "word": column.drop_nulls().cast(pl.String).str.split(" ")}).explode("word")
    listed = listed.filter(pl.col("word") != EMPTY)
    number, words = _numbered(listed["word"])
    return Words(stated, listed["item"].to_numpy(), number, {w: n for n, w in enumerate(words)})


def _parents(items: "pl.DataFrame") -> Array:
    """The number of the item that each was derived from, -1 for none."""
    import polars as pl

    out = np.full(len(items), -1, dtype=np.int64)
    if items["derived_from"].null_count() < len(items):
        # Ids and what is derived from them are coded each by its own words.
        texts = items.select(pl.col("authority", "id", "derived_from").cast(pl.String))
        copies = texts.with_row_index("n").filter(pl.col("derived_from").is_not_null()).select("n", "authority", "derived_from")
        mine = texts.with_row_index("parent").filter(pl.col("authority").is_in(copies["authority"].unique().implode())).select("parent", "authority", "id")
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
    measures = measure.take(order)
    num = exact(_only(given, measure), places).take(order)
    stated = measures & given.is_not_null().to_numpy().take(order)
    over = 10**places
    den = np.where(measures, np.array(over, dtype=num.dtype), 1)
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
    measures = (frame["kind"] == "measure").fill_null(value=False).to_numpy()
    for column in ("value", "target", *QUARTILES):
        if frame[column].null_count() < len(frame):
            numbers, words = numbered(frame[column])
            given = words.gather(_used(numbers[measures], len(words)))
            plain = given.str.contains(r"^-?\d+(\.\d+)?$")
            after = (given.str.len_bytes() - given.str.find(".", literal=True) - 1).filter(plain).max()
            # Decimal writes what is very small or round with an exponent.
            others = [-int(Decimal(text).as_tuple().exponent) for text in given.filter(~plain).to_list()]
            most = max(most, int(str(after or 0)), *others)
    return most


def _used(numbers: Array, words: int) -> Array:
    """The numbers of so many words that stand here, each once."""
    return np.flatnonzero(np.bincount(numbers, minlength=words)[:words])


def exact(texts: "pl.Series", places: int) -> Array:
    """Figures written as text, as whole numbers of so many decimals; 0 for none. Of Python's own where 64 bits do not hold them."""
    numbers, words = numbered(texts)
    used = _used(numbers, len(words))
    figures = _exact(words.gather(used), places)
    table = np.zeros(len(words) + 1, dtype=figures.dtype)
    table[used] = figures
    return table.take(numbers)


def _exact(words: "pl.Series", places: int) -> Array:
    import polars as pl

    if places <= _PLACES:
        try:
            parts = words.cast(pl.Decimal(38, places)).to_physical()
            if parts.filter(parts.abs() >= _MOST).is_empty():
                return parts.cast(pl.Int64).to_numpy()
        except pl.exceptions.PolarsError:
            pass  # an exponent, or more digits than columns hold
    return np.array([int(_WIDE.multiply(Decimal(word), Decimal(10**places))) for word in words.to_list()], dtype=object)


_PLACES = 18
_MOST = 2**62
_WIDE = Context(prec=200)
