"""The form on which an authority replies to a draft: what stands in it, whatever it is written as, and how a row is read back."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from cli.report.words import dated
from cli.respond.statements import GENERAL, Statement, statements
from engine.assessment import Assessment
from engine.language.words import MONTHS
from evidence.problems import Place, Problem

Kind = Literal["wording", "error", "evidence", "other"]
KINDS: dict[Kind, str] = {"wording": "wording", "error": "error of fact", "evidence": "evidence left out", "other": "other"}
"""The kinds of comment, and the words for them in the form."""
NUMBER, ID, SAYS, RESTS_ON, KIND, COMMENT, TITLE, AT, DATED = (
    "No.", "Id", "What the draft says", "What it rests on", "Kind of comment", "Your comment", "Document", "Where in it", "Its date"
)  # fmt: skip
HEADINGS = (NUMBER, ID, SAYS, RESTS_ON, KIND, COMMENT, TITLE, AT, DATED)
WIDTHS = (5, 30, 52, 34, 16, 48, 26, 14, 12)
FILLED_IN = (KIND, COMMENT, TITLE, AT, DATED)

_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .]+([A-Za-z]+)[ ,]+(\d{4})\Z")
_FIGURES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\Z")


@dataclass(frozen=True)
class Form:
    """A form before it is written: its title, what it says to whoever fills it in, and the statements."""

    title: str
    guidance: tuple[str, ...]
    statements: tuple[Statement, ...]
    as_of: dt.date


@dataclass(frozen=True)
class Comment:
    """A row that the authority filled in, and where it stands."""

    about: str
    kind: Kind
    text: str
    title: str | None
    at: str | None
    dated: dt.date | None


@dataclass
class Reply:
    """What a filled-in form says: comments, what is wrong with it, and what is worth a look and was not read as a comment."""

    comments: list[Comment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def form(draft: Assessment, sent: dt.date, by: dt.date) -> Form:
    """The form for a draft, as the authority may see it."""
    return Form(
        as_of=draft.as_of,
        title=f"{draft.authority.name}: reply to the draft assessment as of {dated(draft.as_of)}",
        guidance=(
            f"DRAFT, not for publication. Sent on {dated(sent)}. Please reply by {dated(by)}. Content {draft.content_hash[:12]}.",
            "Write your comment in the row of the statement that it is about. For a second comment on the same statement, copy its row, with its id.",
            f"The kind of comment is one of: {', '.join(KINDS.values())}. For evidence that was left out, name the document, the place in it and its date.",
            f"The assessment is of the position on {dated(draft.as_of)}: what came later is recorded, and is not used.",
            "Every comment gets an outcome and a reason.",
        ),
        statements=statements(draft),
    )


Words = dict[str, str | dt.date]
"""What a row says, by heading; a blank cell is left out."""


def read_row(words: Words, place: Callable[[str], Place], draft: Sequence[Statement], reply: Reply) -> None:
    """Add what a row says to a reply; `place` gives the place of the cell under a heading."""
    said = {s.id: s.says for s in draft}
    about = str(words.get(ID, ""))
    if words.keys().isdisjoint(FILLED_IN):
        if about in said and not _same(str(words.get(SAYS, "")), said[about]):
            reply.notes.append(f"{place(SAYS)}: what the draft says of {about} reads otherwise here. It was not read as a comment: write it under “{COMMENT}”.")
        return
    problems = []
    if not about:
        problems.append(Problem(place(ID), "the row has a comment and no id", f"copy the id of the statement that it is about, or write {GENERAL}"))
    elif about not in said and not re.fullmatch(r"f-[0-9a-f]{12}", about):
        problems.append(Problem(place(ID), f"the draft has no statement '{about}'", "copy the id as it stands in the form"))
    if COMMENT not in words:
        problems.append(Problem(place(COMMENT), "the row is filled in, and has no comment", "say what is to change and why"))
    kind = _kind(str(words.get(KIND, "")))
    if kind is None:
        problems.append(Problem(place(KIND), f"'{words[KIND]}' is no kind of comment", f"write one of: {', '.join(KINDS.values())}"))
    day = _day(words.get(DATED))
    if day is None and DATED in words:
        problems.append(Problem(place(DATED), f"'{words[DATED]}' is not a date", "write it as 2009-05-12, or as 12 May 2009"))
    reply.problems += problems
    if not problems and kind:
        if about not in said:
            reply.notes.append(f"{place(ID)}: the draft no longer says {about}; the comment is kept.")
        title, at = (str(words[w]) if w in words else None for w in (TITLE, AT))
        reply.comments.append(Comment(about, kind, str(words[COMMENT]), title, at, day))


def _same(one: str, other: str) -> bool:
    return not one or " ".join(one.split()) == " ".join(other.split())


def _kind(given: str) -> Kind | None:
    """The kind that a word in the form stands for; a comment without one is of the kind `other`."""
    text = given.strip().lower()
    return "other" if not text else next((kind for kind in get_args(Kind) if text in (kind, KINDS[kind])), None)


def _day(given: str | dt.date | None) -> dt.date | None:
    """A day as people in England write it, the day before the month."""
    if not isinstance(given, str):
        return given
    text = given.strip()
    try:
        if found := _DAY.match(text):
            fitting = [n for n, month in enumerate(MONTHS, start=1) if month.startswith(found[2].lower()) and len(found[2]) > 2]
            return dt.date(int(found[3]), fitting[0], int(found[1])) if fitting else None
        if found := _FIGURES.match(text):
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def place_in(path: Path, row: int) -> Callable[[str], Place]:
    """The place of a cell in a row of a file, by its heading."""
    return lambda heading: Place(str(path), row, heading=heading)
