"""Assessments of whole councils, made once for all tests of the report."""

from pathlib import Path

import pytest

from engine.assess import Options, assess
from engine.assessment import Assessment
from engine.compile import compile_plan
from engine.load import load
from evidence.read import read_evidence

ROOT = Path(__file__).parents[2]


def _council(example: str, audience: str = "public") -> Assessment:
    books = [load(ROOT / "rules" / name) for name in ("corporate-peer-review", "intervention-ladder")]
    evidence, _ = read_evidence(ROOT / "examples" / example / "evidence.yaml")
    return assess(compile_plan(books), books, evidence, Options(audience=audience, matcher="direct"))


@pytest.fixture(scope="session")
def full() -> Assessment:
    """A council of which much is known, under both rulebooks, for the team."""
    return _council("westmarch", "team")


@pytest.fixture(scope="session")
def sparse() -> Assessment:
    """A council of which little is known."""
    return _council("leicester-2006")
