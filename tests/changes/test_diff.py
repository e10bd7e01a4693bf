"""Two versions of a rulebook: which rules are which, what changed, which grades may still be held against each other."""

import copy
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.changes.diff import changes_between, diff
from engine.changes.result import Changes
from tests.docs.walk import stops, write
from tests.strategies import head, loaded, rule

FIGURES = {"often": {"value": 2, "assumption": True, "reason": "It says regularly."}}


def book(**words: Any) -> dict[str, Any]:
    """A rulebook of three criteria in two groups, a trigger that looks at a grade, and a rung that it leads to."""
    tests = {name: {"it": {"document": f"paper-{name}", "status": "adopted", "shows": "in_place"}} for name in "abc"}
    criteria = [rule(name, tests=tests[name], weakness=f"{name} is weak.") for name in "abc"]
    criteria[2]["tests"]["often"] = {"event": "meeting", "times": "$often", "shows": "embedded"}
    said = {"weakness": "It is so.", "next": "Do it."}
    return {
        "book": head(starts_on="one"),
        "parameters": copy.deepcopy(FIGURES),
        "vocabulary": {"document": {f"paper-{name}": f"The paper {name}" for name in "abc"}, "event": {"meeting": "They met"}},
        "criteria": criteria,
        "groups": [{"id": "ab", "title": "Two", "of": ["a", "b"]}, {"id": "whole", "title": "All", "level": "whole", "of": ["ab", "c"]}],
        "triggers": [rule("t", when={"grade": "ab", "at_most": 1}, **said)],
        "rungs": [rule("one", who="The council", next="Carry on."), rule("two", who="Others", next="Help.", enter={"trigger": "t"})],
        **words,
    }


def changed(change: Callable[[dict[str, Any]], None], before: dict[str, Any] | None = None) -> Changes:
    """What differs when something is changed."""
    after = copy.deepcopy(before or book())
    change(after)
    old = {**(before or book())}
    parameters = after.get("parameters", {})
    as_before = {**after, "parameters": {name: {**words, "value": old["parameters"][name]["value"]} for name, words in parameters.items()}}
    return diff(*(loaded(data)[0] for data in (old, after, as_before)))


def told(found: Changes) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Each change as what it is, from what to what."""
    return [(c.kind, c.before, c.after) for c in found.changes]


def lost(found: Changes) -> set[str]:
    """What cannot be held against each other any more."""
    return {n.rule for n in found.not_comparable}


def test_a_rulebook_is_the_same_as_itself() -> None:
    """Nothing changed, and every grade compares."""
    found = changed(lambda _: None)
    assert (found.changes, found.not_comparable, found.same, found.version, found.head) == ((), (), 5, None, ())


def test_texts_make_no_grade_another() -> None:
    """A title, what is said of a weakness, a citation, the reason of a limiter: texts only, and the third number is to be raised."""

    def change(data: dict[str, Any]) -> None:
        data["criteria"][0] |= {"weakness": "Otherwise.", "title": "Another", "cite": {"source": "source", "at": "page 2"}}

    found = changed(change)
    assert [(c.kind, c.after, set(c.words)) for c in found.changes] == [("texts", ("a",), {"title", "cite", "weakness"})]
    assert (lost(found), found.same) == (set(), 5)
    assert "the third number" in (found.version or "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["criteria"][0]["tests"]["it"].update(status="published"), ("test it",)),
        (lambda d: d["criteria"][0].update(per="service"), ("per",)),
        (lambda d: d["vocabulary"]["document"].update({"paper-a": {"title": "The paper a", "also": "sheet-a"}}), ("document paper-a",)),
    ],
)
def test_what_decides_otherwise_and_all_that_rests_on_it_no_longer_compares(change, words) -> None:
    """A test, a way of grading, the meaning of a word: the criterion, its groups, the trigger that looks there and its rung; not the others."""
    found = changed(change)
    assert [(c.kind, c.after, c.words) for c in found.changes] == [("tests", ("a",), words)]
    assert lost(found) == {"a", "ab", "whole", "t", "two"}
    assert found.same == 2
    assert "the first number" in (found.version or "")


def test_a_weight_counts_in_the_group_and_not_in_its_part() -> None:
    """The part's own grade still compares."""
    found = changed(lambda d: d["criteria"][0].update(weight=3))
    assert [(c.after, c.words) for c in found.changes] == [(("ab",), ("what it is made of",))]
    assert "a" not in lost(found)


