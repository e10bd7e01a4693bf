"""The made-up authority assessed once for the public and once for the team, and a story of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from engine.assess import Options, work
from engine.assessment import Assessment
from engine.compile import compile_plan
from engine.load import load
from engine.plan import Plan
from engine.report import report
from engine.rulebook import Rulebook
from engine.story.file import StoryFile
from engine.story.propose import propose
from engine.working import Working
from evidence.model import EvidenceSet
from evidence.read import read_evidence
from tests.cli.conftest import Ran
from tests.cli.conftest import run as run_anew

__all__ = ["Ran", "run_anew"]

ROOT = Path(__file__).parents[2]
WESTMARCH = ROOT / "examples" / "westmarch" / "evidence.yaml"
YEAR_ON = ROOT / "examples" / "westmarch-2010"
BOOKS = ("corporate-peer-review", "intervention-ladder")


@dataclass(frozen=True)
class Made:
    """An evidence set with its working and its assessments."""

    evidence: EvidenceSet
    working: Working
    public: Assessment
    team: Assessment


@cache
def rules(names: tuple[str, ...] = BOOKS) -> tuple[tuple[Rulebook, ...], Plan]:
    """The rulebooks, read and compiled once."""
    books = tuple(load(ROOT / "rules" / name) for name in names)
    return books, compile_plan(books)


def assessed(evidence: EvidenceSet, names: tuple[str, ...] = BOOKS) -> Made:
    """Assess an evidence set for the public and for the team."""
    books, plan = rules(names)
    working = work(plan, books, evidence, Options(matcher="direct"))
    public, team = (report(working, Options(audience=audience, matcher="direct"), 0) for audience in ("public", "team"))
    return Made(evidence, working, public, team)


@pytest.fixture
def run(run_anew: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Ran]:
    """Run the command, with one cache for all these tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    return run_anew


@pytest.fixture(scope="session")
def westmarch() -> Made:
    """Westmarch in June 2009."""
    return assessed(read_evidence(WESTMARCH)[0])


@pytest.fixture(scope="session")
def proposed(westmarch: Made) -> StoryFile:
    """The story that is proposed of it."""
    return propose(westmarch.public, westmarch.public)


def without(evidence: EvidenceSet, *ids: str) -> EvidenceSet:
    """The evidence without some items, and without what was copied from them."""
    return evidence.model_copy(update={"items": tuple(i for i in evidence.items if i.id not in ids and i.derived_from not in ids)})


def changed(evidence: EvidenceSet, item: str, **words: object) -> EvidenceSet:
    """The evidence with an item that says something else."""
    assert any(i.id == item for i in evidence.items)
    return evidence.model_copy(update={"items": tuple(i.model_copy(update=words) if i.id == item else i for i in evidence.items)})
