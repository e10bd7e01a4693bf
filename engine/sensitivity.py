"""Whether every rule is alive: evidence is made for it, judged in the ordinary way, and what comes of it must change.

    sensitivity(rulebook) -> what is alive, what is dead, and what could not be tried

Each rule is judged by itself. A test is alive when two scenes that leave every other test of its rule as it was, one
that satisfies it and one that does not, are judged differently. A criterion must besides reach its best grade and its
worst, and a trigger be proved. Nothing here knows how a rule is judged: only what evidence would satisfy a test.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, product
from typing import Any

from engine.compile import compile_plan
from engine.derive import derive
from engine.judge import Judged, judge
from engine.language.conditions import All, Any_, Condition, Count, Each, FactTest, Not
from engine.language.rules import Criterion, Trigger
from engine.matching.direct import match
from engine.rulebook import Rulebook, fact_tests, subconditions
from engine.scenes import AS_OF, STEP, Maker, Scene, Test, together
from engine.tally import EVERYTHING, TRUE, Verdict, tally
from evidence.model import WHOLE, Authority, Closed, EvidenceSet, Item, Target

_SERVICE = "a-service"
_ALL_STATES = 4
"""Beside so many other tests, all their states are tried; beside more, the likely ones."""


@dataclass(frozen=True, slots=True)
class Dead:
    """A rule, or a test of it, whose outcome does not change, and what was tried."""

    rule: str
    what: str


@dataclass(frozen=True, slots=True)
class NotTried:
    """A rule for which no evidence can be made here, and why."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The ids of the rules that are alive, what is dead, and what was not tried."""

    alive: tuple[str, ...]
    dead: tuple[Dead, ...]
    not_tried: tuple[NotTried, ...]


def dead(book: Rulebook) -> tuple[Dead, ...]:
    """The rules of a rulebook, and their tests, whose outcome never changes; none where all are alive."""
    return sensitivity(book).dead


def sensitivity(book: Rulebook) -> Sensitivity:
    """Try every criterion and trigger of a rulebook. Pure; takes a few milliseconds a rule."""
    alive: list[str] = []
    lifeless: list[Dead] = []
    left: list[NotTried] = []
    rules: list[Criterion | Trigger] = [*book.criteria.values(), *book.triggers.values()]
    for rule in rules:
        why = _untriable(rule)
        if why:
            left.append(NotTried(rule.id, why))
            continue
        found = [Dead(rule.id, what) for what in _Trial(book, rule).faults()]
        lifeless += found
        if not found:
            alive.append(rule.id)
    return Sensitivity(tuple(alive), tuple(lifeless), tuple(left))


def _conditions(rule: Criterion | Trigger) -> list[Condition]:
    """The conditions of a rule, in the order in which they are compiled."""
    first = [condition for _, condition in sorted((rule.grades or {}).items())] if isinstance(rule, Criterion) else [rule.when]
    return first if rule.unless is None else [*first, rule.unless]


