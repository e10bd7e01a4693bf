"""Values near that of an assumption: a sensible range either way, the nearest first."""

import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from engine.rulebook import Rulebook
from evidence.model import EXTENTS, STATUSES

_FIGURE = re.compile(r"(\d+(?:\.\d+)?)(%| [A-Za-z]+)?")
_SMALL = 10
"""Figures below this move by one; others by a tenth, and then by a fifth."""
_SHARES = 100
"""Figures up to this do not go beyond it: most of them are shares."""
_PEERS = ("worst_quarter", "worse_half", "better_half", "best_quarter")


def is_figure(value: object) -> bool:
    """Whether it is a figure, perhaps with a unit, and no word."""
    return _FIGURE.fullmatch(str(value)) is not None


def near(value: object, book: Rulebook) -> tuple[tuple[str | int | Decimal, ...], ...]:
    """The values below and the values above one, each side the nearest first; empty where it has no neighbours.

    A figure moves by one where it is small, else by a tenth and by a fifth, rounded up to whole steps; a word moves to its
    neighbours on the scale that it stands on.
    """
    found = _FIGURE.fullmatch(str(value))
    if found is not None:
        return tuple(_figures(Decimal(found[1]), found[2] or "", way) for way in (-1, 1))
    scale = next((s for s in _scales(book) if value in s), ())
    return tuple(((scale[n],) if 0 <= n < len(scale) else ()) for n in (scale.index(str(value)) - 1, scale.index(str(value)) + 1)) if scale else ()


def _figures(figure: Decimal, unit: str, way: int) -> tuple[str | int | Decimal, ...]:
    steps = [Decimal(1)] if figure < _SMALL else [(figure * share).to_integral_value(ROUND_CEILING) for share in (Decimal("0.1"), Decimal("0.2"))]
    low, high = Decimal(1 if unit else 0), Decimal(_SHARES) if figure <= _SHARES else figure * 2
    moved = [figure + way * step for step in steps]
    kept = [max(low, min(m, high)) for m in moved]
    return tuple(_in_unit(m, unit) for m in dict.fromkeys(kept) if m != figure)


def _in_unit(figure: Decimal, unit: str) -> str | int | Decimal:
    if not unit:
        return int(figure) if figure == figure.to_integral_value() else figure
    if unit == "%":
        return f"{figure}%"
    one = unit.removesuffix("s")
    return f"{figure}{one}" if figure == 1 else f"{figure}{one}s"


def _scales(book: Rulebook) -> Sequence[tuple[str, ...]]:
    """The scales on which words stand: ratings, extents, statuses, quarters of peers."""
    ratings = [tuple(str(v) for v in word.values) for word in book.vocabulary.rating.values()]
    return [*ratings, EXTENTS, STATUSES, _PEERS]
