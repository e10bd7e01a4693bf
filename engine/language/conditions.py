"""Conditions: trees whose leaves are tests of the evidence or of results.

Which word a mapping has tells which condition it is, so a file needs no type names, and a misspelt word is
answered with the nearest right one.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, TypeAdapter, WithJsonSchema, model_validator

from engine.language.words import KEY, Exact, Ids, Key, Keys, Mads, Months, MonthsOfYear, Periods, Reviews, Share, Whole, Word, misplaced, one_or_many
from engine.measures.targets import FEWEST
from engine.measures.trend import surest
from evidence.model import KINDS, VOICES, WORDS_OF, Extent, Kind, Status


def _value(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError("a number or a word is expected here; write one, or a list of them")
    return value


def _bound(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal) or (isinstance(value, str) and not re.fullmatch(KEY, value)):
        raise ValueError("a number or a rating's value is expected here; write 12, 12.5, or one word of the rating")
    return value if isinstance(value, str) else Decimal(value)


Values = Annotated[
    tuple[Annotated[str | int | Decimal, BeforeValidator(_value)], ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]}),
]
Bound = Annotated[Exact | Key, Field(union_mode="left_to_right"), BeforeValidator(_bound)]


class Age(Word):
    """`age: {at_most: 36 months}`: months begun between the item's date and the as-of date."""

    at_most: Months

    @model_validator(mode="after")
    def _lasting(self) -> "Age":
        if self.at_most < 1:
            raise misplaced("at_most", "at an age of 0 months only today's evidence counts", "write how many months back it may lie")
        return self


class Trend(Word):
    """`trend: {is: improving, over: 3 periods}`: each of the last periods better (or worse) than the one before.

    With `sure: 90%`, the slope of Theil and Sen over them goes that way, and the exact sign test is that sure of it.
    """

    is_: Annotated[Literal["improving", "worsening"], Field(alias="is")]
    over: Periods
    sure: Share | None = None

    @model_validator(mode="after")
    def _can_be(self) -> "Trend":
        if self.sure is not None and not Decimal("0.5") <= self.sure <= surest(self.over):
            most = int(surest(self.over) * 1000)
            raise misplaced(
                "sure", f"over {self.over} periods nobody can be {self.sure:%} sure", f"write 50% to {Decimal(most) / 10}%, or look at more periods"
            )
        return self


class Projected(Word):
    """`projected: {target: missed, over: 5 periods}`: whether the line through the last figures reaches the target by its day."""

    target: Literal["met", "missed"]
    over: Annotated[Periods, Field(ge=FEWEST)]


class FromMedian(Word):
    """`from_median: {worse_by: 2 MADs}`: how far a figure lies from the median of its peers, or of its statistical neighbours."""

    worse_by: Mads | None = None
    better_by: Mads | None = None
    among: Literal["peers", "neighbours"] = "peers"

    @model_validator(mode="after")
    def _one_way(self) -> "FromMedian":
        if (self.worse_by is None) == (self.better_by is None):
            raise ValueError("a distance from the median has either `worse_by` or `better_by`; keep one of the two")
        return self