def _untriable(rule: Criterion | Trigger) -> str | None:
    for part in chain.from_iterable(map(subconditions, _conditions(rule))):
        if not isinstance(part, str | All | Any_ | Not | Count | FactTest | Each):
            return f"a condition of it looks at other rules or at reviews ({type(part).__name__}), and rules are tried one by one"
    return None


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a scene: the truth of each test, how many acts each has, and the outcome of the rule."""

    truths: tuple[int, ...]
    acts: tuple[int, ...]
    outcome: tuple[Any, ...]


class _Trial:
    """One rule, compiled by itself, and what comes of scenes for it."""

    def __init__(self, book: Rulebook, rule: Criterion | Trigger) -> None:
        self.book, self.rule = book, rule
        criteria = {rule.id: rule} if isinstance(rule, Criterion) else {}
        triggers = {rule.id: rule} if isinstance(rule, Trigger) else {}
        self.plan = compile_plan([replace(book, criteria=criteria, groups={}, triggers=triggers, rungs={}, support={}, children={})])
        self.about = _SERVICE if rule.per == "service" else WHOLE
        self.names, self.tests = _tests_of(rule)
        self.makers = _makers(book, rule, self.about, self.tests)
        assert len(self.tests) == len(self.plan.tests), rule.id
        self.bad = _adverse(rule, self.names)
        self.seen: dict[str, Came] = {}
        types = rule.applies.type if isinstance(rule, Criterion) and rule.applies else ("unitary",)
        self.authority = Authority.model_validate({"name": "A council", "type": types[0]})

    def faults(self) -> Iterator[str]:
        """What is dead in the rule, in plain words."""
        for n, (name, test) in enumerate(zip(self.names, self.tests, strict=True)):
            pairs = [(make, make.met(test), make.unmet(test)) for make in self.makers]
            if not any(self._bites(n, make, met, self._other_ratings(met) or unmet, met_by=TRUE) for make, met, unmet in pairs):
                ever = any(self.judged(met).truths[n] == TRUE for _, met, _ in pairs)
                yield f"{name}: whether it is met changes nothing, whatever else is so" if ever else f"{name}: no evidence that was tried satisfies it"
            elif isinstance(test, Each):
                clauses: dict[str, list[tuple[Maker, Scene, list[Scene]]]] = {}
                for make in self.makers:
                    for what, having, lacking in make.clauses(test):
                        clauses.setdefault(what, []).append((make, having, lacking))
                yield from (f"{name}: {what} changes nothing" for what, ways in clauses.items() if not any(self._bites(n, *way) for way in ways))
        if isinstance(self.rule, Trigger):
            if not any(self.judged(scene).outcome[0] == TRUE for scene in self._scenes(best=True)):
                yield "no evidence that was tried proves it"
            return
        levels = self.book.levels
        for grade, best, what in ((levels[-1], True, "the best"), (levels[0], False, "the worst")):
            if not any(self.judged(scene).outcome[1] == grade for scene in self._scenes(best=best)):
                yield f"{what} grade, {grade}, is not reached by any evidence that was tried"

    def judged(self, scene: Scene) -> Came:
        """What comes of a scene, by the way that every assessment goes."""
        key = repr(scene)
        if key not in self.seen:
            items = tuple(Item.model_validate({"id": f"i{n:03}", **item}) for n, item in enumerate(scene.items))
            closed = tuple(Closed.model_validate({kind: name}) for kind, name in dict.fromkeys(scene.closed) if kind != "statement")
            targets = tuple(Target.model_validate(target) for target in scene.targets)
            evidence = EvidenceSet(authority=self.authority, as_of=AS_OF, items=items, all_there_is=closed, targets=targets)
            facts = derive(self.plan, evidence)
            matches = match(self.plan, facts)
            counted = tally(self.plan, facts, matches, [c.entry for c in evidence.all_there_is])
            judgement = judge(self.plan, facts, matches, counted, evidence)
            truths = tuple(int(t) for t in counted.truth[EVERYTHING])
            self.seen[key] = Came(truths, tuple(len(verdicts) for verdicts in counted.verdicts), self._comes_of(judgement))
        return self.seen[key]

    def _comes_of(self, judged: Judged) -> tuple[Any, ...]:
        if isinstance(self.rule, Trigger):
            subjects = judged.tally.subjects
            row = subjects.index(self.about) if self.about in subjects else None
            return tuple(0 if row is None else int(what[self.rule.id][row]) for what in (judged.triggers, judged.voiced, judged.averted))
        node = judged.nodes[self.rule.id]
        outcome = judged.outcomes[self.rule.id]
        found = tuple(v for of in judged.tally.verdicts for _, v in of if v in (Verdict.BREACHED, Verdict.MENDED)) if self.rule.each else ()
        # That there is evidence at all is no answer: what settles nothing is here the same as silence.
        said = outcome if outcome in ("contested", "not_applicable") else ""
        return (said, int(node.grade[EVERYTHING]), int(node.at_least[EVERYTHING]), int(node.could_be[EVERYTHING]), found)

    def _other_ratings(self, met: Scene) -> list[Scene]:
        """A published rating grades by its value: what counts is that another value is another grade."""
        if not isinstance(self.rule, Criterion) or not self.rule.taken_from or not all(self.rule.taken_from.kind in item for item in met.items):
            return []
        values = _graded_by(self.rule, self.book)
        return [Scene(tuple({**item, "value": values[0]} for item in met.items))]

    def _bites(self, n: int, make: Maker, having: Scene, lacking: Iterable[Scene], *, met_by: int | None = None) -> bool:
        """Whether anything comes of a test's having or lacking something, while all other tests stay as they are."""
        same = {k for k, test in enumerate(self.plan.tests) if test._replace(name="") == self.plan.tests[n]._replace(name="")}
        rated = isinstance(self.rule, Criterion) and self.rule.taken_from is not None
        usual = self.makers[0]
        for said, state, maker in product(self._said(), _states(len(self.tests), n, self.bad), (usual,) if make is usual else (usual, make)):
            around = (said + self._scene(maker, state)).without(having)
            one = self.judged(around + having)
            if met_by is not None and one.truths[n] != met_by:
                continue
            for scene in lacking:
                other = self.judged(around + scene)
                changed = {k for k, (a, b) in enumerate(zip(one.truths, other.truths, strict=True)) if a != b}
                # A part of a test over acts may change no truth (a breach that was mended stays visible), but what lacks it must be an act.
                fair = changed or rated if met_by is not None else other.acts[n]
                if fair and changed <= same and one.outcome != other.outcome:
                    return True
        return False

    def _said(self) -> list[Scene]:
        """What people may say of a criterion beside its tests."""
        if isinstance(self.rule, Trigger) or self.rule.grades or self.rule.each or self.rule.taken_from:
            return [Scene()]
        return [Scene(), *(self._voices(1, extent) for extent in ("embedded", "partial", "absent")), self._voices(2, "embedded")]

    def _voices(self, n: int, extent: str) -> Scene:
        words = {"statement": self.rule.id, "extent": extent, "results": extent == "embedded", "about": self.about, "date": AS_OF}
        return Scene(tuple({**words, "source": voice} for voice in ("officers", "residents")[:n]))

    def _scene(self, make: Maker, state: Mapping[int, bool], *, shut: bool = False) -> Scene:
        """Evidence that satisfies some of the tests, and does not satisfy some; `shut`: as lists are closed, and there is nothing."""
        out = Scene()
        for n, met in state.items():
            if not met:
                test = self.tests[n]
                closed = Scene(closed=tuple((test.kind, key) for key in test.keys)) if isinstance(test, FactTest) else Scene()
                unmet = closed if shut else make.unmet(test)[0]
                out = out.without(unmet) + unmet
        for test in together(self.tests[n] for n, met in state.items() if met):
            found = make.met(test)
            out = out.without(found) + found
        return out

    def _scenes(self, *, best: bool) -> Iterator[Scene]:
        """Scenes for the best or the worst, the likeliest first."""
        said = Scene()
        if isinstance(self.rule, Criterion) and self._said() != [Scene()]:
            said = self._voices(2, "embedded" if best else "absent")
        if isinstance(self.rule, Criterion) and self.rule.taken_from:
            values = _graded_by(self.rule, self.book)
            yield Scene(tuple({**i, "value": values[-1 if best else 0]} for i in self.makers[0].met(self.tests[0]).items))
            return
        every = range(len(self.tests))
        own = {n: (n in self.bad) != best for n in every}
        states: list[dict[int, bool]] = [own, {n: met for n, met in own.items() if met}]
        for n in every:
            others = {k: met for k, met in own.items() if k != n}
            states += [others, {k: met for k, met in others.items() if met}, {n: own[n]}]
        if len(every) <= _ALL_STATES + 1:
            states += [{n: met for n, met in enumerate(s) if met is not None} for s in product((None, True, False), repeat=len(every))]
        for state, maker, shut in product(states, self.makers, (False, True)):
            yield said + self._scene(maker, state, shut=shut)
        for test in self.tests:
            yield from (said + scene for scene in self.makers[0].unmet(test))


