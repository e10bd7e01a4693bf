"""Agreement: the consensus, the statistic, the agenda, and the council's view of itself."""

import json
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.agreement.agreement import FEWEST_SUBJECTS, agreement, middle
from engine.agreement.gather import together
from engine.agreement.result import Agreement
from engine.assess import Options, assess, work
from engine.report import report
from evidence.model import EvidenceSet
from evidence.problems import BadInput
from evidence.read import read_evidence
from tests import strategies

ROOT = Path(__file__).parents[2]
TEAM = Options(audience="team", matcher="direct")


def score(criterion: str, grade: int, by: str, **words) -> dict:
    return {"criterion": criterion, "grade": grade, "by": by, "date": "2009-06-19", "reason": "As seen.", **words}


def evidence(scores: list[dict], values: str = "", **words) -> EvidenceSet:
    items = [{"id": f"i{n}", "rating": f"r{n}", "value": v, "date": "2009-05-01", "source": "inspectors"} for n, v in enumerate(values)]
    return EvidenceSet.model_validate({"authority": {"name": "A council", "type": "unitary"}, "as_of": "2009-06-30", "items": items, "scores": scores, **words})


def book(count: int, groups: list[dict] | None = None):
    """A rulebook of criteria that are taken from ratings, in groups."""
    ratings = {f"r{n}": {"title": f"The rating {n}", "values": ["a", "b", "c", "d"]} for n in range(count)}
    criteria = [strategies.rule(f"c{n}", rated=f"r{n}") for n in range(count)]
    groups = groups or [{"id": "all", "title": "All of them", "of": [f"c{n}" for n in range(count)], "level": "whole", "enough": "0%"}]
    return strategies.loaded({"book": strategies.head(), "vocabulary": {"rating": ratings}, "criteria": criteria, "groups": groups})


def agreed(rules, known: EvidenceSet, options: Options = TEAM) -> Agreement:
    rulebook, plan = rules
    working = work(plan, [rulebook], known, options)
    return agreement(working, report(working, options, 0))


@settings(max_examples=25)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=9))
def test_the_consensus_is_the_median_and_of_an_even_number_both_middle_ones(grades: list[int]):
    """No more than half of the scores lie below the lower middle one, and no more than half above the upper; an odd number has one middle."""
    found = middle(grades)
    assert 2 * sum(g < found.low for g in grades) <= len(grades)
    assert 2 * sum(g > found.high for g in grades) <= len(grades)
    assert found.low in grades
    assert found.high in grades
    if len(grades) % 2:
        assert found.low == found.high


def test_own_scores_never_enter_the_consensus():
    """With or without the council's own score, the consensus, the spread, the agenda and the statistic are the same."""
    rules, theirs = book(2), [score("c0", 2, "A"), score("c0", 3, "B")]
    without, with_ = (agreed(rules, evidence([*theirs, *own], "bb")) for own in ([], [score("c0", 4, "The council", own=True)]))
    assert (without.criteria[0].consensus, without.agenda, without.alphas) == (with_.criteria[0].consensus, with_.agenda, with_.alphas)
    assert [g.grade for g in with_.criteria[0].own] == [4]
    assert with_.self_view[0].sees_itself == "better"


@pytest.mark.parametrize(("own", "how"), [(1, "worse"), (2, "the same"), (3, "the same"), (4, "better")])
def test_a_council_between_two_middle_scores_sees_itself_the_same(own: int, how: str):
    """Better is above both middle scores, worse is below both."""
    found = agreed(book(1), evidence([score("c0", 2, "A"), score("c0", 3, "B"), score("c0", own, "The council", own=True)], "b"))
    assert found.self_view[0].sees_itself == how


def test_without_an_assessor_the_council_is_held_against_the_evidence():
    """Its own score stands beside the range that the evidence leaves open; where there is no evidence, beside nothing."""
    known = evidence([score("c0", 4, "The council", own=True), score("c1", 4, "The council", own=True)], "b")
    found = agreed(book(2), known)
    assert [(v.criterion, v.by, v.sees_itself) for v in found.self_view] == [("c0", "evidence", "better")]


