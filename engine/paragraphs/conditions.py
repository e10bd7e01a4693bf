"""What makes a condition true, or keeps it from being so, in words and as the evidence it rests on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.kleene import kleene
from engine.paragraphs.words import asked, number, some
from engine.paragraphs.words import titles as quoted
from engine.plan import Expression
from engine.rollup import Look
from engine.tally import EVERYTHING, TRUE

_BOUND = {">=": ("is at least", "is below"), "<=": ("is at most", "is above"), "==": ("is", "is not")}


@dataclass(frozen=True)
class Told:
    """How conditions are put in words: `look` finds the truth of what stands at their ends, `name` says that it is so, and that it is not."""

    look: Look
    name: Callable[[Expression], tuple[str, str]]

    def truth(self, e: Expression) -> int:
        """Whether a condition holds for the authority."""
        truth = kleene(e, self.look)
        return int(truth[EVERYTHING if len(truth) > 1 else 0])

    def holds(self, e: Expression) -> list[str]:
        """What makes a condition true that holds."""
        if e.how == "not":
            return [self.name(end)[1] for end in _ends(e.parts[0])]
        if e.how in ("all", "any", "count"):
            least = e.how != "count" or e.operator == ">="
            parts = [p for p in e.parts if (self.truth(p) == TRUE) == least]
            return [text for p in parts for text in (self.holds(p) if least else [self.name(end)[1] for end in _ends(p)])]
        return [self.name(e)[0]]

    def lacks(self, e: Expression) -> str:
        """What a condition lacks that does not hold."""
        if e.how == "not":
            return " and ".join(self.name(end)[1] for end in _ends(e.parts[0]))
        if e.how in ("all", "any", "count"):
            least = e.how != "count" or e.operator == ">="
            parts = [p for p in e.parts if (self.truth(p) != TRUE) == least]
            texts = [self.lacks(p) if least else " and ".join(self.name(end)[0] for end in _ends(p)) for p in parts]
            if e.how == "all" or len(parts) == 1:
                return some(texts)
            if e.how == "any":
                return "one of these: " + some(texts, "or")
            if not least:
                return f"no more than {number(e.bound)} of these: " + some(texts)
            return f"{number(e.bound - sum(self.truth(p) == TRUE for p in e.parts))} more of these: " + some(texts, "or")
        return self.name(e)[0]

    def deciding(self, e: Expression) -> Iterator[Expression]:
        """The tests and grades whose answers a condition rests on that holds."""
        if e.how in ("all", "any", "count"):
            least = e.how != "count" or e.operator == ">="
            for p in e.parts:
                if not least:
                    yield from _ends(p)
                elif self.truth(p) == TRUE:
                    yield from self.deciding(p)
        else:
            yield from _ends(e)


def _ends(e: Expression) -> list[Expression]:
    return [end for part in e.parts for end in _ends(part)] if e.parts else [e]


def name_of(titles: Mapping[str, str], says: Callable[[int], str], scale: Callable[[str, int], str]) -> Callable[[Expression], tuple[str, str]]:
    """How the ends of conditions are put in words: tests by what they ask, grades by the title of what is graded."""

    def name(e: Expression) -> tuple[str, str]:
        if e.how == "test":
            return f"{asked(says(e.test))} is on record", f"{asked(says(e.test))} is ruled out"
        title = quoted([titles.get(e.name, e.name)])
        if e.how != "grade":
            return f"{title} is so", f"{title} is not so"
        is_, is_not = _BOUND[e.operator]
        return f"{title} {is_} {scale(e.name, e.bound)}", f"{title} {is_not} {scale(e.name, e.bound)}"

    return name
