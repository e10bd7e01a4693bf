"""What the tests of decisions share: the command, and a bench with a ladder."""

import pytest

from tests.cli.conftest import run as run_afresh
from tests.engine.conftest import Bench, bench, criterion, trigger
from tests.strategies import rule

__all__ = ["bench", "run_afresh"]

BANDS = {"2": 1.5, "3": 2.5, "4": 3.5}


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """A cache of compiled rules for all these tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(run_afresh, cache, monkeypatch):
    """Run the command in this process."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    return run_afresh


@pytest.fixture
def board(bench) -> Bench:
    """Two criteria in a whole, and a ladder of two rungs that a call leads up."""
    return bench(
        book={"starts_on": "one"},
        criteria=[criterion(name, tests={"it": {"document": f"paper-{name}", "shows": "in_place"}}) for name in ("a", "b")],
        groups=[{"id": "whole", "title": "The whole", "of": ["a", "b"], "by": "mean", "bands": BANDS}],
        triggers=[trigger("t", when={"event": "call"})],
        rungs=[rule("one", who="The council", next="Carry on."), rule("two", who="Others", next="Help.", enter={"trigger": "t"})],
    )
