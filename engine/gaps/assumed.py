"""Every assumption moved a little and then further: what the grades and the rungs would be."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from engine.assemble import Assembly
from engine.assess import work
from engine.assessment import Assessment, Assumption
from engine.compile import compile_plan
from engine.gaps.losses import rungs_now
from engine.gaps.moved import Ends, moved, rungs_moved, upsets
from engine.gaps.result import Assumed, Nudge
from engine.gaps.rungs import rungs_of
from engine.gaps.values import near
from engine.ladder import looks_at_grades
from engine.load import rulebook_files
from engine.rulebook import Rulebook
from engine.working import Options, Working
from evidence.audience import View
from evidence.located import Located, read_yaml


def assumed(working: Working, assessment: Assessment, folders: Sequence[Path]) -> tuple[tuple[Assumed, ...], tuple[str, ...]]:
    """The assumptions that the result rests on, each tried with other values; and those that have no neighbouring value.

    `folders` are those of the rulebooks, in their order. What changes most at the first step comes first.
    """
    trial = _Trial(working, assessment, folders)
    found, untried = [], []
    for assumption in assessment.assumptions:
        book, _, name = assumption.parameter.partition(": ")
        if name not in trial.books[book].parameters:
            continue  # what its grades are called is no figure
        nudges = tuple(trial.nudges(book, name))
        if nudges:
            found.append(_assumed(assumption, nudges))
        else:
            untried.append(assumption.parameter)
    return tuple(sorted(found, key=lambda a: (a.flips, *_most(a)), reverse=True)), tuple(untried)


def _assumed(assumption: Assumption, nudges: tuple[Nudge, ...]) -> Assumed:
    flips = any(nudge.first and upsets(nudge.grades, nudge.rungs) for nudge in nudges)
    return Assumed(parameter=assumption.parameter, value=assumption.value, reason=assumption.reason, nudges=nudges, flips=flips)


def _most(a: Assumed) -> tuple[int, int, int]:
    return max((sum(m.before != m.after for m in n.grades), len(n.grades), n.criteria) for n in a.nudges)


class _Trial:
    """Rulebooks with one parameter changed, and what comes of the evidence under them."""

    def __init__(self, working: Working, assessment: Assessment, folders: Sequence[Path]) -> None:
        self.working, self.assessment = working, assessment
        self.books = {book.id: book for book in working.books}
        self.folders = dict(zip(self.books, folders, strict=True))
        self.documents: dict[str, list[Located]] = {}
        self.rungs, self.ends = rungs_now(working, assessment), Ends.of(working.judged.nodes)
        self.view = View(working.evidence, assessment.audience)
        self.titles = {rung.id: rung.title for rung in assessment.ladder.rungs} if assessment.ladder else {}

    def nudges(self, book: str, name: str) -> Iterator[Nudge]:
        """What comes of each value near that of a parameter; values that the rules refuse are left out."""
        known = self.books[book]
        for side in near(known.parameters[name].value, known):
            allowed = [(value, changed) for value in side if (changed := self._with(known, name, value)) is not None]
            for n, (value, changed) in enumerate(allowed):
                yield self._nudge(value, changed, name, first=n == 0)

    def _with(self, book: Rulebook, name: str, value: str | int | Decimal) -> Rulebook | None:
        """A rulebook with one parameter changed; None where that is no rulebook."""
        if book.id not in self.documents:
            self.documents[book.id] = [read_yaml(path) for path in rulebook_files(self.folders[book.id])]
        values = {**{n: p.value for n, p in book.parameters.items()}, name: value}
        draft = Assembly(self.documents[book.id], values, [], str(self.folders[book.id]), set()).draft(book.content_hash)
        return None if draft.problems else draft.book

    def _nudge(self, value: str | int | Decimal, changed: Rulebook, name: str, *, first: bool) -> Nudge:
        old = self.working
        books = [changed if book.id == changed.id else book for book in old.books]
        options = Options(audience=self.assessment.audience, matcher="direct", as_of=old.facts.as_of)
        new = work(compile_plan(books), books, old.evidence, options)
        grades, criteria = moved(self.ends, Ends.of(new.judged.nodes), self.assessment)
        rungs = rungs_moved(self.rungs, self._rungs(new, changed, name), self.titles, self.view)
        return Nudge(value=str(value), first=first, grades=grades, criteria=criteria, rungs=rungs)

    def _rungs(self, new: Working, changed: Rulebook, name: str) -> dict[str, str]:
        """The rungs; replayed where the parameter bears on the ladder."""
        if not self.rungs:
            return {}
        ladder = next(iter(new.plan.ladders))
        users = {rule for rule, names in changed.uses.items() if name in names}
        bears = name in changed.head_uses or not users.isdisjoint({*changed.triggers, *changed.rungs, *changed.support})
        if not bears and not looks_at_grades(new.plan, ladder):
            return dict(self.rungs)
        return dict(rungs_of(new.plan, ladder, new.evidence, (new.facts, new.judged)))
