"""Reading the words of the house: a file `words.yaml` that names terms and grades as a council names them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.report.words import PLURALS, STANDARD, TERMS, House
from evidence.kind_of_file import WORDS, refuse_other
from evidence.located import Located, read_yaml
from evidence.problems import BadInput, Problem, nearest

if TYPE_CHECKING:
    from engine.rulebook import Rulebook

NAME = "words.yaml"
"""The file that is taken where it lies beside the evidence."""

_PARTS = ("terms", "grades")
_LONGEST = 60


def house_of(given: Path | None, evidence: Path, books: "Sequence[Rulebook]") -> House:
    """The words of the house: of the file given, or of the one beside the evidence. Raises BadInput with everything wrong in it."""
    beside = (evidence if evidence.is_dir() else evidence.parent) / NAME
    path = given or (beside if beside.is_file() else None)
    if path is None:
        return STANDARD
    file = read_yaml(path)
    refuse_other(WORDS, file)
    problems = list(_problems(file, books))
    if problems:
        raise BadInput(problems)
    terms, grades = ({str(k): str(v).strip() for k, v in (file.data.get(part) or {}).items()} for part in _PARTS)
    return House(terms, grades)


def _problems(file: Located, books: "Sequence[Rulebook]") -> Iterable[Problem]:
    if not isinstance(file.data, dict):
        yield Problem(file.place(()), "this is no list of words", "write `terms:` and under it such lines as `weaknesses: areas for consideration`")
        return
    for part in file.data:
        if part not in _PARTS:
            yield Problem(file.place((part,), key=True), f"there is no part '{part}'", nearest(part, _PARTS))
    names = {grade.name for book in books for grade in book.book.scale.values()}
    yield from _words(file, "terms", TERMS, "term")
    yield from _words(file, "grades", sorted(names), "grade in these rulebooks")
    terms, grades = (p if isinstance(p := file.data.get(part), dict) else {} for part in _PARTS)
    for one, many in PLURALS.items():
        if (one in terms) != (many in terms):
            said, missing = (one, many) if one in terms else (many, one)
            yield Problem(file.place(("terms", said), key=True), f"'{said}' is given without '{missing}'", f"add a line '{missing}: ' with your word for it")
    for book in books:
        called: dict[str, str] = {}
        for grade in book.book.scale.values():
            name = str(grades.get(grade.name, grade.name)).strip()
            if name in called and grade.name in grades:
                what = f"'{called[name]}' and '{grade.name}' would both be called '{name}'"
                yield Problem(file.place(("grades", grade.name), key=True), what, "give each grade a name of its own")
            called[name] = grade.name


def _words(file: Located, part: str, known: Sequence[str], what: str) -> Iterable[Problem]:
    words: Any = file.data.get(part)
    if words is None:
        return
    if not isinstance(words, dict):
        yield Problem(file.place((part,)), f"'{part}' is no list of words", "write one line `ours: theirs` for each")
        return
    for word, called in words.items():
        if word not in known:
            yield Problem(file.place((part, word), key=True), f"there is no {what} '{word}'", nearest(word, known))
        elif isinstance(called, (dict, list)) or not str("" if called is None else called).strip():
            yield Problem(file.place((part, word)), f"'{word}' is given no word", "write the word of the house after the colon")
        elif len(str(called)) > _LONGEST or not str(called).isprintable():
            yield Problem(file.place((part, word)), f"the word for '{word}' is no word", f"write at most {_LONGEST} letters on one line")
