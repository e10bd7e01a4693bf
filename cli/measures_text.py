"""Measures and targets as text: what a person reads first, at a terminal or in a file."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from cli.report.words import dated, plain
from engine.measures.plans import CheckShown, PlanShown, PlansShown
from engine.measures.sentences import says
from engine.measures.shown import MeasureShown, MeasuresShown
from engine.measures.words import figure, with_unit

_MARKS = {True: ("kept", "green"), False: ("not kept", "red"), None: ("not known", "yellow")}
_TRACK = {True: "on track", False: "off track", None: "not known whether on track"}


def draw_measures(shown: MeasuresShown, console: Console) -> None:
    """The measures, those to look at first before the rest."""
    _head(shown, console)
    first = [m for m in shown.measures if m.calls]
    rest = [m for m in shown.measures if not m.calls]
    for title, measures in (("To look at first", first), ("The others", rest)):
        if measures:
            console.print(Text(f"\n{title} ({len(measures)})", style="bold"))
            for measure in measures:
                _measure(measure, console)
    if not shown.measures:
        console.print("\nThere are no figures to show.")
    _kept_back(shown.kept_back, console)


def _head(shown: MeasuresShown | PlansShown, console: Console) -> None:
    console.print(Text(f"{shown.authority.name}, as of {dated(shown.as_of)}", style="bold"))
    if shown.authority.made_up:
        console.print("A made-up authority: everything about it is invented.", style="yellow")


def _kept_back(n: int, console: Console) -> None:
    if n:
        console.print(f"\n{n} more {'measure rests' if n == 1 else 'measures rest'} on protected figures, which the team alone may see.")


def _measure(m: MeasureShown, console: Console) -> None:
    about = "" if m.about == "authority" else f", {plain(m.about)}"
    of = f" ({m.of})" if m.of else ""
    console.print(Text(f"\n{m.title}{about}{of}", style="bold"))
    run = ", ".join(f"{f.period or f.date} {figure(f.value)}{'*' if f.provisional else ''}" for f in m.figures)
    stars = " (* provisional)" if any(f.provisional for f in m.figures) else ""
    console.print(Padding(Text(f"{run}{stars}", style="dim"), (0, 0, 0, 2)))
    for sentence in says(m):
        console.print(Padding(Text(sentence), (0, 0, 0, 2)))


def draw_targets(shown: PlansShown, console: Console) -> None:
    """The targets, each with its path and principles, and the principles that they keep together."""
    _head(shown, console)
    if not shown.targets:
        console.print("\nNo targets are in the evidence: give them under `targets:` there.")
        return
    for target in shown.targets:
        _target(target, console)
    console.print(Text("\nAll targets together", style="bold"))
    _checks(shown.together, console)
    _kept_back(shown.kept_back, console)


def _target(t: PlanShown, console: Console) -> None:
    about = "" if t.about == "authority" else f", {plain(t.about)}"
    replaced = "; replaced since" if t.replaced else ""
    console.print(Text(f"\n{t.title}{about}: {with_unit(t.value, t.unit)} by {dated(t.by)} (set {dated(t.set)}{replaced})", style="bold"))
    steps = "; ".join(f"{dated(s.by)} {figure(s.value)}" + ("" if s.was is None else f", was {figure(s.was)}") for s in t.steps)
    _line(f"Steps: {steps}.", console)
    if t.now is not None and t.now_on is not None:
        due = "" if t.due is None else f", where the path has {figure(t.due)}: {_TRACK[t.on_track]}"
        _line(f"Now: {figure(t.now)} on {dated(t.now_on)}{due}.", console)
    if t.likely is None:
        _line("Likely: not known; it takes three figures, the latest of them before the day of the target.", console)
    elif t.gap is None:
        _line(f"Likely, if things go on: {figure(t.likely)}.", console)
    else:
        gap = f"a gap of {figure(t.gap)}" if t.gap > 0 else f"{figure(-t.gap)} beyond the target" if t.gap else "no gap"
        _line(f"Likely, if things go on: {figure(t.likely)}; {gap}.", console)
    _checks(t.checks, console)


def _checks(checks: Sequence[CheckShown], console: Console) -> None:
    for check in sorted(checks, key=lambda c: (True, None, False).index(c.kept), reverse=True):
        mark, style = _MARKS[check.kept]
        text = Text("  ")
        text.append(f"{mark:<10}", style=style)
        text.append(f"{check.principle}: {check.why}.")
        console.print(text, soft_wrap=True)


def _line(text: str, console: Console) -> None:
    console.print(Padding(Text(text), (0, 0, 0, 2)))
