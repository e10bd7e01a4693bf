"""The schedule of a reply as a page to hand to the authority."""

from cli.report.words import counted, dated, joined, sentence
from cli.respond.form import KINDS
from cli.respond.schedule_text import evidence_moved
from cli.sheets.sheet import Entry, Section, Sheet, Table
from engine.replies import Answered, Moved, Schedule
from evidence.model import EvidenceSet


def sheet_of(made: Schedule, known: EvidenceSet) -> Sheet:
    """The comments first, then what moved, then what did not."""
    facts = [("Comments", f"{len(made.comments)}"), ("Grades and rungs that moved", f"{len(made.grades)}")]
    facts += [("Findings that moved", f"{len(made.findings)}")]
    if made.rules:
        facts.append(("The rules changed as well", joined(list(made.rules))))
    stood = tuple((f"{title} ({matter})", stands) for matter, title, stands in made.unmoved)
    sections = (
        Section("The comments", "" if made.comments else "None.", entries=tuple(_comment(a) for a in made.comments)),
        Section("Grades and rungs that moved", "" if made.grades else "None.", entries=tuple(_moved(m) for m in made.grades)),
        Section("Findings that moved", "" if made.findings else "None.", entries=tuple(_moved(m) for m in made.findings)),
        Section(
            "What did not move",
            sentence(f"{counted(len(made.unmoved), 'grade or rung', 'grades and rungs')} and {counted(made.findings_unmoved, 'finding')}"),
            tables=(Table("", ("Grade or rung", "It stays"), stood),) if stood else (),
        ),
    )
    return Sheet(
        "what came of the reply to the draft", known.authority.name, f"as of {dated(known.as_of)}", tuple(facts), sections, made_up=known.authority.made_up
    )


def _comment(a: Answered) -> Entry:
    c = a.comment
    source = "; ".join(part for part in (c.title, c.at, dated(c.dated) if c.dated else None) if part)
    says = [sentence(c.text), *([f"Source: {source}"] if source else [])]
    says.append(f"Outcome: {c.outcome.replace('_', ' ')}. {sentence(c.reason or '')}" if c.outcome else "No outcome yet.")
    if c.about != "general":
        if a.moved:
            says += ["It moved.", *_from_to(a.before or "not in the draft", a.after or "no longer found")]
        else:
            says.append(f"It did not move: {sentence(a.after or 'not in the draft, and not found now')}")
            says += [f"The evidence behind it did: {'; '.join(why)}." for why in [evidence_moved(a.evidence)] if why]
    return Entry(f"{c.id}, {KINDS[c.kind]}", tuple(says), f"on {c.about}")


def _from_to(before: str, now: str) -> tuple[str, str]:
    return f"In the draft: {sentence(before)}", f"Now: {sentence(now)}"


def _moved(m: Moved) -> Entry:
    why = evidence_moved(m.evidence) + ([f"comment{'s' if len(m.comments) > 1 else ''} {joined(list(m.comments))}"] if m.comments else [])
    because = f"Because of {'; '.join(why)}." if why else "Because of evidence that is not shown, or of the rules."
    return Entry(m.title, (*_from_to(m.before or "not found", m.after or "no longer found"), because), m.matter)
