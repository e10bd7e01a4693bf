"""From rulebooks to a Plan: names become numbers, tests that ask the same share a leaf, groups stand in order."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from engine.describe import describe
from engine.language.conditions import (
    All,
    Any_,
    Condition,
    Count,
    Due,
    Each,
    FactTest,
    GradeIs,
    ItIs,
    NeedsAll,
    NeedsAny,
    Not,
    NotCalled,
    Persisted,
    StoodOn,
    TriggerIs,
    single_needs,
)
from engine.language.rules import Criterion, Group, Scored, Trigger
from engine.plan import (
    DUE,
    BookPlan,
    CapPlan,
    Comparison,
    CriterionPlan,
    DuePlan,
    EachAct,
    Expression,
    GroupPlan,
    LadderPlan,
    Leaf,
    Need,
    Pairing,
    Plan,
    RubricStep,
    RungPlan,
    ScorePlan,
    ShareRule,
    Showing,
    Test,
    TriggerPlan,
)
from engine.references import matching
from engine.rulebook import Rulebook, subconditions
from engine.synonyms import clashes, names
from evidence.model import EXTENTS, STATUSES
from evidence.problems import BadInput, Place, Problem

QUARTERS = {"best_quarter": (">=", 4), "better_half": (">=", 3), "worse_half": ("<=", 2), "worst_quarter": ("<=", 1)}


def compile_plan(books: Sequence[Rulebook]) -> Plan:
    """Compile rulebooks to one plan. Raises BadInput where two rulebooks use an id, a rating, a measure or a synonym differently."""
    compiler = _Compiler(books)
    return compiler.plan()


class _Compiler:
    def __init__(self, books: Sequence[Rulebook]) -> None:
        self.books = books
        self.leaves: dict[Leaf, int] = {}
        self.pairings: dict[Pairing, int] = {}
        self.tests: list[Test] = []
        self.trends: set[int] = set()
        self.projections: set[int] = set()
        self.dues: list[DuePlan] = []
        self.ratings: dict[str, tuple[str, ...]] = {}
        self.better: dict[str, str] = {}
        self.names = names(books)
        self._merge_vocabularies()

    def _merge_vocabularies(self) -> None:
        problems = clashes(self.books)
        seen: dict[str, str] = {}
        for book in self.books:
            place = Place(book.id)
            for key, word in book.vocabulary.rating.items():
                values = tuple(str(v) for v in word.values)
                if self.ratings.setdefault(key, values) != values:
                    problems.append(Problem(place, f"the rating '{key}' has other values in another rulebook", "use one scale, or another key"))
            for key, measure in book.vocabulary.measure.items():
                if self.better.setdefault(key, measure.better) != measure.better:
                    problems.append(Problem(place, f"the measure '{key}' is better the other way round in another rulebook", "use another key"))
            for rules in (book.criteria, book.groups, book.triggers, book.rungs):
                for rule in rules:
                    if rule in seen:
                        problems.append(Problem(place, f"the id '{rule}' is also in the rulebook '{seen[rule]}'", "give one rulebook a prefix"))
                    seen[rule] = book.id
        if problems:
            raise BadInput(problems)
        self.ratings |= {self.names.get(("rating", key), key): values for key, values in self.ratings.items()}
        self.better |= {self.names.get(("measure", key), key): better for key, better in self.better.items()}

    def plan(self) -> Plan:
        criteria = tuple(self._criterion(book, c) for book in self.books for c in book.criteria.values())
        groups = tuple(self._group(book, g) for book in self.books for g in _bottom_up(book))
        triggers = tuple(self._trigger(book, t) for book in self.books for t in book.triggers.values())
        ladders = tuple(self._ladder(book) for book in self.books if book.rungs)
        known: dict[str, set[str]] = {kind: set() for kind in ("statement", "document", "measure", "event", "rating")}
        for leaf in self.leaves:
            if leaf.kind != DUE:
                known[leaf.kind].update(leaf.keys)
        return Plan(
            books=tuple(self._book(book) for book in self.books),
            leaves=tuple(self.leaves),
            pairings=tuple(self.pairings),
            tests=tuple(self.tests),
            criteria=criteria,
            groups=groups,
            triggers=triggers,
            ladders=ladders,
            ratings=self.ratings,
            lower_is_better=frozenset(k for k, v in self.better.items() if v == "lower"),
            known_keys={kind: frozenset(keys) for kind, keys in known.items()},
            names=self.names,
            trends=tuple(sorted(self.trends)),
            projections=tuple(sorted(self.projections)),
            dues=tuple(self.dues),
        )

    def _book(self, book: Rulebook) -> BookPlan:
        steps = tuple(RubricStep(g, EXTENTS.index(r.shown), r.by, r.results) for g, r in sorted(book.book.rubric.items()))
        levels = book.levels or (0, 1)
        return BookPlan(book.id, levels, steps, book.book.adverse.min_kinds, book.book.strong_from or levels[-1])

    # tests

    def _leaf(self, leaf: Leaf) -> int:
        return self.leaves.setdefault(leaf, len(self.leaves))

    def leaf_of(self, test: FactTest) -> int:
        """The leaf of a test: what it asks of a single fact."""
        scope, wanted = [], []
        if test.kind in ("measure", "rating"):
            scope.append(Comparison("latest", "=="))
        if test.age:
            scope.append(Comparison("age", "<=", test.age.at_most))
        for word in ("audited", "priority"):
            value = getattr(test, word)
            if value is not None:
                scope.append(Comparison(word, "==", int(value)))

        def want(attribute: str, operator: str, value: object) -> None:
            scope.append(Comparison(attribute, "stated"))
            wanted.append(Comparison(attribute, operator, value))  # type: ignore[arg-type]

        if test.status:
            want("status", ">=", STATUSES.index(test.status))
        if test.extent:
            want("extent", ">=", EXTENTS.index(test.extent))
        if test.results_shown is not None:
            want("results", "==", int(test.results_shown))
        if test.includes:
            scope.append(Comparison("includes", "stated"))
            wanted += [Comparison(f"includes.{topic}", "==") for topic in test.includes]
        if test.to:
            scope.append(Comparison("to", "stated"))
            wanted += [Comparison(f"to.{who}", "==") for who in test.to]
        for word in ("scope", "result", "by", "topic"):
            values = getattr(test, word)
            if values:
                want(word, "in", tuple(values))
        if test.with_:
            want("with", "in", tuple(test.with_))
        if test.is_:
            want("value", "in", tuple(self._figure(test, v) for v in test.is_))
        if test.at_least is not None:
            want("value", ">=", self._figure(test, test.at_least))
        if test.at_most is not None:
            want("value", "<=", self._figure(test, test.at_most))
        for attribute, operator, value in self._of_measure(test):
            want(attribute, operator, value)
        if test.trend and test.trend.sure is None:
            # A measure of which neither more nor less is better has periods, and no rises.
            run = "rises" if test.trend.is_ == "improving" else "falls"
            scope += [Comparison("periods", ">=", test.trend.over), Comparison(run, "stated")]
            wanted.append(Comparison(run, ">=", test.trend.over - 1))
        keys = dict.fromkeys(self.names.get((test.kind, key), key) for key in test.keys)
        return self._leaf(Leaf(test.kind, tuple(keys), tuple(scope), tuple(wanted)))

    def _of_measure(self, test: FactTest) -> Iterable[tuple[str, str, object]]:
        """What a test asks of a measure beside its value: what is derived, how it is compared, and with what."""
        if test.target:
            yield "target_met", "==", int(test.target == "met")
        if test.trend and test.trend.sure is not None:
            self.trends.add(test.trend.over)
            yield f"{test.trend.is_}.{test.trend.over}", ">=", test.trend.sure
        if test.peers:
            yield "quarter", *QUARTERS[test.peers]
        if test.from_median:
            far = test.from_median
            yield f"{'worse' if far.worse_by else 'better'}_by.{far.among}", ">=", far.worse_by or far.better_by
        if test.projected:
            self.projections.add(test.projected.over)
            yield f"projected.{test.projected.over}", "==", int(test.projected.target == "met")

    def _figure(self, test: FactTest, value: object) -> object:
        if test.kind == "rating":
            text = str(int(value)) if not isinstance(value, str) else value  # type: ignore[call-overload]
            ranks = {self.ratings[key].index(text) for key in test.keys if key in self.ratings and text in self.ratings[key]}
            if len(ranks) == 1:
                return ranks.pop()
            raise BadInput([Problem(Place(test.kind), f"'{value}' stands for different ranks of {', '.join(test.keys)}", "test each rating by itself")])
        return value

    def _test(self, rule: str, name: str, test: FactTest | Each, book: Rulebook) -> int:
        says = describe(test, book.vocabulary)
        if isinstance(test, Each):
            leaf = self._due(rule, name, test, test.each) if isinstance(test.each, Due) else self.leaf_of(test.each)
            mended = self._pairing(leaf, test.mended_by, "after") if test.mended_by else None
            unless = self._pairing(leaf, test.unless, "any") if test.unless else None
            compiled = Test(rule, name, leaf, each=EachAct(self._need(leaf, test.needs, test.each), mended, unless), says=says)
        else:
            share = ShareRule(test.share.at_least, test.share.at_most, test.share.of_at_least) if test.share else None
            compiled = Test(rule, name, self.leaf_of(test), test.times, test.sources, share, says=says)
        self.tests.append(compiled)
        return len(self.tests) - 1

    def _pairing(self, act: int, other: FactTest, default: str) -> int:
        order = "before" if other.before else "after" if other.after else default
        pairing = Pairing(act, self.leaf_of(other), order, other.within)  # type: ignore[arg-type]
        return self.pairings.setdefault(pairing, len(self.pairings))

    def _due(self, rule: str, name: str, test: Each, due: Due) -> int:
        """The leaf of the days on which something falls due: each test has days of its own, for each is answered by other evidence."""
        key = rule if name == "each" else f"{rule}.{name}"
        asked = [need for need in (*single_needs(test.needs), test.mended_by) if isinstance(need, FactTest)]
        answers = frozenset((need.kind, self.names.get((need.kind, key), key)) for need in asked for key in need.keys or ("",))
        late = (test.mended_by.within if test.mended_by else None) or 0
        self.dues.append(DuePlan(key, rule, due.due, due.age.at_most, answers, late))
        return self._leaf(Leaf(DUE, (key,)))

    def _need(self, act: int, need: object, act_test: FactTest | Due) -> Need:
        if isinstance(need, NeedsAll):
            return Need("all", parts=tuple(self._need(act, part, act_test) for part in need.all))
        if isinstance(need, NeedsAny):
            return Need("any", parts=tuple(self._need(act, part, act_test) for part in need.any))
        if isinstance(need, ItIs):
            assert isinstance(act_test, FactTest)
            itself = FactTest.model_validate({act_test.kind: list(act_test.keys) or "any", **need.it})
            return Need("itself", self.leaf_of(itself))
        assert isinstance(need, FactTest)
        return Need("pair", self._pairing(act, need, "any"))

    # expressions

    def _expression(self, condition: Condition, rule: str, book: Rulebook, named: Mapping[str, int]) -> Expression:
        def inner(part: Condition) -> Expression:
            return self._expression(part, rule, book, named)

        def parts(value: object) -> tuple[Expression, ...]:
            if isinstance(value, GradeIs):
                return tuple(self._grade(value, i) for i in _graded(value.grade, book))
            if isinstance(value, TriggerIs):
                return tuple(Expression("trigger", name=i) for r in value.trigger for i in _triggers(r, book))
            return tuple(inner(part) for part in value)  # type: ignore[attr-defined]

        match condition:
            case str():
                return Expression("test", test=named[condition])
            case All():
                return Expression("all", parts=parts(condition.all))
            case Any_():
                return Expression("any", parts=parts(condition.any))
            case Not():
                return Expression("not", parts=(inner(condition.not_),))
            case Count():
                low = condition.at_least is not None
                return Expression(
                    "count", operator=">=" if low else "<=", bound=(condition.at_least if low else condition.at_most) or 0, parts=parts(condition.count)
                )
            case GradeIs():
                grades = parts(condition)
                return grades[0] if len(grades) == 1 else Expression("all", parts=grades)
            case TriggerIs():
                triggers = parts(condition)
                return triggers[0] if len(triggers) == 1 else Expression("any", parts=triggers)
            case Persisted():
                ids = [i for r in condition.persisted for i in matching(r, book.triggers)]
                return Expression("any", parts=tuple(Expression("persisted", name=i, bound=condition.for_) for i in ids))
            case NotCalled():
                return Expression("not_called", bound=condition.not_called)
            case StoodOn():
                return Expression("stood_on", name=condition.stood_on, bound=condition.for_)
            case _:
                return Expression("test", test=self._test(rule, f"test_{len(self.tests)}", condition, book))

    def _grade(self, test: GradeIs, rule: str) -> Expression:
        if test.is_ is not None:
            return Expression("grade", name=rule, operator="==", bound=test.is_)
        low = test.at_least is not None
        return Expression("grade", name=rule, operator=">=" if low else "<=", bound=(test.at_least if low else test.at_most) or 0)

    # rules

    def _criterion(self, book: Rulebook, rule: Criterion) -> CriterionPlan:
        said_scope = (Comparison("age", "<=", book.book.statements),) if book.book.statements else ()
        first = len(self.tests)
        named = {name: self._test(rule.id, name, test, book) for name, test in rule.tests.items()}
        each = self._test(rule.id, "each", rule.each_test, book) if rule.each_test else None
        rated = None
        if rule.taken_from:
            rated = self._test(rule.id, "rated", rule.taken_from, book)
        grades = tuple((g, self._expression(c, rule.id, book, named)) for g, c in sorted((rule.grades or {}).items()))
        unless = self._expression(rule.unless, rule.id, book, named) if rule.unless is not None else None
        showings = tuple(
            Showing(named[name], EXTENTS.index(test.shows or test.shows_against or "absent"), bool(test.shows_against), test.results)
            for name, test in rule.tests.items()
            if test.shows or test.shows_against
        )
        return CriterionPlan(
            id=rule.id,
            book=book.id,
            weight=rule.weight,
            per_service=rule.per == "service",
            types=rule.applies.type if rule.applies else (),
            said=self._leaf(Leaf("statement", (rule.id, *self._heir_of(book, rule)), said_scope)),
            showings=() if grades else showings,
            grades=grades,
            rated=rated,
            score=_score(rule.scored) if rule.scored else None,
            each=each,
            unless=unless,
            tests=tuple(range(first, len(self.tests))),
        )

    def _heir_of(self, book: Rulebook, rule: Criterion) -> tuple[str, ...]:
        """The former ids whose evidence is this rule's: where several rules claim one, it was split, and its evidence is parked."""
        return tuple(old for old in rule.formerly if sum(old in other.formerly for other in book.criteria.values()) == 1)

    def _group(self, book: Rulebook, group: Group) -> GroupPlan:
        bands = {g: Fraction(b) for g, b in (group.bands or {}).items()}
        if not bands and group.by in ("mean", "points"):
            # Halfway between two grades goes up, unless the group says otherwise.
            bands = {g: Fraction(g) - Fraction(1, 2) for g in book.levels[1:]}
        return GroupPlan(
            id=group.id,
            book=book.id,
            children=book.children[group.id],
            weight=group.weight,
            by=group.by,
            using=group.using,
            bands=tuple(sorted(bands.items())),
            out_of=group.out_of or 100,
            rows=tuple((row.give, self._expression(row.when, group.id, book, {}) if row.when is not None else None) for row in group.rows),
            decimals=group.round.to if group.round else None,
            half=group.round.half if group.round else "up",
            caps=tuple(CapPlan(cap.at, self._expression(cap.when, group.id, book, {}), cap.because) for cap in group.cap),
            enough=Fraction(group.enough if group.enough is not None else book.book.enough),
            silence_scores_nothing=group.silence == "scores_nothing",
            not_applicable_counts=group.not_applicable == "counts_as_met",
        )

    def _trigger(self, book: Rulebook, rule: Trigger) -> TriggerPlan:
        first = len(self.tests)
        when = self._expression(rule.when, rule.id, book, {})
        unless = self._expression(rule.unless, rule.id, book, {}) if rule.unless is not None else None
        return TriggerPlan(rule.id, book.id, rule.per, when, unless, tuple(range(first, len(self.tests))), calls=rule.advises is None)

    def _ladder(self, book: Rulebook) -> LadderPlan:
        def maybe(condition: Condition | None, rule: str) -> Expression | None:
            return None if condition is None else self._expression(condition, rule, book, {})

        rungs = tuple(
            RungPlan(
                id=r.id,
                per=r.per,
                urgent=maybe(r.urgent, r.id),
                enter=maybe(r.enter, r.id),
                hold=maybe(r.hold, r.id),
                leave=maybe(r.leave, r.id),
                to=r.to,
                support=tuple((i, maybe(book.support[i].when, i)) for ref in r.support for i in matching(ref, book.support)),
            )
            for r in book.rungs.values()
        )
        return LadderPlan(book.id, rungs, book.book.starts_on or rungs[0].id, book.book.reviews or "03-31")