def test_alpha_is_withheld_under_twenty_common_subjects():
    """Nineteen shared criteria give a reason, twenty a figure; full agreement over several grades is 1."""
    rules = book(20)
    both = [score(f"c{n}", 1 + n % 4, by) for n in range(20) for by in "AB"]
    (few,) = agreed(rules, evidence(both[:-1])).alphas
    assert (few.alpha, few.subjects) == (None, 19)
    assert "below 20" in (few.withheld or "")
    (full,) = agreed(rules, evidence(both)).alphas
    assert (full.alpha, full.withheld, full.subjects) == ("1.00", None, FEWEST_SUBJECTS)


def test_of_one_and_the_same_grade_alpha_says_nothing():
    """Where there is no variation there is no statistic, and no warning of a library."""
    (found,) = agreed(book(20), evidence([score(f"c{n}", 2, by) for n in range(20) for by in "AB"])).alphas
    assert found.alpha is None
    assert "same grade" in (found.withheld or "")


def krippendorff_ordinal(subjects: list[list[int]]) -> float:
    """Alpha by its definition: coincidences within subjects against those of chance, each by its ordinal distance."""
    levels = range(1, 5)
    coincidence = {(a, b): Fraction(0) for a in levels for b in levels}
    for grades in subjects:
        for i, j in permutations(range(len(grades)), 2):
            coincidence[grades[i], grades[j]] += Fraction(1, len(grades) - 1)
    n = {a: sum(coincidence[a, b] for b in levels) for a in levels}

    def far(a: int, b: int) -> Fraction:
        low, high = min(a, b), max(a, b)
        return (sum(n[g] for g in range(low, high + 1)) - (n[a] + n[b]) / 2) ** 2

    observed = sum(coincidence[a, b] * far(a, b) for a in levels for b in levels)
    expected = sum(n[a] * n[b] * far(a, b) for a in levels for b in levels)
    return float(1 - (sum(n.values()) - 1) * observed / expected)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(1, 4), min_size=2, max_size=4), min_size=20, max_size=24))
def test_alpha_is_what_its_definition_gives(subjects: list[list[int]]):
    """Some criteria scored by two, some by four: the figure is that of the definition, to two decimals."""
    assume(len({g for grades in subjects for g in grades}) > 1)
    scores = [score(f"c{n}", g, "ABCD"[k]) for n, grades in enumerate(subjects) for k, g in enumerate(grades)]
    (found,) = agreed(book(len(subjects)), evidence(scores)).alphas
    assert float(found.alpha or "nan") == pytest.approx(krippendorff_ordinal(subjects), abs=0.0051)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=4), st.sampled_from(["mean", "median", "minimum"]), st.booleans())
def test_what_hangs_on_a_criterion_is_what_the_evidence_itself_would_give(pairs: list[tuple[int, int]], by: str, capped: bool):
    """The moves of the agenda are those of an assessment in which ratings say the lowest and then the highest score, the others their consensus."""
    cap = {"cap": [{"at": 2, "when": {"grade": "c0", "at_most": 1}, "because": "The first is the one that counts."}]} if capped else {}
    rules = book(len(pairs), [{"id": "all", "title": "All", "of": [f"c{n}" for n in range(len(pairs))], "level": "whole", "by": by, **cap}])
    found = agreed(rules, evidence([s for n, (a, b) in enumerate(pairs) for s in (score(f"c{n}", a, "A"), score(f"c{n}", b, "B"))]))
    low = [min(p) for p in pairs]
    for n, pair in enumerate(pairs):
        ends = []
        for end in (min(pair), max(pair)):
            values = "".join(" abcd"[g] for g in [*low[:n], end, *low[n + 1 :]])
            grade = assess(rules[1], [rules[0]], evidence([], values), TEAM).grades["all"]
            ends.append((grade.grade, grade.at_least, grade.could_be))
        mine = next(s for s in found.criteria if s.criterion == f"c{n}")
        assert [(m.lowest, m.highest) for m in mine.moves] == ([(ends[0], ends[1])] if ends[0] != ends[1] else [])
    order = [next(s for s in found.criteria if s.criterion == c) for c in found.agenda]
    moved = [sum(abs((m.highest[0] or 0) - (m.lowest[0] or 0)) for m in s.moves) for s in order]
    assert moved == sorted(moved, reverse=True)
    assert set(found.agenda) == {f"c{n}" for n, (a, b) in enumerate(pairs) if a != b}


def test_the_consensus_is_held_against_the_range_of_the_evidence():
    """A consensus that the evidence rules out is pointed at; one within the range is not, and neither where nothing is known."""
    found = agreed(book(3), evidence([score("c0", 4, "A"), score("c1", 2, "A"), score("c2", 4, "A")], "bb"))
    assert [s.criterion for s in found.criteria if s.against_evidence] == ["c0"]