class ShareOf(Word):
    """`share: {at_most: 25%, of_at_least: 4}`: what part of the items in scope satisfies, where there are enough."""

    at_least: Share | None = None
    at_most: Share | None = None
    of_at_least: Annotated[Whole, Field(ge=1)] = 1

    @model_validator(mode="after")
    def _bounded(self) -> "ShareOf":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a share has either `at_least` or `at_most`; keep one of the two")
        if self.at_least == 0 or self.at_most == 1:
            raise misplaced("at_most" if self.at_least is None else "at_least", "every share is within this bound", "name the share that makes the difference")
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
    from_median: FromMedian | None = None
    projected: Projected | None = None
    # how many must
    times: Annotated[Whole, Field(ge=1)] = 1
    sources: Annotated[Whole, Field(ge=1, le=len(VOICES))] = 1
    share: ShareOf | None = None
    # in a `needs`: when, seen from the act
    before: Literal["it"] | None = None
    after: Literal["it"] | None = None
    within: Months | None = None

    @cached_property
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
            mend = "make two tests of it" if kinds else "say what is tested"
            raise ValueError(f"a test names one of {', '.join(KINDS)}, and this names {' and '.join(kinds) or 'none'}; {mend}")
        kind = kinds[0]
        for word, owners in _OWNED.items():
            field = _FIELD.get(word, word)
            if kind not in owners and field in self.model_fields_set and getattr(self, field) is not None:
                fit = ", ".join(w for w, kinds in _OWNED.items() if kind in kinds)
                raise misplaced(word, f"'{word}' is a word for a {' or '.join(owners)}, and this is a {kind}", f"the words for a {kind} are {fit}")
        if self.within is not None and not (self.before or self.after):
            raise misplaced("within", "`within` needs to know on which side of the act", "add `before: it` or `after: it`")
        if self.before and self.after:
            raise misplaced("after", "nothing is both before and after the act", "choose `before: it` or `after: it`")
        if self.share and (self.times > 1 or self.sources > 1):
            raise misplaced("share", "`share` counts for itself", "leave `times` and `sources` out")
        return self


_FIELD = {"with": "with_", "is": "is_"}
_OWNED: dict[str, list[Kind]] = {
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
    "from_median": ["measure"],
    "projected": ["measure"],
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


class Due(Word):
    """`due: july`: the last day of a month, of several, or of every quarter, in each year so far back as `age` says."""

    due: MonthsOfYear
    age: Age


def _acts(value: Any) -> Any:
    """Acts, or days on which something falls due: told apart here, so that only what is wrong is complained of."""
    return Due.model_validate(value) if isinstance(value, dict) and "due" in value else value


Acts = Annotated[FactTest | Due, BeforeValidator(_acts)]
"""What may stand after `each`."""


class Each(Word):
    """`each: ACT, needs: X`: what every dated act of a kind needs, before it or after it, about the same subject."""

    each: Acts
    needs: "Need"
    mended_by: FactTest | None = None
    unless: FactTest | None = None

    @model_validator(mode="after")
    def _in_its_time(self) -> "Each":
        comes_in_time(self.each, self.needs, self.mended_by)
        return self


def comes_in_time(each: object, needs: object, mended_by: FactTest | None) -> None:
    """Refuse what cannot answer a day on which something falls due: without a time, what came in any other year would do."""
    if isinstance(each, Due):
        for need in single_needs(needs):
            if not isinstance(need, FactTest) or not need.before or need.within is None:
                raise misplaced("needs", "what falls due is there by its day, and not since another year", "add `before: it`, and `within:` how many months")
        if mended_by and mended_by.within is None:
            raise misplaced("mended_by", "what comes late comes before it falls due again", "add `within:`, such as within: 3 months")


def single_needs(need: object) -> Iterator[object]:
    """The single things that a need is made of."""
    if isinstance(need, NeedsAll | NeedsAny):
        for part in need.all if isinstance(need, NeedsAll) else need.any:
            yield from single_needs(part)
    elif need is not None:
        yield need


@cache
def _conditions() -> TypeAdapter[Any]:
    return TypeAdapter(tuple[Condition, ...])


def _parts(value: Any) -> Any:
    """A list of conditions, or one condition of several ids that stands for a list: told apart here, so that only what is wrong is complained of."""
    if isinstance(value, dict) and ("grade" in value or "trigger" in value):
        return (GradeIs if "grade" in value else TriggerIs).model_validate(value)
    if isinstance(value, list) and value:
        return _conditions().validate_python(value)
    if isinstance(value, tuple | GradeIs | TriggerIs):
        return value
    raise ValueError("several conditions are expected here; begin each with '-', or write {grade: [...]} or {trigger: [...]}")


Parts = Annotated["tuple[Condition, ...] | GradeIs | TriggerIs", Field(union_mode="left_to_right"), BeforeValidator(_parts)]


class All(Word):
    """True when every part is, false when one is false."""

    all: Parts


class Any_(Word):  # noqa: N801 (`Any` is taken)
    """True when one part is, false when every part is false."""

    any: Parts


class Not(Word):
    """True when its part is false; unknown stays unknown."""

    not_: Annotated["Condition", Field(alias="not")]


class Count(Word):
    """How many parts are true: `count: [...], at_least: 2`."""

    count: Parts
    at_least: Whole | None = None
    at_most: Whole | None = None

    @model_validator(mode="after")
    def _bounded(self) -> "Count":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a count has either `at_least` or `at_most`; keep one of the two")
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
            raise ValueError("a grade is compared with one of `at_least`, `at_most`, `is`; write one of them")
        return self


class TriggerIs(Word):
    """Whether a trigger is proved: `{trigger: trigger.failure}`; `any` stands for every trigger."""

    trigger: Ids


class Persisted(Word):
    """Whether a trigger was proved at every review for so long: `{persisted: any, for: 3 years}`."""

    persisted: Ids
    for_: Annotated[Months, Field(alias="for", ge=1)]


class NotCalled(Word):
    """Whether no trigger was proved at so many reviews running: `{not_called: 2 reviews}`."""

    not_called: Reviews


class StoodOn(Word):
    """Whether a rung has been stood on for so long: `{stood_on: ladder.rung.3, for: 3 years}`."""

    stood_on: Key
    for_: Annotated[Months, Field(alias="for", ge=1)]


_MODELS: dict[str, type[Word]] = {
    "all": All, "any": Any_, "not": Not, "count": Count, "grade": GradeIs, "trigger": TriggerIs,
    "persisted": Persisted, "not_called": NotCalled, "stood_on": StoodOn, "each": Each, **dict.fromkeys(KINDS, FactTest),
}  # fmt: skip
"""By the word that tells it, which condition a mapping is."""


def _which(value: Any) -> str | None:
    # The tags have brackets so that no key of a file is taken for one of them when a complaint looks for its place.
    if isinstance(value, dict):
        found = next((_MODELS[word] for word in _MODELS if word in value), None)
        return f"<{found.__name__}>" if found else None
    return f"<{type(value).__name__}>" if isinstance(value, Word) else "<name>"


TestName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]

