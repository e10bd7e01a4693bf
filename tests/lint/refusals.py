"""A small sound rulebook, and how a test shows that one mistake in it is refused at its place.

A case is the text of `rules.yaml` (or of `book.yaml`) with the sign « where the problem must be found. RULE stands for
what every rule has: id, title and cite.
"""

from pathlib import Path

from engine.lint import lint

BOOK = """
book:
  id: small
  title: A small rulebook
  version: 1.0.0
  about: As much as the tests of refusals need.
  decides: Nobody, for it is made up.
  sources:
    source: {title: A source, year: 2009, status: current}
  scale: {3: {name: good}, 2: {name: fair}, 1: {name: poor}}
  rubric: {2: {shown: partial}, 3: {shown: in_place, by: 2 kinds}}
"""

BASE = """
vocabulary:
  statement: {practice: What people do}
  document: {plan: The plan}
  measure: {speed: {title: Speed}}
  event: {act: Something done, answer: The answer to it}
  rating: {stars: {title: Stars, values: [0, 1, 2]}, label: {title: Label, values: [bad, good]}}
criteria:
- id: base
  title: What uses every word of the vocabulary
  cite: {source: source, at: "1"}
  tests:
    plan: {document: plan, shows: in_place}
    speed: {measure: speed, at_least: 50, shows: in_place}
    act: {event: act, shows: partial}
    answer: {event: answer, shows: partial}
    stars: {rating: stars, at_least: 1, shows: partial}
    label: {rating: label, is: good, shows: partial}
    practice: {statement: practice, shows: partial}
"""

RULE = 'id: rule\n  title: A rule\n  cite: {source: source, at: "2"}'


def written(folder: Path, rules: str = "", book: str = BOOK, base: str = BASE, **more: str) -> Path:
    """A rulebook's folder with these files; `more` by name without the ending."""
    files = {"book": book, "base": base, "rules": rules, **more}
    for name, text in files.items():
        if text:
            (folder / f"{name}.yaml").write_text(text.replace("RULE", RULE).replace("«", ""), "utf-8")
    return folder


def place_of_sign(name: str, text: str) -> str:
    """The place of the sign « in a text."""
    before, sign, _ = text.replace("RULE", RULE).partition("«")
    assert sign, "the case does not say where"
    return f"{name}.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def found(folder: Path) -> list[str]:
    """Every problem of a rulebook, as it is printed."""
    return [str(problem) for problem in lint(folder, shown_from=folder)]


def assert_refused(folder: Path, what: str, mend: str, *, rules: str = "", book: str = BOOK, base: str = BASE) -> None:
    """That the one mistake is the one problem found, at its place."""
    name, text = next((n, t) for n, t in (("rules", rules), ("book", book), ("base", base)) if "«" in t)
    assert found(written(folder, rules, book, base)) == [f"{place_of_sign(name, text)}: {what}: {mend}"]
