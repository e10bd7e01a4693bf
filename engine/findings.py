"""What may be reported: strengths, weaknesses, breaches, lines of enquiry, gaps, contradictions, triggers."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from engine.assessment import KINDS_OF_FINDING, Finding, FindingKind, finding_id
from engine.criteria import OUTCOMES
from engine.describe import in_words, listed
from engine.facts import Facts
from engine.judge import Judged
from engine.kinds import Call, called_for
from engine.language.rules import Criterion, Trigger
from engine.matching.matches import Matches
from engine.plan import DUE, BookPlan, CriterionPlan, Plan, TriggerPlan
from engine.reasons import because
from engine.rulebook import Rulebook
from engine.tally import EVERYTHING, FALSE, TRUE, UNKNOWN, WHOLE_ALONE, Verdict
from engine.triggers import look_of_triggers, supports_of
from evidence.audience import View
from evidence.model import PEOPLE, WHOLE

_GAPS = {
    "no_evidence": "No evidence bears on it.",
    "stale": "All the evidence that bears on it is too old.",
    "unsettled": "There is evidence, and it settles nothing yet.",
}


def strong_extent(book: BookPlan) -> int:
    """The extent from which on what is said of a criterion does not speak against it."""
    return next((s.extent for s in book.rubric if s.grade >= book.strong_from), 3)


def _voiced(text: str) -> str:
    return f"One voice says so, and nothing else yet: {text[0].lower()}{text[1:]}"


class Findings:
    """Makes the findings of one assessment; `view` decides under which ids evidence is named."""

    def __init__(self, plan: Plan, books: Sequence[Rulebook], facts: Facts, matches: Matches, judged: Judged, view: View) -> None:
        self.plan, self.facts, self.matches, self.judged, self.view = plan, facts, matches, judged, view
        self.books = {book.id: book for book in books}
        self._book_of = {c.id: c.book for c in plan.criteria} | {t.id: t.book for t in plan.triggers}
        self.book_plans = {book.id: book for book in plan.books}
        outcomes = np.array([[OUTCOMES.index(judged.outcomes[c.id])] for c in plan.criteria], dtype=np.int8).reshape(-1, 1)
        called = called_for(plan, judged.nodes, outcomes, slice(EVERYTHING, EVERYTHING + 1))[:, 0]
        self._rests_on: dict[str, list[str]] = {}
        self._called = {c.id: Call(n) for c, n in zip(plan.criteria, called.tolist(), strict=True)}

    def all(self) -> tuple[Finding, ...]:
        """Every finding, in the order in which a reader wants them, then as the rulebooks stand."""
        made = [f for c in self.plan.criteria for f in self._of_criterion(c)]
        made += [f for t in self.plan.triggers for f in self._of_trigger(t)]
        return tuple(sorted(made, key=lambda f: KINDS_OF_FINDING.index(f.kind)))

    def _make(
        self, rule: Criterion | Trigger, kind: FindingKind, outcome: str, text: str, rests_on: Iterable[str], about: str = WHOLE, *, with_next: bool = True
    ) -> Finding:
        ids = sorted(set(rests_on))
        dates = [d for i in ids if (d := self.view.date(i)) is not None]
        return Finding(
            id=finding_id(rule.id, f"{kind}/{outcome}" if outcome == "mended" else kind, about),
            rule=rule.id,
            book=self._book_of[rule.id],
            title=rule.title,
            about=self.view.subject(about),
            kind=kind,
            outcome=outcome,
            text=text,
            because=tuple(sorted(self.view.id(i) for i in ids)),
            kinds_of_source=tuple(sorted({self.view.kind_of_source(i) for i in ids})),
            newest=max(dates, default=None),
            cite={"source": rule.cite.source, "at": rule.cite.at},
            next=rule.next if with_next else None,
        )

    def rests_on(self, c: CriterionPlan) -> list[str]:
        """Everything that bears on a criterion."""
        if c.id not in self._rests_on:
            ids = set(self.matches.leaves[c.said].satisfying)
            for test in c.tests:
                ids.update(because(self.plan, test, self.matches, self.facts))
            self._rests_on[c.id] = sorted(ids)
        return self._rests_on[c.id]

    def _of_criterion(self, c: CriterionPlan) -> Iterator[Finding]:
        rule = self.books[c.book].criteria[c.id]
        outcome = self.judged.outcomes[c.id]
        if outcome == "not_applicable":
            return
        rests_on = self.rests_on(c)
        if c.each is not None:
            yield from self._of_acts(c, rule)
        look_for = f" To look for: {rule.looks_for}" if rule.looks_for else ""
        match self._called[c.id]:
            case Call.CONTESTED:
                text = "The evidence contradicts itself: sources that should agree say different things."
                yield self._make(rule, "contested", outcome, text, rests_on)
            case Call.GAP:
                yield self._make(rule, "gap_in_evidence", outcome, f"{_GAPS[outcome]}{look_for}", rests_on, with_next=False)
            case Call.STRENGTH:
                yield self._make(rule, "strength", outcome, rule.strength or rule.title, rests_on, with_next=False)
            case Call.ADVERSE:
                against = self._against(c)
                text = rule.weakness or f"This is not shown: {rule.title}"
                if self._one_voice(against or rests_on, self.book_plans[c.book]):
                    yield self._make(rule, "line_of_enquiry", outcome, _voiced(text), against or rests_on)
                else:
                    yield self._make(rule, "weakness", outcome, text, against or rests_on)
            case Call.PARTLY:
                yield self._make(rule, "gap_in_evidence", "partly_shown", f"It is shown in part, and more may be true.{look_for}", rests_on)

    def _of_acts(self, c: CriterionPlan, rule: Criterion) -> Iterator[Finding]:
        """A breach for every subject with a breached act; a mended act stays visible as one."""
        assert c.each is not None
        by_subject: dict[tuple[str, Verdict], list[str]] = {}
        for act, verdict in self.judged.tally.verdicts[c.each]:
            if verdict in (Verdict.BREACHED, Verdict.MENDED):
                by_subject.setdefault((self.facts.by_id[act].about, verdict), []).append(act)
        for (about, verdict), acts in sorted(by_subject.items()):
            rests_on = [i for i in because(self.plan, c.each, self.matches, self.facts, acts) if self.facts.by_id[i].about == about]
            text = rule.weakness or f"This was not kept: {rule.title}"
            days = [self.facts.by_id[act].date for act in sorted(acts) if self.facts.by_id[act].kind == DUE]
            if days:
                text = f"{text} It was due by {listed([in_words(day) for day in days], 'and')}."
            mended = verdict is Verdict.MENDED
            if mended:
                text = f"{text} It came late." if days else f"{text} It was mended since."
            kind: FindingKind = "breach"
            if self._one_voice(rests_on, self.book_plans[c.book]):
                kind, text = "line_of_enquiry", _voiced(text)
            yield self._make(rule, kind, verdict.value, text, rests_on, about, with_next=not mended)

    def _against(self, c: CriterionPlan) -> list[str]:
        """The evidence that speaks against a criterion."""
        strong = strong_extent(self.book_plans[c.book])
        ids = {i for i in self.matches.leaves[c.said].satisfying if int(self.facts.by_id[i].attributes["extent"]) < strong}
        truth = self.judged.tally.truth[EVERYTHING]
        for s in c.showings:
            if truth[s.test] == (TRUE if s.against else FALSE):
                ids.update(because(self.plan, s.test, self.matches, self.facts))
        return sorted(ids)

    def _one_voice(self, ids: Sequence[str], book: BookPlan) -> bool:
        """Whether an adverse finding would rest on what people say alone, and on too few kinds of them."""
        facts = [self.facts.by_id[i] for i in ids]
        return bool(facts) and all(f.voice in PEOPLE for f in facts) and len({f.voice for f in facts}) < book.min_kinds

    def _of_trigger(self, plan: TriggerPlan) -> Iterator[Finding]:
        rule = self.books[plan.book].triggers[plan.id]
        look = look_of_triggers(self.judged.tally, self.judged.nodes)
        subjects = [(WHOLE, WHOLE_ALONE), *((s, n) for n, s in enumerate(self.judged.tally.subjects) if n > WHOLE_ALONE)]
        for about, row in subjects:
            truth, voiced = self.judged.triggers[rule.id][row], self.judged.voiced[rule.id][row]
            if truth != TRUE and not voiced:
                continue
            supports = supports_of(plan.when, look, row)
            rests_on = [i for s in supports if s.how == "test" for i in because(self.plan, s.test, self.matches, self.facts)]
            rests_on = [i for i in rests_on if self.facts.by_id[i].about == about]
            if truth == UNKNOWN:
                yield self._make(rule, "line_of_enquiry", "voiced", _voiced(rule.weakness), rests_on, about)
            else:
                yield self._make(rule, "advice" if rule.advises else "trigger", "proved", rule.weakness, rests_on, about)
