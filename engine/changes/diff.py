"""Holding two versions of a rulebook against each other: which rules are which, what changed in them, which grades no longer compare."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.changes.deciding import deciding, differing, head, rests_on, saying
from engine.changes.result import KINDS, Change, Changes, HowFound, Kept, NotComparable
from engine.language.rules import Criterion, Group, Rung, Support, Trigger
from engine.load import load
from engine.references import AnyRule, rules_of
from engine.rulebook import Rulebook
from evidence.problems import BadInput

_OF: dict[type, Kept] = {Criterion: "criterion", Group: "group", Trigger: "trigger", Rung: "rung", Support: "support"}


def changes_between(older: Path, newer: Path) -> Changes:
    """What changed from the rulebook in one folder to that in another. Raises BadInput where one cannot be loaded."""
    old, new = load(older), load(newer)
    moved = {name: p.value for name, p in old.parameters.items() if name in new.parameters and new.parameters[name].value != p.value}
    try:
        as_before = load(newer, moved) if moved else new
    except BadInput:
        as_before = new  # the older value no longer fits: then more than the value has changed
    return diff(old, new, as_before)


def diff(old: Rulebook, new: Rulebook, as_before: Rulebook) -> Changes:
    """What changed. `as_before` is the newer version with the older one's parameters."""
    two = _Two(old, new, as_before, _paired(old, new))
    changes = sorted(_changes(two), key=lambda change: KINDS.index(change.kind))
    changed_head = differing(head(old), head(new))
    not_comparable = tuple(_not_comparable(two, changed_head))
    graded = {*new.criteria, *new.groups}
    lost = {n.rule for n in not_comparable}
    kept = {i for i in two.pairs.renamed.values() if i in graded and i not in lost}
    return Changes(
        book=new.id,
        title=new.book.title,
        before=old.book.version,
        after=new.book.version,
        head=changed_head,
        changes=tuple(changes),
        not_comparable=not_comparable,
        same=len(kept),
        version=_version(old.book.version, new.book.version, changes, not_comparable, changed_head),
    )


@dataclass(frozen=True)
class Pairs:
    """Which rules are which: `renamed` by their id of before, those that kept theirs among them, and how the others were found."""

    renamed: Mapping[str, str]
    how: Mapping[str, HowFound]
    heirs: Mapping[str, tuple[str, ...]]
    """By their id of before, the rules that claim to be what a rule became."""


@dataclass(frozen=True)
class _Two:
    old: Rulebook
    new: Rulebook
    as_before: Rulebook
    pairs: Pairs


def _paired(old: Rulebook, new: Rulebook) -> Pairs:
    before, after = ({rule.id: rule for rule in rules_of(book)} for book in (old, new))
    heirs: dict[str, tuple[str, ...]] = {}
    for rule in after.values():
        for former in rule.formerly:
            if former in before and former not in after:
                heirs[former] = (*heirs.get(former, ()), rule.id)
    taken = {heir for found in heirs.values() for heir in found}
    formers = {heir: [f for f, found in heirs.items() if heir in found] + ([heir] if heir in before else []) for heir in taken}
    renamed = {i: i for i in before if i in after and i not in taken}
    renamed |= {former: found[0] for former, found in heirs.items() if len(found) == 1 and len(formers[found[0]]) == 1}
    how: dict[str, HowFound] = dict.fromkeys((i for i in renamed if i in heirs), "declared")
    gone = [before[i] for i in before if i not in after and i not in heirs and i not in new.book.withdrawn]
    fresh = [after[i] for i in after if i not in before and i not in taken]
    found = _alike([(rule, deciding(old, rule, renamed)) for rule in gone], [(rule, deciding(new, rule, {})) for rule in fresh])
    rest = [rule for rule in gone if rule.id not in found], [rule for rule in fresh if rule.id not in found.values()]
    told = _alike(*([(rule, saying(rule)) for rule in rules] for rules in rest))
    return Pairs(renamed | found | told, how | dict.fromkeys(found, "same tests") | dict.fromkeys(told, "same texts"), heirs)


def _alike(gone: Iterable[tuple[AnyRule, Any]], fresh: Iterable[tuple[AnyRule, Any]]) -> dict[str, str]:
    """Rules that are gone and rules that are new and say just the same, where that leaves no choice."""
    out = {}
    gone, fresh = list(gone), list(fresh)
    for rule, said in gone:
        theirs = [other.id for other, told in fresh if type(other) is type(rule) and told == said]
        ours = [other.id for other, told in gone if type(other) is type(rule) and told == said]
        if len(theirs) == len(ours) == 1:
            out[rule.id] = theirs[0]
    return out


