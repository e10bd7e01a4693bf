"""Agreement in words, as a page."""

from collections.abc import Iterable

from cli.report.words import AUDIENCES, capital, counted, dated, joined, number, sentence
from cli.sheets.sheet import Entry, Section, Sheet, Table
from engine.agreement.result import Agreement, BookScored, GroupMove, Middle, Scored, SelfView

_MOVES = 4
_READ_ALPHA = "1 is full agreement, 0 no more than chance. From 0.80 on the scores hold; below 0.67 rely on none of them alone."
_ORDER = "In the order of what hangs on it: each at its lowest and its highest score, the others at their consensus or, without one, as the evidence has them."
_CONSENSUS = "The consensus is the middle score; of an even number, both middle ones. A council's own scores are no part of it."


def sheet_of(result: Agreement) -> Sheet:
    """The page of an agreement."""
    facts = [("Written for", capital(AUDIENCES[result.audience])), *(("Rulebook", f"{b.title}, version {b.version}") for b in result.books)]
    if result.not_asked:
        facts.append(("Not in these rulebooks", joined(list(result.not_asked))))
    sections = [_short(result), *_agenda(result), _everybody(result), *_against(result), *_self(result)]
    return Sheet("how far the assessors agree", result.authority.name, f"as of {dated(result.as_of)}", tuple(facts), tuple(sections), result.authority.made_up)


def _book(result: Agreement, book: str) -> BookScored:
    return next(b for b in result.books if b.id == book)


def _named(grade: int | None, book: BookScored) -> str:
    return "not graded" if grade is None else f"{grade} {book.scale.get(grade, '')}".strip()


def _middle(m: Middle | None, book: BookScored) -> str:
    if m is None:
        return "none"
    return _named(m.low, book) if m.low == m.high else f"between {_named(m.low, book)} and {_named(m.high, book)}"


def _short(result: Agreement) -> Section:
    shared = [s for s in result.criteria if len(s.scores) > 1]
    alike = sum(s.spread == 0 for s in shared)
    entries = [
        Entry(
            f"{capital(counted(len(result.criteria), 'criterion', 'criteria'))} scored by {counted(len(result.assessors), 'assessor')}",
            (f"{capital(number(len(shared)))} by two or more of them, who agree on {number(alike)}.",),
        )
    ]
    for a in result.alphas:
        title = f"Krippendorff's alpha, {_book(result, a.book).title}"
        if a.alpha is None:
            entries.append(Entry(f"{title}: withheld", (sentence(a.withheld or ""),)))
        else:
            entries.append(Entry(f"{title}: {a.alpha}", (f"From {number(a.subjects)} criteria that two or more scored. {_READ_ALPHA}",)))
    rows = tuple((a.by, str(a.scored), str(a.shared), str(a.higher), str(a.same), str(a.lower)) for a in result.assessors)
    headings = ("Assessor", "Scored", "Shared", "Above the others", "Level", "Below")
    tables = (Table("Who leans which way: each against the middle of the others", headings, rows),) if rows else ()
    return Section("In short", entries=tuple(entries), tables=tables)


def _agenda(result: Agreement) -> Iterable[Section]:
    if not result.agenda:
        return
    by_id = {s.criterion: s for s in result.criteria}
    yield Section("To talk about, the gravest first", _ORDER, tuple(_point(result, by_id[c]) for c in result.agenda))


def _point(result: Agreement, s: Scored) -> Entry:
    book = _book(result, s.book)
    says = [f"{capital(joined([f'{g.by} gives {g.grade}' for g in s.scores]))}. {_indicated(s, book)}"]
    says += [f"{capital(g.by)}: {sentence(g.reason)}" for g in s.scores if g.reason]
    if s.moves:
        says += [_move(m, book) for m in s.moves[:_MOVES]]
        if len(s.moves) > _MOVES:
            says.append(f"It moves {counted(len(s.moves) - _MOVES, 'more part', 'more parts')}.")
    else:
        says.append("No grade above it hangs on this.")
    return Entry(s.title, tuple(says), s.criterion)


def _indicated(s: Scored, book: BookScored) -> str:
    between = f", and leaves {s.at_least} to {s.could_be} open" if s.at_least != s.could_be else ""
    if s.outcome == "no_evidence":
        return "There is no evidence."
    if s.outcome == "not_applicable":
        return "By the evidence set it does not apply here."
    return f"The evidence indicates {_named(s.indicated, book)}{between}." if s.indicated is not None else f"The evidence indicates no grade{between}."


def _move(m: GroupMove, book: BookScored) -> str:
    def standing(at: tuple[int | None, int, int]) -> str:
        grade, least, most = at
        return _named(grade, book) + (f" ({least} to {most})" if least != most else "")

    return f"{m.title}: {standing(m.lowest)} at the lowest score, {standing(m.highest)} at the highest."


def _everybody(result: Agreement) -> Section:
    tables = []
    for book in result.books:
        rows = tuple(
            (
                s.title,
                ", ".join(str(g.grade) for g in s.scores) or "none",
                _middle(s.consensus, book),
                ", ".join(str(g.grade) for g in s.own) or "",
                _named(s.indicated, book) + (f" ({s.at_least} to {s.could_be})" if s.at_least != s.could_be else ""),
            )
            for s in result.criteria
            if s.book == book.id
        )
        tables.append(Table(book.title, ("Criterion", "Scores", "Consensus", "Own", "Indicated by the evidence"), rows))
    return Section("Every score", _CONSENSUS, tables=tuple(tables))


def _against(result: Agreement) -> Iterable[Section]:
    found = tuple(
        Entry(
            s.title,
            (f"The assessors give {_middle(s.consensus, book)}, and the evidence leaves {_named(s.at_least, book)} to {_named(s.could_be, book)} open."
             if s.at_least != s.could_be else f"The assessors give {_middle(s.consensus, book)}, and the evidence settles {_named(s.at_least, book)}.",),
            s.criterion,
        )
        for s in result.criteria
        if s.against_evidence
        for book in [_book(result, s.book)]
    )  # fmt: skip
    if found:
        yield Section("Where the assessors leave the evidence", "Either evidence is missing that they have seen, or the score wants another look.", found)


def _self(result: Agreement) -> Iterable[Section]:
    if not result.self_view:
        return
    counts = [(number(sum(v.sees_itself == how for v in result.self_view)), how) for how in ("better", "the same", "worse")]
    intro = f"The council sees itself {joined([f'{how} in {n}' for n, how in counts if n != 'no'])}."
    order = {"better": 0, "worse": 1, "the same": 2}
    yield Section("How the council sees itself", intro, tuple(_view(result, v) for v in sorted(result.self_view, key=lambda v: order[v.sees_itself])))


def _view(result: Agreement, v: SelfView) -> Entry:
    book = _book(result, v.book)
    beside = "the assessors' consensus is" if v.by == "assessors" else "nobody else scored it, and the evidence leaves"
    return Entry(f"{capital(v.sees_itself)}: {v.title}", (f"It gives itself {_middle(v.own, book)}; {beside} {_middle(v.against, book)}.",), v.criterion)
