"""What a rulebook is made of: criteria, groups, triggers, rungs, parameters, and the file that holds them."""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from engine.language.conditions import Acts, Age, Condition, Due, Each, FactTest, Need, comes_in_time
from engine.language.words import Cite, Exact, Ids, Key, Keys, Kinds, Months, Prose, Share, Whole, Word, misplaced, whole
from evidence.model import PEOPLE, Extent

Level = Annotated[int, Field(ge=0, le=20)]
"""A grade as the key of a mapping."""
Grade = Annotated[int, Field(ge=0, le=20), BeforeValidator(whole)]
"""A grade as a value."""
Per = Literal["authority", "service", "both"]


def _levels(value: Any) -> Any:
    """Keys of a mapping by grade arrive as text, as all keys do."""
    if isinstance(value, dict):
        return {int(k) if isinstance(k, str) and re.fullmatch(r"0|[1-9]\d?", k) else k: v for k, v in value.items()}
    return value


class Showing(FactTest):
    """A test that shows how far a criterion is met: `shows: in_place`, or `shows_against: in_place`."""

    shows: Extent | None = None
    shows_against: Extent | None = None
    results: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> "Showing":
        _shows_one_way(self)
        return self


class EachShowing(Each):
    """A test over every act of a kind, and what it shows when all were in order."""

    shows: Extent | None = None
    shows_against: Extent | None = None
    results: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> "EachShowing":
        _shows_one_way(self)
        return self


def _shows_one_way(test: Showing | EachShowing) -> None:
    if test.shows and test.shows_against:
        raise misplaced("shows_against", "a test shows for or against, not both", "make two tests of it")
    for word in ("shows", "shows_against"):
        if getattr(test, word) == "absent":
            raise misplaced(word, "nothing is shown by `absent`", "name the extent that the test speaks for or against")
    if test.results and not test.shows:
        raise misplaced("results", "`results: true` stands with `shows`", "say how far it shows, or leave it out")


def _test(value: Any) -> Any:
    if isinstance(value, dict):
        return EachShowing.model_validate(value) if "each" in value else Showing.model_validate(value)
    if isinstance(value, Showing | EachShowing):
        return value
    raise ValueError("a test is a mapping; begin with `document:`, `measure:`, `event:`, `rating:`, `statement:` or `each:`")


class Applies(Word):
    """To which types of authority a rule applies."""

    type: Keys


class Rule(Word):
    """What every rule has: an id, a title, and the place in the source that it comes from."""

    id: Key
    title: Prose
    cite: Cite
    covers: Keys = ()
    formerly: Keys = ()
    note: Prose | None = None


class Scored(Word):
    """A figure that is itself a score, on its own range, and the lowest score that each grade takes."""

    measure: Key
    least: Annotated[Exact, Field(ge=0)] = Decimal(0)
    most: Annotated[Exact, Field(gt=0)]
    age: Age | None = None
    bands: Annotated[dict[Level, Exact], BeforeValidator(_levels)]

    @model_validator(mode="after")
    def _within_its_range(self) -> "Scored":
        if self.least >= self.most:
            raise misplaced("most", f"no score lies between {self.least} and {self.most}", "let `most` be the highest score there is, and `least` the lowest")
        for level, bound in self.bands.items():
            if not self.least < bound <= self.most:
                mend = f"let it begin above {self.least}, and no higher than {self.most}"
                raise misplaced("bands", f"the band of grade {level} begins at {bound}, and scores go from {self.least} to {self.most}", mend)
        return self

    @property
    def test(self) -> FactTest:
        """The test that finds the score; a figure outside its range is no score."""
        words = {"measure": self.measure, "at_least": self.least, "at_most": self.most}
        return FactTest.model_validate(words | ({"age": self.age} if self.age else {}))


def _rated(value: Any) -> Any:
    return Scored.model_validate(value) if isinstance(value, dict) else value


