"""The words for measures in rules: what can be written, what is refused and how, and what an explanation says."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.load import load
from engine.reasons import missed
from evidence.problems import BadInput
from tests.measures.made import VOCABULARY, judged, march
from tests.strategies import head, rule


def refused(folder: Path, test: dict[str, Any]) -> list[str]:
    """What is said of a rulebook with this test, without the places."""
    known = rule("known", tests={"both": {"measure": ["rate", "cost"], "at_least": 0, "shows": "embedded", "results": True}})
    call = rule("call", when=test, weakness="It calls.", next="Look.")
    (folder / "book.yaml").write_text(yaml.safe_dump({"book": head(), "vocabulary": VOCABULARY, "criteria": [known], "triggers": [call]}))
    try:
        load(folder)
    except BadInput as bad:
        return [f"{p.what}: {p.mend}" for p in bad.problems]
    return []


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (
            {"trend": {"is": "worsening", "over": "3 periods", "sure": "90%"}},
            "over 3 periods nobody can be 90% sure: write 50% to 83.3%, or look at more periods",
        ),
        (
            {"trend": {"is": "worsening", "over": "3 periods", "sure": "20%"}},
            "over 3 periods nobody can be 20% sure: write 50% to 83.3%, or look at more periods",
        ),
        ({"from_median": {"worse_by": 2}}, "'2' is not a number of median absolute deviations: write it as 2 MADs or 2.5 MADs"),
        ({"from_median": {}}, "a distance from the median has either `worse_by` or `better_by`: keep one of the two"),
        ({"from_median": {"worse_by": "0 MADs"}}, "'0 MADs' is not a number of median absolute deviations"),
        ({"projected": {"target": "missed", "over": "2 periods"}}, "2 periods is out of range: it must be at least 3"),
        ({"projected": {"target": "hit", "over": "3 periods"}}, "'hit' is not one of met, missed"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, test: dict[str, Any], said: str) -> None:
    """More sureness than the periods can give, distances without unit or side, a line through two points."""
    (problem,) = refused(tmp_path, {"measure": "rate", **test})
    assert said in problem


def test_these_words_are_for_measures_alone(tmp_path: Path) -> None:
    """An event has no median and goes nowhere."""
    assert "'from_median' is a word for a measure, and this is a event" in refused(tmp_path, {"event": "act", "from_median": {"worse_by": "2 MADs"}})[0]
    assert "'projected' is a word for a measure" in refused(tmp_path, {"event": "act", "projected": {"target": "met", "over": "3 periods"}})[0]


AIM = [{"measure": "rate", "set": march(2007), "by": march(2012), "value": 90}]
PEERS = {"quartiles": [40, 50, 60], "n": 20, "mad": 10}


@pytest.mark.parametrize(
    ("test", "says", "short"),
    [
        (
            {"trend": {"is": "worsening", "over": "3 periods", "sure": "80%"}},
            "the rate, worsening over 3 periods, 80% sure",
            "it is 0% sure that it worsens over 3 periods, 80% are asked",
        ),
        (
            {"from_median": {"better_by": "2.5 MADs"}},
            "the rate, 2.5 MADs or more better than the median of its peers",
            "it lies 1.2 times the MAD on the better side of the median of its peers, 2.5 are asked",
        ),
        (
            {"from_median": {"worse_by": "1 MAD", "among": "neighbours"}},
            "the rate, 1 MAD or more worse than the median of its neighbours",
            "it lies -1.2 times the MAD on the worse side of the median of its neighbours, 1 are asked",
        ),
        (
            {"projected": {"target": "met", "over": "3 periods"}},
            "the rate, its target met if the last 3 periods go on",
            "if the last 3 periods go on, it is the other way round",
        ),
        ({"at_least": 63}, "the rate, at least 63", "the difference is no larger than the figure's margin of error"),
    ],
)
def test_a_test_says_what_it_asks_and_how_far_it_missed(test: dict[str, Any], says: str, short: str) -> None:
    """In plain English, with the figures."""
    items = [{"measure": "rate", "value": v, "date": march(y)} for v, y in ((58, 2007), (60, 2008))]
    last = {"measure": "rate", "value": 62, "date": march(2009), "peers": PEERS, "neighbours": PEERS}
    if "at_least" in test:
        last["margin"] = 2
    working = judged({"measure": "rate", **test}, {"items": [*items, last], "targets": AIM})
    at = working.plan.triggers[0].tests[0]
    assert working.plan.tests[at].says.replace("The rate", "the rate") == f"measure: {says}"
    assert (missed(working.plan, at, working.facts, working.matches, working.judged.tally) or "").replace("0.000%", "0%").replace("80.00%", "80%") == short
