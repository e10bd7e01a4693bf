"""The laws of judging, on random rulebooks, on the real element 2.3 and on the real ladder rules, with random evidence."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.assess import Options, assess, work
from engine.assessment import Assessment
from engine.graded import NONE
from engine.ladder import replay
from engine.plan import GroupPlan, Plan
from engine.session import Session
from engine.tally import EVERYTHING
from evidence.audience import AUDIENCES
from evidence.model import EXTENTS, PEOPLE, WHOLE, Closed, Item, NotApplicable
from tests.strategies import AS_OF, Situation, as_fraction, closable, evidence, item, one_of_each, read_gently, real, situations


def assessed(s: Situation, **options: Any) -> Assessment:
    """The assessment of a situation, shown to the team unless told otherwise."""
    return assess(s.plan, s.books, s.evidence, Options(**{"audience": "team", "matcher": "direct", **options}))


def content(assessment: Assessment) -> dict[str, Any]:
    """Everything in an assessment but how its run went; its hash is part of it."""
    said = assessment.as_json()
    del said["run"]
    return said


def with_all_above(plan: Plan, ids: set[str]) -> set[str]:
    """These rules and every group that they count in."""
    out = set(ids)
    for group in plan.groups:
        if out & set(group.children):
            out.add(group.id)
    return out


def counting_silence(plan: Plan) -> set[str]:
    """The groups of a scheme in which silence scores nothing, and those above them."""
    return with_all_above(plan, {g.id for g in plan.groups if g.silence_scores_nothing})


def of_services(plan: Plan) -> set[str]:
    """The criteria that look at each service, and the groups above them."""
    return with_all_above(plan, {c.id for c in plan.criteria if c.per_service})


# what changes nothing


@given(st.data())
def test_the_order_of_evidence_changes_nothing(data: st.DataObject) -> None:
    """The same evidence in another order gives the same content, for every audience."""
    s = data.draw(situations(ladder=True))
    shuffled = s.having(
        items=tuple(data.draw(st.permutations(s.evidence.items))),
        all_there_is=tuple(reversed(s.evidence.all_there_is)),
        not_applicable=tuple(reversed(s.evidence.not_applicable)),
    )
    audience = data.draw(st.sampled_from(AUDIENCES))
    assert content(assessed(shuffled, audience=audience)) == content(assessed(s, audience=audience))


@given(situations(), st.integers(2, 9))
def test_scaling_all_weights_changes_nothing(s: Situation, factor: int) -> None:
    """Weights of 1, 2 and 3 and weights of 5, 10 and 15 give the same assessment: only their proportions count."""
    heavier = replace(
        s.plan,
        criteria=tuple(replace(c, weight=c.weight * factor) for c in s.plan.criteria),
        groups=tuple(replace(g, weight=g.weight * factor) for g in s.plan.groups),
    )
    assert content(assessed(replace(s, plan=heavier))) == content(assessed(s))


@given(st.data())
def test_a_criterion_that_does_not_apply_changes_nothing_above_it(data: st.DataObject) -> None:
    """A group grades as if a criterion that does not apply were not in it, by whatever method.

    Two things hold only with this said: a scheme may count what does not apply as met, and then says so; and a
    limiter or a table that names the criterion has to go with it.
    """
    s = data.draw(situations(excused=False))
    group = data.draw(st.sampled_from([g for g in s.plan.groups if {c.id for c in s.plan.criteria} >= set(g.children)]))
    assume(len(group.children) > 1 and group.by != "table")
    gone = data.draw(st.sampled_from(group.children))
    bare = replace(group, caps=(), not_applicable_counts=False)
    whole = with_group(s, bare)
    excused = whole.having(not_applicable=(NotApplicable(criterion=gone, by="The team", reason="There is none here."),))
    without = with_group(s, replace(bare, children=tuple(c for c in group.children if c != gone)))
    assert assessed(excused).grades[group.id] == assessed(without).grades[group.id]


def with_group(s: Situation, group: GroupPlan) -> Situation:
    """The same with another form of one group, and without those above it."""
    kept = tuple(group if g.id == group.id else g for g in s.plan.groups if group.id not in g.children)
    above = with_all_above(s.plan, {group.id}) - {group.id}
    return replace(s, plan=replace(s.plan, groups=tuple(g for g in kept if g.id not in above)))


@given(st.data())
def test_withdrawing_what_was_added_gives_back_the_same_content(data: st.DataObject) -> None:
    """Nothing of an item remains once it is taken out again; in between, a live assessment is one made afresh."""
    s = data.draw(situations(ladder=True))
    leaf = data.draw(st.sampled_from(s.plan.leaves))
    added = Item.model_validate(data.draw(item(s.plan, leaf, "added")))
    with Session(s.plan, s.books, s.evidence, Options(audience="team", matcher="direct")) as session:
        before = content(session.assessment)
        there = session.add(added)
        assert content(session.assessment) == content(assessed(s.having(items=(*s.evidence.items, added))))
        back = session.withdraw("added")
        assert content(session.assessment) == before
    assert (back.came, back.went) == (there.went, there.came)


# limiters


@given(situations())
def test_a_limiter_never_raises(s: Situation) -> None:
    """Without its limiters no group is graded lower, nor proved or possible lower, and the uncapped grade is not below the grade."""
    limited, free = assessed(s).grades, assessed(replace(s, plan=replace(s.plan, groups=tuple(replace(g, caps=()) for g in s.plan.groups)))).grades
    for group in s.plan.groups:
        capped, loose = limited[group.id], free[group.id]
        assert capped.at_least <= loose.at_least
        assert capped.could_be <= loose.could_be
        assert capped.grade is None or (capped.uncapped is not None and capped.grade <= capped.uncapped)
        assert capped.grade is None or loose.grade is None or capped.grade <= loose.grade


# what is proved, and what is possible


@given(situations())
def test_a_grade_lies_between_what_is_proved_and_what_is_possible(s: Situation) -> None:
    """at_least ≤ grade ≤ could_be wherever a grade is given, and at_least ≤ could_be everywhere, within the scale.

    A group's grade is taken over its evidenced children. Where a child without a grade is already excluded from what
    the others promise, the grade is no more than could_be.
    """
    low, top = s.plan.books[0].levels[0], s.plan.books[0].levels[-1]
    for name, grade in assessed(s).grades.items():
        assert low <= grade.at_least <= grade.could_be <= top, name
        assert grade.grade is None or grade.at_least <= grade.grade <= grade.could_be, name


@given(situations())
def test_the_value_passed_upward_lies_between_those_proved_and_possible(s: Situation) -> None:
    """What a group passes upward, finer than its grade, keeps the same order: proved, given, possible."""
    for name, node in work(s.plan, s.books, s.evidence, Options(matcher="direct")).judged.nodes.items():
        given_, proved, possible = (as_fraction(value, EVERYTHING) for value in node.values)
        assert proved <= possible, name
        assert node.grade[EVERYTHING] == NONE or proved <= given_ <= possible, name


@given(st.data())
def test_raising_a_statement_never_lowers_anything(data: st.DataObject) -> None:
    """A statement that goes further lowers no criterion's grade (none counts as the lowest), at_least or could_be, nor a group's.

    It may take a group's `grade` away or lower it: that is over the evidenced children, and a criterion that was
    settled at the lowest grade may become unsettled, or join the evidenced ones below their mean. For the same reason
    it may lower at_least where silence scores nothing: there a settled lowest grade scores more than an open question.
    """
    s = data.draw(situations())
    criteria = {c.id for c in s.plan.criteria}
    low = [i for i in s.evidence.items if i.statement in criteria and i.extent != "embedded"]
    assume(low)
    one = data.draw(st.sampled_from(low))
    assert one.extent is not None
    further = one.model_copy(update={"extent": data.draw(st.sampled_from(EXTENTS[EXTENTS.index(one.extent) + 1 :]))})
    raised = s.having(items=tuple(further if i is one else i for i in s.evidence.items))
    before, after = assessed(s).grades, assessed(raised).grades
    lowest = s.plan.books[0].levels[0]
    for name in before.keys() - (counting_silence(s.plan) | of_services(s.plan)):
        assert after[name].at_least >= before[name].at_least, name
        assert after[name].could_be >= before[name].could_be, name
        if name in criteria:
            assert (after[name].grade or lowest) >= (before[name].grade or lowest), name


@given(st.data())
def test_adding_a_document_or_event_that_only_counts_in_favour_never_lowers_what_is_proved(data: st.DataObject) -> None:
    """No criterion's grade (none counts as the lowest) and no at_least falls when a document or event is added.

    It holds for every item, not denied, of a kind and key that rules count in favour only, even where it falls short
    of a test: falling short of a test in favour excludes grades, and may lower could_be, but takes nothing proved
    away. Left aside are keys that `strategies.read_gently` names: those counted against, acts, shares, justifications
    and what may come too late for an act. A rule per service is as good as its worst service with evidence, so a first,
    weaker item about another service lowers it; and where silence scores nothing see the law on statements.
    """
    s = data.draw(situations())
    kind_and_key = sorted(read_gently(s.plan))
    assume(kind_and_key)
    kind, key = data.draw(st.sampled_from(kind_and_key))
    leaf = data.draw(st.sampled_from([leaf for leaf in s.plan.leaves if leaf.kind == kind and key in leaf.keys]))
    words = {**data.draw(item(s.plan, leaf, "added")), kind: key, "denied": False}
    more = s.having(items=(*s.evidence.items, Item.model_validate(words)))
    before, after = assessed(s).grades, assessed(more).grades
    criteria, lowest = {c.id for c in s.plan.criteria}, s.plan.books[0].levels[0]
    for name in before.keys() - (counting_silence(s.plan) | of_services(s.plan)):
        assert after[name].at_least >= before[name].at_least, name
        if name in criteria:
            assert (after[name].grade or lowest) >= (before[name].grade or lowest), name


@given(st.data())
def test_closing_a_list_only_narrows_what_is_possible(data: st.DataObject) -> None:
    """To say that a list is complete settles unknown tests, and no at_least falls and no could_be rises by it.

    New evidence may widen an interval; this cannot. A rule per service stands aside: a service about which nothing was
    settled so far joins the others once the list is closed, and may be the worst of them.
    """
    s = data.draw(situations())
    lists = sorted(set(closable(s.plan)) - {c.entry for c in s.evidence.all_there_is})
    assume(lists)
    kind, key = data.draw(st.sampled_from(lists))
    before, after = assessed(s), assessed(s.having(all_there_is=(*s.evidence.all_there_is, Closed.model_validate({kind: key}))))
    for name in before.grades.keys() - of_services(s.plan):
        if after.grades[name].outcome != "not_applicable":
            assert after.grades[name].at_least >= before.grades[name].at_least, name
            assert after.grades[name].could_be <= before.grades[name].could_be, name
    for name, why in before.reasons.items():
        for was, now in zip(why.tests, after.reasons[name].tests, strict=True):
            assert was.truth in ("unknown", now.truth), (name, was.test)


# what is reported


@given(situations(ladder=True))
def test_every_finding_has_an_id_of_its_own_and_names_evidence_that_is_shown(s: Situation) -> None:
    """No two findings share a fingerprint, and whatever a finding rests on stands in the assessment's evidence."""
    assessment = assessed(s)
    ids = [f.id for f in assessment.findings]
    assert len(ids) == len(set(ids))
    assert {i for f in assessment.findings for i in f.because} <= assessment.evidence.keys()


