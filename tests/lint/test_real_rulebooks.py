"""The rulebooks that come with Peerbench have nothing wrong with them."""

from pathlib import Path

import pytest

from engine.home import installed
from engine.lint import lint


@pytest.mark.parametrize("folder", installed().values(), ids=installed())
def test_a_rulebook_that_comes_with_peerbench_is_sound(folder: Path) -> None:
    """Neither loading nor a closer look finds anything wrong with it."""
    assert [str(problem) for problem in lint(folder, shown_from=folder.parent)] == []
