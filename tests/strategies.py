"""Random rulebooks and random evidence for the laws: small, at the edges of what the rules ask, and quick to shrink.

A rulebook is drawn as the data of its file and loaded as a file is, so that every one of them could have been
written by hand. Evidence is drawn from a plan: each item is made for one of the plan's tests, with each word either
as the test wants it, just beside that, or missing.
"""

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from engine.compile import compile_plan
from engine.load import load
from engine.plan import Comparison, Expression, Leaf, Need, Plan, Test
from engine.rollup import Value
from engine.rulebook import Rulebook
from engine.ruletests import Given
from engine.scope import in_scope
from evidence.model import EXTENTS, KINDS, PEOPLE, STATUSES, VOICES, WHOLE, EvidenceSet

RULES = Path(__file__).parents[1] / "rules"
AS_OF = dt.date(2009, 6, 30)
SUBJECTS = (WHOLE, "waste", "housing")
TOPICS = ("one", "two")


@dataclass(frozen=True)
class Situation:
    """A plan, its rulebooks, and evidence to judge under them."""

    plan: Plan
    books: tuple[Rulebook, ...]
    evidence: EvidenceSet

    def having(self, **changes: Any) -> "Situation":
        """The same with other evidence."""
        return replace(self, evidence=self.evidence.model_copy(update=changes))


# rulebooks


def head(**words: Any) -> dict[str, Any]:
    """The head of a rulebook: four grades and the rubric of the design, unless `words` say otherwise."""
    return {
        "id": "small",
        "title": "A small benchmark",
        "version": "1.0.0",
        "about": "As little as a rulebook can be.",
        "decides": "Nobody decides by it.",
        "sources": {"source": {"title": "A source", "year": 2006, "status": "current"}},
        "scale": {"1": {"name": "lowest"}, "2": {"name": "second"}, "3": {"name": "third"}, "4": {"name": "highest"}},
        "strong_from": 3,
        "rubric": {"2": {"shown": "partial"}, "3": {"shown": "in_place", "by": "2 kinds"}, "4": {"shown": "embedded", "by": "2 kinds", "results": True}},
        **words,
    }


def rule(name: str, **words: Any) -> dict[str, Any]:
    """A rule with the words that every rule has."""
    return {"id": name, "title": f"The rule {name}", "cite": {"source": "source", "at": "page 1"}, **words}


def loaded(data: dict[str, Any]) -> tuple[Rulebook, Plan]:
    """A rulebook from the data of its file, and its plan."""
    with tempfile.TemporaryDirectory() as folder:
        # JSON is YAML, and the loader sees a file like any other.
        (Path(folder) / "book.yaml").write_text(json.dumps(data), encoding="utf-8")
        book = load(Path(folder))
    return book, compile_plan([book])


@cache
def real(book: str, scope: str | None = None) -> tuple[tuple[Rulebook, ...], Plan]:
    """A rulebook of the project, or a part of it."""
    rulebook = load(RULES / book)
    plan = compile_plan([rulebook])
    return (rulebook,), in_scope(plan, [scope]) if scope else plan


_WORDS: dict[str, dict[str, Any]] = {
    "measure": {"days": {"title": "Days that it takes", "better": "lower"}},
    "rating": {"stars": {"title": "Stars", "values": ["none", "one", "two", "three"]}},
}

