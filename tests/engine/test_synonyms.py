"""What is recorded once, under whichever of its names, serves every rulebook that knows the thing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from engine.assess import Options, assess
from engine.assessment import Assessment
from engine.compile import compile_plan
from engine.home import installed
from engine.lint import lint
from engine.load import load
from engine.rulebook import Rulebook
from engine.ruletests import Given
from engine.synonyms import names
from evidence.problems import BadInput
from tests.engine.conftest import criterion
from tests.strategies import head, loaded

PLAN = {"document": {"old-plan": {"title": "The plan of the nineties", "also": ["new-plan"]}}}


def book(name: str, vocabulary: Mapping[str, Any], **test: Any) -> Rulebook:
    """A rulebook with one criterion, which has one test."""
    made, _ = loaded({"book": head(id=name), "vocabulary": vocabulary, "criteria": [criterion(f"{name}.c", tests={"it": {**test, "shows": "in_place"}})]})
    return made


def assessed(books: list[Rulebook], *items: Mapping[str, Any], **given: Any) -> Assessment:
    """What comes of the evidence under all of them."""
    evidence = Given.model_validate({"items": [dict(i) for i in items], **given}).evidence()
    return assess(compile_plan(books), books, evidence, Options(audience="team", matcher="direct"))


def truths(result: Assessment) -> list[str]:
    """Whether each rulebook's test is met."""
    return [why.tests[0].truth for why in result.reasons.values()]


@pytest.fixture
def two() -> list[Rulebook]:
    """Two rulebooks that ask for the same plan under two names; the first says that they are one."""
    return [book("old", PLAN, document="old-plan", status="adopted"), book("new", {"document": {"new-plan": "The plan of today"}}, document="new-plan")]


@pytest.mark.parametrize("name", ["old-plan", "new-plan"])
def test_an_item_under_either_name_counts_in_both_rulebooks(two: list[Rulebook], name: str) -> None:
    """And it is quoted under the name by which it was recorded."""
    result = assessed(two, {"document": name, "status": "adopted"})
    assert truths(result) == ["met", "met"]
    assert result.evidence["t1"].key == name
    assert result.left_out == ()


@pytest.mark.parametrize("name", ["old-plan", "new-plan"])
def test_a_denial_or_a_complete_list_under_either_name_holds_in_both(two: list[Rulebook], name: str) -> None:
    """What was looked for and is not there is not there under its other name either."""
    assert truths(assessed(two, {"document": name, "denied": True})) == ["not met", "not met"]
    assert truths(assessed(two, all_there_is=[{"document": name}])) == ["not met", "not met"]
    assert truths(assessed(two)) == ["unknown", "unknown"]


def test_a_rulebook_by_itself_knows_the_names_it_declares() -> None:
    """No other rulebook has to be there."""
    assert truths(assessed([book("old", PLAN, document="old-plan")], {"document": "new-plan"})) == ["met"]


def test_a_figures_history_may_change_its_name_half_way() -> None:
    """Three years under two names are one series, of which the last is the latest."""
    words = {"measure": {"days": {"title": "Days lost", "better": "lower", "unit": "days", "also": "days-lost"}}}
    falls = book("m", words, measure="days", trend={"is": "improving", "over": "3 periods"})
    years = [{"measure": "days-lost", "value": v, "date": f"200{y}-03-31"} for y, v in ((6, 11), (7, 10))]
    assert truths(assessed([falls], *years, {"measure": "days", "value": 9, "date": "2008-03-31"})) == ["met"]
    assert truths(assessed([falls], *years, {"measure": "days", "value": 12, "date": "2008-03-31"})) == ["not met"]


def test_a_rating_is_read_by_its_values_under_any_name() -> None:
    """Its rank is found under the other name, too."""
    words = {"rating": {"stars": {"title": "Stars", "values": ["none", "one", "two"], "also": "rating"}}}
    assert truths(assessed([book("r", words, rating="stars", at_least="one")], {"rating": "rating", "value": "two"})) == ["met"]


def test_a_name_of_a_name_is_a_name_of_the_thing() -> None:
    """Through a third rulebook, and whatever the order of the rulebooks."""
    middle = book("middle", {"document": {"new-plan": {"title": "A plan", "also": "newest-plan"}}}, document="new-plan")
    newest = book("newest", {"document": {"newest-plan": "The plan"}}, document="newest-plan")
    books = [book("old", PLAN, document="old-plan"), middle, newest]
    assert dict(names(books)) == dict(names(books[::-1])) == {("document", k): "new-plan" for k in ("old-plan", "new-plan", "newest-plan")}
    assert truths(assessed(books, {"document": "old-plan"})) == ["met"] * 3


