"""Running the command with rulebooks that are compiled once for all tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, evidence
from tests.cli.conftest import run as run_with_a_cache_of_its_own

__all__ = ["evidence", "run_with_a_cache_of_its_own"]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which compiled rulebooks are kept for as long as the tests run."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(run_with_a_cache_of_its_own: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, cache: Path) -> Callable[..., Ran]:
    """Run the command in this process, with that cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    return run_with_a_cache_of_its_own
