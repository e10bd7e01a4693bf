"""The paragraphs: what they name is what decided, and what they call missing is what would change the grade."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.assess import Options, assess, work
from engine.assessment import Assessment, Grade
from engine.compile import compile_plan
from engine.load import load
from engine.paragraphs.groups import raising
from engine.paragraphs.rubric import ByRubric
from engine.plan import CriterionPlan
from engine.tally import TRUE
from engine.whys import why_criterion
from evidence.audience import View
from evidence.model import EXTENTS, VOICES, EvidenceSet, Item
from evidence.read import read_evidence
from tests import strategies
from tests.strategies import Situation, situations

ROOT = Path(__file__).parents[2]
TEAM = Options(audience="team", matcher="direct")


def judged(situation: Situation) -> Assessment:
    return assess(situation.plan, situation.books, situation.evidence, TEAM)


def standing(grade: Grade) -> tuple[object, ...]:
    return grade.grade, grade.at_least, grade.could_be, grade.outcome


def of_the_authority(c: CriterionPlan) -> bool:
    return not c.per_service


@settings(max_examples=25, deadline=None)
@given(situations(excused=False))
def test_without_the_evidence_that_is_named_the_grade_or_its_range_is_another(situation: Situation):
    """Whatever a criterion's paragraph rests on decides: taken away, with older items that it stood before, it moves the grade or its range."""
    situation = situation.having(all_there_is=())
    before = judged(situation)
    for c in situation.plan.criteria:
        named = set(before.paragraphs[c.id].rests_on)
        if not of_the_authority(c) or not named:
            continue
        behind = {(i.kind, i.key) for i in situation.evidence.items if i.id in named}
        left = tuple(i for i in situation.evidence.items if (i.kind, i.key) not in behind and i.derived_from not in named)
        after = judged(situation.having(items=tuple(i.model_copy(update={"derived_from": None}) for i in left)))
        assert standing(after.grades[c.id]) != standing(before.grades[c.id]), c.id


def said(criterion: str, kind: str, extent: int, day: dt.date) -> Item:
    return Item.model_validate(
        {"id": f"new-{kind}", "statement": criterion, "extent": EXTENTS[extent], "results": True, "date": day, "source": kind, "obtained": "document"}
    )


@settings(max_examples=25, deadline=None)
@given(situations(excused=False))
def test_what_is_called_missing_gives_the_grade_once_it_is_there(situation: Situation):
    """So many kinds of source more, results shown, and what stands against it away: then the next grade is proved."""
    working = work(situation.plan, situation.books, situation.evidence, TEAM)
    assessment = judged(situation)
    view = View(situation.evidence, "team")
    for c in situation.plan.criteria:
        if not of_the_authority(c) or c.id not in working.judged.shown or assessment.grades[c.id].outcome in ("no_evidence", "stale", "not_applicable"):
            continue
        rubric = ByRubric(working, c, why_criterion(working, c, view), view)
        step = rubric.next()
        if step is None:
            continue
        lack = rubric.lack(step)
        supporters = rubric.supporters(step)
        assert lack.kinds or lack.results or lack.contradicted
        behind = {(i.kind, i.key) for i in situation.evidence.items if i.id in lack.contradicted}
        items = [i.model_copy(update={"derived_from": None}) for i in situation.evidence.items if (i.kind, i.key) not in behind]
        # With what stands against it may go older evidence that supports it, so then all its kinds are brought anew.
        speakers = VOICES[: step.kinds] if lack.contradicted else [k for k in VOICES if k not in supporters][: lack.kinds] or supporters[:1]
        items += [said(c.id, kind, step.extent, assessment.as_of) for kind in speakers]
        after = work(situation.plan, situation.books, situation.evidence.model_copy(update={"items": tuple(items)}), TEAM)
        assert ByRubric(after, c, why_criterion(after, c, view), View(after.evidence, "team")).truth(step) == TRUE, c.id


def rated(by: dict[str, object], count: int):
    """A rulebook of criteria that are taken from ratings, and one group of them."""
    ratings = {f"r{n}": {"title": f"The rating {n}", "values": ["a", "b", "c", "d"]} for n in range(count)}
    criteria = [strategies.rule(f"c{n}", rated=f"r{n}") for n in range(count)]
    group = {"id": "all", "title": "All of them", "of": [f"c{n}" for n in range(count)], "level": "whole", **by}
    return strategies.loaded({"book": strategies.head(), "vocabulary": {"rating": ratings}, "criteria": criteria, "groups": [group]})


WAYS = [
    {"by": "mean"},
    {"by": "median"},
    {"by": "minimum"},
    {"by": "points", "bands": {"2": 40, "3": 60, "4": 80}},
    {"by": "mean", "cap": [{"at": 2, "when": {"grade": "c0", "at_most": 1}, "because": "The first is the one that counts."}]},
]


