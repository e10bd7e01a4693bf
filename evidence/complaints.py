"""Pydantic's complaints as Problems: what is wrong in plain words, where, and how to mend it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from evidence.located import Located
from evidence.problems import Problem, nearest

_MENDS = {
    "cite": "add `cite: {source: …, at: …}`: a rule says which place of which source it comes from",
    "id": "add an `id:`",
    "title": "add a `title:` of one line",
    "source": "add `source:`, such as `{kind: officers}` or `{kind: document, title: Annual report, at: page 4}`",
    "date": "add `date:`, the day of the thing itself, such as 2006-02-20",
    "authority": "add `authority:` with at least `name` and `type`",
    "as_of": "add `as_of:`, the day for which the assessment is made",
}


def problems_of(error: ValidationError, located: Located, words: Iterable[str], base: tuple[str | int, ...] = ()) -> list[Problem]:
    """Every complaint of a validation as a Problem at its place in the file; `words` are those that the file may use."""
    known = sorted(words)
    return [_problem(detail, located, known, base) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, located: Located, known: Sequence[str], base: tuple[str | int, ...]) -> Problem:
    path = (*base, *detail["loc"])
    kind, given = detail["type"], detail.get("input")
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    place = located.place(path, key=kind in ("extra_forbidden", "missing"))
    return Problem(place, *_say(kind, last, given, detail.get("ctx", {}), detail["msg"], known), path=path)


def _short(given: Any) -> str:
    text = str(given)
    return text if len(text) <= 60 else text[:57] + "…"


def _say(kind: str, last: str, given: Any, context: Mapping[str, Any], message: str, known: Sequence[str]) -> tuple[str, str]:
    if kind == "extra_forbidden" and given is None and " " in last:
        return f"'{_short(last)}' is read as a word of its own", "put the whole text in quotes: between { and } a comma begins a new entry"
    if kind == "extra_forbidden":
        return f"'{last}' is not a word that can stand here", nearest(last, [w for w in known if w != last])
    if kind == "missing":
        return f"'{last}' is missing", _MENDS.get(last, f"add `{last}:`")
    if kind == "literal_error":
        choices = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return f"'{_short(given)}' is not one of {', '.join(choices)}", nearest(str(given), choices)
    if kind in ("string_type", "string_sub_type"):
        if isinstance(given, int) or type(given).__name__ == "Decimal":
            return f"{given} is read as a number where a text is expected", f'put it in quotes: "{given}"'
        return "a text is expected here", "write a word or a sentence, in quotes where it has a colon"
    if kind == "string_pattern_mismatch":
        return f"'{_short(given)}' is not an id or key", "use small letters, figures, '-', '_' and '.', beginning with a letter or figure"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "a mapping is expected here", "write `word: value` lines, or {word: value}"
    if kind in ("tuple_type", "list_type"):
        return "a list is expected here", "write [one, two] or lines that begin with '-'"
    if kind in ("value_error", "no_such_condition"):
        what, _, mend = message.removeprefix("Value error, ").partition("; ")
        return what, mend or "look at the words allowed together here"
    if kind.startswith(("int", "bool", "decimal")):
        return f"'{_short(given)}' is not a {'whole number' if kind.startswith('int') else kind.split('_')[0]}", "write it plainly, without quotes or units"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return f"{_short(given)} is out of range", f"it must be {'at least' if 'ge' in context else 'at most'} {bound}"
    if kind in ("too_short", "string_too_short"):
        return "there is nothing here" if not given else f"'{_short(given)}' is too short", "fill it in, or leave the word out"
    if kind == "string_too_long":
        return "the text is too long", "shorten it"
    return message[:1].lower() + message[1:], "look at the language's documentation for this word"


def words_of(*models: Any) -> frozenset[str]:
    """Every word that these models may use."""
    found: set[str] = set()
    for model in models:
        found.update(spec.alias or name for name, spec in model.model_fields.items())
    return frozenset(found)
