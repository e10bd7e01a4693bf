"""Decisions stand beside what is indicated, bind to what they were made on, and are to be renewed when that changes."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.assess import Options, assess
from engine.assessment import Assessment, finding_id
from engine.between import evidence_moved, rules_moved, stands_at
from engine.decisions import basis, obstacles
from engine.derive import derive
from evidence.model import EvidenceSet
from tests.engine.conftest import Bench

PAPER = {"document": "paper-a"}


def decision(matter: str, adopted: str | int, **words: Any) -> dict[str, Any]:
    """A decision as a file has it."""
    return {"matter": matter, "adopted": adopted, "reason": "We saw it.", "by": "The team", "date": "2009-07-01", **words}


def comment(**words: Any) -> dict[str, Any]:
    """A comment as a file has it."""
    return {"id": "c1", "about": "a", "kind": "error", "text": "It is so.", "by": "The council", "date": "2009-07-10", **words}


def changed(known: EvidenceSet, **words: Any) -> EvidenceSet:
    """The same set with other words."""
    return EvidenceSet.model_validate({**known.model_dump(by_alias=True, exclude_defaults=True), **words})


def made(board: Bench, known: EvidenceSet, **options: Any) -> Assessment:
    """The assessment of a set, for the team unless it is said otherwise."""
    return assess(board.plan, [board.book], known, Options(**({"audience": "team", "matcher": "direct"} | options)))


def hash_of(board: Bench, known: EvidenceSet) -> str:
    """What a decision on this set is bound to."""
    return basis([board.book], known, derive(board.plan, known))


def test_a_decision_stands_while_what_it_was_made_on_does(board: Bench) -> None:
    """Bound to the basis of the assessment it binds still; when the evidence is another, no longer; without a hash, to nothing."""
    known = board.evidence(PAPER)
    on = made(board, known).basis
    bound = changed(known, decisions=[decision("a", 3, made_on=on, indicated="2"), decision("b", 3)])
    assert [(d.matter, d.binds) for d in made(board, bound).decisions] == [("a", "still"), ("b", "to nothing")]
    denied = changed(bound, items=[{**bound.items[0].model_dump(exclude_defaults=True), "denied": True}])
    (a, _) = made(board, denied).decisions
    assert (a.binds, a.was, a.indicated) == ("no longer", "2", None)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(["one", "two", "three"]), st.sampled_from(["one", "two", "three"]), st.booleans())
def test_a_basis_is_of_what_counts_whatever_its_order(board: Bench, order: list[str], which: str, late: bool) -> None:
    """Order, scores, comments, decisions and what became known later leave it; a word of an item that counts does not."""
    items = [{"id": name, "document": "paper-a", "date": "2009-01-01", "source": "document"} for name in order]
    known = changed(board.evidence(), items=items)
    usual = hash_of(board, changed(known, items=sorted(items, key=lambda i: i["id"])))
    beside = {
        "scores": [{"criterion": "a", "grade": 2, "reason": "Seen.", "by": "X", "date": "2009-06-01"}],
        "decisions": [decision("a", 3)],
        "representations": [comment()],
        "title": "A title",
    }
    later = {"id": "later", "document": "paper-b", "date": "2009-09-01", "known": "2009-09-01", "source": "document"}
    assert hash_of(board, changed(known, **beside, items=[*items, *([later] if late else [])])) == usual
    touched = [{**item, "excerpt": "Other words."} if item["id"] == which else item for item in items]
    assert hash_of(board, changed(known, items=touched)) != usual
    assert hash_of(board, changed(known, all_there_is=[{"document": "paper-a"}])) != usual
    assert hash_of(board, changed(known, as_of="2009-07-01")) != usual


def test_a_basis_is_of_the_rules_too(board: Bench) -> None:
    """With another content of the rulebook it is another."""
    known = board.evidence(PAPER)
    other = board.book.__class__(**{**vars(board.book), "content_hash": "0" * 64})
    assert basis([other], known, derive(board.plan, known)) != hash_of(board, known)


def test_what_a_decision_is_bound_to_is_told_to_the_team_alone(board: Bench) -> None:
    """A hash over protected evidence would let somebody try what it says."""
    known = changed(board.evidence(PAPER), decisions=[decision("a", 3, made_on="0" * 64)])
    for audience in ("authority", "public"):
        shown = made(board, known, audience=audience)
        assert (shown.basis, shown.decisions[0].made_on, shown.decisions[0].binds) == (None, None, "no longer")


def test_the_latest_decision_on_a_matter_stands(board: Bench) -> None:
    """By its date, on one day by its stage, then by its place."""
    dated = [decision("a", 1, date="2009-07-02", stage="draft"), decision("a", 2, date="2009-07-01", stage="final")]
    staged = [decision("b", 3, stage="consistency_check"), decision("b", 4)]
    placed = [decision("whole", 1), decision("whole", 2)]
    known = changed(board.evidence(PAPER), decisions=[*dated, *staged, *placed])
    assert [(d.matter, d.adopted) for d in made(board, known).decisions] == [("a", "1"), ("b", "3"), ("whole", "2")]


def test_a_departure_is_one_from_what_is_indicated(board: Bench) -> None:
    """What is adopted as indicated does not depart, nor does what is adopted where nothing is indicated."""
    known = changed(board.evidence(PAPER), decisions=[decision("a", 2), decision("b", 3), decision("ladder", "two")])
    assert [(d.indicated, d.adopted, d.departs) for d in made(board, known).decisions] == [("2", "2", False), (None, "3", False), ("one", "two", True)]


def test_a_decision_may_be_on_a_finding(board: Bench) -> None:
    """What is indicated of it is its kind, while it is found."""
    gap = finding_id("b", "gap_in_evidence", "authority")
    known = changed(board.evidence(PAPER), decisions=[decision(gap, "withdrawn"), decision("f-000000000000", "withdrawn")])
    assert [(d.indicated, d.departs) for d in made(board, known).decisions] == [("gap_in_evidence", True), (None, False)]


def test_what_nobody_decided_on_is_provisional(board: Bench) -> None:
    """Grades of groups, the authority's rung, and the rungs of services above the first; a decision takes its matter off the list."""
    items = (PAPER, {"document": "paper-b"}, {"event": "call", "about": "waste"})
    known = board.evidence(*items)
    assert made(board, known).undecided == ("whole", "ladder", "waste")
    decided = changed(known, decisions=[decision("waste", "two"), decision("authority", "one")])
    assert made(board, decided).undecided == ("whole",)
    assert made(board, known, grades=False, ladder=False).undecided == ()


