"""The schedule of a reply as text and as JSON."""

from dataclasses import asdict

from pydantic_core import to_jsonable_python

from cli.report.words import counted, dated, joined, sentence
from cli.respond.form import KINDS
from engine.between import EvidenceMoved
from engine.replies import Answered, Moved, Schedule
from engine.result import json_text
from evidence.model import EvidenceSet


def as_json(made: Schedule) -> str:
    """The schedule as one JSON object; each comment says whether what it is about moved."""
    comments = [
        {"before": a.before, "after": a.after, "moved": a.moved, "evidence": asdict(a.evidence), **a.comment.model_dump(mode="json")} for a in made.comments
    ]
    whole = asdict(made) | {"comments": comments}
    return json_text(to_jsonable_python(whole))


def as_text(made: Schedule, known: EvidenceSet) -> str:
    """The schedule for people: the comments first, then what moved, then what did not."""
    lines = [f"{known.authority.name}: what came of the reply to the draft as of {dated(known.as_of)}", ""]
    lines += _comments(made.comments)
    lines += _moved("Grades and rungs that moved", made.grades)
    lines += _moved("Findings that moved", made.findings)
    if made.rules:
        lines += ["", f"The rules changed as well: {joined(list(made.rules))}."]
    lines += ["", f"What did not move: {counted(len(made.unmoved), 'grade or rung', 'grades and rungs')}, {counted(made.findings_unmoved, 'finding')}"]
    lines += [f"  {title} ({matter}): {stood}" for matter, title, stood in made.unmoved]
    return "\n".join(lines) + "\n"


def _comments(comments: tuple[Answered, ...]) -> list[str]:
    lines = [f"The comments: {len(comments)}"]
    for a in comments:
        c = a.comment
        source = "; ".join(part for part in (c.title, c.at, dated(c.dated) if c.dated else None) if part)
        lines += [f"  {c.id}, {KINDS[c.kind]}, on {c.about}: {sentence(c.text)}" + (f" ({source})" if source else "")]
        lines += [f"     Outcome: {c.outcome.replace('_', ' ')}. {sentence(c.reason or '')}" if c.outcome else "     No outcome yet."]
        if c.about == "general":
            continue
        if a.moved:
            lines += [f"     It moved: {a.before or 'not in the draft'} -> {a.after or 'no longer found'}"]
        else:
            lines += [f"     It did not move: {a.after or 'not in the draft, and not found now'}"]
            lines += [f"     The evidence behind it did: {'; '.join(why)}." for why in [evidence_moved(a.evidence)] if why]
    return lines


def _moved(title: str, moved: tuple[Moved, ...]) -> list[str]:
    lines = ["", f"{title}: {len(moved) or 'none'}"]
    for m in moved:
        lines += [f"  {m.title} ({m.matter}): {m.before or 'not found'} -> {m.after or 'no longer found'}"]
        why = evidence_moved(m.evidence)
        why += [f"comment{'s' if len(m.comments) > 1 else ''} {joined(list(m.comments))}"] if m.comments else []
        lines += [f"     Because of {'; '.join(why)}." if why else "     Because of evidence that is not shown, or of the rules."]
    return lines


def evidence_moved(moved: EvidenceMoved) -> list[str]:
    """Which evidence came, went and changed, in words."""
    return [f"{word} {joined(list(ids))}" for word, ids in (("new evidence", moved.came), ("withdrawn", moved.went), ("corrected", moved.changed)) if ids]
