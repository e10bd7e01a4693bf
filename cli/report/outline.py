"""The benchmark's outline: themes, elements, headings and criteria as the rulebook arranges them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.assessment import Assessment, Grade, RulebookUsed


@dataclass(frozen=True)
class Node:
    """A group or criterion, its depth in the outline, and what stands under it in reading order."""

    id: str
    grade: Grade
    depth: int
    children: tuple["Node", ...]

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria in it, in reading order."""
        return (self.id,) if self.grade.level == "criterion" else tuple(c for child in self.children for c in child.criteria)

    @property
    def groups(self) -> tuple["Node", ...]:
        """The groups directly in it."""
        return tuple(child for child in self.children if child.grade.level != "criterion")

    @property
    def silent(self) -> bool:
        """Whether nothing at all is known of it."""
        return self.grade.grade is None and self.grade.completeness == "0" and all(child.silent for child in self.children)

    def walk(self) -> Iterator["Node"]:
        """It and the groups under it, parents first."""
        yield self
        for child in self.groups:
            yield from child.walk()


def outline(assessment: Assessment, book: RulebookUsed) -> tuple[Node, ...]:
    """The tops of a rulebook's outline: usually the whole alone. Empty where no grades are given."""
    grades = {i: g for i, g in assessment.grades.items() if g.book == book.id}
    children: dict[str | None, list[str]] = {}
    for i, g in grades.items():
        children.setdefault(g.parent if g.parent in grades else None, []).append(i)
    criteria = [i for i, g in grades.items() if g.level == "criterion"]
    place = {i: n for n, i in enumerate(criteria)}
    first = {i: min((place[c] for c in _criteria_under(i, children, place)), default=len(place)) for i in grades}

    def node(i: str, depth: int) -> Node:
        # A group stands where its first criterion stands: the criteria come in the rulebook's own order.
        under = sorted(children.get(i, ()), key=lambda c: first[c])
        return Node(i, grades[i], depth, tuple(node(c, depth + 1) for c in under))

    return tuple(node(i, 0) for i in sorted(children.get(None, ()), key=lambda c: first[c]) if grades[i].level != "criterion")


def _criteria_under(i: str, children: Mapping[str | None, list[str]], criteria: Mapping[str, int]) -> Iterator[str]:
    if i in criteria:
        yield i
    for child in children.get(i, ()):
        yield from _criteria_under(child, children, criteria)


def paths(tops: tuple[Node, ...]) -> dict[str, tuple[str, str]]:
    """For each criterion the titles of its element and its heading; the heading is empty where there is none."""
    out: dict[str, tuple[str, str]] = {}

    def visit(node: Node, element: str, heading: str) -> None:
        title = node.grade.title
        if node.grade.level == "criterion":
            out[node.id] = (element, heading)
        for child in node.children:
            if node.grade.level == "heading" and element:
                visit(child, element, title)
            else:
                visit(child, title, "")

    for top in tops:
        visit(top, "", "")
    return out
