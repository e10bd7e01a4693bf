"""How a workbook is laid out: which sheets there are, which columns they have, and what each column holds.

A sheet is known by its `mark`, a heading that no other sheet has, so that it may be renamed and moved. A column is
known by its heading, a row by its id.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from evidence.model import KINDS, WORDS_OF, Authority, Closed, EvidenceSet, Item

LAYOUT = 1
"""The version of the layout; it changes when a workbook can no longer be read as it was."""

Form = Literal["text", "long", "choice", "yes", "date", "number", "numbers", "whole", "figure", "topics", "pairs"]
"""What a cell holds: a word or line, a long text, one of a few words, yes or no, a day, an exact number, a list of them,
a whole number, a number or word, a list of words, lines of two values each."""

START = "Start"
LISTS = "Lists"
CONFLICTS = "Conflicts"
START_MARK = "Evidence workbook"

CRITERION_ID = "Criterion id"
THEME_MARK, CRITERION = CRITERION_ID, "Criterion"
NARRATIVE, EVIDENCE, EXTENT, DATE, HANDLING = "Narrative", "Evidence", "How far it goes", "Date", "Handling"
OWNER, DUE, STATUS = "Owner", "Due", "Status"
SELF, REVIEWER, MODERATED, REASON = "Self-score", "Reviewer's score", "Moderated score", "Reason for the scores"
STATES = ("not started", "under way", "to be checked", "done")
RESULTS = ("Grade", "Range", "Reason", "Next step")
"""The columns that `assess --format xlsx` adds; they are not read."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, the words of the evidence set that lead to its value, what it holds, how wide it is."""

    heading: str
    path: tuple[str, ...] = ()
    form: Form = "text"
    choices: tuple[str, ...] = ()
    width: int = 14
    keys: str | None = None
    """The kind of item whose keys may stand here."""
    default: Any = None
    """What an empty cell stands for."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A kind of sheet: its name when it is new, its mark, the list of the evidence set that its rows belong to."""

    name: str
    mark: str
    of: str
    columns: tuple[Column, ...]
    kind: str | None = None
    prefix: str = ""
    about: str = ""
    by_heading: dict[str, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_heading.update({c.heading: c for c in self.columns})


_HEADINGS = {
    "about": "About",
    "known": "Known from",
    "obtained": "How it was obtained",
    "excerpt": "What was said or written",
    "derived_from": "Copied from (id)",
    "denied": "Looked for, not there",
    "extent": EXTENT,
    "results": "Results shown",
    "includes": "Topics it includes",
    "with": "With whom",
    "by": "By whom",
    "to": "To whom",
    "audited": "Audited",
    "priority": "A priority",
    "hash": "Checksum",
    "better": "Better is",
    "made_up": "Made up",
    "own": "The council's own",
    "source.kind": "Who says so",
    "source.title": "In which document",
    "source.at": "Where in it",
    "source.person": "Person",
    "source.role": "Role",
    "recorded.by": "Recorded by",
    "recorded.date": "Recorded on",
}
_DAYS = {"by": "By when", "set": "Set on", "reviewed": "Reviewed on"}
_WIDE = {"excerpt": 48, "note": 30, "reason": 48, "title": 28, "source.title": 26, "source.at": 16, "name": 30}
_COMPARED = ("peers", "neighbours")
_PEERS = {"n": "how many", "family": "which group", "mad": "median deviation", "values": "all figures"}
_SECOND = ("date", "about", "source", "obtained", "handling", "excerpt")
_LAST = ("note", "denied", "known", "derived_from", "recorded")


def said(word: str) -> str:
    """One of a few words as it stands in a drop-down: `in_place` as `in place`."""
    return word.replace("_", " ")


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:].replace("_", " ")


def _form(annotation: Any) -> tuple[Form, tuple[str, ...]]:
    """What a cell of a model's field holds, and the words to choose from."""
    parts = [a for a in _flat(annotation) if a is not type(None)]
    choices = tuple(str(c) for a in parts if get_origin(a) is Literal for c in get_args(a))
    if choices:
        return "topics" if tuple in parts else "choice", choices
    names = {getattr(a, "__name__", str(a)) for a in parts}
    if "tuple" in names:
        return "numbers" if "Decimal" in names else "topics", ()
    if names >= {"str", "int"} or "Any" in names:
        return "figure", ()
    for name, form in (("bool", "yes"), ("date", "date"), ("Decimal", "number"), ("int", "whole")):
        if name in names:
            return form, ()  # type: ignore[return-value]
    return "text", ()


