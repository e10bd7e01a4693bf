"""Tests in plain English, as an explanation quotes them."""

from typing import Any

import pytest

from tests.engine.conftest import MakeBench, OneTest, criterion
from tests.strategies import vocabulary_of

WORDS: dict[str, dict[str, Any]] = {
    "document": {"plan": "The corporate plan", "guide": "A guide"},
    "measure": {"share": {"title": "Households served"}},
    "rating": {"stars": {"title": "The stars", "values": ["none", "one-star", "two"]}},
}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"document": "plan"}, "document: The corporate plan"),
        ({"document": ["plan", "guide"], "status": "adopted"}, "document: The corporate plan or A guide, adopted or further"),
        ({"document": "plan", "includes": ["one", "two", "three"]}, "document: The corporate plan, including one, two and three"),
        ({"document": "plan", "age": {"at_most": "3 years"}}, "document: The corporate plan, at most 36 months old"),
        ({"measure": "share", "at_least": 70, "audited": True}, "measure: Households served, at least 70, audited"),
        ({"measure": "share", "at_most": 70, "priority": False}, "measure: Households served, at most 70, not priority"),
        ({"measure": "share", "target": "met"}, "measure: Households served, target met"),
        ({"measure": "share", "trend": {"is": "worsening", "over": "3 periods"}}, "measure: Households served, worsening over 3 periods"),
        ({"measure": "share", "peers": "worst_quarter"}, "measure: Households served, in the worst quarter of its peers"),
        (
            {"measure": "any", "target": "missed", "share": {"at_least": "25%", "of_at_least": 4}},
            "any measure, target missed, in at least 25% of them, where there are 4 or more",
        ),
        ({"measure": "any", "target": "met", "share": {"at_most": "25%"}}, "any measure, target met, in at most 25% of them, where there are 1 or more"),
        ({"rating": "stars", "is": ["none", "one-star"]}, "rating: The stars, none or one-star"),
        (
            {"event": "act", "result": "good", "by": "scrutiny", "with": ["partners", "users"], "scope": "public"},
            "event: The event act, scope public, result good, by scrutiny, with partners or users",
        ),
        (
            {"event": "act", "topic": "one", "to": ["cabinet"], "times": 2, "sources": 2},
            "event: The event act, topic one, to cabinet, 2 times, from 2 kinds of source",
        ),
        ({"statement": "practice", "extent": "in_place", "results_shown": True}, "statement: The statement practice, in place or further, with results shown"),
        ({"statement": "practice", "results_shown": False}, "statement: The statement practice, without results"),
        (
            {"each": {"event": "act"}, "needs": {"event": "check", "before": "it", "within": "6 months"}, "mended_by": {"event": "repair"}},
            "each act (event: The event act) needs event: The event check, before it, within 6 months; mended by event: The event repair",
        ),
        (
            {
                "each": {"event": "act"},
                "needs": {"all": [{"event": "check", "after": "it"}, {"any": [{"document": "plan"}, {"it": {"includes": ["one", "two"], "result": "good"}}]}]},
            },
            (
                "each act (event: The event act) needs event: The event check, after it "
                "and document: The corporate plan or itself to have includes one and two, result good"
            ),
        ),
    ],
)
def test_a_test_reads_as_a_sentence_would(one_test: OneTest, asked: dict[str, Any], says: str) -> None:
    """Every word of the language has its words in English."""
    used = vocabulary_of([asked])
    assert (
        one_test(asked, **{kind: {key: WORDS.get(kind, {}).get(key, word) for key, word in words.items()} for kind, words in used.items()}).plan.tests[0].says
        == says
    )


def test_a_criterion_that_a_test_speaks_of_is_named_by_its_id(bench: MakeBench) -> None:
    """What the vocabulary does not name is named as it is written."""
    found = bench(
        criteria=[
            criterion("other", tests={"it": {"statement": "c", "extent": "partial", "shows": "partial"}}),
            criterion("c", tests={"it": {"document": "plan", "shows": "partial"}}),
        ]
    )
    assert found.plan.tests[0].says == "statement: c, partial or further"
