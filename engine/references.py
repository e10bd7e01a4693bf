"""Whether everything that a rulebook names is there: rules, tests, keys, sources; and nothing goes in a circle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.language.conditions import Condition, Each, FactTest, GradeIs, Persisted, StoodOn, TriggerIs
from engine.language.rules import Criterion, Group, Rung, Support, Trigger
from engine.placed import Placed, head_of
from engine.rulebook import Rulebook, fact_tests, subconditions
from evidence.located import Located
from evidence.problems import Problem, nearest

AnyRule = Criterion | Group | Trigger | Rung | Support


@dataclass(frozen=True)
class Known:
    """What the files of a rulebook name, also where what they say of it could not be understood.

    `ids` by the list they stand in, `keys` of the vocabulary by kind, `used` parameters, and `loose`, every text in
    rules that could not be understood. `unsure` has the words of the language of which not everything was understood;
    `files` among them says that anything at all may be missing.
    """

    ids: Mapping[str, Sequence[str]]
    keys: Mapping[str, frozenset[str]]
    used: frozenset[str]
    loose: frozenset[str]
    unsure: frozenset[str]

    @property
    def graded(self) -> list[str]:
        """The ids of everything that has a grade."""
        return [*self.ids["criteria"], *self.ids["groups"]]


def check_references(book: Rulebook, known: Known, placed: Mapping[str, Placed], documents: Sequence[Located]) -> list[Problem]:
    """Every name in the rulebook that leads nowhere, every key that nothing uses, every circle."""
    problems = [*_tests(book, placed), *_circles(book, placed)]
    if "files" not in known.unsure:
        problems += [
            *_names(book, known, placed, documents),
            *_vocabulary(book, known, placed),
            *_membership(book, known, placed),
            *_unused(book, known, documents),
        ]
    return problems


def rules_of(book: Rulebook) -> Iterator[AnyRule]:
    """Every rule of a rulebook, groups and support among them."""
    for rules in (book.criteria, book.groups, book.triggers, book.rungs, book.support):
        yield from rules.values()


def conditions_of(rule: AnyRule) -> Iterator[Condition]:
    """Every condition that stands in a rule, outermost ones only."""
    if isinstance(rule, Criterion):
        yield from (rule.grades or {}).values()
        if rule.unless is not None:
            yield rule.unless
        if rule.each_test:
            yield rule.each_test
    elif isinstance(rule, Group):
        yield from (cap.when for cap in rule.cap)
        yield from (row.when for row in rule.rows if row.when is not None)
    elif isinstance(rule, Trigger):
        yield rule.when
        if rule.unless is not None:
            yield rule.unless
    elif isinstance(rule, Support):
        if rule.when is not None:
            yield rule.when
    else:
        yield from (c for c in (rule.urgent, rule.enter, rule.hold, rule.leave) if c is not None)


def tests_of(rule: AnyRule) -> Iterator[FactTest]:
    """Every test of the evidence in a rule, those within conditions and over acts among them."""
    for condition in conditions_of(rule):
        yield from fact_tests(condition)
    if isinstance(rule, Criterion):
        for test in rule.tests.values():
            yield from fact_tests(test)


def acts_of(rule: AnyRule) -> Iterator[Each]:
    """Every `each … needs` in a rule."""
    for condition in conditions_of(rule):
        yield from (part for part in subconditions(condition) if isinstance(part, Each))
    if isinstance(rule, Criterion):
        yield from (test for test in rule.tests.values() if isinstance(test, Each))


def matching(reference: str, known: Iterable[str]) -> tuple[str, ...]:
    """The ids that a reference stands for: itself, those that begin as it does before its `*`, or, for `any`, all."""
    if reference == "any":
        return tuple(known)
    if reference.endswith("*"):
        return tuple(k for k in known if k.startswith(reference[:-1]))
    return (reference,) if reference in set(known) else ()


def _names(book: Rulebook, known: Known, placed: Mapping[str, Placed], documents: Iterable[Located]) -> Iterator[Problem]:
    for rule in rules_of(book):
        for what, names, among, part, word in named_by(book, known, rule):
            for name in names:
                if not matching(name, among):
                    place = placed[rule.id].place_in(rule, part, word, text=name)
                    yield Problem(place, f"there is no {what} '{name}'", nearest(name, list(among)) if among else f"declare one, or leave `{word}` out")
    start, head = book.book.starts_on, head_of(documents)
    if head is not None and start is not None and start not in known.ids["rungs"]:
        yield Problem(head.place("starts_on"), f"the ladder starts on '{start}', which is no rung", nearest(start, known.ids["rungs"]))
    for reader, name in ((reader, name) for reader, words in book.book.readers.items() for name in words.of):
        if head is not None and not matching(name, known.graded):
            yield Problem(head.place_of(name, "readers", reader, "of"), f"there is no criterion or group '{name}'", nearest(name, known.graded))


def named_by(book: Rulebook, known: Known, rule: AnyRule) -> Iterator[tuple[str, Sequence[str], Sequence[str], object, str]]:
    """What a rule names: what it should be, the names, those there are, and the part and word of the rule that name them."""
    cite = getattr(rule, "cite", None)
    if cite is not None and "sources" not in known.unsure:
        yield "source", (cite.source,), list(book.book.sources), cite, "source"
    for condition in conditions_of(rule):
        for part in subconditions(condition):
            if isinstance(part, GradeIs):
                yield "criterion or group", part.grade, known.graded, part, "grade"
            elif isinstance(part, TriggerIs):
                yield "trigger", part.trigger, known.ids["triggers"], part, "trigger"
            elif isinstance(part, Persisted):
                yield "trigger", part.persisted, known.ids["triggers"], part, "persisted"
            elif isinstance(part, StoodOn):
                yield "rung", (part.stood_on,), known.ids["rungs"], part, "stood_on"
    if isinstance(rule, Group):
        yield "criterion or group", rule.of, known.graded, rule, "of"
    elif isinstance(rule, Rung):
        yield "rung", (rule.to,) if rule.to else (), known.ids["rungs"], rule, "to"
        yield "support", rule.support, known.ids["support"], rule, "support"
    elif isinstance(rule, Criterion) and rule.scored:
        yield "measure", (rule.scored.measure,), sorted(known.keys["measure"]), rule.scored, "measure"
    elif isinstance(rule, Criterion) and isinstance(rule.rated, str):
        yield "rating", (rule.rated,), sorted(known.keys["rating"]), rule, "rated"


def _tests(book: Rulebook, placed: Mapping[str, Placed]) -> Iterator[Problem]:
    for rule in rules_of(book):
        here = placed[rule.id]
        tests = rule.tests if isinstance(rule, Criterion) else {}
        named = set()
        for condition in conditions_of(rule):
            for part in subconditions(condition):
                if isinstance(part, str):
                    named.add(part)
                    if part not in tests:
                        yield Problem(
                            here.place_of(part), f"this rule has no test '{part}'", nearest(part, list(tests)) if tests else "name a test under `tests:`"
                        )
        beside = {id(n) for each in acts_of(rule) for n in fact_tests(each) if n is not each.each}
        for test in tests_of(rule):
            if (test.before or test.after) and id(test) not in beside:
                place = here.place_in(rule, test, "before" if test.before else "after", key=True)
                yield Problem(place, "`before: it` and `after: it` speak of an act", "put the test in the `needs:` of an `each:`")
        for name, shown in tests.items():
            if not (shown.shows or shown.shows_against) and name not in named and named <= tests.keys():
                yield Problem(
                    here.place("tests", name, key=True), f"the test '{name}' shows nothing", "add `shows:` or `shows_against:`, or name it under `grades:`"
                )
            if isinstance(rule, Criterion) and rule.grades and (shown.shows or shown.shows_against):
                yield Problem(here.place("tests", name, key=True), "this rule says by `grades` how it is graded", "leave `shows` out, or leave `grades` out")


def _vocabulary(book: Rulebook, known: Known, placed: Mapping[str, Placed]) -> Iterator[Problem]:
    for rule in rules_of(book):
        for test in tests_of(rule):
            among = known.keys[test.kind] | set(known.ids["criteria"] if test.kind == "statement" else ())
            for key in test.keys:
                if key not in among:
                    place = placed[rule.id].place_in(rule, test, test.kind, text=key)
                    yield Problem(
                        place,
                        f"the {test.kind} '{key}' is not in the vocabulary",
                        nearest(key, list(among)) + f" or declare it under `vocabulary: {{{test.kind}: …}}`",
                    )
            yield from _values(book, test, rule, placed[rule.id])


def _values(book: Rulebook, test: FactTest, rule: AnyRule, here: Placed) -> Iterator[Problem]:
    """What a measure or rating is compared with: a number, or one of the rating's values, which has the same rank in each."""
    wanted = [("is", v) for v in test.is_ or ()] + [(w, b) for w, b in (("at_least", test.at_least), ("at_most", test.at_most)) if b is not None]
    known = {key: [str(v) for v in book.vocabulary.rating[key].values] for key in test.keys if key in book.vocabulary.rating} if test.kind == "rating" else {}
    for word, value in wanted:
        wrong: list[tuple[str, str]] = []
        if test.kind == "measure":
            if isinstance(value, str):
                wrong.append((f"a measure is compared with a number, and '{value}' is none", "write a number"))
        elif not test.keys:
            wrong.append((f"'{value}' is a value of no rating in particular", "name the rating instead of `any`"))
        else:
            wrong += [
                (f"'{value}' is no value of the rating '{key}'", nearest(str(value), values)) for key, values in known.items() if str(value) not in values
            ]
            if not wrong and len({values.index(str(value)) for values in known.values()}) > 1:
                wrong.append((f"'{value}' stands for different ranks of {' and '.join(known)}", "test each rating by itself"))
        yield from (Problem(here.place_in(rule, test, word, text=str(value)), what, mend) for what, mend in wrong)