def test_a_figure_is_told_from_a_change_of_the_rule() -> None:
    """Where only the parameter is another, that is said with both values."""
    found = changed(lambda d: d["parameters"]["often"].update(value=4))
    assert [(c.kind, c.after, c.words) for c in found.changes] == [("parameters", ("c",), ("often was 2, and is 4",))]
    assert lost(found) == {"c", "whole"}


def test_a_figure_that_no_longer_fits_is_a_change_of_the_rule(tmp_path: Path) -> None:
    """A count that became a period cannot be set to the value of before."""
    old, new = book(), book(parameters={"often": {"value": "12 months"}})
    new["criteria"][2]["tests"]["often"] = {"event": "meeting", "age": {"at_most": "$often"}, "shows": "embedded"}
    for name, data in (("old", old), ("new", new)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "book.yaml").write_text(json.dumps(data))
    assert told(changes_between(tmp_path / "old", tmp_path / "new"))[-1] == ("tests", ("c",), ("c",))


def test_limiters_ratings_and_what_rungs_wait_for_are_looked_at(tmp_path: Path) -> None:
    """The words of a limiter are a text; the values of a rating that grades, and how long a rung waits for what, decide."""
    before = book()
    before["vocabulary"]["rating"] = {"stars": {"title": "Stars", "values": ["none", "one", "two", "three"]}}
    before["criteria"].append(rule("d", rated="stars"))
    before["groups"][1] |= {"of": ["ab", "c", "d"], "cap": [{"at": 2, "when": {"grade": "a", "at_most": 1}, "because": "It is low."}]}
    before["rungs"][0]["hold"] = {"persisted": "t", "for": "2 years"}
    before["rungs"][1] |= {"leave": {"stood_on": "two", "for": "3 years"}, "to": "one"}

    def words(data: dict[str, Any]) -> None:
        data["groups"][1]["cap"][0]["because"] = "It is poor."

    assert [(c.kind, c.after, c.words) for c in changed(words, before).changes] == [("texts", ("whole",), ("cap",))]

    def values(data: dict[str, Any]) -> None:
        data["vocabulary"]["rating"]["stars"]["values"] = ["none", "some", "two", "three"]

    assert lost(changed(values, before)) == {"d", "whole"}
    assert lost(changed(lambda d: d["triggers"][0]["when"].update(at_most=2), before)) == {"t", "one", "two"}


@pytest.mark.parametrize(
    ("words", "named", "gone"),
    [
        ({"rubric": {"2": {"shown": "partial"}, "3": {"shown": "in_place"}, "4": {"shown": "embedded"}}}, "rubric", {"a", "b", "c", "ab", "whole", "t", "two"}),
        ({"statements": "12 months"}, "statements", {"a", "b", "c", "ab", "whole", "t", "two"}),
        ({"enough": "25%"}, "enough", {"ab", "whole", "t", "two"}),
        ({"starts_on": "two"}, "starts on", {"one", "two"}),
        ({"strong_from": 4}, "strong from", set()),
    ],
)
def test_the_head_of_a_book_bears_on_its_rules(words, named, gone) -> None:
    """The rubric on what it grades, `enough` on groups, where the ladder starts on its rungs; from where one is strong, on findings only."""
    found = changed(lambda d: d["book"].update(words))
    assert (found.head, lost(found)) == ((named,), gone)
    assert ("the first number" if gone & {"ab", "a"} else "the second number") in (found.version or "")


