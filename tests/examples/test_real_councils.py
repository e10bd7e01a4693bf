"""Real councils come out as their sources say, through the command."""

import json
from pathlib import Path

import pytest

RULES = ("corporate-peer-review", "intervention-ladder", "performance-management-framework")
EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.fixture(scope="module")
def assessed():
    """Assessments of the examples, by name."""
    from engine.assess import Options, assess
    from engine.compile import compile_plan
    from engine.home import installed
    from engine.load import load
    from evidence.read import read_evidence

    books = [load(installed()[name]) for name in RULES]
    plan = compile_plan(books)

    def of(name: str):
        evidence, aside = read_evidence(EXAMPLES / name / "evidence.yaml")
        assert not aside
        return evidence, assess(plan, books, evidence, Options(matcher="direct"))

    return {name: of(name) for name in ("leicester-2006", "wakefield-2002-2005")}


def test_leicester_is_not_failing(assessed):
    """Rated good, with four stars: failure is not proved, and the evidence speaks against it."""
    evidence, result = assessed["leicester-2006"]
    ratings = {(i.rating, i.value) for i in evidence.items if i.rating}
    assert ("cpa-category", "good") in ratings
    assert ("cpa-stars", 4) in ratings
    assert "trigger.failure" in result.ladder.spoken_against


def test_leicester_has_not_evidenced_the_four_cs(assessed):
    """None of the four Cs is shown: no strength among them, and their group cannot be the top grade."""
    _, result = assessed["leicester-2006"]
    of_the_four = [f for f in result.findings if f.rule.startswith("pmf.fourc.")]
    assert of_the_four
    assert "strength" not in {f.kind for f in of_the_four}
    assert result.grades["pmf.fourc"].could_be < 3


def test_leicester_is_at_risk_of_coasting(assessed):
    """Slow improvement in the council's own words is a line of enquiry, not a proved trigger."""
    _, result = assessed["leicester-2006"]
    assert [f.kind for f in result.findings if f.rule == "trigger.coasting"] == ["line_of_enquiry"]


def test_leicester_stays_on_the_first_rung_with_nothing_called_for_and_nothing_ruled_out(assessed):
    """No trigger is proved, and every trigger that is not proved is unknown."""
    _, result = assessed["leicester-2006"]
    assert result.ladder.recommended == "ladder.rung.1"
    assert result.ladder.because == ()
    assert "trigger.coasting" in result.ladder.not_ruled_out


def test_most_of_the_benchmark_is_honestly_unknown_of_leicester(assessed):
    """A report about performance management says nothing of most key features, and the whole is not graded."""
    _, result = assessed["leicester-2006"]
    features = [g for rule, g in result.grades.items() if rule.startswith("cpr.") and g.level == "criterion"]
    assert len(features) == 196
    assert sum(g.outcome == "no_evidence" for g in features) > 196 / 2
    assert result.grades["cpr.whole"].grade is None


def test_wakefield_was_engaged_after_its_rating_of_2002_and_released_by_2005(assessed):
    """The review after the rating of poor recommends Government engagement; by 2005 the first rung is enough."""
    _, result = assessed["wakefield-2002-2005"]
    way = {str(r.date): r.rung for r in result.ladder.history}
    assert way["2003-03-31"] == "ladder.rung.3"
    assert way["2005-03-31"] == "ladder.rung.1"
    assert result.ladder.recommended == "ladder.rung.1"


def test_every_item_says_where_it_comes_from(assessed):
    """Every item of the real examples names its document and the paragraph."""
    for evidence, _ in assessed.values():
        for item in evidence.items:
            assert item.source.title, item.id
            assert item.source.at, item.id


def test_the_durable_matcher_gives_the_same_result(assessed):
    """durable-rules and direct agree on the real councils, to the byte of the content."""
    from engine.matching.durable import version

    if version() is None:
        pytest.skip("durable-rules is not installed")
    from engine.assess import Options, assess
    from engine.compile import compile_plan
    from engine.home import installed
    from engine.load import load

    books = [load(installed()[name]) for name in RULES]
    plan = compile_plan(books)
    for evidence, result in assessed.values():
        again = assess(plan, books, evidence, Options(matcher="auto"))
        assert again.run.agreed
        assert again.run.fallback is None
        assert again.content_hash == result.content_hash
    assert json.dumps(again.as_json())
