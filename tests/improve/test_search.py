"""The search finds the smallest sets of changes: held against brute force on small rulebooks."""

from collections.abc import Mapping
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assess import Options, work
from engine.graded import Graded
from engine.improve.priorities import Priorities
from engine.improve.sets import Check, next_grades, smallest_sets
from engine.improve.steps import Step, steps_of
from engine.plan import Plan
from evidence.model import EvidenceSet
from tests.strategies import evidence, head, loaded, rule, rulebooks, vocabulary_of


def _judged(plan: Plan, books, known) -> Mapping[str, Graded]:
    return work(plan, books, known, Options(matcher="direct")).judged.nodes


def _by_brute_force(plan: Plan, nodes: Mapping[str, Graded], steps: Mapping[str, tuple[Step, ...]], group: str, grade: int) -> int | None:
    """The least effort of all sets there are, each rolled up."""
    sets = [tuple(s for s in chosen if s is not None) for chosen in product(*([None, *found] for found in steps.values()))]
    reached = Check(plan, plan.books[0].id, nodes).reached(group, grade, sets)
    return min((sum(s.effort for s in chosen) for chosen, holds in zip(sets, reached, strict=True) if holds), default=None)


@given(st.data())
@settings(max_examples=25)
def test_no_smaller_set_exists_than_the_one_that_is_found(data: st.DataObject):
    """On any small rulebook, of any method, with limiters, tables and silence: the least effort found is the least there is."""
    books, plan = data.draw(rulebooks())
    nodes = _judged(plan, books, data.draw(evidence(plan)))
    efforts = {c.id: {"effort": data.draw(st.integers(1, 4)), "show": data.draw(st.integers(1, 4))} for c in plan.criteria}
    steps = steps_of(plan, nodes, Priorities.model_validate({"criteria": efforts}), lambda _: True)
    wanted = next_grades(plan, plan.books[0], nodes)
    for group, answer in smallest_sets(plan, plan.books[0].id, nodes, steps, wanted).items():
        assert answer.proved
        assert answer.effort == _by_brute_force(plan, nodes, steps, group, wanted[group])


TABLE = [
    {"give": 4, "when": {"all": [{"grade": "a", "at_least": 3}, {"not": {"any": {"grade": ["b", "c"], "at_least": 3}}}]}},
    {"give": 3, "when": {"count": {"grade": ["a", "b", "c"], "at_least": 2}, "at_least": 2}},
    {"give": 2, "when": {"grade": "c", "at_most": 2}},
    {"give": 1},
]


@given(st.data())
@settings(max_examples=15)
def test_a_table_that_gives_less_for_more_is_searched_as_it_is(data: st.DataObject):
    """A row that asks for low grades is reached by not raising them, and the search knows it."""
    showing = {"tests": {"plan": {"document": "plan", "status": "adopted", "shows": "in_place"}}}
    criteria = [rule(name, **showing) for name in "abc"]
    groups = [{"id": "whole", "title": "The whole", "level": "whole", "of": ["a", "b", "c"], "by": "table", "rows": TABLE, "enough": "0%"}]
    book, plan = loaded({"book": head(), "vocabulary": vocabulary_of(criteria), "criteria": criteria, "groups": groups})
    nodes = _judged(plan, [book], data.draw(evidence(plan, excused=False)))
    steps = steps_of(plan, nodes, Priorities(), lambda _: True)
    for grade in (2, 3, 4):
        answer = smallest_sets(plan, book.id, nodes, steps, {"whole": grade})["whole"]
        assert answer.proved
        assert answer.effort == _by_brute_force(plan, nodes, steps, "whole", grade)


SAID = {"nothing": (), "absent": ("staff", "users"), "partial": ("staff",), "in_place": ("staff", "users")}


@given(st.data())
@settings(max_examples=25)
def test_what_is_not_known_yet_is_weighed_against_what_is(data: st.DataObject):
    """Two headings, some criteria without a grade, a share that must be evidenced, a limiter: what is shown may lower a mean, and the search knows it."""
    ids = [f"c{n}" for n in range(5)]
    criteria = [rule(i, weight=data.draw(st.integers(1, 4)), tests={"plan": {"document": "plan", "shows": "in_place"}}) for i in ids]
    bands = data.draw(st.sampled_from([{"2": 1.5, "3": 2.5, "4": 3.5}, {"2": 1.2, "3": 2, "4": 2.9}]))
    groups = [
        {"id": name, "title": "A heading", "of": of, "bands": bands, "enough": data.draw(st.sampled_from(["0%", "40%", "70%"]))}
        for name, of in (("first", ids[:3]), ("second", ids[3:]))
    ]
    cap = [{"at": 2, "when": {"any": {"grade": [ids[0], ids[4]], "at_most": 2}}, "because": "One of these is low."}]
    groups.append({"id": "whole", "title": "The whole", "level": "whole", "of": ["first", "second"], "using": "values", "bands": bands, "cap": cap})
    book, plan = loaded({"book": head(), "vocabulary": vocabulary_of(criteria), "criteria": criteria, "groups": groups})
    said = {i: data.draw(st.sampled_from(sorted(SAID))) for i in ids}
    items = [
        {"id": f"{i}-{source}", "statement": i, "extent": extent, "source": source, "date": "2009-01-01"}
        for i, extent in said.items()
        for source in SAID[extent]
    ]
    known = EvidenceSet.model_validate({"authority": {"name": "A council", "type": "unitary"}, "as_of": "2009-06-30", "items": items})
    nodes = _judged(plan, [book], known)
    steps = steps_of(plan, nodes, Priorities(), lambda _: True)
    for grade in (2, 3, 4):
        wanted = dict.fromkeys(("first", "second", "whole"), grade)
        for group, answer in smallest_sets(plan, book.id, nodes, steps, wanted).items():
            assert answer.proved
            assert answer.effort == _by_brute_force(plan, nodes, steps, group, grade)
