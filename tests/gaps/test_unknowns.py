"""What settling an unknown would close: exact, ranked, and asked of the right people."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.gaps.gaps import gaps
from engine.gaps.result import Gaps
from engine.gaps.settle import settled, suppositions
from engine.gaps.unknowns import unknowns, width
from engine.improve.sets import Check
from engine.improve.steps import Step
from tests.gaps.conftest import Worked, worked
from tests.strategies import Situation, head, loaded, rule, situations, vocabulary_of


@given(situations(ladder=True))
@settings(max_examples=25, deadline=None)
def test_what_is_left_open_equals_a_whole_roll_up_of_what_is_supposed(situation: Situation):
    """Rolling up the ancestors alone gives every group the range that rolling up everything gives it."""
    working, _ = worked(situation.plan, situation.books, situation.evidence)
    nodes, supposed = working.judged.nodes, suppositions(situation.plan, working.judged.nodes)
    left = settled(situation.plan, nodes, supposed)
    for book in situation.plan.books:
        mine = [s for s in supposed if any(c.id == s.criterion and c.book == book.id for c in situation.plan.criteria)]
        steps = [[Step(s.criterion, s.grade, s.grade, 0, 0, 0, 0)] for s in mine]
        rolled = Check(situation.plan, book.id, nodes).nodes([[], *steps])
        for group in (g.id for g in situation.plan.groups if g.book == book.id):
            ends = list(zip(rolled[group].at_least.tolist(), rolled[group].could_be.tolist(), strict=True))
            expected = {s: left[group].ranges.get(s, left[group].now) if group in left else ends[0] for s in mine}
            assert ends[1:] == list(expected.values())
            assert group not in left or ends[0] == left[group].now


@given(situations())
@settings(max_examples=25, deadline=None)
def test_settling_the_first_unknown_closes_at_least_as_much_of_the_whole_as_any_other(situation: Situation):
    """No unknown after the first could close more of the highest groups' range, in grades, and exactly where grades are equal."""
    found = unknowns(*worked(situation.plan, situation.books, situation.evidence))

    def closes(n: int, level: str) -> tuple[int, Fraction]:
        here = [c for c in found[n].closings if c.level == level]
        grades = max((width(c.could_be) - width(s.could_be) for c in here for s in c.settled), default=0)
        return grades, max((Fraction(c.closes) for c in here), default=Fraction(0))

    assert all(closes(0, "whole") >= closes(n, "whole") for n in range(1, len(found)))


def test_every_grade_that_is_possible_is_supposed_and_no_other(found: Gaps):
    """From what is proved to what is not excluded, both ends among them."""
    for unknown in found.unknowns:
        low, high = found.criteria[unknown.criterion].could_be
        for closing in unknown.closings:
            grades = [s.grade for s in closing.settled]
            assert grades[0] == low < grades[-1] == high
            assert grades == sorted(set(grades))


def test_a_criterion_that_is_settled_is_no_unknown(found: Gaps):
    """What is listed is open, and everything open is listed."""
    assert {u.criterion for u in found.unknowns} == {i for i, c in found.criteria.items() if c.could_be[0] < c.could_be[1]}


TESTS = {
    "paper": {"document": "plan", "status": "adopted", "age": {"at_most": "24 months"}, "shows": "in_place"},
    "figure": {"measure": "share", "at_least": 70, "shows": "embedded"},
}
RULES = {
    "criteria": [
        rule("named", looks_for="Staff and tenants describe it alike.", tests=TESTS),
        rule("nobody", looks_for="It works.", tests={"paper": TESTS["paper"]}),
        rule("published", rated="stars"),
    ],
    "groups": [rule("all", level="whole", of=["named", "nobody", "published"], by="mean", bands={2: 1.5, 3: 2.5, 4: 3.5})],
}


def _small(*items: dict[str, object]) -> Gaps:
    from evidence.model import EvidenceSet

    data = {"book": head(), **RULES}
    book, plan = loaded({**data, "vocabulary": vocabulary_of(data)})
    known = EvidenceSet.model_validate({"authority": {"name": "A council", "type": "unitary"}, "as_of": "2009-06-30", "items": items})
    return gaps(*worked(plan, (book,), known))


def _said(n: int, by: str, extent: str, criterion: str = "named") -> dict[str, object]:
    return {"id": f"s{n}", "statement": criterion, "extent": extent, "source": by, "date": "2009-06-01"}


def test_those_are_asked_whom_the_rule_names_and_what_its_tests_are_found_in():
    """Staff and users where it names them, members and officers where it names nobody, no people about a published judgement."""
    asked = {u.criterion: u.ask for u in _small().unknowns}
    assert asked == {"named": ("document", "data", "staff", "users"), "nobody": ("document", "members", "officers"), "published": ("document",)}


OLD = {"id": "d", "document": "plan", "status": "adopted", "source": "document", "date": "2004-01-01"}
NEW = {**OLD, "date": "2009-01-01"}


@pytest.mark.parametrize(
    ("items", "weak"),
    [
        ((), "silent"),
        ((OLD,), "stale"),
        ((_said(1, "staff", "in_place"),), "thin"),
        ((_said(1, "staff", "in_place"), _said(2, "staff", "in_place")), "one_kind"),
        ((_said(1, "staff", "embedded"), _said(2, "users", "absent")), "contradicted"),
        ((_said(1, "staff", "in_place"), _said(2, "users", "in_place")), None),
    ],
)
def test_what_is_weak_about_the_evidence_is_named(items: tuple[dict[str, object], ...], weak: str | None):
    """Nothing, only what is old, a single item, one kind of source, a contradiction; and two kinds that agree are not weak."""
    assert _small(*items).criteria["named"].weak == weak


def test_a_document_is_asked_for_once_in_the_rules_words_and_for_every_criterion_it_helps():
    """Both criteria ask for the plan: it stands in the list once; an old one that is there already is said to be too old."""
    (request,) = [r for r in _small(OLD).requests if r.key == "plan"]
    assert set(request.criteria) == {"named", "nobody"}
    assert request.have == 1
    assert request.wanted == ("document: The document plan, adopted or further, at most 24 months old",)
    assert any("too old" in text for text in request.missing)


def test_prompts_use_the_words_of_the_rule_alone():
    """What it looks for, and its tests that are not settled."""
    staff = next(i for i in _small(NEW).interviews if i.voice == "staff")
    (prompt,) = staff.prompts
    assert prompt.looks_for == "Staff and tenants describe it alike."
    assert prompt.tests == ("measure: Something called share, at least 70",) or all("share" in text for text in prompt.tests)


@given(st.data())
@settings(max_examples=2, deadline=None)
def test_the_order_of_evidence_changes_nothing(leicester: Worked, data: st.DataObject):
    """The same evidence in any order gives the same bytes."""
    working, _ = leicester
    items = data.draw(st.permutations(working.evidence.items))
    shuffled = worked(working.plan, tuple(working.books), working.evidence.model_copy(update={"items": tuple(items)}))
    assert gaps(*shuffled).to_json() == gaps(*leicester).to_json()
