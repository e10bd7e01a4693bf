"""From evidence to facts: ages, latest values, changes, trends, targets, position among peers."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from engine.dues import falling_due
from engine.facts import Between, Fact, Facts, months_begun
from engine.measures.facts import measure_facts
from engine.measures.series import Series, series_of
from engine.measures.targets import in_force
from engine.plan import Figure, Plan
from evidence.model import EXTENTS, STATUSES, EvidenceSet, Item, Target


def derive(plan: Plan, evidence: EvidenceSet, as_of: dt.date | None = None) -> Facts:
    """The facts known by the as-of date (default: the evidence set's own). Pure; later items are left out and listed."""
    day = as_of or evidence.as_of
    known, left_out = known_by(evidence, day)
    by_id = {item.id: item for item in evidence.items}
    over_time: dict[str, Mapping[str, Figure]] = {**_latest_ratings(plan, [i for i in known if i.kind == "rating"])}
    over_time |= {item.id: {"latest": 1} for item in known if item.kind == "measure" and item.denied}
    between: dict[str, Between] = {}
    targets = targets_of(plan, evidence)
    for name, series in measured(plan, evidence, day).items():
        target = in_force(targets.get(name, ()), day)
        over_time[series.latest.id], between[series.latest.id] = measure_facts(series, target, plan.trends, plan.projections)
    facts = []
    for item in known:
        attributes: dict[str, Figure] = {"age": months_begun(item.date, day), **_own(plan, item), **over_time.get(item.id, {})}
        root = _lineage(item, by_id)[-1]
        key, voice = plan.name(item.kind, item.key), root.source.kind
        facts.append(Fact(item.id, item.kind, key, item.about, item.date, voice, root.id, item.denied, attributes, between.get(item.id, {})))
    closed = {(kind, plan.name(kind, key)) for kind, key in (c.entry for c in evidence.all_there_is)}
    facts += falling_due(plan.dues, facts, closed, day)
    return Facts(day, tuple(sorted(facts, key=lambda f: f.id)), tuple(left_out))


def known_by(evidence: EvidenceSet, day: dt.date) -> tuple[list[Item], list[tuple[str, str]]]:
    """The items that count on a day, by their ids, and those that do not, with the reason."""
    known, left_out = [], []
    for item in sorted(evidence.items, key=lambda i: i.id):
        if item.known_on > day:
            left_out.append((item.id, f"it became known on {item.known_on}, after the as-of date"))
        elif item.date > day and item.kind != "document":
            left_out.append((item.id, f"it is dated {item.date}, after the as-of date"))
        elif item.provisional and item.margin is None:
            left_out.append((item.id, "it is provisional, and no margin says how far it may still change"))
        else:
            known.append(item)
    return known, left_out


def measured(plan: Plan, evidence: EvidenceSet, day: dt.date) -> dict[tuple[str, str], Series]:
    """The series of figures that count on a day, by measure and subject."""
    by_id = {item.id: item for item in evidence.items}
    figures = {i.id: i for i in known_by(evidence, day)[0] if i.kind == "measure"}
    originals = [i for i in figures.values() if not _copies(plan, i, figures, by_id)]
    return series_of(originals, lambda item: _series_of(plan, item), plan.lower_is_better)


def targets_of(plan: Plan, evidence: EvidenceSet) -> dict[tuple[str, str], list[Target]]:
    """The targets by measure and subject."""
    out: dict[tuple[str, str], list[Target]] = {}
    for target in evidence.targets:
        out.setdefault((plan.name("measure", target.measure), target.about), []).append(target)
    return out


def _lineage(item: Item, by_id: Mapping[str, Item]) -> list[Item]:
    """An item and what it derives from, its first source last; a circle ends where it began."""
    line = [item]
    while item.derived_from is not None and item.derived_from in by_id and by_id[item.derived_from] not in line:
        item = by_id[item.derived_from]
        line.append(item)
    return line


def _copies(plan: Plan, item: Item, figures: Collection[str], by_id: Mapping[str, Item]) -> bool:
    """Whether a figure repeats another of these, of the same measure and subject."""
    series = _series_of(plan, item)
    return any(i.id in figures and _series_of(plan, i) == series for i in _lineage(item, by_id)[1:])


def _series_of(plan: Plan, item: Item) -> tuple[str, str]:
    """What is measured or rated, by its one name, and of whom."""
    return plan.name(item.kind, item.key), item.about


def _own(plan: Plan, item: Item) -> dict[str, Figure]:
    """What the item says of itself, flat."""
    out: dict[str, Figure] = {}
    if item.extent is not None:
        out["extent"] = EXTENTS.index(item.extent)
    if item.status is not None:
        out["status"] = STATUSES.index(item.status)
    for word in ("scope", "result", "by", "topic"):
        value = getattr(item, word)
        if value is not None:
            out[word] = value
    if item.with_ is not None:
        out["with"] = item.with_
    for word in ("results", "audited", "priority"):
        value = getattr(item, word)
        if value is not None:
            out[word] = int(value)
    for word in ("includes", "to"):
        topics = getattr(item, word)
        if topics is not None:
            out[word] = 1
            out.update({f"{word}.{topic}": 1 for topic in topics})
    if item.kind == "rating" and item.value is not None:
        # A value that the rating does not have says nothing; reading has listed it.
        values = plan.ratings.get(plan.name(item.kind, item.key), ())
        if str(item.value) in values:
            out["value"] = values.index(str(item.value))
    elif item.kind == "measure" and item.value is not None:
        out["value"] = item.value
    return out


def _latest_ratings(plan: Plan, items: Iterable[Item]) -> dict[str, dict[str, Figure]]:
    newest: dict[tuple[str, str], Item] = {}
    for item in items:
        held = newest.get(_series_of(plan, item))
        if held is None or (item.date, item.known_on, item.id) > (held.date, held.known_on, held.id):
            newest[_series_of(plan, item)] = item
    return {item.id: {"latest": 1} for item in newest.values()}