def _graded_by(rule: Criterion, book: Rulebook) -> Sequence[Any]:
    """The values of the rating, or the ends of the range of the score, that grades a criterion, the lowest first."""
    if isinstance(rule.rated, str):
        return book.vocabulary.rating[rule.rated].values
    return (rule.rated.least, rule.rated.most) if rule.rated else ()


def _makers(book: Rulebook, rule: Criterion | Trigger, about: str, tests: Sequence[Test]) -> list[Maker]:
    """Ways to make evidence for the tests of a rule, the usual one first; others keep clear of its other tests."""
    own = [part for test in tests for part in fact_tests(test)]
    usual = Maker(book.vocabulary, about, frozenset(key for test in own for key in test.keys))
    ages = sorted({test.age.at_most for test in own if test.age})
    bounds = {Decimal(b) for test in own if test.kind == "measure" for b in (test.at_least, test.at_most) if b is not None}
    near = {bound + step for bound in bounds for step in (-STEP, Decimal(0), STEP)}
    levels = sorted({Decimal(0), Decimal(1000), *near}) if any(test.kind == "measure" for test in own) else []
    voices = book.book.adverse.min_kinds if isinstance(rule, Trigger) else 1
    spoken = [replace(usual, voices=voices)] if voices > 1 else []
    return [usual, *spoken, *(replace(usual, level=level) for level in levels), *(replace(usual, months=months) for months in ages)]


