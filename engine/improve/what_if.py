"""What would change if there were other evidence: assessed as usual, compared, and nothing is kept."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from engine.assessment import Assessment, Finding
from engine.result import Part
from evidence import model
from evidence.complaints import problems_of, words_of
from evidence.kind_of_file import CHANGE, refuse_other
from evidence.located import Located, read_yaml
from evidence.model import Closed, EvidenceSet, Id, Item, NotApplicable, Value
from evidence.problems import BadInput, Place, Problem, nearest


class Change(Value):
    """Hypothetical evidence: items more, items in the place of those with the same id, items less, lists that are complete."""

    add: tuple[Item, ...] = ()
    replace: tuple[Item, ...] = ()
    remove: tuple[Id, ...] = ()
    all_there_is: tuple[Closed, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()


class Moved(Part):
    """A grade that moved: what it was, what it would be, with both ranges."""

    rule: str
    title: str
    level: str
    book: str
    before: int | None
    after: int | None
    could_be_before: tuple[int, int]
    could_be_after: tuple[int, int]


class WhatIf(Part):
    """What changes: the grades that move, the findings that come and go, the rung of the authority before and after."""

    grades: tuple[Moved, ...]
    came: tuple[Finding, ...]
    went: tuple[Finding, ...]
    rung: tuple[str, str] | None


_WORDS = words_of(Change, *(m for m in vars(model).values() if isinstance(m, type) and issubclass(m, Value)))


def read_change(path: Path, evidence: EvidenceSet) -> EvidenceSet:
    """The evidence set as it would be. Raises BadInput with every problem of the file."""
    located = read_yaml(path)
    refuse_other(CHANGE, located)
    if not isinstance(located.data, dict):
        raise BadInput([Problem(Place(str(path), 1, 1), "a change is a mapping", "begin with `add:`, `replace:` or `remove:`")])
    try:
        change = Change.model_validate(located.data)
    except ValidationError as error:
        raise BadInput(problems_of(error, located, _WORDS, model=Change)) from None
    problems = list(_misfits(change, evidence, located))
    if problems:
        raise BadInput(problems)
    new = {item.id: item for item in change.replace}
    items = [new.get(item.id, item) for item in evidence.items if item.id not in change.remove]
    return evidence.model_copy(
        update={
            "items": (*items, *change.add),
            "all_there_is": (*evidence.all_there_is, *change.all_there_is),
            "not_applicable": (*evidence.not_applicable, *change.not_applicable),
        }
    )


def _misfits(change: Change, evidence: EvidenceSet, located: Located) -> Iterable[Problem]:
    ids = [item.id for item in evidence.items]
    for n, item in enumerate(change.add):
        if item.id in ids or item.id in [i.id for i in change.add[:n]]:
            yield Problem(located.place(("add", n, "id")), f"the id '{item.id}' is used already", "choose another id, or put the item under `replace:`")
    for n, item in enumerate(change.replace):
        if item.id not in ids:
            yield Problem(located.place(("replace", n, "id")), f"there is no item '{item.id}'", nearest(item.id, ids or ["none"]))
    for n, gone in enumerate(change.remove):
        if gone not in ids:
            yield Problem(located.place(("remove", n)), f"there is no item '{gone}'", nearest(gone, ids or ["none"]))
    left = {*ids, *(i.id for i in change.add)} - set(change.remove)
    new = {item.id: item for item in change.replace}
    kept = [new.get(item.id, item) for item in evidence.items if item.id not in change.remove]
    for item in (*kept, *change.add):
        if item.derived_from is not None and item.derived_from not in left:
            yield Problem(Place(located.file), f"'{item.id}' derives from '{item.derived_from}', which would not be there", "remove or replace it too")


def compared(before: Assessment, after: Assessment) -> WhatIf:
    """What differs between two assessments of the same authority under the same rulebooks, for the same audience."""
    moved = []
    for rule, was in before.grades.items():
        now = after.grades[rule]
        ranges = (was.at_least, was.could_be), (now.at_least, now.could_be)
        if was.grade != now.grade or ranges[0] != ranges[1]:
            moved.append(
                Moved(
                    rule=rule, title=was.title, level=was.level, book=was.book, before=was.grade, after=now.grade,
                    could_be_before=ranges[0], could_be_after=ranges[1],
                )
            )  # fmt: skip
    # What a finding rests on is left out of account: outside the team its ids may be dealt anew.
    first, second = ({(f.id, f.outcome, f.text): f for f in a.findings} for a in (before, after))
    return WhatIf(
        grades=tuple(moved),
        came=tuple(f for key, f in second.items() if key not in first),
        went=tuple(f for key, f in first.items() if key not in second),
        rung=(before.ladder.recommended, after.ladder.recommended) if before.ladder and after.ladder else None,
    )
