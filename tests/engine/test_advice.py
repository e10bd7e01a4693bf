"""Advice: a trigger that says what suits, and holds nothing against anybody."""

from cli.report.advised import advised
from engine.assess import Options
from tests.engine.conftest import Bench, MakeBench, criterion, trigger

CALLED = {"event": "complaint"}
WALK = trigger("walk", per="service", advises="A walk with the users", when=CALLED, unless={"event": "walk-held"})
AUDIT = trigger("audit", per="service", advises="A quality audit", when={"event": "scandal"})


def parks(bench: MakeBench, *more: object) -> Bench:
    """Two things that may be advised, beside a criterion that takes no part."""
    return bench(criteria=[criterion("c", tests={"it": {"document": "plan", "shows": "in_place"}})], triggers=[WALK, AUDIT, *more])


def test_what_is_proved_is_advised_with_its_reason_by_subject(bench: MakeBench) -> None:
    """And what nothing calls for is named beside it."""
    result = parks(bench).assess({"event": "complaint", "about": "castle-park"}, {"event": "scandal", "about": "mill-green"})
    found = {a.subject: ({t.title: [f.text for f in t.things] for t in a.things}, a.others) for a in advised(result)}
    assert found == {
        "Castle park": ({"A walk with the users": ["It calls for something."]}, ("A quality audit",)),
        "Mill green": ({"A quality audit": ["It calls for something."]}, ("A walk with the users",)),
    }


def test_advice_is_no_call_for_a_response(bench: MakeBench) -> None:
    """It is a finding of its own kind, and averted as a trigger is."""
    assert [f.kind for f in parks(bench).findings({"event": "complaint", "about": "castle-park"})] == ["advice"]
    assert parks(bench).findings({"event": "complaint", "about": "castle-park"}, {"event": "walk-held", "about": "castle-park"}) == []


def test_what_one_voice_says_is_a_line_of_enquiry_and_not_yet_advice(bench: MakeBench) -> None:
    """As with any trigger."""
    said = trigger("ask", per="service", advises="A survey", when={"statement": "nobody-asks", "extent": "in_place"})
    voiced = {"statement": "nobody-asks", "extent": "in_place", "source": "staff", "about": "castle-park"}
    assert [f.kind for f in parks(bench, said).findings(voiced)] == ["line_of_enquiry"]


def test_advice_moves_nobody_on_the_ladder(bench: MakeBench) -> None:
    """`trigger: any` looks at what calls for a response; advice is given all the same, and without a ladder too."""
    rungs = [
        {"id": name, "title": f"The {name} rung", "cite": {"source": "source", "at": "page 1"}, "who": "The keeper", "next": "Do something.", **words}
        for name, words in (("low", {}), ("high", {"enter": {"trigger": "any"}, "leave": {"not_called": "1 reviews"}}))
    ]
    grave = trigger("grave", when={"event": "accident"})
    made = bench(book={"starts_on": "low"}, triggers=[WALK, grave], rungs=rungs, vocabulary={})
    complaint = {"event": "complaint", "about": "castle-park", "date": "2008-01-01"}
    assert made.assess(complaint).ladder.services["castle-park"].recommended == "low"
    assert made.assess(complaint, {"event": "accident", "about": "castle-park", "date": "2008-01-01"}).ladder.services["castle-park"].recommended == "high"
    without = made.assess(complaint, options=Options(matcher="direct", audience="team", ladder=False))
    assert [f.kind for f in without.findings] == ["advice"]
