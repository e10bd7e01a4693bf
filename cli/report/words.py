"""The words that reports share: a result's short codes as a reader would say them."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from engine.assessment import Assessment, FindingKind, Grade, Paragraph, RulebookUsed

PLURALS = {
    "strength": "strengths",
    "weakness": "weaknesses",
    "breach": "breaches",
    "trigger": "triggers",
    "line of enquiry": "lines of enquiry",
    "criterion": "criteria",
    "rung": "rungs",
}
"""The terms that a house may call otherwise and that are counted, each with its plural."""

TERMS = (*PLURALS, *PLURALS.values(), "contested", "next step", "what is not known", "ladder of intervention")
"""Every term that a house may call otherwise."""

KIND_TERMS: Mapping[FindingKind, str] = {
    "strength": "strengths",
    "weakness": "weaknesses",
    "breach": "breaches",
    "trigger": "triggers",
    "line_of_enquiry": "lines of enquiry",
    "contested": "contested",
    "gap_in_evidence": "what is not known",
}
"""What the findings of a kind are called; advice has headings of its own."""

_IN_PARAGRAPHS = {"The rule's next step:": "next step"}
"""The terms in the paragraphs that the engine writes, each in the words around it: what rules and evidence say stays as it is."""


@dataclass(frozen=True)
class House:
    """The words of the house: what a council calls a term or a grade that Peerbench calls otherwise."""

    terms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    grades: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __call__(self, term: str, otherwise: str = "") -> str:
        """What the house calls a term; where it says nothing, `otherwise` or the term itself."""
        assert term in TERMS, term
        return self.terms.get(term, otherwise or term)

    def counted(self, n: int, term: str) -> str:
        """One strength, 14 strengths, in the words of the house."""
        return counted(n, self(term), self(PLURALS[term]))

    def filled(self, text: str) -> str:
        """A text with its terms, which stand in it as `{next step}`."""
        return text.format_map({term: self(term) for term in TERMS})

    def over(self, assessment: Assessment) -> Assessment:
        """An assessment in the words of the house, to be read by people: its scales, and what the engine writes of them. Nothing else changes."""
        if not self.grades and not self.terms:
            return assessment
        scale_of = {book.id: {grade: self.grades.get(name, name) for grade, name in book.scale.items()} for book in assessment.rulebooks}
        books = tuple(book.model_copy(update={"scale": scale_of[book.id]}) for book in assessment.rulebooks)
        told = {f"{book}: scale": ", ".join(f"{grade} {name}" for grade, name in sorted(scale.items())) for book, scale in scale_of.items()}
        assumptions = tuple(x.model_copy(update={"value": told.get(x.parameter, x.value)}) for x in assessment.assumptions)
        paragraphs = {rule: self._told(paragraph, assessment.grades[rule].book, assessment) for rule, paragraph in assessment.paragraphs.items()}
        return assessment.model_copy(update={"rulebooks": books, "assumptions": assumptions, "paragraphs": paragraphs})

    def _told(self, paragraph: Paragraph, book: str, assessment: Assessment) -> Paragraph:
        """A paragraph with its grades under their names here; they stand in it with their number, as in `2 adequate`, and terms as in `_IN_PARAGRAPHS`."""
        scale = next(used.scale for used in assessment.rulebooks if used.id == book)
        names = {f"{grade} {name}": f"{grade} {self.grades[name]}" for grade, name in scale.items() if name in self.grades}
        names |= {text: text.replace(term, self(term)) for text, term in _IN_PARAGRAPHS.items()}
        pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True)))
        parts = {part: pattern.sub(lambda found: names[found[0]], getattr(paragraph, part)) for part in ("found", "missing", "change")}
        return paragraph.model_copy(update=parts)


STANDARD = House()
"""Peerbench's own words."""

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


def capped(grade: Grade, book: RulebookUsed) -> str:
    """What the limits that hold make of a group's grade; nothing where none holds."""
    if not grade.capped_by:
        return ""
    if grade.uncapped != grade.grade:
        return f"held at {named(grade.grade, book)}; without the limit {named(grade.uncapped, book)}."
    return f"cannot be above {named(min(cap.at for cap in grade.capped_by), book)}."


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


def pointed(grade: Grade) -> str:
    """What a group that counts points comes to: `, 613 of 1,000 points`, or `, 504 to 764 of 1,000 points`; nothing for others."""
    if grade.points is None or grade.completeness == "0":
        return ""
    at_least, could_be = (_figure(Fraction(p)) for p in (grade.points.at_least, grade.points.could_be))
    return f", {at_least if at_least == could_be else f'{at_least} to {could_be}'} of {grade.points.out_of:,} points"


def _figure(value: Fraction) -> str:
    """A number as people write it, to one decimal where it needs one: 1,229 or 614.5."""
    tenths = round(value * 10)
    return f"{tenths // 10:,}" + (f".{tenths % 10}" if tenths % 10 else "")


def joined(words: Sequence[str], last: str = "and") -> str:
    """One, two and three; nothing for nothing."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def voices(kinds: Sequence[str]) -> str:
    """Kinds of source as words: members, officers and documents."""
    return joined([VOICES.get(kind, plain(kind)) for kind in kinds])
