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
    """Where other authorities stand on a measure: their quartiles and how many they are, or the figures themselves.

    `mad` is the median absolute deviation, where it is published. One's own figure is not among `values`.
    """

    quartiles: tuple[Number, Number, Number] | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    family: Text | None = None
    mad: Annotated[Number, Field(ge=0)] | None = None
    values: Annotated[tuple[Number, ...], Field(min_length=1)] | None = None

    @property
    def size(self) -> int:
        """Of how many authorities this tells."""
        return self.n or len(self.values or ())

    @model_validator(mode="after")
    def _in_order(self) -> "Peers":
        if self.quartiles is not None and list(self.quartiles) != sorted(self.quartiles):
            raise ValueError("the quartiles are not in order; write the lowest first")
        if self.values is None and (self.quartiles is None or self.n is None):
            raise ValueError("peers need their quartiles and how many they are; add `quartiles:` and `n:`, or give their `values:`")
        if self.values is not None and self.n not in (None, len(self.values)):
            raise ValueError(f"these are the figures of {len(self.values)} and not of {self.n}; leave `n` out, or mend the list")
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
    better: Literal["higher", "lower", "neither"] | None = None
    target: Number | None = None
    peers: Peers | None = None
    neighbours: Peers | None = None
    sample: Annotated[int, Field(ge=1)] | None = None
    margin: Annotated[Number, Field(ge=0)] | None = None
    provisional: bool | None = None
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
        if self.sample is not None and self.margin is None and self.value is not None and (self.unit != "per cent" or not 0 <= self.value <= 100):
            raise ValueError("a sample tells the margin of a share in per cent; add `unit: per cent`, or give the `margin:` itself")
        if kind == "rating" and self.value is not None and (isinstance(self.value, bool) or not isinstance(self.value, str | int)):
            raise ValueError("a rating's value is a word or a whole number")
        if self.known is not None and self.known < self.date and kind != "document":
            raise ValueError("it was known before it happened; look at `date` and `known`")
        return self


WORDS_OF: dict[str, frozenset[str]] = {
    "statement": frozenset({"extent", "results", "topic"}),
    "document": frozenset({"status", "includes", "scope", "by", "topic", "hash"}),
    "measure": frozenset(
        {"value", "unit", "period", "better", "target", "peers", "neighbours", "sample", "margin", "provisional", "audited", "priority", "topic"}
    ),
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


Stage = Literal["draft", "consistency_check", "final"]
STAGES: tuple[Stage, ...] = ("draft", "consistency_check", "final")
"""On the way from the team's first view to what is published; the consistency check is by people who were not in the team."""


class Decision(Value):
    """A grade, finding or rung that people adopted, and why. `matter` is the rule, the finding, the service, or `ladder`.

    `made_on` is the hash of the rules and evidence before the people who decided, `indicated` what came of them:
    when the hash is another one, the decision is to be renewed.
    """

    matter: Id
    adopted: Text | int
    reason: Text
    by: Text
    date: Date
    stage: Stage = "draft"
    considered: Annotated[tuple[Id, ...], BeforeValidator(_to_list)] = ()
    made_on: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    indicated: Text | None = None


class Representation(Value):
    """What the assessed authority says of a draft, and what came of it.

    `about` is the finding, the rule or `ladder`; `general` is the draft as a whole. `title`, `at` and `dated` name the
    document that the authority points to, `items` the items of this set that came of it.
    """

    id: Id
    about: Id
    kind: Literal["wording", "error", "evidence", "other"]
    text: Text
    by: Text
    date: Date
    title: Text | None = None
    at: Text | None = None
    dated: Date | None = None
    outcome: Literal["accepted", "accepted_in_part", "not_accepted", "recorded"] | None = None
    reason: Text | None = None
    items: Annotated[tuple[Id, ...], BeforeValidator(_to_list)] = ()

    @model_validator(mode="after")
    def _answered(self) -> "Representation":
        if (self.outcome is None) != (self.reason is None):
            raise ValueError("an outcome has a reason; give both `outcome:` and `reason:`, or neither yet")
        return self


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


class Step(Value):
    """What is to be reached on the way to a target, and by when."""

    by: Date
    value: Number


class Target(Value):
    """What a measure is to reach by a day, as it was fixed on the day it was set, and the yearly steps that lead there."""

    measure: Key
    about: Slug = WHOLE
    set_: Annotated[Date, Field(alias="set")]
    by: Date
    value: Number
    from_: Annotated[Number | None, Field(alias="from")] = None
    years: tuple[Step, ...] = ()
    top_quarter: Number | None = None
    among: Literal["all", "region"] | None = None
    policy: Text | None = None
    manager: Text | None = None
    set_with: Annotated[tuple[Voice, ...], BeforeValidator(_to_list)] = ()
    may_give_way: bool | None = None
    reviewed: tuple[Date, ...] = ()

    @model_validator(mode="after")
    def _in_time(self) -> "Target":
        if self.by <= self.set_:
            raise ValueError("it is to be reached before it was set; look at `set` and `by`")
        days = [step.by for step in self.years]
        if days != sorted(set(days)) or any(not self.set_ < day <= self.by for day in days):
            raise ValueError("the steps of its years are out of order or outside its term; write the earliest first, none later than `by`")
        if (self.top_quarter is None) != (self.among is None):
            raise ValueError("`top_quarter` and `among` belong together; say of whom it is the top quarter: all, or region")
        return self


class TableOf(Value):
    """A table with figures of this authority, maybe among others, and the mapping file that says which column is what."""

    file: Text
    mapping: Text


class EvidenceSet(Value):
    """An authority, a day, and everything known of it by then."""

    authority: Authority
    as_of: Date
    title: Text | None = None
    note: Text | None = None
    items: tuple[Item, ...] = ()
    all_there_is: tuple[Closed, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    targets: tuple[Target, ...] = ()
    tables: tuple[TableOf, ...] = ()
    scores: tuple[Score, ...] = ()
    decisions: tuple[Decision, ...] = ()
    representations: tuple[Representation, ...] = ()
