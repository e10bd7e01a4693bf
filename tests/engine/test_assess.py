"""The whole way: scope, options, what is left out, and what an assessment says beside its grades."""

import datetime as dt
from typing import Any

import pytest

from engine.assessment import Assessment, LeftOut
from engine.scope import in_scope
from engine.working import Options
from tests.engine.conftest import Bench, MakeBench, criterion, day, trigger
from tests.strategies import rule

BANDS = {"2": 1.5, "3": 2.5, "4": 3.5}


@pytest.fixture
def tree(bench: MakeBench) -> Bench:
    """Three criteria under two headings under a whole, with limiters that look across the headings."""
    criteria = [criterion(name, tests={"it": {"document": f"paper-{name[-1]}", "shows": "in_place"}}) for name in ("h.1.a", "h.1.b", "h.2.c")]
    first = {
        "id": "heading.1",
        "title": "First",
        "of": ["h.1.*"],
        "by": "mean",
        "bands": BANDS,
        "cap": [{"at": 2, "when": {"grade": "h.1.b", "at_most": 1}, "because": "The second is missing."}],
    }
    second = {"id": "heading.2", "title": "Second", "of": ["h.2.c"], "by": "mean", "bands": BANDS}
    whole = {
        "id": "whole",
        "title": "Whole",
        "of": ["heading.1", "heading.2"],
        "by": "mean",
        "bands": BANDS,
        "level": "whole",
        "cap": [{"at": 3, "when": {"grade": "h.2.c", "at_most": 1}, "because": "The third is missing."}],
    }
    return bench(criteria=criteria, groups=[whole, first, second])


def options(**words: Any) -> Options:
    """Options for the team, matched directly."""
    return Options(**{"audience": "team", "matcher": "direct", **words})


# scope


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        (["h.1.a"], {"h.1.a", "heading.1", "whole"}),
        (["heading.1"], {"h.1.a", "h.1.b", "heading.1", "whole"}),
        (["1.*"], {"h.1.a", "h.1.b", "heading.1", "whole"}),
        (["whole"], {"h.1.a", "h.1.b", "h.2.c", "heading.1", "heading.2", "whole"}),
        (["h.1.a", "h.2.c"], {"h.1.a", "h.2.c", "heading.1", "heading.2", "whole"}),
        (["nothing.like.it"], set()),
    ],
)
def test_a_scope_keeps_what_it_names_and_the_groups_above_it(tree: Bench, patterns: list[str], kept: set[str]) -> None:
    """By id, by a group's id, or by a pattern, with or without what stands before it."""
    assert tree.assess(options=options(scope=tuple(patterns))).grades.keys() == kept


def test_completeness_is_counted_over_the_scope(tree: Bench) -> None:
    """With all of the scope evidenced, the whole is complete and graded by it."""
    made = tree.assess({"document": "paper-a"}, options=options(scope=("h.1.a",)))
    assert (made.grades["whole"].completeness, made.grades["whole"].grade) == ("1", 2)
    assert tree.assess({"document": "paper-a"}).grades["whole"].completeness == "1/4"
    assert made.scope == ("h.1.a",)


def test_a_limiter_that_looks_outside_the_scope_stays_out_of_it(tree: Bench) -> None:
    """A cap on something that was not looked at neither holds nor threatens."""
    scoped = in_scope(tree.plan, ["h.1.a"])
    assert [g.caps for g in scoped.groups] == [(), ()]
    assert [len(g.caps) for g in in_scope(tree.plan, ["heading.1"]).groups] == [1, 0]


def test_a_table_counts_only_when_all_of_it_is_in_scope(bench: MakeBench) -> None:
    """A table over half of its children would be another table."""
    criteria = [criterion(name, tests={"it": {"document": f"paper-{name}", "shows": "in_place"}}) for name in ("a", "b")]
    rows = [{"give": 4, "when": {"grade": ["a", "b"], "at_least": 2}}, {"give": 1}]
    found = bench(criteria=criteria, groups=[{"id": "stars", "title": "Stars", "of": ["a", "b"], "by": "table", "rows": rows}])
    assert found.assess(options=options(scope=("a",))).grades.keys() == {"a"}
    assert found.assess({"document": "paper-a"}, {"document": "paper-b"}, options=options(scope=("a", "b"))).grades["stars"].grade == 4


