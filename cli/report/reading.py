"""An assessment with what its sections look up again and again: titles, places in the outline, citations, quotes."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from cli.report.outline import Node, outline, paths
from cli.report.quoted import Citations, Quoted, quoted
from cli.report.words import STANDARD, House
from engine.assessment import Assessment, RulebookUsed, Why

T = TypeVar("T")


@dataclass(frozen=True)
class Gathered(Generic[T]):
    """Some things under a title."""

    title: str
    things: tuple[T, ...]


def gather(things: Iterable[T], by: Callable[[T], str]) -> tuple[Gathered[T], ...]:
    """Things under the titles that `by` gives them; titles and things keep the order in which they come."""
    under: dict[str, list[T]] = {}
    for thing in things:
        under.setdefault(by(thing), []).append(thing)
    return tuple(Gathered(title, tuple(found)) for title, found in under.items())


class Reading:
    """One assessment, as every section of a report reads it."""

    def __init__(self, assessment: Assessment, house: House = STANDARD) -> None:
        self.assessment = assessment
        self.house = house
        self.citations = Citations(assessment)
        self.books: dict[str, RulebookUsed] = {book.id: book for book in assessment.rulebooks}
        self.outlines: dict[str, tuple[Node, ...]] = {book: outline(assessment, used) for book, used in self.books.items()}

    @cached_property
    def criteria(self) -> dict[str, Why]:
        """Why each criterion has its grade: the reasons, without those of triggers."""
        triggers = self.assessment.ladder.trigger_titles if self.assessment.ladder else {}
        return {rule: why for rule, why in self.assessment.reasons.items() if rule not in triggers and not why.advises}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of rules, groups and rungs, as far as the assessment tells them."""
        ladder = self.assessment.ladder
        known = {f.rule: f.title for f in self.assessment.findings}
        known |= {i: grade.title for i, grade in self.assessment.grades.items()}
        return known | ({**ladder.trigger_titles, **{r.id: r.title for r in ladder.rungs}} if ladder else {})

    @cached_property
    def _paths(self) -> dict[str, tuple[str, str]]:
        by_book = {book: paths(tops) for book, tops in self.outlines.items()}
        shared = Counter(element for found in by_book.values() for element in {element for element, _ in found.values()})
        return {
            # An element that two rulebooks call by the same name is told apart by its rulebook.
            c: (f"{element} ({self.books[book].title})" if shared[element] > 1 else element, heading)
            for book, found in by_book.items()
            for c, (element, heading) in found.items()
        }

    @cached_property
    def _places(self) -> dict[str, int]:
        return {c: n for n, c in enumerate(c for tops in self.outlines.values() for top in tops for c in top.criteria)}

    def element(self, rule: str) -> str:
        """The element that a criterion belongs to. Where no grades are given, the part of the source that it comes from."""
        if rule in self._paths:
            return self._paths[rule][0]
        why = self.criteria.get(rule)
        return f"Part {self._part(why.cite['at']).split(', ')[0]}" if why else ""

    def heading(self, rule: str) -> str:
        """The heading within the element, or nothing where there is none."""
        if rule in self._paths:
            return self._paths[rule][1]
        why = self.criteria.get(rule)
        return self._part(why.cite["at"]).partition(", ")[2] if why else ""

    @staticmethod
    def _part(place: str) -> str:
        # "2.3, Structure, 4" is the fourth point of a part of the source; "2.3" is a part by itself.
        return place.rpartition(", ")[0] or place

    def in_order(self, rules: Iterable[str]) -> list[str]:
        """Criteria in the order of the outline."""
        return sorted(rules, key=lambda rule: self._places.get(rule, len(self._places)))

    def quotes(self, ids: Sequence[str], rule: str | None = None) -> tuple[Quoted, ...]:
        """Items of evidence, quoted for a rule."""
        return tuple(quoted(i, self.assessment.evidence.get(i), self.titles, rule) for i in ids)