_FOR: tuple[dict[str, Any], ...] = (
    {"document": "plan", "status": "adopted", "age": {"at_most": "24 months"}},
    {"document": ["plan", "guide"], "includes": ["one", "two"]},
    {"document": "guide", "topic": "one"},
    {"event": "meeting", "result": ["good", "fair"], "times": 2, "age": {"at_most": "12 months"}},
    {"event": "meeting", "with": "partners", "sources": 2},
    {"event": "meeting", "scope": "public", "share": {"at_least": "50%", "of_at_least": 2}},
    {"measure": "share", "at_least": 70, "age": {"at_most": "24 months"}},
    {"measure": "days", "target": "met"},
    {"measure": "share", "trend": {"is": "improving", "over": "3 periods"}},
    {"measure": "days", "peers": "better_half", "audited": True},
    {"measure": "days", "from_median": {"better_by": "1 MAD"}},
    {"measure": "share", "trend": {"is": "improving", "over": "3 periods", "sure": "80%"}},
    {"rating": "stars", "at_least": "two"},
    {"statement": "practice", "extent": "in_place"},
    {
        "each": {"event": "act", "age": {"at_most": "36 months"}},
        "needs": {"event": "check", "after": "it", "within": "3 months"},
        "mended_by": {"event": "repair"},
    },
    {"each": {"event": "act"}, "needs": {"any": [{"event": "check", "before": "it"}, {"it": {"includes": "one"}}]}, "unless": {"document": "guide"}},
)
_AGAINST: tuple[dict[str, Any], ...] = (
    {"event": "mishap", "age": {"at_most": "24 months"}},
    {"measure": "share", "at_most": 50},
    {"measure": "days", "trend": {"is": "worsening", "over": "3 periods"}},
    {"measure": "days", "peers": "worst_quarter"},
    {"measure": "days", "from_median": {"worse_by": "1 MAD"}},
    {"rating": "stars", "is": "none"},
)


@st.composite
def _showings(draw: st.DrawFn) -> dict[str, Any]:
    tests: dict[str, Any] = {}
    for n, asked in enumerate(draw(st.lists(st.sampled_from(_FOR), min_size=1, max_size=3, unique_by=str))):
        tests[f"for_{n}"] = {**asked, "shows": draw(st.sampled_from(EXTENTS[1:])), "results": draw(st.booleans())}
    for n, asked in enumerate(draw(st.lists(st.sampled_from(_AGAINST), max_size=2, unique_by=str))):
        tests[f"against_{n}"] = {**asked, "shows_against": draw(st.sampled_from(EXTENTS[1:]))}
    return {"tests": tests}


@st.composite
def _by_grades(draw: st.DrawFn) -> dict[str, Any]:
    first, second = draw(st.lists(st.sampled_from(_FOR), min_size=2, max_size=2, unique_by=str))
    both: list[Any] = ["first", "second"]
    better = draw(st.sampled_from([{"all": both}, {"count": both, "at_least": 2}, {"all": ["first", {"any": both}]}]))
    return {"tests": {"first": first, "second": second}, "grades": {"2": {"any": both}, "4": better}}


_ACTS = {"each": {"event": "act"}, "needs": {"event": "check", "before": "it", "within": "6 months"}, "mended_by": {"event": "repair"}}

_SCORED = {"rated": {"measure": "share", "least": 10, "most": 90, "age": {"at_most": "24 months"}, "bands": {"2": 30, "3": 50.5, "4": 80}}}

_per_service = _showings().map(lambda words: {**words, "per": "service"})
_criteria = st.one_of(_showings(), _by_grades(), st.just(_ACTS), st.just({"rated": "stars"}), st.just(_SCORED), _per_service)