def test_a_rung_is_never_adopted_by_itself(board: Bench) -> None:
    """With every grade decided, the ladder is undecided until a decision names it."""
    known = changed(board.evidence(PAPER, {"document": "paper-b"}), decisions=[decision("whole", 2)])
    assert made(board, known).undecided == ("ladder",)


def test_a_result_is_a_draft_once_people_have_begun(board: Bench) -> None:
    """Without decisions and comments it is what the engine indicates; it is final when that was asked for."""
    known = board.evidence(PAPER)
    begun = changed(known, representations=[comment()])
    assert [made(board, k, **o).status for k, o in ((known, {}), (begun, {}), (begun, {"final": True}))] == ["indicated", "draft", "final"]


def test_a_service_that_only_protected_evidence_names_is_not_named_by_its_decision(board: Bench) -> None:
    """The authority reads the decision under the name by which it knows the service."""
    heard = {"event": "call", "about": "hidden-service", "source": "staff", "obtained": "interview"}
    known = changed(board.evidence(heard), decisions=[decision("hidden-service", "two")])
    assert [d.matter for d in made(board, known, audience="authority").decisions] == ["service-1"]
    assert "hidden-service" not in made(board, known, audience="public").to_json()


def whole_set(board: Bench, **words: Any) -> EvidenceSet:
    """A set in which everything is decided, finally, on what is known."""
    known = board.evidence(PAPER, {"document": "paper-b"})
    on = {"made_on": made(board, known).basis, "stage": "final"}
    return changed(known, **{"decisions": [decision("whole", 2, **on), decision("ladder", "one", **on)]} | words)


