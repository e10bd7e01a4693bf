"""What `improve` says of real rulebooks: limits, kinds of change, what others decide, the plan, the ladder."""

from dataclasses import replace

import pytest

from engine.assess import Options, work
from engine.improve.improve import Aims, improve
from engine.improve.priorities import Priorities
from engine.improve.result import Improvement
from engine.report import report
from evidence.model import EvidenceSet
from tests.improve.conftest import worked
from tests.strategies import head, loaded, rule, vocabulary_of


def _of(result: Improvement, part: str):
    return next(d for d in result.distances if d.part == part)


def test_a_limiter_that_binds_is_named_with_what_lifts_it(westmarch: Improvement):
    """Achievements are held at 2 by the gap between neighbourhoods, and the one change is to that."""
    distance = _of(westmarch, "cpr.element.1")
    assert [limit.lifted_by for limit in distance.limits] == [("cpr.1.achievements.10",)]
    assert (distance.effort, distance.proved) == (1, True)


def test_a_limiter_above_the_grade_sought_is_not_named(westmarch: Improvement):
    """A limit at 3 does not bind where 3 is sought."""
    limited = [d for d in westmarch.distances if d.limits]
    assert limited
    assert all(limit.at < d.to for d in limited for limit in d.limits)


def test_what_is_ruled_out_must_be_done_and_what_is_open_may_be_shown(westmarch: Improvement):
    """A change within what is not excluded is to find evidence; beyond it, something new; across, both."""
    changes = [(c, westmarch.criteria[c.criterion]) for d in westmarch.distances for c in d.changes or ()]
    kinds = {c.kind for c, _ in changes}
    assert {"show", "do"} <= kinds
    for change, criterion in changes:
        expected = "show" if change.to <= criterion.could_be else "do" if criterion.could_be <= criterion.at_least else "show and do"
        assert change.kind == expected


def test_a_set_that_is_not_proved_says_how_little_any_set_could_take(westmarch: Improvement):
    """Effort and bound stand side by side, and the bound is never above the effort."""
    far = [d for d in westmarch.distances if not d.proved]
    assert far
    assert all(d.effort is not None and d.least is not None and 0 < d.least < d.effort for d in far)


def test_what_others_judge_is_asked_only_where_there_is_no_other_way(stars: Improvement, westmarch: Improvement):
    """Stars come from inspectors' scores alone, and the set says so; the peer review's sets need none."""
    distance = _of(stars, "cpa.stars")
    assert distance.by_others
    assert not any(stars.criteria[c.criterion].in_gift for c in distance.changes or ())
    assert not any(d.by_others for d in westmarch.distances if d.book == "corporate-peer-review")


def test_the_same_input_gives_the_same_bytes():
    """Without a deadline, no clock decides anything."""
    one, two = (improve(*worked("leicester-2006", "intervention-ladder")).to_json() for _ in range(2))
    assert one == two


def test_with_a_deadline_the_best_found_so_far_is_given():
    """However short the time, there is an answer with its bound, or a bound."""
    found = improve(*worked("westmarch", "corporate-peer-review"), Aims(part="cpr.whole", seconds=0.0))
    distance = _of(found, "cpr.whole")
    assert not distance.proved
    assert distance.least is not None


def test_what_costs_more_is_left_for_what_costs_less():
    """Of two ways to a grade the cheaper is taken, and the plan carries owner, target, measure and day."""
    working, assessment = worked("westmarch", "corporate-peer-review")
    first = improve(working, assessment, Aims(part="cpr.element.5.1"))
    taken = (_of(first, "cpr.element.5.1").changes or ())[0].criterion
    dear = Priorities.model_validate(
        {"criteria": {taken: {"effort": 50}, "cpr.5.1.*": {"owner": "Head of people", "by": "2011-06-30", "target": "All of it", "measure": "A count"}}}
    )
    second = improve(working, assessment, Aims(part="cpr.element.5.1", priorities=dear))
    assert taken not in {c.criterion for c in _of(second, "cpr.element.5.1").changes or ()}
    action = second.plan[0]
    assert (action.owner, action.target, action.measure, action.term) == ("Head of people", "All of it", "A count", "long")


