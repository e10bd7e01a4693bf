"""A rulebook as loaded: every rule by its full id, the words it uses, the figures it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.language.conditions import All, Any_, Condition, Count, Each, FactTest, ItIs, NeedsAll, NeedsAny, Not
from engine.language.rules import Book, Criterion, Group, Parameter, Rung, Support, Trigger, Vocabulary
from evidence.problems import Place


@dataclass(frozen=True)
class Rulebook:
    """One benchmark. `uses` names the parameters that each rule rests on; `places` says where each rule stands."""

    book: Book
    criteria: Mapping[str, Criterion]
    groups: Mapping[str, Group]
    triggers: Mapping[str, Trigger]
    rungs: Mapping[str, Rung]
    support: Mapping[str, Support]
    parameters: Mapping[str, Parameter]
    vocabulary: Vocabulary
    uses: Mapping[str, frozenset[str]]
    places: Mapping[str, Place]
    children: Mapping[str, tuple[str, ...]]
    content_hash: str
    head_uses: frozenset[str] = frozenset()
    """The parameters that the rulebook's head rests on: its rubric, say."""
    synonyms: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    """Where the vocabulary's words that have other names say so, by kind and key."""

    @property
    def id(self) -> str:
        """The rulebook's name."""
        return self.book.id

    @property
    def levels(self) -> tuple[int, ...]:
        """The grades of the scale, the lowest first."""
        return tuple(sorted(self.book.scale))

    def title(self, rule: str) -> str:
        """The title of any rule or group."""
        for rules in (self.criteria, self.groups, self.triggers, self.rungs, self.support):
            if rule in rules:
                return rules[rule].title
        return rule


def subconditions(condition: Condition | None) -> Iterator[Condition]:
    """A condition and everything in it, outermost first."""
    if condition is None:
        return
    yield condition
    match condition:
        case All(all=part) | Any_(any=part) | Count(count=part):
            for child in part if isinstance(part, tuple) else (part,):
                yield from subconditions(child)
        case Not(not_=part):
            yield from subconditions(part)


def fact_tests(condition: object) -> Iterator[FactTest]:
    """Every test of the evidence in a condition, a `needs`, or an `each`."""
    if isinstance(condition, FactTest):
        yield condition
    elif isinstance(condition, Each):
        if isinstance(condition.each, FactTest):
            yield condition.each
        yield from fact_tests(condition.needs)
        yield from (t for t in (condition.mended_by, condition.unless) if t is not None)
    elif isinstance(condition, NeedsAll):
        for need in condition.all:
            yield from fact_tests(need)
    elif isinstance(condition, NeedsAny):
        for need in condition.any:
            yield from fact_tests(need)
    elif isinstance(condition, ItIs) or condition is None:
        return
    else:
        for child in subconditions(condition):  # type: ignore[arg-type]
            if isinstance(child, FactTest | Each):
                yield from fact_tests(child)
