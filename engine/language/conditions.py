"""Conditions: trees whose leaves are tests of the evidence or of results.

Which word a mapping has tells which condition it is, so a file needs no type names, and a misspelt word is
answered with the nearest right one.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from engine.language.words import Exact, Ids, Key, Keys, Months, Periods, Reviews, Share, Whole, Word, one_or_many
from evidence.model import KINDS, WORDS_OF, Extent, Status
from evidence.problems import nearest

Values = Annotated[
    tuple[str | int, ...],
    BeforeValidator(lambda v: [v] if isinstance(v, str | int) else v),
    WithJsonSchema({"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]}),
]
Bound = Annotated[Exact | Key, Field(union_mode="left_to_right")]


class Age(Word):
    """`age: {at_most: 36 months}`: months begun between the item's date and the as-of date."""

    at_most: Months


class Trend(Word):
    """`trend: {is: improving, over: 3 periods}`: each of the last periods better (or worse) than the one before."""

    is_: Annotated[Literal["improving", "worsening"], Field(alias="is")]
    over: Annotated[Periods, Field(ge=2)]


class ShareOf(Word):
    """`share: {at_most: 25%, of_at_least: 4}`: what part of the items in scope satisfies, where there are enough."""

    at_least: Share | None = None
    at_most: Share | None = None
    of_at_least: Whole = 1

    @model_validator(mode="after")
    def _bounded(self) -> "ShareOf":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a share has either `at_least` or `at_most`")
        return self


class FactTest(Word):
    """A test of the evidence: which items bear on it, and which of those satisfy it."""

    statement: Keys | None = None
    document: Keys | None = None
    measure: Keys | None = None
    event: Keys | None = None
    rating: Keys | None = None

    # which items bear on it
    age: Age | None = None
    audited: bool | None = None
    priority: bool | None = None
    # which of those satisfy it
    status: Status | None = None
    includes: Keys | None = None
    scope: Keys | None = None
    result: Keys | None = None
    by: Keys | None = None
    with_: Annotated[Keys | None, Field(alias="with")] = None
    topic: Keys | None = None
    to: Keys | None = None
    extent: Extent | None = None
    results_shown: bool | None = None
    is_: Annotated[Values | None, Field(alias="is")] = None
    at_least: Bound | None = None
    at_most: Bound | None = None
    target: Literal["met", "missed"] | None = None
    trend: Trend | None = None
    peers: Literal["best_quarter", "better_half", "worse_half", "worst_quarter"] | None = None
    # how many must
    times: Annotated[Whole, Field(ge=1)] = 1
    sources: Annotated[Whole, Field(ge=1)] = 1
    share: ShareOf | None = None
    # in a `needs`: when, seen from the act
    before: Literal["it"] | None = None
    after: Literal["it"] | None = None
    within: Months | None = None

    @property
    def kind(self) -> str:
        """Which kind of item it tests."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys it tests; none stands for any."""
        keys: tuple[str, ...] = getattr(self, self.kind)
        return () if keys == ("any",) else keys

    @model_validator(mode="after")
    def _words_fit(self) -> "FactTest":
        kinds = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise ValueError(f"a test names one of {', '.join(KINDS)}, and this names {' and '.join(kinds) or 'none'}")
        kind = kinds[0]
        for word in _OWNED:
            if getattr(self, _FIELD.get(word, word)) is not None and kind not in _OWNED[word]:
                raise ValueError(f"'{word}' is a word for a {' or '.join(_OWNED[word])}, and this is a {kind}")
        if self.within is not None and not (self.before or self.after):
            raise ValueError("`within` needs `before: it` or `after: it`")
        if self.before and self.after:
            raise ValueError("choose `before: it` or `after: it`")
        if self.share and (self.times > 1 or self.sources > 1):
            raise ValueError("`share` counts for itself; leave `times` and `sources` out")
        return self


_FIELD = {"with": "with_", "is": "is_"}
_OWNED: dict[str, list[str]] = {
    word: [kind for kind in KINDS if word in WORDS_OF[kind]]
    for word in ("status", "includes", "scope", "result", "by", "with", "topic", "to", "extent", "audited", "priority")
} | {
    "results_shown": ["statement"],
    "is": ["measure", "rating"],
    "at_least": ["measure", "rating"],
    "at_most": ["measure", "rating"],
    "target": ["measure"],
    "trend": ["measure"],
    "peers": ["measure"],
}


class ItIs(Word):
    """`it: {includes: [...]}`: what the act itself must be like, in a `needs`."""

    it: dict[str, Any]


class NeedsAll(Word):
    """Several things an act needs, all of them."""

    all: Annotated[tuple["Need", ...], Field(min_length=1)]


class NeedsAny(Word):
    """Several things of which an act needs one."""

    any: Annotated[tuple["Need", ...], Field(min_length=1)]