def _unused(book: Rulebook, known: Known, documents: Iterable[Located]) -> Iterator[Problem]:
    used: dict[str, set[str]] = {kind: set() for kind in known.keys}
    for rule in rules_of(book):
        for test in tests_of(rule):
            used[test.kind].update(test.keys)
        if isinstance(rule, Criterion) and rule.taken_from:
            used[rule.taken_from.kind].update(rule.taken_from.keys)
    for located in documents:
        for kind, entries in _entries(located, "vocabulary"):
            for key in entries if isinstance(entries, dict) else ():
                if kind in used and key not in used[kind] | known.loose:
                    yield Problem(located.place(("vocabulary", kind, key), key=True), f"no rule tests the {kind} '{key}'", "remove it, or test it")
        for name, _ in _entries(located, "parameters"):
            if name not in known.used:
                yield Problem(located.place(("parameters", name), key=True), f"no rule uses the parameter '{name}'", "remove it, or use it as $" + name)


def _entries(located: Located, word: str) -> Iterable[tuple[str, object]]:
    given = located.data.get(word)
    return given.items() if isinstance(given, dict) else ()


def _membership(book: Rulebook, known: Known, placed: Mapping[str, Placed]) -> Iterator[Problem]:
    parent: dict[str, str] = {}
    for group, children in book.children.items():
        for child in children:
            if child in parent:
                yield Problem(placed[group].place("of"), f"'{child}' is already in the group '{parent[child]}'", "let each rule count in one group only")
            parent[child] = group
    if not book.groups or "groups" in known.unsure:
        return
    whole = any(group.level == "whole" for group in book.groups.values())
    lost = [i for i in book.criteria if i not in parent] + [i for i, g in book.groups.items() if whole and g.level != "whole" and i not in parent]
    for rule in lost:
        yield Problem(placed[rule].place("id"), f"'{rule}' is in no group", "name it under a group's `of:`")


def _circles(book: Rulebook, placed: Mapping[str, Placed]) -> Iterator[Problem]:
    graded = [*book.criteria, *book.groups]
    leads: dict[str, set[str]] = {group: set(children) for group, children in book.children.items()}
    graded_rules: list[Criterion | Group] = [*book.criteria.values(), *book.groups.values()]
    for rule in graded_rules:
        for condition in conditions_of(rule):
            for part in subconditions(condition):
                if isinstance(part, GradeIs):
                    leads.setdefault(rule.id, set()).update(i for r in part.grade for i in matching(r, graded))
    done: set[str] = set()

    def walk(node: str, trail: tuple[str, ...]) -> Iterator[Problem]:
        if node in trail:
            circle = " → ".join((*trail[trail.index(node) :], node))
            yield Problem(placed[node].place("id"), f"this goes in a circle: {circle}", "let grades rest on what stands below them only")
            return
        if node in done:
            return
        for child in sorted(leads.get(node, ())):
            yield from walk(child, (*trail, node))
        done.add(node)

    for node in sorted(leads):
        yield from walk(node, ())
