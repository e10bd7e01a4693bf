"""The targets of an evidence set as one audience may see them: each with its steps, whether it is on track, its gap, and the principles it keeps."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from engine.assessment import AuthorityShown
from engine.derive import measured, targets_of
from engine.language.rules import MeasureWord
from engine.measures.catalogue import Catalogue
from engine.measures.principles import Check, consistent, of_set, of_target
from engine.measures.series import Series
from engine.measures.shown import Better
from engine.measures.targets import gap_analysis, in_force, on_track, path, steps
from engine.measures.words import rounded
from engine.plan import Plan
from engine.result import Part, Result, SchemaName
from evidence.audience import Audience, View
from evidence.model import EvidenceSet, Target

SCHEMA = "peerbench/targets/1"


class CheckShown(Part):
    """A principle of the handbook, whether it is kept (null: not known), and why."""

    principle: str
    kept: bool | None
    why: str


class StepShown(Part):
    """What is to be reached by a day, and what the figure of that day was."""

    by: dt.date
    value: Decimal
    was: Decimal | None


class PlanShown(Part):
    """A target with the gap analysis of its measure: where one is, wants to be, is likely to be, and what lies between."""

    measure: str
    title: str
    about: str
    unit: str | None
    better: Better
    set: dt.date
    by: dt.date
    value: Decimal
    replaced: bool
    steps: tuple[StepShown, ...]
    consistent: bool | None
    now: Decimal | None
    now_on: dt.date | None
    due: Decimal | None
    on_track: bool | None
    likely: Decimal | None
    gap: Decimal | None
    checks: tuple[CheckShown, ...]


class PlansShown(Result):
    """The targets of an authority on a day. `kept_back` says how many measures of theirs rest on protected figures, which are not shown."""

    schema_: SchemaName = SCHEMA
    authority: AuthorityShown
    as_of: dt.date
    audience: Audience
    targets: tuple[PlanShown, ...]
    together: tuple[CheckShown, ...]
    kept_back: int


def show_targets(
    plan: Plan,
    words: Mapping[str, MeasureWord],
    evidence: EvidenceSet,
    audience: Audience = "public",
    *,
    catalogue: Catalogue | None = None,
    as_of: dt.date | None = None,
) -> PlansShown:
    """The targets that were set by the day, by subject and title."""
    day = as_of or evidence.as_of
    view = View(evidence, audience)
    indicators = catalogue.indicators if catalogue else {}
    series_by_name = measured(plan, evidence, day)
    shown, kept_back, kinds = [], 0, {}
    for (key, about), targets in targets_of(plan, evidence).items():
        series = series_by_name.get((key, about))
        if series and any(view.protected(item.id) for item in series.figures):
            series, kept_back = None, kept_back + 1
        word, entry = words.get(key), indicators.get(key)
        better: Better = entry.better if entry else word.better if word else "higher"
        standing = in_force(targets, day)
        for target in (t for t in targets if t.set_ <= day):
            if entry:
                kinds[target.measure] = entry.of
            sign = {"higher": 1, "lower": -1, "neither": 0}[better]
            checks = of_target(target, entry.of if entry else None, sign, series, day)
            shown.append(
                PlanShown(
                    measure=key,
                    title=entry.title if entry else word.title if word else key.replace("-", " ").capitalize(),
                    about=view.subject(about),
                    unit=entry.unit if entry else word.unit if word else None,
                    better=better,
                    replaced=target is not standing,
                    consistent=consistent(target, sign).kept,
                    checks=_checks(checks),
                    **_standing(target, series),
                )
            )
    return PlansShown(
        authority=AuthorityShown(**evidence.authority.model_dump()),
        as_of=day,
        audience=audience,
        targets=tuple(sorted(shown, key=lambda t: (t.about != "authority", t.about, t.title, t.set))),
        together=_checks(of_set(evidence.targets, kinds, day)),
        kept_back=kept_back,
    )


def _checks(checks: list[Check]) -> tuple[CheckShown, ...]:
    return tuple(CheckShown(principle=c.principle, kept=c.kept, why=c.why) for c in checks)


def _standing(target: Target, series: Series | None) -> dict[str, object]:
    """The target with its steps, and where its measure stands."""
    was = {f.date: f.value for f in series.figures} if series else {}
    said: dict[str, object] = {
        "set": target.set_,
        "by": target.by,
        "value": target.value,
        "steps": tuple(StepShown(by=d, value=v, was=was.get(d)) for d, v in steps(target)),
        **dict.fromkeys(("now", "now_on", "due", "on_track", "likely", "gap")),
    }
    if series is None:
        return said
    gap, due = gap_analysis(series, target), path(target, series.latest.date)
    return said | {
        "now": gap.now,
        "now_on": series.latest.date,
        "due": None if due is None or series.latest.date < target.set_ else rounded(due),
        "on_track": on_track(series, target),
        "likely": None if gap.likely is None else rounded(gap.likely),
        "gap": None if gap.gap is None else rounded(gap.gap),
    }
