"""What to ask for, and what to raise with whom."""

from cli.gaps.words import known, people, titles
from cli.report.words import capital, number, sentence
from cli.sheets.sheet import Entry, Section
from engine.gaps.result import Gaps, Prompt, Request

_KINDS = {
    "document": ("Documents", "For the list that goes out before the visit. What could close most comes first."),
    "event": ("Records of what was done", "Minutes, registers and files that show it."),
    "measure": ("Figures", "With their dates, their targets and where other authorities stand."),
    "rating": ("Published judgements", "Judgements that others have published."),
}


def documents(found: Gaps) -> list[Section]:
    """The request list, by kind."""
    out = []
    for kind, (title, intro) in _KINDS.items():
        mine = tuple(_request(r, found) for r in found.requests if r.kind == kind)
        if mine:
            out.append(Section(title, intro, entries=mine))
    return out or [Section("Nothing to ask for", "No test of an open criterion asks for a document, a record or a figure.")]


def _request(r: Request, found: Gaps) -> Entry:
    lacks = f": {'; '.join(r.missing)}" if r.missing else ""
    one = f"one is here already, and does not settle it{lacks}"
    several = f"{number(r.have)} are here already, and do not settle it{lacks}"
    have = (sentence(one if r.have == 1 else several),) if r.have else ()
    return Entry(capital(r.title), (*(sentence(text) for text in r.wanted), *have, f"For: {titles(r.criteria, found)}."), f"{r.kind}: {r.key}")


def interviews(found: Gaps) -> list[Section]:
    """The prompts, by the people whom to ask."""
    intro = "In the words of the rules. What could close most comes first."
    out = [Section(people(i.voice), intro, entries=tuple(_prompt(p, found) for p in i.prompts)) for i in found.interviews]
    return out or [Section("Nothing to ask about", "No open criterion takes what people say.")]


def _prompt(p: Prompt, found: Gaps) -> Entry:
    c = found.criteria[p.criterion]
    look = (f"To look for: {sentence(p.looks_for)}",) if p.looks_for else ()
    tests = (f"Not settled yet: {sentence('; '.join(p.tests))}",) if p.tests else ()
    return Entry(c.title, (*look, *tests, known(c, found)), p.criterion)