Condition = Annotated[
    Annotated[TestName, Tag("<name>")]
    | Annotated[All, Tag("<All>")]
    | Annotated[Any_, Tag("<Any_>")]
    | Annotated[Not, Tag("<Not>")]
    | Annotated[Count, Tag("<Count>")]
    | Annotated[GradeIs, Tag("<GradeIs>")]
    | Annotated[TriggerIs, Tag("<TriggerIs>")]
    | Annotated[Persisted, Tag("<Persisted>")]
    | Annotated[NotCalled, Tag("<NotCalled>")]
    | Annotated[StoodOn, Tag("<StoodOn>")]
    | Annotated[Each, Tag("<Each>")]
    | Annotated[FactTest, Tag("<FactTest>")],
    Discriminator(_which, "no_such_condition", f"no word here says what is tested; write one of {', '.join(_MODELS)}"),
]
"""A condition: the name of one of the rule's own tests, or a tree of conditions."""


def _which_need(value: Any) -> str:
    if isinstance(value, dict):
        found: type[Word] = next((model for word, model in (("it", ItIs), ("all", NeedsAll), ("any", NeedsAny)) if word in value), FactTest)
        return f"<{found.__name__}>"
    return f"<{type(value).__name__}>" if isinstance(value, Word) else "<FactTest>"


Need = Annotated[
    Annotated[ItIs, Tag("<ItIs>")] | Annotated[NeedsAll, Tag("<NeedsAll>")] | Annotated[NeedsAny, Tag("<NeedsAny>")] | Annotated[FactTest, Tag("<FactTest>")],
    Discriminator(_which_need),
]

__all__ = ["Acts", "All", "Any_", "Condition", "Count", "Due", "Each", "FactTest", "GradeIs", "ItIs", "Need", "NeedsAll", "NeedsAny",
           "Not", "NotCalled", "Persisted", "StoodOn", "TriggerIs", "comes_in_time", "one_or_many", "single_needs"]  # fmt: skip
