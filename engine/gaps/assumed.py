"""Every assumption moved a little and then further: what the grades and the rungs would be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from engine.assemble import Assembly
from engine.assess import work
from engine.assessment import Assessment, Assumption
from engine.compile import compile_plan
from engine.gaps.losses import rungs_now
from engine.gaps.moved import Ends, moved, rungs_moved, upsets
from engine.gaps.result import Assumed, Nudge
from engine.gaps.retried import retried, stand_alone
from engine.gaps.rungs import Rungs, rungs_of
from engine.gaps.values import is_figure, near
from engine.language.rules import Rule
from engine.load import rulebook_files
from engine.rulebook import Rulebook
from engine.working import Options, Working
from evidence.audience import View
from evidence.located import Located, read_yaml
from evidence.problems import BadInput

_Value = str | int | Decimal
R = TypeVar("R", bound=Rule)


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
        nudges = tuple(trial.nudges(trial.books[book], name))
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


def _by_id(rules: Iterable[R]) -> dict[str, R]:
    return {rule.id: rule for rule in rules}


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
        self.alone = stand_alone(working.plan)

    def nudges(self, book: Rulebook, name: str) -> Iterator[Nudge]:
        """What comes of each value near that of a parameter; values that the rules refuse are left out."""
        for side in near(book.parameters[name].value, book):
            allowed = [(value, came) for value in side if (came := self._tried(book, name, value)) is not None]
            for n, (value, (ends, rungs)) in enumerate(allowed):
                grades, criteria = moved(self.ends, ends, self.assessment)
                told = rungs_moved(self.rungs, rungs, self.titles, self.view)
                yield Nudge(value=str(value), first=n == 0, grades=grades, criteria=criteria, rungs=told)

    def _tried(self, book: Rulebook, name: str, value: _Value) -> tuple[Ends, Rungs] | None:
        """The grades and rungs with another value; None where that makes no rulebook.

        Where only criteria and triggers take it, and only as a figure, they alone are read and judged again.
        """
        users = frozenset(rule for rule, names in book.uses.items() if name in names)
        few = self.alone and is_figure(value) and name not in book.head_uses and users <= {*book.criteria, *book.triggers}
        assembly = self._assembly(book, name, value)
        if few:
            try:
                file = assembly.some(sorted(users))
                changed = replace(book, criteria={**book.criteria, **_by_id(file.criteria)}, triggers={**book.triggers, **_by_id(file.triggers)})
                return retried(self.working, self._books(changed), users, self.rungs)
            except (ValidationError, BadInput):
                return None
        draft = assembly.draft(book.content_hash)
        return None if draft.problems else self._afresh(self._books(draft.book))

    def _assembly(self, book: Rulebook, name: str, value: _Value) -> Assembly:
        if book.id not in self.documents:
            self.documents[book.id] = [read_yaml(path) for path in rulebook_files(self.folders[book.id])]
        values = {**{n: p.value for n, p in book.parameters.items()}, name: value}
        return Assembly(self.documents[book.id], values, [], str(self.folders[book.id]), set())

    def _books(self, changed: Rulebook) -> list[Rulebook]:
        return [changed if book.id == changed.id else book for book in self.working.books]

    def _afresh(self, books: Sequence[Rulebook]) -> tuple[Ends, Rungs]:
        old = self.working
        new = work(compile_plan(books), books, old.evidence, Options(matcher="direct", as_of=old.facts.as_of))
        rungs = rungs_of(new.plan, new.plan.ladders[0], new.evidence, (new.facts, new.judged)) if self.rungs else {}
        return Ends.of(new.judged.nodes), rungs
