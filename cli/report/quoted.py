"""Evidence and citations as a report quotes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from cli.report.words import VOICES, capital, dated, plain
from engine.assessment import Assessment, SourceShown
from evidence.audience import Shown
from evidence.model import WHOLE


@dataclass(frozen=True)
class Quoted:
    """An item of evidence, ready to be read. What may not be shown is empty."""

    id: str
    what: str
    says: str
    where: str
    excerpt: str | None
    note: str | None
    protected: bool
    hidden: bool


def quoted(i: str, shown: Shown | None, titles: Mapping[str, str], rule: str | None = None) -> Quoted:
    """An item under the id that the audience knows it by; `rule` is the criterion that it is quoted for."""
    if shown is None:
        return Quoted(i, "Not in this report", "", "", None, None, protected=False, hidden=False)
    source = VOICES.get(shown.source, plain(shown.source))
    if shown.key is None:
        return Quoted(i, capital(shown.kind), "", f"from {source}", None, None, protected=True, hidden=True)
    if shown.kind == "statement" and shown.key in titles:
        what = "Statement" if shown.key == rule else f"Statement on “{titles[shown.key]}”"
    else:
        what = f"{capital(shown.kind)}: {plain(shown.key)}"
    where = [
        ", ".join(part for part in (shown.title, shown.at) if part),
        ", ".join(part for part in (shown.person, shown.role) if part),
        f"from {source}",
        f"about {plain(shown.about)}" if shown.about and shown.about != WHOLE else "",
        dated(shown.date) if shown.date else "",
    ]
    return Quoted(i, what, shown.says or "", " · ".join(part for part in where if part), shown.excerpt, shown.note, shown.protected, hidden=False)


class Citations:
    """Where a rule stands in its source: the source's title and year, and the place in it."""

    def __init__(self, assessment: Assessment) -> None:
        self._books = {book.id: book.sources for book in assessment.rulebooks}

    def of(self, book: str, cite: Mapping[str, str]) -> str:
        """The citation in words, such as `Corporate peer review benchmark (2009): 2.3, Structure, 1`."""
        return f"{titled(self._books[book][cite['source']])}: {cite['at']}"


def titled(source: SourceShown) -> str:
    """A source's title and year."""
    return f"{source.title} ({source.year})"