@given(st.data())
def test_one_voice_alone_is_never_an_adverse_finding(data: st.DataObject) -> None:
    """Whatever one kind of person says, and nothing else, ends in no weakness, no breach and no trigger."""
    s = data.draw(situations(ladder=True))
    voice = data.draw(st.sampled_from(sorted(PEOPLE)))
    source = s.evidence.items[0].source.model_copy(update={"kind": voice}) if s.evidence.items else None
    alone = s.having(items=tuple(i.model_copy(update={"source": source}) for i in s.evidence.items), all_there_is=())
    assert not {f.kind for f in assessed(alone).findings} & {"weakness", "breach", "trigger"}


# the ladder


@given(st.data())
def test_what_one_kind_of_person_says_moves_nobody(data: st.DataObject) -> None:
    """Statements by one kind of person leave the authority and every service on the real ladder's first rung."""
    books, plan = real("intervention-ladder")
    voice = data.draw(st.sampled_from(sorted(PEOPLE)))
    said = [leaf for leaf in plan.leaves if leaf.kind == "statement"]
    words = [data.draw(item(plan, data.draw(st.sampled_from(said)), f"i{n}")) for n in range(data.draw(st.integers(1, 6)))]
    items = tuple(Item.model_validate({**w, "source": voice}) for w in words)
    ladder = assessed(Situation(plan, books, data.draw(evidence(plan, most=0)).model_copy(update={"items": items}))).ladder
    assert ladder is not None
    for standing in (ladder, *ladder.services.values()):
        assert {review.rung for review in standing.history} == {"ladder.rung.1"}
        assert standing.because == ()