def _score(scored: Scored) -> ScorePlan:
    return ScorePlan(Fraction(scored.least), Fraction(scored.most), tuple(sorted((g, Fraction(b)) for g, b in scored.bands.items())))


def _triggers(reference: str, book: Rulebook) -> tuple[str, ...]:
    """The triggers that a reference stands for; `any` stands for those that call for a response."""
    return tuple(i for i in matching(reference, book.triggers) if reference != "any" or book.triggers[i].advises is None)


def _graded(references: Iterable[str], book: Rulebook) -> list[str]:
    graded = [*book.criteria, *book.groups]
    return [i for r in references for i in matching(r, graded)]


def _looked_at(group: Group) -> list[str]:
    """The grades that a group's limiters and rows look at."""
    conditions = [*(cap.when for cap in group.cap), *(row.when for row in group.rows)]
    return [name for condition in conditions for part in subconditions(condition) if isinstance(part, GradeIs) for name in part.grade]


def _bottom_up(book: Rulebook) -> list[Group]:
    """Groups so ordered that what a group looks at comes before it: its children, and the grades its limiters name; loading has refused circles."""
    ordered: dict[str, Group] = {}

    def visit(group: Group) -> None:
        for below in (*book.children[group.id], *_graded(_looked_at(group), book)):
            if below in book.groups:
                visit(book.groups[below])
        ordered.setdefault(group.id, group)

    for group in book.groups.values():
        visit(group)
    return list(ordered.values())