def test_what_looks_at_a_grade_outside_the_scope_does_not_know_it(bench: MakeBench) -> None:
    """Triggers, rules and rungs that look at something left out find it unknown, and nothing breaks."""
    criteria = [criterion("a", tests={"it": {"event": "lapse", "shows_against": "partial"}}), criterion("b", grades={"4": {"grade": "a", "at_least": 2}})]
    rungs = [rule("one", who="The council", next="Carry on."), rule("two", who="Others", next="Help.", enter={"grade": "a", "at_most": 1})]
    found = bench(book={"starts_on": "one"}, criteria=criteria, triggers=[trigger("t", when={"grade": "a", "at_most": 1})], rungs=rungs)
    full, part = found.assess({"event": "lapse"}), found.assess({"event": "lapse"}, options=options(scope=("b",)))
    assert full.ladder is not None
    assert part.ladder is not None
    assert (full.ladder.recommended, full.ladder.because) == ("two", ("t",))
    assert (part.ladder.recommended, part.ladder.because, part.ladder.not_ruled_out) == ("one", (), ("t",))
    assert (part.grades["b"].grade, part.grades["b"].could_be) == (None, 4)


# options


def test_without_grades_findings_stay(tree: Bench) -> None:
    """A review that awards no grades still says what is strong and what is weak."""
    items = ({"document": "paper-a"}, {"statement": "h.1.a", "extent": "in_place", "source": "members"})
    made = tree.assess(*items, options=options(grades=False))
    assert made.grades == {}
    assert "strength" in {f.kind for f in made.findings}


def test_the_as_of_date_of_the_call_goes_before_that_of_the_evidence(tree: Bench) -> None:
    """What became known after it takes no part, and is listed."""
    made = tree.assess({"document": "paper-a", "date": "2009-06-01"}, options=options(as_of=day("2009-05-01")))
    assert made.as_of == dt.date(2009, 5, 1)
    assert [(x.id, x.why) for x in made.left_out] == [("t1", "it became known on 2009-06-01, after the as-of date")]


def test_rows_that_were_set_aside_make_a_draft(tree: Bench) -> None:
    """The result says so, and lists them first of all by id."""
    made = tree.assess({"document": "other-paper"}, options=options(left_out=(LeftOut(id="row 7", why="its date cannot be read"),)))
    assert made.draft
    assert [x.id for x in made.left_out] == ["row 7", "t1"]
    assert not tree.assess().draft


# what stands beside


def test_evidence_that_no_rule_asks_for_is_listed(tree: Bench) -> None:
    """It is parked, not lost; of what is protected not even the key is told to others."""
    assert tree.assess({"document": "other-paper"}).left_out[0].why == "no rule asks for the document 'other-paper'"
    public = tree.assess({"document": "other-paper", "handling": "restricted"}, options=options(audience="public"))
    assert (public.left_out[0].id, public.left_out[0].why) == ("protected-001", "no rule asks for it")


def test_statements_on_a_withdrawn_rule_are_parked_with_the_reason(bench: MakeBench) -> None:
    """A rulebook that withdrew a rule says why, and old evidence for it is listed with that."""
    found = bench(book={"withdrawn": {"gone": "merged into c"}}, criteria=[criterion("c", tests={"it": {"document": "plan", "shows": "in_place"}})])
    made = found.assess({"statement": "gone", "extent": "partial", "source": "staff"}, {"document": "gone"})
    assert [x.why for x in made.left_out] == ["the rule was withdrawn: merged into c", "no rule asks for the document 'gone'"]


