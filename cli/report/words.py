"""The words that reports share: a result's short codes as a reader would say them."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from engine.assessment import Grade, RulebookUsed

OUTCOMES = {
    "graded": "graded",
    "no_evidence": "no evidence",
    "not_applicable": "does not apply here",
    "contested": "contested",
    "stale": "only old evidence",
    "unsettled": "evidence that settles nothing yet",
    "partly_shown": "shown in part; more may be true",
}

VOICES = {
    "document": "documents",
    "data": "figures",
    "members": "members",
    "officers": "officers",
    "staff": "staff",
    "unions": "unions",
    "partners": "partners",
    "users": "users",
    "residents": "residents",
    "inspectors": "inspectors",
    "people": "people",
}

AUDIENCES = {"team": "the assessment team", "authority": "the authority", "public": "the public"}

MOVES = {
    "urgent": "moved up at once",
    "enter": "moved up",
    "hold": "held where it was",
    "leave": "moved down",
    "stay": "no move",
}
"""How a review of the ladder led where it did."""

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def plain(code: str) -> str:
    """`adult-social-care` and `in_place` as words."""
    return code.replace("-", " ").replace("_", " ")


def sentence(text: str) -> str:
    """A text that begins with a capital and ends with a stop."""
    text = text.strip()
    if not text:
        return text
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def capital(text: str) -> str:
    """A text that begins with a capital."""
    return text[:1].upper() + text[1:]


def dated(day: dt.date) -> str:
    """20 February 2006. Written out here, for the platform's own way differs from machine to machine."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def percent(share: str) -> str:
    """A share such as `3/7` as whole per cent; nearly nothing and nearly all do not round to nothing and all."""
    fraction = Fraction(share)
    rounded = round(fraction * 100)
    if 0 < fraction < 1 and rounded in (0, 100):
        return "under 1%" if rounded == 0 else "over 99%"
    return f"{rounded}%"


def counted(n: int, one: str, many: str | None = None) -> str:
    """One strength, 14 strengths."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def number(n: int) -> str:
    """A small number as a word, a larger one in figures."""
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else f"{n:,}"


def named(grade: int | None, book: RulebookUsed) -> str:
    """A grade with its name on the rulebook's scale."""
    return "not graded" if grade is None else f"{grade} {book.scale.get(grade, '')}".strip()


def ranged(grade: Grade) -> str:
    """The range that the evidence leaves open: what is proved, to what is not excluded."""
    return f"{grade.at_least}" if grade.at_least == grade.could_be else f"{grade.at_least} to {grade.could_be}"


def joined(words: Sequence[str], last: str = "and") -> str:
    """One, two and three; nothing for nothing."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def voices(kinds: Sequence[str]) -> str:
    """Kinds of source as words: members, officers and documents."""
    return joined([VOICES.get(kind, plain(kind)) for kind in kinds])
