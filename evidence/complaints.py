"""Pydantic's complaints as Problems: what is wrong in plain words, where, and how to mend it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
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
_FORMS = {
    "version": ("a version", "write three numbers, such as 1.0.0"),
    "reviews": ("a day of the year", "write month and day, such as 03-31"),
    "[key]": ("a name that can stand here", "use small letters, figures, '-', '_' and '.', beginning with a letter"),
}


def problems_of(
    error: ValidationError, located: Located, words: Iterable[str], base: tuple[str | int, ...] = (), model: type[BaseModel] | None = None
) -> list[Problem]:
    """Every complaint of a validation as a Problem at its place in the file.

    `words` are those that the file may use. With the `model` that was validated, an unknown word is answered with
    those that may stand in its place; `base` is where in the file that model begins.
    """
    known = sorted(words)
    return [_problem(detail, located, known, base, model) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, located: Located, known: Sequence[str], base: tuple[str | int, ...], model: type[BaseModel] | None) -> Problem:
    steps, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    here = sorted(_words_at(model, steps[:-1] if kind == "extra_forbidden" else steps)) if model else known
    if kind == "misplaced":
        steps = (*steps, context["word"])
    last = str(steps[-1]) if steps else ""
    path = (*base, *(steps[:-1] if last == "[key]" else steps))
    place = located.place(path, key=last == "[key]" or kind in ("extra_forbidden", "missing", "misplaced"))
    if kind == "extra_forbidden" and detail.get("input") is None and getattr(located.node(path[:-1]), "flow_style", False):
        kind = "comma"
    return Problem(place, *_say(kind, last, detail.get("input"), context, detail["msg"], here), path=path)


def plainly(detail: ErrorDetails, words: Sequence[str]) -> tuple[str, str]:
    """What a complaint says in plain words, and how to mend it, where these words may stand."""
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    return _say(detail["type"], last, detail.get("input"), detail.get("ctx", {}), detail["msg"], words)


def _short(given: Any) -> str:
    text = str(given)
    return text if len(text) <= 60 else text[:57] + "…"


def _say(kind: str, last: str, given: Any, context: Mapping[str, Any], message: str, here: Sequence[str]) -> tuple[str, str]:
    if kind == "comma" or (kind == "extra_forbidden" and given is None and " " in last):
        return f"'{_short(last)}' is read as a word of its own", "put the whole text in quotes: between { and } a comma begins a new entry"
    if kind == "extra_forbidden":
        return f"'{_short(last)}' is not a word that can stand here", nearest(last, [word for word in here if word != last])
    if kind == "missing":
        return f"'{last}' is missing", _MENDS.get(last, f"add `{last}:`")
    if kind == "literal_error":
        choices = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return f"'{_short(given)}' is not one of {', '.join(choices)}", nearest(str(given), choices)
    if kind in ("string_type", "string_sub_type"):
        if given is None:
            return "there is nothing here", "fill it in, or leave the word out"
        if isinstance(given, int) or type(given).__name__ == "Decimal":
            given = str(given).lower() if isinstance(given, bool) else given
            return f"{given} is read as a number where a text is expected", f'put it in quotes: "{given}"'
        return "a text is expected here", "write a word or a sentence, in quotes where it has a colon"
    if kind == "string_pattern_mismatch":
        form, mend = _FORMS.get(last, ("an id or key", "use small letters, figures, '-', '_' and '.', beginning with a letter or figure"))
        return f"'{_short(given)}' is not {form}", mend
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "a mapping is expected here", "write `word: value` lines, or {word: value}"
    if kind in ("tuple_type", "list_type"):
        return "a list is expected here", "write [one, two] or lines that begin with '-'"
    if kind == "no_such_condition":
        what, _, mend = message.partition("; ")
        words = [str(word) for word in given] if isinstance(given, dict) else []
        near = next((nearest(word, here) for word in words if get_close_matches(word, here)), mend)
        return f"{what} ({_short(', '.join(words) or given)})", near
    if kind in ("value_error", "misplaced"):
        what, _, mend = message.removeprefix("Value error, ").partition("; ")
        return what, mend or "look at the words allowed together here"
    if kind.startswith(("int", "bool", "decimal")):
        return (
            f"'{_short(given)}' is not {'a whole number' if kind.startswith('int') else 'true or false' if kind.startswith('bool') else 'a number'}",
            "write it plainly, without quotes or units",
        )
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return f"{_short(given)} is out of range", f"it must be {'at least' if 'ge' in context else 'at most'} {bound}"
    if kind == "too_short" and given:
        return "too little is listed here", "add what is missing"
    if kind in ("too_short", "string_too_short"):
        return "there is nothing here" if not given or not str(given).strip() else f"'{_short(given)}' is too short", "fill it in, or leave the word out"
    if kind == "string_too_long":
        return "the text is too long", "shorten it"
    return message[:1].lower() + message[1:], "look at the language's documentation for this word"


def _words_at(model: type[BaseModel], steps: Sequence[str | int]) -> frozenset[str]:
    """The words that may stand in the mapping that these steps lead to."""
    models = {model}
    for step in steps:
        fields = [spec for m in models for name, spec in m.model_fields.items() if step in (name, spec.alias)]
        # A step that names no field is an index, a key of a free mapping, or a branch of a union.
        models = {m for spec in fields for m in _models_in(spec.annotation)} or models
    return words_of(*models)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def words_of(*models: Any) -> frozenset[str]:
    """Every word that these models may use."""
    found: set[str] = set()
    for model in models:
        found.update(spec.alias or name for name, spec in model.model_fields.items())
    return frozenset(found)
