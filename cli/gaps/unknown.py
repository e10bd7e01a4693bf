"""Where evidence is weak, and what to find out next."""

from collections import Counter

from cli.gaps.words import WEAK, closing, known
from cli.report.words import capital, sentence, voices
from cli.sheets.sheet import Entry, Section, Table
from engine.gaps.result import Gaps, Unknown


def sections(found: Gaps) -> list[Section]:
    """First how much is weak; then what to find out next; then what is weak beside being open."""
    counts = {book.id: Counter(c.weak for c in found.criteria.values() if c.book == book.id) for book in found.rulebooks}
    headings = ("", *(book.title for book in found.rulebooks))
    rows = tuple((capital(says), *(str(counts[book.id][weak]) for book in found.rulebooks)) for weak, says in WEAK.items())
    out = [Section("Where the evidence is weak", "So many criteria of each rulebook.", tables=(Table("", headings, rows),))]
    for book in found.rulebooks:
        mine = tuple(_entry(u, found) for u in found.unknowns if found.criteria[u.criterion].book == book.id)
        if mine:
            several = f": {book.title}" if len(found.rulebooks) > 1 else ""
            intro = "What could close most of the range of the whole comes first; then of its theme, its element, its heading."
            out.append(Section(f"What to find out next{several}", intro, entries=mine))
    contradicted = [(i, c) for i, c in found.criteria.items() if c.weak == "contradicted"]
    if contradicted:
        entries = tuple(Entry(c.title, (known(c, found),), i) for i, c in contradicted)
        out.append(Section("Contradicted", "Sources that should agree say different things: ask both again.", entries=entries))
    single = [(i, c) for i, c in found.criteria.items() if c.weak in ("thin", "one_kind") and c.could_be[0] == c.could_be[1]]
    if single:
        entries = tuple(Entry(c.title, (known(c, found),), i) for i, c in single)
        intro = "By the rules their grades are not in question; a second kind of source would bear them out."
        out.append(Section("Settled, but on little", intro, entries=entries))
    return out


def _entry(unknown: Unknown, found: Gaps) -> Entry:
    c = found.criteria[unknown.criterion]
    moving = [x for x in unknown.closings if x.moves]
    told = [text for x in moving or unknown.closings[-1:] if (text := closing(x))]
    # Where no group moves by a whole grade, the share of the highest group that it bears on is told.
    if not moving and unknown.closings and (text := closing(unknown.closings[0])) not in told:
        told.insert(0, text)
    ask = f"Ask: {voices(unknown.ask)}." if unknown.ask else ""
    look = f"To look for: {sentence(c.looks_for)}" if c.looks_for else ""
    return Entry(c.title, tuple(text for text in (known(c, found), " ".join(told), ask, look) if text), unknown.criterion)
