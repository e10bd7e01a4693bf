"""A year on: last year's story and this year's evidence."""

import pytest

from engine.assess import Options, assess
from engine.assessment import Assessment
from engine.progress.progress import Progress, progress
from engine.progress.since import Year
from engine.progress.upon import upon
from engine.story.file import StoryFile, read_story
from evidence.model import EvidenceSet
from evidence.read import read_evidence
from tests.story.conftest import BOOKS, WESTMARCH, YEAR_ON, Ran, assessed, rules, run, run_anew

__all__ = ["Ran", "run", "run_anew"]


def year_of(story: StoryFile, evidence: EvidenceSet, books: tuple[str, ...] = BOOKS) -> tuple[Year, Assessment]:
    """This year's evidence, assessed for the team as of today and as of the story's day, and for the public as of today."""
    loaded, plan = rules(books)
    made = assessed(evidence, books)
    then = assess(plan, loaded, evidence, Options(audience="team", matcher="direct", as_of=story.as_of))
    return Year(story.as_of, made.working, made.team, then), made.public


def judged(story: StoryFile, evidence: EvidenceSet, audience: str = "public") -> Progress:
    """The progress since a story."""
    year, public = year_of(story, evidence)
    return progress(story, year, public if audience == "public" else year.now)


@pytest.fixture(scope="session")
def story() -> StoryFile:
    """What was told in 2009, with the claims of 2010."""
    return read_story(YEAR_ON / "story.yaml")[0]


@pytest.fixture(scope="session")
def year_on() -> EvidenceSet:
    """Westmarch in June 2010: what came since, upon what was there."""
    return upon(read_evidence(WESTMARCH)[0], read_evidence(YEAR_ON / "evidence.yaml")[0], "evidence.yaml")
