"""From rulebooks to what a workbook is laid out for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from engine.plan import Leaf, Need, Plan
from engine.rulebook import Rulebook
from evidence.workbook.outline import CriterionLine, KeyLine, Outline, Theme


def outline_of(books: Sequence[Rulebook], plan: Plan) -> Outline:
    """The criteria of the rulebooks by theme, and the keys that their rules ask for."""
    levels = sorted({level for book in books for level in book.levels})
    themes = tuple(theme for book in books for theme in _themes(book))
    return Outline(tuple((b.id, b.book.version, b.book.title) for b in books), themes, tuple(_keys(books, plan)), tuple(levels))


def _themes(book: Rulebook) -> Iterator[Theme]:
    """A rulebook's themes with their criteria in its own order; what is in none of them comes under the group at the top of it."""
    parents = {child: group for group, children in book.children.items() for child in children}
    by_theme: dict[str, list[CriterionLine]] = {}
    for criterion in book.criteria.values():
        above = []
        at = criterion.id
        while at in parents and parents[at] not in above:
            at = parents[at]
            above.append(at)
        theme = next((g for g in above if book.groups[g].level == "theme"), None) or next((g for g in above if book.groups[g].level == "element"), None)
        theme = theme or (above[-1] if above else book.id)
        heading = " / ".join(book.groups[g].title for g in reversed(above[: above.index(theme)])) if theme in above else ""
        by_theme.setdefault(theme, []).append(CriterionLine(criterion.id, criterion.title, heading, criterion.looks_for or ""))
    for theme, lines in by_theme.items():
        yield Theme(book.groups[theme].title if theme in book.groups else book.book.title, tuple(lines))


def _keys(books: Sequence[Rulebook], plan: Plan) -> Iterator[KeyLine]:
    """Every key that a rule asks for, with its meaning and the words that rules look at."""
    words: dict[tuple[str, str], set[str]] = defaultdict(set)
    acts: set[tuple[str, str]] = set()
    for leaf in plan.leaves:
        for key in leaf.keys:
            words[leaf.kind, key].update(_attributes(leaf))
    for test in plan.tests:
        if test.each is not None:
            act = plan.leaves[test.leaf]
            acts.update((act.kind, key) for key in act.keys)
            for key in act.keys:
                words[act.kind, key].update(word for own in _own(test.each.needs) for word in _attributes(plan.leaves[own]))
    criteria = {c for b in books for c in b.criteria}
    for kind in ("statement", "document", "measure", "event", "rating"):
        for key in sorted(plan.known_keys.get(kind, ())):
            if kind == "statement" and key in criteria:
                continue
            asked = tuple(sorted(w for w in words[kind, key] if w in _WORDS))
            yield KeyLine(kind, key, _title(books, kind, key), asked, act=kind == "event" and (kind, key) in acts)


_WORDS = frozenset(
    {"extent", "results", "status", "includes", "scope", "result", "by", "with", "topic", "to", "value", "target", "peers", "audited", "priority"}
)


def _attributes(leaf: Leaf) -> Iterator[str]:
    """The words that a leaf looks at: `includes` for a test of one of its topics."""
    return (c.attribute.split(".")[0] for c in (*leaf.scope, *leaf.wanted))


def _own(need: Need) -> Iterator[int]:
    """The leaves that ask something of an act itself."""
    if need.how == "itself":
        yield need.index
    for part in need.parts:
        yield from _own(part)


def _title(books: Sequence[Rulebook], kind: str, key: str) -> str:
    """What a key stands for, as the first rulebook that declares it says; of a rating its values, too."""
    meaning = next((words[key] for b in books if key in (words := getattr(b.vocabulary, kind))), None)
    if meaning is None:
        return ""
    values = getattr(meaning, "values", None)
    title = str(getattr(meaning, "title", meaning))
    return f"{title} ({', '.join(map(str, values))})" if values else title
