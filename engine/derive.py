"""From evidence to facts: ages, latest values, changes, trends, targets, position among peers."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise, takewhile

from engine.facts import Fact, Facts, months_begun
from engine.plan import Figure, Plan
from evidence.model import EXTENTS, STATUSES, EvidenceSet, Item


def derive(plan: Plan, evidence: EvidenceSet, as_of: dt.date | None = None) -> Facts:
    """The facts known by the as-of date (default: the evidence set's own). Pure; later items are left out and listed."""
    day = as_of or evidence.as_of
    known, left_out = [], []
    for item in sorted(evidence.items, key=lambda i: i.id):
        if item.known_on > day:
            left_out.append((item.id, f"it became known on {item.known_on}, after the as-of date"))
        elif item.date > day and item.kind != "document":
            left_out.append((item.id, f"it is dated {item.date}, after the as-of date"))
        else:
            known.append(item)
    by_id = {item.id: item for item in evidence.items}
    figures = {i.id for i in known if i.kind == "measure"}
    over_time = {
        **_series(plan, [i for i in known if i.id in figures and not _copies(i, figures, by_id)]),
        **_latest_ratings([i for i in known if i.kind == "rating"]),
    }
    facts = []
    for item in known:
        attributes: dict[str, Figure] = {"age": months_begun(item.date, day), **_own(plan, item), **over_time.get(item.id, {})}
        root = _lineage(item, by_id)[-1]
        facts.append(Fact(item.id, item.kind, item.key, item.about, item.date, root.source.kind, root.id, item.denied, attributes))
    return Facts(day, tuple(facts), tuple(left_out))


def _lineage(item: Item, by_id: Mapping[str, Item]) -> list[Item]:
    """An item and what it derives from, its first source last; a circle ends where it began."""
    line = [item]
    while item.derived_from is not None and item.derived_from in by_id and by_id[item.derived_from] not in line:
        item = by_id[item.derived_from]
        line.append(item)
    return line


def _copies(item: Item, figures: Collection[str], by_id: Mapping[str, Item]) -> bool:
    """Whether a figure repeats another of these, of the same measure and subject."""
    return any(i.id in figures and (i.measure, i.about) == (item.measure, item.about) for i in _lineage(item, by_id)[1:])


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
        values = plan.ratings.get(item.key, ())
        if str(item.value) in values:
            out["value"] = values.index(str(item.value))
    elif item.kind == "measure" and item.value is not None:
        out["value"] = item.value
    return out


def _latest_ratings(items: Iterable[Item]) -> dict[str, dict[str, Figure]]:
    newest: dict[tuple[str, str], Item] = {}
    for item in items:
        held = newest.get((item.key, item.about))
        if held is None or (item.date, item.known_on, item.id) > (held.date, held.known_on, held.id):
            newest[item.key, item.about] = item
    return {item.id: {"latest": 1} for item in newest.values()}


def _series(plan: Plan, items: Iterable[Item]) -> dict[str, dict[str, Figure]]:
    """For the latest value of each series: how many periods, how many changes running for better or worse, target, peers."""
    series: dict[tuple[str, str], list[Item]] = {}
    denied: dict[str, dict[str, Figure]] = {}
    for item in items:
        if item.denied:
            denied[item.id] = {"latest": 1}
        else:
            series.setdefault((item.key, item.about), []).append(item)
    out = denied
    for (key, _), values in series.items():
        values.sort(key=lambda i: (i.date, i.known_on, i.id))
        # A later item of the same day and period corrects the earlier one.
        run = list({(i.date, i.period): i for i in values}.values())
        last = run[-1]
        lower = (last.better or ("lower" if key in plan.lower_is_better else "higher")) == "lower"
        sign = -1 if lower else 1
        changes = [sign * (b.value - a.value) for a, b in pairwise(run)]
        facts: dict[str, Figure] = {
            "latest": 1,
            "periods": len(run),
            "rises": len(list(takewhile(lambda c: c > 0, reversed(changes)))),
            "falls": len(list(takewhile(lambda c: c < 0, reversed(changes)))),
        }
        if last.target is not None:
            facts["target_met"] = int(sign * (last.value - last.target) >= 0)
        if last.peers is not None:
            # The quarter counts from the worst: 1 is the worst quarter, 4 the best.
            facts["quarter"] = 1 + sum(sign * (last.value - q) >= 0 for q in last.peers.quartiles)
        out[last.id] = facts
    return out