class Each(Word):
    """`each: ACT, needs: X`: what every dated act of a kind needs, before it or after it, about the same subject."""

    each: FactTest
    needs: "Need"
    mended_by: FactTest | None = None
    unless: FactTest | None = None


class All(Word):
    """True when every part is, false when one is false."""

    all: Annotated["tuple[Condition, ...] | GradeIs | TriggerIs", Field(union_mode="left_to_right")]


class Any_(Word):
    """True when one part is, false when every part is false."""

    any: Annotated["tuple[Condition, ...] | GradeIs | TriggerIs", Field(union_mode="left_to_right")]


class Not(Word):
    """True when its part is false; unknown stays unknown."""

    not_: Annotated["Condition", Field(alias="not")]


class Count(Word):
    """How many parts are true: `count: [...], at_least: 2`."""

    count: Annotated["tuple[Condition, ...] | GradeIs | TriggerIs", Field(union_mode="left_to_right")]
    at_least: Whole | None = None
    at_most: Whole | None = None

    @model_validator(mode="after")
    def _bounded(self) -> "Count":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a count has either `at_least` or `at_most`")
        return self


class GradeIs(Word):
    """What grade a criterion or group has: `{grade: cpr.2.3.systems.4, at_most: 1}`."""

    grade: Ids
    at_least: Whole | None = None
    at_most: Whole | None = None
    is_: Annotated[Whole | None, Field(alias="is")] = None

    @model_validator(mode="after")
    def _bounded(self) -> "GradeIs":
        if sum(x is not None for x in (self.at_least, self.at_most, self.is_)) != 1:
            raise ValueError("a grade is compared with one of `at_least`, `at_most`, `is`")
        return self


class TriggerIs(Word):
    """Whether a trigger is proved: `{trigger: trigger.failure}`; `any` stands for every trigger."""

    trigger: Ids


class Persisted(Word):
    """Whether a trigger was proved at every review for so long: `{persisted: any, for: 3 years}`."""

    persisted: Ids
    for_: Annotated[Months, Field(alias="for")]


class NotCalled(Word):
    """Whether no trigger was proved at so many reviews running: `{not_called: 2 reviews}`."""

    not_called: Reviews


class On(Word):
    """Whether a rung has been stood on for so long: `{on: ladder.rung.3, for: 3 years}`."""

    on: Key
    for_: Annotated[Months, Field(alias="for")]


_BY_WORD = {
    "all": "all", "any": "any", "not": "not", "count": "count", "grade": "grade", "trigger": "trigger",
    "persisted": "persisted", "not_called": "not_called", "on": "on", "each": "each",
    **dict.fromkeys(KINDS, "fact"),
}  # fmt: skip


def _which(value: Any) -> str:
    if isinstance(value, str):
        return "name"
    if isinstance(value, dict):
        found = next((tag for word, tag in _BY_WORD.items() if word in value), None)
        if found:
            return found
        words = [str(k) for k in value]
        hint = nearest(words[0], list(_BY_WORD)) if words else "name one of " + ", ".join(_BY_WORD)
        raise PydanticCustomError("no_such_condition", "{said}; {hint}", {"said": f"no word here says what is tested ({', '.join(words)})", "hint": hint})
    return {All: "all", Any_: "any", Not: "not", Count: "count", GradeIs: "grade", TriggerIs: "trigger", Persisted: "persisted",
            NotCalled: "not_called", On: "on", Each: "each", FactTest: "fact"}.get(type(value), "name")  # fmt: skip


TestName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]

Condition = Annotated[
    Annotated[TestName, Tag("name")]
    | Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Count, Tag("count")]
    | Annotated[GradeIs, Tag("grade")]
    | Annotated[TriggerIs, Tag("trigger")]
    | Annotated[Persisted, Tag("persisted")]
    | Annotated[NotCalled, Tag("not_called")]
    | Annotated[On, Tag("on")]
    | Annotated[Each, Tag("each")]
    | Annotated[FactTest, Tag("fact")],
    Discriminator(_which),
]
"""A condition: the name of one of the rule's own tests, or a tree of conditions."""


def _which_need(value: Any) -> str:
    if isinstance(value, dict):
        for word in ("it", "all", "any"):
            if word in value:
                return word
    return {ItIs: "it", NeedsAll: "all", NeedsAny: "any"}.get(type(value), "fact")


Need = Annotated[
    Annotated[ItIs, Tag("it")] | Annotated[NeedsAll, Tag("all")] | Annotated[NeedsAny, Tag("any")] | Annotated[FactTest, Tag("fact")],
    Discriminator(_which_need),
]

for _model in (NeedsAll, NeedsAny, Each, All, Any_, Not, Count):
    _model.model_rebuild()

__all__ = ["All", "Any_", "Condition", "Count", "Each", "FactTest", "GradeIs", "ItIs", "Need", "NeedsAll", "NeedsAny",
           "Not", "NotCalled", "On", "Persisted", "TriggerIs", "one_or_many"]  # fmt: skip
