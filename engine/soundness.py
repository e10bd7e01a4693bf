"""Whether what a rulebook says can be carried out: its scale, rubric, bands, tables, limiters, and where its conditions stand."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pydantic import ValidationError

from engine.language.conditions import Condition, Each, FactTest, GradeIs, ItIs, NeedsAll, NeedsAny, NotCalled, Persisted, StoodOn, TriggerIs
from engine.language.rules import Criterion, Group, Rung, Support
from engine.placed import Placed, head_of
from engine.references import AnyRule, Known, acts_of, conditions_of, matching, rules_of
from engine.rulebook import Rulebook, subconditions
from evidence.complaints import problems_of, words_of
from evidence.located import Located
from evidence.model import EXTENTS
from evidence.problems import Problem

_OF_REVIEWS = (TriggerIs, Persisted, NotCalled, StoodOn)


def check_soundness(book: Rulebook, known: Known, placed: Mapping[str, Placed], documents: Sequence[Located]) -> list[Problem]:
    """Everything that loading can see would go wrong in an assessment."""
    problems = [p for rule in rules_of(book) for p in _conditions(book, rule, placed[rule.id])]
    problems += [p for rule in rules_of(book) for p in _acts(rule, placed[rule.id])]
    head = head_of(documents)
    if head is not None and "scale" not in known.unsure:
        problems += _scale(book, known, head, placed)
        problems += [p for rule in book.criteria.values() for p in _levels(book, rule, placed[rule.id])]
        problems += [p for group in book.groups.values() for p in _group(book, group, placed[group.id])]
    return problems


def _scale(book: Rulebook, known: Known, head: Placed, placed: Mapping[str, Placed]) -> Iterator[Problem]:
    said, levels = book.book, book.levels
    named = ", ".join(map(str, levels))
    if len(levels) == 1:
        yield Problem(head.place("scale"), "a scale has at least two grades", "add the others")
    graded = next((c.id for c in book.criteria.values() if c.tests or c.taken_from or c.grades), None)
    if not levels and graded:
        yield Problem(placed[graded].place("id"), "this is graded, and the rulebook has no scale", "add `scale:` in book.yaml")
    if not levels:
        return
    if said.strong_from is not None and said.strong_from not in levels[1:]:
        yield Problem(head.place("strong_from"), f"{said.strong_from} is no grade above the lowest", f"choose one of {', '.join(map(str, levels[1:]))}")
    if "rubric" in known.unsure:
        return
    shown = next((c for c in book.criteria.values() if c.tests and not c.grades), None)
    if not said.rubric:
        if shown:
            yield Problem(
                placed[shown.id].place("tests", key=True),
                "the rulebook has no rubric that turns what is shown into a grade",
                "add `rubric:` in book.yaml, or `grades:` here",
            )
        return
    for level in said.rubric.keys() - set(levels[1:]):
        yield Problem(
            head.place("rubric", level, key=True), f"{level} is no grade above the lowest", f"the scale has {named}, and the lowest grade asks for nothing"
        )
    for level in sorted(set(levels[1:]) - said.rubric.keys()):
        yield Problem(head.place("rubric", key=True), f"the rubric does not say what grade {level} takes", f"add `{level}: {{shown: …}}`")
    below = None
    for level, step in sorted(said.rubric.items()):
        asks = (EXTENTS.index(step.shown), step.by, step.results)
        if step.shown == "absent":
            yield Problem(head.place("rubric", level, "shown"), "nothing is shown by `absent`", "name the extent that this grade takes")
        if below is not None and all(a <= b for a, b in zip(asks, below, strict=True)):
            yield Problem(
                head.place("rubric", level, key=True),
                f"grade {level} asks for no more than the grade below it, which nothing can then reach",
                "ask for more here, or less below",
            )
        below = asks


def _levels(book: Rulebook, rule: Criterion, here: Placed) -> Iterator[Problem]:
    levels = book.levels
    if not levels:
        return
    for level in rule.grades or {}:
        if level not in levels:
            yield Problem(here.place("grades", level, key=True), f"{level} is no grade of the scale", f"use one of {', '.join(map(str, levels))}")
    if rule.scored:
        yield from _bands(rule.scored.bands, levels, here, ("rated", "bands"))
    rating = book.vocabulary.rating.get(rule.rated) if isinstance(rule.rated, str) else None
    if rating is not None and len(rating.values) != len(levels):
        yield Problem(
            here.place("rated"),
            f"the rating '{rule.rated}' has {len(rating.values)} values, and the scale has {len(levels)} grades",
            "test its values under `grades:` instead",
        )


def _group(book: Rulebook, group: Group, here: Placed) -> Iterator[Problem]:
    levels = book.levels
    if not levels:
        yield Problem(here.place("id"), "this is graded, and the rulebook has no scale", "add `scale:` in book.yaml")
        return
    if group.bands:
        yield from _bands(group.bands, levels, here, ("bands",))
    choose = f"use one of {', '.join(map(str, levels))}"
    for n, cap in enumerate(group.cap):
        if cap.at not in levels:
            yield Problem(here.place("cap", n, "at"), f"{cap.at} is no grade of the scale", choose)
        elif cap.at == levels[-1]:
            yield Problem(here.place("cap", n, "at"), "a limiter at the highest grade limits nothing", f"use one of {', '.join(map(str, levels[:-1]))}")
    for n, row in enumerate(group.rows):
        last = n == len(group.rows) - 1
        if row.give not in levels:
            yield Problem(here.place("rows", n, "give"), f"{row.give} is no grade of the scale", choose)
        if last and row.when is not None:
            yield Problem(
                here.place("rows", n, "when", key=True), "the last row has a condition, so that for some grades no row holds", "add a row with `give:` alone"
            )
        if not last and row.when is None:
            yield Problem(here.place("rows", n), "a row without a condition hides those below it", "add `when:`, or put the row last")


def _bands(bands: Mapping[int, Decimal], levels: Sequence[int], here: Placed, at: Sequence[str]) -> Iterator[Problem]:
    for level in levels[1:]:
        if level not in bands:
            yield Problem(here.place(*at, key=True), f"the bands leave a gap: nothing says where grade {level} begins", f"add `{level}:` with its lower bound")
    below = None
    for level, bound in sorted(bands.items()):
        if level not in levels[1:]:
            yield Problem(
                here.place(*at, level, key=True), f"{level} is no grade above the lowest", "bands are lower bounds, one for each grade above the lowest"
            )
        if below is not None and bound <= below:
            yield Problem(
                here.place(*at, level),
                f"the band of grade {level} begins at {bound}, not above the one before it ({below})",
                "let each band begin above the last",
            )
        below = bound


def _conditions(book: Rulebook, rule: AnyRule, here: Placed) -> Iterator[Problem]:
    """Whether each condition is of a sort that can be answered where it stands."""
    for condition in conditions_of(rule):
        for part in subconditions(condition):
            wrong = _misplaced(book, rule, condition, part)
            if wrong:
                yield Problem(here.place_in(rule, part), *wrong)


def _misplaced(book: Rulebook, rule: AnyRule, condition: Condition, part: Condition) -> tuple[str, str] | None:
    if isinstance(rule, Rung | Support):
        return None
    if isinstance(part, _OF_REVIEWS):
        return "triggers and rungs are known only when the ladder is climbed", "say this under a rung or support, or test the evidence itself"
    if isinstance(rule, Group) and isinstance(part, FactTest | Each):
        return "a group looks at grades, not at evidence", "make a criterion of it, and look at its grade"
    if isinstance(rule, Criterion) and isinstance(part, GradeIs):
        if condition is rule.unless:
            return "an exception is shown by evidence, not by a grade", "test the evidence itself"
        if any(matching(reference, book.groups) for reference in part.grade):
            return "a criterion is graded before any group is", "look at the grades of criteria"
    return None


def _acts(rule: AnyRule, here: Placed) -> Iterator[Problem]:
    """Whether what an act itself must be like is said in words that an act of its kind has."""
    for each in acts_of(rule):
        for need in _itself(each.needs):
            try:
                if isinstance(each.each, FactTest):
                    FactTest.model_validate({each.each.kind: "any", **need.it})
            except ValidationError as error:
                yield from problems_of(error, here.located, words_of(FactTest), here.way_to(rule, need, "it"))


def _itself(need: object) -> Iterator[ItIs]:
    if isinstance(need, ItIs):
        yield need
    elif isinstance(need, NeedsAll | NeedsAny):
        for part in need.all if isinstance(need, NeedsAll) else need.any:
            yield from _itself(part)