def test_statements_on_a_rule_that_was_renamed_count_for_its_heir(bench: MakeBench) -> None:
    """Old evidence under the former id speaks of the rule that took it over."""
    found = bench(criteria=[criterion("c", formerly="old", tests={"it": {"document": "plan", "shows": "in_place"}})])
    made = found.assess({"statement": "old", "extent": "partial", "source": "staff"})
    assert (made.grades["c"].grade, made.left_out) == (2, ())


def test_statements_on_a_rule_that_was_split_are_parked_with_its_heirs(bench: MakeBench) -> None:
    """Which of the two it is about only people can say; a document by that name is another matter."""
    found = bench(criteria=[criterion(name, formerly="old", tests={"it": {"document": f"paper-{name}", "shows": "in_place"}}) for name in ("c", "d")])
    made = found.assess({"statement": "old", "extent": "partial", "source": "staff"}, {"document": "old"})
    assert [x.why for x in made.left_out] == ["the rule was split into c and d: say which of them it is about", "no rule asks for the document 'old'"]


def test_a_test_of_any_measure_asks_for_every_measure(bench: MakeBench) -> None:
    """What a trigger rests on is not at the same time evidence that no rule asks for."""
    made = bench(triggers=[trigger("t", when={"measure": "any", "target": "missed"})]).assess({"measure": "odd", "value": 1, "target": 2})
    assert [f.because for f in made.findings] == [("t1",)]
    assert made.left_out == ()


def test_where_people_put_an_authority_is_asked_for_by_a_ladder(bench: MakeBench, tree: Bench) -> None:
    """With a ladder a placing is evidence; without one no rule asks for it."""
    placed = {"event": "placed-on-rung", "topic": "one"}
    rungs = [rule("one", who="The council", next="Carry on.")]
    assert bench(book={"starts_on": "one"}, triggers=[trigger("t", when={"event": "call"})], rungs=rungs).assess(placed).left_out == ()
    assert len(tree.assess(placed).left_out) == 1


def test_scores_of_assessors_stand_beside_the_grade_and_a_councils_own_do_not(tree: Bench) -> None:
    """In order of the grade, without names."""
    score = {"criterion": "h.1.a", "reason": "We saw it.", "by": "Assessor", "date": "2009-06-01"}
    scores = [{**score, "grade": 3}, {**score, "grade": 2}, {**score, "grade": 4, "own": True}]
    made = tree.assess(scores=scores)
    assert (made.grades["h.1.a"].assessed, made.grades["h.1.b"].assessed) == ((2, 3), ())


def test_decisions_stand_beside_what_was_indicated(bench: MakeBench) -> None:
    """Of a grade, of the authority's rung, of a service's; of what was not graded, or is not known, nothing was indicated."""
    rungs = [rule("one", who="The council", next="Carry on."), rule("two", who="Others", next="Help.", enter={"trigger": "t"})]
    found = bench(
        book={"starts_on": "one"},
        criteria=[criterion(name, tests={"it": {"document": f"paper-{name}", "shows": "in_place"}}) for name in ("a", "b")],
        triggers=[trigger("t", when={"event": "call"})],
        rungs=rungs,
    )
    decisions = [
        {"matter": matter, "adopted": 3, "reason": "People decided.", "by": "The team", "date": "2009-06-30"}
        for matter in ("a", "b", "ladder", "waste", "unheard-of")
    ]
    made = found.assess({"document": "paper-a"}, {"event": "call", "about": "waste"}, decisions=decisions)
    assert [(d.matter, d.indicated, d.adopted) for d in made.decisions] == [
        ("a", "2", "3"),
        ("b", None, "3"),
        ("ladder", "one", "3"),
        ("waste", "two", "3"),
        ("unheard-of", None, "3"),
    ]


