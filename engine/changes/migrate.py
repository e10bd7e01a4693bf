"""Carrying evidence over to another version of a rulebook: ids that moved are rewritten, what has no rule any more is parked.

What is parked stays in the file as it stands. It counts for nothing until somebody says what it is about, and every
assessment lists statements of that kind.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.assessment import KINDS_OF_FINDING, finding_id
from engine.changes.result import Change, Changes
from engine.result import Part, Result, SchemaName
from engine.rulebook import Rulebook
from evidence.model import KINDS, WHOLE, EvidenceSet

SCHEMA = "peerbench/migration/1"
Steps = tuple[str | int, ...]

_NAMED = {"scores": "criterion", "not_applicable": "criterion", "decisions": "matter", "representations": "about"}
"""Beside statements, what names a rule, and in which word."""


class Moved(Part):
    """Something that is under another id now. `look` says what is to be looked at again, if anything."""

    what: str
    before: str
    after: str
    look: str | None = None


class Parked(Part):
    """Something whose rule is gone, and why."""

    what: str
    rule: str
    why: str


class Migration(Result):
    """What became of an evidence set. What is in neither list was left as it was."""

    schema_: SchemaName = SCHEMA
    book: str
    before: str
    after: str
    moved: tuple[Moved, ...]
    parked: tuple[Parked, ...]
    look_again: tuple[Moved, ...]
    """Scores and decisions on grades that cannot be held against the new ones, under ids that stayed."""


def migrate(evidence: EvidenceSet, raw: Mapping[str, Any], changes: Changes, old: Rulebook, new: Rulebook) -> tuple[Migration, dict[Steps, str]]:
    """What became of an evidence set, and the ids to write into its file, whose data `raw` is, by their place."""
    fates = _Fates(evidence, changes, old)
    moved: list[Moved] = []
    parked: list[Parked] = []
    look: list[Moved] = []
    values: dict[Steps, str] = {}
    for steps, what, name in _names(raw, new):
        heir, why = fates.of(steps[0], name)
        again = fates.lost.get(heir or name) if steps[0] in ("scores", "decisions") else None
        if why is not None:
            parked.append(Parked(what=what, rule=name, why=why))
        elif heir is not None and heir != name:
            values[steps] = heir
            moved.append(Moved(what=what, before=name, after=heir, look=again))
        elif again is not None:
            look.append(Moved(what=what, before=name, after=name, look=again))
    parked += _unasked(evidence, old, new)
    done = Migration(book=new.id, before=changes.before, after=changes.after, moved=tuple(moved), parked=tuple(parked), look_again=tuple(look))
    return done, values


def _names(raw: Mapping[str, Any], new: Rulebook) -> Iterator[tuple[Steps, str, str]]:
    """Everything in the file that names a rule: its place, what it is, and the name."""
    for n, item in enumerate(raw.get("items") or ()):
        if item.get("statement"):
            yield ("items", n, "statement"), f"statement {item['id']}", item["statement"]
        elif item.get("topic") and new.rungs and item.get("event") == "placed-on-rung":
            yield ("items", n, "topic"), f"event {item['id']}", item["topic"]
    for word, named in _NAMED.items():
        for n, entry in enumerate(raw.get(word) or ()):
            told = entry.get("id") or f"{word.replace('_', ' ').rstrip('s')} {n + 1}"
            yield (word, n, named), told, entry[named]
            if word == "decisions" and isinstance(entry.get("adopted"), str):
                yield (word, n, "adopted"), told, entry["adopted"]


class _Fates:
    """What becomes of each id that a file may name."""

    def __init__(self, evidence: EvidenceSet, changes: Changes, old: Rulebook) -> None:
        self.lost = {n.rule: f"its grade cannot be held against the new one: {'; '.join(n.why)}" for n in changes.not_comparable}
        self._heirs = {c.before[0]: c.after[0] for c in changes.of("renamed")}
        self._merged = {former: c for c in changes.of("merged") for former in c.before}
        self._gone = {former: c for c in changes.of("split", "withdrawn") for former in c.before}
        about = dict.fromkeys((WHOLE, *(item.about for item in evidence.items)))
        rules = {**old.criteria, **old.triggers}
        kinds = (*KINDS_OF_FINDING, "breach/mended")
        ids = {(rule, kind, a): finding_id(rule, kind, a) for rule in rules for kind in kinds for a in about}
        self._heirs |= {ids[rule, kind, a]: finding_id(self._heirs[rule], kind, a) for rule, kind, a in ids if rule in self._heirs}
        self._gone |= {ids[rule, kind, a]: self._gone[rule] for rule, kind, a in ids if rule in self._gone}

    def of(self, word: str | int, name: str) -> tuple[str | None, str | None]:
        """The id that a name becomes, or why it is parked; neither where it stays."""
        if name in self._heirs:
            return self._heirs[name], None
        if name in self._gone:
            return None, _why(self._gone[name])
        merged = self._merged.get(name)
        if merged is None:
            return None, None
        if word == "items":
            return merged.after[0], None  # what is said of a part is said of the whole
        return None, f"it was brought together with others in {merged.after[0]}: say whether it holds for all of that"


def _why(change: Change) -> str:
    if change.kind == "split":
        return f"it was split into {' and '.join(change.after)}: say which of them it is about"
    return f"it was withdrawn: {change.reason}" if change.reason else "it is gone, and the rulebook does not say why"


def _unasked(evidence: EvidenceSet, old: Rulebook, new: Rulebook) -> Iterator[Parked]:
    """Items of which the old version knew the word and the new one does not, under any of its names."""
    then, now = _words(old), _words(new)
    for item in evidence.items:
        if item.kind != "statement" and (item.kind, item.key) in then and (item.kind, item.key) not in now:
            yield Parked(what=f"{item.kind} {item.id}", rule=item.key, why=f"no rule asks for the {item.kind} '{item.key}' any more")


def _words(book: Rulebook) -> frozenset[tuple[str, str]]:
    return frozenset((kind, name) for kind in KINDS for key, word in getattr(book.vocabulary, kind).items() for name in (key, *word.also))