def test_nothing_keeps_what_is_decided_and_answered_from_being_final(board: Bench) -> None:
    """With final decisions that bind, and every comment answered, there is no obstacle."""
    known = whole_set(board, representations=[comment(outcome="accepted", reason="It is.")])
    assert obstacles(made(board, known), known) == ()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"representations": [comment()]}, "the comment c1 on a has no outcome"),
        ({"decisions": []}, "nobody has decided on whole"),
        ({"all_there_is": [{"document": "paper-a"}]}, "the decision on whole was made on other evidence or rules"),
        ({"decisions": [decision("whole", 2)]}, "the decision on whole does not say what it was made on"),
    ],
)
def test_what_keeps_a_result_from_being_final_is_named(board: Bench, words: dict[str, Any], says: str) -> None:
    """A comment without an outcome, what is undecided, what is to be renewed, what binds to nothing."""
    known = whole_set(board, **words)
    assert says in [what for what, _ in obstacles(made(board, known), known)]


def test_stages_comments_and_rows_set_aside_are_looked_at(board: Bench) -> None:
    """A decision of an early stage, one that considered a comment that is not there, and rows that could not be read are obstacles."""
    known = board.evidence(PAPER)
    on = made(board, known).basis
    early = changed(known, decisions=[decision("whole", 2, made_on=on, stage="consistency_check", considered=["c9"])])
    whats = [what for what, _ in obstacles(made(board, early).model_copy(update={"draft": True}), early)]
    assert "the decision on whole is of the stage consistency check" in whats
    assert "the decision on whole considered the comment c9, which is not here" in whats
    assert "some of the evidence could not be read and was set aside" in whats


def test_what_changed_for_a_matter_is_told_by_its_evidence(board: Bench) -> None:
    """Between two assessments: the evidence that came, went and changed for a grade, a group, a rung; and the rules, which did not."""
    named = [{"id": name, "date": "2009-01-01", "source": "document"} for name in ("stays", "goes", "comes")]
    stays, goes, comes = ({**item, "document": document} for item, document in zip(named, ("paper-a", "paper-a", "paper-b"), strict=True))
    before = made(board, changed(board.evidence(), items=[stays, goes]))
    call = {"id": "call", "event": "call", "date": "2009-06-01", "source": "document"}
    after = made(board, changed(board.evidence(), items=[{**stays, "status": "draft"}, comes, call]))
    moved = evidence_moved("whole", before, after)
    assert (moved.came, moved.went, moved.changed) == (("comes",), ("goes",), ("stays",))
    assert not evidence_moved("b", before, before)
    assert evidence_moved("ladder", before, after).came == ("call",)
    finding = next(f.id for f in after.findings if f.kind == "trigger")
    assert evidence_moved(finding, before, after).came == ("call",)
    assert not evidence_moved("unheard-of", before, after)
    assert [stands_at(m, after) for m in ("ladder", finding, "unheard-of")] == ["The rule two", "trigger: It calls for something.", None]
    assert stands_at("ladder", before) == "The rule one"
    assert rules_moved(before, after) == ()


def test_what_was_said_in_confidence_is_not_named_as_what_moved(board: Bench) -> None:
    """Its ids are not the same from one assessment to the next, and are nobody's business."""
    heard = {"id": "heard", "document": "paper-a", "date": "2009-01-01", "source": "staff", "obtained": "interview"}
    before, after = (made(board, changed(board.evidence(), items=items), audience="authority") for items in ([], [heard]))
    assert not evidence_moved("a", before, after)
