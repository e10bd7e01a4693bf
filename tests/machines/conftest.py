"""Assessments to write tables of, and running the command as others see it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.assessment import Assessment
from tests.cli.conftest import evidence, run  # noqa: F401 - fixtures
from tests.report import parks

HOSTILE = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''=1", "'", "-", "plain", "it's", "", "=HYPERLINK(\"x\")", "1-2", "a=b")  # noqa: RUF001
"""Texts that a spreadsheet might work out, and some that it would not."""


@pytest.fixture(scope="session")
def small() -> Assessment:
    """A town's parks, for the public."""
    return parks.assessed(audience="public")


@pytest.fixture
def as_windows(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the command in a process of its own whose output is as a Windows console of Western Europe has it."""

    def ran(*words: object, **more: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "cli.main", *map(str, words)]
        settings = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(Path(__file__).parents[2]), "XDG_CACHE_HOME": str(tmp_path / "cache"), **more}
        return subprocess.run(command, capture_output=True, env=settings, cwd=tmp_path, timeout=120, check=False)

    return ran
