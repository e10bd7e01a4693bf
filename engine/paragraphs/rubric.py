"""What decided a criterion that is graded by the rubric: which evidence holds its grade, and what the next grade lacks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.assessment import Why
from engine.paragraphs.words import EXTENT, asked, voices
from engine.plan import CriterionPlan, RubricStep, Showing
from engine.reasons import because
from engine.tally import EVERYTHING, FALSE, TRUE
from engine.whys import missed_shown
from engine.working import Working
from evidence.audience import View
from evidence.model import EXTENTS, VOICES


@dataclass(frozen=True)
class Lack:
    """What a grade of the rubric lacks: so many more kinds of source, results, or an end of what stands against it.

    `contradicted` lists the evidence that contradicts whoever supports it. `excluded` says that all that is known speaks against it.
    """

    step: RubricStep
    kinds: int
    results: bool
    contradicted: tuple[str, ...]
    excluded: bool


class ByRubric:
    """One criterion and what is shown of it, for the authority."""

    def __init__(self, working: Working, c: CriterionPlan, why: Why, view: View) -> None:
        self.working, self.c, self.view = working, c, view
        self._facts = working.facts.by_id
        self._spoken = {voice.kind: voice.extent for voice in why.voices}
        self.tally = working.judged.tally
        shown, self._k = working.judged.shown[c.id]
        self._shown = {grade: (int(truth[EVERYTHING, self._k]), int(kinds[EVERYTHING, self._k])) for grade, truth, kinds in shown.steps}
        self._results = bool(shown.results[EVERYTHING, self._k])
        self.steps = sorted(next(b for b in working.plan.books if b.id == c.book).rubric, key=lambda s: s.grade)
        self._column = self.tally.column[c.id]

    def truth(self, step: RubricStep) -> int:
        """Whether a grade is proved, excluded or open."""
        return self._shown[step.grade][0]

    def proved(self) -> RubricStep | None:
        """The highest grade that is proved."""
        return next((s for s in reversed(self.steps) if self.truth(s) == TRUE), None)

    def next(self) -> RubricStep | None:
        """The lowest grade above what is proved."""
        proved = self.proved()
        return next((s for s in self.steps if proved is None or s.grade > proved.grade), None)

    def supporters(self, step: RubricStep) -> list[str]:
        """The kinds of source that support a grade."""
        return _kinds(self._shown[step.grade][1])

    def supported_by(self, step: RubricStep) -> list[str]:
        """The evidence that supports a grade, and where it asks for results that which shows them."""
        tests = [s.test for s in self._met(against=False) if s.extent >= step.extent or (step.results and s.results)]
        said = [i for i in self._said() if self._extent(i) >= step.extent or (step.results and self._facts[i].attributes.get("results"))]
        return self._evidence(tests, said)

    def found(self, step: RubricStep) -> list[str]:
        """What supports a grade, in phrases."""
        tests = [s for s in self._met(against=False) if s.extent >= step.extent]
        return [*(self._on_record(s) for s in tests), *self._who_say(k for k in _kinds(int(self.tally.said[step.extent, EVERYTHING, self._column])))]

    def falling_short(self, step: RubricStep) -> tuple[list[str], list[str]]:
        """What speaks against a grade that nothing supports: in phrases, and the evidence."""
        unmet = [s for s in self._in_favour() if s.extent <= step.extent and self._truth(s) == FALSE]
        against = [s for s in self._met(against=True) if s.extent <= step.extent]
        kinds = self._below(step.extent)
        phrases = [*(self._on_record(s) for s in against), *self._who_say(kinds, step.extent), *(self._not_met(s) for s in unmet)]
        said = [i for i in self._said() if self._facts[i].voice in kinds]
        return phrases, self._evidence([s.test for s in (*unmet, *against)], said)

    def contradicting(self, step: RubricStep) -> tuple[list[str], list[str]]:
        """What keeps a grade from being proved, whoever else supports it: in phrases, and the evidence."""
        against = [s for s in self._met(against=True) if s.extent <= step.extent]
        kinds = [k for k in self._below(step.extent - 1) if k not in self.supporters(step)] if step.extent >= 1 else []
        said = [i for i in self._said() if self._facts[i].voice in kinds]
        return [*(self._on_record(s) for s in against), *self._who_say(kinds, step.extent - 1)], self._evidence([s.test for s in against], said)

    def denied(self) -> list[str]:
        """What was looked for and not found by one, and found by another."""
        return [asked(self._says(s)) for s in self.c.showings if self.tally.denied[EVERYTHING, s.test]]

    def lack(self, step: RubricStep) -> Lack:
        """What a grade lacks that is not proved."""
        short = max(step.kinds - len(self.supporters(step)), 0)
        return Lack(step, short, step.results and not self._results, tuple(self.contradicting(step)[1]), self.truth(step) == FALSE)

    def known(self) -> list[str]:
        """Everything that is known for or against it, in phrases."""
        met = [self._on_record(s) for s in (*self._met(against=False), *self._met(against=True))]
        unmet = [self._not_met(s) for s in self._in_favour() if self._truth(s) == FALSE]
        return [*met, *self._who_say(_kinds(int(self.tally.said[0, EVERYTHING, self._column]))), *unmet]

    def _in_favour(self) -> Iterator[Showing]:
        return (s for s in self.c.showings if not s.against)

    def _met(self, *, against: bool) -> list[Showing]:
        return [s for s in self.c.showings if s.against == against and self._truth(s) == TRUE]

    def _truth(self, s: Showing) -> int:
        return int(self.tally.truth[EVERYTHING, s.test])

    def _says(self, s: Showing) -> str:
        return self.working.plan.tests[s.test].says

    def _on_record(self, s: Showing) -> str:
        says = self._says(s)
        return f"this was kept: {says}" if self.working.plan.tests[s.test].each is not None else f"{asked(says)} is on record"

    def _not_met(self, s: Showing) -> str:
        missed = missed_shown(self.working, s.test, self.view)
        return f"{asked(self._says(s))} is not met" + (f" ({missed})" if missed else "")

    def _said(self) -> list[str]:
        return sorted(self.working.matches.leaves[self.c.said].satisfying)

    def _extent(self, item: str) -> int:
        return int(self._facts[item].attributes["extent"])

    def _below(self, extent: int) -> list[str]:
        """The kinds of source that speak of it, and say less than an extent."""
        said = self.tally.said[:, EVERYTHING, self._column]
        return _kinds(int(said[0]) & ~int(said[extent]))

    def _evidence(self, tests: Iterable[int], said: Iterable[str]) -> list[str]:
        ids = {i for t in tests for i in because(self.working.plan, t, self.working.matches, self.working.facts)}
        return sorted(ids | set(said))

    def _who_say(self, kinds: Iterable[str], short_of: int = len(EXTENTS)) -> list[str]:
        """Who says how far it goes, those who say the same together. Of kinds that are shown as one, some may say less than the furthest."""
        out: dict[str, list[str]] = {}
        for kind in dict.fromkeys(k if k in self._spoken else self.view.voice(k) for k in kinds):
            extent = self._spoken[kind]
            says = f"say that it is {EXTENT[extent]}" if EXTENTS.index(extent) < short_of else "say less"
            out.setdefault(says, []).append(kind)
        return [f"{'some of the ' if says == 'say less' else ''}{voices(by)} {says}" for says, by in out.items()]


def _kinds(bits: int) -> list[str]:
    return [v for n, v in enumerate(VOICES) if bits >> n & 1]
