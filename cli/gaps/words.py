"""The words that the sheets on what is not known share."""

from collections.abc import Sequence
from fractions import Fraction

from cli.report.words import AUDIENCES, VOICES, capital, counted, dated, joined, named, percent
from cli.sheets.sheet import Section, Sheet
from engine.assessment import RulebookUsed
from engine.gaps.result import Closing, CriterionShown, Gaps, Moved, Range, Weak

WEAK: dict[Weak, str] = {
    "silent": "nothing bears on it",
    "thin": "a single item bears on it, or what there is settles nothing",
    "stale": "all that bears on it is too old",
    "one_kind": "all that bears on it is from one kind of source",
    "contradicted": "its sources contradict each other",
}

MANY = 4
"""How many criteria a line names before it counts the rest."""


def sheet(found: Gaps, kind: str, sections: Sequence[Section]) -> Sheet:
    """A page with what stands at the head of each."""
    books = tuple(f"{book.title}, version {book.version}" for book in found.rulebooks)
    return Sheet(
        kind=kind,
        name=found.authority.name,
        when=f"as of {dated(found.as_of)}",
        facts=(
            ("Rulebook" if len(books) == 1 else "Rulebooks", "; ".join(books)),
            ("Not settled", f"{counted(len(found.unknowns), 'criterion', 'criteria')} of {len(found.criteria):,} that apply"),
            ("Written for", f"{AUDIENCES[found.audience]}{'' if found.audience == 'team' else '; protected evidence counts, and is not shown'}"),
        ),
        sections=tuple(sections),
        made_up=found.authority.made_up,
    )


def book_of(found: Gaps, criterion: CriterionShown) -> RulebookUsed:
    """The rulebook of a criterion."""
    return next(b for b in found.rulebooks if b.id == criterion.book)


def spans(ends: Range) -> str:
    """2 to 4; or 3, where the ends meet."""
    return f"{ends[0]} to {ends[1]}" if ends[0] != ends[1] else f"{ends[0]}"


def known(criterion: CriterionShown, found: Gaps) -> str:
    """How a criterion is known: its range, and what is weak about its evidence."""
    book = book_of(found, criterion)
    low, high = criterion.could_be
    ends = f"can be {named(low, book)} to {named(high, book)}" if low != high else f"is {named(low, book)}"
    weak = f"; {WEAK[criterion.weak]}" if criterion.weak else ""
    heard = f". Heard so far: {joined([VOICES.get(kind, kind) for kind in criterion.kinds])}" if criterion.kinds else ""
    return f"It {ends}{weak}{heard}."


def closing(c: Closing) -> str:
    """What settling a criterion would do to a group."""
    share = Fraction(c.closes) / Fraction(c.open) if Fraction(c.open) else Fraction(0)
    if c.moves:
        by_range: dict[Range, list[str]] = {}
        for s in c.settled:
            by_range.setdefault(s.could_be, []).append(str(s.grade))
        ways = [f"{spans(ends)} if it is {joined(grades, 'or')}" for ends, grades in by_range.items() if ends != c.could_be]
        return f"{c.title} can be {spans(c.could_be)}: {joined(ways, 'and')}."
    return f"It is {percent(str(share))} of what is open of {c.title}." if share else ""


def titles(criteria: Sequence[str], found: Gaps) -> str:
    """The titles of criteria, the first by name."""
    shown = [found.criteria[c].title.rstrip(".") for c in criteria[:MANY]]
    more = len(criteria) - len(shown)
    return "; ".join([*shown, *([f"and {more} more"] if more else [])])


def move(m: Moved) -> str:
    """What becomes of a group."""
    was, now = ("not graded" if grade is None else str(grade) for grade in (m.before, m.after))
    if m.before != m.after:
        return f"{m.title}: {was} becomes {now}"
    return f"{m.title}: stays {was}, and can be {spans(m.could_be_after)} instead of {spans(m.could_be_before)}"


def people(voice: str) -> str:
    """A kind of source as the head of a line."""
    return capital(VOICES.get(voice, voice))
