"""Decisions and comments go through a workbook and come back as they were."""

from pathlib import Path

from evidence.model import EvidenceSet
from evidence.read import read_evidence
from evidence.workbook.pack import packed
from evidence.workbook.write import workbook_of
from tests.workbook.sets import OUTLINE


def test_every_word_of_a_decision_and_a_comment_comes_back(tmp_path: Path) -> None:
    """With and without what may be left out."""
    comment = {"id": "c1", "about": "general", "kind": "other", "text": "Thank you", "by": "A council", "date": "2009-07-17"}
    answered = {"outcome": "accepted_in_part", "reason": "In part.", "items": ["i1", "i2"], "title": "Minutes", "at": "item 4", "dated": "2009-05-21"}
    decision = {"matter": "ladder", "adopted": "ladder.rung.1", "reason": "Agreed.", "by": "The board", "date": "2009-07-20"}
    bound = {"stage": "consistency_check", "considered": ["c1", "c2"], "made_on": "0" * 64, "indicated": "2"}
    known = EvidenceSet.model_validate(
        {
            "authority": {"name": "A council", "type": "unitary"},
            "as_of": "2009-06-30",
            "decisions": [{**decision, **bound, "matter": "c.1", "adopted": 3}, decision],
            "representations": [{**comment, **answered}, {**comment, "id": "c2"}],
        }
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(workbook_of(known, OUTLINE)))
    back, _ = read_evidence(path)
    assert (back.decisions, back.representations) == (known.decisions, known.representations)
