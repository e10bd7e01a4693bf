"""What became of recommendations: exact definitions, and what is unknown is neither passed nor failed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.assessment import finding_id
from engine.progress.progress import Progress, status_of
from engine.progress.since import OVERTAKEN, SETTLED, STATES
from engine.progress.upon import upon
from engine.story.file import Claimed, RestsOn, StoryFile
from evidence.model import Closed, EvidenceSet, Item, NotApplicable
from evidence.problems import BadInput
from evidence.read import read_evidence
from tests.progress.conftest import judged, year_of
from tests.story.conftest import WESTMARCH, YEAR_ON

STATUS = st.sampled_from(sorted(STATES))


def found(p: Progress) -> list[str]:
    """What the evidence shows of each recommendation."""
    return [r.found for r in p.recommendations]


def rested(rule: str, kind: str = "trigger", about: str = "authority") -> RestsOn:
    """A finding as a story remembers it."""
    return RestsOn(finding=finding_id(rule, kind, about), rule=rule, kind=kind, about=about, print="p-000000000000")  # type: ignore[arg-type]


def item(**words: object) -> Item:
    """An item of spring 2010."""
    return Item.model_validate({"date": "2010-03-31", "source": "data", **words})


def with_items(evidence: EvidenceSet, *items: Item, **words: object) -> EvidenceSet:
    """The evidence with more items."""
    return evidence.model_copy(update={"items": (*evidence.items, *items), **words})


@pytest.fixture(scope="module")
def bare() -> EvidenceSet:
    """The evidence of June 2009, a year on, with nothing new."""
    return read_evidence(WESTMARCH)[0].model_copy(update={"as_of": dt.date(2010, 6, 30)})


@given(st.lists(STATUS, max_size=5))
def test_a_status_follows_its_definition(states: list[str]):
    """Done, overtaken, under way, not started and not evidenced, in whatever order the findings stand."""
    live = [s for s in states if s not in OVERTAKEN]
    status = status_of(states)  # type: ignore[arg-type]
    assert status == status_of(states[::-1])  # type: ignore[arg-type]
    assert (status == "done") == (bool(live) and set(live) <= set(SETTLED))
    assert (status == "overtaken") == (bool(states) and not live)
    assert (status == "not_evidenced") == (set(live) <= {"nothing_since"} and (bool(live) or not states))
    assert (status == "not_started") == ("still_there" in live and not set(live) & {*SETTLED, "eased"})


def test_the_example_shows_every_status(story: StoryFile, year_on: EvidenceSet):
    """Westmarch a year on: claims and evidence agree here and there, and not everywhere."""
    p = judged(story, year_on)
    assert list(zip([r.claimed for r in p.recommendations], found(p), strict=True)) == [
        ("under_way", "not_started"),
        ("done", "under_way"),
        ("done", "under_way"),
        ("under_way", "not_evidenced"),
        ("done", "done"),
        ("done", "not_evidenced"),
        (None, "not_started"),
        ("overtaken", "overtaken"),
        ("done", "done"),
    ]
    assert p.counts == {"done": 2, "under_way": 2, "not_started": 2, "not_evidenced": 2, "overtaken": 1}
    assert [n for n, r in enumerate(p.recommendations, start=1) if r.overdue] == [1, 2, 3, 4, 7]


def test_without_new_evidence_nothing_is_done_and_nothing_has_failed(story: StoryFile, bare: EvidenceSet):
    """A year passes, old evidence grows too old, and every claim is left not evidenced."""
    assert set(found(judged(story, bare))) == {"not_evidenced"}


def test_a_claim_changes_nothing_of_what_is_found(story: StoryFile, year_on: EvidenceSet):
    """Whoever claims that all is done, the evidence says the same."""
    boasting = Claimed(status="done", on=dt.date(2010, 6, 29))
    claims = story.model_copy(update={"recommendations": tuple(r.model_copy(update={"claimed": boasting}) for r in story.recommendations)})
    assert found(judged(claims, year_on)) == found(judged(story, year_on))


def test_what_was_dated_before_the_story_is_no_progress(story: StoryFile, year_on: EvidenceSet):
    """The same items dated in June 2009 and before settle nothing, whenever they came in."""
    old = {i.id for i in read_evidence(YEAR_ON / "evidence.yaml")[0].items}
    day = dt.date(2009, 6, 29)
    early = tuple(i.model_copy(update={"date": day, "known": dt.date(2010, 1, 1)}) if i.id in old else i for i in year_on.items)
    assert set(found(judged(story, year_on.model_copy(update={"items": early})))) == {"not_evidenced", "overtaken"}


def test_a_withdrawn_rule_is_overtaken(story: StoryFile, year_on: EvidenceSet):
    """A finding whose rule is no longer in the rulebook counts for nothing any more."""
    year, _ = year_of(story, year_on)
    assert year.since(rested("cpr.9.gone.1", "weakness")).state == "withdrawn"


def test_a_trigger_is_gone_when_it_is_ruled_out_and_not_when_it_is_only_unproved(story: StoryFile, bare: EvidenceSet):
    """A target met by a new figure rules a miss out; an old complaint that grew too old rules nothing out, until it is looked for."""
    missed = next(i for i in bare.items if i.measure == "household-waste-left-over" and i.about == "waste" and i.target is not None and i.date.year == 2009)
    met = missed.model_copy(update={"id": "waste-0910", "date": dt.date(2010, 3, 31), "known": None, "value": missed.target, "period": "2009/10"})
    looked = item(id="asked", event="complaint-upheld", denied=True, about="housing", source="document")
    by, miss = rested("trigger.citizen.12", about="housing"), rested("trigger.target_miss", about="waste")
    assert [year_of(story, bare)[0].since(x).state for x in (by, miss)] == ["nothing_since", "nothing_since"]
    year, _ = year_of(story, with_items(bare, met, looked))
    assert [(s.state, s.evidence) for s in (year.since(miss), year.since(by))] == [("gone", ("waste-0910",)), ("gone", ("asked",))]


def test_a_breach_is_gone_when_it_was_mended_and_not_when_it_only_grew_old(story: StoryFile, bare: EvidenceSet):
    """A decision taken again mends the first; a later one that was kept leaves the first where it was; no evidence settles nothing."""
    critique = ("best-value-critique",)
    breach = rested("democratise.3", "breach", "adult-social-care")
    retaken = item(id="again", event="decision-retaken", about="adult-social-care", source="document")
    weighed = item(
        id="weighed", event="option-appraisal", about="adult-social-care", includes=["in-house-option", "quality", "social-effects"], source="document"
    )
    decided = item(id="decided", event="service-review-decided", about="adult-social-care", source="document", date="2010-05-01")
    years = {
        name: year_of(story, with_items(bare, *items, **words), critique)[0].since(breach).state
        for name, items, words in (
            ("nothing", (), {}),
            ("mended", (retaken,), {}),
            ("another kept", (weighed, decided), {}),
            ("too old, and another kept", (weighed.model_copy(update={"date": dt.date(2012, 5, 1)}), decided.model_copy(update={"date": dt.date(2012, 6, 1)})),
             {"as_of": dt.date(2012, 6, 30)}),
            ("too old", (), {"as_of": dt.date(2012, 6, 30)}),
        )
    }  # fmt: skip
    assert years == {
        "nothing": "nothing_since", "mended": "gone", "another kept": "still_there", "too old, and another kept": "gone", "too old": "nothing_since"
    }  # fmt: skip


def test_a_finding_that_turned_contested_is_under_way(story: StoryFile, bare: EvidenceSet):
    """New evidence that speaks against the weakness and does not settle it eases it."""
    said = item(id="new", statement="cpr.3.3.communication.1", extent="embedded", source="partners", date="2010-05-01")
    year, _ = year_of(story, with_items(bare, said))
    assert year.since(rested("cpr.3.3.communication.1", "weakness")).state == "eased"


def test_what_does_not_apply_any_more_is_overtaken(story: StoryFile, bare: EvidenceSet):
    """Somebody says so, and why."""
    gone = NotApplicable(criterion="cpr.4.1.processes.8", by="The team", reason="There are no wards any more.")
    year, _ = year_of(story, with_items(bare, not_applicable=(*bare.not_applicable, gone)))
    assert year.since(rested("cpr.4.1.processes.8", "weakness")).state == "not_applicable"


def test_a_service_that_the_story_may_not_name_is_known_by_the_findings_id(story: StoryFile, bare: EvidenceSet):
    """A story for the public that calls housing service-1 leads to the same evidence."""
    looked = item(id="asked", event="complaint-upheld", denied=True, about="housing", source="document")
    year, _ = year_of(story, with_items(bare, looked))
    hidden = rested("trigger.citizen.12", about="housing").model_copy(update={"about": "service-1"})
    assert (year.since(hidden).state, year.since(hidden).about) == ("gone", "service-1")


def test_evidence_given_in_confidence_counts_and_is_not_named(story: StoryFile, year_on: EvidenceSet):
    """The public reads that there is such evidence; the team reads which."""
    public, team = (judged(story, year_on, audience) for audience in ("public", "team"))
    assert found(public) == found(team)
    spoken = {"s-results-by-ward-members", "s-results-by-ward-officers", "s-skills-named-staff", "s-skills-named-officers"}
    assert not any(i in public.to_json() for i in (*spoken, "Interview"))
    assert spoken <= set(team.evidence)
    assert [f.in_confidence for f in public.recommendations[4].findings] == [True]
    assert [f.in_confidence for f in team.recommendations[4].findings] == [False]


def test_a_later_set_stands_upon_an_earlier_one():
    """New items take the place of old ones; complete lists, scores and decisions were about then."""
    early, late = read_evidence(WESTMARCH)[0], read_evidence(YEAR_ON / "evidence.yaml")[0]
    again = item(id="d-corporate-plan", document="corporate-plan", status="withdrawn", source="document")
    joined = upon(early, with_items(late, again, all_there_is=(Closed(event="budget-set"),)), "late.yaml")
    assert [i for i in joined.items if i.id == "d-corporate-plan"] == [again]
    assert len(joined.items) == len(early.items) + len(late.items)
    assert joined.all_there_is == (Closed(event="budget-set"),)
    assert (joined.scores, joined.decisions) == ((), ())
    assert {n.criterion for n in joined.not_applicable} == {n.criterion for n in (*early.not_applicable, *late.not_applicable)}


def test_two_authorities_or_the_wrong_order_are_refused():
    """The earlier set is the one that is built upon."""
    early, late = read_evidence(WESTMARCH)[0], read_evidence(YEAR_ON / "evidence.yaml")[0]
    other = early.model_copy(update={"authority": early.authority.model_copy(update={"name": "Eastmarch"})})
    for pair in ((late, early), (other, late)):
        with pytest.raises(BadInput):
            upon(*pair, "late.yaml")
