"""Evidence sets that use every word there is, with texts that spreadsheets like to spoil."""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from evidence.model import KINDS, EvidenceSet, Item
from evidence.workbook.layout import Column, item_sheets
from evidence.workbook.outline import CriterionLine, KeyLine, Outline, Theme

AS_OF = dt.date(2009, 6, 30)
CRITERIA = ("c.1", "c.2", "c.3")
OUTLINE = Outline(
    (("small", "1.0.0", "A small benchmark"),),
    (
        Theme("First: [theme]", (CriterionLine("c.1", "One", "A heading", "Look for it"), CriterionLine("c.2", "=Two", "", ""))),
        Theme("Second", (CriterionLine("c.3", "T", "", ""),)),
    ),
    (KeyLine("event", "tender", "An act", ("result",), act=True), KeyLine("document", "plan", "A plan"), KeyLine("rating", "stars", "Stars")),
    (1, 2, 3, 4),
)

ODD = (
    "=1+1",
    "+44 20",
    "-1",
    "@SUM(A1)",
    '"quoted"',
    "1.10",
    "007",
    "yes",
    "2009-01-01",
    "#N/A",
    "a\nb",
    "a\r\nb",
    "_x000D_",
    "tab\there",
    "\x0b bell \x07",
    "é ü 漢 🙂",
    "<&>",
    "1e5",
    "TRUE",
    "'s",
)
texts = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(lambda t: t.strip())
keys = st.sampled_from(["plan", "tender", "c.1", "7", "1.10", "2009-01-01", "a-b_c"])
slugs = st.sampled_from(["authority", "waste", "adult-care"])
numbers = st.sampled_from(
    [Decimal(n) for n in ("0", "41", "1.10", "-0.5", "0.1", "123456789012345.678", "0.30000000000000004", "1E+3", "1E-7", "100.00")]
) | st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=4)
dates = st.dates(dt.date(1890, 1, 1), AS_OF)
TARGET = {"measure": "days", "set": "2008-01-01", "by": "2010-03-31", "value": Decimal("1.10"), "years": [{"by": "2009-03-31", "value": 3}]}
_FORMS: dict[str, st.SearchStrategy[Any]] = {
    "text": texts, "long": texts, "yes": st.booleans(), "date": dates, "number": numbers, "whole": st.integers(1, 99),
    "topics": st.lists(keys, max_size=3), "numbers": st.lists(numbers, min_size=1, max_size=4), "figure": st.sampled_from(["good", "3", 4]),
}  # fmt: skip
_OWN: dict[str, st.SearchStrategy[Any]] = {
    "derived_from": st.just(None),
    "about": slugs,
    "known": st.just(None),
    "years": st.just(()),
    "set_with": st.just(["users"]),
}


def _value(column: Column) -> st.SearchStrategy[Any]:
    word = column.path[-1]
    if word in _OWN:
        return _OWN[word]
    if column.form == "choice":
        return st.sampled_from(column.choices)
    if word in (*KINDS, "scope", "result", "by", "with", "topic", "criterion", "matter") and column.form == "text" and column.path[0] != "recorded":
        return keys
    return _FORMS[column.form]


def _nested(pairs: list[tuple[tuple[str, ...], Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for (*way, last), value in pairs:
        at = out
        for word in way:
            at = at.setdefault(word, {})
        at[last] = value
    return out


@st.composite
def items(draw: st.DrawFn, name: str) -> Item:
    """An item of any kind with some of the words that it may have."""
    spec = draw(st.sampled_from(item_sheets()))
    pairs = []
    for column in spec.columns:
        must = column.path in ((spec.kind,), ("date",), ("source", "kind"), ("extent",), ("value",))
        if column.path != ("id",) and column.path[0] not in ("peers", "neighbours", "sample", "margin") and (must or draw(st.integers(0, 2)) == 0):
            pairs.append((column.path, draw(_value(column))))
    said = {"id": name, **_nested(pairs)}
    said.get("recorded", {}).pop("date", None)
    if spec.kind == "measure" and draw(st.booleans()):
        low = draw(numbers)
        said["peers"] = draw(st.sampled_from([{"quartiles": [low, low + 1, low + 2], "n": 9, "family": "=x"}, {"values": [low, Decimal("1.10")]}]))
    return Item.model_validate({k: v for k, v in said.items() if v is not None})


@st.composite
def in_rows(draw: st.DrawFn, criterion: str) -> Item:
    """What a criterion's row may say, or nearly."""
    said = {"id": f"row:{criterion}", "statement": criterion, "extent": draw(st.sampled_from(["absent", "in_place"])), "date": draw(st.just(AS_OF) | dates)}
    source: Any = draw(st.sampled_from(["officers", "staff", {"kind": "officers", "title": "Account in the workbook", "at": "d1, d2"}]))
    more = draw(st.fixed_dictionaries({}, optional={"excerpt": texts, "handling": st.just("open"), "note": texts}))
    return Item.model_validate({**said, "source": source, **more})


@st.composite
def sets(draw: st.DrawFn) -> EvidenceSet:
    """An evidence set of any shape."""
    made = [draw(items(f"i{n}")) for n in range(draw(st.integers(0, 5)))]
    made += [draw(in_rows(c)) for c in draw(st.lists(st.sampled_from((*CRITERIA, "gone.1")), unique=True, max_size=3))]
    if len(made) > 1 and draw(st.booleans()):
        made[1] = made[1].model_copy(update={"derived_from": made[0].id})
    days = st.just(AS_OF) | dates
    scored = _all(
        criterion=st.sampled_from((*CRITERIA, "gone.1")),
        grade=st.integers(1, 4),
        reason=texts,
        by=st.sampled_from(["A council", "The reviewers", "Second reviewer"]),
        date=days,
        own=st.booleans(),
    )
    matters, adopted = st.sampled_from((*CRITERIA, "ladder")), st.sampled_from([1, 3, "3", "ladder.rung.1"])
    decided = _all(matter=matters, adopted=adopted, reason=texts, by=st.sampled_from(["The team", "X"]), date=st.just(AS_OF))
    about = draw(st.fixed_dictionaries({}, optional={"code": texts, "region": texts, "family": texts, "made_up": st.booleans()}))
    return EvidenceSet.model_validate(
        {
            "authority": {"name": "A council", "type": "unitary", **about},
            "as_of": AS_OF,
            **draw(st.fixed_dictionaries({}, optional={"title": texts, "note": texts})),
            "items": made,
            "scores": draw(st.lists(scored, max_size=3)),
            "decisions": draw(st.lists(decided, max_size=2)),
            "not_applicable": draw(st.lists(_all(criterion=keys, by=texts, reason=texts), max_size=1)),
            "all_there_is": draw(st.lists(st.sampled_from([{"document": "plan"}, {"event": "7"}]), max_size=2)),
            "targets": draw(st.sampled_from([[], [TARGET]])),
        }
    )


def _all(**words: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(words)


def unordered(evidence: EvidenceSet) -> Any:
    """A set by what it says: the order of its lists says nothing."""
    return {name: sorted(map(repr, value)) if isinstance(value, tuple) else value for name, value in evidence}