@given(st.data())
def test_every_move_up_the_ladder_is_by_something_proved(data: st.DataObject) -> None:
    """Where no trigger is proved and no test is met at a review, nobody goes up; and only a review that says so moves anybody."""
    books, plan = real("intervention-ladder")
    s = Situation(plan, books, data.draw(evidence(plan)))
    working = work(plan, books, s.evidence, Options(matcher="direct"))
    (ladder,) = plan.ladders
    order = [rung.id for rung in ladder.rungs]
    for climb in replay(plan, ladder, s.evidence, AS_OF, (working.facts, working.judged)):
        at = ladder.starts_on
        for review in climb.reviews:
            higher = order.index(review.rung) - order.index(at)
            assert (higher > 0) == (review.by in ("urgent", "enter"))
            assert higher == 0 or review.by != "stay"
            if higher > 0:
                known = [i for i in s.evidence.items if i.known_on <= review.date and climb.subject in (WHOLE, i.about)]
                assert review.proved or known
            at = review.rung


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_same_input_gives_the_same_bytes_again(audience: str) -> None:
    """Twice assessed in one process is the same JSON but for the seconds that it took."""
    books, plan = real("intervention-ladder")
    s = Situation(plan, books, one_of_each(plan))
    assert content(assessed(s, audience=audience)) == content(assessed(s, audience=audience))