CLASHES = {
    "two things of one rulebook": (
        {"document": {"a": {"title": "A plan", "also": "b"}}},
        {"document": {"a": "A plan", "b": "Another"}},
        "the rulebook 'second' has both",
    ),
    "units": ({"measure": {"a": {"title": "Days", "unit": "days", "also": "b"}}}, {"measure": {"b": {"title": "Days", "unit": "per cent"}}}, "another unit"),
    "directions": ({"measure": {"a": {"title": "Days", "also": "b"}}}, {"measure": {"b": {"title": "Days", "better": "lower"}}}, "the other way round"),
    "values": (
        {"rating": {"a": {"title": "Stars", "values": [1, 2], "also": "b"}}},
        {"rating": {"b": {"title": "Stars", "values": [1, 2, 3]}}},
        "other values",
    ),
}


@pytest.mark.parametrize(("first", "second", "says"), CLASHES.values(), ids=CLASHES)
def test_a_synonym_of_something_else_is_refused_where_it_stands(tmp_path: Path, first: Any, second: Any, says: str) -> None:
    """By compiling, with the place of the word that declares it and the way to mend it."""
    books = []
    for name, words in (("first", first), ("second", second)):
        (kind, keys), *_ = words.items()
        (tmp_path / name).mkdir()
        text = [
            f"book: {{id: {name}, title: The {name} book, version: 1.0.0, about: What it asks., decides: Nobody decides.,",
            "  sources: {s: {title: A source, year: 2000, status: current}}, scale: {1: {name: low}, 2: {name: high}}, rubric: {2: {shown: in_place}}}",
            f"vocabulary: {words}".replace("'", ""),
            f"criteria: [{{id: {name}.1, title: What it asks, cite: {{source: s, at: page 1}}, tests: {{",
            ", ".join(f"t{n}: {{{kind}: {k}, shows: in_place}}" for n, k in enumerate(sorted(keys))) + "}}]",
        ]
        (tmp_path / name / "book.yaml").write_text("\n".join(text))
        books.append(load(tmp_path / name))
    with pytest.raises(BadInput, match=says) as refused:
        compile_plan(books)
    (problem,) = refused.value.problems
    assert problem.place.file == str(tmp_path / "first" / "book.yaml")
    assert problem.place.line == 3
    assert "`also`" in problem.mend


def test_a_rulebook_cannot_call_two_of_its_own_words_one(tmp_path: Path) -> None:
    """Lint says so at once, without another rulebook."""
    (tmp_path / "book.yaml").write_text(
        "book: {id: b, title: The book, version: 1.0.0, about: What it asks., decides: Nobody decides., sources: {s: {title: A source, year: 2000,"
        " status: current}}, scale: {1: {name: low}, 2: {name: high}}, rubric: {2: {shown: in_place}}}\n"
        "vocabulary: {document: {a: {title: One plan, also: c}, c: Another}}\n"
        "criteria: [{id: b.1, title: What it asks, cite: {source: s, at: page 1}, tests: {t: {document: [a, c], shows: in_place}}}]\n"
    )
    assert [p.what for p in lint(tmp_path)] == ["the documents 'a' and 'c' are to be one thing, and the rulebook 'b' has both"]


def test_the_rulebooks_that_come_along_know_their_synonyms_each_by_itself() -> None:
    """A council that uses one of them alone may record under any of the names: what holds beside the others holds without them."""
    books = [load(folder) for folder in installed().values()]
    together = names(books)
    assert together
    for one in books:
        for kind, key in one.synonyms:
            alone = {k for (i, k), name in names([one]).items() if i == kind and name == names([one])[kind, key]}
            assert alone == {k for (i, k), name in together.items() if i == kind and name == together[kind, key]}, (one.id, key)
        declared = {(kind, key) for kind in ("document", "event", "measure", "rating", "statement") for key in getattr(one.vocabulary, kind)}
        assert declared & together.keys() == one.synonyms.keys(), one.id


def test_lint_holds_a_synonym_against_the_rulebooks_that_came_along(tmp_path: Path) -> None:
    """A rulebook of one's own cannot make one thing of two that another rulebook tells apart."""
    (tmp_path / "book.yaml").write_text(
        "book: {id: own, title: The book, version: 1.0.0, about: What it asks., decides: Nobody decides., sources: {s: {title: A source, year: 2000,"
        " status: current}}, scale: {1: {name: low}, 2: {name: high}}, rubric: {2: {shown: in_place}}}\n"
        "vocabulary: {document: {plan: {title: A plan, also: [corporate-plan, business-plan]}}}\n"
        "criteria: [{id: own.1, title: What it asks, cite: {source: s, at: page 1}, tests: {t: {document: plan, shows: in_place}}}]\n"
    )
    result = CliRunner().invoke(app, ["lint", str(tmp_path)])
    assert result.exit_code != 0
    assert "'business-plan' and 'corporate-plan' are to be one thing" in str(result.exception)
