"""Where authorities of a table stand on a ladder."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.assess import Options, work
from engine.ladder import replay
from engine.sector.rungs import climbs
from evidence.columns import frame_of
from evidence.read import read_evidence
from tests.strategies import evidence, real

EXAMPLES = Path(__file__).parents[2] / "examples"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_everybody_stands_where_the_replay_of_their_own_evidence_puts_them(data: st.DataObject) -> None:
    """Those who are not replayed stand on the first rung, and so they do when they are replayed alone."""
    _, plan = real("intervention-ladder")
    (ladder,) = plan.ladders
    sets = {f"a{n}": data.draw(evidence(plan, most=3)) for n in range(3)}
    found = dict(climbs(plan, ladder, frame_of(sets)))
    for name, one in sets.items():
        working = work(plan, (), one, Options(matcher="direct"))
        alone = replay(plan, ladder, one, working.facts.as_of, (working.facts, working.judged))
        if name in found:
            assert found[name] == alone
        else:
            assert {review.rung for climb in alone for review in climb.reviews} == {ladder.starts_on}


def test_only_those_are_replayed_of_whom_the_ladder_may_learn_something() -> None:
    """A council without an item that any trigger or rung looks at is left where all begin."""
    _, plan = real("intervention-ladder")
    (ladder,) = plan.ladders
    council, _ = read_evidence(EXAMPLES / "wakefield-2002-2005" / "evidence.yaml")
    sets = {"Wakefield": council, "Quiet": council.model_copy(update={"items": (), "all_there_is": ()})}
    assert [name for name, _ in climbs(plan, ladder, frame_of(sets))] == ["Wakefield"]