def _low_grade(ids: Sequence[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A limiter's condition: some grade below is low."""
    one = st.builds(lambda i, at: {"grade": i, "at_most": at}, st.sampled_from(ids), st.integers(1, 3))
    return st.one_of(one, st.builds(lambda a, b: {"any": [a, b]}, one, one), st.builds(lambda a, b: {"count": [a, b], "at_least": 2}, one, one))


@st.composite
def group(draw: st.DrawFn, name: str, children: Sequence[str]) -> dict[str, Any]:
    """A group over `children`, by their grades or by their values."""
    by = draw(st.sampled_from(["mean", "median", "minimum", "points", "table"]))
    out: dict[str, Any] = {"id": name, "title": f"The group {name}", "of": list(children), "by": by, "weight": draw(st.integers(1, 3))}
    if by != "table":
        out["using"] = draw(st.sampled_from(["grades", "values"]))
    if by == "table":
        out["rows"] = draw(rows(children))
    elif by in ("mean", "points"):
        out["bands"] = draw(st.sampled_from(_BANDS[by]))
        if draw(st.booleans()):
            out["round"] = {"to": draw(st.integers(0, 1)), "half": draw(st.sampled_from(["up", "even", "down"]))}
    if draw(st.booleans()):
        out["cap"] = [{"at": draw(st.integers(1, 3)), "when": draw(_low_grade(children)), "because": "What holds it down is low."}]
    out["enough"] = draw(st.sampled_from(["50%", "0%", "33.3333333333333333333333%", "100%"]))
    if draw(st.booleans()):
        out["not_applicable"] = "counts_as_met"
    if draw(st.integers(0, 4)) == 4:
        out["silence"] = "scores_nothing"
    return out


_BANDS = {
    "mean": [{"2": 1.5, "3": 2.5, "4": 3.5}, {"2": 2, "3": 3, "4": 4}, {"2": 1.3333333333333333, "3": 2.2, "4": 3.9}],
    "points": [{"2": 30, "3": 55, "4": 80}, {"2": 50, "3": 62.5, "4": 100}],
}


@st.composite
def rows(draw: st.DrawFn, ids: Sequence[str]) -> list[dict[str, Any]]:
    """A table that never gives less for more: the best grade first, and every condition asks for at least something."""
    asked = st.builds(lambda i, at: {"grade": i, "at_least": at}, st.sampled_from(ids), st.integers(2, 4))
    joined = st.one_of(asked, st.builds(lambda a, b: {"all": [a, b]}, asked, asked), st.builds(lambda a, b: {"any": [a, b]}, asked, asked),
                       st.builds(lambda parts, n: {"count": parts, "at_least": n}, st.lists(asked, min_size=2, max_size=3), st.integers(1, 2)))  # fmt: skip
    return [*({"give": grade, "when": draw(joined)} for grade in (4, 3, 2)), {"give": 1}]


@st.composite
def rulebooks(draw: st.DrawFn) -> tuple[tuple[Rulebook, ...], Plan]:
    """A small rulebook: criteria of every form, one or two groups of them, and a whole."""
    made = draw(st.lists(_criteria, min_size=2, max_size=4))
    criteria = [rule(f"c{n}", weight=draw(st.integers(1, 3)), **words) for n, words in enumerate(made)]
    ids = [c["id"] for c in criteria]
    cut = draw(st.integers(1, len(ids)))
    parts = [part for part in (ids[:cut], ids[cut:]) if part]
    groups = [draw(group(f"g{n}", part)) for n, part in enumerate(parts)]
    groups.append(draw(group("whole", [g["id"] for g in groups])))
    data = {"book": head(), "vocabulary": vocabulary_of(criteria), "criteria": criteria, "groups": groups}
    book, plan = loaded(data)
    return (book,), plan


def vocabulary_of(rules: object, words: Mapping[str, Any] = _WORDS) -> dict[str, dict[str, Any]]:
    """The vocabulary that rules use, and no more: loading refuses the rest. Meanings are as in `words`, where they are there."""
    out: dict[str, dict[str, Any]] = {}
    ids = {r["id"] for r in _mappings(rules) if "id" in r}
    for part in _mappings(rules):
        for kind in KINDS:
            keys = part.get("rated" if kind == "rating" and isinstance(part.get("rated"), str) else kind)
            for key in [keys] if isinstance(keys, str) else keys or ():
                if key != "any" and not (kind == "statement" and key in ids):
                    plain: Any = {"title": f"The measure {key}"} if kind == "measure" else f"The {kind} {key}"
                    out.setdefault(kind, {})[key] = words.get(kind, {}).get(key, plain)
    return out


def _mappings(data: object) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list | tuple) else ():
        yield from _mappings(part)


# evidence


def _around(limit: dt.date, months: int) -> list[dt.date]:
    """The first day that is still so many months back, the day before it, and the day after."""
    total = limit.year * 12 + limit.month - 1 - months
    year, month = divmod(total, 12)
    day = min(limit.day, (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day)
    edge = dt.date(year, month + 1, day)
    return [edge + dt.timedelta(days=n) for n in (1, 0, -1)]


@st.composite
def _date(draw: st.DrawFn, leaf: Leaf, recent: bool) -> dt.date:
    if recent:
        return AS_OF - dt.timedelta(days=draw(st.sampled_from([0, 100, 200, 300])))
    limits = [int(c.value) for c in leaf.scope if c.attribute == "age"]  # type: ignore[arg-type]
    edges = [d for limit in limits for d in _around(AS_OF, limit)]
    return draw(st.sampled_from([AS_OF, *edges]) | st.dates(AS_OF - dt.timedelta(days=1700), AS_OF))


def _beside(c: Comparison, ratings: Sequence[str]) -> list[Any]:
    """Values at a comparison's edge: what it asks for, one step to each side, a little more."""
    values = c.value if isinstance(c.value, tuple) else (c.value,)
    if ratings:
        ranks = {min(max(int(v) + step, 0), len(ratings) - 1) for v in values for step in (0, 1, -1)}
        return [ratings[rank] for rank in sorted(ranks)]
    return [Decimal(v) + step for v in values for step in (0, 1, -1, Decimal("0.001"), Decimal("-0.001"))]


@st.composite
def item(draw: st.DrawFn, plan: Plan, leaf: Leaf, name: str, earlier: Sequence[str] = ()) -> dict[str, Any]:
    """One item made for a leaf: as it is asked for, or with each word so, just beside that, or missing."""
    right = draw(st.booleans())
    keys = leaf.keys or tuple(sorted(plan.known_keys[leaf.kind])) or ("anything",)
    key = draw(st.sampled_from(keys))
    people = leaf.kind == "statement"
    out: dict[str, Any] = {"id": name, leaf.kind: key, "date": draw(_date(leaf, right))}
    out["source"] = draw(st.sampled_from(sorted(PEOPLE) if people else VOICES))
    out["about"] = draw(st.sampled_from(SUBJECTS)) if draw(st.booleans()) else WHOLE
    if earlier and draw(st.integers(0, 5)) == 5:
        out["derived_from"] = draw(st.sampled_from(earlier))
    if not right and draw(st.integers(0, 7)) == 7:
        out["known"] = draw(st.dates(out["date"], AS_OF + dt.timedelta(days=40)))
    if not people and not right and draw(st.integers(0, 7)) == 7:
        out["denied"] = True
    asked = {c.attribute.split(".")[0]: c for c in (*leaf.scope, *leaf.wanted) if c.attribute != "age"}
    if people:
        out["extent"] = draw(st.sampled_from(EXTENTS))
        out["results"] = draw(st.sampled_from([None, True, False]))
    if leaf.kind in ("measure", "rating") and not out.get("denied"):
        ratings = plan.ratings.get(key, ()) if leaf.kind == "rating" else ()
        edges = _beside(asked["value"], ratings) if "value" in asked else []
        values = st.sampled_from(edges[:1] if right and edges else [*edges, *ratings]) if edges or ratings else st.integers(0, 100).map(Decimal)
        out["value"] = draw(values)
        if leaf.kind == "measure":
            out.update(draw(_compared(out["value"])))
    for word in ("status", "scope", "result", "by", "with", "topic", "includes", "to", "audited", "priority"):
        if word in asked and (right or draw(st.integers(0, 4))):
            out[word] = draw(_word(word, leaf, right))
    return out


@st.composite
def _compared(draw: st.DrawFn, value: Decimal) -> dict[str, Any]:
    """A target and quartiles at and beside the value, and sometimes an error that may explain what lies between."""
    out: dict[str, Any] = {"period": draw(st.sampled_from([None, "a", "b"]))}
    if draw(st.booleans()):
        out["target"] = value + draw(st.sampled_from([0, 1, -1]))
    if draw(st.booleans()):
        lowest = value + draw(st.sampled_from([0, 1, -1, -2, -3]))
        out["peers"] = {"quartiles": [lowest, lowest + 1, lowest + 2], "n": 20, "mad": 1}
    if draw(st.integers(0, 3)) == 0:
        out["margin"] = draw(st.sampled_from([0, 1, 2]))
    return out


def _word(word: str, leaf: Leaf, right: bool) -> st.SearchStrategy[Any]:
    if word in ("includes", "to"):
        topics = [c.attribute.split(".", 1)[1] for c in leaf.wanted if c.attribute.startswith(f"{word}.")]
        return st.just(topics) if right else st.lists(st.sampled_from([*topics, *TOPICS]), max_size=len(topics) + 1, unique=True)
    asked = next(c.value for c in (*leaf.wanted, *leaf.scope) if c.attribute == word and c.operator != "stated")
    if word == "status":
        return st.just(STATUSES[int(asked)]) if right else st.sampled_from(STATUSES)  # type: ignore[arg-type]
    if word in ("audited", "priority"):
        return st.just(bool(asked)) if right else st.booleans()
    wanted = asked if isinstance(asked, tuple) else (asked,)
    return st.sampled_from(wanted if right else [*wanted, "something-else"])


@st.composite
def _series(draw: st.DrawFn, plan: Plan, leaf: Leaf, name: str) -> list[dict[str, Any]]:
    """A measure over three or four years that gets better or worse, or nearly so."""
    last = draw(item(plan, leaf, name))
    better, lower = draw(st.booleans()), last["measure"] in plan.lower_is_better
    step = 1 if better != lower else -1
    years = draw(st.integers(3, 4))
    values = [Decimal(50 + step * n) for n in range(years)]
    if draw(st.integers(0, 3)) == 3:
        values[-2] = values[-1]
    words = {k: v for k, v in last.items() if k not in ("denied", "known", "period")}
    return [{**words, "id": f"{name}.{n}", "date": dt.date(AS_OF.year - years + 1 + n, 3, 31), "value": v} for n, v in enumerate(values)]


@st.composite
def evidence(draw: st.DrawFn, plan: Plan, *, most: int = 14, excused: bool = True) -> EvidenceSet:
    """Evidence that bears on a plan's tests, with some lists closed and perhaps a criterion that does not apply."""
    looked_at = draw(_looked_at(plan))
    items: list[dict[str, Any]] = []
    for n in range(draw(st.integers(0, most))):
        leaf = plan.leaves[draw(st.sampled_from(looked_at))]
        if any(c.attribute == "periods" for c in leaf.scope) and draw(st.booleans()):
            items += draw(_series(plan, leaf, f"i{n:02}"))
        else:
            items.append(draw(item(plan, leaf, f"i{n:02}", [i["id"] for i in items if leaf.kind in i])))
    lists = closable(plan)
    return EvidenceSet.model_validate(
        {
            "authority": {"name": "A council", "type": "unitary"},
            "as_of": AS_OF,
            "items": items,
            "all_there_is": [{kind: key} for kind, key in draw(st.lists(st.sampled_from(lists), max_size=2, unique=True))] if lists else [],
            "not_applicable": [{"criterion": c, "by": "The team", "reason": "There is none here."} for c in draw(_excused(plan))] if excused else [],
        }
    )


def _looked_at(plan: Plan) -> st.SearchStrategy[list[int]]:
    """The leaves of a few rules, so that evidence for a large plan meets itself; of a small plan, all."""
    rules = [[c.said, *(leaf for t in c.tests for leaf in leaves_of(plan, t))] for c in plan.criteria]
    if plan.ladders:
        rungs = [e for ladder in plan.ladders for r in ladder.rungs for e in (r.urgent, r.enter, r.hold, r.leave) if e is not None]
        asked = [*(t.tests for t in plan.triggers), *(tuple(asked_in(e, turned=False)) for e in rungs)]
        rules = [[leaf for t in tests for leaf in leaves_of(plan, t)] for tests in asked if tests]
    few = st.lists(st.sampled_from(rules), min_size=1, max_size=3)
    return few.map(lambda chosen: [leaf for leaves in chosen for leaf in leaves]) if len(rules) > 4 else st.just(list(range(len(plan.leaves))))


def leaves_of(plan: Plan, test: int) -> list[int]:
    """The leaves that a test rests on: its own, and for acts those that they are paired with."""
    rule = plan.tests[test]
    if rule.each is None:
        return [rule.leaf]
    others = [*pairings_of(rule.each.needs), *(p for p in (rule.each.mended, rule.each.unless) if p is not None)]
    return [rule.leaf, *(plan.pairings[p].other for p in others)]


def _excused(plan: Plan) -> st.SearchStrategy[list[str]]:
    ids = [c.id for c in plan.criteria]
    return st.lists(st.sampled_from(ids), max_size=1) if ids else st.just([])


def closable(plan: Plan) -> list[tuple[str, str]]:
    """The lists that evidence may declare complete, by (kind, key)."""
    return sorted((kind, key) for kind, keys in plan.known_keys.items() if kind != "statement" for key in keys)


@st.composite
def situations(draw: st.DrawFn, *, ladder: bool = False, excused: bool = True) -> Situation:
    """A small rulebook, the real element 2.3, or (with `ladder`) the real ladder rules, with evidence for it."""
    sources: list[Callable[[], tuple[tuple[Rulebook, ...], Plan]]] = [lambda: draw(rulebooks()), lambda: real("corporate-peer-review", "element.2.3")]
    if ladder:
        sources.append(lambda: real("intervention-ladder"))
    books, plan = sources[draw(st.integers(0, len(sources) - 1))]()
    return Situation(plan, books, draw(evidence(plan, excused=excused)))


def one_of_each(plan: Plan) -> EvidenceSet:
    """A fixed, plain evidence set: one item of each event, rating and measure that a plan asks about."""
    items: list[dict[str, Any]] = [{"event": key, "date": "2008-05-01"} for key in sorted(plan.known_keys["event"])]
    items += [{"rating": key, "value": values[0], "date": "2008-12-01"} for key, values in sorted(plan.ratings.items())]
    items += [{"measure": key, "value": 10, "target": 20, "date": "2009-03-31", "about": "waste"} for key in sorted(plan.known_keys["measure"])]
    return Given.model_validate({"items": items}).evidence()


# what a law must leave aside


def read_gently(plan: Plan) -> frozenset[tuple[str, str]]:
    """The documents and events, by (kind, key), that rules can only count in favour.

    Left aside are those that some test counts against, that are acts (a new act may be a breach), that a share is
    taken of, that come too late for an act when they come at all, or that justify an exception.
    """
    harsh: set[tuple[str, str]] = set()

    def leave(leaf: int) -> None:
        harsh.update((plan.leaves[leaf].kind, key) for key in plan.leaves[leaf].keys)

    adverse = {s.test for c in plan.criteria for s in c.showings if s.against}
    for c in plan.criteria:
        if c.unless is not None:
            adverse.update(asked_in(c.unless, turned=False))
        adverse.update(t for _, grade in c.grades for t in asked_in(grade, turned=True))
    for n, test in enumerate(plan.tests):
        if n in adverse or test.share or test.each:
            leave(test.leaf)
        for late in _timed(test, plan):
            leave(late)
    known = {(leaf.kind, key) for leaf in plan.leaves for key in leaf.keys if leaf.kind in ("document", "event")}
    return frozenset(known - harsh)


def asked_in(expression: Expression, *, turned: bool) -> Iterator[int]:
    """The tests in an expression; with `turned`, only those under a `not` or in a count that must stay low."""
    if expression.how == "test" and not turned:
        yield expression.test
    turns = expression.how == "not" or (expression.how == "count" and expression.operator == "<=")
    for part in expression.parts:
        yield from asked_in(part, turned=turned and not turns)


def _timed(test: Test, plan: Plan) -> Iterator[int]:
    if test.each is None:
        return
    if test.each.unless is not None:
        yield plan.pairings[test.each.unless].other
    for index in pairings_of(test.each.needs):
        if plan.pairings[index].order == "after" and plan.pairings[index].within is not None:
            yield plan.pairings[index].other


def pairings_of(need: Need) -> Iterator[int]:
    """The pairings that an act's needs rest on."""
    if need.how == "pair":
        yield need.index
    for part in need.parts:
        yield from pairings_of(part)


def as_fraction(value: Value, row: int) -> Fraction:
    """One row of a rolled-up value, a pair of arrays (numerator, denominator), as a fraction."""
    return Fraction(int(value[0][row]), int(value[1][row]))
