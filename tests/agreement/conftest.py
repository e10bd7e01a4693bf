"""The command is run as in the tests of comparison."""

from tests.compare.conftest import cache, run, run_with_a_cache_of_its_own

__all__ = ["cache", "run", "run_with_a_cache_of_its_own"]