TestName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Criterion(Rule):
    """One thing the benchmark asks for, graded.

    It is graded in one of three ways: by the rubric, from tests that show extents and from statements about it;
    by `grades`, conditions a grade at a time; or by a published rating or a score (`rated`).
    """

    looks_for: Prose | None = None
    key: bool = False
    weight: Annotated[Whole, Field(ge=1, le=1000)] = 1
    per: Literal["authority", "service"] = "authority"
    applies: Applies | None = None
    tests: dict[TestName, Annotated[EachShowing | Showing, BeforeValidator(_test)]] = {}
    each: Acts | None = None
    needs: Need | None = None
    mended_by: FactTest | None = None
    unless: Condition | None = None
    grades: Annotated[dict[Level, Condition], BeforeValidator(_levels)] | None = None
    rated: Annotated[Scored | Key, BeforeValidator(_rated)] | None = None
    strength: Prose | None = None
    weakness: Prose | None = None
    next: Prose | None = None

    @model_validator(mode="after")
    def _graded_one_way(self) -> "Criterion":
        if self.rated and (self.tests or self.grades or self.each):
            raise misplaced("rated", "a criterion that is `rated` by others has no tests of its own", "leave one of the two out")
        if self.scored and self.per == "service":
            raise misplaced("per", "a score is one figure for the whole authority", "leave `per` out")
        if self.each and (self.tests or self.grades):
            raise misplaced("each", "`each … needs` grades the rule by itself", "put it under `tests` to combine it with others")
        if self.each and self.needs is None:
            raise misplaced("each", "`each` says which acts, and nothing says what they need", "add `needs:` with what each of them needs")
        if not self.each and (self.needs is not None or self.mended_by):
            raise misplaced("needs" if self.needs is not None else "mended_by", "`needs` and `mended_by` speak of acts", "add `each:` with the acts")
        comes_in_time(self.each, self.needs, self.mended_by)
        if self.per == "service" and any(isinstance(each, Due) for each in (self.each, *(getattr(t, "each", None) for t in self.tests.values()))):
            raise misplaced("per", "what falls due falls due for the authority as a whole", "leave `per` out")
        if not (self.tests or self.each or self.rated or self.grades):
            raise ValueError("a criterion needs tests of its own; add `tests:` with what would show it in a real council")
        return self

    @property
    def scored(self) -> Scored | None:
        """The score that grades it, where that is no published rating."""
        return self.rated if isinstance(self.rated, Scored) else None

    @property
    def taken_from(self) -> FactTest | None:
        """The published rating, or the score, from which the grade is taken, as a test."""
        if isinstance(self.rated, Scored):
            return self.rated.test
        return FactTest.model_validate({"rating": self.rated}) if self.rated else None

    @property
    def each_test(self) -> Each | None:
        """The `each … needs` that stands at the top of the rule, as a test."""
        if self.each is None:
            return None
        return Each.model_validate({"each": self.each, "needs": self.needs, "mended_by": self.mended_by})


class Cap(Word):
    """A limiter: while it holds, the group's grade cannot be above `at`."""

    at: Grade
    when: Condition
    because: Prose


class Row(Word):
    """One row of a table: the first whose condition holds gives the grade. The last has no condition."""

    give: Grade
    when: Condition | None = None


class Round(Word):
    """How a scheme rounds the value it prints and bands: to how many decimals, and where a half goes."""

    to: Annotated[int, Field(ge=0, le=6)] = 0
    half: Literal["up", "even", "down"] = "up"


class Group(Word):
    """A heading, an element, a theme or the whole: how the grades below become one."""

    id: Key
    title: Prose
    covers: Keys = ()
    formerly: Keys = ()
    cite: Cite | None = None
    of: Annotated[Ids, Field(min_length=1)]
    level: Literal["heading", "element", "theme", "whole"] = "heading"
    by: Literal["mean", "median", "minimum", "points", "table"] = "mean"
    using: Literal["grades", "values"] = "grades"
    weight: Annotated[Whole, Field(ge=1, le=1000)] = 1
    bands: Annotated[dict[Level, Exact], BeforeValidator(_levels)] | None = None
    out_of: Annotated[Whole, Field(ge=1, le=1_000_000)] | None = None
    rows: tuple[Row, ...] = ()
    round: Round | None = None
    cap: tuple[Cap, ...] = ()
    enough: Share | None = None
    silence: Literal["unknown", "scores_nothing"] = "unknown"
    not_applicable: Literal["left_out", "counts_as_met"] = "left_out"

    @model_validator(mode="after")
    def _method_has_its_words(self) -> "Group":
        if (self.by == "table") != bool(self.rows):
            raise misplaced("by", "`rows` and `by: table` go together", "add the one, or leave the other out")
        if self.by == "points" and not self.bands:
            raise misplaced("by", "points are banded out of the most that can be had, 100 unless `out_of` says so", "add `bands:`, such as {2: 40, 3: 60}")
        if self.out_of and self.by != "points":
            raise misplaced("out_of", f"`out_of` is for points, and this is a {self.by}", "leave it out, or write `by: points`")
        for word in ("bands", "round"):
            if self.by in ("median", "minimum", "table") and getattr(self, word):
                raise misplaced(word, f"a {self.by} is already a grade", f"leave `{word}` out")
        return self


class Trigger(Rule):
    """Something that, when it is proved, calls for a response."""

    per: Per = "both"
    advises: Prose | None = None
    when: Condition
    unless: Condition | None = None
    weakness: Prose
    next: Prose


class Support(Rule):
    """Help, or a response, that goes with a rung; with `when`, only where that holds."""

    when: Condition | None = None
    looks_for: Prose | None = None


class Rung(Rule):
    """A rung of the ladder of intervention: who acts, and what puts an authority on it, holds it there, lets it go."""

    who: Prose
    per: Per = "both"
    urgent: Condition | None = None
    enter: Condition | None = None
    hold: Condition | None = None
    leave: Condition | None = None
    to: Key | None = None
    support: Ids = ()
    next: Prose

    @model_validator(mode="after")
    def _leaves_somewhere(self) -> "Rung":
        if self.to and self.leave is None:
            raise misplaced("to", "`to` says where `leave` leads, and nothing says when", "add `leave:`")
        return self


