"""What the result would bear: items lost, assumptions moved."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from engine.assess import Options, work
from engine.compile import compile_plan
from engine.derive import derive
from engine.gaps.assumed import assumed
from engine.gaps.losses import losses
from engine.gaps.moved import Ends
from engine.gaps.result import Losses
from engine.gaps.rungs import rungs_of, rungs_without
from engine.gaps.values import near
from engine.gaps.without import facts_without, lost_with, without
from engine.load import load
from engine.plan import Plan
from engine.rulebook import Rulebook
from evidence.model import EvidenceSet
from tests.gaps.conftest import ROOT, Worked, example, worked
from tests.strategies import Situation, head, loaded, rule, situations

RULES = ROOT / "rules"


@pytest.fixture(scope="module")
def lost(westmarch: Worked) -> Losses:
    """What the full example loses with each item, as the public reads it."""
    return losses(*westmarch)


@given(situations(ladder=True))
@settings(max_examples=25, deadline=None)
def test_facts_without_an_item_are_those_that_would_be_derived_without_it(situation: Situation):
    """Only its series is derived again, and all is as if everything had been."""
    facts = derive(situation.plan, situation.evidence)
    for fact in facts.facts:
        lost = lost_with(situation.evidence, fact.id)
        expected = derive(situation.plan, without(situation.evidence, lost))
        assert facts_without(situation.plan, situation.evidence, facts, lost).facts == expected.facts


@given(situations())
@settings(max_examples=20, deadline=None)
def test_leaving_an_item_out_equals_assessing_without_it(situation: Situation):
    """Every grade and range that a loss tells of is that of an assessment made afresh."""
    working, assessment = worked(situation.plan, situation.books, situation.evidence, "team")
    found = {loss.item: loss for loss in losses(working, assessment).carrying}
    for item in (i.id for i in situation.evidence.items if i.id in working.facts.by_id):
        left = without(situation.evidence, lost_with(situation.evidence, item))
        nodes = work(situation.plan, situation.books, left, Options(matcher="direct")).judged.nodes
        told = {m.part: (m.after, m.could_be_after) for m in found[item].grades} if item in found else {}
        for group in (g.id for g in situation.plan.groups):
            g = assessment.grades[group]
            grade, low, high = (int(array[0]) for array in (nodes[group].grade, nodes[group].at_least, nodes[group].could_be))
            assert told.get(group, (g.grade, (g.at_least, g.could_be))) == (None if grade < 0 else grade, (low, high))


@given(situations(ladder=True))
@settings(max_examples=20, deadline=None)
def test_the_rungs_without_an_item_are_those_of_a_replay_without_it(situation: Situation):
    """For the authority and every service, at every review."""
    plan, evidence = situation.plan, situation.evidence
    working = work(plan, situation.books, evidence, Options(matcher="direct"))
    losing = [lost_with(evidence, f.id) for f in working.facts.facts if f.id in {i.id for i in evidence.items}]
    for ladder in plan.ladders:
        now = rungs_of(plan, ladder, evidence, (working.facts, working.judged))
        for items, found in zip(losing, rungs_without(plan, ladder, evidence, working.facts, losing, now), strict=True):
            left = without(evidence, items)
            again = work(plan, situation.books, left, Options(matcher="direct"))
            assert found == rungs_of(plan, ladder, left, (again.facts, again.judged))


def test_in_the_full_example_the_losses_of_the_ladder_are_those_of_whole_assessments(westmarch: Worked, lost: Losses):
    """The items without which a service's rung is another really are those, and the authority's rung stays without any."""
    working, assessment = westmarch
    found = lost
    moving = [loss for loss in found.carrying if loss.rungs]
    assert moving
    assert found.rung_survives
    for loss in moving:
        left = without(working.evidence, lost_with(working.evidence, loss.item))
        _, again = worked(working.plan, tuple(working.books), left)
        assert assessment.ladder is not None
        assert again.ladder is not None
        for moved in loss.rungs:
            assert moved.service is not None
            assert moved.before != moved.after
            titles = {r.id: r.title for r in again.ladder.rungs}
            assert titles[again.ladder.services[moved.service].recommended] == moved.after


def test_what_carries_more_comes_first_and_what_is_protected_is_counted_alone(westmarch: Worked, lost: Losses):
    """The public reads no protected item, and as many are counted as the team reads."""
    working, assessment = westmarch
    public, team = lost, losses(working, assessment.model_copy(update={"audience": "team"}))
    protected = {i.id for i in working.evidence.items if i.protected}
    assert team.protected == 0
    assert not protected & {loss.item for loss in public.carrying}
    assert public.protected == len(protected & {loss.item for loss in team.carrying}) > 0
    wholes = [sum(m.level == "whole" and m.before != m.after for m in loss.grades) for loss in public.carrying if not loss.rungs]
    assert wholes == sorted(wholes, reverse=True)


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [
        ("2 kinds", ("1 kind",), ("3 kinds",)),
        ("1 month", (), ("2 months",)),
        ("36 months", ("32 months", "28 months"), ("40 months", "44 months")),
        (70, (63, 56), (77, 84)),
        (95, (85, 76), (100,)),
        ("80%", ("72%", "64%"), ("88%", "96%")),
        (400, (360, 320), (440, 480)),
        (0, (), (1,)),
        ("two", ("one",), ("three",)),
        ("three", ("two",), ()),
        ("worst_quarter", (), ("worse_half",)),
    ],
)
def test_an_assumption_is_tried_with_its_neighbours(value: str | int, below: tuple[object, ...], above: tuple[object, ...]):
    """One either way where it is small, a tenth and a fifth where it is larger, the neighbours on its scale where it is a word."""
    book, _ = loaded({"book": head(), "vocabulary": {"rating": {"stars": {"title": "Stars", "values": ["none", "one", "two", "three"]}}}, **_LEAST})
    assert near(value, book) == (below, above)


_LEAST = {
    "criteria": [rule("starred", rated="stars")],
    "groups": [rule("all", level="whole", of=["starred"], by="minimum")],
}


def test_a_word_that_stands_on_no_scale_has_no_neighbours():
    """It is not guessed at."""
    book, _ = loaded({"book": head(), "vocabulary": {"rating": {"stars": {"title": "Stars", "values": ["none", "one", "two", "three"]}}}, **_LEAST})
    assert near("may", book) == ()


def _with_a_share(folder: Path, needed: int) -> Worked:
    """A rulebook whose one grade hangs on an assumption, and a figure of 60 beside it."""
    data = {
        "book": head(id=folder.name),
        "vocabulary": {"measure": {"share": {"title": "Residents who say so"}}},
        "parameters": {"needed": {"value": needed, "assumption": True, "reason": "The source says most."}},
        "criteria": [rule("asked", tests={"most": {"measure": "share", "at_least": "$needed"}}, grades={"4": "most"})],
        "groups": [rule("all", level="whole", of=["asked"], by="minimum")],
    }
    book, plan = _written(folder, data)
    item = {"id": "m", "measure": "share", "value": 60, "date": "2009-03-31", "source": "data"}
    return worked(plan, (book,), EvidenceSet.model_validate({**_NOBODY, "items": [item]}))


_NOBODY = {"authority": {"name": "A council", "type": "unitary"}, "as_of": "2009-06-30"}


def _written(folder: Path, data: dict[str, object]) -> tuple[Rulebook, Plan]:
    """A rulebook in a folder of its own, and its plan."""
    folder.mkdir()
    (folder / "book.yaml").write_text(json.dumps(data), encoding="utf-8")
    book = load(folder)
    return book, compile_plan([book])


@pytest.mark.parametrize(("needed", "flips", "moves"), [(59, True, ["65", "71"]), (52, False, ["63"]), (40, False, [])])
def test_an_assumption_that_changes_the_result_at_the_first_step_says_so(tmp_path: Path, needed: int, flips: bool, moves: list[str]):
    """At 59 the first step up is beyond the figure; at 52 only the further one is; at 40 none."""
    working, assessment = _with_a_share(tmp_path / "small", needed)
    (found,), untried = assumed(working, assessment, [tmp_path / "small"])
    assert (found.flips, untried) == (flips, ())
    assert [n.value for n in found.nudges if n.grades] == moves


SET = {("corporate-peer-review", "most"), ("intervention-ladder", "kinds"), ("intervention-ladder", "coasting.periods")}


def test_moving_an_assumption_equals_setting_it(leicester: Worked):
    """The grades and rungs under another value are those with that parameter set, whether few rules take it or the whole rulebook."""
    working, assessment = leicester
    only = assessment.model_copy(update={"assumptions": tuple(a for a in assessment.assumptions if tuple(a.parameter.split(": ")) in SET)})
    found, _ = assumed(working, only, [RULES / book.id for book in working.books])
    assert {tuple(a.parameter.split(": ")) for a in found} == SET
    for book, name, nudge in ((*a.parameter.split(": "), n) for a in found for n in a.nudges if n.first):
        value = int(nudge.value) if nudge.value.isdigit() else nudge.value
        books = tuple(load(RULES / b.id, {name: value} if b.id == book else None) for b in working.books)
        again, told = worked(compile_plan(books), books, working.evidence)
        before, after = Ends.of(working.judged.nodes), Ends.of(again.judged.nodes)
        other = {n for n, one, two in zip(before.names, before.columns.tolist(), after.columns.tolist(), strict=True) if one != two}
        assert {m.part for m in nudge.grades} == other & {g.id for g in working.plan.groups}
        assert nudge.criteria == len(other & {c.id for c in working.plan.criteria})
        assert told.ladder is not None
        assert assessment.ladder is not None
        assert any(r.service is None for r in nudge.rungs) == (told.ladder.recommended != assessment.ladder.recommended)


def test_a_value_that_the_rules_refuse_is_not_tried(leicester: Worked):
    """No rating of performance management is 0, so a weak one is tried at 2 alone."""
    working, assessment = leicester
    only = assessment.model_copy(update={"assumptions": tuple(a for a in assessment.assumptions if a.parameter == "intervention-ladder: management.weak")})
    (found,), _ = assumed(working, only, [RULES / book.id for book in working.books])
    assert [n.value for n in found.nudges] == ["2"]


def test_a_word_without_neighbours_is_listed_as_untried(tmp_path: Path):
    """What an event is about stands on no scale."""
    data = {
        "book": head(id="small"),
        "vocabulary": {"event": {"meeting": "A meeting"}},
        "parameters": {"about": {"value": "one", "assumption": True, "reason": "The source does not say."}},
        "criteria": [rule("asked", tests={"met": {"event": "meeting", "topic": "$about"}}, grades={"4": "met"})],
        "groups": [rule("all", level="whole", of=["asked"], by="minimum")],
    }
    book, plan = _written(tmp_path / "small", data)
    item = {"id": "e", "event": "meeting", "topic": "one", "date": "2009-03-31", "source": "document"}
    working, assessment = worked(plan, (book,), EvidenceSet.model_validate({**_NOBODY, "items": [item]}))
    assert assumed(working, assessment, [tmp_path / "small"]) == ((), ("small: about",))


def test_without_a_ladder_no_rung_is_spoken_of():
    """Where no rulebook has one, whether it survives is not asked."""
    found = losses(*example("leicester-2006", "corporate-peer-review"))
    assert found.rung_survives is None
    assert not any(loss.rungs for loss in found.carrying)
