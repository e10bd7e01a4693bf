"""Whether targets are what the handbook asks of them: as high, as long and as consistent (Part 3), and designed, set and used well (Part 9).

Each principle is answered yes, no, or not known where the targets do not say. Those that need a person's judgement are
left to the rules of the best value framework: clarity, objectivity, and whether it is practical to assess.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from engine.facts import months_begun
from engine.measures.catalogue import Of
from engine.measures.series import Series
from engine.measures.targets import distance, projected, steps
from engine.measures.trend import years
from engine.measures.words import figure
from evidence.model import PEOPLE, Target

TERM = 60
"""Months in which a target is to be reached (Part 3: over five years)."""
STEEPEST = 2
"""No step may be more than twice as steep as the way as a whole. The handbook says only that steps are consistent: this is an assumption."""
FEW = 20
"""More targets than this are not few. The handbook gives no figure: this is an assumption, as in the best value framework."""
LASTING = 36
"""Months that a target stands before it may be replaced, so that a trend shows. An assumption, as in the best value framework."""
NATIONAL: Mapping[str, str] = {"quality": "all", "efficiency": "region", "cost-effectiveness": "region", "input": "region"}
"""With whose top quarter a target of this kind is compared: that of all authorities, or of the region (cost counts what is put in)."""
_BALANCED = ("quality", "efficiency", "effectiveness", "output")
_NAMED = {"efficiency": "cost or efficiency"}


@dataclass(frozen=True, slots=True)
class Check:
    """A principle, whether it is kept (None: not known), and why."""

    principle: str
    why: str
    kept: bool | None = field(kw_only=True)


def of_target(target: Target, of: Of | None, better: int, series: Series | None, as_of: dt.date) -> list[Check]:
    """What can be checked of one target. `better` is 1 where more is better, -1 where less is, 0 where neither is."""
    return [
        _level(target, of, better),
        _term(target),
        consistent(target, better),
        _achieving(of),
        Check("It comes from the council's policies", target.policy or "it does not say from which", kept=bool(target.policy) or None),
        Check("A level of management answers for it", "it names one" if target.manager else "it does not say which", kept=bool(target.manager) or None),
        _stretching(target, better, series),
        _stakeholders(target),
        Check(
            "It is known whether it may give way to others",
            "it does not say" if target.may_give_way is None else "it may" if target.may_give_way else "it may not",
            kept=None if target.may_give_way is None else True,
        ),
        _compared(target),
        _reviewed(target, as_of),
    ]


def of_set(targets: Sequence[Target], kinds: Mapping[str, Of], as_of: dt.date) -> list[Check]:
    """What can be checked of targets together; `kinds` tells of what each measure is an indicator."""
    standing = [t for t in targets if t.set_ <= as_of]
    known = {kinds[t.measure] for t in standing if t.measure in kinds}
    lacking = [kind for kind in _BALANCED if kind not in known and not (kind == "efficiency" and known & {"input", "cost-effectiveness"})]
    balanced = None if lacking and len({t.measure for t in standing} - set(kinds)) else not lacking
    return [
        Check("They are few", f"there {'is 1' if len(standing) == 1 else f'are {len(standing)}'}; {FEW} are still few", kept=len(standing) <= FEW),
        Check(
            "They balance quality, cost, effectiveness and output",
            f"none is for {', '.join(_NAMED.get(kind, kind) for kind in lacking)}" if lacking else "each has one",
            kept=balanced,
        ),
        _continuity(standing),
    ]


def _level(target: Target, of: Of | None, better: int) -> Check:
    principle = "It is what the top quarter had when it was set"
    wanted = None if of is None else NATIONAL.get(of)
    if target.top_quarter is None:
        return Check(principle, "it does not say what the top quarter had", kept=None)
    if wanted is None and of is not None:
        return Check(principle, f"nothing is laid down for an indicator of {of}", kept=None)
    if wanted is not None and target.among != wanted:
        return Check(principle, f"of {of} the top quarter of {_WHOM[wanted]} counts, and it was set against {_WHOM[target.among or 'all']}", kept=False)
    if not better:
        return Check(principle, "neither more nor less is better", kept=None)
    short = distance(target.value, target.top_quarter, better)
    return Check(principle, f"{target.value} against {target.top_quarter} of the top quarter of {_WHOM[target.among or 'all']}", kept=short <= 0)


_WHOM = {"all": "all authorities", "region": "the region"}


def _term(target: Target) -> Check:
    months = months_begun(target.set_, target.by)
    return Check("It is to be reached within five years", f"it has {months} months", kept=months <= TERM)


def consistent(target: Target, better: int) -> Check:
    """Whether yearly steps lead to the target: one a year, none back, none more than twice as steep as the whole way."""
    principle = "Its yearly steps lead there"
    marks = [(d, Fraction(v)) for d, v in steps(target)]
    if not target.years:
        return Check(principle, "it has no yearly steps", kept=None)
    if target.years[-1].by == target.by and target.years[-1].value != target.value:
        return Check(principle, f"the last step asks for {target.years[-1].value} and the target for {target.value}", kept=False)
    gaps = [(target.set_, marks[0][0]), *pairwise(d for d, _ in marks)]
    long = next(((a, b) for a, b in gaps if months_begun(a, b) > 12 + 6), None)
    if long:
        return Check(principle, f"between {long[0]} and {long[1]} there is no step", kept=False)
    if target.from_ is not None:
        marks.insert(0, (target.set_, Fraction(target.from_)))
    back = next((b for (_, v), (b, w) in pairwise(marks) if better * (w - v) < 0), None)
    if back:
        return Check(principle, f"the step of {back} leads back", kept=False)
    whole = abs(marks[-1][1] - marks[0][1]) / (years(marks[-1][0]) - years(marks[0][0]))
    steep = next((b for (a, v), (b, w) in pairwise(marks) if abs(w - v) / (years(b) - years(a)) > STEEPEST * whole), None)
    if steep:
        return Check(principle, f"the step up to {steep} is more than {STEEPEST} times as steep as the whole way", kept=False)
    return Check(principle, f"{len(marks) - (target.from_ is not None)} steps, each on the way", kept=True)


def _achieving(of: Of | None) -> Check:
    principle = "It asks for an achievement and not for means"
    if of is None:
        return Check(principle, "no catalogue says of what it is an indicator", kept=None)
    return Check(principle, f"it is an indicator of {of}", kept=of != "input")


def _stretching(target: Target, better: int, series: Series | None) -> Check:
    """Stretching: beyond where one stood, and beyond where things were going when it was set."""
    principle = "It asks for more than would come by itself"
    before = None if series is None else Series(tuple(f for f in series.figures if f.known_on <= target.set_), series.lower)
    likely = projected(before, target.by) if before and before.figures else None
    if not better or (target.from_ is None and likely is None):
        return Check(principle, "nothing says where the measure stood, or was going, when it was set", kept=None)
    if target.from_ is not None and distance(target.from_, target.value, better) <= 0:
        return Check(principle, f"the measure stood at {target.from_} when it was set", kept=False)
    if likely is not None and distance(likely, target.value, better) <= 0:
        return Check(principle, f"as things were going it would have come to about {figure(likely)} without it", kept=False)
    return Check(principle, f"it starts from {target.from_}" if target.from_ is not None else "things were not going there", kept=True)


def _stakeholders(target: Target) -> Check:
    principle = "Users, staff and the public had a say in it"
    lacking = [who for who, voices in (("users or residents", {"users", "residents"}), ("staff", {"staff", "unions"})) if not voices & set(target.set_with)]
    if not set(target.set_with) & PEOPLE:
        return Check(principle, "it does not say who had", kept=None)
    return Check(principle, f"not {' nor '.join(lacking)}" if lacking else "they had", kept=not lacking)


def _compared(target: Target) -> Check:
    if target.top_quarter is None:
        return Check("It was compared with others", "nothing says so", kept=None)
    return Check("It was compared with others", "with the top quarter", kept=True)


def _reviewed(target: Target, as_of: dt.date) -> Check:
    """Reviewed regularly: at least once in every twelve months since it was set, so that problems are seen early."""
    principle = "It is reviewed every year"
    days = [target.set_, *(d for d in target.reviewed if d <= as_of), min(as_of, target.by)]
    if len(days) == 2 and months_begun(*days) > 12:
        return Check(principle, "no review is recorded", kept=None)
    long = next(((a, b) for a, b in pairwise(days) if months_begun(a, b) > 12), None)
    return Check(principle, f"none between {long[0]} and {long[1]}" if long else f"{len(days) - 2} reviews, none more than a year apart", kept=long is None)


def _continuity(targets: Sequence[Target]) -> Check:
    principle = "They stand long enough to show a trend"
    by_series: dict[tuple[str, str], list[dt.date]] = {}
    for target in targets:
        by_series.setdefault((target.measure, target.about), []).append(target.set_)
    brief = [name[0] for name, days in by_series.items() if any(months_begun(a, b) < LASTING for a, b in pairwise(sorted(days)))]
    return Check(principle, f"{', '.join(brief)} was set anew within {LASTING} months" if brief else "none was set anew too soon", kept=not brief)