def test_of_equal_sets_the_one_with_more_impact_is_taken():
    """Impact decides between sets of the same effort, and never buys more effort."""
    criteria = [rule(name, tests={"plan": {"document": "plan", "shows": "in_place"}}) for name in "abc"]
    groups = [{"id": "whole", "title": "The whole", "level": "whole", "of": ["a", "b", "c"], "bands": {"2": 1.3, "3": 3, "4": 4}}]
    book, plan = loaded({"book": head(), "vocabulary": vocabulary_of(criteria), "criteria": criteria, "groups": groups})
    items = [{"id": f"{c}{n}", "statement": c, "extent": "absent", "source": s, "date": "2009-01-01"} for c in "abc" for n, s in enumerate(("staff", "users"))]
    known = EvidenceSet.model_validate({"authority": {"name": "A council", "type": "unitary"}, "as_of": "2009-06-30", "items": items})
    options = Options(matcher="direct", ladder=False)
    working = work(plan, [book], known, options)
    for given, taken in (({"b": {"impact": 5}}, "b"), ({"b": {"impact": 5}, "c": {"impact": 6}}, "c"), ({"c": {"impact": 6, "effort": 2}}, "a")):
        found = improve(working, report(working, options, 0), Aims(priorities=Priorities.model_validate({"criteria": given})))
        assert [c.criterion for c in found.distances[0].changes or ()] == [taken]


def test_the_plan_takes_each_criterion_once_with_the_rules_own_words(westmarch: Improvement):
    """Every line of the plan has the rule's next step, a target on the scale, and a term in order."""
    named = [a.criterion for a in westmarch.plan]
    assert len(named) == len(set(named)) > 0
    for action in westmarch.plan:
        criterion = westmarch.criteria[action.criterion]
        assert (criterion.next or criterion.title) in action.what
        assert action.target.startswith(str(action.to))
    order = ["short", "medium", "long"]
    assert [a.term for a in westmarch.plan] == sorted((a.term for a in westmarch.plan), key=order.index)


def test_what_lifts_a_limit_comes_first_in_its_term(westmarch: Improvement):
    """Nothing else helps before it."""
    for term in ("short", "medium", "long"):
        lifts = [bool(a.lifts) for a in westmarch.plan if a.term == term]
        assert lifts == sorted(lifts, reverse=True)


def test_an_unknown_trigger_that_would_raise_the_rung_is_named(westmarch: Improvement):
    """On the first rung nothing is to be averted, and what would call for more is told with its next step."""
    authority = westmarch.ladder[0]
    assert (authority.service, authority.recommended, authority.averted_if_not) == (None, "ladder.rung.1", ())
    assert authority.called_for_if
    assert all(m.to > "ladder.rung.1" and all(t.next for t in m.triggers) for m in authority.called_for_if)


def test_what_holds_a_rung_off_is_told(westmarch: Improvement):
    """Two missed targets would bring the partners in, and what keeps them off is named."""
    assert westmarch.ladder[0].held_from is not None
    assert westmarch.ladder[0].held_by


def test_a_rung_that_was_entered_before_is_left_by_what_the_rung_asks_for(westmarch: Improvement):
    """Housing was helped before: no trigger that falls today averts that, and what ends the help is told."""
    housing = next(moves for moves in westmarch.ladder if moves.service == "housing")
    assert housing.recommended == "ladder.rung.2a"
    assert housing.averted_if_not == ()
    assert housing.left_by is not None
    assert "nothing called for" in housing.left_by


def test_the_fewest_triggers_that_avert_a_rung_are_named():
    """Where two triggers are proved today and each calls for the rung, both must fall; a third that calls for nothing is not named."""
    working, _ = worked("leicester-2006", "intervention-ladder")
    triggers = dict(working.judged.triggers)
    for trigger in ("ladder.escalate.drive", "ladder.escalate.others", "trigger.decline"):
        triggers[trigger] = triggers[trigger].copy()
        triggers[trigger][:2] = 1
    supposed = replace(working, judged=replace(working.judged, triggers=triggers))
    authority = improve(supposed, report(supposed, Options(matcher="direct"), 0)).ladder[0]
    assert authority.recommended == "ladder.rung.2a"
    assert [({t.id for t in m.triggers}, m.to) for m in authority.averted_if_not] == [({"ladder.escalate.drive", "ladder.escalate.others"}, "ladder.rung.1")]


@pytest.mark.parametrize("audience", ["public", "authority"])
def test_nothing_said_in_confidence_is_told(audience: str):
    """What people said, who they are and under which id stays with the team."""
    working, assessment = worked("westmarch", "corporate-peer-review", audience=audience)
    text = improve(working, assessment, Aims(part="cpr.element.2.1")).to_json()
    hidden = [item for item in working.evidence.items if item.protected]
    assert hidden
    for item in hidden:
        assert f'"{item.id}"' not in text
        assert item.excerpt is None or item.excerpt not in text