def _changes(two: _Two) -> Iterator[Change]:
    before, after = ({rule.id: rule for rule in rules_of(book)} for book in (two.old, two.new))
    pairs = two.pairs
    for former, now in pairs.renamed.items():
        of, title = _OF[type(after[now])], after[now].title
        if former != now:
            yield Change(kind="renamed", of=of, before=(former,), after=(now,), title=title, how=pairs.how[former])
        words, moved = _moved(two, former, now)
        texts = differing(saying(before[former]), saying(after[now]))
        if words:
            yield Change(kind="tests", of=of, before=(former,), after=(now,), title=title, words=words)
        if moved:
            yield Change(kind="parameters", of=of, before=(former,), after=(now,), title=title, words=moved)
        if texts and not words and not moved:
            yield Change(kind="texts", of=of, before=(former,), after=(now,), title=title, words=texts)
    claimed = {heir for former, found in pairs.heirs.items() if former not in pairs.renamed for heir in found}
    for former, found in pairs.heirs.items():
        if len(found) > 1:
            yield Change(kind="split", of=_OF[type(before[former])], before=(former,), after=found, title=before[former].title, how="declared")
    for heir in (i for i in after if i in claimed):
        formers = (*(f for f, found in pairs.heirs.items() if found == (heir,)), *([heir] if heir in before else []))
        if len(formers) > 1:
            yield Change(kind="merged", of=_OF[type(after[heir])], before=formers, after=(heir,), title=after[heir].title, how="declared")
    for i, rule in before.items():
        if i not in after and i not in pairs.renamed and i not in pairs.heirs:
            reason = two.new.book.withdrawn.get(i)
            yield Change(kind="withdrawn", of=_OF[type(rule)], before=(i,), after=(), title=rule.title, reason=reason)
    for i, rule in after.items():
        if i not in before and i not in pairs.renamed.values() and i not in claimed:
            yield Change(kind="added", of=_OF[type(rule)], before=(), after=(i,), title=rule.title)


def _moved(two: _Two, former: str, now: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What of a rule decides otherwise by its own words, and which parameters are all that does."""
    was, rules = _rule(two.old, former), two.pairs.renamed
    then = deciding(two.old, was, rules)
    words = differing(then, deciding(two.as_before, _rule(two.as_before, now), {}))
    if words or then == deciding(two.new, _rule(two.new, now), {}):
        return words, ()
    used = sorted(two.new.uses.get(now, frozenset()) & two.old.parameters.keys())
    values = ((p, two.old.parameters[p].value, two.new.parameters[p].value) for p in used)
    return (), tuple(f"{p} was {a}, and is {b}" for p, a, b in values if a != b)


def _rule(book: Rulebook, name: str) -> AnyRule:
    return next(rules[name] for rules in (book.criteria, book.groups, book.triggers, book.rungs, book.support) if name in rules)


def _not_comparable(two: _Two, changed_head: tuple[str, ...]) -> Iterator[NotComparable]:
    """Grades, triggers and rungs whose meaning changed: by their own words, by the head's, or by what they rest on."""
    former = {now: was for was, now in two.pairs.renamed.items()}
    why: dict[str, tuple[str, ...]] = {}
    for rule in rules_of(two.new):
        if rule.id not in former:
            why[rule.id] = ("there was none before",)
            continue
        words, moved = _moved(two, former[rule.id], rule.id)
        own = (*([f"it decides otherwise: {', '.join(words)}"] if words else []), *moved, *_by_head(rule, changed_head))
        if own:
            why[rule.id] = own
    waiting = list(why)
    resting: dict[str, list[str]] = {}
    for rule in rules_of(two.new):
        for below in rests_on(two.new, rule):
            resting.setdefault(below, []).append(rule.id)
    while waiting:
        below = waiting.pop(0)
        for above in resting.get(below, ()):
            if above not in why:
                waiting.append(above)
            told = f"it rests on {below}"
            if told not in why.get(above, ()) and why.get(above) != ("there was none before",):
                why[above] = (*why.get(above, ()), told)
    for rule in rules_of(two.new):
        if rule.id in why and rule.id in former and not isinstance(rule, Support):
            yield NotComparable(rule=rule.id, title=rule.title, of=_OF[type(rule)], why=why[rule.id])


def _by_head(rule: AnyRule, changed: tuple[str, ...]) -> Iterator[str]:
    graded = isinstance(rule, Criterion | Group)
    by_rubric = isinstance(rule, Criterion) and not (rule.grades or rule.rated or rule.each)
    group, rung = isinstance(rule, Group), isinstance(rule, Rung)
    bears = {"scale": graded, "rubric": by_rubric, "statements": by_rubric, "enough": group, "starts on": rung, "reviews": rung}
    for word in changed:
        if bears.get(word):
            yield f"the book's {word} changed"


def _version(before: str, after: str, changes: Iterable[Change], lost: Iterable[NotComparable], changed_head: tuple[str, ...]) -> str | None:
    """Whether the number that was raised is the one that the language asks for."""
    then, now = ([int(n) for n in version.split(".")] for version in (before, after))
    raised = next((n for n, (a, b) in enumerate(zip(then, now, strict=True)) if a != b), 3)
    kinds = {change.kind for change in changes}
    if now < then:
        return f"{after} comes before {before}: give the older one first"
    gone = any(c.of in ("criterion", "group") and c.kind in ("split", "merged", "withdrawn") for c in changes)
    if gone or any(x.of in ("criterion", "group") for x in lost):
        needed, because = 0, "grades can no longer be compared"
    elif kinds - {"texts"} or changed_head:
        needed, because = 1, "findings can change"
    elif kinds:
        needed, because = 2, "texts changed"
    else:
        return None
    number = ("first", "second", "third")[needed]
    return f"{because}, and the {number} number of the version was not raised" if raised > needed else None
