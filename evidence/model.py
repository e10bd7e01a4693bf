"""What is known of an authority: one frozen value that holds all of it.

An item says one of five things, and the word that says which also names what it is about:

    statement: cpr.2.3.systems.4      what somebody said or saw about a criterion or a practice
    document: scheme-of-delegation    a document, its status, what it includes
    measure: days-to-decision         a figure, its period, target and peers
    event: call-in                    something that happened on a day, an act among them
    rating: cpa-category              a judgement that others published
"""

import datetime as dt
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Kind = Literal["statement", "document", "measure", "event", "rating"]
KINDS: tuple[Kind, ...] = ("statement", "document", "measure", "event", "rating")

EXTENTS = ("absent", "planned", "partial", "in_place", "embedded")
Extent = Literal["absent", "planned", "partial", "in_place", "embedded"]

STATUSES = ("withdrawn", "draft", "consulted", "adopted", "published", "implemented")
Status = Literal["withdrawn", "draft", "consulted", "adopted", "published", "implemented"]

VOICES = ("document", "data", "members", "officers", "staff", "unions", "partners", "users", "residents", "inspectors")
Voice = Literal["document", "data", "members", "officers", "staff", "unions", "partners", "users", "residents", "inspectors"]
PEOPLE = frozenset(VOICES) - {"document", "data", "inspectors"}

Obtained = Literal["document", "interview", "observation", "survey", "data"]
Handling = Literal["open", "not_attributable", "restricted"]

WHOLE = "authority"
"""What an item is about when it does not say: the authority as a whole."""


def _to_date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value) if len(value) == 10 else dt.datetime.fromisoformat(value).date()
        except ValueError:
            raise ValueError(f"'{value}' is not a date; write it as 2006-02-20") from None
    return value


def _to_decimal(value: Any) -> Any:
    # Text is refused: a number that came as text (a spreadsheet's) is mended by its reader, not guessed at here.
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"'{value}' is not a number; write it as 12 or 12.5")
    number = Decimal(value)
    if not number.is_finite() or number.adjusted() > 15:
        raise ValueError(f"{value} is out of range; give it in thousands or millions")
    return number


def _to_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Date = Annotated[dt.date, BeforeValidator(_to_date)]
Number = Annotated[Decimal, BeforeValidator(_to_decimal)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.\-]*$", max_length=120)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_\-]*$", max_length=80)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/\-]*$", max_length=120)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True)]


