"""Series of which columns do not tell all: the ordinary functions look at each by itself, and at those that are alike once.

These are series with errors, with targets of their own, with groups to compare that have no columns, those that are carried
on or measured in MADs, and those with several figures of one day of which a trend is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.derive import targets_of
from engine.facts import Between
from engine.layout import kept
from engine.matching.slices import Slice
from engine.measures.facts import measure_facts
from engine.measures.series import Series
from engine.measures.targets import in_force
from engine.plan import Figure, Plan
from engine.rows import Array
from engine.sector.figures import Runs
from engine.sector.reading import Read
from evidence.coded import by_word
from evidence.columns import HEAD, QUARTILES, item_of, sets_of
from evidence.model import KINDS, Target

if TYPE_CHECKING:
    import polars as pl

_DECIDE = ("date", "value", "better", "target", "sample", "margin", "peers_n", *QUARTILES, "more")
_IN_COLUMNS = ("latest", "value", "periods", "rises", "falls")
"""What columns tell, whatever else is to be told of a figure."""


@dataclass(frozen=True)
class More:
    """What is told of figures beside what columns tell: by attribute and place of the fact, and between what the attributes of a fact may lie."""

    told: dict[str, dict[int, Figure]] = field(default_factory=dict)
    between: dict[int, Between] = field(default_factory=dict)

    def add(self, fact: int, told: Mapping[str, Figure], between: Between) -> None:
        """What is told of one more."""
        for name, figure in told.items():
            if name not in _IN_COLUMNS:
                self.told.setdefault(name, {})[fact] = figure
        if between:
            self.between[fact] = between


class Asked:
    """What the ordinary functions answer for series. `order` has the item of each fact."""

    def __init__(self, frame: "pl.DataFrame", runs: Runs, order: Array) -> None:
        self.frame, self.runs = frame, runs
        self.row = np.flatnonzero(frame["kind"].is_in(KINDS).to_numpy())[order[runs.facts]]
        """The row in the table of each of the facts of `runs`."""

    def of(
        self, series: Array, first: Array, aims: Mapping[int, Target], trends: Sequence[int] = (), projections: Sequence[int] = ()
    ) -> Iterator[tuple[int, Mapping[str, Figure], Between]]:
        """The facts of the latest figure of each of these series, from `first` of the facts of `runs` on."""
        ends = np.cumsum(self.runs.last[series] - first + 1).tolist()
        row = self.row[np.concatenate([np.arange(a, b + 1) for a, b in zip(first, self.runs.last[series], strict=True)] or [first])]
        decide = self.frame.select(_DECIDE)[row].rows()
        told: dict[object, tuple[Mapping[str, Figure], Between]] = {}
        for n, begin, end in zip(series.tolist(), [0, *ends], ends, strict=False):
            lower, aim = bool(self.runs.sign[n] < 0), aims.get(n)
            alike = tuple(decide[begin:end]), lower, aim
            if alike not in told:
                figures = tuple(item_of(self.frame.row(r, named=True)) for r in row[begin:end].tolist())
                told[alike] = measure_facts(Series(figures, lower), aim, trends, projections)
            yield n, *told[alike]


def asks_more(plan: Plan, frame: "pl.DataFrame") -> bool:
    """Whether a plan asks, or evidence has, anything that columns do not know."""
    if plan.trends or plan.projections or bool(kept(plan, _in_mads)) or any(frame[c].null_count() < len(frame) for c in ("margin", "sample")):
        return True
    said = frame.select("kind", "more").filter(frame["more"].is_not_null())
    return bool(said["kind"].is_in(KINDS).any() or _says(said["more"], "targets").any())


def more_of(plan: Plan, read: Read, frame: "pl.DataFrame", asked: Asked, order: Array, slices: Mapping[tuple[str, str], Slice]) -> More:
    """What the ordinary functions tell of the latest figures of series that columns do not know."""
    out, runs = More(), asked.runs
    aims = _aims(plan, read, frame, runs, order, slices)
    aimed = np.zeros(len(runs.last), dtype=bool)
    aimed[list(aims)] = True
    whole = runs.any((frame["margin"].is_not_null() | frame["sample"].is_not_null()).to_numpy()[asked.row])
    if plan.trends:
        whole |= runs.any(runs.repeated(read.date[order]))
    if plan.projections:
        whole |= aimed
    brief = (aimed | _placed(plan, frame, asked, slices)) & (runs.sign != 0) & ~whole
    all_, latest = np.flatnonzero(whole), np.flatnonzero(brief)
    for n, told, between in asked.of(all_, runs.first[all_], aims, plan.trends, plan.projections):
        out.add(int(runs.latest[n]), told, between)
    for n, told, between in asked.of(latest, runs.last[latest], aims):
        out.add(int(runs.latest[n]), told, between)
    return out


def _placed(plan: Plan, frame: "pl.DataFrame", asked: Asked, slices: Mapping[tuple[str, str], Slice]) -> Array:
    """The series whose latest figures name groups to compare that are not quartiles alone, or any where the plan asks for MADs."""
    row, in_mads = asked.row[asked.runs.last], kept(plan, _in_mads)
    grouped = _says(frame["more"], "peers")[row]
    compared = (frame["peers_n"].is_not_null() | frame["more"].is_not_null()).to_numpy()[row]
    for (kind, key), where in slices.items():
        if kind == "measure" and in_mads & {key, ""}:
            first, last = np.searchsorted(asked.runs.latest, where)
            grouped[first:last] |= compared[first:last]
    return np.asarray(grouped)


def _says(more: "pl.Series", word: str) -> Array:
    """Whether a word stands in what the rows say in `more`."""
    return by_word(more, lambda words: words.str.contains(f'"{word}"')).fill_null(value=False).to_numpy()


def _in_mads(plan: Plan) -> frozenset[str]:
    """The measures of which a plan asks how many MADs they lie from the median; "" where it asks of any."""
    asking = (leaf for leaf in plan.leaves if any(c.attribute.partition(".")[0] in ("worse_by", "better_by") for c in (*leaf.scope, *leaf.wanted)))
    return frozenset(key for leaf in asking for key in leaf.keys or ("",))


def _aims(plan: Plan, read: Read, frame: "pl.DataFrame", runs: Runs, order: Array, slices: Mapping[tuple[str, str], Slice]) -> dict[int, Target]:
    """The targets in force that authorities have set apart from their figures, by the number of the series."""
    heads = frame.filter(frame["kind"] == HEAD)
    out: dict[int, Target] = {}
    latest = runs.latest
    for name, evidence in sets_of(heads.filter(_says(heads["more"], "targets"))):
        for (measure, about), targets in targets_of(plan, evidence).items():
            target, where = in_force(targets, evidence.as_of), slices.get(("measure", measure))
            if target is None or where is None or about not in read.abouts:
                continue
            first, last = np.searchsorted(latest, where)
            items = order[latest[first:last]]
            mine = (read.authority[items] == read.names.index(name)) & (read.about[items] == read.abouts.index(about))
            out |= dict.fromkeys((first + np.flatnonzero(mine)).tolist(), target)
    return out
