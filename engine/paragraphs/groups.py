"""A group's grade in a paragraph: its limiter first, then how its parts make it, what is not known, and which part would raise it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from engine.assessment import Grade, Paragraph, RulebookUsed
from engine.graded import NONE, Graded
from engine.kleene import kleene
from engine.paragraphs.conditions import Told
from engine.paragraphs.words import HIGHEST, NAMED, counted, graded, number, range_of, sentences, some, spread, titles
from engine.plan import GroupPlan
from engine.rollup import looker, roll_up
from engine.supposed import supposed, times_over
from engine.tally import EVERYTHING, TRUE, UNKNOWN
from engine.working import Working

_FROM = {"mean": "the mean", "median": "the middle", "minimum": "the lowest", "points": "the points"}


def of_group(working: Working, group: GroupPlan, grades: Mapping[str, Grade], book: RulebookUsed, told: Told) -> Paragraph:
    """The paragraph of a group."""
    mine = grades[group.id]
    if mine.outcome == "not_applicable":
        return Paragraph(found="None of its parts applies here.")
    if mine.outcome == "no_evidence":
        return Paragraph(found="Nothing is known yet that settles any of its parts, so it is neither passed nor failed.")
    parts = {c: grades[c] for c in group.children if c in grades and grades[c].outcome != "not_applicable"}
    return Paragraph(
        found=sentences([*_held(group, mine, book, told), *_made(group, mine, parts, book, told)]),
        missing=sentences(_missing(working, group, mine, parts, book)),
        change=sentences(_change(working, group, mine, parts, book)),
    )


def _held(group: GroupPlan, mine: Grade, book: RulebookUsed, told: Told) -> list[str]:
    """Which limits hold, the lowest first, and what each of them rests on."""
    out = []
    held = {(cap.at, cap.because) for cap in mine.capped_by}
    for n, cap in enumerate(sorted((c for c in group.caps if (c.at, c.because) in held), key=lambda c: c.at)):
        if n:
            out.append(f"Another limit stands at {graded(cap.at, book)}: {cap.because}")
        elif mine.grade is not None and mine.uncapped is not None and mine.uncapped > mine.grade:
            out.append(f"It is held at {graded(cap.at, book)} by a limit: {cap.because}")
        else:
            out.append(f"A limit keeps it from going above {graded(cap.at, book)}: {cap.because}")
        out.append(f"The limit holds because {some(told.holds(cap.when))}")
    return out


def _made(group: GroupPlan, mine: Grade, parts: Mapping[str, Grade], book: RulebookUsed, told: Told) -> list[str]:
    """How the grades of the parts make that of the group, before limits."""
    given = [g for g in parts.values() if g.grade is not None]
    grades = [g.grade for g in given if g.grade is not None]
    if mine.uncapped is None:
        have = f"{number(len(given)) if given else 'none'} of its {counted(len(parts), 'part', 'parts')} {'have' if len(given) > 1 else 'has'} a grade"
        return [f"It is not graded: {have}" + (f" ({spread(grades, book)})" if given else "")]
    without = "Without this limit " if len(mine.capped_by) == 1 else "Without its limits "
    held = mine.uncapped != mine.grade
    is_ = f"{without}it would be {graded(mine.uncapped, book)}" if held else f"It is {graded(mine.uncapped, book)}"
    if group.by == "table":
        row = next((when for give, when in group.rows if give == mine.uncapped and (when is None or told.truth(when) == TRUE)), None)
        return [f"{is_} by its table" + (f", for {some(told.holds(row))}" if row is not None else ", for no line above it holds")]
    if not given:
        return [f"{is_}, for none of its parts has a grade and silence scores nothing here"]
    parted = counted(len(parts), "part", "parts")
    of = f"its {parted}" if len(given) == len(parts) else f"the {number(len(given))} of its {parted} that {'has' if len(given) == 1 else 'have'} a grade"
    made = f"{is_}, {_FROM[group.by] if len(given) > 1 else 'taken from the grade'} of {of}: {spread(grades, book)}"
    low = [g.title for g in given if g.grade == min(grades)]
    return [made, f"The lowest {'is' if len(low) == 1 else 'are'} {titles(low)}"] if len(low) < len(given) else [made]


def _missing(working: Working, group: GroupPlan, mine: Grade, parts: Mapping[str, Grade], book: RulebookUsed) -> list[str]:
    out = []
    silent = [g.title for g in parts.values() if g.grade is None]
    have, enough = Fraction(mine.completeness), group.enough
    if mine.grade is None and have < enough and not group.silence_scores_nothing:
        out.append(f"It is graded once evidence settles {_percent(enough)} of its weight, and so far it settles {_percent(have)}")
    if silent:
        out.append(f"There is no grade yet for {titles(silent)}")
    look = looker(working.judged.nodes)
    open_ = [cap for cap in group.caps if (truth := kleene(cap.when, look))[EVERYTHING if len(truth) > 1 else 0] == UNKNOWN]
    if open_:
        lowest = graded(min(cap.at for cap in open_), book)
        limits = "a limit at" if len(open_) == 1 else f"{number(len(open_))} limits, the lowest at"
        out.append(f"Not known is whether {limits} {lowest} {'holds' if len(open_) == 1 else 'hold'}: {' '.join(cap.because for cap in open_[:NAMED])}")
    return out


def _percent(share: Fraction) -> str:
    rounded = round(share * 100)
    return "under 1%" if share > 0 and rounded == 0 else "over 99%" if share < 1 and rounded == 100 else f"{rounded}%"


def _change(working: Working, group: GroupPlan, mine: Grade, parts: Mapping[str, Grade], book: RulebookUsed) -> list[str]:
    out = range_of(mine, book)
    if mine.grade is None:
        return out
    if mine.grade == max(book.scale):
        return [*out, HIGHEST]
    by_itself = raising(working, group)
    if mine.capped_by and mine.grade == min(cap.at for cap in mine.capped_by):
        out.append("Nothing raises it until the limit is lifted")
    elif by_itself:
        out.append(f"One grade more in {'any one of ' if len(by_itself) > 1 else ''}{titles([parts[c].title for c in by_itself], 'or')} would raise it")
    elif parts:
        out.append("One grade more in a single part does not raise it")
    return out


def raising(working: Working, group: GroupPlan) -> list[str]:
    """The parts of a group that raise its grade when they alone, and settled, have the next grade of the scale; all else as it is."""
    nodes, levels = working.judged.nodes, next(b.levels for b in working.plan.books if b.id == group.book)
    tried = {}
    for c in group.children:
        now = int(nodes[c].grade[EVERYTHING])
        above = next((level for level in levels if now != NONE and level > now), None)
        if above is not None:
            tried[c] = above
    if not tried:
        return []
    rows = {c: n for n, c in enumerate(tried)}
    changed = {name: times_over(nodes[name], len(tried)) for name in _named(group, nodes)}
    for c, n in rows.items():
        changed[c] = supposed(changed[c], n, tried[c])
    weights = {c.id: c.weight for c in working.plan.criteria} | {g.id: g.weight for g in working.plan.groups}
    rolled = roll_up(group, changed, weights, levels)
    return [c for c, n in rows.items() if rolled.grade[n] > nodes[group.id].grade[EVERYTHING]]


def _named(group: GroupPlan, nodes: Mapping[str, Graded]) -> Sequence[str]:
    conditions = [*(cap.when for cap in group.caps), *(when for _, when in group.rows if when is not None)]
    out, todo = dict.fromkeys(group.children), conditions
    while todo:
        e = todo.pop()
        todo.extend(e.parts)
        if e.name in nodes:
            out[e.name] = None
    return list(out)
