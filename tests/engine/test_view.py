"""What each audience sees: where few spoke, even the kind of source is a name."""

import datetime as dt
from typing import Any

import pytest

from engine.assess import Options
from engine.assessment import Assessment
from evidence.audience import View
from tests.engine.conftest import Bench, MakeBench, criterion

PROTECTED = ("authority", "public")


@pytest.fixture
def one(bench: MakeBench) -> Bench:
    """One criterion that members and staff speak of, and a plan that shows it."""
    return bench(criteria=[criterion("c", tests={"it": {"document": "plan", "status": "adopted", "shows": "in_place"}})])


def spoke(by: str, person: str | None = None, **words: Any) -> dict[str, Any]:
    """What somebody said in an interview, with everything that could tell who it was."""
    source = {"kind": by, "role": "A role to hide", **({"person": person} if person else {})}
    return {"statement": "c", "extent": "absent", "source": source, "date": "2009-05-17", "excerpt": "Words to hide.", "note": "A note to hide.", **words}


def seen(bench: Bench, audience: str, *items: dict[str, Any], **given: Any) -> Assessment:
    """The assessment as an audience sees it."""
    return bench.assess(*items, options=Options(audience=audience, matcher="direct"), **given)  # type: ignore[arg-type]


def members(count: int) -> list[dict[str, Any]]:
    """What so many members said."""
    return [spoke("members", f"Interview {n}") for n in range(count)]


@pytest.mark.parametrize("audience", PROTECTED)
@pytest.mark.parametrize(("count", "kind"), [(1, "people"), (2, "people"), (3, "members")])
def test_below_three_people_of_a_kind_the_kind_is_not_named(one: Bench, audience: str, count: int, kind: str) -> None:
    """Two members are `people` wherever sources are named; three are `members`."""
    made = seen(one, audience, *members(count), spoke("staff"))
    assert {v.kind for v in made.reasons["c"].voices} == {kind, "people"}
    assert set(made.findings[0].kinds_of_source) == {kind, "people"}
    assert {s.source for s in made.evidence.values()} == {kind, "people"}


def test_one_person_who_said_much_is_one_person(one: Bench) -> None:
    """Three items of one interview are no crowd."""
    view = View(one.evidence(*[spoke("members", "Interview 1") for _ in range(3)]), "public")
    assert view.kind_of_source("t1") == view.voice("members") == "people"


def test_items_without_a_person_are_taken_to_be_of_different_people(one: Bench) -> None:
    """Where nobody is named each item is somebody."""
    assert View(one.evidence(*[spoke("members") for _ in range(3)]), "public").kind_of_source("t1") == "members"


@pytest.mark.parametrize("audience", PROTECTED)
def test_a_protected_item_shows_its_kind_of_source_and_nothing_else(one: Bench, audience: str) -> None:
    """No name, role, words, day or id of it stands anywhere in the assessment's JSON; the team sees all."""
    text = seen(one, audience, *[{**m, "id": f"interview-{n}"} for n, m in enumerate(members(3))]).to_json()
    for hidden in ("Interview 1", "interview-1", "A role to hide", "Words to hide", "A note to hide", "2009-05-17"):
        assert hidden not in text
        assert hidden in seen(one, "team", *[{**m, "id": f"interview-{n}"} for n, m in enumerate(members(3))]).to_json()


def test_an_open_statement_is_shown_without_the_person(one: Bench) -> None:
    """What was said in public is shown to the public, but for who said it."""
    made = seen(one, "public", spoke("members", "Interview 1", handling="open"))
    assert (made.evidence["t1"].excerpt, made.evidence["t1"].date) == ("Words to hide.", dt.date(2009, 5, 17))
    assert (made.evidence["t1"].person, made.evidence["t1"].role) == (None, None)


def test_a_copy_of_what_is_protected_is_protected(one: Bench) -> None:
    """A paper that repeats an interview does not open it."""
    made = seen(one, "public", spoke("members"), {"document": "plan", "status": "draft", "derived_from": "t1", "excerpt": "Repeated words."})
    assert "Repeated words" not in made.to_json()


def test_how_far_a_test_missed_is_not_told_of_protected_items(one: Bench) -> None:
    """The miss would say what the item says: the team reads it, the public does not."""
    draft = {"document": "plan", "status": "draft", "handling": "restricted"}
    assert [seen(one, a, draft).reasons["c"].tests[0].missed for a in ("team", "public")] == ["it is draft", None]


def test_what_was_left_out_of_protected_items_tells_no_day(one: Bench) -> None:
    """That an item came too late is said; when it came is not."""
    late = spoke("members", known="2009-07-11")
    assert "2009-07-11" in seen(one, "team", late).left_out[0].why
    assert [x.why for x in seen(one, "public", late).left_out] == ["it became known after the as-of date"]


def test_what_is_shown_of_an_open_item_is_what_it_says(one: Bench) -> None:
    """Everything an item says, in a few words."""
    items = [
        {"document": "plan", "status": "adopted", "includes": ["one-thing", "another"], "scope": "whole-council", "denied": False},
        {"document": "plan", "denied": True, "status": "draft"},
    ]
    made = seen(one, "public", *items)
    assert made.evidence["t1"].says == "adopted; whole council; includes one thing, another"
    assert made.evidence["t2"].says == "looked for, and not there; draft"


def test_what_is_shown_of_a_figure_is_the_figure_with_its_frame(bench: MakeBench) -> None:
    """Value, unit, period, target and quartiles; of a statement its extent and results; of an event with whom."""
    tests = {"it": {"measure": "share", "at_least": 1, "shows": "in_place"}, "met": {"event": "met", "with": "partners", "shows": "partial"}}
    found = bench(criteria=[criterion("c", tests=tests)])
    figure = {"measure": "share", "value": 7, "unit": "days", "period": "2008/09", "target": 9, "peers": {"quartiles": [1, 2, 3], "n": 30}}
    statement = {"statement": "c", "extent": "in_place", "results": True, "source": "staff", "handling": "open"}
    made = seen(
        found, "public", figure, statement, {"event": "met", "with": "partners"}, {"measure": "share", "value": 8, "date": "2008-01-01", "about": "waste"}
    )
    assert [made.evidence[f"t{n}"].says for n in (1, 2, 3, 4)] == [
        "7 days (2008/09); target 9; peers' quartiles 1, 2, 3",
        "in place; with results shown",
        "with partners",
        "8",
    ]