def rating(values: list[str]) -> EvidenceSet:
    items = [{"id": f"i{n}", "rating": f"r{n}", "value": v, "date": "2009-05-01", "source": "inspectors"} for n, v in enumerate(values)]
    return EvidenceSet.model_validate({"authority": {"name": "A council", "type": "unitary"}, "as_of": "2009-06-30", "items": items})


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(WAYS), st.lists(st.sampled_from("abcd"), min_size=2, max_size=4))
def test_the_parts_that_would_raise_a_group_are_those_that_do(way: dict[str, object], values: list[str]):
    """Each part is brought one grade up in the evidence itself: the group rises where the paragraph says so, and nowhere else."""
    book, plan = rated(way, len(values))
    working = work(plan, [book], rating(values), TEAM)
    group = plan.groups[-1]
    before = assess(plan, [book], rating(values), TEAM).grades["all"].grade
    rises = []
    for n, value in enumerate(values):
        if value != "d":
            raised = [*values[:n], "abcd"["abcd".index(value) + 1], *values[n + 1 :]]
            after = assess(plan, [book], rating(raised), TEAM).grades["all"].grade
            rises += [f"c{n}"] if (after or 0) > (before or 0) else []
    assert raising(working, group) == rises


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=4))
def test_a_limiter_is_named_before_anything_else(values: list[str]):
    """Where a limit holds a group down the paragraph begins with it, and tells the grade that a plan without the limit gives."""
    book, plan = rated(WAYS[-1], len(values))
    a = assess(plan, [book], rating(values), TEAM)
    assume(a.grades["all"].capped_by)
    free = replace(plan, groups=tuple(replace(g, caps=()) for g in plan.groups))
    without = assess(free, [book], rating(values), TEAM).grades["all"].grade
    told = a.paragraphs["all"]
    if without == a.grades["all"].grade:
        assert told.found.startswith("A limit keeps it from going above 2 second: The first is the one that counts.")
    else:
        assert told.found.startswith("It is held at 2 second by a limit: The first is the one that counts.")
        assert f"Without this limit it would be {without} " in told.found
        assert "The limit holds because “The rule c0” is at most 1 lowest." in told.found
        assert "Nothing raises it until the limit is lifted." in told.change


@pytest.fixture(scope="module")
def books():
    return [load(ROOT / "rules" / name) for name in ("corporate-peer-review", "intervention-ladder")]


def example(name: str, books, audience="public") -> Assessment:
    evidence, _ = read_evidence(ROOT / "examples" / name / "evidence.yaml")
    return assess(compile_plan(books), books, evidence, Options(audience=audience, matcher="direct"))


@pytest.mark.parametrize("name", ["leicester-2006", "westmarch"])
def test_every_grade_has_its_paragraph_in_whole_sentences(name: str, books):
    """Nothing is left unexplained; no sentence is broken off, and none is told twice."""
    a = example(name, books)
    assert list(a.paragraphs) == list(a.grades)
    for i, told in a.paragraphs.items():
        assert told.text.endswith((".", "!", "?", "…")), i
        assert "  " not in told.text, i
        assert ".." not in told.text, i
        assert "None" not in told.text.replace("None of", ""), i
        grade = a.grades[i]
        if grade.grade is None and grade.outcome in ("unsettled", "contested"):
            assert "not graded" in told.found, i


def test_a_paragraph_never_tells_what_was_said_in_confidence(books):
    """The public's paragraphs name no protected item, no person and no word of an interview; the team's name the items."""
    public, team = example("westmarch", books), example("westmarch", books, "team")
    text = json.dumps([p.model_dump() for p in public.paragraphs.values()])
    hidden = {i: shown for i, shown in team.evidence.items() if shown.protected}
    assert hidden
    for i, shown in hidden.items():
        assert f'"{i}"' not in text
        for told in (shown.person, shown.excerpt):
            assert told is None or told not in text
    assert any(set(p.rests_on) & set(hidden) for p in team.paragraphs.values())


def test_unknown_is_told_as_unknown(books):
    """What nobody looked at is neither passed nor failed, and the paragraph says what to look for."""
    a = example("leicester-2006", books)
    silent = [i for i, g in a.grades.items() if g.outcome == "no_evidence" and g.level == "criterion"]
    assert len(silent) > 100
    for i in silent:
        assert a.paragraphs[i].found == "Nothing is known of it yet, so it is neither passed nor failed."
        assert not a.paragraphs[i].change


