"""What would move the examples up, found once for all tests."""

from pathlib import Path

import pytest

from engine.assess import Options, work
from engine.assessment import Assessment
from engine.compile import compile_plan
from engine.improve.improve import Aims, improve
from engine.improve.result import Improvement
from engine.load import load
from engine.report import report
from engine.working import Working
from evidence.read import read_evidence

ROOT = Path(__file__).parents[2]
WESTMARCH = ROOT / "examples" / "westmarch" / "evidence.yaml"


def worked(example: str, *books: str, audience: str = "public") -> tuple[Working, Assessment]:
    """An example's working and assessment under rulebooks."""
    loaded = [load(ROOT / "rules" / name) for name in books]
    evidence, _ = read_evidence(ROOT / "examples" / example / "evidence.yaml")
    options = Options(audience=audience, matcher="direct")
    working = work(compile_plan(loaded), loaded, evidence, options)
    return working, report(working, options, 0)


@pytest.fixture(scope="session")
def westmarch() -> Improvement:
    """The full made-up authority, under the benchmark and the ladder."""
    return improve(*worked("westmarch", "corporate-peer-review", "intervention-ladder"))


@pytest.fixture(scope="session")
def stars() -> Improvement:
    """The same under a scheme in which others judge everything."""
    return improve(*worked("westmarch", "cpa"), Aims(part="cpa.stars"))
