"""The phrases that paragraphs are made of."""

from collections.abc import Collection, Iterable, Sequence

from engine.assessment import Grade, RulebookUsed
from engine.describe import listed
from evidence.model import KINDS

NAMED = 3
"""How many things of a list are named before the rest is only counted."""

EXTENT = {
    "absent": "not there",
    "planned": "planned",
    "partial": "there in part",
    "in_place": "in place",
    "embedded": "embedded",
}
"""How far something goes, as what can be said of it: it is planned, it is there in part."""

HIGHEST = "This is the highest grade"

_VOICES = {"document": "documents", "data": "figures"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(n: int) -> str:
    """A small number as a word."""
    return _NUMBERS[n] if n < len(_NUMBERS) else f"{n:,}"


def counted(n: int, one: str, many: str) -> str:
    """One part, three parts."""
    return f"{number(n)} {one if n == 1 else many}"


def graded(grade: int, book: RulebookUsed) -> str:
    """A grade with its name on the rulebook's scale."""
    return f"{grade} {book.scale.get(grade, '')}".strip()


def voices(kinds: Collection[str]) -> str:
    """Kinds of source, as those who speak: documents, figures and members; nothing for none."""
    return listed([_VOICES.get(kind, kind) for kind in sorted(kinds)], "and") if kinds else ""


def some(texts: Iterable[str], last: str = "and") -> str:
    """The first few of some phrases, and how many more there are."""
    found = list(dict.fromkeys(texts))
    if len(found) > NAMED + 1:
        found = [*found[:NAMED], f"{number(len(found) - NAMED)} more"]
    return f"{'; '.join(found[:-1])}; {last} {found[-1]}" if len(found) > 1 else "".join(found)


def titles(found: Iterable[str], last: str = "and") -> str:
    """The first few of some titles within a sentence, and how many more there are."""
    named = [f"“{title.rstrip('.')}”" for title in dict.fromkeys(found)]
    if len(named) > NAMED + 1:
        named = [*named[:NAMED], f"{number(len(named) - NAMED)} more"]
    return f"{', '.join(named[:-1])} {last} {named[-1]}" if len(named) > 1 else "".join(named)


def asked(says: str) -> str:
    """What a test asks for, as a part of a sentence: its kind comes last, for the colon would break the sentence."""
    kind, colon, rest = says.partition(": ")
    if not colon or kind not in KINDS:
        return says
    return f"“{rest.rstrip('.')}” ({kind})"


def sentence(text: str) -> str:
    """A text that begins with a capital and ends with a stop; nothing for nothing."""
    text = text.strip()
    return text and text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def sentences(texts: Sequence[str]) -> str:
    """Texts as sentences, one after the other."""
    return " ".join(s for s in map(sentence, texts) if s)


def spread(grades: Iterable[int], book: RulebookUsed) -> str:
    """Which grades there are, and how many of each, the best first: two at 4 excellent and one at 2 adequate."""
    given = list(grades)
    if len(set(given)) == 1:
        return graded(given[0], book) + (" each" if len(given) > 1 else "")
    return listed([f"{number(given.count(g))} at {graded(g, book)}" for g in sorted(set(given), reverse=True)], "and")


def range_of(grade: Grade, book: RulebookUsed) -> list[str]:
    """What the evidence leaves open of a grade, where it leaves anything open."""
    if grade.at_least == grade.could_be:
        return []
    if grade.grade is None:
        return [f"It could be anything from {graded(grade.at_least, book)} to {graded(grade.could_be, book)}"]
    ends = [f"high as {graded(grade.could_be, book)}"] if grade.could_be > grade.grade else []
    ends += [f"low as {graded(grade.at_least, book)}"] if grade.at_least < grade.grade else []
    return [f"It may turn out to be as {' or as '.join(ends)}"]