def _to_source(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


Topics = Annotated[tuple[Key, ...], BeforeValidator(_to_list)]


class Value(BaseModel):
    """The base of every value here: frozen, and it refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Authority(Value):
    """Whose evidence this is. `family` names the comparator group."""

    name: Text
    code: Text | None = None
    type: Literal["county", "district", "metropolitan", "unitary", "london", "combined", "other"]
    region: Text | None = None
    family: Text | None = None
    made_up: bool = False


class Source(Value):
    """Where an item comes from: a document and the place in it, or a kind of person."""

    kind: Voice
    title: Text | None = None
    at: Text | None = None
    person: Text | None = None
    role: Text | None = None


class Recorded(Value):
    """Who wrote an item down, and when."""

    by: Text | None = None
    date: Date | None = None


class Peers(Value):
    """Where other authorities stand on a measure: the three quartiles, of how many, of which comparator group."""

    quartiles: tuple[Number, Number, Number]
    n: Annotated[int, Field(ge=1)]
    family: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Peers":
        if list(self.quartiles) != sorted(self.quartiles):
            raise ValueError("the quartiles are not in order; write the lowest first")
        return self


class Item(Value):
    """One thing known. Exactly one of the five kinds is named, and only that kind's own words may stand with it."""

    id: Id
    statement: Key | None = None
    document: Key | None = None
    measure: Key | None = None
    event: Key | None = None
    rating: Key | None = None

    date: Date
    known: Date | None = None
    about: Slug = WHOLE
    source: Annotated[Source, BeforeValidator(_to_source)]
    obtained: Obtained | None = None
    handling: Handling | None = None
    recorded: Recorded = Recorded()
    derived_from: Id | None = None
    excerpt: Text | None = None
    note: Text | None = None
    denied: bool = False

    # what the kinds have to say
    extent: Extent | None = None
    results: bool | None = None
    status: Status | None = None
    includes: Topics | None = None
    scope: Key | None = None
    result: Key | None = None
    by: Key | None = None
    with_: Annotated[Key | None, Field(alias="with")] = None
    topic: Key | None = None
    to: Topics | None = None
    value: Any = None
    unit: Text | None = None
    period: Text | None = None
    better: Literal["higher", "lower"] | None = None
    target: Number | None = None
    peers: Peers | None = None
    audited: bool | None = None
    priority: bool | None = None
    hash: Text | None = None

    @cached_property
    def kind(self) -> Kind:
        """Which of the five kinds this is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @cached_property
    def key(self) -> str:
        """What the item is an instance of: the word after its kind."""
        return str(getattr(self, self.kind))

    @property
    def known_on(self) -> dt.date:
        """From when the item may be used: the day it became known, or its own date."""
        return self.known or self.date

    @property
    def protected(self) -> bool:
        """Whether it may be shown only to the assessment team: what people said to it is, unless it says otherwise."""
        if self.handling is not None:
            return self.handling != "open"
        return self.obtained in ("interview", "observation") or (self.obtained is None and self.source.kind in PEOPLE)

    @model_validator(mode="after")
    def _one_kind(self) -> "Item":
        kinds = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            said = " and ".join(kinds) or "none"
            raise ValueError(f"an item names exactly one of {', '.join(KINDS)}, and this names {said}")
        kind = kinds[0]
        for word in _ALL_OWN - WORDS_OF[kind]:
            if getattr(self, "with_" if word == "with" else word) is not None:
                owners = " or ".join(k for k in KINDS if word in WORDS_OF[k])
                raise ValueError(f"'{word}' is a word for a {owners}, and this is a {kind}")
        if kind == "statement" and self.extent is None:
            raise ValueError(f"a statement says how far it goes; add `extent:` with one of {', '.join(EXTENTS)}")
        if kind == "statement" and self.denied:
            raise ValueError("a statement is not denied; write `extent: absent`")
        if kind in ("measure", "rating") and not self.denied and self.value is None:
            raise ValueError(f"a {kind} needs its `value:`")
        if kind == "measure" and self.value is not None:
            object.__setattr__(self, "value", _to_decimal(self.value))
        if kind == "rating" and self.value is not None and (isinstance(self.value, bool) or not isinstance(self.value, str | int)):
            raise ValueError("a rating's value is a word or a whole number")
        if self.known is not None and self.known < self.date and kind != "document":
            raise ValueError("it was known before it happened; look at `date` and `known`")
        return self


WORDS_OF: dict[str, frozenset[str]] = {
    "statement": frozenset({"extent", "results", "topic"}),
    "document": frozenset({"status", "includes", "scope", "by", "topic", "hash"}),
    "measure": frozenset({"value", "unit", "period", "better", "target", "peers", "audited", "priority", "topic"}),
    "event": frozenset({"result", "scope", "by", "with", "topic", "includes", "to"}),
    "rating": frozenset({"value", "by", "topic"}),
}
"""Which words of its own each kind of item has, beside those that all have."""

_ALL_OWN = frozenset().union(*WORDS_OF.values())


class Score(Value):
    """An assessor's own score of a criterion, with the reason; it stands beside the engine's grade."""

    criterion: Key
    grade: int
    reason: Text
    by: Text
    date: Date
    own: bool = False


class Decision(Value):
    """A grade, finding or rung that people adopted, and why. `matter` is the rule, the finding, the service, or `ladder`."""

    matter: Id
    adopted: Text | int
    reason: Text
    by: Text
    date: Date


class NotApplicable(Value):
    """A criterion that does not apply to this authority: who says so, and why."""

    criterion: Key
    by: Text
    reason: Text


class Closed(Value):
    """A list that is complete: every document, event … of this key is in the evidence set."""

    document: Key | None = None
    measure: Key | None = None
    event: Key | None = None
    rating: Key | None = None

    @model_validator(mode="after")
    def _one(self) -> "Closed":
        if sum(getattr(self, k) is not None for k in ("document", "measure", "event", "rating")) != 1:
            raise ValueError("name one list, such as `document: scrutiny-report`")
        return self

    @property
    def entry(self) -> tuple[str, str]:
        """(kind, key)."""
        return next((k, v) for k in KINDS[1:] if (v := getattr(self, k)) is not None)


class EvidenceSet(Value):
    """An authority, a day, and everything known of it by then."""

    authority: Authority
    as_of: Date
    title: Text | None = None
    note: Text | None = None
    items: tuple[Item, ...] = ()
    all_there_is: tuple[Closed, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    scores: tuple[Score, ...] = ()
    decisions: tuple[Decision, ...] = ()
