"""What would move an authority up as one self-contained HTML file, in the style of the report."""

from dataclasses import dataclass
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from cli.improve.words import KINDS, TERMS, book_of, moves, told
from cli.report import words
from engine.assessment import RulebookUsed
from engine.improve.actions import TERMS as ORDER
from engine.improve.result import Action, Change, Distance, Improvement


@dataclass(frozen=True)
class DistanceRead:
    """A distance with its words: its own changes, and those that others judge."""

    distance: Distance
    moves: str
    told: str
    own: tuple[Change, ...]
    others: tuple[Change, ...]


@dataclass(frozen=True)
class BookRead:
    """The distances of a rulebook: what is held down, everything above headings, and the headings."""

    book: RulebookUsed
    limited: tuple[DistanceRead, ...]
    parts: tuple[DistanceRead, ...]
    headings: tuple[DistanceRead, ...]


def render_html(result: Improvement) -> str:
    """The page: no script, no network, the same bytes for the same content."""
    books = [_book(result, book) for book in result.rulebooks]
    terms = [(TERMS[term], [a for a in result.plan if a.term == term]) for term in ORDER]
    plan: list[tuple[str, list[Action]]] = [(title, found) for title, found in terms if found]
    return _environment().get_template("improve.html.j2").render(r=result, books=[b for b in books if b.parts or b.headings], plan=plan, kinds=KINDS)


def _book(result: Improvement, book: RulebookUsed) -> BookRead:
    read = [_read(result, d) for d in result.distances if d.book == book.id]
    return BookRead(
        book=book,
        limited=tuple(d for d in read if d.distance.limits),
        parts=tuple(d for d in read if d.distance.level != "heading"),
        headings=tuple(d for d in read if d.distance.level == "heading"),
    )


def _read(result: Improvement, d: Distance) -> DistanceRead:
    changes = d.changes or ()
    own = tuple(c for c in changes if result.criteria[c.criterion].in_gift)
    return DistanceRead(d, moves(d, result), told(d, result), own, tuple(c for c in changes if c not in own))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("cli.improve", "templates"), PackageLoader("cli.report", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(capital=words.capital, counted=words.counted, dated=words.dated, joined=words.joined, plain=words.plain, sentence=words.sentence)
    environment.globals.update(named=words.named, audiences=words.AUDIENCES, book_of=book_of)
    return environment
