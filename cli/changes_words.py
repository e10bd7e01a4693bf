"""Changes of a rulebook, and what became of evidence, in sentences."""

from collections.abc import Iterator

from cli.sheets.sheet import Entry, Section, Sheet
from engine.changes.migrate import Migration
from engine.changes.result import Change, ChangeKind, Changes

_SECTIONS: tuple[tuple[ChangeKind, str, str], ...] = (
    ("renamed", "Renamed", "Evidence under the former id counts for the rule."),
    ("split", "Split", "Evidence is parked until somebody says which of the new rules it is about."),
    ("merged", "Brought together", "Statements count for the new rule; scores and decisions are to be made anew."),
    ("withdrawn", "Withdrawn", "Evidence is parked with the reason."),
    ("added", "New", "Nothing was asked about it before."),
    ("tests", "Decides otherwise", "The same evidence can come out otherwise."),
    ("parameters", "Other figures", "The rule is the same, and a figure that it rests on is not."),
    ("texts", "Other texts only", "Nothing comes out otherwise."),
)
_HOW = {
    "declared": "The rulebook says so.",
    "same tests": "Found by its tests, which are the same: let the rulebook say `formerly`.",
    "same texts": "Found by its texts, which are the same: let the rulebook say `formerly`.",
}


def sheet_of(found: Changes) -> Sheet:
    """What `rules diff` shows."""
    graded = [n for n in found.not_comparable if n.of in ("criterion", "group")]
    others = [n for n in found.not_comparable if n.of not in ("criterion", "group")]
    facts = [("Grades that can be held against those of before", str(found.same)), ("Grades that cannot", str(len(graded)))]
    facts += [("For all rules", f"the book's {', '.join(found.head)} changed")] if found.head else []
    facts += [("Version", found.version)] if found.version else []
    sections = [
        Section(title, intro, tuple(_entry(change) for change in found.of(kind)))
        for kind, title, intro in _SECTIONS
        if found.of(kind)
    ]  # fmt: skip
    for title, lost in (("Grades that are no longer comparable", graded), ("Triggers and rungs that mean something else", others)):
        if lost:
            sections.append(Section(title, "", tuple(Entry(n.title, _short(n.why), n.rule) for n in lost)))
    return Sheet("what changed in the rulebook", found.title, f"{found.before} to {found.after}", tuple(facts), tuple(sections))


def _entry(change: Change) -> Entry:
    return Entry(change.title, tuple(_says(change)), f"{change.of} {', '.join(change.before or change.after)}")


def _says(change: Change) -> Iterator[str]:
    if change.kind in ("renamed", "merged", "split"):
        yield f"{' and '.join(change.before)} → {' and '.join(change.after)}"
    if change.how:
        yield _HOW[change.how]
    if change.kind == "withdrawn":
        yield change.reason or "The rulebook does not say why: let it say so under `withdrawn`."
    if change.words:
        yield f"Changed: {', '.join(change.words)}."


def _short(why: tuple[str, ...]) -> tuple[str, ...]:
    """The first reasons; what a group rests on may be long."""
    return why if len(why) <= 3 else (*why[:3], f"and {len(why) - 3} more reasons")


def migrated(done: Migration, authority: str, *, made_up: bool) -> Sheet:
    """What `evidence migrate` says."""
    again = [m for m in (*done.moved, *done.look_again) if m.look]
    facts = (("Moved", str(len(done.moved))), ("Parked", str(len(done.parked))), ("To be looked at again", str(len(again))))
    sections = []
    if done.moved:
        sections.append(Section("Moved to another id", "", tuple(Entry(m.what, (f"{m.before} → {m.after}",)) for m in done.moved)))
    if done.parked:
        intro = "It stays in the file as it stands, and counts for nothing until somebody says what it is about."
        sections.append(Section("Parked", intro, tuple(Entry(p.what, (f"{p.rule}: {p.why}",)) for p in done.parked)))
    if again:
        sections.append(Section("To be looked at again", "", tuple(Entry(m.what, (f"{m.after}: {m.look}",)) for m in again)))
    return Sheet(f"evidence for {done.book}", authority, f"{done.before} to {done.after}", facts, tuple(sections), made_up=made_up)