def renamed(name: str, to: str, **words: Any) -> Callable[[dict[str, Any]], None]:
    """Give a criterion another id, wherever it is named."""

    def change(data: dict[str, Any]) -> None:
        criterion = next(c for c in data["criteria"] if c["id"] == name)
        criterion |= {"id": to, **words}
        for group in data["groups"]:
            group["of"] = [to if child == name else child for child in group["of"]]

    return change


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ({"formerly": "a"}, "declared"),
        ({"title": "Another title"}, "same tests"),
        ({"title": "The rule a", "tests": {"it": {"document": "paper-a", "status": "draft", "shows": "in_place"}}}, "same texts"),
    ],
)
def test_a_rule_is_found_again_under_its_new_id(words, how) -> None:
    """Because the rulebook says so, by its tests, or by its texts; while its tests are the same it compares, and so do its groups."""
    found = changed(renamed("a", "new", **words))
    (change,) = found.of("renamed")
    assert (change.before, change.after, change.how) == (("a",), ("new",), how)
    assert ("new" in lost(found), "whole" in lost(found)) == ((True, True) if how == "same texts" else (False, False))


def test_what_could_be_either_of_two_is_not_guessed() -> None:
    """Of two rules that are alike neither is taken for the one that is gone."""

    def change(data: dict[str, Any]) -> None:
        renamed("a", "new")(data)
        data["criteria"].append({**data["criteria"][0], "id": "twin"})
        data["groups"][0]["of"].append("twin")

    found = changed(change)
    assert [(c.kind, c.before, c.after) for c in found.of("withdrawn", "added", "renamed")] == [
        ("withdrawn", ("a",), ()), ("added", (), ("new",)), ("added", (), ("twin",)),
    ]  # fmt: skip


def test_splitting_merging_and_withdrawing_are_told_apart(tmp_path: Path) -> None:
    """In the example of the documentation every kind of change is called what it is."""
    write(stops("changing-rulebooks.md")[0], tmp_path)
    found = changes_between(tmp_path / "parks-2008", tmp_path / "parks-2010")
    assert told(found) == [
        ("renamed", ("parks.clean",), ("parks.tidy",)),
        ("split", ("parks.play",), ("parks.play-safe", "parks.play-liked")),
        ("merged", ("parks.flowers", "parks.trees"), ("parks.planting",)),
        ("withdrawn", ("parks.bandstand",), ()),
        ("added", (), ("parks.toilets",)),
        ("tests", ("whole",), ("whole",)),
        ("parameters", ("parks.dogs",), ("parks.dogs",)),
    ]
    assert found.of("withdrawn")[0].reason == "The last bandstand was taken down in 2009."
    assert lost(found) == {"parks.dogs", "whole"}
    assert found.version is None
    back = changes_between(tmp_path / "parks-2010", tmp_path / "parks-2008")
    assert "comes before" in (back.version or "")


def test_a_rule_that_took_in_another_under_its_own_id_is_merged() -> None:
    """The heir was there before, and means something else now."""

    def change(data: dict[str, Any]) -> None:
        data["criteria"][1]["formerly"] = "a"
        del data["criteria"][0], data["vocabulary"]["document"]["paper-a"]
        data["groups"][0]["of"] = ["b"]

    (merged,) = changed(change).of("merged")
    assert (set(merged.before), merged.after) == ({"a", "b"}, ("b",))


@settings(max_examples=20)
@given(st.permutations(["a", "b", "c"]), st.booleans())
def test_the_order_of_rules_changes_nothing(order: list[str], turned: bool) -> None:
    """Rules, groups and the parts of a group may stand in any order."""

    def change(data: dict[str, Any]) -> None:
        data["criteria"].sort(key=lambda c: order.index(c["id"]))
        if turned:
            data["groups"].reverse()
            data["groups"][0]["of"].reverse()

    found = changed(change)
    assert (found.changes, found.not_comparable) == ((), ())


def test_a_rulebook_that_is_wrong_is_refused(run, tmp_path: Path) -> None:
    """With its place, as everywhere."""
    with tempfile.TemporaryDirectory() as empty:
        ran = run("rules", "diff", empty, "corporate-peer-review")
    assert ran.code == 2
    assert "there is no rule file here" in ran.err
