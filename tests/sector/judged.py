"""Many authorities judged together, held against each of them judged alone."""

from collections.abc import Mapping

import numpy as np

from engine.assess import Options, work
from engine.criteria import OUTCOMES
from engine.plan import Plan
from engine.rulebook import Rulebook
from engine.sector.together import Part
from evidence.model import EvidenceSet

GRADED = ("grade", "at_least", "could_be", "uncapped", "applies", "have", "of")


def assert_each_as_alone(plan: Plan, books: tuple[Rulebook, ...], sets: Mapping[str, EvidenceSet], part: Part) -> None:
    """Each authority of a part has the truths, grades, values, outcomes and triggers that the direct matcher gives it alone."""
    together, n = part.judged, len(part.names)
    for k, name in enumerate(part.names):
        alone = work(plan, books, sets[name], Options(matcher="direct")).judged
        rows = [k, n + k, *(2 * n + np.flatnonzero(together.tally.rows.services == k))]
        assert [part.services[r - 2 * n] for r in rows[2:]] == list(alone.tally.subjects[2:])
        for array in ("truth", "kinds", "bears", "denied", "voice_results"):
            assert (getattr(together.tally, array)[rows] == getattr(alone.tally, array)).all(), array
        assert (together.tally.said[:, rows] == alone.tally.said).all()
        for node in alone.nodes:
            one, other = together.nodes[node], alone.nodes[node]
            for array in GRADED:
                assert (getattr(one, array)[rows] == getattr(other, array)).all(), (node, array)
            for (num, den), (num_alone, den_alone) in zip(one.values, other.values, strict=True):
                assert (num[rows] * den_alone == num_alone * den[rows]).all(), node
        assert [OUTCOMES[o] for o in together.outcomes[:, k]] == list(alone.outcomes.values())
        for t, trigger in enumerate(plan.triggers):
            for what in ("triggers", "voiced", "averted"):
                assert (getattr(together, what)[t][rows] == getattr(alone, what)[trigger.id]).all(), (trigger.id, what)