def test_what_a_reader_of_leicester_and_westmarch_reads(books):
    """A few paragraphs word by word: a grade that is shown, one that is contested, and an element that a limiter holds."""
    a, b = example("leicester-2006", books), example("westmarch", books)
    assert a.paragraphs["cpr.2.3.systems.3"].text == (
        "It is 2 adequate because documents say that it is there in part. Nothing shows yet that it is in place. It may turn out to be as high as 4 performing "
        "strongly. It would be 3 performing well or more with two kinds of source that show that it is in place. The rule's next step: Build next year's work "
        "programme from the forward plan, and put the draft budget before scrutiny two months before it is set."
    )
    assert b.paragraphs["cpr.3.1.responsive.7"].found.startswith("Sources that should agree do not. It is 2 adequate because officers and users say that it")
    assert "Against that stands: unions say that it is planned." in b.paragraphs["cpr.3.1.responsive.7"].missing
    assert b.paragraphs["cpr.element.1"].found.startswith(  # the limiter, what it rests on, and the grade without it
        "It is held at 2 adequate by a limit: Good results on average do not make up for disadvantaged communities that are left behind. The limit holds "
        "because “The gap is closing for the groups and neighbourhoods that do worst” is at most 1 inadequate. Without this limit it would be 3 performing "
        "well, the mean of the ten of its 11 parts"
    )


REVIEWS = [{"event": "review"}, {"event": "audit"}, {"event": "visit"}]
HARM = [{"event": "breach"}, {"event": "loss"}]
PLAN = {"document": "plan", "status": "adopted"}
CONDITIONED = {
    2: {"any": [PLAN, {"event": "review"}]},
    3: {"all": [PLAN, {"event": "review"}, {"not": {"event": "breach"}}]},
    4: {"all": [{"count": REVIEWS, "at_least": 2}, {"count": HARM, "at_most": 0}]},
}
ON_RECORD = {what: f"“The event {what}” (event) is on record" for what in ("review", "audit", "visit", "breach")}
RULED_OUT = "“The event breach” (event) is ruled out"
ADOPTED = "“The document plan, adopted or further” (document) is on record"


@pytest.mark.parametrize(
    ("there", "found", "missing"),
    [
        (["review"], f"It is 2 second because {ON_RECORD['review']}.", f"For 3 third this would have to be so: {ADOPTED}."),
        (["breach"], "It is 1 lowest, for what any higher grade takes is ruled out.", f"one of these: {ADOPTED}; or {ON_RECORD['review']}."),
        (["plan", "review"], f"It is 3 third because {ADOPTED}; {ON_RECORD['review']}; and {RULED_OUT}.", "one more of these: “The event"),
        (["plan", "review", "audit"], f"It is 4 highest because {ON_RECORD['review']}; {ON_RECORD['audit']}; {RULED_OUT}", ""),
        (["plan", "review", "breach"], f"It is 2 second because {ADOPTED}; and {ON_RECORD['review']}.", f"have to be so: {RULED_OUT}."),
    ],
    ids=["two", "one", "three", "four", "two by a breach"],
)  # fmt: skip
def test_a_grade_by_conditions_names_those_that_hold_and_those_that_do_not(there: list[str], found: str, missing: str):
    """What is on record is told for the grade that is given, and what is not, or what is not ruled out, for the next."""
    data = [strategies.rule("c", grades=CONDITIONED)]
    book, plan = strategies.loaded({"book": strategies.head(), "vocabulary": strategies.vocabulary_of(data), "criteria": data})
    items = [{"id": e, **(PLAN if e == "plan" else {"event": e}), "date": "2009-05-01", "source": "document"} for e in there]
    closed = [{"event": e} for e in ("review", "breach", "audit", "visit", "loss")] + [{"document": "plan"}]
    head = {"authority": {"name": "A council", "type": "unitary"}, "as_of": "2009-06-30"}
    told = assess(plan, [book], EvidenceSet.model_validate({**head, "items": items, "all_there_is": closed}), TEAM).paragraphs["c"]
    assert found in told.found
    assert missing in told.missing
    assert ("This is the highest grade." in told.change) == (not missing)


def test_a_table_tells_the_line_that_holds():
    """A group by table names the grades of its parts that its line asks for; where no line holds, it says so."""
    rows = [{"give": 4, "when": {"all": [{"grade": "c0", "at_least": 3}, {"not": {"grade": "c1", "at_most": 2}}]}}, {"give": 2}]
    book, plan = rated({"by": "table", "rows": rows}, 2)
    told = assess(plan, [book], rating(["c", "d"]), TEAM).paragraphs["all"]
    assert told.found == "It is 4 highest by its table, for “The rule c0” is at least 3 third; and “The rule c1” is above 2 second."
    told = assess(plan, [book], rating(["b", "d"]), TEAM).paragraphs["all"]
    assert told.found == "It is 2 second by its table, for no line above it holds."
    assert told.change == "One grade more in “The rule c0” would raise it."
