"""Comparison: what moved and why, what may not be compared, and that nobody among the others can be told apart."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assess import Options, assess
from engine.assessment import Assessment
from engine.compare.compare import compare
from engine.compare.result import Comparison
from engine.compile import compile_plan
from engine.load import load
from engine.measures.peers import SMALLEST_GROUP
from evidence.model import EvidenceSet
from evidence.read import read_evidence
from tests import strategies
from tests.strategies import Situation, situations

ROOT = Path(__file__).parents[2]
TEAM = Options(audience="team", matcher="direct")
PUBLIC = Options(audience="public", matcher="direct")


def rated(values: str, name: str = "A council", version: str = "1.0.0", cap: dict | None = None, bands: dict | None = None, **words) -> Assessment:
    """An assessment by ratings alone: one criterion each, and their mean."""
    ratings = {f"r{n}": {"title": f"The rating {n}", "values": ["a", "b", "c", "d"]} for n in range(len(values))}
    criteria = [strategies.rule(f"c{n}", rated=f"r{n}") for n in range(len(values))]
    group = {"id": "all", "title": "All of them", "of": [c["id"] for c in criteria], "level": "whole"}
    group |= {word: value for word, value in (("cap", cap and [cap]), ("bands", bands)) if value}
    book, plan = strategies.loaded({"book": strategies.head(version=version), "vocabulary": {"rating": ratings}, "criteria": criteria, "groups": [group]})
    items = [{"id": f"i{n}", "rating": f"r{n}", "value": v, "date": "2009-05-01", "source": "inspectors"} for n, v in enumerate(values) if v != "-"]
    known = EvidenceSet.model_validate({"authority": {"name": name, "type": "unitary"}, "as_of": "2009-06-30", "items": items, **words})
    return assess(plan, [book], known, PUBLIC)


def step(before: Assessment, after: Assessment) -> Comparison:
    (only,) = compare([before, after]).steps
    return only


@settings(max_examples=20, deadline=None)
@given(situations(excused=False), st.data())
def test_each_grade_that_moved_has_its_reason_and_nothing_else_is_listed(situation: Situation, data: st.DataObject):
    """Between an evidence set and a part of it: moved is what differs, each with evidence, a test, a part or a limit that says why."""
    items = situation.evidence.items
    left = tuple(i.model_copy(update={"derived_from": None}) for i in items if data.draw(st.booleans()))
    whole = situation.having(items=tuple(i.model_copy(update={"derived_from": None}) for i in items))
    a, b = (assess(situation.plan, situation.books, e, TEAM) for e in (whole.evidence, situation.having(items=left).evidence))
    found = step(a, b)
    same = {"exclude": {"because", "completeness", "points"}}
    differ = {rule for rule, grade in a.grades.items() if grade.model_dump(**same) != b.grades[rule].model_dump(**same)}
    assert {g.rule for g in found.grades} == differ
    assert found.same == len(a.grades) - len(differ)
    for g in found.grades:
        reasons = (g.evidence.came, g.evidence.went, g.evidence.changed, g.tests, g.parts, g.limits_came, g.limits_went)
        assert any(reasons), g.rule
    assert {f.id for f in found.came} == {f.id for f in b.findings} - {f.id for f in a.findings}
    assert {f.id for f in found.went} == {f.id for f in a.findings} - {f.id for f in b.findings}


@settings(max_examples=15, deadline=None)
@given(situations())
def test_an_assessment_held_against_itself_moves_nothing(situation: Situation):
    """No grade, no finding, no evidence, no rung."""
    a = assess(situation.plan, situation.books, situation.evidence, PUBLIC)
    found = step(a, a)
    assert [*found.grades, *found.came, *found.went, *found.changed, *found.rungs, *found.assumptions] == []
    assert [*found.evidence.came, *found.evidence.went, *found.evidence.changed] == []
    assert found.same == len(a.grades)


def test_scores_of_another_major_version_are_never_compared():
    """The first number differs: no grade and no rung is held against the other, and the comparison says so; a minor version is compared."""
    found = step(rated("bb"), rated("cc", version="2.0.0"))
    assert (found.grades, found.same, found.books[0].comparable) == ((), 0, False)
    found = step(rated("bb"), rated("cc", version="1.9.3"))
    assert (len(found.grades), found.books[0].comparable) == (3, True)


def test_among_others_another_major_version_is_left_out():
    """Five others of whom one was assessed under another major version are four with a grade, and that is too few."""
    others = [rated("cc", name=f"Other {n}") for n in range(4)]
    peers = compare([rated("bb"), *others, rated("cc", name="Other 4", version="2.0.0")]).peers
    assert peers is not None
    assert [(g.others, g.middle) for g in peers.grades] == [(4, None)] * 3
    assert not peers.books[0].comparable


def test_evidence_that_came_went_and_changed_is_told_apart():
    """A rating more, one less, one with another value: each is named for what it is, and the group names its parts."""
    found = step(rated("b-d"), rated("cb-"))
    why = {g.rule: g.evidence for g in found.grades}
    assert (why["c0"].changed, why["c1"].came, why["c2"].went) == (("i0",), ("i1",), ("i2",))
    parts = next((g.parts for g in found.grades if g.rule == "all"), None)
    assert parts in (None, ("c0", "c1", "c2"))


def test_a_limit_that_came_or_went_is_the_reason():
    """Where a limiter begins to hold it is told by its own words, and the other way round when it is lifted."""
    cap = {"at": 2, "when": {"grade": "c0", "at_most": 1}, "because": "The first is the one that counts."}
    free, held = rated("bddd", cap=cap), rated("addd", cap=cap)
    down = next(g for g in step(free, held).grades if g.rule == "all")
    up = next(g for g in step(held, free).grades if g.rule == "all")
    assert down.limits_came == up.limits_went == ("The first is the one that counts.",)
    assert (down.before, down.after) == (up.after, up.before)


def test_rules_that_judge_the_same_evidence_otherwise_are_the_reason():
    """With the same ratings and another band, the part that moved says that the rulebook judges otherwise."""
    a, b = rated("bc"), rated("bc", version="1.1.0", bands={"2": 1.5, "3": 2.5, "4": 3.5})
    low = rated("bc", version="1.1.0", bands={"2": 1.2, "3": 2.9, "4": 3.9})
    (moved,) = step(b, low).grades if a.grades["all"].grade == b.grades["all"].grade else step(a, low).grades
    assert (moved.rule, moved.says) == ("all", "The rulebook judges the same evidence otherwise")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from("abcd-"), min_size=0, max_size=8), st.integers(1, 6))
def test_nothing_is_told_of_fewer_others_than_the_smallest_group(values: list[str], smallest: int):
    """Neither where there are too few others, nor where too few of them have a grade; else the figures are right, and nobody is named."""
    others = [rated(v + "b", name=f"Other {n}") for n, v in enumerate(values)]
    if not others:
        return
    peers = compare([rated("bb"), *others], smallest).peers
    assert peers is not None
    assert "Other" not in peers.model_dump_json().replace('"others"', "")
    assert bool(peers.withheld) == (len(others) < smallest)
    given_ = sorted("abcd".index(v) + 1 for v in values if v != "-")
    mine = [g for g in peers.grades if g.rule == "c0"]
    if len(others) < smallest:
        assert peers.grades == ()
    elif len(given_) < smallest:
        assert all((g.lowest, g.middle, g.highest, g.above, g.level_with, g.below) == (None,) * 6 for g in mine)
    else:
        (g,) = mine
        assert (g.lowest, g.highest) == (given_[0], given_[-1])
        assert (g.above, g.level_with, g.below) == (sum(v > 2 for v in given_), given_.count(2), given_.count(1))


def test_of_a_council_given_twice_the_newest_counts():
    """Five others of whom one is there twice are five; and it takes five unless somebody says otherwise."""
    assert SMALLEST_GROUP == 5
    others = [rated("cc", name=f"Other {n}") for n in range(5)]
    newer = others[0].model_copy(update={"as_of": dt.date(2010, 1, 1), "grades": rated("aa").grades})
    peers = compare([rated("bb"), *others, newer]).peers
    assert peers is not None
    assert (peers.others, next(g.lowest for g in peers.grades if g.rule == "all")) == (5, 1)


def test_three_periods_are_two_steps():
    """Each is held against the one before."""
    found = compare([rated("aa"), rated("bb"), rated("cc")])
    assert [[(g.before, g.after) for g in s.grades if g.rule == "all"] for s in found.steps] == [[(1, 2)], [(2, 3)]]


@pytest.fixture(scope="module")
def westmarch():
    books = [load(ROOT / "rules" / name) for name in ("corporate-peer-review", "intervention-ladder")]
    known, _ = read_evidence(ROOT / "examples" / "westmarch" / "evidence.yaml")
    plan = compile_plan(books)
    return lambda options, items=known.items: assess(plan, books, known.model_copy(update={"items": tuple(items)}), options), known


def test_what_was_said_in_confidence_is_counted_and_never_paired(westmarch):
    """Without the interviews, the public reads how many there were; no comparison for it names a protected item as come or gone."""
    run, known = westmarch
    fewer = [i for i in known.items if not (i.protected and i.source.kind == "members")]
    found = step(run(PUBLIC), run(PUBLIC, fewer))
    assert found.evidence.in_confidence[0] > found.evidence.in_confidence[1] > 0
    for told in (found.evidence, *(g.evidence for g in found.grades), *(m.evidence for m in found.changed)):
        assert not [i for i in (*told.came, *told.went, *told.changed) if i.startswith("protected")]
    team = step(run(TEAM), run(TEAM, fewer))
    assert set(team.evidence.went) & {i.id for i in known.items if i.protected}


def test_time_alone_moves_grades_and_says_which_paper_is_too_old(westmarch):
    """Westmarch half a year on, with nothing new: what fell fell for evidence that left, and the tests tell how old it is."""
    run, known = westmarch
    found = step(run(PUBLIC), run(Options(audience="public", matcher="direct", as_of=dt.date(2009, 12, 31))))
    fell = [g for g in found.grades if g.level == "criterion" and (g.after or 0) < (g.before or 0)]
    assert fell
    assert any("too old" in (t.missed or "") for g in fell for t in g.tests)
    published_since = {i.id for i in known.items if i.known_on > known.as_of}
    assert set(found.evidence.came) <= published_since
