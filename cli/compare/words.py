"""A comparison in words, as a page."""

from collections.abc import Iterable, Mapping

from cli.report.words import AUDIENCES, capital, counted, dated, joined, number, sentence
from cli.sheets.sheet import Entry, Section, Sheet, Table
from engine.assessment import Finding
from engine.compare.result import BookHeld, Compared, Comparison, EvidenceMoved, FindingMoved, GradeMoved, PeerGrade, Peers

_NAMED = 6
_REFUSED = "Versions {} and {} differ in the first number: their grades cannot be held against each other."
_LEFT = "Grades and rungs are left out here; findings are laid side by side."
_STATES = {
    "graded": "graded", "no_evidence": "without any evidence", "not_applicable": "not applicable here", "contested": "contested",
    "stale": "left with old evidence alone", "unsettled": "not settled by its evidence",
}  # fmt: skip
_LEVELS = ("whole", "theme", "element")


def sheet_of(result: Compared) -> Sheet:
    """The page of a comparison."""
    audience = ("Written for", capital(AUDIENCES[result.audience]))
    if result.peers is not None:
        peers = result.peers
        facts = (audience, ("Others", f"{peers.others}, none of them named; it takes {peers.smallest} to tell anything of them"))
        return Sheet("among others", peers.ours.authority.name, f"as of {dated(peers.ours.as_of)}", facts, _among(peers), peers.ours.authority.made_up)
    first, last = result.steps[0], result.steps[-1]
    when = f"{dated(first.before.as_of)} to {dated(last.after.as_of)}" if first.before.as_of != last.after.as_of else f"as of {dated(last.after.as_of)}"
    sections: list[Section] = []
    for step in result.steps:
        label = "" if len(result.steps) == 1 else f" by {dated(step.after.as_of)}"
        sections += [s for s in _step(step, label) if s.entries or s.tables or s.intro]
    return Sheet("what moved", last.after.authority.name, when, (audience, *_books(first.books)), tuple(sections), last.after.authority.made_up)


def _books(books: Iterable[BookHeld]) -> list[tuple[str, str]]:
    return [("Rulebook", f"{b.title}, version {b.before}" + ("" if b.before == b.after else f", then {b.after}")) for b in books]


def named(grade: int | None, book: BookHeld) -> str:
    """A grade with its name."""
    return "not graded" if grade is None else f"{grade} {book.scale.get(grade, '')}".strip()


def _step(step: Comparison, label: str) -> Iterable[Section]:
    books = {b.id: b for b in step.books}
    refused = [b for b in step.books if not b.comparable]
    if refused or step.only_before or step.only_after:
        entries = [Entry(b.title, (_REFUSED.format(b.before, b.after), _LEFT)) for b in refused]
        entries += [Entry(b, ("Used before, and not now.",)) for b in step.only_before] + [Entry(b, ("Used now, and not before.",)) for b in step.only_after]
        yield Section(f"What cannot be compared{label}", entries=tuple(entries))
    ups, downs, others = (tuple(_grade(g, books[g.book], step) for g in step.grades if _way(g) == way) for way in (1, -1, 0))
    intro = f"{capital(counted(len(step.grades), 'grade'))} moved, in themselves or in their range or outcome; {number(step.same)} are as they were."
    yield Section(f"Grades{label}", intro, tables=tuple(_table(step, books)))
    yield Section(f"What went up, and why{label}", entries=ups)
    yield Section(f"What went down, and why{label}", entries=downs)
    yield Section(f"What is known better or worse{label}", "The grade is the same or there is none; its range or outcome is another.", entries=others)
    yield Section(f"Findings that came{label}", entries=tuple(_finding(f) for f in step.came))
    yield Section(f"Findings that went{label}", entries=tuple(_finding(f) for f in step.went))
    yield Section(f"Findings that changed{label}", entries=tuple(_changed(m) for m in step.changed))
    yield Section(f"The ladder{label}", entries=tuple(
        Entry("The authority" if r.subject == "authority" else capital(r.subject.replace("-", " ")),
              (f"From {r.before} to {r.after}." if r.before != r.after else f"Still {r.after}.",
               *([f"Called for now: {joined(r.came)}."] if r.came else []), *([f"No longer called for: {joined(r.went)}."] if r.went else [])))
        for r in step.rungs))  # fmt: skip
    told = _told(step.evidence)
    yield Section(f"Evidence{label}", entries=(Entry("Of all the evidence that any rule rests on", tuple(told)),) if told else ())
    yield Section(f"Assumptions{label}", entries=tuple(Entry(x.parameter, (f"Was {x.before}, is {x.after}.",)) for x in step.assumptions))