def _figure(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        raise ValueError("a parameter cannot stand for another; write the figure itself")
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError("a parameter has one value; write a number, a period such as 36 months, a share such as 25%, or a word")
    return value


class Parameter(Word):
    """A figure that rules share, or that the source leaves open: then it is an assumption, with its reason."""

    value: Annotated[str | int | Decimal, BeforeValidator(_figure)]
    assumption: bool = False
    reason: Prose | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> "Parameter":
        if self.assumption and not self.reason:
            raise misplaced("assumption", "an assumption needs its reason", "add `reason:`")
        return self


class SourceText(Word):
    """A document that rules cite, and whether it is still in force."""

    title: Prose
    by: Prose | None = None
    year: Annotated[int, Field(ge=1800, le=2200), BeforeValidator(whole)]
    status: Literal["current", "superseded"]
    note: Prose | None = None


class RubricLevel(Word):
    """What must be shown for a grade: how far, by how many kinds of source, and whether with results."""

    shown: Extent
    by: Kinds = 1
    results: bool = False


class Named(Word):
    """A word of the vocabulary: what its key means, and other names under which the same thing is recorded."""

    title: Prose
    also: Keys = ()


def _named(value: Any) -> Any:
    return {"title": value} if isinstance(value, str) else value


Meaning = Annotated[Named, BeforeValidator(_named, json_schema_input_type=Annotated[str, StringConstraints(min_length=3)] | Named)]
"""What a key means: a text, or a mapping where it has other names, too."""


class MeasureWord(Named):
    """A measure that rules speak of: what it counts, in what unit, and which way is better."""

    better: Literal["higher", "lower"] = "higher"
    unit: Prose | None = None


def _rating(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"'{value}' cannot be a rating's value; write words or whole numbers")
    return value


class RatingWord(Named):
    """A published rating: its values, the lowest first."""

    values: Annotated[tuple[Annotated[str | int, BeforeValidator(_rating)], ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _each_once(self) -> "RatingWord":
        said = [str(v) for v in self.values]
        if twice := next((v for v in said if said.count(v) > 1), None):
            raise misplaced("values", f"'{twice}' is among the values twice", "keep one of the two")
        return self


class Vocabulary(Word):
    """What the keys of documents, measures, events, ratings and practices mean; a key is declared once in a rulebook."""

    statement: dict[Key, Meaning] = {}
    document: dict[Key, Meaning] = {}
    measure: dict[Key, MeasureWord] = {}
    event: dict[Key, Meaning] = {}
    rating: dict[Key, RatingWord] = {}


class Scale(Word):
    """A grade of the scale: its name, and what it stands for."""

    name: Prose
    means: Prose | None = None


class Adverse(Word):
    """How many kinds of source an adverse finding needs when it rests on what people say."""

    min_kinds: Annotated[Whole, Field(ge=1, le=len(PEOPLE))] = 2


class Reader(Word):
    """Somebody for whom a statement of compliance is written: which clauses are theirs, and in which words they are spoken to."""

    title: Prose
    opening: Prose | None = None
    of: Ids = ()
    kept: Prose | None = None
    partly: Prose | None = None
    missing: Prose | None = None
    unknown: Prose | None = None
    ask: Prose | None = None


def _every_year(day: str) -> str:
    try:
        dt.date.fromisoformat(f"2001-{day}")
    except ValueError:
        raise ValueError(f"not every year has a day {day}; write month and day, such as 03-31") from None
    return day


class Book(Word):
    """The head of a rulebook: `book.yaml`."""

    id: Key
    title: Prose
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    about: Prose
    decides: Prose
    sources: Annotated[dict[Key, SourceText], Field(min_length=1)]
    scale: Annotated[dict[Level, Scale], BeforeValidator(_levels)] = {}
    scale_assumption: Prose | None = None
    strong_from: Grade | None = None
    rubric: Annotated[dict[Level, RubricLevel], BeforeValidator(_levels)] = {}
    statements: Annotated[Months, Field(ge=1)] | None = None
    adverse: Adverse = Adverse()
    enough: Share = Decimal("0.5")
    starts_on: Key | None = None
    reviews: Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$"), AfterValidator(_every_year)] | None = None
    withdrawn: dict[Key, Prose] = {}
    readers: dict[Key, Reader] = {}
    by_default: bool = False


class RuleFile(Word):
    """Any YAML file of a rulebook, beside its tests. `book:` stands in one of them."""

    prefix: Key | None = None
    book: Book | None = None
    parameters: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$")], Parameter] = {}
    vocabulary: Vocabulary = Vocabulary()
    groups: tuple[Group, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    rungs: tuple[Rung, ...] = ()
    support: tuple[Support, ...] = ()