def _flat(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from _flat(part)
    elif origin is Annotated:
        yield from _flat(get_args(annotation)[0])
    elif origin is tuple:
        yield tuple
        yield from (part for inner in get_args(annotation) for part in _flat(inner))
    else:
        yield annotation


def _columns(model: type[BaseModel], words: tuple[str, ...] | None = None, path: tuple[str, ...] = (), *, kind: str = "") -> Iterator[Column]:
    """A column for each word of a model; for the words within words, too."""
    fields = {spec.alias or name: spec for name, spec in model.model_fields.items()}
    for word in words if words is not None else tuple(fields):
        spec, steps = fields[word], (*path, word)
        parts = list(_flat(spec.annotation))
        inner = next((a for a in parts if isinstance(a, type) and issubclass(a, BaseModel)), None)
        if inner is not None and tuple not in parts:
            yield from _columns(inner, path=steps)
            continue
        form, choices = _form(spec.annotation)
        if inner is not None:
            form, choices = "pairs", tuple(s.alias or n for n, s in inner.model_fields.items())
        if form == "text" and word in ("excerpt", "note", "reason"):
            form = "long"
        if form == "figure" and kind == "measure":
            form = "number"
        keys = word if word in KINDS else None
        yield Column(
            _heading(steps) if form != "date" else _DAYS.get(word, _heading(steps)),
            steps,
            form,
            choices,
            _WIDE.get(".".join(steps), _WIDE.get(word, 14)),
            keys,
            spec.get_default(call_default_factory=True),
        )


def _heading(steps: tuple[str, ...]) -> str:
    word = steps[-1]
    if steps[0] in _COMPARED:
        return f"{_capital(steps[0])}: {_PEERS.get(word, word)}"
    return _HEADINGS.get(".".join(steps)) or _HEADINGS.get(word) or _capital(word)


def _items(name: str, kind: str, mark: str, prefix: str, about: str) -> Sheet:
    own = tuple(w for w in (f.alias or n for n, f in Item.model_fields.items()) if w in WORDS_OF[kind])
    first = (Column("Id", ("id",), width=9, default=...), Column(mark, (kind,), width=30, keys=kind, default=...))
    # A statement is not denied: it says that something is absent.
    words = tuple(w for w in (*own, *_SECOND, *_LAST) if (kind, w) != ("statement", "denied"))
    every = {f.alias or n for n, f in Item.model_fields.items()} - {"id", *KINDS}
    common = every - set().union(*WORDS_OF.values())
    assert common == {*_SECOND, *_LAST}, "a word that every item has is in no column"
    return Sheet(name, mark, "items", (*first, *_columns(Item, words, kind=kind)), kind, prefix, about)


@cache
def item_sheets() -> tuple[Sheet, ...]:
    """The sheets whose rows are items."""
    return (
        _items("Documents", "document", "Document", "d", "One row for each document that you read. One document may support many criteria: name its id there."),
        _items("Statements", "statement", "Statement about", "s", "What somebody said or saw about a criterion or a practice, one row for each."),
        _items("Measures", "measure", "Measure", "m", "One row for each figure and period."),
        _items("Events", "event", "Event", "e", "What happened on a day."),
        _items("Acts", "event", "Act", "a", "What the council did that a rule looks at one by one; the sheet Lists says which words each needs."),
        _items("Ratings", "rating", "Rating", "r", "Judgements that others published."),
    )


@cache
def list_sheets() -> tuple[Sheet, ...]:
    """The sheets of the other lists of an evidence set: scores, decisions, targets, lists that are complete, what does not apply."""
    closed = (
        Column("Complete list of", ("kind",), "choice", tuple(k for k in KINDS if k != "statement"), 20),
        Column("Key", ("key",), width=34),
    )
    out = []
    for of, spec in EvidenceSet.model_fields.items():
        model = next((a for a in _flat(spec.annotation) if isinstance(a, type) and issubclass(a, BaseModel)), None)
        if of in ("authority", "items") or model is None:
            continue
        name, mark, about = _LISTS.get(of, (_capital(of), f"{_capital(of)}: entry", ""))
        first, *rest = _columns(model)
        columns = closed if model is Closed else (replace(first, heading=mark, width=30, keys=_KEYS_OF.get(first.path[0])), *rest)
        out.append(Sheet(name, mark, of, columns, about=about))
    return tuple(out)


_LISTS = {
    "scores": ("Scores", "Score of", "Scores of named people, beside those in the sheets of the themes."),
    "decisions": ("Decisions", "Decision on", "What people adopted, and why."),
    "representations": ("Comments", "Comment", "What the authority says of a draft, and what came of it."),
    "all_there_is": ("Complete lists", "Complete list of", "Lists that are complete: what is not in them is not there."),
    "not_applicable": ("Not applicable", "Does not apply", "Criteria that do not apply to this authority."),
    "targets": ("Targets", "Target for", "What a measure is to reach, by when, as it was fixed when it was set."),
}
_KEYS_OF = {"criterion": "criterion", "measure": "measure"}


@cache
def theme_sheet() -> Sheet:
    """The sheets of criteria; a theme gives its name."""
    extents, handling = _form(Item.model_fields["extent"].annotation)[1], _form(Item.model_fields["handling"].annotation)[1]
    columns = (
        Column(CRITERION_ID, ("criterion",), width=19),
        Column("Heading", width=16),
        Column(CRITERION, width=30),
        Column("What to look for", width=36),
        Column(NARRATIVE, ("narrative",), "long", width=44),
        Column(EVIDENCE, ("evidence",), width=11),
        Column(EXTENT, ("extent",), "choice", extents, 11),
        Column(DATE, ("date",), "date", width=11),
        Column(HANDLING, ("handling",), "choice", handling, 13),
        Column(OWNER, ("owner",), width=14),
        Column(DUE, ("due",), "date", width=11),
        Column(STATUS, ("status",), "choice", STATES, 12),
        Column(SELF, ("self",), "whole", width=9),
        Column(REVIEWER, ("reviewer",), "whole", width=10),
        Column(MODERATED, ("moderated",), "whole", width=11),
        Column(REASON, ("reason",), "long", width=28),
    )
    return Sheet("Theme", THEME_MARK, "criteria", columns)


@cache
def head_columns() -> tuple[Column, ...]:
    """What the first sheet says of the authority and of the set, a line each."""
    renamed = {"Name": "Council", "Family": "Comparator group"}
    return (
        *(replace(c, heading=renamed.get(c.heading, c.heading)) for c in _columns(Authority, path=("authority",))),
        Column("Assessed as of", ("as_of",), "date"),
        Column("Title", ("title",)),
        Column("Note", ("note",), "long"),
        Column("Filled in by", ("filled_in_by",)),
    )


@cache
def known_sheets() -> tuple[Sheet, ...]:
    """Every kind of sheet whose rows are read."""
    return (theme_sheet(), *item_sheets(), *list_sheets())
