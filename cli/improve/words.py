"""The words in which changes and distances are told."""

from cli.report.words import counted, named, number
from engine.assessment import RulebookUsed
from engine.improve.result import Change, Distance, Improvement, Kind

KINDS: dict[Kind, str] = {
    "show": "find evidence that it is so",
    "do": "do something new",
    "show and do": "find evidence for a part of it, and do something new",
}
TERMS = {"short": "Short term", "medium": "Medium term", "long": "Long term"}


def book_of(result: Improvement, book: str) -> RulebookUsed:
    """The rulebook of that id."""
    return next(b for b in result.rulebooks if b.id == book)


def told(d: Distance, result: Improvement) -> str:
    """How far it is, and whether nothing shorter is possible."""
    unit = "of effort" if result.weighed else "steps"
    if d.changes is None:
        return "out of reach by any change" if d.least is None else f"nothing found; at least {number(d.least)} {unit}"
    far = f"{number(d.effort or 0)} of effort" if result.weighed else counted(d.effort or 0, "step")
    far += f" on {counted(len(d.changes), 'criterion', 'criteria')}"
    return f"{far}, proved the {'least' if result.weighed else 'fewest'}" if d.proved else f"{far} at best so far, at least {number(d.least or 0)}"


def moves(d: Distance, result: Improvement) -> str:
    """From which grade to which."""
    book = book_of(result, d.book)
    return f"{named(d.grade, book)} to {named(d.to, book)}"


def says(change: Change, result: Improvement) -> str:
    """A change in one line."""
    c = result.criteria[change.criterion]
    return f"{c.title}: from {named(c.grade, book_of(result, c.book))} to {change.to}; {KINDS[change.kind]}"
