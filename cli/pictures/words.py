"""What pictures say in few words: figures as labels, what a measure is called, and which way is better."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from cli.report.words import dated, plain
from engine.measures.shown import FigureShown, MeasureShown
from engine.measures.words import rounded

T = TypeVar("T")
_DOZEN = 12
"""So many rows fit on a page or a telephone's screen without being small."""


def label(value: Decimal) -> str:
    """A figure as a label: two decimals, more where it would be nought without them, and commas between thousands."""
    places = 2 if not value else max(2, 1 - value.adjusted())
    return f"{rounded(value, places):,f}"


def title_of(m: MeasureShown) -> str:
    """What a measure is called, with the service that it is about."""
    return m.title if m.about == "authority" else f"{m.title}, {plain(m.about)}"


ASSUMED = "* That more is better is assumed: nobody said so."


def starred(m: MeasureShown) -> str:
    """The same as a row of many, with a star where nobody said which way is better."""
    return title_of(m) + ("*" if m.assumed else "")


def way(m: MeasureShown) -> str:
    """In what it is counted, and which way is better."""
    better = {"higher": "more is better", "lower": "less is better", "neither": ""}[m.better] + (", it is assumed" if m.assumed else "")
    text = "; ".join(part for part in (m.unit, better) if part)
    return text[:1].upper() + text[1:]


def when(figure: FigureShown) -> str:
    """The period of a figure, or its day in short."""
    return figure.period or short(figure.date)


def short(day: dt.date) -> str:
    """31 Mar 2010."""
    number, month, year = dated(day).split()
    return f"{number} {month[:3]} {year}"


def dozens(rows: Sequence[T]) -> list[Sequence[T]]:
    """Rows in parts of a dozen at the most, all of much the same length."""
    parts = -(-len(rows) // _DOZEN)
    return [rows[n * len(rows) // parts : (n + 1) * len(rows) // parts] for n in range(parts)]


def numbered(title: str, n: int, of: int) -> str:
    """The title of one of several pictures."""
    return title if of == 1 else f"{title} ({n} of {of})"
