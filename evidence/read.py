"""Reading an evidence set from YAML, JSON or a workbook: everything wrong with it in one run, nothing lost."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from evidence import model
from evidence.complaints import problems_of, words_of
from evidence.kind_of_file import EVIDENCE, refuse_other
from evidence.located import Data, Located, read_text, read_yaml
from evidence.model import EvidenceSet, Item
from evidence.problems import BadInput, Place, Problem

WORDS = words_of(*(m for m in vars(model).values() if isinstance(m, type) and issubclass(m, BaseModel) and m is not BaseModel))
"""Every word that an evidence file may use."""

_ITEM = TypeAdapter(Item)


@dataclass(frozen=True)
class SetAside:
    """An item that could not be read: its id, where it stands, and what is wrong with it."""

    id: str
    place: Place
    why: str


def read_evidence(
    path: Path, *, set_aside: bool = False, tables: Sequence[tuple[Path, Path]] = (), progress: Callable[[int, int], None] | None = None
) -> tuple[EvidenceSet, tuple[SetAside, ...]]:
    """Read an evidence set, and what was set aside of it.

    `tables` are files with figures and their mappings, beside those that the set names itself; `progress` is told how
    many of their rows are read. Without `set_aside`, raises BadInput with every problem in the file. With it, items that cannot be read are left
    out and listed; what is wrong with the set itself is still refused.
    """
    located = open_evidence(path)
    refuse_other(EVIDENCE, located)
    if not isinstance(located.data, dict):
        raise BadInput(
            [Problem(Place(str(path), 1, 1), "an evidence set is a mapping", "begin with `authority:` and `as_of:`; `peerbench new evidence` writes a starter")]
        )
    head = {k: v for k, v in located.data.items() if k != "items"}
    problems: list[Problem] = list(located.problems)
    whole: EvidenceSet | None = None
    try:
        whole = EvidenceSet.model_validate(head)
    except ValidationError as error:
        problems += problems_of(error, located, WORDS)
    raw = located.data.get("items")
    if raw is not None and not isinstance(raw, list):
        problems.append(Problem(located.place(("items",)), "`items` is a list", "begin each item with '-'"))
        raw = None
    items, bad = _items(raw or [], located, whole)
    if not set_aside:
        problems += [p for _, found in bad for p in found]
    if problems or whole is None:
        raise BadInput(problems)
    aside = tuple(SetAside(_id_of(raw, n), found[0].place, "; ".join(f"{p.what}: {p.mend}" for p in found)) for n, found in bad)
    known = _with_tables(whole, [*((path.parent / t.file, path.parent / t.mapping) for t in whole.tables), *tables], items, progress)
    return whole.model_copy(update={"items": known, "tables": ()}), aside


def _with_tables(
    whole: EvidenceSet, tables: Sequence[tuple[Path, Path]], items: Sequence[Item], progress: Callable[[int, int], None] | None
) -> tuple[Item, ...]:
    """The items, and after them those of the tables. Raises BadInput with what is wrong in any of the tables."""
    if not tables:
        return tuple(items)
    from evidence.tables.read import read_table

    out, problems = {item.id: item for item in items}, []
    for file, mapping in tables:
        try:
            for item in read_table(file, mapping, progress or (lambda _done, _of: None)).of(whole.authority):
                if item.id in out:
                    problems.append(Problem(Place(str(file)), f"the id '{item.id}' is used twice", "map a column of ids, or rename one of the files"))
                out[item.id] = item
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return tuple(out.values())


def open_evidence(path: Path) -> Located:
    """What a file says, as data with places: of a workbook known by its name or its first bytes, of JSON, of YAML."""
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls") or _begins(path).startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        from evidence.workbook.read import read_workbook

        return read_workbook(path)
    if path.suffix.lower() in (".csv", ".tsv", ".parquet"):
        mend = f"name it in one, `tables: [{{file: {path.name}, mapping: map.yaml}}]`, or beside one, --table {path.name} --mapping map.yaml (docs/tables.md)"
        raise BadInput([Problem(Place(str(path)), "this is a table and not an evidence set", mend)])
    return read_json(path) if path.suffix.lower() == ".json" else read_yaml(path)


def _begins(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4)
    except OSError:
        return b""  # whoever reads it says why it cannot be read


def _id_of(raw: Any, n: int) -> str:
    entry = raw[n]
    given = entry.get("id") if isinstance(entry, dict) else None
    return given if isinstance(given, str) and given else f"item {n + 1}"


def _items(raw: Sequence[Data], located: Located, whole: EvidenceSet | None) -> tuple[list[Item], list[tuple[int, list[Problem]]]]:
    items: list[Item] = []
    numbers: list[int] = []
    bad: list[tuple[int, list[Problem]]] = []
    first: dict[str, int] = {}
    for n, entry in enumerate(raw):
        path = ("items", n)
        try:
            item = _ITEM.validate_python(entry)
        except ValidationError as error:
            bad.append((n, problems_of(error, located, WORDS, path)))
            continue
        problems = []
        if item.id in first:
            problems.append(
                Problem(located.place((*path, "id")), f"the id '{item.id}' is used twice", f"rename one of the two (the other is item {first[item.id] + 1})")
            )
        if whole is not None and item.recorded.date is not None and item.recorded.date > whole.as_of:
            problems.append(
                Problem(
                    located.place((*path, "recorded")),
                    f"it was recorded on {item.recorded.date}, after the as-of date {whole.as_of}",
                    "mend the one or the other",
                )
            )
        first.setdefault(item.id, n)
        if problems:
            bad.append((n, problems))
        else:
            items.append(item)
            numbers.append(n)
    known = set(first)
    parents = {i.id: i.derived_from for i in items}
    kept = []
    for n, item in zip(numbers, items, strict=True):
        if item.derived_from is not None and item.derived_from not in known:
            place = located.place(("items", n, "derived_from"))
            bad.append((n, [Problem(place, f"it is derived from '{item.derived_from}', which is no item here", "name an item's id")]))
        elif _circular(item.id, parents):
            place = located.place(("items", n, "derived_from"))
            bad.append((n, [Problem(place, "it is derived, in a circle, from itself", "leave `derived_from` out of the item that is the original")]))
        else:
            kept.append(item)
    return kept, sorted(bad, key=lambda b: b[0])


def _circular(item: str, parents: Mapping[str, str | None]) -> bool:
    """Whether going from copy to original leads back to where it began."""
    seen, at = {item}, parents.get(item)
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at == item


def read_json(path: Path) -> Located:
    """A JSON document, strictly: no key twice, no NaN, figures exact."""
    text = read_text(path)
    twice: list[str] = []

    def no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        out = dict(pairs)
        if len(out) < len(pairs):
            keys = [k for k, _ in pairs]
            twice.extend(k for k in out if keys.count(k) > 1)
        return out

    def refuse(constant: str) -> Any:
        raise ValueError(constant)

    def at(place: Place, what: str, mend: str) -> BadInput:
        return BadInput([Problem(place, what, mend)])

    if not text.strip():
        raise at(Place(str(path)), "the file is empty", "start from `peerbench new`")
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=refuse, object_pairs_hook=no_key_twice)
    except json.JSONDecodeError as error:
        raise at(Place(str(path), error.lineno, error.colno), f"this is not JSON ({error.msg})", "look at the quotes, commas and brackets here") from None
    except RecursionError:
        raise at(Place(str(path)), "the file nests too deep", "flatten it") from None
    except ValueError as error:
        raise at(Place(str(path)), f"{error} is not a number", "write a number, or leave the word out") from None
    try:
        root = read_yaml(path, text=text).root  # JSON is YAML: its composer knows the places
    except BadInput as bad:
        if twice:
            raise
        root = None
        del bad
    return Located(str(path), data, root)
