"""How far the result would bear it."""

from cli.gaps.words import move, spans
from cli.report.words import capital, counted, joined, number, plain
from cli.sheets.sheet import Entry, Section, Table
from engine.gaps.result import Assumed, Gaps, Loss, Losses, Moved, Nudge, RungMoved

_LISTED = 5


def sections(found: Gaps) -> list[Section]:
    """What would upset the result, then what rests on single items, on assumptions, and what is still open."""
    r = found.robustness
    assert r is not None
    flips = [a.parameter for a in r.assumptions if a.flips]
    told = (
        *_survives(r.losses),
        f"{capital(counted(len(flips), 'assumption'))} of {number(len(r.assumptions))} would change a whole's grade or the rung at the first step"
        + (f": {joined(flips)}." if flips else "."),
    )
    out = [
        Section("Would it stand", entries=(Entry("In short", told),)),
        Section("What carries the most", _carried(r.losses), entries=tuple(_loss(loss) for loss in r.losses.carrying)),
        Section(
            "Assumptions",
            "Each was moved one step either way, and further where it is a larger figure. What changes most comes first.",
            entries=tuple(_assumed(a) for a in r.assumptions),
        ),
    ]
    if r.untried:
        out[-1] = Section(out[-1].title, f"{out[-1].intro} Not tried, for want of a value next to theirs: {joined(r.untried)}.", out[-1].entries)
    if r.open:
        rows = tuple((m.title, "not graded" if m.before is None else str(m.before), spans(m.could_be_before)) for m in r.open)
        out.append(Section("What is still open", "Parts whose grade could still move.", tables=(Table("", ("", "Grade", "Can be"), rows),)))
    return out


def _survives(losses: Losses) -> list[str]:
    out = []
    if losses.rung_survives is not None:
        out.append(f"The recommended rung {'stays' if losses.rung_survives else 'does not stay'} whichever single item of evidence is lost.")
    out += [f"{title}: the grade {'stays' if stays else 'does not stay'} whichever single item is lost." for title, stays in losses.whole_survives]
    return out


def _carried(losses: Losses) -> str:
    open_ = len(losses.carrying)
    said = f"Each of {counted(losses.tried, 'item')} was left out in turn, with what derives from it."
    others = f", and {number(losses.protected)} that are protected and not shown" if losses.protected else ""
    return f"{said} Something would be another without {counted(open_, 'of them', 'of them')}{others}."


def _loss(loss: Loss) -> Entry:
    return Entry(loss.title, (_changes(loss.grades, loss.criteria, loss.rungs),), loss.item)


def _assumed(a: Assumed) -> Entry:
    flips = "It changes the result at the first step. " if a.flips else ""
    return Entry(f"{a.parameter}: {a.value}", (f"{flips}{a.reason}", *(_nudge(n) for n in a.nudges)))


def _nudge(n: Nudge) -> str:
    changed = _changes(n.grades, n.criteria, n.rungs)
    return f"{n.value.replace('_', ' ')}: {changed[:1].lower()}{changed[1:]}" if changed.startswith("Nothing") else f"{n.value.replace('_', ' ')}: {changed}"


def _changes(grades: tuple[Moved, ...], criteria: int, rungs: tuple[RungMoved, ...]) -> str:
    """What is another: rungs, then grades from the whole down, then how much else."""
    order = ("whole", "theme", "element", "heading")
    regraded = sorted((m for m in grades if m.before != m.after), key=lambda m: order.index(m.level))
    told = [f"{'the rung' if r.service is None else f'the rung of {plain(r.service)}'}: “{r.before}” becomes “{r.after}”" for r in rungs]
    told += [move(m) for m in regraded[:_LISTED]]
    if len(regraded) > _LISTED:
        told.append(f"and the grades of {number(len(regraded) - _LISTED)} more parts")
    if not told and grades:
        told = [move(m) for m in grades[:2]]
    if criteria:
        told.append(f"{counted(criteria, 'criterion', 'criteria')} in all {'is' if criteria == 1 else 'are'} known otherwise")
    return f"{capital('; '.join(told))}." if told else "Nothing changes."
