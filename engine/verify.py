"""Assessing again, and naming what differs from an assessment that was kept."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.assess import Options, assess
from engine.assessment import SCHEMA, Assessment, LeftOut, hash_of
from engine.plan import Plan
from engine.rulebook import Rulebook
from evidence.kind_of_file import ASSESSMENT, kinds_of, refuse_other
from evidence.located import read_yaml
from evidence.model import EvidenceSet
from evidence.problems import BadInput, Place, Problem
from evidence.read import read_json

_NEEDED = ("content_hash", "as_of", "audience", "rulebooks", "grades", "findings", "ladder", "scope", "left_out", "evidence", "assumptions")


def read_assessment(path: Path) -> dict[str, Any]:
    """The JSON object of an assessment. Raises BadInput where the file is something else."""
    if path.suffix.lower() in (".yaml", ".yml"):
        refuse_other(ASSESSMENT, read_yaml(path))
    located = read_json(path)
    refuse_other(ASSESSMENT, located)
    data: Any = located.data
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        said = data.get("schema") if isinstance(data, dict) else None
        raise BadInput(
            [
                Problem(
                    Place(str(path), 1, 1),
                    f"this is not an assessment of schema {SCHEMA}" + (f" but of {said}" if said else ""),
                    "give what `assess --format json` wrote",
                )
            ]
        )
    lacking = [word for word in _NEEDED if word not in data]
    if lacking:
        raise BadInput([Problem(Place(str(path), 1, 1), f"the assessment lacks {', '.join(lacking)}", "write it again with `assess --format json`")])
    return data


def is_assessment(path: Path) -> bool:
    """Whether a file is an assessment, and not evidence. Raises BadInput where it is JSON that cannot be read."""
    return path.suffix.lower() == ".json" and ASSESSMENT in kinds_of(read_json(path).data)


def read_whole(path: Path) -> Assessment:
    """An assessment from its JSON. Raises BadInput where the file is something else, or was changed after it was written."""
    data = read_assessment(path)
    mend = "write it again with `assess --format json`"
    if hash_of(json.loads(json.dumps(data, default=str))) != data["content_hash"]:
        raise BadInput([Problem(Place(str(path), 1, 1), "it was changed after it was written: its hash does not fit its content", mend)])
    try:
        return Assessment.model_validate(data)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise BadInput([Problem(Place(str(path), 1, 1), f"the assessment cannot be read at {where}", mend)]) from None


def verify(kept: Mapping[str, Any], plan: Plan, books: Sequence[Rulebook], evidence: EvidenceSet, *, removed: bool = False) -> list[str]:
    """What differs between an assessment that was kept and one made now from the same evidence; nothing is no difference.

    `removed` says that texts are gone from the evidence which the assessment does not show: its basis, a hash over all
    of them, cannot be found again then, and everything else is held against it.
    """
    aside = tuple(LeftOut(**x) for x in kept["left_out"] if x.get("at"))
    options = Options(
        audience=kept["audience"],
        matcher="direct",
        grades=bool(kept["grades"]),
        ladder=kept["ladder"] is not None,
        scope=tuple(kept["scope"]),
        as_of=dt.date.fromisoformat(kept["as_of"]),
        left_out=aside,
        final=kept.get("status") == "final",
    )
    made = assess(plan, books, evidence, options)
    if removed:
        made = made.model_copy(update={"basis": kept.get("basis")}).hashed()
    now = json.loads(json.dumps(made.as_json()))
    then = json.loads(json.dumps(kept, default=str))
    out = list(_rulebooks(then, now))
    if hash_of({k: v for k, v in then.items() if k != "run"}) != then["content_hash"]:
        out.insert(0, "the kept assessment was changed after it was written: its hash does not fit its content")
    out += _by_id("grade of", then["grades"], now["grades"], ("grade", "at_least", "could_be", "outcome", "because"))
    out += _by_id("finding", {f["id"]: f for f in then["findings"]}, {f["id"]: f for f in now["findings"]}, ("kind", "outcome", "text", "because", "newest"))
    out += _by_id("evidence", then["evidence"], now["evidence"], None)
    if then["ladder"] and now["ladder"]:
        out += _differing("the ladder", then["ladder"], now["ladder"], ("recommended", "current", "because"))
        out += _by_id("the ladder of", then["ladder"]["services"], now["ladder"]["services"], ("recommended", "because"))
    out += _by_id("assumption", {x["parameter"]: x for x in then["assumptions"]}, {x["parameter"]: x for x in now["assumptions"]}, ("value",))
    if not out and then["content_hash"] != now["content_hash"]:
        out.append(f"the content differs in texts or order: {then['content_hash'][:12]} was kept, {now['content_hash'][:12]} comes out now")
    return out


def _rulebooks(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    is_now = {b["id"]: b for b in now["rulebooks"]}
    for book in then["rulebooks"]:
        other = is_now.get(book["id"])
        if other is None:
            yield f"rulebook {book['id']}: it is not among those used now"
        elif other["version"] != book["version"]:
            yield f"rulebook {book['id']}: version {book['version']} was used, {other['version']} is here now"
        elif other["content_hash"] != book["content_hash"]:
            yield f"rulebook {book['id']}: its files or parameters were changed without a new version"


def _by_id(what: str, then: Mapping[str, Any], now: Mapping[str, Any], words: Sequence[str] | None) -> list[str]:
    out = [f"{what} {i}: it was there, and is not now" for i in then if i not in now]
    out += [f"{what} {i}: it was not there, and is now" for i in now if i not in then]
    for i in then:
        if i in now:
            out += _differing(f"{what} {i}", then[i], now[i], words or tuple(then[i]))
    return out


def _differing(what: str, then: Mapping[str, Any], now: Mapping[str, Any], words: Sequence[str]) -> list[str]:
    return [f"{what}: {w} was {_short(then.get(w))}, and is {_short(now.get(w))} now" for w in words if then.get(w) != now.get(w)]


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return (text if len(text) < 80 else text[:77] + "…") or "nothing"
