"""The gaps of the examples, found once for all tests."""

from pathlib import Path

import pytest

from engine.assess import Options, work
from engine.assessment import Assessment
from engine.compile import compile_plan
from engine.gaps.gaps import gaps
from engine.gaps.result import Gaps
from engine.load import load
from engine.plan import Plan
from engine.report import report
from engine.rulebook import Rulebook
from engine.working import Working
from evidence.model import EvidenceSet
from evidence.read import read_evidence

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"

Worked = tuple[Working, Assessment]


def worked(plan: Plan, books: tuple[Rulebook, ...], evidence: EvidenceSet, audience: str = "public") -> Worked:
    """A working and its assessment."""
    options = Options(audience=audience, matcher="direct")
    working = work(plan, books, evidence, options)
    return working, report(working, options, 0)


def example(name: str, *rulebooks: str, audience: str = "public") -> Worked:
    """An example under rulebooks."""
    books = tuple(load(ROOT / "rules" / book) for book in rulebooks)
    return worked(compile_plan(books), books, read_evidence(EXAMPLES / name / "evidence.yaml")[0], audience)


@pytest.fixture(scope="session")
def westmarch() -> Worked:
    """The full made-up authority, under the benchmark and the ladder."""
    return example("westmarch", "corporate-peer-review", "intervention-ladder")


@pytest.fixture(scope="session")
def leicester() -> Worked:
    """The published authority, under the benchmark and the ladder."""
    return example("leicester-2006", "corporate-peer-review", "intervention-ladder")


@pytest.fixture(scope="session")
def found(westmarch: Worked) -> Gaps:
    """The gaps of the full made-up authority, for the public."""
    return gaps(*westmarch)
