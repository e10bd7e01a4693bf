"""A town's parks, assessed by a benchmark of ten criteria: small enough to read, with every kind of finding in it."""

from functools import cache
from pathlib import Path
from typing import Any

from engine.assess import Options, assess
from engine.assessment import Assessment
from engine.compile import compile_plan
from engine.load import load
from engine.rulebook import Rulebook
from evidence.model import EvidenceSet
from evidence.read import read_evidence

HERE = Path(__file__).parent

SECRETS = ("Ada Secret", "secret keeper", "We hide the mower", "24 January 2009", "2009-01-24", "grass-staff")
"""What was said in confidence, by whom, in which role, when, and under which id: none of it may leave the team."""


@cache
def book() -> Rulebook:
    """The small benchmark."""
    return load(HERE / "benchmark")


@cache
def known() -> EvidenceSet:
    """What is known of the parks."""
    return read_evidence(HERE / "parks.yaml")[0]


def changed(**parts: Any) -> EvidenceSet:
    """The same with parts replaced, each as an evidence file would have it."""
    return EvidenceSet.model_validate({**{name: getattr(known(), name) for name in EvidenceSet.model_fields}, **parts})


def assessed(evidence: EvidenceSet | None = None, **options: Any) -> Assessment:
    """The parks, assessed."""
    return assess(compile_plan([book()]), [book()], evidence or known(), Options(**({"matcher": "direct"} | options)))
