"""An assessment to write tables of, and texts that a spreadsheet might work out."""

import pytest

from engine.assessment import Assessment
from tests.cli.conftest import evidence, run  # noqa: F401 - fixtures
from tests.report import parks

HOSTILE = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''=1", "'", "-", "plain", "it's", "", '=HYPERLINK("x")', "1-2", "a=b")  # noqa: RUF001
"""Texts that a spreadsheet might work out, and some that it would not."""


@pytest.fixture(scope="session")
def small() -> Assessment:
    """A town's parks, for the public."""
    return parks.assessed(audience="public")