def _tests_of(rule: Criterion | Trigger) -> tuple[list[str], list[Test]]:
    """A rule's tests and their names, in the order in which they are compiled."""
    named: list[tuple[str, Test]] = []
    if isinstance(rule, Criterion):
        named += [(f"the test '{name}'", test) for name, test in rule.tests.items()]
        if rule.each_test:
            named.append(("`each … needs`", rule.each_test))
        if rule.taken_from:
            named.append(("`rated`", rule.taken_from))
    for condition in _conditions(rule):
        word = "unless" if condition is rule.unless else "when" if isinstance(rule, Trigger) else "grades"
        parts = [part for part in subconditions(condition) if isinstance(part, FactTest | Each)]
        named += [(f"test {n} of `{word}`" if len(parts) > 1 else f"the test of `{word}`", part) for n, part in enumerate(parts, start=1)]
    return [name for name, _ in named], [test for _, test in named]


def _adverse(rule: Criterion | Trigger, names: Sequence[str]) -> frozenset[int]:
    """The tests, by number, that count against a criterion, or against a trigger's being proved."""
    at = {name: n for n, name in enumerate(rule.tests)} if isinstance(rule, Criterion) else {}
    against = {at[name] for name, test in rule.tests.items() if test.shows_against} if isinstance(rule, Criterion) else set()
    inline = iter(range(len(at) + (isinstance(rule, Criterion) and bool(rule.each or rule.taken_from)), len(names)))

    def look(condition: Condition, *, turned: bool) -> None:
        match condition:
            case str():
                against.update({at[condition]} if turned else ())
            case All(all=part) | Any_(any=part) | Count(count=part):
                fewer = isinstance(condition, Count) and condition.at_most is not None
                for child in part if isinstance(part, tuple) else ():
                    look(child, turned=turned != fewer)
            case Not(not_=part):
                look(part, turned=not turned)
            case FactTest() | Each():
                n = next(inline)
                against.update({n} if turned else ())

    for condition in _conditions(rule):
        look(condition, turned=condition is rule.unless)
    return frozenset(against)


def _states(tests: int, focus: int, bad: frozenset[int]) -> Iterator[dict[int, bool]]:
    """What the other tests may be beside one: met, not met, or unknown; the likeliest first."""
    others = [n for n in range(tests) if n != focus]
    good = {n: n not in bad for n in others}
    likely: list[dict[int, bool]] = [{}, {n: m for n, m in good.items() if m}, good, {n: not m for n, m in good.items()}, dict.fromkeys(others, False)]
    yield from likely
    if len(others) <= _ALL_STATES:
        for states in product((None, True, False), repeat=len(others)):
            yield {n: met for n, met in zip(others, states, strict=True) if met is not None}
        return
    for n in others:
        for met in (True, False):
            yield {n: met}
            yield {**good, n: met}
            yield {k: m for k, m in {**good, n: met}.items() if m}
