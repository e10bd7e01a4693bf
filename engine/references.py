"""Whether everything that a rulebook names is there: rules, tests, keys, sources; and nothing goes in a circle."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from engine.language.conditions import Condition, Each, FactTest, GradeIs, Persisted, StoodOn, TriggerIs
from engine.language.rules import Criterion, Group, Rung, Support, Trigger
from engine.rulebook import Rulebook, fact_tests, subconditions
from evidence.located import Located
from evidence.problems import Place, Problem, nearest

if TYPE_CHECKING:
    from engine.load import Placed


def check_references(book: Rulebook, placed: Mapping[str, "Placed"], documents: Iterable[Located], used: set[str]) -> list[Problem]:
    """Every name in the rulebook that leads nowhere, every key that nothing uses, every circle."""
    documents = list(documents)
    problems = [*_names(book, placed), *_tests(book, placed), *_vocabulary(book, placed, documents), *_membership(book, placed), *_circles(book, placed)]
    for located in documents:
        for name in located.data.get("parameters") or ():
            if name not in used:
                problems.append(Problem(located.place(("parameters", name), key=True), f"no rule uses the parameter '{name}'", "remove it, or use it as $" + name))
    return problems


def conditions_of(rule: Criterion | Group | Trigger | Rung | Support) -> Iterator[Condition]:
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


def _rules(book: Rulebook) -> Iterator[Criterion | Group | Trigger | Rung | Support]:
    for rules in (book.criteria, book.groups, book.triggers, book.rungs, book.support):
        yield from rules.values()  # type: ignore[misc]


def matching(reference: str, known: Iterable[str]) -> tuple[str, ...]:
    """The ids that a reference stands for: itself, those that begin as it does before its `*`, or, for `any`, all."""
    if reference == "any":
        return tuple(known)
    if reference.endswith("*"):
        return tuple(k for k in known if k.startswith(reference[:-1]))
    return (reference,) if reference in set(known) else ()


def _names(book: Rulebook, placed: Mapping[str, "Placed"]) -> Iterator[Problem]:
    graded = [*book.criteria, *book.groups]
    for rule in _rules(book):
        here = placed[rule.id]

        def missing(what: str, name: str, known: Iterable[str], here: "Placed" = here) -> Problem:
            short = name.rsplit(".", 1)[-1]
            place = here.place_of(name)
            return Problem(place if place != here.place() else here.place_of(short), f"there is no {what} '{name}'", nearest(name, list(known)))

        cite = getattr(rule, "cite", None)
        if cite is not None and cite.source not in book.book.sources:
            yield missing("source", cite.source, book.book.sources)
        for condition in conditions_of(rule):
            for part in subconditions(condition):
                if isinstance(part, GradeIs):
                    yield from (missing("criterion or group", r, graded) for r in part.grade if not matching(r, graded))
                elif isinstance(part, TriggerIs):
                    yield from (missing("trigger", r, book.triggers) for r in part.trigger if not matching(r, book.triggers))
                elif isinstance(part, Persisted):
                    yield from (missing("trigger", r, book.triggers) for r in part.persisted if not matching(r, book.triggers))
                elif isinstance(part, StoodOn) and part.stood_on not in book.rungs:
                    yield missing("rung", part.stood_on, book.rungs)
        if isinstance(rule, Group):
            for reference in rule.of:
                if not matching(reference, graded):
                    yield missing("criterion or group", reference, graded)
        if isinstance(rule, Rung):
            if rule.to and rule.to not in book.rungs:
                yield missing("rung", rule.to, book.rungs)
            yield from (missing("support", r, book.support) for r in rule.support if not matching(r, book.support))
        if isinstance(rule, Criterion) and rule.rated and rule.rated not in book.vocabulary.rating:
            yield missing("rating", rule.rated, book.vocabulary.rating)
    if book.rungs and book.book.starts_on not in book.rungs:
        yield Problem(Place(book.id), f"the ladder starts on '{book.book.starts_on}', which is no rung", "set `starts_on:` in book.yaml to the first rung")


def _tests(book: Rulebook, placed: Mapping[str, "Placed"]) -> Iterator[Problem]:
    for rule in _rules(book):
        here = placed[rule.id]
        tests = rule.tests if isinstance(rule, Criterion) else {}
        named = set()
        for condition in conditions_of(rule):
            for part in subconditions(condition):
                if isinstance(part, str):
                    named.add(part)
                    if part not in tests:
                        yield Problem(here.place_of(part), f"this rule has no test '{part}'", nearest(part, list(tests)) if tests else "name a test under `tests:`")
                elif isinstance(part, FactTest) and (part.before or part.after):
                    yield Problem(here.place_of("it"), "`before: it` and `after: it` speak of an act", "put the test in the `needs:` of an `each:`")
        if not isinstance(rule, Criterion):
            continue
        for name, test in tests.items():
            if not (test.shows or test.shows_against) and name not in named:
                yield Problem(here.place("tests", name, key=True), f"the test '{name}' shows nothing", "add `shows:` or `shows_against:`, or name it under `grades:`")
            if isinstance(test, FactTest) and (test.before or test.after):
                yield Problem(here.place("tests", name), "`before: it` and `after: it` speak of an act", "put the test in the `needs:` of an `each:`")
            if rule.grades and (test.shows or test.shows_against):
                yield Problem(here.place("tests", name), "this rule says by `grades` how it is graded", "leave `shows` out, or leave `grades` out")
        if tests and not rule.grades and not book.book.rubric:
            yield Problem(here.place(), "the rulebook has no rubric that turns what is shown into a grade", "add `rubric:` in book.yaml, or `grades:` here")
        for level in rule.grades or {}:
            if level not in book.book.scale:
                yield Problem(here.place("grades", str(level), key=True), f"{level} is no grade of the scale", f"use one of {', '.join(map(str, book.levels))}")


def _vocabulary(book: Rulebook, placed: Mapping[str, "Placed"], documents: Iterable[Located]) -> Iterator[Problem]:
    used: dict[str, set[str]] = {kind: set() for kind in ("statement", "document", "measure", "event", "rating")}
    for rule in _rules(book):
        here = placed[rule.id]
        tests: list[FactTest] = [t for c in conditions_of(rule) for t in fact_tests(c)]
        if isinstance(rule, Criterion):
            tests += [t for test in rule.tests.values() for t in fact_tests(test)]
            if rule.rated:
                used["rating"].add(rule.rated)
            if rule.mended_by:
                tests.append(rule.mended_by)
        for test in tests:
            declared = getattr(book.vocabulary, test.kind)
            known = [*declared, *book.criteria] if test.kind == "statement" else list(declared)
            for key in test.keys:
                used[test.kind].add(key)
                if key not in known:
                    yield Problem(here.place_of(key), f"the {test.kind} '{key}' is not in the vocabulary", nearest(key, known) + f" or declare it under `vocabulary: {{{test.kind}: …}}`")
            yield from _rating_values(book, test, here)
    for located in documents:
        for kind, entries in (located.data.get("vocabulary") or {}).items():
            for key in entries or ():
                if key not in used.get(kind, ()):
                    yield Problem(located.place(("vocabulary", kind, key), key=True), f"no rule tests the {kind} '{key}'", "remove it, or test it")


def _rating_values(book: Rulebook, test: FactTest, here: "Placed") -> Iterator[Problem]:
    if test.kind != "rating":
        if test.kind == "measure" and any(isinstance(b, str) for b in (test.at_least, test.at_most)):
            yield Problem(here.place(), "a measure is compared with a number", "write a number after `at_least` or `at_most`")
        return
    wanted = [*(test.is_ or ()), *(b for b in (test.at_least, test.at_most) if b is not None)]
    for key in test.keys:
        known = book.vocabulary.rating[key].values if key in book.vocabulary.rating else ()
        for value in wanted:
            plain = int(value) if not isinstance(value, str) else value
            if known and plain not in known:
                yield Problem(here.place_of(str(value)), f"'{value}' is no value of the rating '{key}'", nearest(str(value), [str(k) for k in known]))


def _membership(book: Rulebook, placed: Mapping[str, "Placed"]) -> Iterator[Problem]:
    parent: dict[str, str] = {}
    for group, children in book.children.items():
        for child in children:
            if child in parent:
                yield Problem(placed[group].place("of"), f"'{child}' is already in the group '{parent[child]}'", "let each rule count in one group only")
            parent[child] = group
    if book.groups:
        for rule in book.criteria:
            if rule not in parent:
                yield Problem(placed[rule].place("id"), f"'{rule}' is in no group", "name it under a group's `of:`")


def _circles(book: Rulebook, placed: Mapping[str, "Placed"]) -> Iterator[Problem]:
    graded = [*book.criteria, *book.groups]
    leads: dict[str, set[str]] = {group: set(children) for group, children in book.children.items()}
    for rule in (*book.criteria.values(), *book.groups.values()):
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


__all__ = ["Each", "check_references", "conditions_of", "matching"]