def test_the_assumptions_that_a_result_rests_on_are_listed(bench: MakeBench) -> None:
    """Those of rules with evidence and of the rubric, and of the scale; not those of rules without evidence, nor figures that the source gives."""
    parameters = {
        "kinds": {"value": "2 kinds", "assumption": True, "reason": "One kind is not enough."},
        "most": {"value": 70, "assumption": True, "reason": "Most is seven in ten."},
        "few": {"value": 30, "assumption": True, "reason": "Few is three in ten."},
        "given": {"value": "12 months"},
    }
    criteria = [
        criterion("a", tests={"it": {"measure": "share-a", "at_least": "$most", "age": {"at_most": "$given"}, "shows": "in_place"}}),
        criterion("b", tests={"it": {"measure": "share-b", "at_most": "$few", "shows": "in_place"}}),
    ]
    book = {
        "scale_assumption": "The source has no scale.",
        "rubric": {"2": {"shown": "partial"}, "3": {"shown": "in_place"}, "4": {"shown": "embedded", "by": "$kinds"}},
    }
    found = bench(book=book, criteria=criteria, parameters=parameters)
    names = [a.parameter for a in found.assess({"measure": "share-a", "value": 80}).assumptions]
    assert names == ["small: kinds", "small: most", "small: scale"]
    assert [a.parameter for a in found.assess().assumptions] == ["small: kinds", "small: scale"]


def test_assumptions_of_triggers_and_rungs_are_listed_once_they_come_into_it(bench: MakeBench) -> None:
    """Of a trigger once evidence bears on it; of a rung, and of the support that goes with it, once it is stood on."""
    reason = {"assumption": True, "reason": "The source gives no figure."}
    parameters = {"lately": {"value": "12 months", **reason}, "long": {"value": "3 years", **reason}, "helped": {"value": "2 years", **reason}}
    triggers = [trigger("t", when={"event": "call", "age": {"at_most": "$lately"}})]
    enter = {"any": [{"trigger": "t"}, {"persisted": "t", "for": "$long"}]}
    help_ = rule("help", when={"event": "call", "age": {"at_most": "$helped"}})
    rungs = [rule("one", who="The council", next="Carry on."), rule("two", who="Others", next="Help.", enter=enter, support=["help"])]
    found = bench(book={"starts_on": "one"}, parameters=parameters, triggers=triggers, rungs=rungs, support=[help_])
    assert found.assess().assumptions == ()
    assert [a.parameter for a in found.assess({"event": "call"}).assumptions] == ["small: lately", "small: long", "small: helped"]


def test_only_evidence_that_a_rule_rests_on_is_shown(tree: Bench) -> None:
    """What bears on no rule is listed as left out, and not shown as evidence."""
    assert tree.assess({"document": "paper-a"}, {"document": "other-paper"}).evidence.keys() == {"t1"}


def test_an_act_and_what_became_of_it_stand_with_the_rule(bench: MakeBench) -> None:
    """Each act by its id, with kept or breached or what else."""
    found = bench(criteria=[criterion("c", each={"event": "act"}, needs={"event": "check", "before": "it"})])
    made = found.assess({"event": "act", "about": "waste"}, {"event": "check", "about": "waste"}, {"event": "act"})
    assert made.reasons["c"].tests[0].acts == (("t1", "kept"), ("t3", "unknown"))


# the result


def test_the_hash_is_over_all_but_the_run(tree: Bench) -> None:
    """Who matched and how long it took are not part of the content; anything else is."""
    made = tree.assess({"document": "paper-a"})
    other_run = made.model_copy(update={"run": made.run.model_copy(update={"seconds": 9.0, "fallback": "for a reason"})})
    assert other_run.hashed().content_hash == made.content_hash
    assert tree.assess({"document": "paper-a", "date": "2009-06-29"}).content_hash != made.content_hash


def test_an_assessment_reads_back_from_its_json(tree: Bench) -> None:
    """What is written is all there is."""
    made = tree.assess({"document": "paper-a"}, {"statement": "h.1.a", "extent": "partial", "source": "staff"})
    assert Assessment.model_validate(made.as_json()) == made