def test_names_and_reasons_are_for_the_team_alone():
    """Others read numbers in an order that tells nothing, and no reason."""
    known = evidence([score("c0", 2, "First reviewer"), score("c0", 3, "Second reviewer"), score("c0", 4, "Chief officers", own=True)], "b")
    public = agreed(book(1), known, Options(audience="public", matcher="direct")).to_json()
    for told in ("First reviewer", "Second reviewer", "Chief officers", "As seen."):
        assert told not in public
        assert told in agreed(book(1), known).to_json()
    assert "assessor 1" in public


def test_the_leaning_of_an_assessor_is_against_the_others():
    """Somebody who scores above the middle of the others each time is above them each time, whatever they score alone."""
    scores = [score(f"c{n}", g, by) for n in range(3) for by, g in (("A", 4), ("B", 2), ("C", 3))] + [score("c3", 1, "A")]
    found = {a.by: a for a in agreed(book(4), evidence(scores)).assessors}
    assert (found["A"].scored, found["A"].shared, found["A"].higher) == (4, 3, 3)
    assert (found["B"].lower, found["C"].same) == (3, 3)


def test_files_of_several_assessors_become_one():
    """Items and scores of all count, the later score of one person stands, and the latest day is the day."""
    a = evidence([score("c0", 2, "A"), score("c1", 2, "A")], "b")
    later = [score("c0", 3, "B"), score("c1", 3, "A", date="2009-06-20")]
    b = evidence(later, "b", all_there_is=[{"event": "x"}]).model_copy(update={"as_of": a.as_of.replace(day=29)})
    both = together([(Path("a"), a), (Path("b"), b)])
    assert (len(both.items), both.as_of, len(both.all_there_is)) == (1, a.as_of, 1)
    assert {(s.criterion, s.by): s.grade for s in both.scores} == {("c0", "A"): 2, ("c0", "B"): 3, ("c1", "A"): 3}


def test_files_that_contradict_each_other_are_refused_with_every_reason():
    """Another authority, another item under one id, and two scores of one person on one day: all told at once."""
    a = evidence([score("c0", 2, "A")], "b")
    b = evidence([score("c0", 3, "A")], "c")
    c = a.model_copy(update={"authority": a.authority.model_copy(update={"name": "Another"})})
    with pytest.raises(BadInput) as refused:
        together([(Path("a"), a), (Path("b"), b), (Path("c"), c)])
    said = [str(p) for p in refused.value.problems]
    for told in ("'i0' says something else", "gives c0 2 and 3 on one day", "about Another"):
        assert sum(told in problem for problem in said) == 1, said
    assert len(said) == 3


def test_a_score_that_is_no_grade_is_refused():
    """A five on a scale of four is a slip, and a score of a group is no score; a criterion of another rulebook is listed."""
    with pytest.raises(BadInput) as refused:
        agreed(book(1), evidence([score("c0", 5, "A"), score("all", 2, "A")]))
    assert ["no grade" in str(p) or "of a whole" in str(p) for p in refused.value.problems] == [True, True]
    assert agreed(book(1), evidence([score("c0", 2, "A"), score("elsewhere.1", 2, "A")])).not_asked == ("elsewhere.1",)


def test_the_agenda_of_westmarch_begins_with_what_moves_a_theme():
    """The gap that does or does not close holds an element by a limiter; the other dispute moves a range alone."""
    from engine.compile import compile_plan
    from engine.load import load

    rulebook = load(ROOT / "rules" / "corporate-peer-review")
    known, _ = read_evidence(ROOT / "examples" / "westmarch" / "evidence.yaml")
    found = agreed((rulebook, compile_plan([rulebook])), known)
    assert found.agenda == ("cpr.1.achievements.10", "cpr.2.2.identifying.5")
    first = next(s for s in found.criteria if s.criterion == found.agenda[0])
    assert [(m.group, m.lowest[0], m.highest[0]) for m in first.moves] == [("cpr.theme.1", 2, 3), ("cpr.element.1", 2, 3)]
    assert {v.criterion: v.sees_itself for v in found.self_view} == {
        "cpr.1.achievements.10": "the same", "cpr.3.1.responsive.7": "better", "cpr.4.2.asset.1": "better",
    }  # fmt: skip
    assert json.loads(found.to_json())["schema"] == "peerbench/agreement/1"
