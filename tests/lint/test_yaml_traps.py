"""What YAML would silently make something else of is refused, or stays the text that it is."""

from pathlib import Path

import pytest

from engine.load import load
from evidence.located import read_yaml
from evidence.problems import BadInput
from tests.lint.refusals import BOOK, assert_refused, found, written

ALIAS = "write it out, or make it a parameter: aliases can expand without end"
BRACKETS = "close it, and quote texts that have a comma, colon or bracket in them"
TESTS = "tests: {a: {document: plan, shows: in_place}, b: {measure: speed, at_least: 5, shows: in_place}}"

TRAPS = {
    "a key given twice": ("criteria:\n- RULE\n  weight: 1\n  «weight: 2\n  " + TESTS, "'weight' is given twice", "keep one of the two"),
    "NO": ("criteria:\n- RULE\n  note: «NO\n  " + TESTS, "YAML reads NO as true or false", 'write true or false, or "NO" in quotes'),
    "yes": ("criteria:\n- RULE\n  key: «yes\n  " + TESTS, "YAML reads yes as true or false", 'write true or false, or "yes" in quotes'),
    "off": ("criteria:\n- RULE\n  per: «off\n  " + TESTS, "YAML reads off as true or false", 'write true or false, or "off" in quotes'),
    "on as a key": ("criteria:\n- RULE\n  «on: a\n  " + TESTS, "YAML reads the key on as true or false", 'write "on" in quotes'),
    "an exponent": ("criteria:\n- RULE\n  weight: «1e3\n  " + TESTS, "1e3 is written with an exponent", "write the number out"),
    "an alias": ("criteria:\n- RULE\n  note: &t A text\n  looks_for: «*t\n  " + TESTS, "*t repeats what stands elsewhere", ALIAS),
    "a merge key": ("criteria:\n- RULE\n  «<<: {weight: 2}\n  " + TESTS, "a merge key hides what is said", "write the lines out"),
    "a tag": ("criteria:\n- RULE\n  weight: «!!int 2\n  " + TESTS, "the tag tag:yaml.org,2002:int is not understood here", "leave the tag out"),
    "a tag on a mapping": ("criteria:\n- «!rule\n  RULE\n  " + TESTS, "the tag !rule is not understood here", "leave the tag out"),
    "a key that is no word": ("criteria:\n- RULE\n  «[a, b]: c\n  " + TESTS, "a key must be a word", "write `word: value`"),
    "a tab": ("criteria:\n- RULE\n«\ttests: {}", "there is a tab here", "indent with spaces: YAML takes no tabs"),
    "a bracket left open": (
        "criteria:\n- RULE\n  tests: {a: {document: plan\n«",
        "the bracket opened in line 5 is not closed, or a comma is missing",
        BRACKETS,
    ),
    "a quote left open": ("criteria:\n- RULE\n  note: «'the council\n", "this quote is never closed", "close it, or double a ' that is part of the text"),
    "a second colon": ("criteria:\n- RULE\n  note: What it says«: nothing", "a second ':' stands on this line", "put the whole text in quotes"),
    "a sign that begins no text": ("criteria:\n- RULE\n  note: «@home", "no text can begin with @", "put the text in quotes"),
    "a sign that no text has": (
        "criteria:\n- RULE\n  note: a «\x07 bell",
        "this is not YAML (the character '\\x07' cannot stand in a text)",
        "remove the odd characters",
    ),
    "two documents": (
        "criteria:\n- RULE\n  " + TESTS + "\n«---\ncriteria: []",
        "a second document begins here",
        "split the file in two, or remove the line '---'",
    ),
    "deep nesting": ("criteria: " + "[" * 99 + "«[", "the file nests more than 100 levels deep", "flatten it"),
    "a number that would lose its zero": (
        "criteria:\n- id: rule\n  title: A rule\n  cite: {source: source, at: «2.10}\n  " + TESTS,
        "2.10 is read as a number where a text is expected",
        'put it in quotes: "2.10"',
    ),
}


@pytest.mark.parametrize("case", TRAPS.values(), ids=TRAPS)
def test_traps_are_refused_where_they_stand(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """Each of YAML's traps is refused at its place, with its mend, and nothing else is."""
    text, what, mend = case
    assert_refused(tmp_path, what, mend, rules=text)


def test_a_version_keeps_its_zero(tmp_path: Path) -> None:
    """A version such as 1.10 is refused as a number, and quoted back with its zero."""
    book = BOOK.replace("version: 1.0.0", "version: «1.10")
    assert_refused(tmp_path, "1.10 is read as a number where a text is expected", 'put it in quotes: "1.10"', book=book)


def test_a_comma_in_a_flow_map_is_named_for_what_it_is(tmp_path: Path) -> None:
    """A text with a comma, unquoted between { and }, is answered with the advice to quote it."""
    text = "criteria:\n- id: rule\n  title: A rule\n  cite: {source: source, at: Structure, 1}\n  " + TESTS
    assert found(written(tmp_path, text)) == [
        "rules.yaml:4:41: '1' is read as a word of its own: put the whole text in quotes: between { and } a comma begins a new entry"
    ]


def test_dates_numbers_and_words_stay_what_they_are() -> None:
    """A date stays text, a decimal keeps its zeros, an octal or sexagesimal figure is no number, null is nothing."""
    text = "date: 2006-02-20\ntime: 2006-02-20T10:00:00Z\nfigure: 1.10\noctal: 010\nclock: 12:30\nyear: 2009\nnone: ~\ncountry: 'NO'"
    data = read_yaml(Path("x.yaml"), text=text).data
    assert {k: str(v) for k, v in data.items()} == {
        "date": "2006-02-20",
        "time": "2006-02-20T10:00:00Z",
        "figure": "1.10",
        "octal": "010",
        "clock": "12:30",
        "year": "2009",
        "none": "None",
        "country": "NO",
    }
    assert isinstance(data["octal"], str)
    assert isinstance(data["clock"], str)
    assert isinstance(data["date"], str)
    assert data["year"] == 2009


def test_a_billion_laughs_are_refused_and_not_laughed() -> None:
    """Aliases of aliases are refused one by one and never expanded."""
    lines = ["a0: &a0 [lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    with pytest.raises(BadInput) as refused:
        read_yaml(Path("x.yaml"), text="\n".join(lines))
    assert len(refused.value.problems) == 39 * 9


def test_every_problem_of_form_is_reported_in_one_run() -> None:
    """A trap, a repeated key and a bracket left open are three problems of one reading."""
    with pytest.raises(BadInput) as refused:
        read_yaml(Path("x.yaml"), text="a: NO\nb: 1\nb: 2\nc: [1, 2\n")
    assert [p.place.line for p in refused.value.problems] == [1, 3, 5]


def test_a_sound_rulebook_is_not_refused(tmp_path: Path) -> None:
    """The small rulebook that every refusal starts from has nothing wrong with it."""
    assert found(written(tmp_path)) == []
    assert load(tmp_path).id == "small"