def _way(g: GradeMoved) -> int:
    if g.before is None or g.after is None or g.before == g.after:
        return 0
    return 1 if g.after > g.before else -1


def _table(step: Comparison, books: Mapping[str, BookHeld]) -> Iterable[Table]:
    for book in books.values():
        rows = [g for g in step.grades if g.book == book.id and g.level in _LEVELS and (g.before, g.range_before) != (g.after, g.range_after)]
        if rows:
            told = tuple((g.title, _with_range(g.before, g.range_before, book), _with_range(g.after, g.range_after, book)) for g in rows)
            yield Table(f"{book.title}: the larger parts that moved", ("", "Before", "After"), told)


def _with_range(grade: int | None, between: tuple[int, int], book: BookHeld) -> str:
    least, most = between
    return named(grade, book) + (f" ({least} to {most})" if least != most else "")


def _grade(g: GradeMoved, book: BookHeld, step: Comparison) -> Entry:
    was, is_ = _with_range(g.before, g.range_before, book), _with_range(g.after, g.range_after, book)
    says = [f"From {was} to {is_}." if was != is_ else f"Still {is_}."]
    if g.outcome_before != g.outcome_after:
        says.append(f"It was {_STATES[g.outcome_before]}, and is {_STATES[g.outcome_after]} now.")
    if g.uncapped[0] != g.uncapped[1] and g.uncapped != (g.before, g.after):
        says.append(f"Without limits: from {named(g.uncapped[0], book)} to {named(g.uncapped[1], book)}.")
    says += [f"A limit holds now: {sentence(x)}" for x in g.limits_came] + [f"A limit was lifted: {sentence(x)}" for x in g.limits_went]
    if g.parts:
        says.append(f"Moved in it: {_some([step.titles[p].rstrip('.') for p in g.parts], '; ')}.")
    says += _told(g.evidence) if g.level == "criterion" else []
    for t in g.tests:
        missed = f" ({t.missed})" if t.missed else ""
        way = f"asked now: {t.after}{missed}" if t.before is None else "not asked any more" if t.after is None else f"{t.before} before, {t.after} now{missed}"
        says.append(f"{capital(t.says)}: {way}.")
    if g.says:
        says.append(sentence(g.says))
    return Entry(g.title, tuple(says), g.rule)


def _told(e: EvidenceMoved) -> list[str]:
    out = [
        f"Evidence that {what}: {_some(list(ids), ', ')}."
        for what, ids in (("counts now and did not", e.came), ("counts no longer", e.went), ("says something else now", e.changed))
        if ids
    ]  # fmt: skip
    before, after = e.in_confidence
    return [*out, f"In confidence: {counted(before, 'item')} before, {number(after)} now."] if before != after else out


def _some(texts: list[str], among: str) -> str:
    return among.join(texts[:_NAMED]) + (f" and {len(texts) - _NAMED} more" if len(texts) > _NAMED else "")


def _finding(f: Finding) -> Entry:
    about = "" if f.about == "authority" else f" [{f.about}]"
    return Entry(f"{capital(f.kind.replace('_', ' '))}: {f.title.rstrip('.')}{about}", (sentence(f.text),), f"{f.rule} {f.id}")


def _changed(m: FindingMoved) -> Entry:
    return Entry(sentence(m.after.text), (f"Changed: {joined(m.what)}.", *_told(m.evidence)), f"{m.after.rule} {m.after.id}")


def _among(peers: Peers) -> tuple[Section, ...]:
    refused = tuple(Entry(b.title, (f"Some were assessed under version {b.after}, and their grades are left out.",)) for b in peers.books if not b.comparable)
    parts = [Section("What cannot be compared", entries=refused)] if refused else []
    if peers.withheld:
        return (*parts, Section("Nothing is told of the others", sentence(peers.withheld)))
    for book in peers.books:
        rows = [g for g in peers.grades if g.book == book.id and g.level != "criterion"]
        if rows:
            parts.append(Section(book.title, "Of others only those count that have a grade there.", tables=(_peer_table(rows, book),)))
    return tuple(parts)


def _peer_table(rows: Iterable[PeerGrade], book: BookHeld) -> Table:
    told = []
    for g in rows:
        if g.middle is None:
            told.append((g.title, named(g.ours, book), f"too few have a grade ({g.others})", "", ""))
            continue
        low, high = g.middle
        stands = "" if g.above is None else f"{g.above} above, {g.level_with} level, {g.below} below"
        told.append((g.title, named(g.ours, book), f"{low}" if low == high else f"{low} and {high}", f"{g.lowest} to {g.highest}", stands))
    return Table("Grades among others", ("", "Ours", "Middle of the others", "Lowest to highest", "Where we stand"), tuple(told))
